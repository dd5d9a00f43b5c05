"""Motions: what tiles can do, a file for each.

motion.py      the keys that all have, and from the clip's time to each tile's own progress
delays.py      which tile sets out when
options.py     keys that many have
explode.py …   where a tile is at its progress; those that loop stand on periodic.py
blending.py    what it shows while the channel `blend` is at work
table.py       the names that a scene knows
"""
