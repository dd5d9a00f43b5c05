"""Rules that hold between the parts of a scene, checked on its plain data.

Plain data, so that these problems are found together with those inside the parts: every rule takes
what is well formed and leaves the rest to the model.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from os.path import realpath
from pathlib import PurePath
from typing import Any

from mosaic_anim.clips.background import NOTHING
from mosaic_anim.clips.start import read_start
from mosaic_anim.encode.formats import format_of
from mosaic_anim.encode.presets import PRESETS
from mosaic_anim.encode.sequence.names import is_sequence, may_share_a_file
from mosaic_anim.io.names import name_key
from mosaic_anim.scene.format_limits import rate_problems, size_problems
from mosaic_anim.scene.output_file import read_output_file
from mosaic_anim.scene.poster import poster_file
from mosaic_anim.schema.problem import KeyProblem, PartError, Path, quoted, suggest
from mosaic_anim.schema.value import is_auto, read_fps, read_size

_CLEAR = {
    "film": "end it in .mov, .webm or .webp, or give the frame a background",
    "picture": "end it in .png, or give the frame a background",
}
_CLEAR_POSTER = "give the poster a name: {at: …, file: poster.png}"


def clip_ids(timeline: Any) -> list[str]:
    """Return the id of each clip; `clip-1`, `clip-2` … where a clip has none of its own."""
    clips = timeline if isinstance(timeline, Sequence) and not isinstance(timeline, str) else ()
    own = (_get(clip, "id") for clip in clips)
    return [
        name if isinstance(name, str) and name else default_id(index)
        for index, name in enumerate(own)
    ]


def default_id(index: int) -> str:
    """Return the id of the clip at `index` that has none of its own."""
    return f"clip-{index + 1}"


def rule_problems(scene: Mapping[str, Any]) -> Iterator[KeyProblem]:
    """Yield every rule that the plain data of a scene breaks."""
    ids = clip_ids(scene.get("timeline"))
    yield from _ids_differ(ids)
    yield from _marks_exist(scene.get("timeline"), ids)
    outputs = scene.get("outputs")
    if isinstance(outputs, list | tuple):
        yield from _clips_exist(outputs, set(ids))
        yield from _moments_exist(outputs, set(ids))
        yield from _files_differ(outputs)
        yield from _size_fits(scene.get("frame"), outputs)
        yield from _rate_fits(scene.get("frame"), outputs)
        if _get(scene.get("frame"), "background") == NOTHING:
            yield from _alpha_fits(outputs)


def _ids_differ(ids: Sequence[str]) -> Iterator[KeyProblem]:
    first: dict[str, int] = {}
    for index, name in enumerate(ids):
        if name in first:
            what = f"two clips have the id {quoted(name)}: number {first[name] + 1} and {index + 1}"
            remedy = "give one of them another id"
            yield KeyProblem(what=what, remedy=remedy, path=("timeline", index, "id"))
        first.setdefault(name, index)


def _marks_exist(timeline: Any, ids: Sequence[str]) -> Iterator[KeyProblem]:
    """Yield each clip that starts at a mark of no clip before it."""
    for index in range(len(ids)):
        try:
            mark = read_start(_get(timeline[index], "at")).mark
        except PartError:
            continue
        if not mark or mark in ids[:index]:
            continue
        what = f"no clip before this one has the id {quoted(mark)}"
        remedy = suggest(mark, ids[:index]) or "a time such as 2.5s"
        if mark in ids:
            what = f"the clip {quoted(mark)} is not before this one"
            remedy = "put it further up in the timeline"
        yield KeyProblem(what=what, remedy=remedy, path=("timeline", index, "at"))


def _clips_exist(outputs: Sequence[Any], ids: set[str]) -> Iterator[KeyProblem]:
    for number, output in enumerate(outputs):
        names = _get(output, "clips")
        for index, name in enumerate(names if isinstance(names, list | tuple) else ()):
            if isinstance(name, str) and name not in ids:
                what = f"no clip has the id {quoted(name)}"
                path = ("outputs", number, "clips", index)
                yield KeyProblem(what=what, remedy=suggest(name, ids), path=path)


def _moments_exist(outputs: Sequence[Any], ids: set[str]) -> Iterator[KeyProblem]:
    """Yield each moment of an output that is a mark of no clip."""
    for number, output in enumerate(outputs):
        for path, value in _moments(output):
            try:
                mark = read_start(value).mark
            except PartError:
                continue
            if mark and mark not in ids:
                what = f"no clip has the id {quoted(mark)}"
                yield KeyProblem(
                    what=what, remedy=suggest(mark, ids), path=("outputs", number, *path)
                )


def _moments(output: Any) -> Iterator[tuple[Path, Any]]:
    """Yield what an output names as moments, each with its path below it."""
    range_, poster = _get(output, "range"), _get(output, "poster")
    for index, value in enumerate(range_ if isinstance(range_, list | tuple) else ()):
        yield ("range", index), value
    yield ("at",), _get(output, "at")
    if isinstance(poster, Mapping):
        yield ("poster", "at"), _get(poster, "at")
    else:
        yield ("poster",), _get(poster, "at") or poster


def _files_differ(outputs: Sequence[Any]) -> Iterator[KeyProblem]:
    """Yield each file that an output before writes too; a poster is a file of its output.

    Names that differ in case or in the composition of letters are one, as some disks have it.
    """
    files: dict[str, int] = {}
    sequences: dict[PurePath, int] = {}
    for number, output in enumerate(outputs):
        for path, name in _files(output):
            target = PurePath(name_key(realpath(name)))
            other = _same_file(target, files, sequences)
            if other is not None:
                what = f"outputs {other + 1} and {number + 1} write the same file"
                remedy = "give one of them another name"
                if path == ("poster",):
                    remedy = "give the poster a name: {at: …, file: poster.jpg}"
                yield KeyProblem(what=what, remedy=remedy, path=("outputs", number, *path))
            files.setdefault(str(target), number)
            if is_sequence(target):
                sequences.setdefault(target, number)


def _same_file(
    target: PurePath, files: Mapping[str, int], sequences: Mapping[PurePath, int]
) -> int | None:
    """Return the output that writes a file of this name too: `frames/####.png` and `0012.png`."""
    if str(target) in files:
        return files[str(target)]
    for sequence, number in sequences.items():
        if sequence.parent == target.parent and may_share_a_file(sequence, target.name):
            return number
    if is_sequence(target):
        for name, number in files.items():
            file = PurePath(name)
            if file.parent == target.parent and may_share_a_file(target, file.name):
                return number
    return None


def _files(output: Any) -> Iterator[tuple[Path, str]]:
    """Yield the names of the files that an output writes, each with its path below it."""
    file, poster = _get(output, "file"), _get(output, "poster")
    if not file or not isinstance(file, str | PurePath):
        return
    yield ("file",), str(file)
    if poster is None:
        return
    own = _get(poster, "file")
    if own and isinstance(own, str | PurePath):
        yield ("poster", "file"), str(own)
    else:
        yield ("poster",), str(poster_file(PurePath(file)))


def _size_fits(frame: Any, outputs: Sequence[Any]) -> Iterator[KeyProblem]:
    """Yield the problem of a frame whose size an output takes over, but its format forbids."""
    try:
        size = read_size(_get(frame, "size"))
        files = [read_output_file(_get(o, "file")) for o in outputs if _takes_size(o)]
    except PartError:
        return
    if is_auto(size):  # which every format takes
        return
    for file in files:
        for problem in size_problems(size, format_of(file)):
            yield replace(problem, path=("frame", "size"))


def _rate_fits(frame: Any, outputs: Sequence[Any]) -> Iterator[KeyProblem]:
    """Yield the problem of a frame rate that an MP4 takes over, but cannot hold."""
    try:
        fps = read_fps(_get(frame, "fps"))
        files = [read_output_file(_get(o, "file")) for o in outputs if _takes_rate(o, fps)]
    except PartError:
        return
    for chosen in (format_of(file) for file in files):
        if chosen.rate_below(fps) == fps:  # others take a rate near the frame's by themselves
            for problem in rate_problems(fps, chosen):
                yield replace(problem, path=("frame", "fps"))


def _alpha_fits(outputs: Sequence[Any]) -> Iterator[KeyProblem]:
    """Yield each file of a scene over nothing that cannot be transparent."""
    for number, output in enumerate(outputs):
        for path, name in _files(output):
            try:
                chosen = format_of(read_output_file(name))
            except PartError:
                continue
            if not chosen.holds_alpha:
                what = f"{chosen.article} {chosen.name} cannot hold alpha"
                yield KeyProblem(
                    what=f"{what}, which background: none needs",
                    remedy=_CLEAR_POSTER if path == ("poster",) else _CLEAR[chosen.kind],
                    path=("outputs", number, *path),
                )
        if _get(output, "codec") == "h264":
            what = "H.264 cannot hold alpha, which background: none needs"
            remedy = "leave codec out, for ProRes 4444"
            yield KeyProblem(what=what, remedy=remedy, path=("outputs", number, "codec"))


def _takes_size(output: Any) -> bool:
    """Return whether an output has the size of the frame: none of its own, nor its preset's."""
    preset = PRESETS.get(str(_get(output, "preset")))
    has_own = preset is not None and preset.platform is not None and preset.platform.size
    return _get(output, "size") is None and not has_own


def _takes_rate(output: Any, fps: Fraction) -> bool:
    """Return whether an output has the rate of the frame: none of its own, nor its platform's."""
    preset = PRESETS.get(str(_get(output, "preset")))
    rule = preset.platform.rules.get(".mp4") if preset and preset.platform else None
    is_bounded = rule is not None and rule.fps and not rule.fps[0] <= fps <= rule.fps[1]
    return _get(output, "fps") is None and not is_bounded


def _get(part: Any, key: str) -> Any:
    """Return a value of a mapping or of a model; None where there is none."""
    return part.get(key) if isinstance(part, Mapping) else getattr(part, key, None)
