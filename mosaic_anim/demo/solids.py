"""Round bodies in light: the shaded ball that planets, fruit, beads and balloons are made of."""

import numpy as np

from mosaic_anim.demo.paint import Floats, Sheet, shade, smoothstep, unit

SUN = (-0.5, -0.62, 0.6)
"""Direction towards the light: from the upper left, before the picture."""


def ball_normals(
    sheet: Sheet, x: float, y: float, radius: float
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return the unit normal (three fields) of a ball and its signed distance [units]."""
    u, v = (
        (sheet.x - np.float32(x)) / np.float32(radius),
        (sheet.y - np.float32(y)) / np.float32(radius),
    )
    r2 = u * u + v * v
    return (
        u + 0 * v,
        v + 0 * u,
        np.sqrt(unit(1 - r2)),
        (np.sqrt(r2) - 1) * np.float32(radius),
    )


def lambert(u: Floats, v: Floats, w: Floats, *, ambient: float = 0.32) -> Floats:
    """Return soft diffuse light with some light from below, (H, W) about 0.2 to 1.1."""
    facing = unit(u * SUN[0] + v * SUN[1] + w * SUN[2])
    bounce = 0.14 * unit(v - w * 0.2)
    return np.float32(ambient) + np.float32(1.08 - ambient) * facing + bounce


def gloss(u: Floats, v: Floats, w: Floats, sharp: float = 40.0) -> Floats:
    """Return the highlight of the light in a polished surface, (H, W) in [0, 1] (Blinn)."""
    half = np.array([SUN[0], SUN[1], SUN[2] + 1.0])
    half /= np.linalg.norm(half)
    half = half.astype(np.float32)
    facing = unit(u * half[0] + v * half[1] + w * half[2])
    result: Floats = (facing ** np.float32(sharp)).astype(np.float32)
    return result


def drop_shadow(
    sheet: Sheet, x: float, y: float, radius: float, *, out: Floats, depth: float = 0.45
) -> None:
    """Darken `out` softly below and beside a body, away from the light."""
    x, y, radius = float(x), float(y), float(radius)
    x, y = x + 0.35 * radius, y + 0.5 * radius
    window, whole = sheet.cut(out, x, y, 1.45 * radius, 1.16 * radius)
    for band, view in window.bands(whole):
        u, v = (band.x - x) / radius, (band.y - y) / (0.8 * radius)
        dark = smoothstep(0.25, 1.45, np.sqrt(u * u + v * v))
        dark *= np.float32(depth)
        dark += np.float32(1 - depth)
        shade(dark, out=view)


def ball(
    sheet: Sheet,
    x: float,
    y: float,
    radius: float,
    color: Floats,
    *,
    out: Floats,
    shine: float = 0.7,
    sharp: float = 40.0,
) -> None:
    """Lay a shaded ball with a highlight over `out`."""
    window, whole = sheet.cut(out, x, y, radius + 2 * sheet.pixel)
    for band, view in window.bands(whole):
        u, v, w, distance = ball_normals(band, x, y, radius)
        rim = (1 - w) ** 3 * np.float32(0.25)
        light = lambert(u, v, w) * (1 + rim) + rim * np.float32(0.3)
        # The highlight lies over the lit colour: tone = 1 - (1 - color * light) (1 - high)
        high = gloss(u, v, w, sharp) * np.float32(shine) if shine else None
        coverage = band.edge(distance)
        for channel in range(3):
            tone = np.minimum(light * color[channel], np.float32(1))
            if high is not None:
                tone += high * (1 - tone)
            tone -= view[channel]
            tone *= coverage
            view[channel] += tone


def backdrop(
    rng: np.random.Generator, sheet: Sheet, color: Floats, *, depth: float = 0.3
) -> Floats:
    """Return a studio background: one colour, lit from the upper left."""
    angle = rng.uniform(0.4, 1.2)
    along = (sheet.x * np.float32(np.cos(angle)) + sheet.y * np.float32(np.sin(angle))) / 2
    picture = sheet.fill(color)
    picture *= np.float32(1.08) - np.float32(depth) * smoothstep(-0.9, 1.1, along)
    return unit(picture)
