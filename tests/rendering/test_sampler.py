"""Sampler: a few frames say what the whole film takes."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from mosaic_anim.rendering.api import render
from mosaic_anim.rendering.open_outputs import open_outputs
from mosaic_anim.rendering.options import RenderOptions
from mosaic_anim.rendering.plan import OutputPlan, plan_outputs
from mosaic_anim.rendering.segment_cache import segment_store
from mosaic_anim.rendering.segment_job import SegmentJob
from mosaic_anim.rendering.size_limit.sampled_film import RunCost, SampledFilm
from mosaic_anim.rendering.size_limit.sampler import Sampler
from mosaic_anim.scene.model import Scene

LONG = """
timeline:
  - {id: open, duration: 3s}
  - {id: dive, duration: 8s, camera: {to: {cell: [4, 9]}}}
  - {id: burst, duration: 4s, tiles: {motion: explode}}
"""


@pytest.fixture
def plans(
    scene_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., list[OutputPlan]]:
    """Return a function that plans outputs of a film, by default of 15 seconds, 150 frames."""
    monkeypatch.chdir(tmp_path)
    head = scene_file.read_text(encoding="utf-8").partition("timeline:")[0]

    def planned(outputs: str, timeline: str = LONG) -> list[OutputPlan]:
        scene_file.write_text(f"{head}{timeline}\noutputs: [{outputs}]\n", encoding="utf-8")
        options = RenderOptions()
        return plan_outputs(*open_outputs(Scene.load(scene_file), options, None), options)

    return planned


@pytest.mark.parametrize("name", ["film.mp4", "film.gif", "film.webp"])
def test_the_size_is_predicted_from_a_tenth_of_the_frames(
    plans: Callable[[str], list[OutputPlan]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    """Within one and a half times what it is; and some time is."""
    (plan,) = plans(f"{{file: {name}, preset: draft}}")
    drawn = []
    draw = SegmentJob.draw
    monkeypatch.setattr(
        SegmentJob, "draw", lambda job, state: drawn.append(state) or draw(job, state)
    )
    predicted = Sampler(folder=tmp_path).predict(plan)
    assert len(drawn) <= len(plan.frames) / 10
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    (file,) = render(plan.project.scene)
    assert file.bytes / 1.5 < predicted.size < file.bytes * 1.5
    assert predicted.making > 0
    assert predicted.preparing > 0


@pytest.mark.parametrize("name", ["film.mp4", "film.webm"])
def test_the_size_of_a_still_film_is_predicted(
    plans: Callable[..., list[OutputPlan]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    """Within a tenth: an encoder that looks ahead spends most on the first frame of a second."""
    (plan,) = plans(f"{{file: {name}}}", "timeline: [{id: open, duration: 3s}]")
    predicted = Sampler(folder=tmp_path).predict(plan)
    monkeypatch.chdir(tmp_path)
    (file,) = render(plan.project.scene)
    assert file.bytes / 1.1 < predicted.size < file.bytes * 1.1


def test_what_another_output_draws_is_not_counted_again(
    plans: Callable[[str], list[OutputPlan]], tmp_path: Path
) -> None:
    """Both are made from the same frames."""
    first, second = plans("{file: a.mp4, preset: draft}, {file: b.mp4, preset: draft}")
    sampler = Sampler(folder=tmp_path)
    film = SampledFilm.of(first)
    assert all(sampler._new_pictures(film))
    assert not any(sampler._new_pictures(SampledFilm.of(second)))


def test_what_is_stored_takes_no_time_and_has_its_size(
    plans: Callable[[str], list[OutputPlan]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of a film, and all but one segment of it, which alone is drawn."""
    (plan,) = plans("{file: film.mp4, preset: draft}")
    (file,) = render(plan.project.scene)
    found = segment_store().find_all(segment.name for segment in plan.segments).files
    stored = {name: one.path for name, one in found.items()}
    whole = Sampler(folder=tmp_path).predict(plan, stored)
    assert whole.seconds == 0
    assert file.bytes <= whole.size < file.bytes * 1.02
    drawn: list[object] = []
    draw = SegmentJob.draw
    monkeypatch.setattr(
        SegmentJob, "draw", lambda job, state: drawn.append(state) or draw(job, state)
    )
    missing = plan.segments[7]
    most = Sampler(folder=tmp_path).predict(
        plan, {name: path for name, path in stored.items() if name != missing.name}
    )
    own = [plan.timeline.frame_state(number) for number in missing.frames]
    assert drawn
    assert all(state in own for state in drawn)
    assert file.bytes / 1.1 < most.size < file.bytes * 1.1
    assert most.making > 0


def cost(**values: float) -> RunCost:
    """Return the cost of a run around frame 0, where a frame takes nothing unless it is said."""
    nothing = dict.fromkeys(("middle", "draw", "first", "other", "first_size", "other_size"), 0.0)
    return RunCost(**{**nothing, **values})


def test_time_and_size_are_those_of_each_frame_added_up(
    plans: Callable[[str], list[OutputPlan]],
) -> None:
    """By hand: 15 segments of 10 frames, of which the first three hold still."""
    (plan,) = plans("{file: a.mp4, preset: draft}")
    film = SampledFilm.of(plan)
    moving, still = cost(first_size=100, other_size=10), cost(other_size=1)
    changes = len(film.changes)
    quiet = len(film.states) - changes
    starts = {segment.frames.start for segment in plan.segments}
    firsts = len(starts)
    first_changes = len(starts & set(film.changes))
    expected = 100 * firsts + 10 * (changes - first_changes) + (quiet - firsts + first_changes)
    assert film.size([cost()], None) == 0
    head = film.size([cost(first_size=1)], None) - firsts
    assert film.size([moving], still) == head + expected
    one = SampledFilm.of(replace(plan, memory=replace(plan.memory, workers=1)))
    draws = [True] * len(film.states)
    drawing = one.seconds([cost(draw=1)], None, draws=draws)
    assert drawing == changes + firsts - first_changes
    assert one.seconds([cost(draw=1)], None, draws=[False] * len(draws)) == 0
    assert one.seconds([cost(draw=1, first=1, other=1)], None, draws=draws) >= drawing
