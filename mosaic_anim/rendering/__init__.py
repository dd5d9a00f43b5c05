"""Scene -> Stage -> segments -> output files.

Scene    ──open───▶ Stage        stage.py, sources.py   libraries indexed, placements matched
Stage    ──load───▶ Estimate     limits.py              refused before it starts if it cannot fit
Timeline ──cut────▶ Segments     segments.py            ranges of frames, named by their content
Segments ──find───▶ missing ones output.py              those that are there are proven and kept
Cells    ──read───▶ Mosaics      stage.py               the tiles that the missing ones show
Segment  ──make───▶ a file       work.py                drawn and encoded, many at once
files    ──join───▶ output file  output.py, render.py   named by identity.py, told in manifest.py
"""
