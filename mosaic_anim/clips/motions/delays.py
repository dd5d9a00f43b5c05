"""Delays: which tile sets out when. Arrays over the cells of a canvas."""

from typing import TYPE_CHECKING

import numpy as np

from mosaic_anim.flight import Floats, Homes

if TYPE_CHECKING:
    from mosaic_anim.clips.stagger import Order, Stagger


def delays(stagger: "Stagger", homes: Homes, order: "Order | None") -> Floats:
    """Return when each tile sets out, from 0 for the first to 1 for the last (n,)."""
    return homes.kept(("delays", stagger, order), lambda: _delays(stagger, homes, order))


def _delays(stagger: "Stagger", homes: Homes, order: "Order | None") -> Floats:
    place = _place(stagger, homes, order)
    if stagger.jitter:
        share = np.float32(stagger.jitter)
        place = place * (1 - share) + homes.random("jitter") * share
    curve = stagger.ease.function()
    known = np.linspace(0, 1, 257)
    late = np.interp(place, known, [curve(float(at)) for at in known])
    clipped: Floats = np.clip(late, 0, 1).astype(np.float32)
    return clipped


def _place(stagger: "Stagger", homes: Homes, order: "Order | None") -> Floats:
    """Return the place of each tile in the order, from 0 to 1 (n,)."""
    if order == "random" or (order is None and stagger.from_ == "random"):
        return homes.random("order")
    if order == "rows":
        return _unit(homes.row * homes.grid.cols + homes.col)
    if order == "columns":
        return _unit(homes.col * homes.grid.rows + homes.row)
    if order in {"brightness", "color", "date"}:
        return _fact(homes, order)
    return _distance(stagger, homes)


def _distance(stagger: "Stagger", homes: Homes) -> Floats:
    """Order tiles by their distance from where the stagger begins."""
    middle = homes.height / 2, homes.width / 2
    point = homes.point(*stagger.from_) if isinstance(stagger.from_, tuple) else middle
    far = _unit(np.hypot(homes.y - np.float32(point[0]), homes.x - np.float32(point[1])))
    return 1 - far if stagger.from_ == "edges" else far


def _fact(homes: Homes, order: str) -> Floats:
    """Order tiles by their photos."""
    if homes.facts is None:
        raise ValueError(f"order {order!r} needs to know the photos")
    facts = homes.facts
    places = {"brightness": facts.brightness, "color": facts.hue, "date": facts.date}
    return places[order]


def _unit(values: Floats) -> Floats:
    """Stretch values to 0 to 1; all 0 if they are all one."""
    low, high = values.min(), values.max()
    unit: Floats = (values - low) / max(high - low, np.float32(1e-9))
    return unit
