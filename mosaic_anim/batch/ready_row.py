"""Ready row: a row of a table whose film can be planned."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from mosaic_anim.batch.libraries import BatchLibrary
from mosaic_anim.batch.row_scenes import RowRequest
from mosaic_anim.scene.model import Scene


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReadyRow:
    """A row whose film can be planned.

    Attributes
    ----------
    request : RowRequest
    scene : Scene
    library : BatchLibrary
    photos : Mapping of str to str
        Hashes of the photos that it names, by their paths.
    """

    request: RowRequest
    scene: Scene
    library: BatchLibrary
    photos: Mapping[str, str]

    def with_photos(self, contents: Iterable[str]) -> "ReadyRow":
        """Return it with a mosaic that shows photos of some contents, of those in its library."""
        mosaic = self.scene.mosaic
        if mosaic.placement is not None:
            return self
        paths = self.library.paths_of(contents)
        words = tuple(dict.fromkeys((*(mosaic.match.must_use or ()), *paths)))
        match = mosaic.match.changed(must_use=words or None)
        return replace(self, scene=self.scene.changed(mosaic=mosaic.changed(match=match)))
