"""Vectors that are written as arithmetic: what LLVM makes of it is vector code.

Inside an intrinsic, Python runs once, to write the code: `a * b + 1` writes a product and a sum of
all lanes. A vector has any number of lanes of one kind; LLVM splits it to whatever the processor
has. The kinds are integers of 8, 16, 32 and 64 bits, and real numbers of 32.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from llvmlite import ir  # type: ignore[import-untyped]
from numba.core.cgutils import get_or_insert_function

BYTE, WORD, INT, LONG = (ir.IntType(bits) for bits in (8, 16, 32, 64))
REAL = ir.FloatType()

Operand: TypeAlias = "Vector | int | float"


@dataclass(frozen=True, slots=True, eq=False)
class Vector:
    """Lanes of one kind, while code is written.

    Attributes
    ----------
    builder : llvmlite.ir.IRBuilder
        Writes the code.
    value : llvmlite.ir.Value
        <lanes x kind>.
    """

    builder: Any
    value: Any

    @property
    def lanes(self) -> int:
        """How many there are."""
        count: int = self.value.type.count
        return count

    @property
    def kind(self) -> Any:
        """What a lane holds."""
        return self.value.type.element

    def __add__(self, other: Operand) -> "Vector":
        return self._with("add", other)

    def __sub__(self, other: Operand) -> "Vector":
        return self._with("sub", other)

    def __rsub__(self, other: float) -> "Vector":
        return self.like(other) - self

    def __mul__(self, other: Operand) -> "Vector":
        return self._with("mul", other)

    def __truediv__(self, other: Operand) -> "Vector":
        return self._with("div", other)

    def __and__(self, other: Operand) -> "Vector":
        return self._new(self.builder.and_(self.value, self._other(other)))

    def __or__(self, other: Operand) -> "Vector":
        return self._new(self.builder.or_(self.value, self._other(other)))

    def __invert__(self) -> "Vector":
        return self._new(self.builder.not_(self.value))

    def __lshift__(self, bits: int) -> "Vector":
        return self._new(self.builder.shl(self.value, self._other(bits)))

    def __rshift__(self, bits: int) -> "Vector":
        """Shift zeros in from above."""
        return self._new(self.builder.lshr(self.value, self._other(bits)))

    def __lt__(self, other: Operand) -> "Vector":
        """Compare; signed, and false for what is not a number."""
        return self._compare("<", other)

    def __gt__(self, other: Operand) -> "Vector":
        """Compare; signed, and false for what is not a number."""
        return self._compare(">", other)

    def floor_shift(self, bits: int) -> "Vector":
        """Divide signed numbers by a power of two, rounded down."""
        return self._new(self.builder.ashr(self.value, self._other(bits)))

    def high_product(self, other: "Vector") -> "Vector":
        """Return the upper halves of products of unsigned words: (a * b) >> 16.

        Written as widening, product and shift, LLVM moves a weight's widening out of a loop and
        then no longer sees that one instruction does it all.
        """
        kind = self.value.type
        function = ir.FunctionType(kind, [kind, kind, INT])
        name = f"llvm.umul.fix.v{self.lanes}i16"
        return self._call(function, name, other.value, ir.Constant(INT, 16))

    def least(self, other: Operand) -> "Vector":
        """Return the lesser of both; `other` for what is not a number."""
        return (self < other).select(self, self._vector(other))

    def most(self, other: Operand) -> "Vector":
        """Return the greater of both; `other` for what is not a number."""
        return (self > other).select(self, self._vector(other))

    def magnitude(self) -> "Vector":
        """Return real numbers without their signs."""
        return (self.bits_as(INT) & 0x7FFFFFFF).bits_as(REAL)

    def root(self) -> "Vector":
        """Return the square roots of real numbers, rounded as IEEE 754 says."""
        kind = self.value.type
        return self._call(ir.FunctionType(kind, [kind]), f"llvm.sqrt.v{self.lanes}f32")

    def bit_counts(self) -> "Vector":
        """Return how many bits of each word are set."""
        kind = self.value.type
        return self._call(ir.FunctionType(kind, [kind]), f"llvm.ctpop.v{self.lanes}i16")

    def any(self) -> Any:
        """Return whether any of these comparisons holds."""
        whole = ir.IntType(self.lanes)
        return self.builder.icmp_unsigned("!=", self.builder.bitcast(self.value, whole), whole(0))

    def select(self, yes: "Vector", no: "Vector") -> "Vector":
        """Return `yes` where this is true, else `no`."""
        return self._new(self.builder.select(self.value, yes.value, no.value))

    def pick(self, lanes: Iterable[int], other: "Vector | None" = None) -> "Vector":
        """Return some lanes by their numbers; those of `other` count on from this one's."""
        numbers = list(lanes)
        mask = ir.Constant(ir.VectorType(INT, len(numbers)), numbers)
        second = self if other is None else other
        return self._new(self.builder.shuffle_vector(self.value, second.value, mask))

    def to(self, kind: Any) -> "Vector":
        """Return the same numbers as another kind: whole ones unsigned, real ones truncated."""
        if self.kind == REAL:
            convert = self.builder.fptosi
        elif kind == REAL:
            convert = self.builder.sitofp
        else:
            convert = self.builder.zext if kind.width > self.kind.width else self.builder.trunc
        return self._new(convert(self.value, ir.VectorType(kind, self.lanes)))

    def bits_as(self, kind: Any) -> "Vector":
        """Take the same bits as lanes of another kind: as many more as they are narrower."""
        lanes = self.lanes * _bits(self.kind) // _bits(kind)
        return self._new(self.builder.bitcast(self.value, ir.VectorType(kind, lanes)))

    def like(self, number: float) -> "Vector":
        """Return a number in as many lanes of the same kind."""
        return self._new(ir.Constant(self.value.type, [number] * self.lanes))

    def _with(self, operation: str, other: Operand) -> "Vector":
        name = f"f{operation}" if self.kind == REAL else operation
        return self._new(getattr(self.builder, name)(self.value, self._other(other)))

    def _compare(self, order: str, other: Operand) -> "Vector":
        compare = self.builder.fcmp_ordered if self.kind == REAL else self.builder.icmp_signed
        return self._new(compare(order, self.value, self._other(other)))

    def _call(self, kind: Any, name: str, *others: Any) -> "Vector":
        function = get_or_insert_function(self.builder.module, kind, name)
        return self._new(self.builder.call(function, [self.value, *others]))

    def _vector(self, other: Operand) -> "Vector":
        return other if isinstance(other, Vector) else self.like(other)

    def _other(self, other: Operand) -> Any:
        return self._vector(other).value

    def _new(self, value: Any) -> "Vector":
        return Vector(self.builder, value)


def constant(builder: Any, kind: Any, numbers: Sequence[float]) -> Vector:
    """Return numbers that are known when code is written."""
    return Vector(builder, ir.Constant(ir.VectorType(kind, len(numbers)), list(numbers)))


def repeat(builder: Any, value: Any, lanes: int) -> Vector:
    """Copy a number to all lanes."""
    empty = ir.Constant(ir.VectorType(value.type, lanes), ir.Undefined)
    return Vector(builder, builder.insert_element(empty, value, INT(0))).pick([0] * lanes)


def load(builder: Any, place: Any, kind: Any, lanes: int) -> Vector:
    """Read lanes from an address."""
    pointer = ir.VectorType(kind, lanes).as_pointer()
    return Vector(builder, builder.load(builder.bitcast(place, pointer), align=1))


def store(vector: Vector, place: Any) -> None:
    """Write lanes to an address."""
    where = vector.builder.bitcast(place, vector.value.type.as_pointer())
    vector.builder.store(vector.value, where, align=1)


def transpose(rows: Sequence[Vector]) -> list[Vector]:
    """Transpose as many vectors as they have lanes: swap ever smaller off-diagonal squares."""
    rows, count = list(rows), len(rows)
    step = count // 2
    while step:
        low_lanes = [k if not k & step else k - step + count for k in range(count)]
        high_lanes = [k + step if not k & step else k + count for k in range(count)]
        for n in range(count):
            if not n & step:
                low, high = rows[n], rows[n + step]
                rows[n], rows[n + step] = low.pick(low_lanes, high), low.pick(high_lanes, high)
        step //= 2
    return rows


def run_if(
    builder: Any,
    condition: Any,
    write: Callable[[], Sequence[Vector]],
    otherwise: Sequence[Vector],
) -> list[Vector]:
    """Write code that is run only if a condition holds; without it the lanes are `otherwise`."""
    before = builder.block
    with builder.if_then(condition):
        results = write()
        inside = builder.block
    joint = []
    for yes, no in zip(results, otherwise, strict=True):
        phi = builder.phi(yes.value.type)
        phi.add_incoming(yes.value, inside)
        phi.add_incoming(no.value, before)
        joint.append(Vector(builder, phi))
    return joint


def run_times(
    builder: Any,
    count: Any,
    write: Callable[[Any, Sequence[Vector]], Sequence[Vector]],
    first: Sequence[Vector],
) -> list[Vector]:
    """Write code that is run `count` times, at least once; it gets its number and what it returned.

    count : int64 of LLVM
    """
    before = builder.block
    body, after = (builder.append_basic_block(name) for name in ("body", "after"))
    builder.branch(body)
    builder.position_at_end(body)
    number = builder.phi(count.type)
    number.add_incoming(count.type(0), before)
    state = []
    for one in first:
        phi = builder.phi(one.value.type)
        phi.add_incoming(one.value, before)
        state.append(Vector(builder, phi))
    results = list(write(number, state))
    following = builder.add(number, number.type(1))
    number.add_incoming(following, builder.block)
    for phi, one in zip(state, results, strict=True):
        phi.value.add_incoming(one.value, builder.block)
    builder.cbranch(builder.icmp_signed("<", following, count), body, after)
    builder.position_at_end(after)
    return results


def _bits(kind: Any) -> int:
    bits: int = 32 if kind == REAL else kind.width
    return bits
