"""Time to numbers: easings give the progress of a move, camera paths give the view at a progress.

`easing` turns the share of a clip's time into progress; `camera` turns progress into a `Camera`
between two others, frames a rectangle of the canvas, and keeps a view inside the canvas; `track`
passes a number through keys. Plain floats in, plain floats out: no pixels, no arrays.
"""
