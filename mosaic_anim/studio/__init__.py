"""The studio: a scene in the browser, drawn while it is written.

    scene_file.py  file ⇄ text with its version: an edit never replaces a newer file
    session.py     text ──▶ Scene ──▶ Project, or its problems beside the last good one
    scene_choice.py  which scene, and how it is loaded; remarks.py says what `check` would of it
    watch.py       files that change ──▶ the session loads again
    views.py       Project ──▶ each output at each size that is asked for
    frames.py      Project × moment ──▶ Frame, by the function that renders draw with
    materials.py   what it is drawn from: tiles of tile_pool.py, read as frames need them
    frame_cache.py the frames drawn last; queue.py lets only the newest request be drawn
    facts.py       Project ──▶ what the page shows beside the frame
    app.py         answers/ to all that the page asks for, guarded by guard.py; server.py serves
                   it on 127.0.0.1
    page/          HTML, CSS and JavaScript, as they are served

Frames are pure functions of time, so what is shown is what will be rendered, byte for byte.
"""
