"""A file's name changes with all that its bytes depend on, and with nothing else."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from mosaic_anim.encode.encoding import Encoding, Sound
from mosaic_anim.mosaic.whole_photo import whole_photo
from mosaic_anim.rendering import fingerprint
from mosaic_anim.rendering.fingerprint import Fingerprints, file_hash
from mosaic_anim.rendering.project import Project
from mosaic_anim.rendering.segments import cut_segments
from mosaic_anim.rendering.tile_sources import PhotoTiles
from mosaic_anim.values.flight import SortKeys
from tests.rendering.sorted_tiles import SortedTiles
from tests.timeline.conftest import make_library, make_placement, make_scene

CANVAS = make_placement(np.arange(160).reshape(10, 16) % 20)
BURST = {"id": "burst", "duration": "1s", "tiles": {"motion": "explode"}, "blend": {"to": "cover"}}
FACTS = SortKeys(**dict.fromkeys(("brightness", "hue", "date"), np.zeros(160, np.float32)))
HUM = Sound(path=Path("hum.wav"), sha256="1" * 64)


def named(
    clip=BURST, *, facts=FACTS, covers=CANVAS, canvas=CANVAS, photos=None, encoded=None, **output
):
    """Return the name of the file that one clip becomes."""
    scene = make_scene(clip, outputs=[{"file": "a.mp4", **output}])
    library = make_library()
    sources = {
        "main": SortedTiles(placement=canvas, library=library, sort_keys=facts),
        "main/cover": PhotoTiles(placement=covers, library=library),
        **{
            name: PhotoTiles(placement=whole, library=library)
            for name, whole in (photos or {}).items()
        },
    }
    project = Project(scene=scene, libraries={"main": library}, sources=sources)
    timeline = project.timeline(scene.outputs[0])
    frames = range(timeline.frame_count)
    encoding = Encoding(
        path=Path(scene.outputs[0].file),
        size=timeline.size,
        fps=timeline.fps,
        frames=len(frames),
        settings=scene.outputs[0].settings,
        **(encoded or {}),
    )
    segments = cut_segments(timeline, frames, encoding, Fingerprints(project, timeline))
    return file_hash(encoding, (segment.name for segment in segments))


def test_the_same_render_has_the_same_name():
    """Though the scene is read anew, its file and its sound are called otherwise."""
    assert named() == named(file=Path("b.mp4"))
    assert named() == named(encoded={"comment": "old", "overwrite": True})
    assert named(encoded={"sound": HUM}) == named(encoded={"sound": replace(HUM, path=Path("b"))})


@pytest.mark.parametrize(
    "other",
    [
        {"quality": "high"},
        {"clip": BURST | {"id": "bang"}},
        {"clip": BURST | {"tiles": {"motion": "explode", "distance": 2}}},
        {"clip": BURST | {"motion_blur": 180}},
        {"clip": BURST | {"blend": {"to": "mosaic"}}},
        {"facts": replace(FACTS, date=np.linspace(0, 1, 160, dtype=np.float32))},
        {"covers": replace(CANVAS, crop=CANVAS.crop * np.float32(0.5))},
        {"encoded": {"title": "another"}},
        {"encoded": {"plays": 0}},
        {"encoded": {"end_hold": Fraction(1)}},
        {"encoded": {"sound": HUM}},
    ],
    ids=[
        *("quality", "seed", "option", "blur", "blend", "dates", "cover"),
        *("title", "plays", "end hold", "sound"),
    ],
)
def test_whatever_changes_the_file_changes_the_name(other):
    """Quality, randomness, a motion's options, blur, dates, the cover; what only a join writes."""
    assert named(**other) != named()


@pytest.mark.parametrize("titled", [False, True], ids=["without text", "with text"])
def test_a_title_depends_on_the_libraries_that_draw_it(monkeypatch, titled):
    """An upgrade of the shaper renames what has a title, and nothing else."""
    clip = BURST | ({"text": "a"} if titled else {})
    before = named(clip)
    monkeypatch.setattr(fingerprint, "library_versions", lambda: ("99.0",))
    assert (named(clip) != before) == titled


def test_other_code_is_another_name(monkeypatch):
    """An upgrade that draws otherwise takes no old file for done, whatever its version is."""
    before = named()
    monkeypatch.setattr(fingerprint, "code_hash", lambda: "upgraded")
    assert named() != before


def landed(*, crop=None, content="hash-07"):
    """Return the name of a file that shows photo 7 only, which has opened to all of the frame."""
    half = np.tile(np.array([0.25, 0, 0.5, 1], np.float32), (160, 1))
    canvas = replace(CANVAS, crop=half if crop is None else crop)
    whole = whole_photo(canvas, 7, 0, make_library())
    whole = replace(whole, photo_hash=np.array([content]))
    land = {"from": {"photo": "p-07"}, "to": {"photo": "p-07"}, "fit": "cover"}
    clip = {"id": "hold", "duration": "1s", "camera": land}
    return named(clip, canvas=canvas, photos={"main/hash-07": whole})


def test_an_open_photo_names_the_file_by_itself_and_its_cell():
    """It hides every cell of the mosaic; how it is cropped there counts while it opens."""
    other = np.tile(np.array([0, 0, 0.5, 1], np.float32), (160, 1))
    names = {landed(), landed(crop=other), landed(content="hash-08")}
    assert landed() in names
    assert len(names) == 3
