"""Motions: what tiles can do, a file for each.

motion.py      the keys that all have, and from the clip's time to each tile's own progress
delays.py      which tile sets out when
explode.py …   where a tile is at its progress
table.py       the names that a scene knows
"""
