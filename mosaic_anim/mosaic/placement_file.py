"""The file of a placement: an `.npz` archive without pickle, the same bytes every time."""

import json
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.errors import CannotStartError
from mosaic_anim.files import whole_file
from mosaic_anim.geometry import Grid
from mosaic_anim.mosaic.cells import MAX_CELLS

if TYPE_CHECKING:
    from mosaic_anim.mosaic.placement import Placement

FORMAT_VERSION = 1
"""Raised whenever the arrays change."""

_PER_CELL = {
    "tile": (np.int32, ()),
    "rect": (np.float32, (4,)),
    "crop": (np.float32, (4,)),
    "turn": (np.uint8, ()),
    "gain": (np.float32, (3,)),
    "offset": (np.float32, (3,)),
    "distance": (np.float32, ()),
}
"""Arrays with one entry for each cell: type, and shape of an entry."""
_PER_PHOTO = ("photo", "photo_hash")
_MAX_BYTES = MAX_CELLS * 128
"""No array of a real placement is larger."""
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""Time of every member, so that equal placements give equal bytes."""


class _NotAPlacementError(Exception):
    """The file's content is not what `write_placement` writes; the message says what."""


def write_placement(placement: "Placement", path: Path, *, overwrite: bool) -> None:
    """Write a placement, whole or not at all."""
    about = {
        "mosaic_anim_placement": FORMAT_VERSION,
        "rows": placement.grid.rows,
        "cols": placement.grid.cols,
        "cell_aspect": placement.grid.cell_aspect,
        "cover_hash": placement.cover_hash,
        "library": placement.library,
    }
    arrays = {name: getattr(placement, name) for name in (*_PER_CELL, *_PER_PHOTO)}
    text = np.frombuffer(json.dumps(about, sort_keys=True).encode(), np.uint8)
    with (
        whole_file(path, overwrite=overwrite) as part,
        zipfile.ZipFile(part, "w", compression=zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
    ):
        for name, array in {"about": text, **arrays}.items():
            member = zipfile.ZipInfo(f"{name}.npy", date_time=_EARLIEST)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3
            with archive.open(member, "w", force_zip64=True) as file:
                np.lib.format.write_array(file, np.ascontiguousarray(array), allow_pickle=False)


def read_placement(path: Path) -> "Placement":
    """Read and check a placement.

    Raises
    ------
    CannotStartError
        If the file is missing, damaged, or of another version.
    """
    try:
        return _read(path)
    except FileNotFoundError as error:
        raise CannotStartError("no such placement", place=str(path)) from error
    except _NotAPlacementError as error:
        reason = str(error)
    except (
        OSError,
        EOFError,
        ValueError,
        KeyError,
        TypeError,
        NotImplementedError,
        RuntimeError,
        MemoryError,
        SyntaxError,
        zipfile.BadZipFile,
        zlib.error,
    ):
        reason = "the file is damaged or no placement"
    raise CannotStartError(
        reason, remedy="build it again with `mosaic-anim build --placement`", place=str(path)
    )


def _read(path: Path) -> "Placement":
    from mosaic_anim.mosaic.placement import Placement

    if path.exists() and not path.is_file():
        raise _NotAPlacementError("this is no file")
    with zipfile.ZipFile(path) as archive:
        about = json.loads(_member(archive, "about").tobytes())
        version = about.get("mosaic_anim_placement")
        if version != FORMAT_VERSION:
            raise _NotAPlacementError(
                f"this placement has format {version}; this program reads format {FORMAT_VERSION}"
            )
        arrays = {name: _member(archive, name) for name in (*_PER_CELL, *_PER_PHOTO)}
    grid = Grid(
        rows=int(about["rows"]), cols=int(about["cols"]), cell_aspect=float(about["cell_aspect"])
    )
    _check(grid, arrays)
    return Placement(
        grid=grid,
        cover_hash=str(about["cover_hash"]),
        library=str(about.get("library", "")),
        **arrays,
    )


def _member(archive: zipfile.ZipFile, name: str) -> NDArray[Any]:
    """Read one array; its size is known before memory is taken, its CRC is checked."""
    member = archive.getinfo(f"{name}.npy")
    if member.file_size > _MAX_BYTES:
        raise _NotAPlacementError(f"its array {name} is too large")
    with archive.open(member) as file:
        np.lib.format.read_magic(file)
        shape, _, dtype = np.lib.format.read_array_header_1_0(file)
        if (
            dtype.hasobject
            or file.tell() + int(np.prod(shape)) * dtype.itemsize != member.file_size
        ):
            raise _NotAPlacementError(f"its array {name} is not as large as it says")
        return np.frombuffer(file.read(), dtype).reshape(shape)


def _check(grid: Grid, arrays: dict[str, NDArray[Any]]) -> None:
    """Refuse arrays that do not belong together: nothing later looks at them again."""
    count = grid.rows * grid.cols
    for name, (dtype, entry) in _PER_CELL.items():
        array = arrays[name]
        if array.dtype != dtype or array.shape != (count, *entry):
            raise _NotAPlacementError(f"its array {name} has a wrong type or shape")
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            raise _NotAPlacementError(f"its array {name} holds values that are no numbers")
    photos = len(arrays["photo"])
    for name in _PER_PHOTO:
        if arrays[name].dtype.kind != "U" or arrays[name].shape != (photos,):
            raise _NotAPlacementError(f"its array {name} has a wrong type or shape")
    tile, crop = arrays["tile"], arrays["crop"]
    if tile.min() < 0 or tile.max() >= photos:
        raise _NotAPlacementError("it shows photos that it does not list")
    inside = (crop >= 0).all() and (crop[:, :2] + crop[:, 2:] <= 1.001).all()
    if not (inside and (crop[:, 2:] > 0).all() and grid.cell_aspect > 0):
        raise _NotAPlacementError("it shows parts outside of photos")
