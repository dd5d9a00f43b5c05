"""Sizes and frame rates that the format of an output cannot hold."""

from collections.abc import Iterator
from fractions import Fraction

from mosaic_anim.encode.format import Format
from mosaic_anim.schema.problem import KeyProblem
from mosaic_anim.values.geometry import Size


def size_problems(size: Size, chosen: Format) -> Iterator[KeyProblem]:
    """Yield what is wrong with a size: H.264 and VP9 need even sides."""
    if near := chosen.sizes_near(size):
        what = f"{chosen.article} {chosen.name} needs an even width and height, not {size}"
        remedy = f"write {' or '.join(map(str, near))}"
        yield KeyProblem(what=what, remedy=remedy, path=("size",))


def rate_problems(fps: Fraction, chosen: Format) -> Iterator[KeyProblem]:
    """Yield what is wrong with a rate, and which ones are near to it.

    A format that plays a few rates only takes the nearest one by itself.
    """
    if chosen.rate(chosen.rate_near(fps)) is None:
        what = f"{chosen.name} cannot play exactly {float(fps):.6g} frames a second"
        remedy = f"write {' or '.join(chosen.rates_near(fps))}"
        yield KeyProblem(what=what, remedy=remedy, path=("fps",))
