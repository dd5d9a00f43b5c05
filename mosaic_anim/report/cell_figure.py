"""The figure of an explanation, drawn by Matplotlib, which is an extra: `mosaic_anim[explain]`.

Matplotlib draws axes in space and writes PNG, SVG and PDF alike, and its figures are what papers
and articles on nearest neighbours look like. Nothing else here needs it.
"""

import io
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.errors import CannotStartError, UsageError, escaped
from mosaic_anim.lazy import LazyModule
from mosaic_anim.values.origin import PICTURE

if TYPE_CHECKING:
    import matplotlib as mpl
    from matplotlib import figure, patches

    from mosaic_anim.report.cell_facts import Candidate, CellFacts
else:
    mpl = LazyModule("matplotlib")
    figure = LazyModule("matplotlib.figure")
    patches = LazyModule("matplotlib.patches")

SUFFIXES = (".png", ".svg", ".pdf")
"""Files that a figure is written to."""

_INK, _SOFT, _LINE = "#1d1f24", "#666b75", "#c9c7c0"
_CELL, _NEAR, _CHOSEN = "#e0241b", "#f28c1a", "#1d1f24"
_POINTS = 5_000
"""Most photos that are drawn as points, besides the nearest."""
_LISTED = 8
"""Most of the nearest photos that are shown as pictures."""
_DPI = 130

_STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",  # comes with Matplotlib: the same figure everywhere
    "font.size": 9,
    "text.color": _INK,
    "axes.edgecolor": _LINE,
    "axes.labelcolor": _SOFT,
    "grid.color": "white",
    "grid.linewidth": 0.9,
    "svg.hashsalt": "mosaic_anim",
    "pdf.compression": 9,
}

_METADATA: dict[str, dict[str, str | None]] = {
    ".png": {"Comment": PICTURE, "Software": None},
    ".svg": {"Creator": PICTURE, "Date": None},
    ".pdf": {"Creator": PICTURE, "Producer": None, "CreationDate": None},
}
"""The program's comment; no date, so that the same cell gives the same bytes."""


def require_figure_file(path: Path) -> None:
    """Refuse a file that no figure can be written to.

    Raises
    ------
    UsageError
        If its suffix is another one.
    CannotStartError
        If Matplotlib is not installed.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError(
            f"a figure cannot be written as {path.suffix or 'a file without suffix'}",
            remedy=f"use one of {', '.join(SUFFIXES)}",
            place=str(path),
        )
    if find_spec("matplotlib") is None:
        raise CannotStartError(
            "Matplotlib, which draws figures, is not installed",
            remedy="pip install 'mosaic_anim[explain]'",
        )


def save_figure(explanation: "CellFacts", suffix: str) -> bytes:
    """Draw an explanation and return the file."""
    memory = io.BytesIO()
    with mpl.rc_context(_STYLE):
        drawn = _figure(explanation)
        drawn.savefig(
            memory, format=suffix[1:], dpi=_DPI, metadata=_METADATA[suffix], facecolor="white"
        )
    return memory.getvalue()


def _figure(explanation: "CellFacts") -> "figure.Figure":
    """Lay out the cover, the cell and its photo, the colours, and the nearest photos."""
    drawn = figure.Figure(figsize=(12.4, 7.3))
    shown = explanation.nearest[:_LISTED]
    rows = drawn.add_gridspec(
        2, 1, height_ratios=(3.5, 1), hspace=0.24, left=0.03, right=0.97, top=0.92, bottom=0.06
    )
    upper = rows[0].subgridspec(2, 3, width_ratios=(1.5, 0.62, 1.5), wspace=0.12, hspace=0.3)
    lower = rows[1].subgridspec(1, max(len(shown), 6), wspace=0.14)
    _cover(drawn.add_subplot(upper[:, 0]), explanation)
    _beside(drawn.add_subplot(upper[0, 1]), "The cell", explanation.cell_picture, explanation)
    _beside(drawn.add_subplot(upper[1, 1]), "Its photo", explanation.chosen.picture, explanation)
    _cube(drawn.add_subplot(upper[:, 2], projection="3d"), explanation)
    for place, candidate in enumerate(shown):
        is_chosen = place + 1 == explanation.rank
        _near(drawn.add_subplot(lower[0, place]), place + 1, candidate, is_chosen=is_chosen)
    return drawn


def _cover(axes: Any, explanation: "CellFacts") -> None:
    """Show the cover with its grid, and the cell."""
    grid, (row, col) = explanation.mosaic.placement.grid, explanation.cell
    axes.imshow(explanation.cover, extent=(0, grid.cols, grid.rows, 0), interpolation="antialiased")
    axes.set_aspect(1 / grid.cell_aspect)
    width = min(0.5, 36 / max(grid.cols, grid.rows))
    axes.set_xticks(np.arange(1, grid.cols), minor=True)
    axes.set_yticks(np.arange(1, grid.rows), minor=True)
    axes.grid(which="minor", color="white", linewidth=width, alpha=0.6)
    axes.tick_params(which="minor", length=0)
    axes.tick_params(which="major", length=0, labelsize=7.5, labelcolor=_SOFT, pad=2)
    box = patches.Rectangle((col, row), 1, 1, fill=False, edgecolor=_CELL, linewidth=1.6)
    axes.add_patch(box)
    reach = max(grid.cols, grid.rows) / 22
    for color, thick in (("white", 4.2), (_CELL, 2)):  # seen on red grounds too
        middle = (col + 0.5, row + 0.5)
        ring = patches.Circle(middle, reach, fill=False, edgecolor=color, linewidth=thick)
        axes.add_patch(ring)
    axes.set_title(
        f"The cover in {grid.cols:,} x {grid.rows:,} cells; cell {row},{col}", loc="left"
    )


def _beside(axes: Any, title: str, picture: NDArray[np.uint8], explanation: "CellFacts") -> None:
    """Show the cell or its photo, with its mean colour below."""
    is_cell = title == "The cell"
    color = explanation.cell_color if is_cell else explanation.chosen.color
    tall = picture.shape[0] / picture.shape[1]
    axes.imshow(picture, extent=(0, 1, tall, 0))
    axes.add_patch(
        patches.Rectangle((0, tall + 0.05), 1, 0.2, facecolor=_code(color), edgecolor="none")
    )
    ink = "white" if color @ np.array([0.299, 0.587, 0.114]) < 140 else _INK
    axes.text(0.5, tall + 0.155, f"mean {_code(color)}", ha="center", va="center", color=ink)
    axes.set_xlim(-0.02, 1.02)
    axes.set_ylim(tall + 0.27, -0.02)
    axes.axis("off")
    place = "" if is_cell else f", the {_place(explanation.rank)}"
    axes.set_title(f"{title}{place}", loc="left", color=_CELL if is_cell else _INK)


def _cube(axes: Any, explanation: "CellFacts") -> None:
    """Show the photos as points in the cube of colours."""
    colors, near = explanation.colors, len(explanation.nearest)
    step = max(1, len(colors) // _POINTS)
    cloud = colors[near::step]
    axes.scatter(
        *cloud.T, c=cloud / 255, s=9, linewidths=0, depthshade=False, rasterized=True, zorder=1
    )
    cell, chosen = explanation.cell_color, explanation.chosen.color
    axes.computed_zorder = False  # what is explained lies before the cloud
    for color in colors[:near]:
        axes.plot(*np.stack((cell, color)).T, color=_NEAR, linewidth=0.7, alpha=0.7, zorder=2)
    axes.scatter(
        *colors[:near].T, c=colors[:near] / 255, s=38, edgecolors=_NEAR, linewidths=1.5,
        depthshade=False, zorder=3, label=f"the {near} nearest" if near > 1 else "the nearest",
    )  # fmt: skip
    axes.scatter(
        *chosen, c=[chosen / 255], s=95, marker="s", edgecolors=_CHOSEN, linewidths=2,
        depthshade=False, zorder=4, label="the chosen one",
    )  # fmt: skip
    axes.scatter(
        *cell, c=_CELL, s=62, marker="D", edgecolors="white", linewidths=1.2, depthshade=False,
        zorder=5, label="the cell",
    )  # fmt: skip
    for axis, name in zip(
        (axes.xaxis, axes.yaxis, axes.zaxis), ("red", "green", "blue"), strict=True
    ):
        axis.set_pane_color((0.965, 0.96, 0.945))
        axis.set_ticks([0, 64, 128, 192, 255])
        axis.set_label_text(name)
    axes.set(xlim=(0, 255), ylim=(0, 255), zlim=(0, 255))
    axes.tick_params(labelsize=7, labelcolor=_SOFT, pad=-1)
    axes.view_init(elev=20, azim=-52)
    axes.set_box_aspect((1, 1, 1), zoom=0.94)
    axes.set_title(
        f"{len(colors):,} photos by their mean colours; nearest by {explanation.features}"
    )
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, -0.12), ncols=3, frameon=False)


def _near(axes: Any, rank: int, candidate: "Candidate", *, is_chosen: bool) -> None:
    """Show one of the nearest photos."""
    axes.imshow(candidate.picture)
    axes.set_xticks([])
    axes.set_yticks([])
    for side in axes.spines.values():
        side.set(color=_CHOSEN if is_chosen else _NEAR, linewidth=3 if is_chosen else 1.6)
    axes.set_title(
        f"{rank}. distance {candidate.distance:.1f}",
        fontsize=8,
        loc="left",
        fontweight="bold" if is_chosen else "normal",
    )
    name = escaped(candidate.photo).rsplit("/", 1)[-1].replace("$", r"\$")
    short = name if len(name) <= _NAME else f"{name[: _NAME - 1]}…"
    axes.set_xlabel(short, fontsize=6.5, color=_SOFT)


_NAME = 20
"""Characters of a name that have room below a picture."""


def _place(rank: int) -> str:
    """Write a place: nearest, 2nd nearest, 11th nearest."""
    if rank == 1:
        return "nearest"
    ending = "th" if rank % 100 in {11, 12, 13} else _ENDINGS.get(rank % 10, "th")
    return f"{rank:,}{ending} nearest"


_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def _code(color: NDArray[np.float32]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*np.rint(color).astype(int))
