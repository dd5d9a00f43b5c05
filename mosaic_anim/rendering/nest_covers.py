"""Covers of nested mosaics: the scene's own, then those that it names or that are chosen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from mosaic_anim.clips.endless import EndlessChannel
from mosaic_anim.clips.focus import CENTRE, FocusPoint
from mosaic_anim.errors import CannotStartError, SceneError
from mosaic_anim.io.file_identity import sha256_of
from mosaic_anim.io.pictures import read_picture
from mosaic_anim.mosaic.cover_cut import cut_out, cut_window
from mosaic_anim.mosaic.cover_cycle import choose_covers
from mosaic_anim.mosaic.cover_file import cover_path
from mosaic_anim.scene.photos import cover_twice, covers_named
from mosaic_anim.values.geometry import Rect, Size
from mosaic_anim.values.wording import count_of

if TYPE_CHECKING:
    from mosaic_anim.library.library import Library
    from mosaic_anim.mosaic.settings import MosaicSettings
    from mosaic_anim.scene.model import Scene
    from mosaic_anim.schema.problem import Path as KeyPath

_SHAPE = 10_000
"""Height by which the shape of a cell is written in whole numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """The cover of one of the mosaics.

    Attributes
    ----------
    file : Path
        Its file, cut to the shape of a cell.
    content : str
        SHA-256 of the picture that it was cut from.
    photo : int or None
        Its number in the library; None if it is not there.
    settings : MosaicSettings
        How its mosaic is matched.
    name : str
        Name of its mosaic in the scene; empty if it has none.
    window : Rect or None
        The part [shares] that was cut from it; None for all of it.
    """

    file: Path
    content: str
    photo: int | None
    settings: "MosaicSettings"
    name: str = ""
    window: Rect | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NestCovers:
    """Finds the covers of an endless zoom.

    Attributes
    ----------
    scene : Scene
    library : Library
    path : tuple
        Where the zoom stands in the scene.
    settings : MosaicSettings
        How mosaics are matched that say nothing else.
    """

    scene: "Scene"
    library: "Library"
    path: "KeyPath"
    settings: "MosaicSettings"

    def covers(self, zoom: EndlessChannel, frame: Size) -> list[Cover]:
        """Return all covers in their order, cut to the shape of a cell.

        Parameters
        ----------
        frame : Size
            Size of the frame that shows them [px].

        Raises
        ------
        SceneError
            If a name means no photo or several, or a picture that is a cover already.
        CannotStartError
            If too few photos are fit to be covers, or a picture cannot be read.
        """
        focus = self.scene.mosaic.focus
        place = (
            (focus.row, focus.col) if isinstance(focus, FocusPoint) and focus != CENTRE else None
        )
        first = self._picture(self.scene.mosaic.cover)
        if zoom.names:
            others = self._named(zoom.names, first)
        else:
            others = self._chosen(zoom.count - 1, first, frame)
        return [_cut(first, place), *others]

    def _named(self, names: Sequence[str], first: Cover) -> list[Cover]:
        """Return the mosaics and photos that the scene names."""
        covers, contents = [], {first.content}
        for index, cover in enumerate(self._uncut(names)):
            if cover.content in contents:
                place = self.scene.place(*self.path, "covers", index)
                raise SceneError([cover_twice(names[index], place)])
            contents.add(cover.content)
            named = self.scene.mosaics.get(cover.name)
            covers.append(_cut(cover, named.centre if named else None))
        return covers

    def _uncut(self, names: Sequence[str]) -> Iterator[Cover]:
        """Yield the covers that some names mean, as they are."""
        photos = iter(covers_named(self.scene, self.library.names))
        for name in names:
            described = self.scene.mosaics.get(name)
            if described is None:
                yield self._photo(next(photos))
            else:
                own = described.settings(self.settings)
                yield replace(self._picture(described.cover), settings=own, name=name)

    def _chosen(self, count: int, first: Cover, frame: Size) -> list[Cover]:
        """Return photos that make good covers."""
        photos = choose_covers(
            first.file,
            first.content,
            self.library,
            self.scene.settings,
            count=count,
            frame=frame,
        )
        if len(photos) < count:
            raise CannotStartError(
                f"{count + 1} covers are asked for, and "
                f"{count_of(len(photos), 'photo is', 'photos are')} fit to be one",
                remedy=f"covers: {len(photos) + 1}, more photos, or the names of some",
                place=self.scene.place(*self.path, "covers"),
            )
        return [_cut(self._photo(photo)) for photo in photos]

    def _picture(self, cover: str) -> Cover:
        """Return a picture as a cover; it may be a photo of the library, too."""
        file = cover_path(cover)
        if not file.is_file():
            read_picture(file)  # says what it is instead
        content, photos = sha256_of(file), self.library.photo_hash
        photo = photos.index(content) if content in photos else None
        return Cover(file=file, content=content, photo=photo, settings=self.settings)

    def _photo(self, photo: int) -> Cover:
        """Return a photo of the library as a cover; one of the demo is drawn if it has gone."""
        library = self.library
        file = library.original(photo)
        if library.make_again is not None and not file.is_file():
            library.make_again(library.photo[photo])
        content = library.photo_hash[photo]
        return Cover(file=file, content=content, photo=photo, settings=self.settings)


def _cut(cover: Cover, centre: tuple[float, float] | None = None) -> Cover:
    """Return a cover cut to the shape of a cell, around faces and what stands out, or a place."""
    shape = Size(height=_SHAPE, width=round(_SHAPE * cover.settings.cell_aspect))
    window = cut_window(cover.file, shape, centre=centre)
    if window is None:
        return cover
    return replace(cover, file=cut_out(cover.file, window), window=window)
