"""Value types of options: what a value may be, and what is said of one that cannot be."""

import os
import re
from os.path import expanduser
from pathlib import Path

import click

from mosaic_anim.mosaic.settings import AUTO
from mosaic_anim.values.amount import parse_bytes
from mosaic_anim.values.geometry import Size


class _Number(click.ParamType[float]):
    """A number in a range, whole or not.

    Parameters
    ----------
    least, most : float
        The range; without a `most`, it is open.
    is_whole : bool
        Whether it is a whole number.
    """

    def __init__(self, least: float, most: float | None = None, *, is_whole: bool = True) -> None:
        self._least, self._most, self._is_whole = least, most, is_whole
        self.name = "number"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        kind = "whole number" if self._is_whole else "number"
        try:
            number = int(str(value)) if self._is_whole else float(str(value))
        except ValueError:
            self.fail(f"'{value}' is no {kind} — write {self.range}", param, ctx)
        if not self._least <= number <= (number if self._most is None else self._most):
            self.fail(f"{value} is not possible — {self.range}", param, ctx)
        return number

    @property
    def range(self) -> str:
        """The numbers that are possible, in words."""
        least = f"{self._least:,}"
        return f"{least} or more" if self._most is None else f"{least} to {self._most:,}"


class _ByteCount(click.ParamType[int]):
    """A number of bytes: 800MB, 2GiB, 1500000."""

    name = "size"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        try:
            return parse_bytes(str(value))
        except ValueError:
            self.fail(f"'{value}' is not a size — write 800MB or 2GiB", param, ctx)


class _PictureSize(click.ParamType[Size]):
    """A picture's size, width x height: 1920x1080."""

    name = "WxH"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Size:
        match = re.fullmatch(r"([1-9]\d{0,4})x([1-9]\d{0,4})", str(value).strip())
        if match is None:
            self.fail(f"'{value}' is not a size — write 1920x1080", param, ctx)
        return Size(width=int(match[1]), height=int(match[2]))


class _OrAuto(click.ParamType[str]):
    """A number in a range, or `auto`; it is passed on as text."""

    name = "number|auto"

    def __init__(self, number: _Number) -> None:
        self._number = number

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        text = str(value).strip().lower()
        if text == AUTO:
            return AUTO
        try:
            float(text)
        except ValueError:
            self.fail(f"'{value}' is not a number — {self._number.range}, or auto", param, ctx)
        return str(self._number.convert(value, param, ctx))


class _HomePath(click.Path):
    """A path that may begin with `~`: shells leave it in `--option=~/file`."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> str | bytes | os.PathLike[str]:
        return super().convert(expanduser(value), param, ctx)  # noqa: PTH111 - Path raises without a home


class _PictureFile(click.ParamType[Path]):
    """A picture to write; its suffix names the format."""

    name = "file"
    _suffixes = (".png", ".jpg", ".jpeg", ".webp")

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Path:
        path = Path(expanduser(str(value)))  # noqa: PTH111 - Path raises without a home
        if path.suffix.lower() not in self._suffixes:
            self.fail(
                f"'{value}' names no picture format — end it in .png, .jpg or .webp", param, ctx
            )
        return path


class _Cell(click.ParamType[tuple[int, int]]):
    """A cell: row and column, from 0."""

    name = "R,C"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        match = re.fullmatch(r"\s*\[?\s*(\d{1,6})\s*,\s*(\d{1,6})\s*\]?\s*", str(value))
        if match is None:
            self.fail(f"'{value}' is no cell — write row and column, as 12,40", param, ctx)
        return int(match[1]), int(match[2])


def whole_number(least: int, most: int | None = None) -> click.ParamType[float]:
    """Return the type of whole numbers in a range; without a `most`, it is open."""
    return _Number(least, most)


home_text = expanduser
home_path = _HomePath()
columns_or_auto = _OrAuto(_Number(1, 10_000))
tint_or_auto = _OrAuto(_Number(0, 1, is_whole=False))
byte_count = _ByteCount()
picture_size = _PictureSize()
picture_file = _PictureFile()
cell_place = _Cell()
