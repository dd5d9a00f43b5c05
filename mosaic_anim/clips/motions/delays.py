"""Delays: which tile starts when, as arrays over the n cells of a canvas.

Distances stay distances, so that a ring grows evenly. Orders without a distance (brightness,
colour, date, chance, reading order) go by rank, so that tiles start evenly over the time.
"""

from mosaic_anim.clips.stagger import Order, Stagger
from mosaic_anim.lazy import np
from mosaic_anim.values.flight import Floats, TileLayout

_STEPS = 2048
"""Steps of an easing's table: between them it is straight."""


def delays(stagger: Stagger, layout: TileLayout, order: Order | None) -> Floats:
    """Return when each tile starts, from 0 for the first to 1 for the last (n,).

    Parameters
    ----------
    stagger : Stagger
        Where tiles start, with what chance, and how evenly.
    layout : TileLayout
        The tiles.
    order : str or None
        How tiles are ordered; None: by their distance from `stagger.from_`.
    """
    return layout.remember(("delays", stagger, order), lambda: _delays(stagger, layout, order))


def _delays(stagger: Stagger, layout: TileLayout, order: Order | None) -> Floats:
    place = _place(stagger, layout, order)
    if stagger.jitter:
        share = np.float32(stagger.jitter)
        place = _unit(place * (1 - share) + layout.random("jitter") * share)
    curve = stagger.ease.function()
    table = [curve(step / _STEPS) for step in range(_STEPS + 1)]
    late = np.interp(place, np.linspace(0, 1, len(table)), table)
    clipped: Floats = np.clip(late, 0, 1).astype(np.float32)
    return clipped


def _place(stagger: Stagger, layout: TileLayout, order: Order | None) -> Floats:
    """Return the place of each tile in the order, from 0 to 1 (n,)."""
    if order == "random" or (order is None and stagger.from_ == "random"):
        return _rank(layout.random("order"))
    if order in {"brightness", "color", "date"}:
        return _rank(_fact(layout, order), layout.random("order"))
    if stagger.from_ in {None, "random"} and order == "rows":
        return _rank(layout.row, layout.col)
    if stagger.from_ in {None, "random"} and order == "columns":
        return _rank(layout.col, layout.row)
    return _unit(_distance(stagger, layout, order))


def _distance(stagger: Stagger, layout: TileLayout, order: Order | None) -> Floats:
    """Return the distance of tiles from where the stagger begins, down, across or both (n,)."""
    if stagger.from_ == "edges":
        down: Floats = np.minimum(layout.y, layout.height - layout.y)
        across: Floats = np.minimum(layout.x, layout.width - layout.x)
        near = layout.inset()
    else:
        y, x = layout.origin(stagger.from_)
        down, across = abs(layout.y - np.float32(y)), abs(layout.x - np.float32(x))
        near = np.hypot(down, across)
    ways: dict[str | None, Floats] = {"rows": down, "columns": across}
    return ways.get(order, near)


def _fact(layout: TileLayout, order: str) -> Floats:
    """Return brightness, hue or date of the photos (n,)."""
    if layout.facts is None:
        raise ValueError(f"order {order!r} needs to know the photos")
    facts = layout.facts
    known = {"brightness": facts.brightness, "color": facts.hue, "date": facts.date}
    return known[order]


def _rank(values: Floats, ties: Floats | None = None) -> Floats:
    """Return the ranks of values, evenly from 0 to 1; equal ones go by `ties` (n,)."""
    keys = (values,) if ties is None else (ties, values)
    rank = np.empty(len(values), np.float32)
    rank[np.lexsort(keys)] = np.linspace(0, 1, len(values), dtype=np.float32)
    return rank


def _unit(values: Floats) -> Floats:
    """Stretch values to 0 to 1; all 0 if they are equal."""
    low, high = values.min(), values.max()
    unit: Floats = (values - low) / max(high - low, np.float32(1e-9))
    return unit
