"""Needs of layers whose tiles are off the grid: what the drawer asks for, and nothing else."""

from dataclasses import replace

import numpy as np
import pytest

import mosaic_anim.timeline.needs as needs_module
from mosaic_anim.clips.motions.explode import Explode
from mosaic_anim.clips.motions.flip import Flip
from mosaic_anim.clips.motions.motion import MotionRecipe
from mosaic_anim.drawing.frame import draw
from mosaic_anim.drawing.mosaic import Mosaic
from mosaic_anim.timeline.needs import needs as needs_of
from mosaic_anim.values.frame_state import Camera, Exposure, FrameState, Layer
from mosaic_anim.values.geometry import Size
from tests.tiles_in_memory import tiles_of
from tests.timeline.conftest import make_placement

SIZE = Size(height=60, width=90)


def whole_mosaic(seed):
    """Make a mosaic of 54 different pictures of 32 px, with all their levels."""
    pictures = np.random.default_rng(seed).integers(0, 256, (54, 32, 32, 3), np.uint8)
    placement = make_placement(np.arange(54).reshape(6, 9), photos=54)
    tiles = tiles_of(pictures, np.arange(54, dtype=np.int32))
    return Mosaic(placement=placement, tiles=tiles)


def only(mosaic, needs):
    """Return a mosaic with nothing but the tiles that are needed."""
    levels = []
    for height, ids in sorted(needs.items()):
        level = mosaic.tiles.level(height)
        slot = np.where(np.isin(np.arange(54), ids), level.slot, -1).astype(np.int32)
        levels.append(replace(level, slot=slot))
    return replace(mosaic, tiles=replace(mosaic.tiles, levels=tuple(levels)))


def layer(*motions, height=6.0, angle=0.0, opacity=1.0, back="", row=3.0):
    """Return the mosaic "main" as a camera sees it."""
    view = Camera(row=row, col=4.5, height=height, angle=angle)
    return Layer(mosaic="main", camera=view, motions=motions, opacity=opacity, back=back)


def away(time, motion=None, spread=0.0):
    """Return tiles on their way."""
    return MotionRecipe(motion=motion or Explode(distance=0.3), seed=3, spread=spread, time=time)


def state(*layers, **more):
    """Return what a frame shows."""
    return FrameState(background=(0, 0, 0), layers=layers, **more)


SHOWN = {
    "in flight": state(layer(away(0.4))),
    "just leaving": state(layer(away(0.004))),
    "in flight, turned": state(layer(away(0.4), angle=20)),
    "at home, turned": state(layer(angle=20, height=3.0)),
    "backs": state(layer(away(0.5, Flip(), spread=0.4), back="main/cover")),
    "exposed": Exposure(moments=(state(layer(away(0.2))), state(layer(away(0.5), height=2.0)))),
    "under": state(layer(height=2.0), under=state(layer(away(0.4))), opacity=0.5),
}


@pytest.mark.parametrize("shown", SHOWN.values(), ids=SHOWN)
@pytest.mark.parametrize("quality", ["standard", "high"])
def test_the_drawer_finds_what_was_asked_for(shown, quality) -> None:
    """With no other tiles than those needed it draws; with one less of them it does not."""
    mosaics = {"main": whole_mosaic(1), "main/cover": whole_mosaic(2)}
    variants = {name: mosaic.tiles.variants for name, mosaic in mosaics.items()}
    layout = {name: mosaic.layout for name, mosaic in mosaics.items()}
    needs = needs_of([shown, shown], SIZE, variants, layout, quality=quality)
    assert bool(needs["main/cover"]) == (shown is SHOWN["backs"])
    found = {name: only(mosaics[name], needs[name]) for name in mosaics}
    exact = draw(shown, SIZE, mosaics, quality=quality).pixels
    assert np.array_equal(draw(shown, SIZE, found, quality=quality).pixels, exact)
    for level, ids in needs["main"].items():
        less = only(mosaics["main"], {**needs["main"], level: ids[1:]})
        with pytest.raises(ValueError, match=f"level {level} lacks"):
            draw(shown, SIZE, {**found, "main": less}, quality=quality)


def test_equal_layers_are_asked_once(monkeypatch) -> None:
    """A hold of a hundred frames, or a fade over it, costs no more than one."""
    asked_of = []
    ask = needs_module.layer_needs
    monkeypatch.setattr(
        needs_module, "layer_needs", lambda one, *a, **k: asked_of.append(one) or ask(one, *a, **k)
    )
    mosaic = whole_mosaic(1)
    still, moved = state(layer()), state(layer(away(0.5)))
    shown = [still, Exposure(moments=(still, moved)), replace(moved, background=(9, 9, 9))] * 50
    needs_of(shown, SIZE, {"main": mosaic.tiles.variants}, {"main": mosaic.layout})
    assert len(asked_of) == 2


def test_a_layer_that_is_not_seen_needs_nothing() -> None:
    """Its opacity is 0."""
    mosaic = whole_mosaic(1)
    names = {"main": mosaic.tiles.variants}, {"main": mosaic.layout}
    assert needs_of([state(layer(opacity=0.0))], SIZE, *names) == {"main": {}}
