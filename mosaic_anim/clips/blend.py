"""The blend channel: the mosaic becomes the cover, or the cover the mosaic."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from mosaic_anim.clips.ease import EASE, Ease
from mosaic_anim.clips.stagger import ORDERS, Order, Stagger
from mosaic_anim.lazy import LazyModule
from mosaic_anim.schema.kind import choice, optional
from mosaic_anim.schema.part import Part, key, part_kind

if TYPE_CHECKING:
    from mosaic_anim.clips.motions import blending
else:  # where tiles blend
    blending = LazyModule("mosaic_anim.clips.motions.blending")


@dataclass(frozen=True, slots=True, kw_only=True)
class BlendChannel(Part):
    """Turns the mosaic into its cover, or back. It stays that way."""

    to: Literal["cover", "mosaic"] = key(
        choice("cover", "mosaic"),
        example="cover",
        description="What shows at the end: the `cover` or the `mosaic`.",
    )
    stagger: Stagger | None = key(
        optional(part_kind(Stagger)),
        default=None,
        description="Blend cell by cell.",
        otherwise="all cells at once",
    )
    order: Order | None = key(
        optional(ORDERS),
        default=None,
        description="Which cells blend first, as for `tiles`.",
        otherwise="as the stagger says",
    )
    ease: Ease = key(
        EASE,
        default="in_out_sine",
        description="Easing of the blend.",
    )

    def motion(self, start: float, mosaic: float = 0.0) -> "blending.Blending":
        """Return what the tiles do.

        Parameters
        ----------
        start : float
            Share of the cover at the start, 0 to 1.
        mosaic : float
            Share of the cover in the mosaic itself.
        """
        end = 1.0 if self.to == "cover" else mosaic
        return blending.Blending(
            start=start, end=end, stagger=self.stagger, order=self.order, ease=self.ease
        )
