"""Intrinsics: what an intrinsic's code is written with, arrays by index and records by name."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from numba import types

from mosaic_anim.drawing.kernels.vectors import Vector, load, store


@dataclass(frozen=True, slots=True, eq=False)
class Array:
    """An argument that is an array, while code is written.

    Attributes
    ----------
    builder : llvmlite.ir.IRBuilder
        Writes the code.
    data : llvmlite.ir.Value
        Address of the first entry.
    """

    builder: Any
    data: Any

    def at(self, index: Any) -> Any:
        """Return the address of an entry."""
        return self.builder.gep(self.data, [index])

    def load(self, index: Any, kind: Any, lanes: int) -> Vector:
        """Read lanes from an entry on."""
        return load(self.builder, self.at(index), kind, lanes)

    def store(self, index: Any, vector: Vector) -> None:
        """Write lanes from an entry on."""
        store(vector, self.at(index))


def code_of(write: Callable[..., Any]) -> Callable[..., Any]:
    """Return the code of an intrinsic, as Numba asks for it.

    Parameters
    ----------
    write : callable
        Gets the builder and the arguments: arrays as `Array`, records as themselves, of arguments
        in turn, tuples as lists, numbers as values of LLVM. Returns a value, or None.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        pairs = zip(signature.args, arguments, strict=True)
        result = write(builder, *(_argument(context, builder, kind, one) for kind, one in pairs))
        return context.get_dummy_value() if result is None else result

    return generate


def _argument(context: Any, builder: Any, kind: Any, value: Any) -> Any:
    if isinstance(kind, types.Array):
        return Array(builder, context.make_array(kind)(context, builder, value).data)
    if isinstance(kind, types.BaseTuple):
        parts = [
            _argument(context, builder, one, builder.extract_value(value, n))
            for n, one in enumerate(kind)
        ]
        return kind.instance_class(*parts) if hasattr(kind, "fields") else parts
    return value
