"""One flat colour in is the same flat colour out, to the last pixel.

A pixel may be off by 1: fixed-point sums lose up to a 256th of a level for each source pixel that
they add, and two mixed halves of a colour are rounded one by one.
"""

from dataclasses import dataclass, replace

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mosaic_anim.drawing.canvas import draw_canvas
from mosaic_anim.drawing.frame import Mosaic, draw
from mosaic_anim.drawing.levels import layer_needs, wanted_level
from mosaic_anim.drawing.overlays import lay_overlays, patch_of
from mosaic_anim.io.pictures import Picture
from mosaic_anim.library.materialise import materialise
from mosaic_anim.mosaic.cover_mosaic import cover_tiles, cover_variants
from mosaic_anim.mosaic.crops import centred_crops
from mosaic_anim.text.assets import add_asset
from mosaic_anim.values.frame_state import Camera, FrameState, Layer, Mark, OverlayPosition
from mosaic_anim.values.geometry import Rect, Size
from tests.drawing.reference import placement_of
from tests.drawing.test_sprites import fixed
from tests.mosaic.libraries import library_of

COLOR = (200, 30, 121)
GROUND = (7, 250, 66)

photo_sizes = st.sampled_from(
    [(3, 4), (12, 16), (1, 1), (36, 48), (60, 80), (97, 61), (130, 140), (200, 150), (600, 800)]
)  # height, width
cell_aspects = st.sampled_from([1.0, 4 / 3, 0.6, 2.2])
frame_sizes = st.builds(Size, height=st.integers(1, 90), width=st.integers(1, 90))
grids = st.tuples(st.integers(1, 5), st.integers(1, 5)) | st.just((40, 60))


@dataclass(frozen=True)
class Photos:
    """Photos of flat colours in the cells of a mosaic."""

    library: object
    placement: object

    def tiles(self, *heights):
        """Read them at some levels."""
        variants = self.placement.variants(self.library)
        needs = {height: np.arange(len(variants), dtype=np.int32) for height in heights}
        aspect = self.placement.grid.cell_aspect
        return materialise(self.library, variants, needs, cell_aspect=aspect, folder=None)


def flat(size, color):
    return np.full((*size, 3), color, np.uint8)


def photos_of(sizes, shape, aspect, *, colors=(COLOR,), index=None):
    """Lay photos of some sizes into cells by turns, or as an index (n,) says."""
    made = [flat(size, colors[k % len(colors)]) for k, size in enumerate(sizes)]
    library = library_of(made)
    library = replace(library, photo_hash=tuple(f"{k}: {size}" for k, size in enumerate(sizes)))
    if index is None:
        index = np.arange(shape[0] * shape[1]) * 7 % len(sizes)
    placement = placement_of(index, *shape, aspect)
    crops = centred_crops(library.full_size, library.small_rect, aspect)
    placement = replace(
        placement, crop=crops[placement.tile], photo_hash=np.array(library.photo_hash)
    )
    return Photos(library=library, placement=placement)


def drawn(photos, view, size, ground=GROUND):
    """Draw a view as films, stills and posters do."""
    placement = photos.placement
    variants = placement.variants(photos.library)
    level = wanted_level(view, size, variants, placement.grid)
    return draw_canvas(placement, photos.tiles(level), view, size, background=ground)


@st.composite
def views_inside(draw_one, shape, aspect, size):
    """Draw a viewport that shows nothing but the canvas, often to its very border."""
    parts = st.sampled_from([1.0, 0.5, 1 / 3]) | st.floats(0.003, 1)
    height, width = shape[0] * draw_one(parts), shape[1] * draw_one(parts)
    # Pixels are nearly square: else the level of one axis would be far too fine for the other
    stretch = (width * aspect / size.width) / (height / size.height)
    height, width = height * max(1, stretch / 2), width * max(1, 1 / stretch / 2)
    height, width = min(height, shape[0]), min(width, shape[1])
    # Where the canvas is too small for that, less of the other axis is seen
    stretch = (width * aspect / size.width) / (height / size.height)
    height, width = height * min(1, stretch * 2), width * min(1, 2 / stretch)
    places = st.sampled_from([0.0, 1.0, 0.5]) | st.floats(0, 1)
    row, col = (shape[0] - height) * draw_one(places), (shape[1] - width) * draw_one(places)
    return Rect(row=row, col=col, height=height, width=width)


def off(frame, color=COLOR):
    """Return by how much a frame differs from a flat colour at most."""
    return abs(frame.astype(int) - color).max()


@given(
    data=st.data(), sizes=st.lists(photo_sizes, min_size=1, max_size=3), shape=grids,
    aspect=cell_aspects, size=frame_sizes,
)  # fmt: skip
@settings(max_examples=120, deadline=None)
def test_a_view_of_the_canvas_is_flat(data, sizes, shape, aspect, size):
    """Photos of any sizes, at any zoom, up to the canvas's border: no background, no dark edge."""
    view = data.draw(views_inside(shape, aspect, size))
    assert off(drawn(photos_of(sizes, shape, aspect), view, size)) <= 1


@given(
    sizes=st.lists(photo_sizes, min_size=1, max_size=3), shape=grids, aspect=cell_aspects,
    size=frame_sizes, px=st.floats(1, 150),
    place=st.tuples(st.floats(-0.7, 1.7), st.floats(-0.7, 1.7)),
)  # fmt: skip
@example(  # a share of exactly half a step
    sizes=[(3, 4)], shape=(1, 2), aspect=0.6, size=Size(height=1, width=3), px=1.0, place=(0, 0)
)
@settings(max_examples=80, deadline=None)
def test_a_canvas_on_its_own_colour_has_no_border(*, sizes, shape, aspect, size, px, place):
    """Where the canvas ends within the frame, it and the background make one whole pixel."""
    height, width = size.height / px, size.width / px / aspect
    row, col = (place[n] * shape[n] - (height, width)[n] / 2 for n in (0, 1))
    view = Rect(row=row, col=col, height=height, width=width)
    assert off(drawn(photos_of(sizes, shape, aspect), view, size, ground=COLOR)) <= 1


@given(
    sizes=st.tuples(photo_sizes, photo_sizes), aspect=cell_aspects, tall=st.integers(32, 150),
    cell=st.tuples(st.integers(0, 2), st.integers(0, 2)),
)  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_a_photo_that_is_landed_on_holds_no_colour_of_its_neighbours(sizes, aspect, tall, cell):
    """Large or small, in the corner or inside: its cell fills the frame, and it alone is seen."""
    row, col = cell
    others = np.ones(9)
    others[row * 3 + col] = 0
    photos = photos_of(sizes, (3, 3), aspect, colors=(COLOR, GROUND), index=others)
    size = Size(height=tall, width=max(32, round(tall * aspect)))
    view = Rect(row=row, col=col, height=1, width=1)
    assert off(drawn(photos, view, size)) <= 1


def cover_of(shape, aspect, size):
    """Cut a flat cover of some size into cells; return a placement and how to read its tiles."""
    picture = Picture(
        pixels=flat(size, COLOR),
        full_size=Size(height=size[0], width=size[1]),
        taken=None,
        content="",
        format="PNG",
    )
    placement = placement_of(np.zeros(shape[0] * shape[1]), *shape, aspect)
    return placement, cover_variants(picture, placement), picture


def drawn_layer(layer, size, photos, cover=None, *, quality="standard", ground=GROUND):
    """Draw a layer of photos whose backs are a cover, reading what it needs."""
    layout = Mosaic(placement=photos.placement, tiles=None).layout
    variants = {"main": photos.placement.variants(photos.library)}
    if cover is not None:
        variants["cover"] = cover[1]
    needs = {name: {16} for name in variants}
    asked = layer_needs(
        layer,
        size,
        layout=layout,
        front=variants["main"],
        back=variants.get("cover"),
        quality=quality,
    )
    for name, level, _ in asked:
        needs[name].add(level)
    mosaics = {"main": Mosaic(placement=photos.placement, tiles=photos.tiles(*needs["main"]))}
    if cover is not None:
        placement, pieces, picture = cover
        tiles = cover_tiles(picture, pieces, placement.grid, needs["cover"])
        mosaics["cover"] = Mosaic(placement=placement, tiles=tiles)
    state = FrameState(background=ground, layers=(layer,))
    return draw(state, size, mosaics, quality=quality).pixels


@given(
    sizes=st.lists(photo_sizes, min_size=1, max_size=2), shape=grids, aspect=cell_aspects,
    cover=st.tuples(st.integers(20, 200), st.integers(20, 200)), size=frame_sizes,
    px=st.floats(2, 150), seed=st.integers(0, 99),
    place=st.tuples(st.floats(0, 1), st.floats(0, 1)),
)  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_photos_turn_into_a_cover_of_their_colour_unseen(
    *, sizes, shape, aspect, cover, size, px, seed, place
):
    """Cell by cell, each at its own moment, both at any zoom: nothing shines through."""
    rng = np.random.default_rng(seed)
    count = shape[0] * shape[1]
    face = rng.choice([0, 1, *rng.random(3)], count)
    row, col = place[0] * shape[0], place[1] * shape[1]
    camera = Camera(row=row, col=col, height=size.height / px)
    motion = fixed(face=tuple(face))
    layer = Layer(mosaic="main", camera=camera, motions=(motion,), back="cover")
    photos = photos_of(sizes, shape, aspect)
    frame = drawn_layer(layer, size, photos, cover_of(shape, aspect, cover), ground=COLOR)
    assert off(frame) <= 1


@given(
    sizes=st.lists(photo_sizes, min_size=1, max_size=2), aspect=cell_aspects,
    px=st.floats(2, 90), away=st.tuples(st.floats(-3, 3), st.floats(-3, 3)),
    angle=st.sampled_from([0.0, 0.1]) | st.floats(-180, 180),
    quality=st.sampled_from(["standard", "high"]),
    size=st.builds(Size, height=st.integers(8, 90), width=st.integers(8, 90)),
)  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_tiles_that_fly_side_by_side_are_flat(*, sizes, aspect, px, away, angle, quality, size):
    """However large their photos are, and however the camera is turned, inside the flock."""
    shape = (2 + int(200 / px), 2 + int(200 / px / aspect))
    motion = fixed(y=away[0] / px, x=away[1] / px)
    camera = Camera(row=shape[0] / 2, col=shape[1] / 2, height=size.height / px, angle=angle)
    layer = Layer(mosaic="main", camera=camera, motions=(motion,))
    frame = drawn_layer(layer, size, photos_of(sizes, shape, aspect), quality=quality)
    assert off(frame) <= 1


@given(
    height=st.integers(1, 300), width=st.integers(1, 300), alpha=st.integers(1, 255),
    part=st.floats(0.02, 1), opacity=st.floats(0, 1),
    anchor=st.sampled_from(["top_left", "bottom_right", "center"]),
)  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_a_logo_of_the_colour_below_it_is_not_seen(*, height, width, alpha, part, opacity, anchor):
    """Enlarged or reduced, opaque or not, to its border, which is as opaque as its middle."""
    picture = np.full((height, width, 4), (*COLOR, alpha), np.uint8)
    spot = OverlayPosition(anchor=anchor, margin=0.0)
    mark = Mark(picture=add_asset(picture), size=part, spot=spot, opacity=opacity)
    frame = flat((60, 90), COLOR)
    lay_overlays(frame, [mark])
    assert off(frame) <= 1
    assert (patch_of(mark, Size(height=60, width=90)).pixels[..., 3] == alpha).all()
