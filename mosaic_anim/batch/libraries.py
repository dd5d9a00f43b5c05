"""Libraries of a batch: each opened once, with what identifies its photos."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from mosaic_anim.io.workers import Progress
from mosaic_anim.library.library import Library
from mosaic_anim.rendering.fingerprint import code_hash
from mosaic_anim.scene.model import Scene
from mosaic_anim.scene.photos import covers_named, photos_named

Spec = str | Sequence[str]
"""A library as a scene names it."""


@dataclass(kw_only=True, eq=False)
class BatchLibrary:
    """A library, and its photos by name and by content."""

    library: Library

    @cached_property
    def contents(self) -> Mapping[str, str]:
        """Hashes of all photos' contents, by path."""
        return self.library.contents

    @cached_property
    def made_from(self) -> str:
        """Hash of what films show besides what a row asks for: the photos, and the code."""
        return hashlib.sha256((self.library.digest + code_hash()).encode()).hexdigest()

    @cached_property
    def _paths(self) -> Mapping[str, str]:
        return dict(zip(self.library.photo_hash, self.library.photo, strict=True))

    def photos_of(self, scene: Scene) -> dict[str, str]:
        """Return the photos that a scene names: hashes of their contents by their paths.

        Raises
        ------
        SceneError
            If the library does not have one of them.
        """
        names, library = self.library.names, self.library
        photos = dict.fromkeys((*photos_named(scene, names), *covers_named(scene, names)))
        return {library.photo[photo]: library.photo_hash[photo] for photo in photos}

    def content(self, name: str) -> str:
        """Return the hash of the photo that a name means."""
        return self.library.photo_hash[self.library.names.photo(name)]

    def paths_of(self, contents: Iterable[str]) -> tuple[str, ...]:
        """Return the paths of those of some photos that the library has, in their order."""
        return tuple(sorted(self._paths[one] for one in contents if one in self._paths))


class Libraries:
    """Opens libraries, each once."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._open: dict[str, BatchLibrary] = {}

    def open(self, spec: Spec) -> BatchLibrary:
        """Return a library, indexed now or before.

        Raises
        ------
        CannotStartError
            If it cannot be read, or holds no photo.
        """
        key = repr(spec if isinstance(spec, str) else [*spec])
        if key not in self._open:
            library = Library.open(spec, progress=self._progress)
            self._open[key] = BatchLibrary(library=library)
        return self._open[key]
