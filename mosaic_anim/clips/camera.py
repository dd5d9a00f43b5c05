"""The camera channel: where the camera goes, and how."""

from dataclasses import dataclass
from typing import Any, Literal

from mosaic_anim.clips.ease import EASE, Ease, NamedEase
from mosaic_anim.clips.fault import choose, said, wrong
from mosaic_anim.clips.kind import optional, plain, word
from mosaic_anim.clips.part import Part, key
from mosaic_anim.clips.target import TARGET, CellTarget, PhotoTarget, Target

Fit = Literal["contain", "cover"] | float
"""How a target fits the frame."""


def _read_fit(value: Any) -> Fit:
    """Read `contain`, `cover` or a number above 0, at most 1."""
    if value in ("contain", "cover"):
        return value  # type: ignore[no-any-return]
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 1:
        return float(value)
    near = choose(value, ("contain", "cover")) if isinstance(value, str) else ""
    remedy = near if near.startswith("did") else "contain, cover, or a number up to 1: 0.92"
    raise wrong(f"not a fit: {said(value)}", remedy)


_FIT = plain(
    _read_fit,
    {
        "anyOf": [
            {"enum": ["contain", "cover"]},
            {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
        ]
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraChannel(Part):
    """Moves the camera to a target; afterwards it stays there."""

    to: Target = key(TARGET, example="{cell: best}", description="Where the camera goes.")
    from_: Target | None = key(
        optional(TARGET),
        default=None,
        description="Where it starts; without this, where the last clip left it.",
    )
    fit: Fit | None = key(
        optional(_FIT),
        default=None,
        description="`contain` shows the whole target, `cover` fills the frame with it, a number "
        "such as 0.92 is the part of the frame that the whole target takes. Default: cover for a "
        "cell or a photo, contain for `all` and a rect.",
    )
    path: Literal["anchored", "van_wijk"] = key(
        word("anchored", "van_wijk"),
        default="anchored",
        written="anchored",
        description="`anchored` zooms and slides evenly with the target always in view; "
        "`van_wijk` zooms out, flies and zooms in, for ways from one tile to another.",
    )
    ease: Ease = key(
        EASE,
        default=NamedEase(name="in_out_sine"),
        written="in_out_sine",
        description="How the speed changes on the way.",
    )
    background: Literal["show"] | None = key(
        optional(word("show")),
        default=None,
        description="`show` lets the camera look past the mosaic's edge, onto the background; "
        "otherwise it stays inside.",
    )

    def fit_of(self, target: Target) -> Fit:
        """Return how `target` fits the frame: as the scene says, or the default of its kind."""
        if self.fit is not None:
            return self.fit
        return "cover" if isinstance(target, CellTarget | PhotoTarget) else "contain"
