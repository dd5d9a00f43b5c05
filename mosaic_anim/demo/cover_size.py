"""The demo's covers: their names, and their sizes, which are known before they are drawn."""

from mosaic_anim.io.names import BUILT_IN
from mosaic_anim.values.geometry import Size

PORTRAIT = f"{BUILT_IN}-portrait"
"""Stands for the second cover."""

COVER_SIZES = {BUILT_IN: Size(height=1350, width=2400), PORTRAIT: Size(height=1500, width=1200)}
"""Sizes of the covers [px], by what stands for them."""
