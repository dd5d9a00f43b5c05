"""Room: what an output still takes on the disk where its segments are kept."""

from collections.abc import Sequence
from pathlib import Path

from mosaic_anim.encode.formats import format_of
from mosaic_anim.rendering.production import Production
from mosaic_anim.rendering.segments import Segment


def room_needed(production: Production, segments: Sequence[Segment]) -> int:
    """Return about how much space an output still needs where its segments are kept [bytes].

    That is what the missing ones take, going by those that are there, and the file itself if it
    comes to the same disk.
    """
    frames = {segment.name: len(segment.frames) for segment in segments}
    there = production.store.sizes(frames)
    drawn = sum(frames[name] for name in there)
    each = sum(there.values()) / drawn if drawn else _usual_frame(production)
    left = sum(frames.values()) - drawn
    if _disk_of(production.store.folder) == _disk_of(production.encoding.path.parent):
        left += sum(len(segment.frames) for segment in segments)
    return round(left * each)


def _usual_frame(production: Production) -> float:
    encoding = production.encoding
    usual = format_of(encoding.path).usual_bytes
    return usual * encoding.size.height * encoding.size.width


def _disk_of(folder: Path) -> int:
    """Return the number of the disk that holds a folder, or will hold it."""
    folder = folder.absolute()
    while not folder.exists():
        folder = folder.parent
    return folder.stat().st_dev
