"""`build_mosaic`: a cover and a library become one big picture, from Python."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mosaic_anim.io.workers import Progress
from mosaic_anim.library.inputs import Inputs
from mosaic_anim.library.library import Library
from mosaic_anim.mosaic.automatic import chosen_settings
from mosaic_anim.mosaic.build import build_placement
from mosaic_anim.mosaic.cover_file import require_cover
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.mosaic.rules import relaxed_rules
from mosaic_anim.mosaic.settings import MosaicSettings
from mosaic_anim.still.write import StillFile, write_still


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PhotoMosaic:
    """A placement and the library that it places.

    Attributes
    ----------
    placement : Placement
    library : Library
    cover : Path or None
        The picture that it shows, where it is known; `save` does not replace it.
    relaxed : tuple of str
        Rules of the settings that its photos could not keep, one line each.
    blend : float
        How much of the cover lies over the photos, 0 to 1.
    chosen : str
        The automatic settings, in one line; empty if there are none.
    settings : MosaicSettings or None
        How it was cut and matched; None if that is not known, as of a placement from a file.
    """

    placement: Placement
    library: Library
    cover: Path | None = None
    relaxed: tuple[str, ...] = ()
    blend: float = 0.0
    chosen: str = ""
    settings: MosaicSettings | None = None

    def __repr__(self) -> str:
        """Name what it is made of."""
        return f"PhotoMosaic({self.placement!r}, {self.library!r})"

    def save(
        self,
        path: str | Path,
        *,
        cell_width: int = 48,
        overwrite: bool = False,
        progress: Progress | None = None,
    ) -> Path:
        """Write the mosaic as PNG, TIFF or JPEG, with cells of `cell_width` [px].

        Raises
        ------
        UsageError
            If the suffix names another format.
        CannotStartError
            If the file exists and `overwrite` is false, is the cover or one of the photos, or
            cannot be written.
        """
        return self.write(path, cell_width=cell_width, overwrite=overwrite, progress=progress).path

    def write(
        self,
        path: str | Path,
        *,
        cell_width: int = 48,
        overwrite: bool = False,
        progress: Progress | None = None,
    ) -> StillFile:
        """Write the mosaic as `save` does; return its size too, and the photos that were lost."""
        return write_still(
            Path(path),
            self.placement,
            self.library,
            cell_width=cell_width,
            cover=self.cover,
            blend=self.blend,
            inputs=Inputs.of_mosaic(self.cover or "", "") | self.library.inputs,
            overwrite=overwrite,
            progress=progress,
        )


def build_mosaic(
    cover: str | Path,
    library: Library | str | Path | Sequence[str | Path],
    *,
    settings: MosaicSettings | None = None,
    frames: int = 1,
    progress: Progress | None = None,
    **changes: object,
) -> PhotoMosaic:
    """Match the photos of `library` to the cells of `cover`.

    Parameters
    ----------
    cover : path
        A picture, "demo" or "demo-portrait".
    library : Library, path or sequence of paths
        A library, its folder or several, a list of photos, or "demo".
    settings : MosaicSettings, optional
        How to cut and match.
    frames : int
        As in `Library.open`.
    progress : Progress, optional
        Called with how far the work is.
    **changes
        Single settings to change, e.g. `columns=160, tint="auto"`.

    Raises
    ------
    UsageError
        If there is no such cover; no photo was read.
    MosaicAnimError
        If the cover cannot be read or the library holds too few photos for the settings.
    """
    picture = require_cover(cover)
    opened = (
        library
        if isinstance(library, Library)
        else Library.open(library, progress=progress, frames=frames)
    )
    chosen = replace(settings or MosaicSettings(), **changes)  # type: ignore[arg-type]
    placement = build_placement(picture, opened, chosen, progress=progress)
    sources = opened.sources or (opened.folder,)
    named = str(sources[0].resolve()) if len(sources) == 1 else ""
    placement = replace(placement, library=named)
    return PhotoMosaic(
        placement=placement,
        library=opened,
        cover=picture.absolute(),
        relaxed=relaxed_rules(chosen, placement),
        blend=chosen.blend,
        chosen=chosen_settings(chosen, placement),
        settings=chosen,
    )
