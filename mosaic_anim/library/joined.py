"""Several libraries as one: their photos side by side, each content once.

It is the library of a folder that holds all of them, whatever the order in which they are named.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from mosaic_anim.library.library import Library

Number = TypeVar("Number", bound=np.generic)


def join_libraries(parts: "Sequence[Library]", names: Sequence[str]) -> "Library":
    """Return the library of the photos of all `parts`.

    Parameters
    ----------
    parts : sequence of Library
        Two or more.
    names : sequence of str
        What the paths of each one's photos begin with; all different.
    """
    every = sorted(
        (f"{name}/{path}", part, number)
        for part, (name, library) in enumerate(zip(names, parts, strict=True))
        for number, path in enumerate(library.photo)
    )
    first: dict[str, int] = {}
    used: list[tuple[str, int, int]] = []
    same: dict[str, int] = {}
    for path, part, number in every:
        content = parts[part].photo_hash[number]
        if content in first:
            same[path] = first[content]
        else:
            first[content] = len(used)
            used.append((path, part, number))
    for name, library in zip(names, parts, strict=True):
        for path, number in library.same.items():
            same[f"{name}/{path}"] = first[library.photo_hash[number]]
    place = np.array([(part, number) for _, part, number in used], np.int32)
    paths = tuple(path for path, _, _ in used)
    return replace(
        parts[0],
        sources=tuple(source for part in parts for source in part.sources),
        photo=paths,
        photo_hash=tuple(parts[part].photo_hash[number] for _, part, number in used),
        full_size=_rows([part.full_size for part in parts], place),
        taken=tuple(parts[part].taken[number] for _, part, number in used),
        small_size=_rows([part.small_size for part in parts], place),
        small_offset=_rows([part.small_offset for part in parts], place),
        small_rect=_rows([part.small_rect for part in parts], place),
        format=tuple(parts[part].format[number] for _, part, number in used),
        phash=_known([part.phash for part in parts], place),
        colour=_known([part.colour for part in parts], place),
        flatness=_known([part.flatness for part in parts], place),
        checksum=None,
        same=MappingProxyType(dict(sorted(same.items()))),
        skipped=_skipped(parts),
        make_again=_make_again(parts, paths, place),
        parts=tuple(parts),
        place=place,
    )


def _rows(arrays: Sequence[NDArray[Number]], place: NDArray[np.int32]) -> NDArray[Number]:
    """Return the rows of photos at `place` (T, 2), each a part and a number in it."""
    starts = np.cumsum([0, *map(len, arrays)])
    rows = np.concatenate(arrays)[starts[place[:, 0]] + place[:, 1]]
    rows.setflags(write=False)
    return rows


def _known(
    arrays: Sequence[NDArray[Number] | None], place: NDArray[np.int32]
) -> NDArray[Number] | None:
    known = [array for array in arrays if array is not None]
    return _rows(known, place) if len(known) == len(arrays) else None


def _skipped(parts: "Sequence[Library]") -> MappingProxyType[str, int]:
    counts = sum((Counter(part.skipped) for part in parts), Counter[str]())
    return MappingProxyType(dict(sorted(counts.items(), key=lambda one: (-one[1], one[0]))))


def _make_again(
    parts: "Sequence[Library]", paths: Sequence[str], place: NDArray[np.int32]
) -> Callable[[str], None] | None:
    """Return what draws a photo of the demo again, if that is among the parts."""
    if all(part.make_again is None for part in parts):
        return None
    places = dict(zip(paths, place.tolist(), strict=True))

    def again(path: str) -> None:
        part, number = places[path]
        make = parts[part].make_again
        if make is not None:
            make(parts[part].photo[number])

    return again
