"""An endless zoom shows mosaics in each other, each by its cover until it fills the frame."""

from fractions import Fraction

import pytest

from mosaic_anim.drawing.levels import fills_frame
from mosaic_anim.timeline import plan
from mosaic_anim.timeline.endless import COVER_SIZES, NestedMosaics
from mosaic_anim.timeline.landing_tint import TINT_FADES
from mosaic_anim.timeline.speed import longest_distance
from mosaic_anim.values.frame_state import FrameState
from mosaic_anim.values.geometry import Grid, Size

NAMES = ("main", "two", "three")
NESTED = NestedMosaics(
    mosaics=NAMES,
    covers=tuple(f"{name}/cover" for name in NAMES),
    cells=((5, 9), (10, 6), (8, 8)),
)
GRID = Grid(rows=16, cols=16, cell_aspect=1.6)
FRAMES = [Size(height=1000, width=1600), Size(height=1600, width=1000), Size(height=900, width=900)]
SHARES = [number / 240 for number in range(240)]


def share_of_cover(layers, name):
    """Return how much of its cover a mosaic shows; None where it is not seen."""
    shares = {layer.mosaic: layer.opacity for layer in layers}
    if f"{name}/cover" in shares:
        return shares[f"{name}/cover"]
    return 0.0 if name in shares else None


@pytest.mark.parametrize("size", FRAMES, ids=str)
def test_every_frame_is_filled(size):
    """By the layer below all others, whatever the frame's shape."""
    zoom = NESTED.zoom(GRID, size.aspect)
    for share in SHARES:
        bottom = zoom.layers(share)[0]
        assert bottom.opacity == 1
        assert fills_frame(bottom.camera.viewport(size, GRID), size, GRID)


@pytest.mark.parametrize("size", FRAMES, ids=str)
def test_the_end_is_the_beginning(size):
    """Equal states are equal frames."""
    zoom = NESTED.zoom(GRID, size.aspect)
    assert zoom.layers(1.0) == zoom.layers(0.0)
    assert zoom.camera(1.0) == zoom.camera(0.0)


def test_a_cover_gives_way_by_its_size_alone():
    """From afar a mosaic is its cover, from near its tiles, and nothing jumps in between."""
    zoom = NESTED.zoom(GRID, 1.6)
    seen: dict[str, list[tuple[float, float]]] = {name: [] for name in NAMES}
    for share in SHARES:
        layers = zoom.layers(share)
        cameras = {layer.mosaic: layer.camera for layer in layers}
        for name in NAMES:
            cover = share_of_cover(layers, name)
            if cover is not None:
                camera = cameras.get(name) or cameras[f"{name}/cover"]
                seen[name].append((GRID.rows / camera.height, cover))
    for shares in seen.values():
        shares.sort()
        assert all(cover == 1 for size, cover in shares if size <= COVER_SIZES[0])
        assert all(cover == 0 for size, cover in shares if size >= COVER_SIZES[1])
        assert any(0 < cover < 1 for _, cover in shares)
        covers = [cover for _, cover in shares]
        assert covers == sorted(covers, reverse=True)


def test_a_cover_lies_over_all_that_is_in_its_mosaic():
    """Otherwise the mosaic in its cell would shine through it."""
    zoom = NESTED.zoom(GRID, 1.6)
    for share in SHARES:
        names = [layer.mosaic for layer in zoom.layers(share)]
        for name in NAMES:
            if {name, f"{name}/cover"} <= set(names):
                following = NAMES[(NAMES.index(name) + 1) % 3]
                inner = names.index(f"{following}/cover")
                assert names.index(name) < inner < names.index(f"{name}/cover")


def test_tiles_have_their_own_colours_where_they_fill_the_frame():
    """And a blended cover is gone there, too: one lands on each photo on the way."""
    near, far = TINT_FADES[1], TINT_FADES[0]
    zoom = NESTED.zoom(GRID, 1.6, blend=0.5)
    tints = set()
    for share in SHARES:
        layers = zoom.layers(share)
        for layer in layers:
            size = 1 / layer.camera.height
            if layer.mosaic in NAMES:
                tints.add(layer.tint)
                assert layer.tint == 1 if size <= far else layer.tint < 1
                assert layer.tint == 0 if size >= near else layer.tint > 0
            elif layer.mosaic.endswith("/cover") and size >= near:
                assert share_of_cover(layers, layer.mosaic.removesuffix("/cover")) == 0
    assert {0, 1} < tints


def planned(placed, library_of, scene_of, *clips):
    """Plan clips of which one is an endless zoom."""
    placement = placed([[i % 20 for i in range(16)]] * 16, cell_aspect=1.6)
    scene = scene_of(*clips)
    return plan(scene, scene.outputs[0], {"main": placement}, {"main": library_of()}, nested=NESTED)


def test_frame_n_equals_frame_0(placed, library_of, scene_of):
    """A film of one endless zoom ends a frame before it begins again."""
    clip = {"id": "round", "duration": "6s", "endless": {"covers": 3}}
    timeline = planned(placed, library_of, scene_of, clip)
    assert timeline.frame_count == 180
    assert timeline.state(timeline.duration) == timeline.frame_state(0)
    assert len({repr(timeline.frame_state(number)) for number in range(180)}) == 180


def test_a_reversed_zoom_goes_out(placed, library_of, scene_of):
    """It shows the same frames, the last first."""
    clip = {"id": "round", "duration": "6s", "endless": {"covers": 3}}
    onward = planned(placed, library_of, scene_of, clip)
    back = planned(placed, library_of, scene_of, {**clip, "reverse": True})
    for time in map(Fraction, ("0", "0.5", "2", "5.9")):
        assert back.state(time) == onward.state(6 - time)


def test_a_clip_goes_on_from_the_whole_mosaic(placed, library_of, scene_of):
    """The zoom ends where it began, and what follows takes the camera from there."""
    zoom = {"id": "round", "duration": "6s", "endless": {"covers": 3}}
    dive = {"id": "dive", "duration": "1s", "camera": {"to": {"cell": [3, 3]}}}
    timeline = planned(placed, library_of, scene_of, zoom, dive)
    (layer,) = timeline.state(Fraction(6)).layers
    assert layer.mosaic == "main"
    assert layer.camera == NESTED.zoom(GRID, 1.6).camera(0.0)
    (landed,) = timeline.state(Fraction(7)).layers
    assert (landed.camera.row, landed.camera.col) == (3.5, 3.5)


def test_a_zoom_needs_mosaics(placed, library_of, scene_of):
    """Planned without them it is refused."""
    scene = scene_of({"duration": "6s", "endless": {"covers": 3}})
    placement = placed([[0] * 16] * 16, cell_aspect=1.6)
    with pytest.raises(ValueError, match="nested mosaics"):
        plan(scene, scene.outputs[0], {"main": placement}, {"main": library_of()})


def test_motion_blur_follows_a_mosaic_that_becomes_the_outermost():
    """It is another layer from then on, but as fast as before."""
    size = FRAMES[0]
    zoom = NESTED.zoom(GRID, size.aspect)
    grids = dict.fromkeys([*NESTED.mosaics, *NESTED.covers], GRID)

    def distance(centre):
        """Return how far things move around a share of the time [px]."""
        shares = (centre - 1e-3, centre, centre + 1e-3)
        states = [FrameState(background=None, layers=zoom.layers(share)) for share in shares]
        return longest_distance(states, size, grids)

    assert distance(1 / 3) == pytest.approx(distance(1 / 3 + 0.004), rel=0.05)
