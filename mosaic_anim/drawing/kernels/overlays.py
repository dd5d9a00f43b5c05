"""Lay pictures with alpha over frames."""

from mosaic_anim.drawing.kernels.arrays import Bytes
from mosaic_anim.kernel import kernel


@kernel()
def lay_over(pixels: Bytes, patch: Bytes, top: int, left: int, share: float) -> None:
    """Lay a patch over pixels, in place.

    pixels : (H, W, 3) uint8, or (H, W, 4) with colours multiplied by alpha; patch : (h, w, 4)
    uint8, likewise, within them from row `top` and column `left` on; share : float32, how much of
    the patch is seen, 0 to 1.
    """
    fade = share / 255
    for i in range(patch.shape[0]):
        for j in range(patch.shape[1]):
            alpha = patch[i, j, 3]
            if alpha:
                rest = 1 - alpha * fade
                for channel in range(pixels.shape[2]):
                    below = pixels[top + i, left + j, channel] * rest
                    pixels[top + i, left + j, channel] = below + patch[i, j, channel] * share + 0.5
