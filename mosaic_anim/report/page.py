"""The page of a report: one HTML file that holds its pictures and needs nothing else."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.report import pictures
from mosaic_anim.report.advice import Advice
from mosaic_anim.report.figures import CellErrors, MosaicFigures
from mosaic_anim.report.markup import Page, cards, figure, image, text_of, whole_page
from mosaic_anim.report.reduced_mosaic import FAR, ReducedMosaic
from mosaic_anim.still.photo_mosaic import PhotoMosaic
from mosaic_anim.values.wording import count_of

_LARGE_ERROR = 30.0
"""Difference at the upper end of the error map [CIEDE2000]: another colour altogether."""


def page(title: str, articles: Sequence[Page]) -> Page:
    """Return the whole page of one mosaic or of several."""
    return whole_page(title, articles, footer=_FOOTER)


def article(
    mosaic: PhotoMosaic,
    *,
    title: str,
    reduced: ReducedMosaic,
    figures: MosaicFigures,
    errors: CellErrors,
    most_used: Sequence[tuple[str, int]],
    advice: Sequence[Advice] | None,
) -> Page:
    """Return what a page says about a mosaic.

    Parameters
    ----------
    most_used : sequence of (str, int)
        The photos that appear most, and how often.
    advice : sequence of Advice or None
        None if nothing was tried.
    """
    whole = pictures.draw_whole(mosaic.placement, mosaic.library)
    near = pictures.draw_near(mosaic.placement, mosaic.library, _detail(reduced))
    parts = [
        "<article>",
        f"<h1>{text_of(title)}</h1>",
        f'<p class="soft">{text_of(_summary(mosaic))}</p>',
        _figures(figures, len(mosaic.library)),
        _views(reduced, whole, near),
        _maps(mosaic, errors),
        _photos(mosaic, most_used),
        _advice(figures, advice),
        _rules(mosaic),
        "</article>",
    ]
    return Page(text="\n".join(parts), missing=(*whole.missing, *near.missing))


_FOOTER = f"""<p>Error: mean difference of colours, CIEDE2000; about 1 is just visible, 10 is
clear at a glance. Structure: SSIM of the luma, 1 where both are equal. Both compare them
reduced to 4 pixels per cell; from afar, to {FAR} pixels on the longer side, so that mosaics with
more or fewer columns can be compared. Twins: cells with the same photo in one of their 8
neighbours.</p>
<p>Advice is tried, not estimated: the mosaic is built again with each change, and measured. For
photos that the library lacks, photos of its own are brought to that colour, so that their gain is
given as a range.</p>"""


def _summary(mosaic: PhotoMosaic) -> str:
    grid, settings = mosaic.placement.grid, mosaic.settings
    parts = [f"{grid.cols:,} x {grid.rows:,} cells from {count_of(len(mosaic.library), 'photo')}"]
    if settings is not None:
        parts.append(f"matched by {settings.features}")
    if mosaic.placement.tint:
        parts.append(f"tint {mosaic.placement.tint:.2g}")
    return ", ".join(parts)


def _figures(figures: MosaicFigures, photos: int) -> str:
    entries = (
        (f"{figures.error:.1f}", "error at 4 px per cell"),
        (f"{figures.cell_error:.1f}", "error of the cells' mean colours"),
        (f"{figures.structure:.2f}", "structure at 4 px per cell"),
        (f"{figures.far_error:.1f}", "error from afar"),
        (f"{figures.far_structure:.2f}", "structure from afar"),
        (f"{figures.distinct_photos:,}", f"of {count_of(photos, 'photo')} appear"),
        (count_of(figures.greatest_use, "cell"), "show the photo that appears most"),
        (f"{100 * figures.twins:.3g} %", "of the cells have a twin beside them"),
    )
    return cards(entries)


def _views(reduced: ReducedMosaic, whole: pictures.View, near: pictures.View) -> str:
    shown, wanted = pictures.from_afar(reduced)
    return f"""<section>
<h2>From three distances</h2>
<p class="soft">From afar it should be the cover, from near it should be photos.</p>
<div class="afar">
{figure(wanted, "The cover", "The cover, as small as that")}
{figure(shown, "The mosaic from afar", "From afar")}
</div>
<div class="grid two">
{figure(whole.pixels, "The whole mosaic", "At arm's length")}
{figure(near.pixels, "A part of the mosaic", "Close up, where the cover has most detail")}
</div>
</section>"""


def _maps(mosaic: PhotoMosaic, errors: CellErrors) -> str:
    placement = mosaic.placement
    uses = np.bincount(placement.tile)[placement.tiles]
    most = int(uses.max())
    error_map = pictures.color_map(errors.detailed / np.float32(_LARGE_ERROR))
    use_map = pictures.color_map((np.log(uses) / np.log(max(2, most))).astype(np.float32))
    middle = f"{round(most**0.5):,}"
    return f"""<section>
<h2>Where it differs, and what comes again</h2>
<div class="grid two maps">
<figure>{image(error_map, "Map of the errors", exact=True)}
{_legend("0", "15", "30 and more")}
<figcaption>Error of each cell [CIEDE2000]: dark is right, bright is far from the
cover.</figcaption>
</figure>
<figure>{image(use_map, "Map of the uses", exact=True)}
{_legend("once", middle, count_of(most, "time"))}
<figcaption>How often each cell's photo appears: dark is seldom, bright is often.</figcaption>
</figure>
</div>
</section>"""


def _photos(mosaic: PhotoMosaic, most_used: Sequence[tuple[str, int]]) -> str:
    content = mosaic.placement.contents
    place = {one: photo for photo, one in enumerate(mosaic.library.photo_hash)}
    entries = "".join(
        f"<figure>{image(pictures.thumbnail(mosaic.library, place[content[name]]), name)}"
        f"<figcaption><b>{text_of(count_of(uses, 'cell'))}</b><br>{text_of(name)}</figcaption>"
        "</figure>"
        for name, uses in most_used
    )
    return f"""<section>
<h2>The photos that appear most</h2>
<div class="grid photos">{entries}</div>
</section>"""


def _advice(figures: MosaicFigures, advice: Sequence[Advice] | None) -> str:
    if advice is None:
        return ""
    heading = "<h2>What would bring it nearer to the cover</h2>"
    if not advice:
        return (
            f"<section>{heading}<p>Neither more columns, nor more tint, nor more photos of one "
            "colour gain much: with this library, it is about as near as it can be.</p></section>"
        )
    cards = "".join(_card(figures, one) for one in advice)
    return f"""<section>
{heading}
<p class="soft">Each was tried by itself. The figures are those from afar, with this change.</p>
<div class="grid advice">{cards}</div>
</section>"""


def _card(figures: MosaicFigures, one: Advice) -> str:
    swatch = f'<i class="swatch" style="background:{one.color}"></i>' if one.color else ""
    least, most = (round(100 * g / figures.far_error) for g in (one.least_gain, one.most_gain))
    share = f"{most}" if least == most else f"{least} to {most}"
    after = one.figures
    how = f"<code>{text_of(one.option)}</code>" if one.option else ""
    return f"""<div class="card"><h3>{swatch}{text_of(one.text[0].upper() + one.text[1:])}</h3>
<dl><dt>error</dt><dd>{figures.far_error:.2f} → {after.far_error:.2f}
<span class="gain">−{share} %</span></dd>
<dt>structure</dt><dd>{figures.far_structure:.3f} → {after.far_structure:.3f}</dd></dl>
{how}{_remark(one)}</div>"""


def _remark(one: Advice) -> str:
    """Return what a change costs."""
    remark = {
        "columns": "Photos become smaller.",
        "tint": "Photos look less like themselves.",
        "photos": f"Of about {one.color}, as the average of the whole photo. How much they gain "
        "depends on what else they show.",
    }[one.change]
    return f"<br><small>{text_of(remark)}</small>"


def _rules(mosaic: PhotoMosaic) -> str:
    if not mosaic.relaxed:
        text = "<p>All that were asked for are kept.</p>"
    else:
        text = f"<ul>{''.join(f'<li>{text_of(rule)}</li>' for rule in mosaic.relaxed)}</ul>"
    return f"<section><h2>Rules of repetition</h2>{text}</section>"


def _legend(low: str, middle: str, high: str) -> str:
    """Return the scale of a map, with what its beginning, middle and end mean."""
    colors = ", ".join("#{:02x}{:02x}{:02x}".format(*color.astype(int)) for color in pictures.SCALE)
    marks = "".join(f"<span>{text_of(mark)}</span>" for mark in (low, middle, high))
    bar = f'<i style="background:linear-gradient(90deg, {colors})"></i>'
    return f'<div class="legend">{bar}<div>{marks}</div></div>'


def _detail(reduced: ReducedMosaic) -> NDArray[np.float32]:
    """Return how much the cover's cells (R, C) vary within."""
    rows: Iterable[NDArray[np.float32]] = (
        reduced.pair(band)[1].std(axis=1).sum(axis=1) for band in reduced.bands
    )
    return np.concatenate(list(rows)).reshape(reduced.placement.tiles.shape)
