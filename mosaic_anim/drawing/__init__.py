"""FrameState -> Frame.

Camera ──view───▶ Rect, level     levels.py, view.py    what a frame sees, and of which tile level
Taps              taps.py                               which source pixels a frame pixel weighs
Canvas ──draw───▶ (H, W, 3)       canvas.py, kernels/   tiles at home, antialiased, sub-pixel exact
Flight ──place──▶ Places, Parts   places.py, parts.py   where tiles are; what grid and sprites share
Parts  ──draw───▶ (H, W, 3)       sprites.py, kernels/  tiles off the grid, nearest first
Layers ──lay────▶ Frame           layer.py, frame.py    one over another; fades in linear light
"""
