"""Automatic settings: how many columns, and how much tint, suit the photos, the cover, the frame.

**Columns.** More cells show the cover more clearly, and each photo smaller and more often. A mosaic
gets `CELLS` cells, and more with the sixth root of the number of photos, but none smaller than
`LEAST_TILE` in the frame. Of any shape, that many cells are as many as fit.

**Tint.** As much as brings the mean colours of tiles within `GAP_LEFT` of those of their cells on
average, not less than `LEAST_TINT` nor more than `MOST_TINT`. It is chosen when photos have been
matched: what they lack in colours shows there.

The constants were chosen by measuring and looking at covers, made of 1 to 2,372 photos in 32 to 160
columns: see `tests/benchmarks/automatic.py`. No numpy here: `check` uses it.
"""

from math import sqrt
from typing import TYPE_CHECKING

from mosaic_anim.mosaic.settings import AUTO, MAX_CELLS, MAX_COLUMNS, MosaicSettings
from mosaic_anim.values.geometry import Size
from mosaic_anim.values.wording import count_of

if TYPE_CHECKING:
    from mosaic_anim.mosaic.placement import Placement

CELLS = 4000
"""Cells of a mosaic of one photo."""

LEAST_TILE = 7.0
"""Least side of a cell in the frame [px]."""

STEP = 4
"""Columns are a multiple of this: a few photos more or less change nothing."""

GAP_LEFT = 9.5
"""Mean distance of the colours of tiles and cells that a tint leaves [Delta E*ab, CIE 15:2004]. Of
the distances that are quick to compute it is the one that ranks mosaics most as CIEDE2000 does."""

LEAST_TINT, MOST_TINT = 0.2, 0.65


def columns_for(settings: MosaicSettings, photos: int, cover: Size) -> int:
    """Return the columns of a mosaic: those that are asked for, or those that suit.

    Parameters
    ----------
    photos : int
        Photos to choose from.
    cover : Size
        Size of the cover, upright [px].
    """
    if settings.columns != AUTO:
        return settings.columns
    cells = CELLS * max(1, photos) ** (1 / 6)
    aspect = settings.cell_aspect if settings.same_sides else cover.aspect
    if settings.frame is not None:
        cells = min(cells, _area_in(settings.frame, aspect) / LEAST_TILE**2)
    columns = sqrt(min(cells, MAX_CELLS) * aspect / settings.cell_aspect)
    return min(MAX_COLUMNS, max(STEP, STEP * round(columns / STEP)))


def tint_for(settings: MosaicSettings, gap: float) -> float:
    """Return the tint of a mosaic: the one that is asked for, or the one that suits.

    Parameters
    ----------
    gap : float
        Mean distance of the colours of tiles and cells [Delta E*ab].
    """
    if settings.tint != AUTO:
        return settings.tint
    wanted = 1 - GAP_LEFT / gap if gap > 0 else 0.0
    return round(min(max(wanted, LEAST_TINT), MOST_TINT), 2)


def chosen_settings(settings: MosaicSettings, placement: "Placement") -> str:
    """Say which automatic settings a placement has; empty if none is automatic."""
    photos = placement.candidates or len(placement.photo)
    return choice_text(settings, columns=placement.grid.cols, photos=photos, tint=placement.tint)


def choice_text(
    settings: MosaicSettings, *, columns: int, photos: int, tint: float | None = None
) -> str:
    """Say which automatic settings were chosen; empty if none is automatic.

    Parameters
    ----------
    tint : float, optional
        The tint, once it is known.
    """
    chosen = [count_of(columns, "column")] if settings.columns == AUTO else []
    if settings.tint == AUTO and tint is not None:
        chosen.append(f"tint {tint:g}")
    words = [f"{' and '.join(chosen)} for {count_of(photos, 'photo')}"] if chosen else []
    if settings.tint == AUTO and tint is None:
        words.append("a tint that depends on how well photos match")
    return f"auto: {', '.join(words)}" if words else ""


def _area_in(frame: tuple[int, int], aspect: float) -> float:
    """Return the area of a whole mosaic in a frame of some height and width [px^2]."""
    height = min(frame[0], frame[1] / aspect)
    return height**2 * aspect
