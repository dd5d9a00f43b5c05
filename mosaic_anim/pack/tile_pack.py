"""Pack: all that some segments are drawn from, in one file that is named by its content.

From a pack, a machine that has neither the photos nor the scene draws the same frames as the
scene's own machine. It holds arrays as they lie in memory, so that its file is mapped and never
read whole; its name is its SHA-256, which each reader checks once.

    magic, length of the head (8 bytes), head (JSON), then each array at a multiple of 64 bytes
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.drawing.mosaic import Mosaic
from mosaic_anim.errors import CannotStartError
from mosaic_anim.library.tiles import TileLevel, Tiles, Variants
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.text.assets import add_asset, asset_content
from mosaic_anim.values.flight import Destination, SortKeys
from mosaic_anim.values.geometry import Grid

_MAGIC = b"mosaic_anim pack 1\n"
_ALIGNED = 64  # [bytes]
_KINDS = "biufU"
_TYPES: dict[str, Any] = {
    kind.__name__: kind
    for kind in (Mosaic, Placement, Grid, Tiles, Variants, TileLevel, SortKeys, Destination)
}
AGAIN = "remove it, and run the same command again"


class DamagedPackError(CannotStartError):
    """A pack is not what its name says."""

    def __init__(self, what: str, place: str) -> None:
        super().__init__(what, remedy=AGAIN, place=place)

    def __reduce__(self) -> tuple[type["DamagedPackError"], tuple[str, str]]:
        """Travel from a worker to the caller."""
        (problem,) = self.problems
        return type(self), (problem.what, problem.place)


@dataclass(frozen=True, kw_only=True, eq=False)
class TilePack:
    """Mosaics as the bytes of a file that is not written yet.

    Attributes
    ----------
    head : bytes
        Bytes before the arrays.
    arrays : tuple of arrays
        The arrays in order; all C-contiguous.
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
    """Lay out everything that frames of `mosaics` are drawn from; equal mosaics give equal bytes.

    Parameters
    ----------
    assets : collection of str
        Names of the fonts and logos that lie over them.
    """
    arrays = _Arrays()
    about = {name: _head(_shown_only(mosaic), arrays) for name, mosaic in sorted(mosaics.items())}
    over = {name: arrays.add(asset_content(name)) for name in sorted(assets)}
    heads = {"mosaics": about, "assets": over, "arrays": arrays.heads}
    text = json.dumps(heads, sort_keys=True).encode()
    head = _MAGIC + len(text).to_bytes(8, "little") + text
    return TilePack(head=head + bytes(_aligned(len(head)) - len(head)), arrays=tuple(arrays.stored))


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
    return {name: _value(about, arrays) for name, about in head["mosaics"].items()}


class _Arrays:
    """The arrays of a pack, each once, however often it is used."""

    def __init__(self) -> None:
        self.heads: list[dict[str, Any]] = []
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


def _head(value: object, arrays: _Arrays) -> object:
    """Describe a value: arrays by their numbers, objects by their types and parts.

    Mappings are left out: they hold names of photos, which drawing does not need.
    """
    if isinstance(value, np.ndarray):
        return {"array": arrays.add(value)}
    if isinstance(value, tuple):
        return [_head(each, arrays) for each in value]
    kind = type(value).__name__
    if kind not in _TYPES:
        return float(value) if isinstance(value, float) else value
    parts = {field.name: getattr(value, field.name) for field in fields(_TYPES[kind]) if field.init}
    heads = {n: _head(part, arrays) for n, part in parts.items() if not isinstance(part, Mapping)}
    return {"type": kind, **heads}


def _value(head: Any, arrays: Sequence[NDArray[Any]]) -> Any:
    """Return what a head describes."""
    if isinstance(head, list):
        return tuple(_value(each, arrays) for each in head)
    if not isinstance(head, dict):
        return head
    if "array" in head:
        return arrays[head["array"]]
    parts = {name: _value(part, arrays) for name, part in head.items() if name != "type"}
    return _TYPES[head["type"]](**parts)


def _shown_only(mosaic: Mosaic) -> Mosaic:
    """Leave out the photos that no cell shows, and where the photos are on this machine."""
    placement = mosaic.placement
    shown, tile = np.unique(placement.tile, return_inverse=True)
    placement = replace(
        placement,
        tile=tile.ravel().astype(np.int32),
        photo=placement.photo[shown],
        photo_hash=placement.photo_hash[shown],
        library="",
    )
    return replace(mosaic, placement=placement)


def _array(content: NDArray[np.uint8], about: dict[str, Any]) -> NDArray[Any]:
    """View the array that `content` begins with; read-only, as all of a pack."""
    dtype = np.dtype(about["dtype"])
    if dtype.kind not in _KINDS:
        raise DamagedPackError(f"a pack of tiles holds no {dtype}", "")
    size = int(np.prod(about["stored"], dtype=np.int64)) * dtype.itemsize
    array: NDArray[Any] = content[:size].view(dtype).reshape(about["stored"])
    array.flags.writeable = False
    return array


def _aligned(size: int) -> int:
    """Round up to where the next array begins."""
    return -(-size // _ALIGNED) * _ALIGNED
