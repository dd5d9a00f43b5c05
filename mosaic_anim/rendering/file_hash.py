"""The hash that names a file: of everything its bytes depend on, and of nothing else."""

import hashlib
from collections.abc import Sequence
from dataclasses import fields, replace

from mosaic_anim.encode.encoding import Encoding
from mosaic_anim.rendering.segments import Segment

_NOT_IN_IT = {"path", "comment", "overwrite"}


def file_hash(
    encoding: Encoding, segments: Sequence[Segment], *, limit: tuple[object, ...] = ()
) -> str:
    """Hash what a file is joined from, and how.

    The names of its segments stand for the frames, the encoder and the code of this program: a file
    that another version wrote is not taken for done, even where both call themselves the same.

    Parameters
    ----------
    encoding : Encoding
        Of the file, as the scene asks for it.
    segments : sequence of Segment
        What it would be joined from, as the scene asks for it.
    limit : tuple, optional
        Of a file that has to fit: how large it may be, and what may be given up for that.

    Returns
    -------
    str
        SHA-256 in hexadecimal.
    """
    about = {
        field.name: getattr(encoding, field.name)
        for field in fields(encoding)
        if field.name not in _NOT_IN_IT
    }
    if encoding.sound is not None:
        about["sound"] = replace(encoding.sound, path=None)  # its content has a hash of its own
    lines = [encoding.path.suffix.lower(), repr(sorted(about.items()))]
    lines += [segment.name for segment in segments]
    lines += [repr(limit)] if limit else []
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
