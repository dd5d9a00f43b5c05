"""A segment's name changes with all that its bytes depend on, and with nothing else."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from mosaic_anim.encode.encoding import Encoding
from mosaic_anim.motions import MOTIONS, Motion, motion_name
from mosaic_anim.rendering.fingerprint import Fingerprints
from mosaic_anim.rendering.project import Project
from mosaic_anim.rendering.segments import cut_frames, cut_segments
from mosaic_anim.values.flight import SortKeys
from tests.rendering.sorted_tiles import SortedTiles
from tests.timeline.conftest import make_library, make_placement, make_scene

CANVAS = make_placement(np.arange(160).reshape(10, 16) % 20)
OPEN = {"id": "open", "duration": "1s"}
DIVE = {"id": "dive", "duration": "5s", "camera": {"to": {"cell": [4, 9]}}}
HOLD = {"id": "hold", "duration": "1s"}
NONE = np.zeros(160, np.float32)
FACTS = SortKeys(brightness=NONE, hue=NONE, date=NONE)
BURST = {"id": "burst", "duration": "1s", "tiles": {"motion": "explode", "order": "date"}}


def staged(*clips, placement=CANVAS, facts=FACTS, sides=2000, **output):
    """Return a project of 10 x 16 cells, its timeline, and how it is encoded."""
    scene = make_scene(*clips, outputs=[{"file": "a.mp4", **output}])
    library = make_library(sides=sides)
    sources = {"main": SortedTiles(placement=placement, library=library, sort_keys=facts)}
    project = Project(scene=scene, libraries={"main": library}, sources=sources)
    timeline = project.timeline(scene.outputs[0])
    encoding = Encoding(
        path=Path(scene.outputs[0].file),
        size=timeline.size,
        fps=timeline.fps,
        frames=timeline.frame_count,
        settings=scene.outputs[0].settings,
    )
    return project, timeline, encoding


def segment_names(*clips, **changes):
    """Return the names of an output's segments."""
    project, timeline, encoding = staged(*clips, **changes)
    frames, fingerprints = range(timeline.frame_count), Fingerprints(project, timeline)
    return [segment.name for segment in cut_segments(timeline, frames, encoding, fingerprints)]


def cuts(*clips, frames=None, **output):
    """Return where an output is cut."""
    _, timeline, _ = staged(*clips, **output)
    chosen = frames or range(timeline.frame_count)
    return [(part.start, part.stop) for part in cut_frames(timeline, chosen)]


def test_an_output_is_cut_at_clips_and_every_second():
    """At 30 and 25 frames a second."""
    dive = DIVE | {"duration": "1.5s"}
    assert cuts(OPEN, dive, HOLD) == [(0, 30), (30, 60), (60, 75), (75, 105)]
    assert cuts(HOLD | {"duration": "2s"}) == [(0, 30), (30, 60)]
    gif = {"file": "a.gif", "fps": 25}
    assert cuts(HOLD | {"duration": "2s"}, **gif) == [(0, 25), (25, 50)]
    rest = {"loop": {"end_hold": "1s"}}
    assert cuts(HOLD | {"duration": "2s"}, **gif, **rest) == [(0, 25), (25, 50), (50, 51)]


def test_a_part_of_an_output_is_cut_at_the_same_places():
    """So that `--frames` shares its segments with the whole."""
    assert cuts(OPEN, DIVE, frames=range(40, 91)) == [(40, 60), (60, 90), (90, 91)]


def test_names_are_stable_and_differ():
    """The same scene read anew, to a file of another name."""
    first = segment_names(OPEN, DIVE, BURST)
    assert first == segment_names(OPEN, DIVE, BURST, file="b.mp4")
    assert len(set(first)) == len(first)


def test_an_edited_last_clip_renames_only_its_own_segments():
    """What comes before it keeps its names."""
    before, after = segment_names(OPEN, DIVE, HOLD), segment_names(OPEN, DIVE, BURST)
    assert before[:-1] == after[:-1]
    assert before[-1] != after[-1]


def test_names_hold_no_absolute_frame_numbers():
    """An opening of another length moves all that follows, and renames none of it."""
    assert (
        segment_names(OPEN, DIVE, HOLD)[1:]
        == segment_names(OPEN | {"duration": "2s"}, DIVE, HOLD)[2:]
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"size": "800x500"},
        {"fps": 25},
        {"preset": "draft"},
        {"quality": "high"},
        {"sides": 100},
        {"placement": replace(CANVAS, gain=CANVAS.gain * np.float32(0.5))},
        {"placement": replace(CANVAS, crop=CANVAS.crop * np.float32(0.5))},
    ],
    ids=["size", "rate", "preset", "quality", "photos' sizes", "tint", "crops"],
)
def test_whatever_changes_the_bytes_changes_all_names(changes):
    """Not one is found that would be wrong."""
    assert not set(segment_names(OPEN, DIVE, **changes)) & set(segment_names(OPEN, DIVE))


def other_photo(*cells):
    """Return the canvas with photo 7 in some cells; the photos there before were others."""
    tile = CANVAS.tile.copy()
    tile[list(cells)] = 7
    return replace(CANVAS, tile=tile)


def test_another_photo_renames_only_the_segments_that_see_it():
    """A corner that the dive leaves behind; a cell that it ends on."""
    dive = DIVE | {"duration": "4s"}
    plain = segment_names(OPEN, dive, HOLD)
    corner = segment_names(OPEN, dive, HOLD, placement=other_photo(0))
    assert [a == b for a, b in zip(plain, corner, strict=True)] == [
        *(False, False),
        *(True, True, True, True),
    ]
    target = segment_names(OPEN, dive, HOLD, placement=other_photo(4 * 16 + 9))
    assert not set(plain) & set(target)


def test_two_photos_that_change_places_are_another_picture():
    """The same set of photos is seen."""
    tile = CANVAS.tile.copy()
    tile[[0, 1]] = tile[[1, 0]]
    assert segment_names(OPEN)[0] != segment_names(OPEN, placement=replace(CANVAS, tile=tile))[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop(Motion):
    """A motion of somebody's own."""

    motion: str = motion_name("hop")


def test_another_code_of_a_motion_renames_the_segments_that_play_it(monkeypatch):
    """As it was loaded; the others stay."""
    monkeypatch.setitem(MOTIONS, "hop", Hop)
    hop = {"id": "hop", "duration": "1s", "tiles": {"motion": "hop"}}
    before = segment_names(OPEN, hop)
    monkeypatch.setattr(Hop, "SOURCE", "another")
    after = segment_names(OPEN, hop)
    assert before[0] == after[0]
    assert before[1] != after[1]


def test_dates_matter_where_tiles_set_out_by_them():
    """And nowhere else: tiles go by their rank among all."""
    dates = replace(FACTS, date=np.linspace(0, 1, 160, dtype=np.float32))
    one, other = segment_names(OPEN, BURST), segment_names(OPEN, BURST, facts=dates)
    assert [a == b for a, b in zip(one, other, strict=True)] == [True, False]


def test_cells_of_segments_are_what_their_frames_need():
    """The union of the segments' cells is what the whole output needs."""
    project, timeline, encoding = staged(OPEN, DIVE, BURST)
    fingerprints = Fingerprints(project, timeline)
    frames = range(timeline.frame_count)
    index = project.variants(timeline.size)["main"].index
    seen: dict[int, set[int]] = {}
    for segment in cut_segments(timeline, frames, encoding, fingerprints):
        for level, cells in fingerprints.cells(segment.seen)["main"].items():
            seen.setdefault(level, set()).update(index[cells].tolist())
    needs = timeline.needs(project.variants(timeline.size), project.layouts)["main"]
    assert seen == {level: set(ids.tolist()) for level, ids in needs.items()}
