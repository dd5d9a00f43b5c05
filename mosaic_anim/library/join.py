"""Several libraries as one: their photos side by side, each content once.

It is the library of a folder that holds all of them, whatever the order in which they are named.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", bound=np.generic)
Value = TypeVar("Value")

MakeAgain = Callable[[str], None]
"""Takes a photo's path in its own library, and draws its file again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPhotos:
    """The photos of one of several libraries.

    Attributes
    ----------
    name : str
        What their paths begin with.
    photo, photo_hash, same, make_again
        As in `Library`.
    """

    name: str
    photo: tuple[str, ...]
    photo_hash: tuple[str, ...]
    same: Mapping[str, int]
    make_again: MakeAgain | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class JoinedPhotos:
    """The photos of several libraries, sorted by path.

    Attributes
    ----------
    photo : tuple of T str
        Path of each photo.
    place : (T, 2) int32
        The library of each photo, and its number there.
    same : dict of str to int
        Paths of copies, each with the index of its photo.
    """

    photo: tuple[str, ...]
    place: NDArray[np.int32]
    same: dict[str, int]

    def values(self, columns: Sequence[Sequence[Value]]) -> tuple[Value, ...]:
        """Return the values of these photos, which each library has in a tuple."""
        return tuple(columns[part][number] for part, number in self.place.tolist())

    def rows(self, columns: Sequence[NDArray[Number] | None]) -> NDArray[Number]:
        """Return the rows of these photos, which each library has in an array.

        Raises
        ------
        ValueError
            If a library lacks them.
        """
        known = [column for column in columns if column is not None]
        if len(known) < len(columns):
            raise ValueError("a library that was made by hand cannot be joined")
        starts = np.cumsum([0, *map(len, known)])
        rows = np.concatenate(known)[starts[self.place[:, 0]] + self.place[:, 1]]
        rows.setflags(write=False)
        return rows

    def make_again(self, parts: Sequence[OwnPhotos]) -> MakeAgain | None:
        """Return what draws a photo of the demo again, if that is among the libraries."""
        if all(part.make_again is None for part in parts):
            return None
        places = dict(zip(self.photo, self.place.tolist(), strict=True))

        def again(path: str) -> None:
            part, number = places[path]
            make = parts[part].make_again
            if make is not None:
                make(parts[part].photo[number])

        return again


def join_photos(parts: Sequence[OwnPhotos]) -> JoinedPhotos:
    """Bring the photos of several libraries together: of each content, the first path counts."""
    every = sorted(
        (f"{one.name}/{path}", part, number)
        for part, one in enumerate(parts)
        for number, path in enumerate(one.photo)
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
    for one in parts:
        for path, number in one.same.items():
            same[f"{one.name}/{path}"] = first[one.photo_hash[number]]
    return JoinedPhotos(
        photo=tuple(path for path, _, _ in used),
        place=np.array([(part, number) for _, part, number in used], np.int32),
        same=dict(sorted(same.items())),
    )
