"""TIFF written band by band: one deflated strip for each band, BigTIFF when it may pass 4 GB."""

import zlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from mosaic_anim.lazy import tifffile
from mosaic_anim.still.bands import Band, PackedBand, Pixels, usual_band_rows
from mosaic_anim.still.srgb import srgb_profile
from mosaic_anim.values.geometry import Size
from mosaic_anim.values.origin import PICTURE

_LEVEL = 1
_CLASSIC_BYTES = 2**32 - 2**26
"""Pixels beyond this may not fit the 32-bit offsets of a classic TIFF, when they do not shrink."""
_ICC_PROFILE = 34675
_UNDEFINED = 7


class TiffWriter:
    """Deflates each strip separately, after horizontal differencing."""

    max_side = 2**31 - 1

    def band_rows(self, size: Size) -> int:
        """Return how many rows [px] each band but the last has."""
        return usual_band_rows(size)

    def pack(self, pixels: Pixels, band: Band) -> PackedBand:  # noqa: ARG002 - strips know no place
        """Difference and deflate one strip (h, W, 3): predictor 2 of TIFF 6.0, section 14."""
        differences = pixels.copy()
        np.subtract(pixels[:, 1:], pixels[:, :-1], out=differences[:, 1:])
        return PackedBand(data=zlib.compress(differences.data, _LEVEL))

    def write(self, path: Path, size: Size, packed: Iterable[PackedBand]) -> None:
        """Write the strips as they come, and the directory that lists them."""
        large = 3 * size.height * size.width > _CLASSIC_BYTES
        profile = srgb_profile()
        with tifffile.TiffWriter(path, bigtiff=large) as file:
            file.write(
                (band.data for band in packed),
                shape=(size.height, size.width, 3),
                dtype=np.uint8,
                photometric="rgb",
                compression="zlib",
                predictor=True,
                rowsperstrip=min(self.band_rows(size), size.height),
                metadata=None,
                description=PICTURE,
                software=False,
                extratags=[(_ICC_PROFILE, _UNDEFINED, len(profile), profile, True)],
            )
