"""The appeal of a library's photos, measured once for each photo and size.

It is stored in the user's cache under a hash of the photo's content, the size and the code that
measures, with a checksum: what is damaged is measured again.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import astuple, fields, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from mosaic_anim.io.checked_json import read_checked_json, write_checked_json
from mosaic_anim.io.user_cache import cache_folder
from mosaic_anim.lazy import Image
from mosaic_anim.library.materialise import read_original
from mosaic_anim.subject.appeal import Appeal, is_portrait, subject
from mosaic_anim.subject.quality import colourfulness, exposure
from mosaic_anim.subject.saliency import saliency
from mosaic_anim.values.geometry import Size

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mosaic_anim.library.library import Library

FOLDER = "appeal"
"""Folder in the user's cache."""


def photo_appeal(library: "Library", photo: int, shown: Size) -> Appeal:
    """Return the appeal of a photo as a frame shows it, but never enlarged.

    Parameters
    ----------
    photo : int
        Its number in the library.
    shown : Size
        Size at which the whole photo is shown [px].

    Returns
    -------
    Appeal
        Of a photo that is lost, that of its small picture, which is not sharp.
    """
    about = library.photo_hash[photo], str(shown), measuring_code()
    values = stored_numbers(about)
    names = [field.name for field in fields(Appeal)]
    if values is not None and len(values) == len(names):
        return Appeal(**dict(zip(names, values, strict=True)))
    pixels = _pixels(library, photo, shown)
    if pixels is None:
        return replace(small_appeal(library, photo), sharpness=0.0)
    appeal = Appeal.of(pixels)
    store_numbers(about, astuple(appeal))
    return appeal


def small_appeal(library: "Library", photo: int) -> Appeal:
    """Return the appeal of a photo as its small picture shows it: always sharp."""
    small = library.small(photo)
    return Appeal(
        sharpness=1.0,
        exposure=exposure(small),
        colour=colourfulness(small),
        subject=1.0 if is_portrait(small) else subject(small, saliency(small)),
    )


def _pixels(library: "Library", photo: int, shown: Size) -> "NDArray[np.uint8] | None":
    """Return a photo at the size at which it is shown, or at its own if that is smaller."""
    height, width = (int(side) for side in library.full_size[photo])
    scale = min(1.0, shown.height / height)
    pixels = read_original(library, photo, Size(height=height, width=width), scale)
    if pixels is None or scale == 1:
        return pixels
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS))


def stored_numbers(about: Sequence[object]) -> list[float] | None:
    """Return numbers that were stored under all that they depend on; None if they are not there."""
    return read_checked_json(_file_of(about), lambda values: [float(value) for value in values])


def store_numbers(about: Sequence[object], values: Sequence[float]) -> None:
    """Store numbers, a few hundred bytes; `mosaic-anim cache` clears them."""
    write_checked_json(_file_of(about), [float(value) for value in values])


@cache
def measuring_code() -> str:
    """Hash the code that measures."""
    files = sorted((Path(__file__).parents[1] / "subject").glob("*.py"))
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def _file_of(about: Sequence[object]) -> Path:
    name = hashlib.sha256("\n".join(map(str, about)).encode()).hexdigest()
    return cache_folder() / FOLDER / f"{name}.json"
