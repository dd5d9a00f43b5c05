"""A render that cannot be is refused before it starts, with its estimate."""

import pytest

from mosaic_anim.errors import CannotStartError
from mosaic_anim.geometry import Grid, Size
from mosaic_anim.jobs.limits import MAX_FRAMES, Estimate, estimate, require_possible

FULL_HD = Size(height=1080, width=1920)


def needed(*, frames: int = 240, size: Size = FULL_HD, cells: int = 100) -> Estimate:
    """Estimate a render over a square grid."""
    return estimate(
        frames=frames, size=size, grids={"main": Grid(rows=cells, cols=cells)}, threads=2
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
def test_absurd_sizes_are_refused_with_their_estimate(absurd: Estimate) -> None:
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
