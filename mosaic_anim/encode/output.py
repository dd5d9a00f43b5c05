"""Encoding: what an output file is to be; Pack: what becomes of a drawn frame."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.geometry import Size

Pixels: TypeAlias = NDArray[np.uint8]

Pack: TypeAlias = Callable[[Pixels], Pixels]
"""(H, W, 3) sRGB -> the bytes that the encoder reads. Pure; runs in the threads that draw."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """An output file.

    Attributes
    ----------
    path : Path
        The file; its suffix names the format.
    size : Size
        Of a frame [px].
    fps : Fraction
        Frames per second.
    frames : int
        How many it has.
    preset : str
        A key of `presets.PRESETS`.
    title, comment : str
        Written into the file; the comment tells later runs which scene it shows.
    loops : bool
        Whether a GIF plays for ever.
    overwrite : bool
        Whether an existing file is replaced.
    """

    path: Path
    size: Size
    fps: Fraction
    frames: int
    preset: str = "standard"
    title: str = ""
    comment: str = ""
    loops: bool = False
    overwrite: bool = False


def require_frame(pixels: Pixels, size: Size) -> None:
    """Refuse what is no frame of this size: ffmpeg would make a scrambled video of it.

    Raises
    ------
    ValueError
        If shape or dtype differ.
    """
    if pixels.shape != (size.height, size.width, 3) or pixels.dtype != np.uint8:
        raise ValueError(
            f"a frame of {pixels.shape} {pixels.dtype}, not ({size.height}, {size.width}, 3) uint8"
        )
