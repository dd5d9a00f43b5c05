"""Rarity: how unlike the others of a library each photo is.

A film that shows a thousand photos of one kind may well end on one of another kind. Photos are
compared by what is where in them: a few colours, and the directions of a few edges. Folders tell of
kinds, too: of two thousand photos in two folders and thirty elsewhere, the thirty are rare.

References
----------
N. Dalal, B. Triggs, Histograms of oriented gradients for human detection, CVPR 2005: directions of
edges, counted in each part of a picture.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from mosaic_anim.lazy import Image, neighbors
from mosaic_anim.values.color import lab_from_srgb

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mosaic_anim.library.library import Library

    Floats = NDArray[np.float32]

FEW = 100
"""Photos of which each is rare enough: fewer make no kinds."""

_SIDE, _PARTS, _DIRECTIONS = 16, 4, 4
"""Pixels and parts along a side of the picture that is compared; directions of edges."""

_NEIGHBOURS = 8
"""Photos, the most alike, that each one is compared with."""

_EDGES = 1.5
"""How much edges count against colours."""

_HUE = 0.6
"""How much hue counts against lightness: a red jacket among blue ones is a jacket."""


def rarity(library: "Library", photos: Sequence[int]) -> "NDArray[np.float64]":
    """Return how unlike the others each of some photos is.

    Parameters
    ----------
    photos : sequence of int
        Their numbers in the library, T of them.

    Returns
    -------
    (T,) float64
        The share of the others that are commoner, 0 to 1, less in a folder that holds much of the
        library; 1 among few photos.
    """
    if len(photos) < FEW:
        return np.ones(len(photos))
    pictures = np.stack([_reduced(library.small(number)) for number in photos])
    features = _features(np.asarray(lab_from_srgb(pictures), np.float32))
    search = neighbors.NearestNeighbors(algorithm="brute").fit(features)
    # Rounded, so that the order of the photos does not count.
    apart = np.round(search.kneighbors(n_neighbors=_NEIGHBOURS)[0].mean(axis=1), 3)
    commoner: NDArray[np.int64] = np.searchsorted(np.sort(apart), apart)
    return commoner / (len(photos) - 1) * np.sqrt(_uncrowded(library)[[*photos]])


@cache
def comparing_code() -> str:
    """Hash the code that compares."""
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()


def _uncrowded(library: "Library") -> "NDArray[np.float64]":
    """Return the share of the library that lies in other folders than each photo (T,).

    Compared with that of the smallest folder: 1 if there is one folder, or all are of one size.
    """
    folders = [path.rpartition("/")[0] for path in library.photo]
    size = Counter(folders)
    others = np.array([len(folders) - size[folder] for folder in folders], np.float64)
    return others / max(1.0, float(others.max())) if len(size) > 1 else np.ones(len(folders))


def _reduced(pixels: "NDArray[np.uint8]") -> "Floats":
    """Return a picture (H, W, 3) [sRGB] in a few pixels [0 to 1], of whatever shape."""
    image = Image.fromarray(np.ascontiguousarray(pixels))
    small = image.resize((_SIDE, _SIDE), Image.Resampling.BOX)
    return np.asarray(small, np.float32) / np.float32(255)


def _features(lab: "Floats") -> "Floats":
    """Return what pictures (T, S, S, 3) [CIE L*a*b*] are compared by (T, D)."""
    weights = np.array([1, _HUE, _HUE], np.float32)
    colors = _by_part(lab * weights).mean(axis=(2, 4)).reshape(len(lab), -1)
    down, across = np.gradient(lab[..., 0], axis=(1, 2))
    direction = (np.arctan2(down, across) % np.pi) * _DIRECTIONS / np.pi
    each = np.arange(_DIRECTIONS) == np.minimum(direction.astype(int), _DIRECTIONS - 1)[..., None]
    edges = _by_part(each * np.hypot(down, across)[..., None]).sum(axis=(2, 4))
    edges = edges.reshape(len(lab), -1)
    edges /= np.maximum(np.linalg.norm(edges, axis=1, keepdims=True), 1e-6)
    return np.hstack([_balanced(colors), _EDGES * _balanced(edges)]).astype(np.float32)


def _by_part(values: "Floats") -> "Floats":
    """Return values of pixels (T, S, S, C) by part of the picture (T, P, S / P, P, S / P, C)."""
    side = _SIDE // _PARTS
    return values.reshape(len(values), _PARTS, side, _PARTS, side, -1)


def _balanced(features: "Floats") -> "Floats":
    """Return features (T, D) so scaled that photos are as far apart as by others."""
    spread = float(features.std(axis=0).mean()) * features.shape[1] ** 0.5
    scaled: Floats = features / max(spread, 1e-6)
    return scaled
