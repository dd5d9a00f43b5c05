"""What a clip can ask for: the channels, and how every part of a scene is declared and read.

    fault.py ──▶ kind.py ──▶ part.py ──▶ value.py ──▶ target.py, ease.py, stagger.py
    ──▶ camera.py, tiles.py (motions/), blend.py, fade.py

A *part* is a mapping of the language, a frozen dataclass; each of its keys has a *kind*, which
reads a value and knows its JSON Schema; what is wrong is a *fault*, and all faults come at once.
`value.py` has the small values of the language (durations, colours, sizes), `target.py` and
`ease.py` what channels have in common, and each channel has a file of its own. Parts know the
language, not time: `timeline` turns them into pictures.
"""
