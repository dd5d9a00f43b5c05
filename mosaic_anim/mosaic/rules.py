"""Rules of repetition: what the settings ask for, as far as the photos allow it.

Rules that cannot all hold are relaxed to the nearest that can, in this order: the distance between
equal photos, how often one is used, how many appear. `strict` settings are refused instead, before
any photo is compared.
"""

from dataclasses import dataclass, replace
from math import ceil

from mosaic_anim.lazy import np
from mosaic_anim.mosaic.pattern import photos_needed
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.mosaic.settings import MosaicSettings, SettingError
from mosaic_anim.values.wording import count_of

MOST_APART = 3
"""Distance between equal photos where none is asked for and photos are enough [cells]."""

_CHOICE = 2
"""Photos per place of the tightest arrangement from which on a distance leaves cells a choice."""

_MOST_OF_ALL = 1 / 75
"""Share of the cells that one photo takes at most, where none is asked for."""
_MOST_TIMES = 8
"""Yet a photo may always be used so many times as often as the mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What every assignment keeps.

    Attributes
    ----------
    repeat_distance : int
        max(|rows|, |columns|) between equal photos is greater [cells].
    max_uses : int
        Most cells of the same photo.
    least_used : int
        Photos that appear at least.
    """

    repeat_distance: int
    max_uses: int
    least_used: int

    def relaxed(self, cells: int, photos: int) -> "Rules | None":
        """Return the next weaker rules; None if these are the weakest."""
        if self.repeat_distance:
            return replace(self, repeat_distance=self.repeat_distance - 1)
        if self.max_uses < cells:
            enough = max(self.max_uses + 1, ceil(cells / photos))
            return replace(self, max_uses=min(cells, enough + self.max_uses // 2))
        return None


def fit_rules(settings: MosaicSettings, shape: tuple[int, int], photos: int) -> Rules:
    """Return the rules that `photos` can keep in a grid of `shape`.

    Raises
    ------
    SettingError
        If these are not the ones that are asked for and `settings` is strict.
    """
    cells = shape[0] * shape[1]
    if settings.strict:
        _require(settings, shape, photos)
    return Rules(
        repeat_distance=_distance(settings.repeat_distance, shape, photos),
        max_uses=_uses(settings.max_uses, cells, photos),
        least_used=_least(settings, cells, photos),
    )


def _require(settings: MosaicSettings, shape: tuple[int, int], photos: int) -> None:
    """Refuse rules that no arrangement of the photos can keep."""
    cells, distance = shape[0] * shape[1], settings.repeat_distance or 0
    needed = photos_needed(shape, distance)
    if photos < needed:
        possible = max(d for d in range(distance) if photos_needed(shape, d) <= photos)
        raise SettingError(
            f"{count_of(photos, 'photo is', 'photos are')} too few for repeat_distance {distance}, "
            f"which needs {needed} at least",
            remedy=f"repeat_distance <= {possible} or more photos",
            key="repeat_distance",
        )
    if settings.max_uses is not None and photos * settings.max_uses < cells:
        raise SettingError(
            f"{count_of(photos, 'photo')} cannot fill {count_of(cells, 'cell')} "
            f"with max_uses {settings.max_uses}",
            remedy=f"max_uses >= {ceil(cells / photos)}, fewer columns or more photos",
            key="max_uses",
        )
    if settings.use_all and photos > cells:
        raise SettingError(
            f"{count_of(photos, 'photo')} do not all fit into {count_of(cells, 'cell')}",
            remedy="more columns, or use_all: false",
            key="use_all",
        )


def _distance(wanted: int | None, shape: tuple[int, int], photos: int) -> int:
    """Return the distance to keep: that asked for if possible, else one that leaves a choice."""
    if wanted is not None and photos_needed(shape, wanted) <= photos:
        return wanted
    most = MOST_APART if wanted is None else wanted
    allowed = (d for d in range(most, 0, -1) if _CHOICE * photos_needed(shape, d) <= photos)
    return next(allowed, 0)


def _uses(wanted: int | None, cells: int, photos: int) -> int:
    """Return how often a photo may be used."""
    if wanted is None:
        return max(1, ceil(cells * _MOST_OF_ALL), ceil(_MOST_TIMES * cells / photos))
    return max(wanted, ceil(cells / photos))


def _least(settings: MosaicSettings, cells: int, photos: int) -> int:
    """Return how many photos appear at least.

    A library of more photos than cells need not show that share of them: the share falls from
    that of the cells to nothing at twice as many photos.
    """
    if settings.use_all:
        return min(cells, photos)
    if photos <= cells:
        return int(settings.use_least * photos)
    return int(settings.use_least * cells * max(0.0, 2 - photos / cells))


def relaxed_rules(settings: MosaicSettings, placement: Placement) -> tuple[str, ...]:
    """Say which rules that are asked for a placement does not keep, one line each."""
    lines = []
    uses = np.bincount(placement.tile)
    distance = _least_distance(placement, settings.repeat_distance)
    if settings.repeat_distance is not None and distance < settings.repeat_distance:
        lines.append(
            f"too few photos for a repeat_distance of {settings.repeat_distance}: it is {distance}"
        )
    if settings.max_uses is not None and uses.max() > settings.max_uses:
        lines.append(
            f"too few photos for max_uses of {settings.max_uses}: one is used "
            f"{count_of(int(uses.max()), 'time')}"
        )
    if settings.use_all and (uses > 0).sum() == len(placement.tile) < len(placement.photo):
        cells = count_of(len(placement.tile), "cell")
        lines.append(f"use_all needs more columns: {cells} show as many photos")
    return tuple(lines)


def _least_distance(placement: Placement, wanted: int | None) -> int:
    """Return the largest distance up to `wanted` that equal photos keep [cells]."""
    tiles = placement.tiles
    rows, cols = tiles.shape
    for distance in range(1, (wanted or 0) + 1):
        for down in range(min(rows - 1, distance) + 1):
            for right in range(-min(cols - 1, distance), min(cols - 1, distance) + 1):
                if max(down, abs(right)) != distance:
                    continue
                ahead = tiles[down:, max(0, right) : cols + min(0, right)]
                behind = tiles[: rows - down, max(0, -right) : cols - max(0, right)]
                if (ahead == behind).any():
                    return distance - 1
    return wanted or 0
