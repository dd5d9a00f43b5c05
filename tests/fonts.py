"""Makers of small fonts, of squares, whose shaping is known by hand."""

import io
import re
import struct

from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables.sbixGlyph import Glyph as Picture
from fontTools.ttLib.tables.sbixStrike import Strike

UNIT = 1000
WIDE, MARK = 600, 200
"""Widths of letters and of the pictures of marks [font units]."""

CHARACTERS = {
    "space": " ", "a": "a", "b": "b", "A": "A", "V": "V", "f": "f", "i": "i", "one": "1",
    "two": "2", "paren": "(", "thesis": ")", "alef": "א", "bet": "ב", "gimel": "ג",
    "beh": "\u0628", "ka": "क", "virama": "\u094d", "ssa": "ष", "short_i": "\u093f",
    "ko": "ก", "tho": "\u0e49", "smile": "😀", "thumb": "👍", "tone": "🏽", "acute": "\u0301",
}  # fmt: skip
FORMS = ("f_i", "beh.init", "beh.medi", "beh.fina", "k_ss", "thumb_tone")
MARKS = ("tho", "acute", "virama")

FEATURES = """
languagesystem DFLT dflt; languagesystem latn dflt; languagesystem arab dflt;
languagesystem hebr dflt; languagesystem dev2 dflt; languagesystem thai dflt;
markClass tho <anchor 100 0> @top;
markClass acute <anchor 100 0> @top;
feature liga { sub f i by f_i; } liga;
feature ccmp { sub thumb tone by thumb_tone; } ccmp;
feature init { script arab; sub beh by beh.init; } init;
feature medi { script arab; sub beh by beh.medi; } medi;
feature fina { script arab; sub beh by beh.fina; } fina;
feature akhn { script dev2; sub ka virama ssa by k_ss; } akhn;
feature kern { pos A V -100; } kern;
feature mark { pos base [ko a] <anchor 300 700> mark @top; } mark;
table GDEF { GlyphClassDef [a ko A V f i], [f_i], [tho acute virama], ; } GDEF;
"""


def make_font(features: str = FEATURES, characters: dict[str, str] | None = None) -> TTFont:
    """Make a font of squares: letters 500 wide and high in 600, marks 200 in 0."""
    known = CHARACTERS if characters is None else characters
    names = [".notdef", *known, *(FORMS if characters is None else ())]
    builder = FontBuilder(UNIT, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(letter): name for name, letter in known.items()})
    builder.setupGlyf({name: _square(name) for name in names})
    builder.setupHorizontalMetrics({name: (0 if name in MARKS else WIDE, 0) for name in names})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Squares", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    if features:
        addOpenTypeFeaturesFromString(builder.font, features)
    builder.font["head"].created = builder.font["head"].modified = 0
    return builder.font


def tall_font() -> TTFont:
    """Make a font whose `b` is three times as high as its `a`."""
    font = make_font("", {"space": " ", "a": "a", "b": "b"})
    font["glyf"]["b"] = _square("b", 500, 1500)
    return font


def layered_font() -> TTFont:
    """Make a font whose `smile` is a red square under a blue one, half as high, and `a` plain."""
    from fontTools.colorLib.builder import buildCOLR, buildCPAL

    letters = {"space": " ", "a": "a", "one": "1", "smile": "😀", "low": "\ue000"}
    font = make_font("", letters)
    font["glyf"]["low"] = _square("low", 500, 250)
    font["COLR"] = buildCOLR({"smile": [("a", 0), ("low", 1)]})
    font["CPAL"] = buildCPAL([[(1.0, 0.0, 0.0, 1.0), (0.0, 0.0, 1.0, 1.0)]])
    return font


def picture_font(png: bytes, size: int) -> TTFont:
    """Make a font of emoji whose `smile` is a picture at `size` pixels for the em."""
    letters = {"space": " ", "one": "1", "smile": "😀"}
    font = make_font("", letters)
    font["glyf"]["smile"] = TTGlyphPen(None).glyph()
    font["sbix"] = newTable("sbix")
    font["sbix"].strikes[size] = strike = Strike(ppem=size, resolution=72)
    for name in font.getGlyphOrder():
        kind = {"graphicType": "png ", "imageData": png} if name == "smile" else {}
        strike.glyphs[name] = Picture(glyphName=name, **kind)
    return font


def with_damaged_glyph(content: bytes, number: int) -> bytes:
    """Let a square, in a font that was made here, have more points than its table holds."""
    square = struct.pack(">hhhhh", 1, 0, 0, 500, 500)
    start = [match.start() for match in re.finditer(re.escape(square), content)][number]
    return content[: start + 10] + struct.pack(">h", 30_000) + content[start + 12 :]


def bytes_of(font: TTFont) -> bytes:
    """Return a font as a file."""
    file = io.BytesIO()
    font.save(file)
    return file.getvalue()


def _square(name: str, width: int = 500, height: int = 500):
    pen = TTGlyphPen(None)
    if name == "space":
        return pen.glyph()
    if name in MARKS:
        width = height = MARK
    pen.moveTo((0, 0))
    pen.lineTo((0, height))
    pen.lineTo((width, height))
    pen.lineTo((width, 0))
    pen.closePath()
    return pen.glyph()
