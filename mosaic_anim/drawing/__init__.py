"""FrameState -> Frame.

Camera ──view───▶ Rect, level     levels.py, view.py    what a frame sees, and of which tile level
Rect   ──plan───▶ Shares, Taps    axes.py               whose a pixel is, and what it weighs of that
Canvas ──draw───▶ (H, W, 3)       canvas.py, kernels/   tiles at home, antialiased, sub-pixel exact
Flight ──place──▶ TilePositions   tile_positions.py     where tiles are
Tiles  ──split──▶ LayerSplit      layer_split.py        what the grid draws of them, what sprites do
Split  ──draw───▶ (H, W, 3)       sprites.py, smears.py tiles off the grid, nearest first; in motion
Canvas ──read───▶ (H, W, 3)       turned_canvas.py      tiles at home under a turned camera
Layers ──lay────▶ Frame           layer.py, frame.py    one over another; fades in linear light

No filter reads beyond its source. A photo ends with its own colours, whatever lies beside it, and
the mosaic with its outermost tiles, so that one flat colour in is that colour out, to the last
pixel. How much of a pixel each of them has is another question: see `shares`.
"""
