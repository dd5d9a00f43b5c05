"""Scene -> Project -> OutputPlan -> Segment -> SegmentJob -> RenderedFile.

Scene ─────open──▶ Project       open_project.py: libraries indexed, cover matched
Project ───plan──▶ OutputPlan    plan.py, open_outputs.py: all that can be refused is refused here
OutputPlan ─cut──▶ Segments      segments.py: ranges of frames, named by fingerprint.py
Segments ──look──▶ missing ones  segment_cache.py: which are stored, and the tiles of the others
Segment ─────────▶ SegmentJob    segment_job.py: all that it is made from, drawn and encoded
SegmentJob ──────▶ a file        scheduler.py gives jobs to executors/: threads, or a cluster
files ─────join──▶ RenderedFile  mux.py; size_limit/ where `max_size` bounds it
"""
