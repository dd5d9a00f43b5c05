"""Versions: of the libraries that pixels of letters depend on."""

from functools import cache

from mosaic_anim.lazy import PIL, bidi, freetype, uharfbuzz


@cache
def library_versions() -> tuple[str, ...]:
    """Return the versions of the shaper, the bidi algorithm and what draws glyphs."""
    drawing = ".".join(map(str, freetype.version()))
    return uharfbuzz.version_string(), bidi.VERSION, drawing, PIL.__version__
