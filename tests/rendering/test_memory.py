"""A render that cannot be is refused before it starts, with its estimate."""

import pytest

from mosaic_anim.errors import CannotStartError
from mosaic_anim.rendering.memory import (
    MAX_FRAMES,
    MemoryEstimate,
    SceneLoad,
    estimate,
    estimate_that_fits,
    require_possible,
)
from mosaic_anim.values.geometry import Grid, Size

FULL_HD = Size(height=1080, width=1920)


def needed(
    *,
    frames: int = 240,
    size: Size = FULL_HD,
    cells: int = 100,
    workers: int = 2,
    load: SceneLoad | None = None,
) -> MemoryEstimate:
    """Estimate a render over a square grid."""
    grids = {"main": Grid(rows=cells, cols=cells)}
    return estimate(
        frames=frames, size=size, grids=grids, workers=workers, load=load or SceneLoad()
    )


def test_a_common_render_is_possible() -> None:
    """1080p over 100x100 cells fits into 1 GiB."""
    require_possible(needed(), max_memory=2**30, place="")


@pytest.mark.parametrize(
    "absurd",
    [
        needed(size=Size(height=100_000, width=100_000)),
        needed(cells=31_623),
        needed(frames=10**7),
    ],
    ids=["100,000 px", "10^9 cells", "10^7 frames"],
)
def test_absurd_sizes_are_refused_with_their_estimate(absurd: MemoryEstimate) -> None:
    """The message says how much it would take."""
    with pytest.raises(CannotStartError, match="GiB of memory"):
        require_possible(absurd, max_memory=64 * 2**30, place="scene.yaml:3:1")


def test_the_limit_on_frames_is_inclusive() -> None:
    """MAX_FRAMES frames pass, one more does not."""
    require_possible(needed(frames=MAX_FRAMES), max_memory=2**40, place="")
    with pytest.raises(CannotStartError, match="1,000,001 frames"):
        require_possible(needed(frames=MAX_FRAMES + 1), max_memory=2**40, place="")


def test_more_of_anything_takes_more_memory() -> None:
    """The estimate grows with pixels and with cells."""
    assert needed(cells=1000).memory > needed(cells=100).memory
    assert needed(size=Size(height=2160, width=3840)).memory > needed().memory


@pytest.mark.parametrize(
    "load", [SceneLoad(flies=True), SceneLoad(exposes=True), SceneLoad(flies=True, exposes=True)]
)
def test_flights_and_motion_blur_are_counted_in_each_worker(load: SceneLoad) -> None:
    """Their arrays are a worker's own."""
    extra = [
        needed(workers=workers, load=load).memory - needed(workers=workers).memory
        for workers in (1, 2, 8)
    ]
    assert extra == [extra[0], 2 * extra[0], 8 * extra[0]]
    assert extra[0] >= FULL_HD.height * FULL_HD.width * 12


def test_flights_of_many_tiles_take_more() -> None:
    """57,600 tiles measured 23 MiB in a worker, besides the frame."""
    load = SceneLoad(flies=True)
    few, many = (needed(cells=n, workers=1, load=load).memory for n in (10, 240))
    still = needed(cells=240, workers=1).memory - needed(cells=10, workers=1).memory
    assert 23 * 2**20 <= many - few - still <= 30 * 2**20


def test_pictures_in_memory_are_counted_once() -> None:
    """The cover, the picture behind everything."""
    held = SceneLoad(pictures=10**8)
    assert needed(load=held, workers=8).memory - needed(workers=8).memory == 10**8


def test_as_many_workers_are_taken_as_fit() -> None:
    """Each takes memory; where one alone does not fit, nothing starts."""

    def by(workers: int) -> MemoryEstimate:
        return needed(workers=workers)

    for fitting in (1, 3, 8):
        limit = by(fitting).memory
        assert estimate_that_fits(by, 8, max_memory=limit, place="") == by(fitting)
    with pytest.raises(CannotStartError, match="GiB of memory"):
        estimate_that_fits(by, 8, max_memory=by(1).memory - 1, place="")
