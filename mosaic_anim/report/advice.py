"""Advice: what would bring a mosaic nearer to its cover, each with the gain that it predicts.

The gains are no estimates: the mosaic is matched again, with more columns, with more tint, and with
more photos of the colour that it lacks most, and is measured. A user who follows the advice gets
the very figures of the first two. The photos are simulated (see `more_photos`), so that a range is
given for them: with real pictures whose mean colours lay within 10 of the one asked for, twelve of
fifteen mosaics of six covers gained what was predicted to within 15 %; with the nearest that 2,372
photos had, up to 18 away, all of them 0.57 to 1.27 times as much.
"""

from dataclasses import dataclass, replace
from glob import escape
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.errors import option
from mosaic_anim.io.workers import Progress
from mosaic_anim.lazy import cluster, skimage_color, threadpoolctl
from mosaic_anim.library.library import Library
from mosaic_anim.mosaic.build import build_placement
from mosaic_anim.mosaic.rules import relaxed_rules
from mosaic_anim.mosaic.selection import select_photos
from mosaic_anim.mosaic.settings import MAX_COLUMNS, MosaicSettings, SettingError
from mosaic_anim.report.figures import CellErrors, MosaicFigures, measure
from mosaic_anim.report.more_photos import with_more_photos
from mosaic_anim.report.reduced_mosaic import ReducedMosaic, reduce_mosaic
from mosaic_anim.still.photo_mosaic import PhotoMosaic
from mosaic_anim.values.color import lab_from_srgb
from mosaic_anim.values.wording import count_of

AFFORDABLE = 50_000_000_000
"""Most pairs of cells and photos that are matched for an advice."""

WORTH = 0.02
"""An advice gains at least this share of the error."""

_COLUMNS = 1.5
"""How many times as many columns are tried."""
_TINT = 0.25
"""How much more tint is tried."""
_COLORS = 12
"""Groups that the cells are put into by their colours, to find what is lacking."""
_PHOTOS = (10, 100)
"""Fewest and most photos of one colour that are asked for."""
_PHOTOS_GAIN = (0.55, 1.3)
"""What other photos of about that colour gain, as multiples of what simulated ones do."""
_LIGHTNESS, _CHROMA = (15.0, 90.0), 60.0
"""Range of the colours that are asked for [CIE L*, C*ab]: hardly a photo is darker, lighter or more
colourful as a whole. (Of 2,372 photos 98 % have lightnesses from 29 to 70, chromas up to 58.)"""
_CELLS = 20_000
"""Cells that are enough to find the groups."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """A change, and what it would bring.

    Attributes
    ----------
    change : "columns", "photos" or "tint"
    text : str
        What to do, in words.
    option : str
        The same for the command line, or as an argument; empty for photos.
    value : float
        The number of columns or of photos, or the tint.
    color : str
        What colour the photos have: `#rrggbb`; empty for other changes.
    figures : MosaicFigures
        Those of the mosaic with this change.
    gain : float
        By how much `far_error` falls [CIEDE2000].
    least_gain, most_gain : float
        What `gain` will be, at least and at most: a range for photos, which are not known.
    structure_gain : float
        By how much `far_structure` rises.
    """

    change: Literal["columns", "photos", "tint"]
    text: str
    option: str = ""
    value: float
    color: str = ""
    figures: MosaicFigures
    gain: float
    least_gain: float
    most_gain: float
    structure_gain: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Change:
    """What is tried."""

    kind: Literal["columns", "photos", "tint"]
    text: str
    value: float
    option: str = ""
    color: str = ""
    settings: MosaicSettings
    library: Library


def advise(
    mosaic: PhotoMosaic,
    reduced: ReducedMosaic,
    figures: MosaicFigures,
    errors: CellErrors,
    *,
    place: str = "",
    progress: Progress | None = None,
) -> tuple[Advice, ...]:
    """Try what may bring a mosaic nearer to its cover, and return what does, the best first.

    Parameters
    ----------
    mosaic : PhotoMosaic
    reduced : ReducedMosaic
        It, reduced.
    figures, errors : MosaicFigures, CellErrors
        What was measured of it.
    place : str
        Where a scene describes the mosaic; empty for one that is not a scene's.
    progress : Progress, optional
        Called with the number of changes that were tried.
    """
    settings = mosaic.settings
    if settings is None:
        return ()
    tried = (
        _columns(mosaic, settings, place),
        _photos(mosaic, settings, reduced, figures, errors),
        _tint(mosaic, settings, place),
    )
    changes = [change for change in tried if change is not None]
    given = []
    for number, change in enumerate(changes):
        after = _rebuilt(mosaic, change)
        if after is not None and figures.far_error - after.far_error >= WORTH * figures.far_error:
            given.append(_advice(change, figures, after))
        if progress is not None:
            progress("trying other settings", number + 1, len(changes))
    return tuple(sorted(given, key=lambda one: -one.gain))


def _advice(change: _Change, before: MosaicFigures, after: MosaicFigures) -> Advice:
    gain = before.far_error - after.far_error
    least, most = _PHOTOS_GAIN if change.kind == "photos" else (1.0, 1.0)
    return Advice(
        change=change.kind,
        text=change.text,
        option=change.option,
        value=change.value,
        color=change.color,
        figures=after,
        gain=gain,
        least_gain=least * gain,
        most_gain=most * gain,
        structure_gain=after.far_structure - before.far_structure,
    )


def _rebuilt(mosaic: PhotoMosaic, change: _Change) -> MosaicFigures | None:
    """Return the figures after a change; None if a rule cannot be kept then that is kept now."""
    if mosaic.cover is None:
        return None
    try:
        placement = build_placement(mosaic.cover, change.library, change.settings)
    except SettingError:
        return None
    if len(relaxed_rules(change.settings, placement)) > len(mosaic.relaxed):
        return None
    figures, _ = measure(reduce_mosaic(placement, change.library, mosaic.cover, blend=mosaic.blend))
    return figures


def _option(key: str, value: str, place: str) -> str:
    """Write what sets a key of the mosaic: of a scene's where `place` is, else an option."""
    if place:
        return option("set", f"{place}.{key}={value}", argument="sets")
    return option(key, value)


def _columns(mosaic: PhotoMosaic, settings: MosaicSettings, place: str) -> _Change | None:
    """More columns, in round numbers."""
    grid = mosaic.placement.grid
    columns = grid.cols * _COLUMNS
    columns = round(columns, -1) if columns >= 40 else round(columns)
    columns = int(columns)
    pairs = grid.rows * grid.cols * _COLUMNS**2 * len(mosaic.library)
    if not grid.cols < columns <= MAX_COLUMNS or pairs > AFFORDABLE:
        return None
    return _Change(
        kind="columns",
        text=f"{columns} columns instead of {grid.cols}",
        value=columns,
        option=_option("columns", f"{columns}", place),
        settings=replace(settings, columns=columns),
        library=mosaic.library,
    )


def _tint(mosaic: PhotoMosaic, settings: MosaicSettings, place: str) -> _Change | None:
    """More tint."""
    now = mosaic.placement.tint or 0.0
    tint = round(min(1.0, now + _TINT), 2)
    if tint <= now or mosaic.placement.tile.size * len(mosaic.library) > AFFORDABLE:
        return None
    return _Change(
        kind="tint",
        text=f"a tint of {tint:g} instead of {now:.2g}",
        value=tint,
        option=_option("tint", f"{tint:g}", place),
        settings=replace(settings, tint=tint),
        library=mosaic.library,
    )


def _photos(
    mosaic: PhotoMosaic,
    settings: MosaicSettings,
    reduced: ReducedMosaic,
    figures: MosaicFigures,
    errors: CellErrors,
) -> _Change | None:
    """More photos of the colour whose cells are furthest from it, all together."""
    library = mosaic.library
    if mosaic.placement.tile.size * len(library) > AFFORDABLE:
        return None
    color, share = _lacking(reduced, errors)
    wanted = share * figures.distinct_photos  # as many cells for each as photos have on average
    count = int(np.clip(round(wanted), *_PHOTOS))
    photos = select_photos(library, settings).photos
    larger, folder = with_more_photos(library, photos, count, color)
    code = "#{:02x}{:02x}{:02x}".format(*np.rint(color).astype(int))
    return _Change(
        kind="photos",
        text=f"{count_of(count, 'more photo')} of about this colour",
        value=count,
        color=code,
        settings=_letting_through(settings, larger, folder),
        library=larger,
    )


def _letting_through(settings: MosaicSettings, larger: Library, folder: str) -> MosaicSettings:
    """Return settings that choose the simulated photos too: no word means them by accident."""
    excluded = {
        larger.photo[photo] for word in settings.exclude for photo in larger.names.matching(word)
    }
    return replace(
        settings,
        include=(*settings.include, folder) if settings.include else (),
        exclude=tuple(
            escape(photo) for photo in sorted(excluded) if not photo.startswith(f"{folder}/")
        ),
    )


def _lacking(reduced: ReducedMosaic, errors: CellErrors) -> tuple[Floats, float]:
    """Return the colour (3,) that is lacking most, and the share of the cells that want it.

    Cells are grouped by their colours (k-means in L*a*b*, each cell by the square of its error).
    """
    wanted = np.concatenate(
        [reduced.pair(band)[1].mean(axis=1, dtype=np.float32) for band in reduced.bands]
    )
    weight = errors.mean.ravel().astype(np.float64) ** 2 + 1e-9
    step = max(1, len(wanted) // _CELLS)
    some, weight = wanted[::step], weight[::step]
    lab = lab_from_srgb((some / 255).astype(np.float32))
    groups = min(_COLORS, len(np.unique(some, axis=0)))
    search = cluster.KMeans(groups, n_init=2, random_state=0)
    with threadpoolctl.threadpool_limits(1):  # the same bits on any number of cores
        group = search.fit_predict(lab, sample_weight=weight)
    worst = int(np.bincount(group, weights=weight).argmax())
    there = group == worst
    color = np.average(some[there], axis=0, weights=weight[there])
    return _photo_like(color.astype(np.float32)), float(there.mean())


def _photo_like(color: Floats) -> Floats:
    """Return the nearest colour (3,) that a whole photo has on average [encoded sRGB, 0 to 255]."""
    lightness, *chroma = lab_from_srgb(color / np.float32(255))
    factor = min(1.0, _CHROMA / max(1.0, float(np.hypot(*chroma))))
    lab = np.array([np.clip(lightness, *_LIGHTNESS), *(factor * one for one in chroma)])
    return np.asarray(255 * np.clip(skimage_color.lab2rgb(lab), 0, 1), np.float32)
