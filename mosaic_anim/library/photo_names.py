"""Names of photos: which photo a scene or a command means. All commands use this.

A path in the folder comes first. Otherwise a name is the end of a path, `IMG_0001.png` or
`2023/IMG_0001.png`, and may leave the suffix out. Names that look the same are the same, however
their accents are written; a copy's name means the photo that it is a copy of.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Generic, TypeVar

from mosaic_anim.errors import UsageError
from mosaic_anim.io.names import composed
from mosaic_anim.lazy import difflib

Photo = TypeVar("Photo", bound=Hashable)

_WILD = frozenset("*?[")
_CLOSE = 0.75  # likeness from which on a name is suggested: endings alone make many names alike
_SHOWN_LENGTH = 36  # characters of a path that an error shows, the last ones


class PhotoNameError(UsageError):
    """A name means no photo, or several."""


class PhotoNames(Generic[Photo]):
    """Finds photos by their names.

    Parameters
    ----------
    photos : Mapping of str to Photo
        What identifies the photo at each path; equal for copies.
    owner : str
        What holds the photos, for error messages.
    """

    def __init__(self, photos: Mapping[str, Photo], *, owner: str = "the library") -> None:
        self._photos = photos
        self._owner = owner

    def __len__(self) -> int:
        """Return the number of paths, those of copies too."""
        return len(self._photos)

    @property
    def photos(self) -> frozenset[Photo]:
        """What identifies the photos, each once."""
        return frozenset(self._photos.values())

    def paths_of(self, name: str) -> list[str]:
        """Return the paths of a name: the whole path, else its end, else without suffix."""
        wanted = composed(name.replace(os.sep, "/")).removeprefix("./")
        whole = [path for path in self._files.get(_file(wanted), []) if composed(path) == wanted]
        return (
            whole or self._ends(wanted, self._files, str) or self._ends(wanted, self._stems, _bare)
        )

    def find(self, name: str) -> Photo | None:
        """Return the photo that `name` means; None if there is none.

        Raises
        ------
        PhotoNameError
            If it means several.
        """
        paths = self.paths_of(name)
        photos = {self._photos[path] for path in paths}
        if len(photos) > 1:
            raise _several(name, paths)
        return photos.pop() if photos else None

    def photo(self, name: str, *, others: Iterable[str] = ()) -> Photo:
        """Return the photo that `name` means.

        Parameters
        ----------
        others : iterable of str
            What else may be named there: a misspelt name may mean one of them.

        Raises
        ------
        PhotoNameError
            If it means none, or several.
        """
        number = self.find(name)
        if number is None:
            raise self._unknown_name(name, others)
        return number

    def _unknown_name(self, name: str, others: Iterable[str] = ()) -> PhotoNameError:
        """Return the error for a name that no photo has."""
        near = self._near(name, others)
        remedy = f"did you mean {near!r}?" if near else "a path in the library, or a file name"
        return PhotoNameError(f"{self._owner} has no photo {name!r}", remedy=remedy)

    def matching(self, word: str) -> tuple[Photo, ...]:
        """Return the photos that a word means, each once, in the order of their paths.

        Parameters
        ----------
        word : str
            A whole path, which comes first; a name as in `photo`, a folder, for all photos below
            it, or a pattern such as `holiday/*.jpg`, in which `*` stands for any letters, `/`
            among them.

        Raises
        ------
        PhotoNameError
            If it means none.
        """
        if word in self._photos:
            return (self._photos[word],)
        wanted = composed(word.replace(os.sep, "/")).removeprefix("./").rstrip("/")
        if _WILD.isdisjoint(wanted):
            paths = [path for path in self._photos if composed(path).startswith(f"{wanted}/")]
            paths = paths or self.paths_of(word)
            if not paths:
                raise self._unknown_name(word)
        else:
            paths = [path for path in self._photos if fnmatchcase(composed(path), wanted)]
        if not paths:
            raise PhotoNameError(
                f"{self._owner} has no photo that matches {word!r}",
                remedy="a name, a folder, or a pattern such as holiday/*.jpg",
            )
        return tuple(dict.fromkeys(self._photos[path] for path in sorted(paths)))

    def _ends(
        self, wanted: str, named: Mapping[str, list[str]], form: Callable[[str], str]
    ) -> list[str]:
        """Return the paths that end with `wanted`, in whole names of folders."""
        paths = named.get(_file(wanted), [])
        return [path for path in paths if f"/{form(composed(path))}".endswith(f"/{wanted}")]

    def _near(self, name: str, others: Iterable[str]) -> str:
        """Return a similar name; empty if there is none."""
        known = (*others, *self._photos, *map(_file, self._photos), *self._stems)
        folded = {one.casefold(): one for one in reversed(known)}
        near = difflib.get_close_matches(composed(name).casefold(), folded, n=1, cutoff=_CLOSE)
        return folded[near[0]] if near else ""

    @cached_property
    def _files(self) -> Mapping[str, list[str]]:
        """Paths by the names of their files."""
        return self._by(_file)

    @cached_property
    def _stems(self) -> Mapping[str, list[str]]:
        """Paths by the names of their files without suffix."""
        return self._by(lambda path: _bare(_file(path)))

    def _by(self, key: Callable[[str], str]) -> Mapping[str, list[str]]:
        names = defaultdict[str, list[str]](list)
        for path in sorted(self._photos):
            names[key(composed(path))].append(path)
        return names


def _file(path: str) -> str:
    return path.rpartition("/")[2]


def _bare(path: str) -> str:
    """Return a path without its suffix."""
    folder, slash, file = path.rpartition("/")
    return f"{folder}{slash}{file.rpartition('.')[0] or file}"


def _several(name: str, paths: list[str]) -> PhotoNameError:
    """Return the error for a name that several photos have, with the paths of two."""
    first, second = (
        path if len(path) <= _SHOWN_LENGTH else f"…{path[1 - _SHOWN_LENGTH :]}"
        for path in paths[:2]
    )
    many = "two" if len(paths) == 2 else f"{len(paths):,}"
    look_the_same = len(set(map(composed, paths))) == 1
    return PhotoNameError(
        f"{many} photos are called {name!r}: {first} and {second}{', …' if len(paths) > 2 else ''}",
        remedy="rename one of them" if look_the_same else "write more of the path",
    )


def matches_pattern(path: str, pattern: str) -> bool:
    """Return whether `pattern` means a photo.

    It is a folder, or a pattern of the photo's path, of its name, or of that without its suffix.
    """
    path, pattern = composed(path), composed(pattern)
    name = path.rpartition("/")[2]
    names = path, name, name.rpartition(".")[0]
    folder = pattern.rstrip("/") + "/"
    return path.startswith(folder) or any(fnmatchcase(one, pattern) for one in names)
