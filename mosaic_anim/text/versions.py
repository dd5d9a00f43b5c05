"""Versions: of the libraries that pixels of letters depend on."""

from functools import cache


@cache
def library_versions() -> tuple[str, ...]:
    """Return the versions of the shaper, the bidi algorithm and what draws glyphs."""
    import bidi
    import freetype
    import PIL
    import uharfbuzz

    drawing = ".".join(map(str, freetype.version()))
    return uharfbuzz.version_string(), bidi.VERSION, drawing, PIL.__version__
