"""Vectors of 8 numbers that are written as arithmetic: what LLVM makes of it is vector code.

Inside an intrinsic, Python runs once, to write the code: `a * b + 1` writes a product and a sum of
8 lanes. Eight 32-bit lanes are one AVX2 register; LLVM splits them to whatever the processor has.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]

LANES = 8

_BYTE, _WORD, _INT, _FLOAT = ir.IntType(8), ir.IntType(16), ir.IntType(32), ir.FloatType()
Ints = ir.VectorType(_INT, LANES)
Floats = ir.VectorType(_FLOAT, LANES)
Halves = ir.VectorType(_WORD, 2 * LANES)
Words = ir.VectorType(_WORD, LANES)


@dataclass(frozen=True, slots=True, eq=False)
class Vector:
    """Some lanes of one kind, while code is written.

    Attributes
    ----------
    builder : llvmlite.ir.IRBuilder
        Writes.
    value : llvmlite.ir.Value
        <8 x i32>, <8 x float> or <16 x i16>.
    """

    builder: Any
    value: Any

    def __add__(self, other: "Operand") -> "Vector":
        return self._with("add", other)

    def __sub__(self, other: "Operand") -> "Vector":
        return self._with("sub", other)

    def __mul__(self, other: "Operand") -> "Vector":
        return self._with("mul", other)

    def __truediv__(self, other: "Operand") -> "Vector":
        return self._with("div", other)

    def __and__(self, other: "Operand") -> "Vector":
        return self._new(self.builder.and_(self.value, self._other(other)))

    def __or__(self, other: "Operand") -> "Vector":
        return self._new(self.builder.or_(self.value, self._other(other)))

    def __xor__(self, other: "Operand") -> "Vector":
        return self._new(self.builder.xor(self.value, self._other(other)))

    def __lshift__(self, bits: int) -> "Vector":
        return self._new(self.builder.shl(self.value, self._other(bits)))

    def __rshift__(self, bits: int) -> "Vector":
        """Shift zeros in from above."""
        return self._new(self.builder.lshr(self.value, self._other(bits)))

    def __lt__(self, other: "Operand") -> "Vector":
        """Compare; signed, and false for what is not a number."""
        compare = self.builder.fcmp_ordered if self._is_real else self.builder.icmp_signed
        return self._new(compare("<", self.value, self._other(other)))

    def least(self, other: "Operand") -> "Vector":
        """Return the lesser of both; `other` for what is not a number."""
        return (self < other).select(self, self._new(self._other(other)))

    def most(self, other: "Operand") -> "Vector":
        """Return the greater of both; `other` for what is not a number."""
        other = self._new(self._other(other))
        return (other < self).select(self, other)

    def magnitude(self) -> "Vector":
        """Return the numbers without their signs."""
        bits = self._new(self.builder.bitcast(self.value, Ints)) & 0x7FFFFFFF
        return self._new(self.builder.bitcast(bits.value, Floats))

    def select(self, yes: "Vector", no: "Vector") -> "Vector":
        """Return `yes` where this is true, else `no`."""
        return self._new(self.builder.select(self.value, yes.value, no.value))

    def ints(self) -> "Vector":
        """Return real numbers without their fractions."""
        return self._new(self.builder.fptosi(self.value, Ints))

    def floats(self) -> "Vector":
        """Return whole numbers as real ones."""
        return self._new(self.builder.sitofp(self.value, Floats))

    def words(self) -> "Vector":
        """Take each lane as two of 16 bits."""
        return self._new(self.builder.bitcast(self.value, Halves))

    def whole(self) -> "Vector":
        """Take two lanes of 16 bits as one."""
        return self._new(self.builder.bitcast(self.value, Ints))

    def _with(self, operation: str, other: "Operand") -> "Vector":
        name = f"f{operation}" if self._is_real else operation
        return self._new(getattr(self.builder, name)(self.value, self._other(other)))

    def _new(self, value: Any) -> "Vector":
        return Vector(self.builder, value)

    def _other(self, other: "Operand") -> Any:
        if isinstance(other, Vector):
            return other.value
        kind = self.value.type
        return ir.Constant(kind, [other] * kind.count)

    @property
    def _is_real(self) -> bool:
        return bool(self.value.type.element == _FLOAT)


Operand = Vector | int | float


def is_any(lanes: Vector) -> Any:
    """Tell whether any of 8 comparisons holds."""
    bits = lanes.builder.bitcast(lanes.value, _BYTE)
    return lanes.builder.icmp_unsigned("!=", bits, _BYTE(0))


def everywhere(builder: Any, value: Any) -> Vector:
    """Copy a number to 8 lanes."""
    kind = ir.VectorType(value.type, LANES)
    one = builder.insert_element(ir.Constant(kind, ir.Undefined), value, _INT(0))
    same = ir.Constant(Ints, [0] * LANES)
    return Vector(builder, builder.shuffle_vector(one, one, same))


def counted(builder: Any) -> Vector:
    """Return 0 to 7."""
    return Vector(builder, ir.Constant(Floats, [float(lane) for lane in range(LANES)]))


def loaded(builder: Any, place: Any, kind: Any = Ints) -> Vector:
    """Read lanes from an address."""
    return Vector(builder, builder.load(builder.bitcast(place, kind.as_pointer()), align=1))


def store(vector: Vector, place: Any) -> None:
    """Write lanes to an address."""
    where = vector.builder.bitcast(place, vector.value.type.as_pointer())
    vector.builder.store(vector.value, where, align=1)


def gathered(address: Any, offset: Vector, more: Any = None) -> tuple[Vector, Vector]:
    """Read two neighbours of 32 bits at each offset from an address, or `more` beyond it [bytes].

    One load a lane: the gather instruction of 8 took 15 ns where this was measured.
    """
    builder, long = offset.builder, ir.IntType(64)
    address = address if more is None else builder.add(address, more)
    halves = []
    for first in (0, 4):
        pairs = ir.Constant(ir.VectorType(long, 4), ir.Undefined)
        for lane in range(4):
            one = builder.sext(builder.extract_element(offset.value, _INT(first + lane)), long)
            where = builder.inttoptr(builder.add(address, one), long.as_pointer())
            pairs = builder.insert_element(pairs, builder.load(where, align=1), _INT(lane))
        halves.append(builder.bitcast(pairs, Ints))
    left, right = (
        builder.shuffle_vector(*halves, ir.Constant(Ints, [2 * n + side for n in range(LANES)]))
        for side in (0, 1)
    )
    return Vector(builder, left), Vector(builder, right)


def chosen(
    builder: Any,
    condition: Any,
    write: Callable[[], Sequence[Vector]],
    otherwise: Sequence[Vector],
) -> list[Vector]:
    """Write code that is run only if a condition holds; without it the lanes are `otherwise`."""
    before = builder.block
    with builder.if_then(condition):
        made = write()
        inside = builder.block
    results = []
    for yes, no in zip(made, otherwise, strict=True):
        phi = builder.phi(yes.value.type)
        phi.add_incoming(yes.value, inside)
        phi.add_incoming(no.value, before)
        results.append(Vector(builder, phi))
    return results
