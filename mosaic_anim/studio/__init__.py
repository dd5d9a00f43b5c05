"""The studio: a scene in the browser, drawn while it is written.

    scene_file.py  file ⇄ text with its version: an edit never replaces a newer file
    session.py     text ──▶ Scene ──▶ Project, or its problems beside the last good one
    scene_choice.py  which scene, and how it is loaded; remarks.py says what `check` would of it
    watch.py       files that change ──▶ the session loads again
    frames.py      Project × moment ──▶ Frame, by the function that renders draw with
    tile_pool.py   tiles, read as frames need them; frame_cache.py keeps the frames drawn last
    queue.py       requests ──▶ the newest one; older ones are dropped
    facts.py       Project ──▶ what the page shows beside the frame
    app.py         all of it over HTTP, guarded by guard.py; server.py serves it on 127.0.0.1
    page/          HTML, CSS and JavaScript, as they are served

Frames are pure functions of time, so what is shown is what will be rendered, byte for byte.
"""
