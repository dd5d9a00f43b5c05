"""What a clip can ask for: the parameter models of its channels.

    part.py ──▶ value.py ──▶ target.py, ease.py ──▶ camera.py, fade.py

`part.py` holds what all models share, `value.py` the small values of the language (durations,
colours, sizes), `target.py` and `ease.py` what channels have in common, and each channel has a
file of its own. The models know the language, not time: `timeline.py` turns them into pictures.
"""
