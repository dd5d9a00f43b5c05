"""What a clip can ask for: one file per channel, and what channels have in common.

    camera.py, tiles.py (motions/), morph.py, endless.py, blend.py, fade.py, text.py   the channels
    target.py, keyframe.py, fit.py     where the camera goes
    ease.py, stagger.py, point.py, moment.py, flight_path.py     how and when something moves
    transition.py, start.py, pace.py     how clips begin, follow each other and are played
    background.py, overlay_layout.py, text_fields.py     what lies below and above the mosaic

Everything here is declared with `schema` and knows the language, not time: `timeline` turns it into
what a frame shows.
"""
