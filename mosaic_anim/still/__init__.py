"""The mosaic as one big picture, drawn and written band by band, never whole in memory.

How data flows: `write` draws bands in threads and hands them, in order, to the writer of the
file's format: `png`, `tiff`, `jpeg`. `bands` holds what they share; `marked` shows where a photo
lies.
"""

from mosaic_anim.still.cell_marks import write_cell_marks
from mosaic_anim.still.write import StillFile, still_writer, write_still

__all__ = ["StillFile", "still_writer", "write_cell_marks", "write_still"]
