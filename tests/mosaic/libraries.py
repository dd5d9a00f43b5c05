"""Libraries and covers made in code, without files where none are needed."""

import hashlib
from pathlib import Path

import numpy as np

from mosaic_anim.library.library import Library
from mosaic_anim.mosaic.cells import cut_cover
from mosaic_anim.mosaic.crops import crop_choice
from mosaic_anim.mosaic.features import CellFeatures, features_of, tile_means
from mosaic_anim.mosaic.settings import CROPS, FEATURES, TURNS


def library_of(pictures, *, shown=None, full_size=None, names=None, folder=Path("photos")):
    """Make a library of pictures, a list of (h, w, 3) uint8, that shows `shown` of each photo."""
    sizes = np.array([p.shape[:2] for p in pictures], np.int32).reshape(-1, 2)
    lengths = [p.size for p in pictures]
    return Library(
        folder=folder,
        index=Path("index"),
        photo=tuple(names or (f"{i:04}.jpg" for i in range(len(pictures)))),
        photo_hash=tuple(hashlib.sha256(p.tobytes()).hexdigest() for p in pictures),
        full_size=sizes if full_size is None else np.array(full_size, np.int32),
        taken=(None,) * len(pictures),
        small_size=sizes,
        small_offset=np.concatenate(([0], np.cumsum(lengths)[:-1])).astype(np.int64),
        small_rect=np.array(shown if shown is not None else [(0, 0, 1, 1)] * len(pictures)).astype(
            np.float32
        ),
        pixels=np.concatenate([p.ravel() for p in pictures] or [np.empty(0, np.uint8)]),
    )


def plain_library(colours, *, side=4):
    """Make a library of plain pictures of the given colours (T, 3)."""
    return library_of([np.full((side, side, 3), colour, np.uint8) for colour in colours])


def colours(count, seed=0):
    """Draw `count` different colours, (count, 3) uint8."""
    rng = np.random.default_rng(seed)
    codes = rng.choice(2**24, count, replace=False)
    return np.stack((codes >> 16, codes >> 8 & 255, codes & 255), axis=1).astype(np.uint8)


def cells_of_colours(picture, features="mean-rgb"):
    """Return the features of a cover with one cell for each pixel of `picture` (R, C, 3)."""
    return CellFeatures(cells=cut_cover(picture, picture.shape[1], 1.0), kind=FEATURES[features])


def variants_of(library, features, *, crop="centre", turn="upright", aspect=1.0):
    """Return the variants of all photos of a library, and their features (V, D)."""
    kind = FEATURES[features]
    photos = np.arange(len(library), dtype=np.int32)
    sizes = library.full_size, library.small_rect
    choice = crop_choice(*sizes, aspect, CROPS[crop], TURNS[turn])
    return choice, features_of(tile_means(library, photos, choice, kind), kind)
