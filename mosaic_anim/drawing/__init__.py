"""FrameState -> Frame.

Camera ──view───▶ Rect, level     levels.py, view.py    what a frame sees, and of which tile level
Taps              taps.py                               which source pixels a frame pixel weighs
Canvas ──draw───▶ (H, W, 3)       canvas.py, kernels/   antialiased, sub-pixel exact
Layers ──lay────▶ Frame           frame.py, light.py    opacity and fades, in linear light
"""
