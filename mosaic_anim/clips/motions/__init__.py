"""Motions: what tiles can do, a file for each.

motion.py      the keys of every motion; from the clip's time to each tile's progress
delays.py      which tile starts when
options.py     keys that many motions have
explode.py …   where a tile is at its progress; periodic.py is the base of those that loop
blending.py    what a tile shows while the channel `blend` is active
table.py       motions by name
"""
