"""A render's name changes with all that its bytes depend on, and with nothing else."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mosaic_anim.encode.presets import preset
from mosaic_anim.flight import Facts
from mosaic_anim.jobs.identity import scene_hash
from mosaic_anim.timeline import plan
from tests.timeline.conftest import make_library, make_placement, make_scene

CANVAS = make_placement(np.arange(160).reshape(10, 16) % 20)
BURST = {"id": "burst", "duration": "1s", "tiles": {"motion": "explode"}, "blend": {"to": "cover"}}
FACTS = Facts(**dict.fromkeys(("brightness", "hue", "date"), np.zeros(160, np.float32)))


def named(clip=BURST, *, facts=FACTS, covers=CANVAS, **output):
    """Return the name of a render of one clip."""
    scene = make_scene(clip, outputs=[{"file": "a.mp4", **output}])
    placements = {"main": CANVAS, "main/cover": covers}
    timeline = plan(scene, scene.outputs[0], placements, {"main": make_library()})
    return scene_hash(
        timeline,
        range(timeline.frame_count),
        placements,
        facts=facts,
        settings=preset("draft").settings,
        suffix=".mp4",
        ffmpeg="7",
    )


def test_the_same_render_has_the_same_name():
    """Though the scene is read anew, and its file is called otherwise."""
    assert named() == named(file=Path("b.mp4"))


@pytest.mark.parametrize(
    "other",
    [
        {"quality": "high"},
        {"clip": BURST | {"id": "bang"}},
        {"clip": BURST | {"tiles": {"motion": "explode", "distance": 2}}},
        {"clip": BURST | {"motion_blur": 180}},
        {"clip": BURST | {"blend": {"to": "mosaic"}}},
        {"facts": replace(FACTS, date=np.linspace(0, 1, 160, dtype=np.float32))},
        {"covers": replace(CANVAS, photo_hash=np.array([f"other-{i}" for i in range(20)]))},
    ],
    ids=["quality", "seed", "option", "blur", "blend", "dates", "cover"],
)
def test_whatever_changes_the_picture_changes_the_name(other):
    """Quality, randomness, a motion's options, blur, the photos' dates, the cover's content."""
    assert named(**other) != named()
