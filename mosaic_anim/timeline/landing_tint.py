"""Landing tint: a tile that fills the frame shows its own colours."""

from mosaic_anim.values.frame_state import Camera

TINT_FADES = (0.15, 0.6)
"""Cell height over view height at which the tint begins to fade out, and at which it is gone."""


def landing_tint(camera: Camera) -> float:
    """Return how much tint is left, 0 to 1: a photo that fills the frame shows its own colours.

    The tint fades out along a smoothstep (3 x^2 - 2 x^3) while a cell grows in the view.
    """
    begins, gone = TINT_FADES
    share = (1 / camera.height - begins) / (gone - begins)
    share = min(max(share, 0.0), 1.0)
    return 1 - share * share * (3 - 2 * share)
