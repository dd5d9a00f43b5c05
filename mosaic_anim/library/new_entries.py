"""Entries of the index for photos that were just read."""

from mosaic_anim.library.entry import FORMATS, Entry
from mosaic_anim.library.photo_reading import SmallPicture
from mosaic_anim.library.scan import PhotoFile
from mosaic_anim.library.small_pictures import StoreWriter


def entry_of_reading(
    photo: PhotoFile, reading: SmallPicture, same: Entry | None, store: StoreWriter
) -> Entry:
    """Make the entry of a photo; its pixels are stored once for all files of one content."""
    height, width = reading.pixels.shape[:2]
    if same is None:
        offset, checksum = store.append(reading.pixels)
    else:
        offset, checksum = same.offset, same.checksum
    return Entry(
        path=photo.path,
        size=photo.size,
        mtime_ns=photo.mtime_ns,
        content=reading.content,
        taken=reading.taken or "",
        full_height=reading.full_size.height,
        full_width=reading.full_size.width,
        small_height=height,
        small_width=width,
        offset=offset,
        checksum=checksum,
        kind=FORMATS.index(reading.kind),
        phash=reading.impression.phash,
        colour=reading.impression.colour,
        flatness=reading.impression.flatness,
        row=reading.rect.row,
        col=reading.rect.col,
        height=reading.rect.height,
        width=reading.rect.width,
    )


def entry_of_refusal(photo: PhotoFile, reason: str, *, late: int = 0) -> Entry:
    """Return the entry of a photo that cannot be used; `late` counts runs in which it was slow."""
    return Entry(
        path=photo.path, size=photo.size, mtime_ns=photo.mtime_ns, reason=reason, late=late
    )
