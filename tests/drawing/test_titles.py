"""Titles and marks lie where they should, sharp at every size, and are drawn once."""

import threading
from collections import OrderedDict
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mosaic_anim.clips.motions.explode import Explode
from mosaic_anim.clips.motions.motion import MotionRecipe
from mosaic_anim.clips.overlay_layout import ANCHORS
from mosaic_anim.drawing import overlays
from mosaic_anim.drawing.frame import draw
from mosaic_anim.drawing.lettering import Text, line_of
from mosaic_anim.drawing.mosaic import Mosaic
from mosaic_anim.drawing.overlays import lay_overlays, patch_of
from mosaic_anim.text.assets import add_asset, bundled_font, font_of
from mosaic_anim.text.font import read_font
from mosaic_anim.values.frame_state import (
    Camera,
    Exposure,
    Fade,
    FrameState,
    Layer,
    Mark,
    OutlineStyle,
    OverlayPosition,
    ShadowStyle,
    Title,
)
from mosaic_anim.values.geometry import Insets, Size
from tests.drawing.reference import canvas_of, noise_pictures
from tests.fonts import bytes_of, layered_font, make_font, tall_font

SIZES = [
    Size(width=w, height=h) for w, h in ((96, 54), (54, 96), (200, 200), (320, 81), (270, 480))
]
SAFE = Insets(top=0.1, right=0.15, bottom=0.2, left=0.05)
WHITE, BLACK = (255, 255, 255), (0, 0, 0)


@pytest.fixture(scope="module")
def title():
    """Make titles."""
    return lambda text="Hxp", **options: Title(text=text, fonts=(bundled_font("bold"),), **options)


def alpha_of(overlay, size):
    """Return how much of an overlay is seen in each pixel (H, W), 0 to 255."""
    patch = patch_of(overlay, size)
    alpha = np.zeros((size.height, size.width), np.uint8)
    height, width = patch.pixels.shape[:2]
    rows, cols = slice(patch.top, patch.top + height), slice(patch.left, patch.left + width)
    alpha[rows, cols] = patch.pixels[..., 3]
    return alpha


def edges_of(alpha):
    """Return the first and last row and column that something is seen in, the last ones beyond."""
    rows, cols = np.flatnonzero(alpha.any(axis=1)), np.flatnonzero(alpha.any(axis=0))
    return rows[0], rows[-1] + 1, cols[0], cols[-1] + 1


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("anchor", ANCHORS)
def test_it_lies_at_its_anchor_within_what_is_free(title, anchor, size):
    """To the pixel, the outline included, from the edges that safe areas and margin leave."""
    spot = OverlayPosition(anchor=anchor, safe=SAFE, margin=0.04)
    outlined = title(spot=spot, size=0.12, outline=OutlineStyle(width=0.1, color=BLACK))
    top, bottom, left, right = edges_of(alpha_of(outlined, size))
    margin = 0.04 * min(size.height, size.width)
    free = (
        0.1 * size.height + margin,
        0.8 * size.height - margin,
        0.05 * size.width + margin,
        0.85 * size.width - margin,
    )
    ways = {"top": (0, 1), "bottom": (1, 0)}
    down, up = ways.get(anchor.partition("_")[0], (0.5, 0.5)) if anchor != "left" else (0.5, 0.5)
    beside = {"left": 0.0, "right": 1.0}.get(anchor.rpartition("_")[2], 0.5)
    row = free[0] + down * (free[1] - free[0] - (bottom - top))
    col = free[2] + beside * (free[3] - free[2] - (right - left))
    assert down + up == 1
    assert abs(top - row) <= 1.5
    assert abs(left - col) <= 1
    assert top >= free[0] - 1
    assert bottom <= free[1] + 1
    assert left >= free[2] - 1
    assert right <= free[3] + 1


def test_texts_of_other_letters_stand_on_the_same_line(title):
    """No p hangs down here, and none of the letters is tall: the baseline stays."""
    size = Size(width=300, height=200)
    with_p, without = (edges_of(alpha_of(title(text, size=0.2), size)) for text in ("Hxp", "HxH"))
    assert with_p[0] == without[0]
    assert without[1] < with_p[1]


@pytest.mark.parametrize("height", [120, 480, 1080])
def test_it_is_sharp_at_every_size(title, height):
    """The upright edges of an H go from nothing to all within two pixels, however large it is."""
    size = Size(width=height, height=height)
    alpha = alpha_of(title("H", size=0.5, spot=OverlayPosition(anchor="center")), size)
    top, bottom, *_ = edges_of(alpha)
    row = alpha[top + (bottom - top) // 4].astype(int)
    partial = (row > 0) & (row < 255)
    assert (row == 255).sum() > height / 20
    assert 0 < partial.sum() <= 8  # four edges


def test_twice_the_frame_is_twice_the_text(title):
    """Lines break at the same words, and the mean of pixels is the smaller picture."""
    text = "1,512 photos and one planet. To Avalon, Ždiar and Жуковка"
    large, small = (
        alpha_of(title(text, size=0.08, width=0.8), Size(width=side, height=side)).astype(float)
        for side in (800, 400)
    )
    mean = large.reshape(400, 2, 400, 2).mean(axis=(1, 3))
    assert abs(mean.sum() / small.sum() - 1) < 0.02
    best = min(
        abs(np.roll(mean, (down, along), (0, 1)) - small).mean()
        for down in (-1, 0, 1)
        for along in (-1, 0, 1)
    )
    assert best < 0.15 * small.mean()


def test_lines_break_between_words_and_are_even():
    """No line is longer than the width, none is left with one short word."""
    faces = [font_of(bundled_font("bold"))]
    lines = Text("one two three four five six seven eight nine ten", faces).lines(14.0)
    assert [len(lines) > 1, max(line.width for line in lines) <= 14.0] == [True, True]
    assert min(line.width for line in lines) > 0.6 * max(line.width for line in lines)
    assert (
        " ".join(line.text for line in lines) == "one two three four five six seven eight nine ten"
    )
    given = Text("one\n\ntwo", faces).lines(14.0)
    assert [line.text for line in given] == ["one", "", "two"]


def test_lines_of_both_directions_stand_as_they_are_read():
    """By hand: a line begins at the right, goes on below, and numbers keep their order."""
    fonts = [read_font(bytes_of(make_font())), font_of(bundled_font("bold"))]
    names = make_font().getGlyphOrder()

    def seen(text, width):
        return [
            [names[one.number] for one in line.glyphs if names[one.number] != "space"]
            for line in Text(text, fonts).lines(width)
        ]

    assert seen("אב גא 12 בב", 99) == [["bet", "bet", "one", "two", "alef", "gimel", "bet", "alef"]]
    assert seen("אב גא 12 בב", 3.1) == [
        ["alef", "gimel", "bet", "alef"],
        ["bet", "bet", "one", "two"],
    ]
    assert seen("ab אב 12 a", 99) == [["a", "b", "one", "two", "bet", "alef", "a"]]
    assert seen("a\nאb", 99) == [["a"], ["b", "alef"]]


def test_lines_of_tall_letters_stand_apart():
    """Of some scripts they are twice as high as capitals: nothing is cut, no line is touched."""
    name = add_asset(np.frombuffer(bytes_of(tall_font()), np.uint8))

    def rows_of(text):
        patch = alpha_of(Title(text=text, fonts=(name,), size=0.1), Size(width=400, height=400))
        return np.flatnonzero(patch.any(axis=1))

    assert len(rows_of("b")) == 60
    assert len(rows_of("b\nb")) == 120
    assert np.ptp(rows_of("b\nb")) + 1 == 60 + 2 + 60  # a twentieth of the size apart
    assert len(rows_of("a\na")) == 40
    assert np.ptp(rows_of("a\na")) + 1 == 20 + 48
    assert np.ptp(rows_of("b\na")) + 1 == 60 + 48


def test_emoji_keep_their_colours_and_letters_the_title_s():
    """Both are seen, the emoji without a rim, and both throw a shadow."""
    name = add_asset(np.frombuffer(bytes_of(layered_font()), np.uint8))
    red = OutlineStyle(width=0.1, color=(0, 255, 0))
    mixed = Title(text="😀a", fonts=(name,), size=0.4, color=WHITE, outline=red)
    pixels = patch_of(mixed, Size(width=200, height=100)).pixels.astype(int)
    half = pixels.shape[1] // 2

    def count(part, color):
        return int((abs(part - (*color, 255)).max(axis=-1) <= 2).sum())

    left, right = pixels[:, : half - 2], pixels[:, half + 2 :]
    assert count(left, (255, 0, 0)) > 100
    assert count(left, (0, 0, 255)) > 100
    assert count(left, WHITE) == 0
    assert count(right, WHITE) > 200
    assert count(right, (0, 255, 0)) > 100
    alone = patch_of(replace(mixed, text="😀"), Size(width=200, height=100)).pixels
    assert not (alone[..., 1] > alone[..., [0, 2]].max(axis=-1)).any()  # nothing green
    shade = ShadowStyle(offset=(0.0, 0.3), blur=0.0, color=BLACK, opacity=1.0)
    shaded = patch_of(replace(mixed, text="😀", shadow=shade), Size(width=200, height=100)).pixels
    assert (shaded == (0, 0, 0, 255)).all(axis=-1).sum() > 100


def test_kerning_moves_letters_together():
    """AV is narrower than A and V."""
    faces = [font_of(bundled_font("bold"))]
    both = line_of("AV", faces).width
    apart = line_of("A", faces).width + line_of("V", faces).width
    assert both == pytest.approx(apart - 0.093, abs=0.003)


@pytest.mark.parametrize(
    "text", ["Incomprehensibilities" * 4, "many words in many lines " * 20], ids=["word", "lines"]
)
def test_text_that_does_not_fit_becomes_smaller_and_nothing_is_cut(title, text):
    """A word wider than the frame, and more lines than it has room for."""
    size = Size(width=300, height=200)
    spot = OverlayPosition(anchor="center", margin=0.05)
    long = title(text, size=0.25, spot=spot)
    top, bottom, left, right = edges_of(alpha_of(long, size))
    assert min(top, left, size.height - bottom, size.width - right) >= 8
    alone = edges_of(alpha_of(title("I", size=0.25, spot=spot), size))
    assert right - left > 200
    assert alone[1] - alone[0] > 30  # the size that it would have had


def test_an_offset_moves_it_but_not_out_of_the_frame(title):
    """To the right and down, in shares of the shorter side."""
    size = Size(width=300, height=200)
    still, moved, far = (
        edges_of(alpha_of(title(spot=OverlayPosition(anchor="center", offset=offset)), size))
        for offset in ((0.0, 0.0), (0.1, -0.05), (-1.0, 1.0))
    )
    assert (moved[2] - still[2], moved[0] - still[0]) == (20, -10)
    assert far[2] == 0
    assert size.height - far[1] <= 1


def test_outline_and_shadow_lie_below_the_letters(title):
    """The letters keep their colour, the rim its own, the shadow goes out softly."""
    size = Size(width=200, height=200)
    pixels = np.full((200, 200, 3), 200, np.uint8)
    shade = ShadowStyle(offset=(0.0, 0.1), blur=0.1, color=BLACK, opacity=1.0)
    spot = OverlayPosition(anchor="center")
    both = title(
        "I", size=0.5, outline=OutlineStyle(width=0.1, color=(255, 0, 0)), shadow=shade, spot=spot
    )
    lay_overlays(pixels, [both])
    row = pixels[100]
    middle = np.flatnonzero((row == WHITE).all(axis=1))
    red = np.flatnonzero((row == (255, 0, 0)).all(axis=1))
    dark = np.flatnonzero((row[:, 0] < 190) & (row[:, 1] == row[:, 0]))
    assert red.min() < middle.min() < middle.max() < red.max()
    assert dark.min() < red.min()
    assert red.max() < dark.max()
    assert (alpha_of(title("I", size=0.5, spot=spot), size)[100] > 0).sum() <= len(middle) + 2


def test_a_letter_comes_from_the_first_font_that_has_it(title):
    """Of two, the one that is named first writes what both have."""
    size = Size(width=200, height=100)
    bold, regular = bundled_font("bold"), bundled_font("regular")
    both, alone = (
        patch_of(Title(text="Mix", fonts=fonts), size).pixels
        for fonts in ((regular, bold), (regular,))
    )
    assert (both == alone).all()
    assert both.shape != patch_of(title("Mix"), size).pixels.shape


@pytest.mark.parametrize("opacity", [0.25, 0.7, 1.0])
def test_a_logo_is_laid_by_its_alpha(opacity):
    """At its own size each pixel is the mean that its alpha says, of encoded sRGB."""
    generator = np.random.default_rng(3)
    logo = generator.integers(0, 256, (20, 40, 4), np.uint8)
    ground = generator.integers(0, 256, (100, 120, 3), np.uint8)
    mark = Mark(
        picture=add_asset(logo),
        size=0.4,
        spot=OverlayPosition(anchor="top_left", margin=0.1),
        opacity=opacity,
    )
    expected = ground.astype(float)
    alpha = logo[..., 3:] / 255 * opacity
    place = expected[10:30, 10:50]
    place[:] = place * (1 - alpha) + logo[..., :3] * alpha
    found = ground.copy()
    lay_overlays(found, [mark])
    assert abs(found - expected).max() <= 1  # colours are multiplied by alpha in 8 bits
    assert (found[30:] == ground[30:]).all()


def test_a_transparent_logo_shows_no_colour_of_its_own():
    """What is hidden under no alpha does not shine into the edges when it is reduced."""
    logo = np.zeros((80, 80, 4), np.uint8)
    logo[...] = (0, 255, 0, 0)
    logo[20:60, 20:60] = (255, 0, 0, 255)
    pixels = np.zeros((100, 100, 3), np.uint8)
    lay_overlays(
        pixels, [Mark(picture=add_asset(logo), size=0.33, spot=OverlayPosition(anchor="center"))]
    )
    assert pixels[..., 0].max() == 255
    assert pixels[..., 1].max() == 0


def test_a_logo_that_does_not_fit_becomes_smaller():
    """It keeps its shape."""
    logo = np.full((10, 40, 4), 255, np.uint8)
    mark = Mark(
        picture=add_asset(logo), size=1.0, spot=OverlayPosition(anchor="center", margin=0.25)
    )
    assert edges_of(alpha_of(mark, Size(width=100, height=100))) == (44, 56, 25, 75)


def test_it_fades_evenly(title):
    """No step of a fade is lighter than the one before."""
    size = Size(width=120, height=60)
    sums = []
    for step in range(21):
        pixels = np.zeros((60, 120, 3), np.uint8)
        lay_overlays(pixels, [title(opacity=step / 20)])
        sums.append(int(pixels.sum()))
    whole = patch_of(title(), size).pixels[..., :3].sum()
    assert sums[0] == 0
    assert sums[-1] == whole
    steps = np.diff(sums)
    assert (steps > 0).all()
    assert steps.max() < 1.2 * steps.min()


def test_overlays_lie_over_each_other_in_their_order(title):
    """A colour that comes later hides a title, one that comes before does not; marks hide both."""
    size = Size(width=60, height=40)
    curtain = Fade(color=BLACK, opacity=1.0)
    hidden = FrameState(background=BLACK, overlays=(title(size=0.6), curtain))
    seen = FrameState(background=BLACK, overlays=(curtain, title(size=0.6)))
    above = replace(hidden, marks=(title(size=0.6),))
    assert draw(hidden, size, {}).pixels.max() == 0
    assert draw(seen, size, {}).pixels.max() == 255
    assert (draw(above, size, {}).pixels == draw(seen, size, {}).pixels).all()


def test_marks_do_not_change_while_pictures_mix(title):
    """They lie over the mixture, not over its parts."""
    size = Size(width=60, height=40)
    below = FrameState(background=BLACK)
    mixing = FrameState(background=BLACK, under=below, opacity=0.5, marks=(title(size=0.6),))
    assert (
        draw(mixing, size, {}).pixels
        == draw(replace(below, marks=(title(size=0.6),)), size, {}).pixels
    ).all()


def test_motion_blur_leaves_it_sharp(title):
    """It lies over every moment in the same place."""
    size = Size(width=60, height=40)
    moments = [
        FrameState(background=(value,) * 3, overlays=(title(size=0.6),)) for value in (0, 10, 20)
    ]
    blurred = draw(Exposure(moments=tuple(moments)), size, {}).pixels
    inside = alpha_of(title(size=0.6), size) == 255
    assert inside.any()
    assert (blurred[inside] == 255).all()


@pytest.mark.parametrize("flies", [False, True], ids=["still", "flying"])
def test_it_lies_over_tiles_that_rest_and_that_fly(title, flies):
    """Its pixels are the same; around it is the picture without it."""
    placement, tiles = canvas_of(noise_pictures(4, 32), 9, 16)
    mosaics = {"a": Mosaic(placement=placement, tiles=tiles)}
    moving = MotionRecipe(motion=Explode(), seed=1, spread=0.0, time=0.4)
    layer = Layer(
        mosaic="a", camera=Camera(row=4.5, col=8, height=9), motions=(moving,) if flies else ()
    )
    size = Size(width=160, height=90)
    below = FrameState(background=(0, 40, 80), layers=(layer,))
    drawn = draw(replace(below, overlays=(title(size=0.4),)), size, mosaics).pixels
    plain = draw(below, size, mosaics).pixels
    alpha = alpha_of(title(size=0.4), size)
    assert (drawn[alpha == 255] == 255).all()
    assert (drawn[alpha == 0] == plain[alpha == 0]).all()
    assert (plain[alpha == 255] != 255).any()


def test_threads_draw_the_same_once(title, monkeypatch):
    """Eight threads that ask at the same time get one patch, the one that is drawn alone."""
    size = Size(width=200, height=100)
    alone = patch_of(title("Threads"), size).pixels.copy()
    monkeypatch.setattr(overlays, "patch_cache", OrderedDict())
    found = []
    gate = threading.Barrier(8)

    def ask():
        gate.wait()
        found.append(patch_of(title("Threads", opacity=0.5), size))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(patch) for patch in found}) == 1
    assert (found[0].pixels == alone).all()


def test_what_is_kept_is_bounded(title, monkeypatch):
    """The oldest patches go, the newest stays even if it is larger than all that may be kept."""
    monkeypatch.setattr(overlays, "patch_cache", OrderedDict())
    monkeypatch.setattr(overlays, "PATCH_MEMORY", 10_000)
    size = Size(width=200, height=100)
    for number in range(30):
        patch_of(title(f"number {number}"), size)
    kept = list(overlays.patch_cache)
    assert kept[-1][0].text == "number 29"
    assert 1 <= len(kept) < 30
    assert sum(patch.pixels.nbytes for patch in overlays.patch_cache.values()) <= 10_000


@settings(max_examples=15, deadline=None)
@given(
    pieces=st.lists(st.sampled_from(["AV", "a", "fi", " ", "\n", "é", "I ♥"]), min_size=1),
    ignored=st.lists(st.sampled_from("\ufe0f\u200b\u200d\ufeff\u00ad\u2060"), min_size=1),
)
@example(pieces=["soft", "hyphen"], ignored=["\u00ad"])  # the font has a hyphen for it
@example(pieces=["A", "V"], ignored=["\u200d"])  # a pair that is moved together
@example(pieces=["a", " ", " ", "b"], ignored=["\u200b"])
def test_ignorable_characters_change_nothing(title, pieces, ignored):
    """Wherever they stand, the same pixels: no glyph, no room, no other kerning or lines."""
    size = Size(width=160, height=90)
    between = "".join(ignored)
    plain, odd = (alpha_of(title(text.join(pieces), size=0.2), size) for text in ("", between))
    np.testing.assert_array_equal(odd, plain)


def test_a_text_of_nothing_that_is_seen_draws_nothing(title):
    """As a field may give it."""
    assert not alpha_of(title("\u200b\ufe0f\n\u200d"), Size(width=96, height=54)).any()
