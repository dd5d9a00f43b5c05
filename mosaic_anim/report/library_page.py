"""The page of a library: one HTML file that holds its pictures and needs nothing else."""

from collections.abc import Mapping, Sequence
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.io.picture_extras import missing_extras
from mosaic_anim.library.index import IndexReport
from mosaic_anim.library.library import Library
from mosaic_anim.report import pictures
from mosaic_anim.report.library_choice import REPEATS, GridSizes
from mosaic_anim.report.library_colours import (
    FAR,
    HUES,
    LIGHTNESSES,
    ColourField,
    CoverColours,
)
from mosaic_anim.report.library_facts import LibraryFacts
from mosaic_anim.report.markup import Page, cards, image, text_of, whole_page
from mosaic_anim.values.amount import format_bytes
from mosaic_anim.values.geometry import Grid
from mosaic_anim.values.wording import count_of

_LISTED = 200
"""Most files that the page names; the JSON file names all."""
_GROUPS, _OF_GROUP = 12, 5
"""Most groups of near duplicates that are shown, and photos of each."""
_LACKING = 6

_WIDTH, _HEIGHT = 58, 46
"""A field of the colour chart [px]."""
_RADIUS = 21.0
_LEAST_RADIUS = 1.5

_FOOTER = """<p>Near duplicates: photos whose perceptual hashes and colours hardly differ; the
largest of each group is used. Distances of colours: CIE L*a*b*, where 2 is just visible and 10
clear at a glance. Colours are those of whole photos on average.</p>"""


def library_page(
    indexed: IndexReport,
    *,
    facts: LibraryFacts,
    duplicates: Sequence[NDArray[np.int32]],
    colours: Sequence[ColourField],
    cover: str,
    cover_colours: CoverColours | None,
    grids: GridSizes,
    choice: Sequence[int],
) -> Page:
    """Write the page of a library.

    Parameters
    ----------
    cover : str
        Name of the cover, or empty.
    """
    library = indexed.library
    title = f"Photos in {library.folder.name or library.folder}"
    parts = [
        "<article>",
        f"<h1>{text_of(title)}</h1>",
        f'<p class="soft">{text_of(_summary(facts))}</p>',
        _figures(facts),
        _size(grids, cover, cover_colours),
        _colours(colours, cover),
        _choice(library, choice),
        _kinds(facts),
        _duplicates(library, duplicates),
        _skipped(indexed, facts),
        "</article>",
    ]
    return whole_page(title, [Page(text="\n".join(parts))], footer=_FOOTER)


def _summary(facts: LibraryFacts) -> str:
    years = list(facts.years)
    parts = [count_of(facts.photos, "photo"), format_bytes(facts.photo_bytes)]
    if years:
        parts.append(f"{years[0]} to {years[-1]}" if len(years) > 1 else str(years[0]))
    return ", ".join(parts)


def _figures(facts: LibraryFacts) -> str:
    smallest, median, largest = facts.megapixels
    return cards(
        (
            (f"{facts.photos:,}", "photos in the library"),
            (f"{facts.near_duplicates:,}", "near duplicates, left out of mosaics"),
            (f"{facts.copies:,}", "more files that are copies"),
            (f"{sum(facts.skipped.values()):,}", "files that cannot be used"),
            (f"{median:.3g} MP", f"median size; from {smallest:.2g} to {largest:.3g}"),
            (format_bytes(facts.photo_bytes), "of photo files"),
            (format_bytes(facts.index_bytes), "of index in the cache"),
            (f"{facts.others:,}", "files that are no photos"),
        )
    )


def _size(grids: GridSizes, cover: str, colours: CoverColours | None) -> str:
    rows = (
        (grids.automatic, "chosen by columns: auto"),
        (grids.once, "with each photo once (match.unique)"),
        (grids.repeated, f"with each photo {REPEATS} times at most"),
    )
    shape = text_of(cover) if cover else "a picture of 3 : 2"
    lines = "".join(f"<li><b>{_grid(grid)}</b> cells {text_of(what)}</li>" for grid, what in rows)
    suits = ""
    if colours is not None:
        suits = (
            f"<p>On average, the nearest photo differs by {colours.mean_gap:.1f} from the colour "
            f"of a cell; {100 * colours.far_share:.0f} % of the cells have no photo within "
            f"{FAR:g}.</p>"
        )
    return f"""<section>
<h2>Mosaics that it carries</h2>
<p>Of {shape}:</p>
<ul>{lines}</ul>{suits}
</section>"""


def _grid(grid: Grid) -> str:
    return f"{grid.cols:,} x {grid.rows:,}"


def _colours(colours: Sequence[ColourField], cover: str) -> str:
    rings = f" Rings: cells of {text_of(cover)} that need it." if cover else ""
    lacking = sorted((one for one in colours if one.is_lacking), key=lambda one: -one.cells)
    advice = ""
    if lacking:
        entries = "".join(
            f'<li><i class="swatch" style="background:{one.color}"></i>{one.color}: '
            f"{count_of(one.cells, 'cell')}, {count_of(one.photos, 'photo')}</li>"
            for one in lacking[:_LACKING]
        )
        advice = f"<p>More photos of these colours would help most:</p><ul>{entries}</ul>"
    elif cover:
        advice = "<p>No colour of the cover is scarce among the photos.</p>"
    return f"""<section>
<h2>Colours</h2>
<p class="soft">Light above, dark below; greys on the left, then red, yellow, green, blue and
purple. Discs: how many photos have that colour.{rings}</p>
<figure class="wide">{_chart(colours)}</figure>
{advice}
</section>"""


def _chart(colours: Sequence[ColourField]) -> str:
    """Draw the fields: discs for photos, rings for cells, both by their share."""
    photos = max(1, sum(one.photos for one in colours))
    cells = max(1, sum(one.cells for one in colours))
    most = max(max(one.photos / photos, one.cells / cells) for one in colours)
    width, height = (1 + HUES) * _WIDTH, LIGHTNESSES * _HEIGHT
    marks = []
    for one in colours:
        x = (one.hue + 0.5) * _WIDTH + (0 if one.hue == 0 else _WIDTH / 4)
        y = (LIGHTNESSES - one.lightness - 0.5) * _HEIGHT
        disc, ring = (_radius(share, most) for share in (one.photos / photos, one.cells / cells))
        label = count_of(one.photos, "photo") + (
            f", {count_of(one.cells, 'cell')}" if one.cells else ""
        )
        marks.append(f"<g><title>{one.color}: {label}</title>")
        if one.photos:
            marks.append(f'<circle cx="{x:g}" cy="{y:g}" r="{disc:.1f}" fill="{one.color}"/>')
        if one.cells:
            kind = "lack" if one.is_lacking else "need"
            place = f'cx="{x:g}" cy="{y:g}" r="{ring:.1f}"'
            marks.append(f'<circle class="{kind}" {place} fill="{one.color}"/>')
        marks.append("</g>")
    return (
        f'<svg class="chart" viewBox="0 0 {width + _WIDTH // 2} {height}" role="img" '
        f'aria-label="The colours of the library">{"".join(marks)}</svg>'
    )


def _radius(share: float, most: float) -> float:
    return max(_LEAST_RADIUS, _RADIUS * sqrt(share / most))


def _choice(library: Library, choice: Sequence[int]) -> str:
    entries = "".join(
        _photo(library, photo, f"<b>{rank}</b> {text_of(library.photo[photo])}")
        for rank, photo in enumerate(choice, start=1)
    )
    return f"""<section>
<h2>Photos to land on</h2>
<p class="soft">Sharp, well exposed, and of one thing. A scene lands on one by
<code>to: {{photo: name}}</code>.</p>
<div class="grid photos">{entries}</div>
</section>"""


def _photo(library: Library, photo: int, caption: str) -> str:
    size = "{1:,} x {0:,}".format(*library.full_size[photo])
    picture = image(pictures.thumbnail(library, photo), library.photo[photo])
    return f"<figure>{picture}<figcaption>{caption}<br>{size}</figcaption></figure>"


def _kinds(facts: LibraryFacts) -> str:
    dates: dict[str, int] = {str(year): count for year, count in facts.years.items()}
    if facts.undated:
        dates["no date"] = facts.undated
    tables = (("Formats", facts.formats), ("Shapes", facts.shapes), ("Years", dates))
    bars = "".join(
        f'<div class="card"><h3>{name}</h3>{_bars(counts)}</div>' for name, counts in tables
    )
    return f'<section><h2>Kinds</h2><div class="grid kinds">{bars}</div></section>'


def _bars(counts: Mapping[str, int]) -> str:
    most = max(counts.values(), default=1)
    rows = "".join(
        f"<tr><th>{text_of(name)}</th><td>{count:,}</td>"
        f'<td class="bar"><i style="width:{100 * count / max(1, most):.1f}%"></i></td></tr>'
        for name, count in counts.items()
    )
    return f"<table>{rows}</table>"


def _duplicates(library: Library, duplicates: Sequence[NDArray[np.int32]]) -> str:
    if not duplicates:
        return ""
    groups = "".join(_group(library, group) for group in duplicates[:_GROUPS])
    more = len(duplicates) - _GROUPS
    rest = f"<p>… and {count_of(more, 'more group')}.</p>" if more > 0 else ""
    return f"""<section>
<h2>Near duplicates</h2>
<p class="soft">The first of each group is used; <code>match.duplicates: keep</code> uses all.</p>
<div class="grid groups">{groups}</div>{rest}
</section>"""


def _group(library: Library, group: NDArray[np.int32]) -> str:
    shown = "".join(
        _photo(library, int(photo), text_of(library.photo[photo])) for photo in group[:_OF_GROUP]
    )
    more = len(group) - _OF_GROUP
    rest = f"<small>and {more:,} more</small>" if more > 0 else ""
    return f'<div class="card"><div class="alike">{shown}</div>{rest}</div>'


def _skipped(indexed: IndexReport, facts: LibraryFacts) -> str:
    if not indexed.skipped:
        return "<section><h2>Files that are not used</h2><p>None.</p></section>"
    reasons = "".join(
        f"<li>{count:,} {text_of(reason)}</li>" for reason, count in facts.skipped.items()
    )
    extras = "".join(f"<p><b>{text_of(line)}</b></p>" for line in missing_extras(facts.skipped))
    rows = "".join(
        f"<tr><td>{text_of(one.path)}</td><td>{text_of(one.reason)}</td></tr>"
        for one in indexed.skipped[:_LISTED]
    )
    more = len(indexed.skipped) - _LISTED
    rest = f"<p>… and {more:,} more.</p>" if more > 0 else ""
    return f"""<section>
<h2>Files that are not used</h2>
<ul>{reasons}</ul>{extras}
<details><summary>Names</summary><table class="files">{rows}</table>{rest}</details>
</section>"""
