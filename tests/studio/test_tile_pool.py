"""A coarse frame never waits for tiles, and what stands in for them changes no other frame."""

import threading
import time
from fractions import Fraction

import numpy as np
import pytest

from mosaic_anim.library.tiles import PADDING
from mosaic_anim.rendering.open_project import open_project
from mosaic_anim.rendering.tile_sources import PhotoTiles
from mosaic_anim.scene.model import Scene
from mosaic_anim.studio import tile_pool
from mosaic_anim.studio.frames import FrameDrawer
from mosaic_anim.studio.prefetch import Prefetch
from mosaic_anim.studio.tile_pool import TilePool
from mosaic_anim.studio.views import FrameRequest
from tests.studio.conftest import until

HALF = Fraction(1, 2)


@pytest.fixture
def project(photo_folder, cover_file):
    """Return a dive over 16 x 9 cells, in 192x108."""
    scene = Scene.read(
        {
            "mosaic_anim": 1,
            "frame": {"size": "192x108", "fps": 10, "background": "black"},
            "mosaic": {
                "cover": str(cover_file),
                "library": str(photo_folder),
                "columns": 16,
                "match": {"repeat_distance": 1},
            },
            "timeline": [{"duration": "1s", "camera": {"to": {"cell": [4, 9]}}}],
            "outputs": [{"file": "out.mp4"}],
        }
    )
    return open_project(scene)


@pytest.fixture
def drawer(project) -> FrameDrawer:
    """Return a drawer that has drawn nothing yet."""
    made = FrameDrawer()
    made.show(project)
    return made


def hasty(frame: int, scale: Fraction = HALF) -> FrameRequest:
    """Return a frame that has to come at once."""
    return FrameRequest(frame=frame, scale=scale, is_coarse=True, is_hasty=True)


def read_counts(monkeypatch) -> list[int]:
    """Note how many pictures each reading of photos is for."""
    counts: list[int] = []
    real = PhotoTiles.tiles

    def tiles(self, variants, needs, **more):
        counts.append(sum(len(ids) for ids in needs.values()))
        return real(self, variants, needs, **more)

    monkeypatch.setattr(PhotoTiles, "tiles", tiles)
    return counts


def noise(one: np.ndarray, other: np.ndarray) -> float:
    """Return how far two pictures differ [levels, root of the mean square]."""
    return float(np.sqrt(np.mean((one.astype(float) - other) ** 2)))


def test_a_coarse_frame_does_not_wait_for_photos(drawer, monkeypatch) -> None:
    """While another frame's are read it shows their colours, and what is there already."""
    exact = drawer.frame(FrameRequest(frame=0, scale=HALF))
    fresh = FrameDrawer()
    fresh.show(drawer.project)
    is_reading, goes_on = threading.Event(), threading.Event()
    real = PhotoTiles.tiles

    def tiles(self, variants, needs, **more):
        is_reading.set()
        assert goes_on.wait(60)
        return real(self, variants, needs, **more)

    monkeypatch.setattr(PhotoTiles, "tiles", tiles)
    other = threading.Thread(target=fresh.frame, args=(FrameRequest(frame=0),))
    other.start()
    assert is_reading.wait(60)
    plain = fresh.frame(hasty(0))
    goes_on.set()
    other.join()
    black = noise(np.zeros_like(exact), exact)
    assert 0 < noise(plain, exact) < black / 2
    after = fresh.frame(hasty(0))  # from the larger ones that the other frame has read
    assert noise(after, exact) < noise(plain, exact) / 4


def test_larger_tiles_stand_in_for_those_of_a_coarse_frame(drawer, monkeypatch) -> None:
    """Read for the whole frame, they are not read again, and look nearly the same."""
    drawer.frame(FrameRequest(frame=0))
    exact = FrameDrawer()
    exact.show(drawer.project)
    counts = read_counts(monkeypatch)
    for scale in (HALF, Fraction(1, 3), Fraction(1, 6)):
        shown = drawer.frame(hasty(0, scale))
        assert counts == []
        assert noise(shown, exact.frame(FrameRequest(frame=0, scale=scale))) < 4
        counts.clear()


def test_what_stands_in_changes_no_other_frame(drawer) -> None:
    """A still at the same size has its own tiles, and replaces what was coarse."""
    for frame in (0, 9, 5):
        drawer.frame(hasty(frame))
        drawer.frame(FrameRequest(frame=frame))
        drawer.frame(hasty(frame))
        drawer.frame(FrameRequest(frame=frame, scale=HALF, is_coarse=True))
    for frame in (0, 5, 9):
        alone = FrameDrawer()
        alone.show(drawer.project)
        still = FrameRequest(frame=frame, scale=HALF)
        assert np.array_equal(drawer.frame(still), alone.frame(still))


def test_a_request_that_is_superseded_stops_reading(drawer, monkeypatch) -> None:
    """After the step that is under way; what it has read stays."""
    monkeypatch.setattr(tile_pool, "_STEP", 10)
    counts = read_counts(monkeypatch)
    checks = iter(range(3))

    def check() -> None:
        if next(checks, None) is None:
            raise LookupError("superseded")

    with pytest.raises(LookupError, match="superseded"):
        drawer.frame(FrameRequest(frame=0), check)
    assert counts == [10, 10, 10]
    drawer.frame(FrameRequest(frame=0))
    variants = drawer.project.sources["main"].variants(drawer.view(0).timeline.size)
    assert sum(counts) == len(variants)


def test_the_levels_that_were_not_used_longest_go(drawer, project) -> None:
    """When those of another size need their room; a frame gets all that it needs."""
    source, size = project.sources["main"], drawer.view(0).timeline.size
    variants = source.variants(size)
    every = np.arange(len(variants), dtype=np.int32)
    room = len(variants) * 4 * (8 * 8 + 11 * 11 + 23 * 23) + 3 * PADDING
    pool = TilePool(source, variants, most=room)
    for height in (8, 16, 8, 11, 23, 8):
        assert pool.tiles({height: every}).level(height).slot.min() >= 0
    assert pool.size <= room
    assert sorted(pool._levels) == [8, 11, 23]
    few = TilePool(source, variants, most=1)
    for first in range(0, len(every), 20):  # of one level, which would grow without an end
        few.tiles({8: every[first : first + 20]})
        assert len(few._levels[8].offset) <= 20


def test_reading_ahead_makes_way(drawer, monkeypatch) -> None:
    """It ends in the middle of a frame once something is asked for, and goes on later."""
    monkeypatch.setattr("mosaic_anim.studio.prefetch._REST", 0.2)
    monkeypatch.setattr(tile_pool, "_STEP", 5)
    real = PhotoTiles.tiles
    prefetch = Prefetch(drawer)
    counts: list[int] = []

    def tiles(self, variants, needs, **more):
        counts.append(sum(len(ids) for ids in needs.values()))
        if len(counts) in {3, 6}:
            prefetch.rest(0)
            counts.append(-1)
        return real(self, variants, needs, **more)

    monkeypatch.setattr(PhotoTiles, "tiles", tiles)
    prefetch.start()
    until(lambda: all(_has_all(drawer, frame) for frame in range(10)))
    assert counts.count(-1) == 2
    assert max(counts) <= 8  # in steps, also of large ones
    time.sleep(0.3)
    prefetch.close()
    length = len(counts)
    for frame in range(10):
        drawer.frame(FrameRequest(frame=frame))
    assert len(counts) == length


def _has_all(drawer: FrameDrawer, frame: int) -> bool:
    """Return whether a frame would read nothing."""

    def check() -> None:
        raise LookupError("it would read")

    try:
        drawer.read_tiles(FrameRequest(frame=frame), check)
    except LookupError:
        return False
    return True
