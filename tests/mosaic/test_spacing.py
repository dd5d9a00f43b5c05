"""Copies of a photo are spread where a swap can do it, and tiles are only moved."""

import numpy as np

from mosaic_anim.mosaic.spacing import REACH, spread_copies


def has_copies(photos):
    """Return whether any photo lies twice within reach."""
    rows, cols = photos.shape
    for row in range(rows):
        for col in range(cols):
            around = photos[
                max(0, row - REACH) : row + REACH + 1, max(0, col - REACH) : col + REACH + 1
            ]
            if (around == photos[row, col]).sum() > 1:
                return True
    return False


def test_copies_are_spread_and_no_tile_is_lost():
    """A picture of stripes, of which neighbours have the same photo at first."""
    rows, cols, photos = 20, 24, 60
    rng = np.random.default_rng(3)
    features = rng.normal(0, 1, (photos, 6)).astype(np.float32)
    chosen = np.sort(np.arange(rows * cols, dtype=np.int32) % photos)
    wanted = features[chosen] + rng.normal(0, 2, (rows * cols, 6)).astype(np.float32)
    board = chosen.reshape(rows, cols).copy()
    after = chosen.copy()
    assert has_copies(board)
    spread_copies(board, after, features, wanted)
    assert not has_copies(board)
    assert (board.ravel() == after).all()
    assert (np.sort(after) == chosen).all()


def test_what_is_spread_already_stays():
    """Not a single swap."""
    features = np.eye(36, dtype=np.float32)
    chosen = np.arange(36, dtype=np.int32)
    board, after = chosen.reshape(6, 6).copy(), chosen.copy()
    spread_copies(board, after, features, features[::-1].copy())
    assert (after == chosen).all()


def test_one_photo_alone_stays_where_it_is():
    """There is nothing to swap it with."""
    board, chosen = np.zeros((4, 4), np.int32), np.zeros(16, np.int32)
    spread_copies(board, chosen, np.ones((1, 3), np.float32), np.ones((16, 3), np.float32))
    assert not board.any()
