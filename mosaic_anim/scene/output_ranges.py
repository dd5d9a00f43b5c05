"""Output ranges: the moments that outputs name lie within the film."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from mosaic_anim.clips.start import EARLIEST, Start
from mosaic_anim.scene.clip import Clip
from mosaic_anim.scene.clip_times import ClipTime, clip_times, time_of
from mosaic_anim.scene.output import Output
from mosaic_anim.scene.output_file import is_picture
from mosaic_anim.schema.problem import KeyProblem, Path


def output_range_problems(
    timeline: Sequence[Clip], outputs: Sequence[Output]
) -> Iterator[KeyProblem]:
    """Yield each moment of an output that lies outside the film, and each range that is empty.

    Moments of unknown clips are reported elsewhere.
    """
    if not timeline:
        return
    on = dict(zip((clip.id for clip in timeline), clip_times(timeline), strict=True))
    for number, output in enumerate(outputs):
        path = ("outputs", number)
        for key, start in _moments(output):
            yield from _outside(start, on, (*path, *key))
        if output.range is not None:
            yield from _empty(output.range, on, (*path, "range"))


def _moments(output: Output) -> Iterator[tuple[Path, Start]]:
    """Yield the moments that an output names, each with its path below it."""
    for index, start in enumerate(output.range or ()):
        yield ("range", index), start
    if is_picture(output.file):
        yield ("at",), output.at
    if output.poster is not None:
        yield ("poster",), output.poster.at


def _outside(start: Start, on: Mapping[str, ClipTime], path: Path) -> Iterator[KeyProblem]:
    """Yield what is wrong with a moment before the film, or after its end."""
    time = _time(start, on)
    end = max(span.end for span in on.values())
    if time is None:
        return
    if time < 0:
        what = f"this moment lies {float(-time):g}s before the scene"
        yield KeyProblem(what=what, remedy=EARLIEST, path=path)
    elif time > end:
        what = f"this moment lies {float(time - end):g}s after the end of the scene"
        yield KeyProblem(what=what, remedy=f"{float(end):g}s is the latest", path=path)


def _empty(
    range_: tuple[Start, Start], on: Mapping[str, ClipTime], path: Path
) -> Iterator[KeyProblem]:
    """Yield what is wrong with a range that ends before it begins."""
    begins, ends = (_time(start, on) for start in range_)
    if begins is not None and ends is not None and begins >= ends:
        what = f"the range is empty: from {float(begins):g}s to {float(ends):g}s"
        yield KeyProblem(what=what, remedy="the earlier moment first: [dive, dive.end]", path=path)


def _time(start: Start, on: Mapping[str, ClipTime]) -> Fraction | None:
    """Return the time of a moment [s]; None if its clip is unknown."""
    return None if start.mark and start.mark not in on else time_of(start, on)
