"""Scene -> time -> FrameState.

Target ──resolve──▶ Rect         targets.py    which cell, which photo's cell, on this canvas
Scene  ──plan────▶ Film          plan.py       what a scene shows in an output, and what it plays
Clips  ──plan────▶ Shots         shot_planner.py: each begins as the one before it ended
Film   ──state───▶ FrameState    film.py       a pure function of exact scene time
Film   ──play────▶ Timeline      timeline.py   an output's time, its frames and its marks
FrameState ──needs──▶ Variants   needs.py      which tiles are seen at which size
"""

from mosaic_anim.timeline.plan import plan
from mosaic_anim.timeline.timeline import Timeline

__all__ = ["Timeline", "plan"]
