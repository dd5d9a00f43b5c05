"""The file of a placement: an `.npz` archive without pickle, the same bytes every time.

Others may have written it: everything in it is checked before it is used, for nothing that draws
looks at it again.
"""

import json
import re
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.errors import CannotStartError, caller_text
from mosaic_anim.io.atomic_files import atomic_file
from mosaic_anim.io.disk import error_reason
from mosaic_anim.io.names import existing_path
from mosaic_anim.mosaic.archive import Archive, ArchiveError, Check, Header
from mosaic_anim.mosaic.cells import square_rects
from mosaic_anim.mosaic.settings import CELL_ASPECTS, MAX_CELLS, MAX_COLUMNS
from mosaic_anim.values.geometry import Grid

FORMAT_VERSION = 1
"""Raised whenever the arrays change."""

MOST_NAMES = 1 << 30
"""Largest size of all photo names [bytes]."""

LONGEST_NAME = 4096  # [characters]
LONGEST_ABOUT = 1 << 16  # [bytes]

MOST_GAIN, MOST_OFFSET = 60, 16_000
"""Largest tint that the drawing's fixed-point numbers hold; real ones are below 1 and 255."""

MOST_DISTANCE = 1e6
"""Black and white are 2,208 apart in the largest feature space."""

_PER_CELL: Mapping[str, tuple[type[np.generic], tuple[int, ...]]] = {
    "rect": (np.float32, (4,)),
    "crop": (np.float32, (4,)),
    "tile": (np.int32, ()),
    "turn": (np.uint8, ()),
    "gain": (np.float32, (3,)),
    "offset": (np.float32, (3,)),
    "distance": (np.float32, ()),
}
"""Arrays with one entry for each cell: type, and shape of an entry."""

_PER_PHOTO = ("photo", "photo_hash")
_ARRAYS = ("about", "tile", "rect", "crop", "turn", "gain", "offset", "distance", *_PER_PHOTO)
"""Names of all arrays in their order in the file; the most informative are read first."""

_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""Time of every member, so that equal placements give equal bytes."""

_HASH = re.compile(r"[0-9a-f]{64}")
_ROUNDING = 1e-3
_THINNEST = 1e-12  # of a photo's side: no photo has so many pixels
_DIGITS = tuple(map(ord, "0123456789abcdef"))


def _how_to_build() -> str:
    return caller_text(command_line="`mosaic-anim build --placement`", python="build_mosaic")


class DamagedPlacementError(CannotStartError):
    """A file is not a placement that this program can use."""

    def __init__(self, what: str, path: Path) -> None:
        super().__init__(what, remedy=f"build it again with {_how_to_build()}", place=str(path))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlacementFields:
    """What the file of a placement holds. Arrays are read-only.

    Attributes
    ----------
    grid : Grid
        Rows, columns and cell aspect.
    tile : (n,) int32
        Index of the library photo in each cell.
    rect : (n, 4) float32
        row, col, height, width of each cell on the canvas [cells].
    crop : (n, 4) float32
        row, col, height, width of the photo's part that is shown [unit, 0 to 1 of the photo].
    turn : (n,) uint8
        0 upright; bit 0 mirrored left-right; bits 1-2 quarter turns clockwise.
    gain, offset : (n, 3) float32
        Tint: shown = gain * photo + offset, in encoded sRGB [0 to 255].
    distance : (n,) float32
        Distance of tile and cell in feature space [the feature's unit].
    photo : (T,) str
        Path of each library photo, relative to the library's folder.
    photo_hash : (T,) str
        Content hash of each library photo.
    library : str
        Folder of the photos, where it is known: where to look for them first.
    cover_hash : str
        Content hash of the cover.
    tint : float or None
        The tint that `gain` and `offset` make, 0 to 1, where it is known.
    candidates : int or None
        Number of photos that it was chosen from, where it is known.
    """

    grid: Grid
    tile: NDArray[np.int32]
    rect: NDArray[np.float32]
    crop: NDArray[np.float32]
    turn: NDArray[np.uint8]
    gain: NDArray[np.float32]
    offset: NDArray[np.float32]
    distance: NDArray[np.float32]
    photo: NDArray[np.str_]
    photo_hash: NDArray[np.str_]
    library: str = ""
    cover_hash: str = ""
    tint: float | None = None
    candidates: int | None = None


def write_placement(placement: PlacementFields, path: Path, *, overwrite: bool) -> None:
    """Write a placement, whole or not at all."""
    grid = placement.grid
    about = {
        "mosaic_anim_placement": FORMAT_VERSION,
        "rows": grid.rows,
        "cols": grid.cols,
        "cell_aspect": grid.cell_aspect,
        "cover_hash": placement.cover_hash,
        "library": placement.library,
        "tint": placement.tint,
        "candidates": placement.candidates,
    }
    text = np.frombuffer(json.dumps(about, sort_keys=True).encode(), np.uint8)
    arrays = {name: getattr(placement, name) for name in (*_PER_CELL, *_PER_PHOTO)}
    arrays["about"] = text

    def needed() -> int:
        return sum(arrays[name].nbytes for name in _ARRAYS)  # at most: they are packed

    with (
        atomic_file(path, overwrite=overwrite, needed=needed) as part,
        zipfile.ZipFile(part, "w", compression=zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
    ):
        for name in _ARRAYS:
            member = zipfile.ZipInfo(f"{name}.npy", date_time=_EARLIEST)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3
            with archive.open(member, "w", force_zip64=True) as file:
                np.lib.format.write_array(
                    file, np.ascontiguousarray(arrays[name]), allow_pickle=False
                )


def read_placement(path: Path) -> dict[str, Any]:
    """Read and check a placement; return its `PlacementFields` by their names.

    Raises
    ------
    DamagedPlacementError
        The file is damaged, makes no sense, or is of another version.
    CannotStartError
        It is missing or cannot be read, or there is too little memory.
    """
    try:
        with Archive.open(existing_path(path)) as archive:
            return _read(archive)
    except ArchiveError as error:
        raise DamagedPlacementError(str(error), path) from error
    except FileNotFoundError as error:
        raise CannotStartError(
            "no such placement", remedy=f"write one with {_how_to_build()}", place=str(path)
        ) from error
    except MemoryError as error:
        what = "there is too little memory to open this placement"
        remedy = "close other programs, or allow this one more"
        raise CannotStartError(what, remedy=remedy, place=str(path)) from error
    except OSError as error:
        what = f"this placement cannot be read: {error_reason(error)}"
        raise CannotStartError(what, place=str(path)) from error


def _read(archive: Archive) -> dict[str, Any]:
    about = _about(archive)
    grid = _grid(about)
    cover_hash, library = _words(about)
    photo, photo_hash = (archive.header(name) for name in _PER_PHOTO)
    _require_names(photo, photo_hash)
    arrays: dict[str, Any] = {
        name: archive.read(
            name,
            Header(dtype=np.dtype(kind).str, shape=(grid.rows * grid.cols, *entry)),
            _check(name, grid, photo.shape[0]),
        )
        for name, (kind, entry) in _PER_CELL.items()
    }
    arrays["photo"] = archive.read("photo", photo, lambda _, block: _are_names(block))
    arrays["photo_hash"] = archive.read("photo_hash", photo_hash, lambda _, b: _are_hashes(b))
    words = {"grid": grid, "cover_hash": cover_hash, "library": library}
    numbers = {"tint": _tint(about), "candidates": _candidates(about, photo.shape[0])}
    return {**arrays, **words, **numbers}


def _about(archive: Archive) -> dict[str, Any]:
    """Read the words and numbers of a placement of this version."""
    header = archive.header("about")
    if header.dtype != "|u1" or len(header.shape) != 1 or header.size > LONGEST_ABOUT:
        raise ArchiveError("its array about has a wrong type or shape")
    try:
        about = json.loads(archive.read("about", header).tobytes())
    except (ValueError, RecursionError) as error:
        raise ArchiveError("its array about is no JSON") from error
    if not isinstance(about, dict) or type(about.get("mosaic_anim_placement")) is not int:
        raise ArchiveError("the file is damaged or no placement")
    version = about["mosaic_anim_placement"]
    if version != FORMAT_VERSION:
        raise ArchiveError(
            f"this placement has format {version}; this program reads format {FORMAT_VERSION}"
        )
    return about


def _grid(about: dict[str, Any]) -> Grid:
    rows, cols = _number(about, "rows", int), _number(about, "cols", int)
    aspect = _number(about, "cell_aspect", int, float)
    if not (rows >= 1 and 1 <= cols <= MAX_COLUMNS and rows * cols <= MAX_CELLS):
        raise ArchiveError("it has an impossible number of cells")
    if not CELL_ASPECTS[0] <= aspect <= CELL_ASPECTS[1]:
        raise ArchiveError("its cells have an impossible aspect")
    return Grid(rows=rows, cols=cols, cell_aspect=float(aspect))


def _number(about: dict[str, Any], name: str, *kinds: type) -> Any:
    """Return a number of one of some kinds, which `True` has not."""
    value = about.get(name)
    if type(value) not in kinds:
        raise ArchiveError(f"its {name} is not a number")
    return value


def _tint(about: dict[str, Any]) -> float | None:
    """Return the tint, which files of earlier versions do not name."""
    if about.get("tint") is None:
        return None
    tint = float(_number(about, "tint", int, float))
    if not 0 <= tint <= 1:
        raise ArchiveError("its tint is impossible")
    return tint


def _candidates(about: dict[str, Any], photos: int) -> int | None:
    """Return the number of photos to choose from, which files of earlier versions do not name."""
    if about.get("candidates") is None:
        return None
    count = int(_number(about, "candidates", int))
    if not 1 <= count <= photos:
        raise ArchiveError("its number of candidates is impossible")
    return count


def _words(about: dict[str, Any]) -> tuple[str, str]:
    """Return the cover's hash and the folder of the photos; both may be empty."""
    cover_hash, library = about.get("cover_hash"), about.get("library", "")
    if not isinstance(cover_hash, str) or not (cover_hash == "" or _HASH.fullmatch(cover_hash)):
        raise ArchiveError("its cover_hash is no SHA-256")
    if not isinstance(library, str) or len(library) > LONGEST_NAME or "\0" in library:
        raise ArchiveError("its library is not a folder")
    return cover_hash, library


def _require_names(photo: Header, photo_hash: Header) -> None:
    """Refuse names and hashes of photos that are no texts, too many, or not of the same photos."""
    is_text = photo.dtype.startswith("<U") and len(photo.shape) == 1
    if not (is_text and 0 < photo.size <= MOST_NAMES):
        raise ArchiveError("its array photo has a wrong type or shape")
    if photo_hash != Header(dtype="<U64", shape=photo.shape):
        raise ArchiveError("its array photo_hash has a wrong type or shape")


def _check(name: str, grid: Grid, photos: int) -> Check:
    """Return the check of a block of an array that has one entry per cell."""
    match name:
        case "rect":
            return lambda start, block: np.array_equal(
                block, square_rects(grid, range(start, start + len(block)))
            )
        case "crop":
            return lambda _, block: _are_crops(block)
        case _:
            least, most = _ranges(photos)[name]
            return lambda _, block: bool(((block >= least) & (block <= most)).all())


def _ranges(photos: int) -> Mapping[str, tuple[float, float]]:
    """Return the least and the greatest value of some arrays."""
    return {
        "tile": (0, photos - 1),
        "turn": (0, 7),
        "gain": (-MOST_GAIN, MOST_GAIN),
        "offset": (-MOST_OFFSET, MOST_OFFSET),
        "distance": (0, MOST_DISTANCE),
    }


def _are_crops(block: NDArray[np.float32]) -> bool:
    """Return whether row, col, height, width are parts of photos."""
    corner, size = block[:, :2], block[:, 2:]
    return bool(((corner >= 0) & (size >= _THINNEST) & (corner + size <= 1 + _ROUNDING)).all())


def _are_names(block: NDArray[np.str_]) -> bool:
    """Return whether all are texts: of code points that exist, none of them 0 but at the end."""
    points = block.view(np.uint32).reshape(len(block), -1)
    ends = points == 0
    return bool(
        (points <= sys.maxunicode).all()
        and not ends[:, 0].any()
        and (ends[:, 1:] >= ends[:, :-1]).all()
    )


def _are_hashes(block: NDArray[np.str_]) -> bool:
    return bool(np.isin(block.view(np.uint32), _DIGITS).all())
