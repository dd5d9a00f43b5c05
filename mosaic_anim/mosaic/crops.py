"""Crops: which part of each photo a cell shows.

A photo is offered to the cells as several *variants*: crops of the cell's aspect at several places
and sizes, upright, mirrored or turned. The first variant of each photo is the largest crop in its
middle, upright, so that it is taken where others are no better.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.mosaic.settings import MIDDLE, CropKind, CropPlace

Floats = NDArray[np.float64]

_LEAST_SLIDE = 0.04
"""Crops that can move by less than this share of their side stay in the middle."""

_SIDEWAYS = 2
"""The bit of a turn that says that the tile lies on its side."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CropChoice:
    """The variants of T photos, those of one photo after another.

    Attributes
    ----------
    photo : (V,) int32
        Photo of each variant, rising.
    crop : (V, 4) float32
        row, col, height, width [unit of the photo].
    turn : (V,) uint8
        As in a `Placement`.
    closeness : (V,) float32
        How close each is, as the features count it [Delta E]; by default none is.
    """

    photo: NDArray[np.int32]
    crop: NDArray[np.float32]
    turn: NDArray[np.uint8]
    closeness: NDArray[np.float32] = field(default_factory=lambda: np.empty(0, np.float32))


def crop_choice(
    full_size: NDArray[np.int32],
    shown: NDArray[np.float32],
    cell_aspect: float,
    kind: CropKind,
    turns: tuple[int, ...] = (0,),
) -> CropChoice:
    """Return the variants of each photo that cells choose among.

    Parameters
    ----------
    full_size : (T, 2) int32
        Height and width of the photos [px].
    shown : (T, 4) float32
        row, col, height, width of the part that the library's small picture shows [unit].
    cell_aspect : float
        Width of a cell over its height.
    kind : CropKind
        How small crops may be, and at how many places they are tried.
    turns : tuple of int
        Orientations, as in a `Placement`.
    """
    photos = np.arange(len(full_size), dtype=np.int32)
    crops, owners, orientations, closeness = [], [], [], []
    for turn in turns:
        aspect = 1 / cell_aspect if turn & _SIDEWAYS else cell_aspect
        largest = centred_crops(full_size, shown, aspect).astype(np.float64)
        for place in kind.places:
            crop, differs = _moved(largest, shown.astype(np.float64), place)
            crops.append(crop[differs])
            owners.append(photos[differs])
            orientations.append(np.full(len(owners[-1]), turn, np.uint8))
            left_out = kind.penalty * (1 - place.share**2)
            closeness.append(np.full(len(owners[-1]), left_out**0.5))
    owner = np.concatenate(owners)
    by_photo = np.argsort(owner, kind="stable")
    return CropChoice(
        photo=owner[by_photo],
        crop=np.concatenate(crops)[by_photo].astype(np.float32),
        turn=np.concatenate(orientations)[by_photo],
        closeness=np.concatenate(closeness)[by_photo].astype(np.float32),
    )


def _moved(largest: Floats, shown: Floats, place: CropPlace) -> tuple[Floats, NDArray[np.bool_]]:
    """Return each photo's crop at a place (T, 4), and whether it is another than the middle one.

    The one in the middle itself counts as another.
    """
    size = largest[:, 2:] * place.share
    room = np.maximum(shown[:, 2:] - size, 0)
    crop = np.concatenate((shown[:, :2] + room * [place.down, place.across], size), axis=1)
    differs = (room > _LEAST_SLIDE * size).any(axis=1)
    return crop, np.asarray(differs | (place == MIDDLE))


def centred_crops(
    full_size: NDArray[np.int32], shown: NDArray[np.float32], cell_aspect: float
) -> NDArray[np.float32]:
    """Return the largest crop of the cell's aspect in the middle of each photo's stored part.

    Parameters
    ----------
    full_size : (T, 2) int32
        Height and width of the photos [px].
    shown : (T, 4) float32
        row, col, height, width of the part that the library's small picture shows [unit].
    cell_aspect : float
        Width of a cell over its height.

    Returns
    -------
    (T, 4) float32
        row, col, height, width of the crops [unit of the photo].
    """
    size = full_size.astype(np.float64)
    row, col, tall, wide = shown.astype(np.float64).T
    # Height and width of the crop [px]: the stored part's own, or what the aspect leaves of it
    height = np.minimum(tall * size[:, 0], wide * size[:, 1] / cell_aspect)
    crop_tall = np.minimum(height / size[:, 0], tall)
    crop_wide = np.minimum(height * cell_aspect / size[:, 1], wide)
    corner_row, corner_col = row + (tall - crop_tall) / 2, col + (wide - crop_wide) / 2
    crops: NDArray[np.float32] = np.stack(
        (corner_row, corner_col, crop_tall, crop_wide), axis=1
    ).astype(np.float32)
    return crops
