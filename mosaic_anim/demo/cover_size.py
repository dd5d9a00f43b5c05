"""The size of the demo's cover, known before it is drawn."""

from mosaic_anim.values.geometry import Size

COVER_SIZE = Size(height=1350, width=2400)
"""Upright [px]."""
