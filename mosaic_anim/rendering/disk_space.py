"""Disk space: how much an output still needs where its segments are stored."""

from collections.abc import Sequence
from pathlib import Path

from mosaic_anim.encode.encoding import Encoding
from mosaic_anim.encode.formats import format_of
from mosaic_anim.io.content_store import ContentStore
from mosaic_anim.rendering.segments import Segment


def space_needed(encoding: Encoding, segments: Sequence[Segment], store: ContentStore) -> int:
    """Return about how much space an output still needs where its segments are stored [bytes].

    That is the size of the missing ones, estimated by those that exist, and of the file itself if
    it lies on the same disk.
    """
    frames = {segment.name: len(segment.frames) for segment in segments}
    sizes = store.sizes(frames)
    drawn = sum(frames[name] for name in sizes)
    usual = format_of(encoding.path).usual_bytes_for(encoding.settings)
    usual *= encoding.size.height * encoding.size.width
    each = sum(sizes.values()) / drawn if drawn else usual
    left = sum(frames.values()) - drawn
    if disk_of(store.folder) == disk_of(encoding.path.parent):
        left += sum(len(segment.frames) for segment in segments)
    return round(left * each)


def disk_of(folder: Path) -> int:
    """Return the number of the disk that holds a folder, or will hold it."""
    folder = folder.absolute()
    while not folder.exists():
        folder = folder.parent
    return folder.stat().st_dev
