"""Sort keys: what tiles are ordered by."""

from dataclasses import replace

import numpy as np
import pytest

from mosaic_anim.errors import CannotStartError
from mosaic_anim.mosaic.cells import square_rects
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.mosaic.sort_keys import sort_keys_of
from mosaic_anim.values.geometry import Grid
from tests.mosaic.libraries import library_of, plain_library

RED, YELLOW, GREEN, BLUE, PINK = (
    (255, 0, 0), (255, 255, 0), (0, 255, 0), (0, 0, 255), (255, 0, 128),
)  # fmt: skip
BLACK, GREY, WHITE = (0, 0, 0), (119, 119, 119), (255, 255, 255)


def placed(library, tile):
    """Place photos in one row of cells."""
    n = len(tile)
    grid = Grid(rows=1, cols=n)
    return Placement(
        grid=grid,
        tile=np.array(tile, np.int32),
        rect=square_rects(grid),
        crop=np.tile(np.array([0, 0, 1, 1], np.float32), (n, 1)),
        turn=np.zeros(n, np.uint8),
        gain=np.ones((n, 3), np.float32),
        offset=np.zeros((n, 3), np.float32),
        distance=np.zeros(n, np.float32),
        photo=np.array(library.photo),
        photo_hash=np.array(library.photo_hash),
    )


def facts_of_colours(colours, tile=None):
    """Return the facts of plain photos, one in each cell unless told otherwise."""
    library = plain_library(colours)
    return sort_keys_of(placed(library, range(len(colours)) if tile is None else tile), library)


def test_brightness_is_what_the_eye_sees() -> None:
    """Black is 0, white 1, the middle grey of sRGB a half; yellow is brighter than blue."""
    brightness = facts_of_colours([BLACK, GREY, WHITE, BLUE, YELLOW]).brightness
    assert brightness[:3] == pytest.approx([0, 0.5, 1], abs=0.005)
    assert brightness[3] < 0.4
    assert brightness[4] > 0.9
    assert brightness.dtype == np.float32


def test_hues_run_from_red_over_yellow_and_green_to_blue_and_greys_come_last() -> None:
    """The order of the rainbow; pink, before red, is the last with a colour."""
    hue = facts_of_colours([RED, YELLOW, GREEN, BLUE, PINK, BLACK, GREY, WHITE]).hue
    assert (np.diff(hue[:5]) > 0).all()
    assert 0 <= hue[0] < 0.01
    assert hue[4] < 1
    assert (hue[5:] == 1).all()


def test_facts_are_those_of_the_photo_in_each_cell() -> None:
    """The same photo has the same facts wherever it lies; photos not shown do not count."""
    facts = facts_of_colours([WHITE, RED, BLACK], tile=[2, 0, 2, 2])
    assert facts.brightness == pytest.approx([0, 1, 0, 0], abs=1e-3)


def test_a_mean_counts_all_parts_of_a_photo() -> None:
    """Half black, half white is a middle grey, also in a picture of which pixels are skipped."""
    half = np.zeros((130, 170, 3), np.uint8)
    half[:, 85:] = 255
    library = library_of([half, half.transpose(1, 0, 2)])
    brightness = sort_keys_of(placed(library, [0, 1]), library).brightness
    assert brightness == pytest.approx([0.536, 0.536], abs=0.02)


def test_dates_are_ranked_and_those_without_come_last() -> None:
    """The oldest is 0; equal dates are equal; the time between two does not matter."""
    dates = ("2020-05-01T10:00:00", None, "1999-01-01T00:00:00", "2020-05-01T10:00:00", None)
    library = replace(plain_library([RED, GREEN, BLUE, PINK, WHITE]), taken=dates)
    assert sort_keys_of(placed(library, range(5)), library).date.tolist() == [0.5, 1, 0, 0.5, 1]


@pytest.mark.parametrize("date", [None, "2020-05-01T10:00:00"])
def test_dates_that_tell_nothing_apart_are_all_equal(date) -> None:
    """No photo has a date, or all have one."""
    library = replace(plain_library([RED, GREEN]), taken=(date, date))
    assert sort_keys_of(placed(library, [0, 1, 1]), library).date.tolist() == [0, 0, 0]


def test_photos_are_found_by_their_contents() -> None:
    """A library in another order gives the same facts; one that lacks a photo is refused."""
    library = plain_library([RED, GREEN, BLUE])
    placement = placed(library, [0, 1, 2])
    other = sort_keys_of(placement, plain_library([BLUE, RED, GREEN]))
    assert np.array_equal(other.hue, sort_keys_of(placement, library).hue)
    with pytest.raises(CannotStartError, match="not in this library"):
        sort_keys_of(placement, plain_library([BLUE, RED]))
