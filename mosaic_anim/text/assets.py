"""The door for what lies over frames: fonts and logos are read once, before anything is drawn.

What was read is held under a name made of its content, and drawing finds it under that name: a
file that is edited while a render runs changes nothing, and on another machine the same name means
the same bytes.
"""

import hashlib
import os
import stat
import threading
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from mosaic_anim.errors import CannotStartError
from mosaic_anim.io.disk import error_reason
from mosaic_anim.lazy import LazyModule, np
from mosaic_anim.text.font import Font, NoFontError, read_font

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mosaic_anim.io import pictures
    from mosaic_anim.text import color_glyphs, stamps

    Bytes = NDArray[np.uint8]
else:  # numpy, Pillow, FreeType
    color_glyphs = LazyModule("mosaic_anim.text.color_glyphs")
    pictures = LazyModule("mosaic_anim.io.pictures")
    stamps = LazyModule("mosaic_anim.text.stamps")

MOST_FONT = 64 << 20
"""Largest font file that is read [bytes]: those of all Chinese signs take 20 MB."""

LOGO_SIDE = 4096
"""Longest side of a logo that is held [px]; a larger one is reduced."""

WEIGHTS = MappingProxyType({"regular": "Inter-Regular.otf", "bold": "Inter-Bold.otf"})
"""Fonts that the program brings, by weight."""

_FOLDER = Path(__file__).parent / "fonts"

contents: "dict[str, Bytes]" = {}
"""Fonts and logos in memory, by name."""

_lock = threading.Lock()


def add_asset(content: "Bytes") -> str:
    """Keep a font (N,) or a logo (H, W, 4) in memory; return its name, a SHA-256 in hexadecimal."""
    digest = hashlib.sha256(repr(content.shape).encode())
    digest.update(content.tobytes())
    name = digest.hexdigest()
    with _lock:
        contents.setdefault(name, content)
    return name


def asset_content(name: str) -> "Bytes":
    """Return the font or logo of a name.

    Raises
    ------
    KeyError
        If there is none.
    """
    return contents[name]


@cache
def bundled_font(weight: str = "regular") -> str:
    """Hold a font that the program brings, one of `WEIGHTS`; return its name."""
    return load_font(_FOLDER / WEIGHTS[weight])


def load_font(path: Path) -> str:
    """Read a font file and hold it; return its name.

    Raises
    ------
    CannotStartError
        If it cannot be read, or is no font.
    """
    content = _content(path)
    try:
        _require_drawable(read_font(content))
    except NoFontError as error:
        remedy = "name a TrueType or OpenType font: .ttf, .otf, .ttc"
        raise CannotStartError(
            f"not a font that can be used: {error}", remedy=remedy, place=str(path)
        ) from error
    return add_asset(np.frombuffer(content, np.uint8))


def load_logo(path: Path) -> str:
    """Read a picture that may be transparent and hold it; return its name.

    Raises
    ------
    UnreadablePictureError
        If it cannot be read, or is no picture.
    """
    return add_asset(pictures.read_cutout(path, long_side=LOGO_SIDE))


@lru_cache(maxsize=32)
def font_of(name: str) -> Font:
    """Return the font that is held under a name."""
    return read_font(asset_content(name).tobytes())


def _content(path: Path) -> bytes:
    """Read a regular file that is not too large; a pipe is never waited for."""
    what = ""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            what = "it is no regular file"
        elif path.stat().st_size > MOST_FONT:
            what = f"it has more than {MOST_FONT >> 20} MiB"
        else:
            flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
            with os.fdopen(os.open(path, flags), "rb") as file:
                return file.read(MOST_FONT + 1)
    except OSError as error:
        what = error_reason(error)
    raise CannotStartError(f"this font cannot be read: {what}", place=str(path))


def _require_drawable(font: Font) -> None:
    """Draw one letter of a font, in colours or by its outline."""
    letters = sorted(font.characters)
    seen = (code for code in letters if code > ord(" ") and font.writes(chr(code)))
    letter = next(seen, letters[0])
    glyph = font.shaper.get_nominal_glyph(letter) or 0
    if color_glyphs.is_colored(font, glyph):
        color_glyphs.color_stamp(font, glyph, x=0, y=0, size=64, color=(0, 0, 0))
    else:
        stamps.Outlines(font, 64).fill(glyph, 0, 0)
