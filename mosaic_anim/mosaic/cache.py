"""Cache: a placement is built once, and read from then on."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

import numpy as np

from mosaic_anim.io.memory import give_back_memory
from mosaic_anim.io.pictures import read_picture
from mosaic_anim.io.user_cache import cache_folder
from mosaic_anim.io.video_moments import file_of, picture_content
from mosaic_anim.io.workers import Progress
from mosaic_anim.library.library import Library
from mosaic_anim.mosaic.build import build_placement
from mosaic_anim.mosaic.morph import SharedTiles
from mosaic_anim.mosaic.pins import NO_PINS
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.mosaic.placement_file import DamagedPlacementError, write_placement
from mosaic_anim.mosaic.settings import MosaicSettings
from mosaic_anim.values import color


def cached_placement(
    cover: Path,
    library: Library,
    settings: MosaicSettings,
    *,
    must_appear: Sequence[int] = (),
    pins: Mapping[int, int] = NO_PINS,
    progress: Progress | None = None,
) -> Placement:
    """Return what `build_placement` returns, from the user's cache if it was built before.

    The file is named by a hash of all that the result depends on: the contents of cover and
    photos, the photos' names, the settings and the matching code. A damaged file is built again.

    Raises
    ------
    CannotStartError
        As `build_placement`.
    """

    def build() -> list[Placement]:
        return [
            build_placement(
                cover, library, settings, must_appear=must_appear, pins=pins, progress=progress
            )
        ]

    files = partial(_files_of, library, [settings], must_appear, pins)
    (placement,) = _cached([cover], library, files, build)
    return placement


def cached_placements(tiles: SharedTiles, *, progress: Progress | None = None) -> list[Placement]:
    """Return the placements of shared tiles, in the same way.

    Raises
    ------
    CannotStartError
        As `SharedTiles.placements`.
    """
    files = partial(_files_of, tiles.library, tiles.settings, tiles.must_appear, NO_PINS)
    build = partial(tiles.placements, progress=progress)
    return _cached(tiles.covers, tiles.library, files, build)


def _cached(
    covers: Sequence[Path],
    library: Library,
    files: Callable[[Sequence[str]], list[Path]],
    build: Callable[[], list[Placement]],
) -> list[Placement]:
    """Return the placements of some covers, built together unless they all were before.

    files : callable
        Names their files by the hashes of the covers' contents.
    """
    for cover in covers:
        if not file_of(cover).is_file():
            read_picture(cover)  # says what it is instead
    contents = [picture_content(cover) for cover in covers]
    paths = files(contents)
    if all(path.exists() for path in paths):
        try:
            return [replace(Placement.load(path), same=library.same) for path in paths]
        except DamagedPlacementError:
            for path in paths:
                path.unlink(missing_ok=True)
    placements = build()
    give_back_memory()
    # A cover may have changed since it was hashed: what was matched is in the placement.
    contents = [placement.cover_hash for placement in placements]
    for placement, path in zip(placements, files(contents), strict=True):
        write_placement(placement, path, overwrite=True)
    return placements


def _files_of(
    library: Library,
    settings: Sequence[MosaicSettings],
    must_appear: Sequence[int],
    pins: Mapping[int, int],
    covers: Sequence[str],
) -> list[Path]:
    """Name the files of placements by all that they depend on, covers by their contents' hashes."""
    about = {
        "covers": list(covers),
        "settings": [asdict(replace(one, blend=0.0)) for one in settings],
        "must_appear": sorted({library.photo_hash[photo] for photo in must_appear}),
        "pins": sorted((library.photo_hash[photo], cell) for photo, cell in pins.items()),
        "code": _code_hash(),
    }
    key = hashlib.sha256(json.dumps(about, sort_keys=True).encode())
    key.update("\0".join(library.photo).encode("utf-8", "surrogatepass"))
    key.update("\0".join(library.photo_hash).encode())
    key.update(np.ascontiguousarray(library.small_size).tobytes())
    key.update(np.ascontiguousarray(library.small_rect).tobytes())
    folder, name = cache_folder() / "placements", key.hexdigest()
    numbers = [""] if len(covers) == 1 else [f"-{number}" for number in range(len(covers))]
    return [folder / f"{name}{number}.npz" for number in numbers]


def _code_hash() -> str:
    """Hash the code of this room and of the colour conversion."""
    files = [*sorted(Path(__file__).parent.glob("*.py")), Path(color.__file__)]
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()
