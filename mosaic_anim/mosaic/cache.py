"""Cache: a placement is built once, and read from then on."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from mosaic_anim.io.file_identity import sha256_of
from mosaic_anim.io.pictures import read_picture
from mosaic_anim.io.user_cache import cache_folder
from mosaic_anim.io.workers import Progress
from mosaic_anim.library.library import Library
from mosaic_anim.mosaic.build import build_placement
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
    if not cover.is_file():
        read_picture(cover)  # says what it is instead
    content = sha256_of(cover)
    path = _file_of(content, library, settings, must_appear, pins)
    if path.exists():
        try:
            return replace(Placement.load(path), same=library.same)
        except DamagedPlacementError:
            path.unlink(missing_ok=True)
    placement = build_placement(
        cover, library, settings, must_appear=must_appear, pins=pins, progress=progress
    )
    # The cover may have changed since it was hashed: what was matched is in the placement.
    path = _file_of(placement.cover_hash, library, settings, must_appear, pins)
    write_placement(placement, path, overwrite=True)
    return placement


def _file_of(
    cover: str,
    library: Library,
    settings: MosaicSettings,
    must_appear: Sequence[int],
    pins: Mapping[int, int],
) -> Path:
    """Name the file of a placement by all that it depends on, the cover by its content's hash."""
    about = {
        "cover": cover,
        "settings": asdict(replace(settings, blend=0.0)),
        "must_appear": sorted({library.photo_hash[photo] for photo in must_appear}),
        "pins": sorted((library.photo_hash[photo], cell) for photo, cell in pins.items()),
        "code": _code_hash(),
    }
    key = hashlib.sha256(json.dumps(about, sort_keys=True).encode())
    key.update("\0".join(library.photo).encode("utf-8", "surrogatepass"))
    key.update("\0".join(library.photo_hash).encode())
    key.update(np.ascontiguousarray(library.small_size).tobytes())
    key.update(np.ascontiguousarray(library.small_rect).tobytes())
    return cache_folder() / "placements" / f"{key.hexdigest()}.npz"


def _code_hash() -> str:
    """Hash the code of this room and of the colour conversion."""
    files = [*sorted(Path(__file__).parent.glob("*.py")), Path(color.__file__)]
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()
