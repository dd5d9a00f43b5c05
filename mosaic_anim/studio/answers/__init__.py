"""Answers to the page, by what they are about.

answer.py   work in a thread ──▶ an answer; what goes wrong becomes one too
frames.py   a moment ──▶ its frame, unless a newer one is asked for
points.py   a point of a frame ──▶ the cell there, and its photo
scene.py    the scene's text, edits of it, its schema, its sound
renders.py  a render: its start, its end, its files
news.py     whatever changes, over a websocket
"""
