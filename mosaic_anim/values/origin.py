"""Origin: the comment in every picture and film of this program, by which it knows its own again.

What lies in a folder of photos and carries it is left out of the library: an output beside the
photos would otherwise be one of them in the next run.
"""

import re

from mosaic_anim.version import __version__

SCENE = f"mosaic_anim {__version__} scene "
"""How the comment of a scene's output begins; the hash of the file follows."""

PICTURE = f"mosaic_anim {__version__} picture"
"""The comment of any other picture: a mosaic, a frame, a contact sheet."""

STAND_INS = " with stand-ins"
"""How the comment of an output goes on that shows small pictures for photos that were lost."""

OWN = "made by mosaic_anim"
"""Why a picture is not taken for a photo."""

_COMMENT = r"(?:^|>)mosaic_anim \d[^\s<]* (?:scene [0-9a-f]{64}|picture)\b"


def is_own(comment: str) -> bool:
    """Return whether a comment, or an XMP packet that holds one, is of any version of this program.

    It has to begin with the program's name: a caption that quotes one is a photographer's.
    """
    return re.search(_COMMENT, comment) is not None
