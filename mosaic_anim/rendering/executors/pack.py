"""Pack: all that some segments are drawn from, in one file that is named by its content.

A machine that has neither the photos nor the scene draws from a pack what the scene's own machine
draws. It holds arrays as they lie in memory, so that a file of it is mapped and never read whole;
its name is its SHA-256, which whoever opens it proves once.

    magic, length of the head (8 bytes), head (JSON), then each array at a multiple of 64 bytes
"""

import hashlib
import json
import re
import shutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.drawing.mosaic import Mosaic
from mosaic_anim.errors import CannotStartError
from mosaic_anim.io.content_store import ContentStore
from mosaic_anim.io.disk import error_reason
from mosaic_anim.io.files import atomic_file, cache_folder, sha256_of
from mosaic_anim.library.tiles import TileLevel, Tiles, Variants
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.text.assets import add_asset, asset_content
from mosaic_anim.values.flight import SortKeys
from mosaic_anim.values.geometry import Grid

Head: TypeAlias = dict[str, Any]

SUFFIX = ".pack"

_NAME = re.compile(r"[0-9a-f]{64}")

FETCHED = 8 << 30
"""Most that is kept of packs fetched from elsewhere, unless one needs more [bytes]."""

_MAGIC = b"mosaic_anim pack 1\n"
_ALIGNED = 64  # [bytes]
_KINDS = "biufU"
_AGAIN = "remove it, and run the same command again"


class DamagedPackError(CannotStartError):
    """A pack is not what its name says."""

    def __init__(self, what: str, place: str) -> None:
        super().__init__(what, remedy=_AGAIN, place=place)

    def __reduce__(self) -> tuple[type["DamagedPackError"], tuple[str, str]]:
        """Travel from a worker to who asked it."""
        (problem,) = self.problems
        return type(self), (problem.what, problem.place)


@dataclass(frozen=True, kw_only=True, eq=False)
class TilePack:
    """Mosaics as the bytes of a file that is not written yet.

    Attributes
    ----------
    head : bytes
        What comes before the arrays.
    arrays : tuple of arrays
        In their order; all C-contiguous.
    """

    head: bytes
    arrays: tuple[NDArray[Any], ...]

    @property
    def size(self) -> int:
        """Length of the file [bytes]."""
        return len(self.head) + sum(_aligned(array.nbytes) for array in self.arrays)

    @cached_property
    def name(self) -> str:
        """SHA-256 of the file, in hexadecimal."""
        digest = hashlib.sha256()
        for chunk in self.chunks():
            digest.update(chunk)
        return digest.hexdigest()

    def chunks(self) -> Iterator[bytes | memoryview]:
        """Yield the file piece by piece, without a copy of it."""
        yield self.head
        for array in self.arrays:
            yield array.reshape(-1).view(np.uint8).data
            yield bytes(_aligned(array.nbytes) - array.nbytes)


def pack_tiles(mosaics: Mapping[str, Mosaic], assets: Collection[str] = ()) -> TilePack:
    """Lay out what frames of `mosaics` are drawn from; equal mosaics give equal bytes.

    Parameters
    ----------
    assets : collection of str
        Names of the fonts and logos that lie over them.
    """
    arrays = _Arrays()
    about = {name: _mosaic_head(mosaic, arrays) for name, mosaic in sorted(mosaics.items())}
    over = {name: arrays.add(asset_content(name)) for name in sorted(assets)}
    heads = {"mosaics": about, "assets": over, "arrays": arrays.heads}
    text = json.dumps(heads, sort_keys=True).encode()
    head = _MAGIC + len(text).to_bytes(8, "little") + text
    return TilePack(head=head + bytes(_aligned(len(head)) - len(head)), arrays=tuple(arrays.stored))


def write_pack(
    mosaics: Mapping[str, Mosaic] | TilePack, where: str, *, is_damaged: bool = False
) -> str:
    """Write a pack to a place that other machines reach, unless it is there; return its name.

    Parameters
    ----------
    mosaics : mapping of str to Mosaic, or TilePack
        What is drawn from. Only the levels that were read for the frames to be drawn go along.
    where : str
        A folder, or a URL of one as fsspec takes it, such as `s3://bucket/packs`.
    is_damaged : bool
        Who read it found it damaged: write it again, whatever it looks like from here.

    Raises
    ------
    CannotStartError
        If the place cannot be written.
    StoppedError
        If its disk is full or fails.
    """
    packed = mosaics if isinstance(mosaics, TilePack) else pack_tiles(mosaics)
    if _is_url(where):
        _send(packed, where, is_damaged=is_damaged)
    else:
        _write(packed, Path(where) / f"{packed.name}{SUFFIX}", is_damaged=is_damaged)
    return packed.name


def read_pack(where: str, name: str) -> dict[str, Mosaic]:
    """Map a pack that `write_pack` wrote; one from a URL is fetched into the cache folder first.

    Raises
    ------
    CannotStartError
        If it is not there; DamagedPackError, if it is not what its name says.
    """
    if not _NAME.fullmatch(name):
        raise CannotStartError(f"no pack of tiles is called {name!r}", remedy=_AGAIN, place=where)
    path = _fetched(where, name) if _is_url(where) else Path(where) / f"{name}{SUFFIX}"
    try:
        content = np.memmap(path, np.uint8, mode="r")
    except (OSError, ValueError) as error:
        what = error_reason(error) if isinstance(error, OSError) else "the file is empty"
        raise CannotStartError(
            f"the tiles cannot be read here: {what}",
            remedy="name a place that all machines reach",
            place=str(path),
        ) from error
    return mosaics_in(content.view(np.ndarray), name, place=str(path))


def mosaics_in(content: NDArray[np.uint8], name: str, *, place: str = "") -> dict[str, Mosaic]:
    """Return the mosaics in the bytes (N,) of a pack, as views of them; hold its fonts and logos.

    Raises
    ------
    DamagedPackError
        If they are not what `name` says.
    """
    if hashlib.sha256(content.data).hexdigest() != name:
        raise DamagedPackError("the pack of tiles is damaged", place)
    start = len(_MAGIC) + 8
    length = int.from_bytes(content[len(_MAGIC) : start].tobytes(), "little")
    if content[: len(_MAGIC)].tobytes() != _MAGIC:
        raise DamagedPackError("this is no pack of tiles", place)
    head = json.loads(content[start : start + length].tobytes())
    arrays, offset = [], _aligned(start + length)
    for about in head["arrays"]:
        array = _array(content[offset:], about)
        arrays.append(np.broadcast_to(array, about["shape"]) if about["repeats"] else array)
        offset += _aligned(array.nbytes)
    for number in head["assets"].values():
        add_asset(arrays[number].copy())  # they stay when the pack is closed
    return {name: _mosaic(about, arrays) for name, about in head["mosaics"].items()}


class _Arrays:
    """The arrays of a pack, each once, however often it is used."""

    def __init__(self) -> None:
        self.heads: list[Head] = []
        self.stored: list[NDArray[Any]] = []
        self._known: dict[tuple[object, ...], int] = {}

    def add(self, array: NDArray[Any]) -> int:
        """Return the number of an array.

        One that repeats its first entry, as the tint of a cover does, is stored as that entry.
        """
        known = (array.ctypes.data, array.shape, array.strides, array.dtype)
        if known not in self._known:
            repeats = len(array) > 1 and array.strides[0] == 0
            plain = np.ascontiguousarray(array[:1] if repeats else array)
            self._known[known] = len(self.stored)
            self.stored.append(plain)
            stored = {"dtype": plain.dtype.str, "stored": plain.shape}
            self.heads.append({**stored, "shape": array.shape, "repeats": repeats})
        return self._known[known]


def _mosaic_head(mosaic: Mosaic, arrays: _Arrays) -> Head:
    """Describe a mosaic, its arrays by their numbers."""
    placement = _shown_only(mosaic.placement)
    grid, tiles, facts = placement.grid, mosaic.tiles, mosaic.facts
    return {
        "grid": [grid.rows, grid.cols, float(grid.cell_aspect)],
        "placement": _part_head(placement, arrays),
        "variants": _part_head(tiles.variants, arrays),
        "levels": [_part_head(level, arrays) for level in tiles.levels],
        "skipped": list(tiles.skipped),
        "facts": _part_head(facts, arrays) if facts else None,
    }


def _part_head(part: Placement | Variants | TileLevel | SortKeys, arrays: _Arrays) -> Head:
    """Describe a part of a mosaic: arrays by `[number]`, numbers and words as they are."""
    about: Head = {}
    for field in fields(part):
        value = getattr(part, field.name)
        if isinstance(value, np.ndarray):
            about[field.name] = [arrays.add(value)]
        elif isinstance(value, int | str):
            about[field.name] = value
    return about


def _shown_only(placement: Placement) -> Placement:
    """Leave out the photos that no cell shows, and where the photos are on this machine."""
    shown, tile = np.unique(placement.tile, return_inverse=True)
    arrays = {
        field.name: getattr(placement, field.name)
        for field in fields(placement)
        if field.name not in {"tile", "photo", "photo_hash", "library"}
    }
    return Placement(
        **arrays,
        tile=tile.ravel().astype(np.int32),
        photo=placement.photo[shown],
        photo_hash=placement.photo_hash[shown],
    )


def _mosaic(about: Head, arrays: list[NDArray[Any]]) -> Mosaic:
    def part(head: Head) -> Head:
        return {k: arrays[v[0]] if isinstance(v, list) else v for k, v in head.items()}

    rows, cols, aspect = about["grid"]
    grid = Grid(rows=rows, cols=cols, cell_aspect=aspect)
    tiles = Tiles(
        variants=Variants(**part(about["variants"])),
        levels=tuple(TileLevel(**part(level)) for level in about["levels"]),
        skipped=tuple(about["skipped"]),
    )
    return Mosaic(
        placement=Placement(grid=grid, **part(about["placement"])),
        tiles=tiles,
        facts=SortKeys(**part(about["facts"])) if about["facts"] else None,
    )


def _array(content: NDArray[np.uint8], about: Head) -> NDArray[Any]:
    """View the array that `content` begins with; read-only, as all of a pack."""
    dtype = np.dtype(about["dtype"])
    if dtype.kind not in _KINDS:
        raise DamagedPackError(f"a pack of tiles holds no {dtype}", "")
    size = int(np.prod(about["stored"], dtype=np.int64)) * dtype.itemsize
    array = content[:size].view(dtype).reshape(about["stored"])
    array.flags.writeable = False
    return array


def _aligned(size: int) -> int:
    """Round up to where the next array begins."""
    return -(-size // _ALIGNED) * _ALIGNED


def _is_url(where: str) -> bool:
    return "://" in where


def _write(packed: TilePack, path: Path, *, is_damaged: bool) -> None:
    if not is_damaged and path.is_file() and sha256_of(path) == packed.name:
        return
    with (
        atomic_file(path, overwrite=True, needed=lambda: packed.size) as part,
        part.open("wb") as file,
    ):
        file.writelines(packed.chunks())


def _send(packed: TilePack, where: str, *, is_damaged: bool) -> None:
    """Write a pack to a URL; one of the same size is taken for it: who reads it proves it."""
    place = _url(where, packed.name)
    try:
        system, path = _system_of(place)
        is_there = system.exists(path) and system.size(path) == packed.size
        if is_there and not is_damaged:
            return
        with system.open(path, "wb") as file:
            for chunk in packed.chunks():
                file.write(chunk)
    except (OSError, ValueError, ImportError) as error:
        raise _unreachable(place, error) from error


def _fetched(where: str, name: str) -> Path:
    """Copy a pack from a URL into the cache folder, once for all processes of this machine."""
    from filelock import FileLock

    place = _url(where, name)
    store = ContentStore(folder=cache_folder() / "packs", limit=FETCHED)
    path = store.folder / f"{name}{SUFFIX}"
    store.folder.mkdir(parents=True, exist_ok=True)
    with FileLock(cache_folder() / "packs.lock"):
        if path.is_file() and sha256_of(path) == name:
            return path
        try:
            system, remote = _system_of(place)
            size = system.size(remote) or 0
            store.trim(size, spare=[path.name])
            with (
                system.open(remote, "rb") as source,
                atomic_file(path, overwrite=True, needed=lambda: size) as part,
                part.open("wb") as file,
            ):
                shutil.copyfileobj(source, file, 1 << 20)
        except (OSError, ValueError, ImportError) as error:
            raise _unreachable(place, error) from error
    return path


def _system_of(place: str) -> tuple[Any, str]:
    """Return the file system of a URL, and the path on it."""
    import fsspec

    system, path = fsspec.core.url_to_fs(place)
    return system, str(path)


def _url(where: str, name: str) -> str:
    return f"{where.rstrip('/')}/{name}{SUFFIX}"


def _unreachable(place: str, error: Exception) -> CannotStartError:
    what = error_reason(error) if isinstance(error, OSError) else str(error)
    return CannotStartError(
        f"this place cannot be used for tiles: {what}",
        remedy="see that all machines reach it, and that its fsspec package is installed",
        place=place,
    )
