"""The version of this program, below all rooms: outputs carry it."""

__version__ = "0.1.0"

VERSION_LINE = f"mosaic_anim {__version__}"
"""What `--version` prints."""
