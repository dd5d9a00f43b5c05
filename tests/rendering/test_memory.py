"""A render that cannot be is refused before it starts, with its estimate."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from mosaic_anim.drawing import turned_canvas
from mosaic_anim.encode.formats import format_of
from mosaic_anim.encode.memory import EncodingMemory
from mosaic_anim.encode.presets import PRESETS
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

GROWTH = """
import numpy as np
from mosaic_anim.rendering.memory import process_memory

before = process_memory()
array = np.ones(64 * 2**20, np.uint8)
print(process_memory() - before)
"""
"""Prints what an array of 64 MiB adds to what a process holds [bytes]."""
STANDARD = PRESETS["standard"].settings


def needed(
    *,
    frames: int = 240,
    size: Size = FULL_HD,
    cells: int = 100,
    workers: int = 2,
    segments: int = 1000,
    files: Sequence[str] = ("film.mp4",),
    load: SceneLoad | None = None,
    held: int = 100 * 2**20,
) -> MemoryEstimate:
    """Estimate a render over a square grid."""
    return estimate(
        frames=frames,
        size=size,
        grids={"main": Grid(rows=cells, cols=cells)},
        workers=workers,
        encoders=[format_of(Path(file)).memory(STANDARD, size, 31) for file in files],
        segments=segments,
        load=load or SceneLoad(),
        process=held,
    )


MEASURED = [
    ("1280x720", "film.mp4", 1, 223),
    ("1280x720", "film.mp4", 2, 209),
    ("1280x720", "film.gif", 1, 137),
    ("1280x720", "film.gif", 2, 165),
    ("1280x720", "film.webp", 1, 104),
    ("1280x720", "film.webp", 2, 121),
    ("1280x720", "frames-####.png", 1, 108),
    ("1280x720", "frames-####.png", 2, 108),
    ("1920x1080", "film.mp4", 1, 306),
    ("1920x1080", "film.mp4", 2, 318),
    ("1920x1080", "film.gif", 1, 164),
    ("1920x1080", "film.gif", 2, 257),
    ("1920x1080", "film.webp", 1, 134),
    ("1920x1080", "film.webp", 2, 176),
    ("1920x1080", "frames-####.png", 1, 144),
    ("1920x1080", "frames-####.png", 2, 137),
    ("3840x2160", "film.mp4", 1, 962),
    ("3840x2160", "film.gif", 1, 397),
    ("3840x2160", "film.gif", 2, 653),
    ("3840x2160", "film.webp", 1, 319),
    ("3840x2160", "film.webp", 2, 491),
    ("3840x2160", "frames-####.png", 1, 328),
    ("3840x2160", "frames-####.png", 2, 289),
    ("7680x4320", "film.gif", 1, 1209),
    ("7680x4320", "film.webp", 1, 956),
]
"""Peaks of renders of the demo library over 60 columns, its photos matched before [MiB]."""

HELD = 37 * 2**20
"""What the program held when these were estimated."""


@pytest.mark.parametrize(("size", "file", "workers", "peak"), MEASURED)
def test_estimates_are_above_what_was_measured_and_at_most_half_more(
    size: str, file: str, workers: int, peak: int
) -> None:
    """Never below, or a render takes more than it was allowed."""
    width, height = map(int, size.split("x"))
    told = needed(
        size=Size(height=height, width=width),
        cells=60,
        workers=workers,
        files=[file],
        held=HELD,
        load=SceneLoad(largest_photo=1_500_000),
    )
    assert 1 <= told.memory / (peak * 2**20) <= 1.5


@pytest.mark.parametrize("file", ["film.mp4", "film.gif"])
def test_no_more_encoders_are_counted_than_there_are_segments(file: str) -> None:
    """A film of one second is one segment, whatever the cores; they all draw its frames."""
    by_workers = [needed(workers=n, segments=3, files=[file]).memory for n in (28, 29, 30)]
    frame = by_workers[1] - by_workers[0]
    assert by_workers[2] - by_workers[1] == frame == FULL_HD.height * FULL_HD.width * 5
    fewer = needed(workers=28, segments=2, files=[file]).memory
    assert by_workers[0] - fewer == format_of(Path(file)).memory(STANDARD, FULL_HD, 31).each


def test_encoders_of_several_threads_are_fewer_at_once() -> None:
    """As many as keep the workers busy, and one that ends, if there is another."""
    encoder = EncodingMemory(each=4, once=100, threads=3)
    by_workers = [encoder.whole(workers=n, segments=9) for n in (1, 2, 3, 4, 6, 7)]
    assert by_workers == [105, 105, 105, 109, 109, 113]
    assert encoder.whole(workers=3, segments=1) == 104
    assert encoder.whole(workers=9, segments=2) == 108
    assert EncodingMemory(each=2).whole(workers=4, segments=9) == 8


def test_the_larger_of_reading_and_drawing_counts() -> None:
    """They follow one another."""
    small = Size(height=36, width=64)
    photos = SceneLoad(largest_photo=24_000_000)
    alone = needed(size=small, workers=1).memory
    assert needed(size=small, workers=1, load=photos).memory > alone + 200 * 2**20
    large = Size(height=4320, width=7680)
    assert needed(size=large, workers=8, load=photos) == needed(size=large, workers=8)


def test_one_photo_at_a_time_is_decoded_whole() -> None:
    """More threads add what reduced ones take."""
    one, two, three = (SceneLoad(largest_photo=24_000_000).reading(workers=n) for n in (1, 2, 3))
    assert 0 < two - one == three - two < one


def test_what_is_held_is_counted_once() -> None:
    """Photos are matched before anything is estimated."""
    assert needed(held=2**30).memory - needed(held=0).memory == 2**30


def test_compiling_is_counted_once() -> None:
    """It is done before anything is drawn, and what it made is kept."""
    told = estimate(
        2, frames=1, size=FULL_HD, grids={}, encoders=[EncodingMemory(each=1)], compiling=2**30
    )
    without = estimate(2, frames=1, size=FULL_HD, grids={}, encoders=[EncodingMemory(each=1)])
    assert told.memory - without.memory == 2**30


def test_what_a_process_holds_is_known() -> None:
    """An array more is an array more, where the system tells.

    Asked in a process of its own: in this one, what other tests left may be freed meanwhile.
    """
    grown = int(subprocess.check_output([sys.executable, "-c", GROWTH], text=True))
    assert grown >= 60 * 2**20 if sys.platform == "linux" else grown == 0


def test_encoders_of_the_same_frames_add_up() -> None:
    """And so do the frames that wait for the slower one."""
    files = ["a.mp4"], ["b.gif"], ["a.mp4", "b.gif"], []
    mp4, gif, both, nothing = (needed(files=some, workers=1).memory for some in files)
    assert both > mp4 + gif - nothing


def test_a_common_render_is_possible() -> None:
    """1080p over 100x100 cells fits into 1 GiB."""
    require_possible(needed(), max_memory=2**30, place="")


@pytest.mark.parametrize(
    "absurd",
    [
        needed(size=Size(height=100_000, width=100_000)),
        needed(frames=10**7),
    ],
    ids=["100,000 px", "10^7 frames"],
)
def test_absurd_sizes_are_refused_with_their_estimate(absurd: MemoryEstimate) -> None:
    """The message says how much it would take."""
    with pytest.raises(CannotStartError, match="of memory"):
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
    each = extra[1] - extra[0]
    assert extra[2] == extra[0] + 7 * each
    assert extra[0] >= each >= FULL_HD.height * FULL_HD.width * 12


def test_softened_copies_are_counted_once() -> None:
    """All workers share them; 1600 photos over 160x90 cells measured 10 MB."""
    pixels = FULL_HD.height * FULL_HD.width
    flies = SceneLoad(flies=True)
    assert 10 * 10**6 <= flies.drawing_once(pixels=pixels) <= 20 * 10**6
    assert SceneLoad(exposes=True).drawing_once(pixels=pixels) == 0
    once = needed(load=flies, workers=0).memory - needed(workers=0).memory
    assert once == flies.drawing_once(pixels=pixels)


def test_joined_tiles_are_counted_once() -> None:
    """Up to five pixels of four bytes for each of a frame, where the camera turns."""
    pixels = FULL_HD.height * FULL_HD.width
    once = SceneLoad(flies=True, turns=True).drawing_once(pixels=pixels)
    assert (
        once - SceneLoad(flies=True).drawing_once(pixels=pixels) == turned_canvas.MOST * 4 * pixels
    )


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
    with pytest.raises(CannotStartError, match=r"MiB of memory; .* MiB are allowed"):
        estimate_that_fits(by, 8, max_memory=by(1).memory - 1, place="")
