"""Scene -> Stage -> frames drawn ahead -> output files.

Scene  ──open───▶ Stage        stage.py, sources.py   libraries indexed, placements matched
Stage  ──load───▶ Estimate     limits.py              refused before it starts if it cannot fit
States ──read───▶ Mosaics      stage.py               the tiles that will be seen, at their sizes
Frames ──draw───▶ output file  frames.py, render.py   drawn ahead in threads, named by identity.py
"""
