"""Signatures: which format a file has, by its first bytes and never by its name."""

HEAD = 64
"""Bytes that tell every format apart from the others."""

_SIGNATURES = {
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"GIF87a": "GIF",
    b"GIF89a": "GIF",
    b"BM": "BMP",
    b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF",
    b"II+\x00": "TIFF",
    b"MM\x00+": "TIFF",
    b"FUJIFILMCCD-RAW": "RAW",
    b"IIRO": "RAW",  # Olympus
    b"IIRS": "RAW",
    b"MMOR": "RAW",
    b"IIU\x00": "RAW",  # Panasonic
    b"\xff\x0a": "JXL",
    b"\x00\x00\x00\x0cJXL \r\n\x87\n": "JXL",
}

_CANON_RAW = b"CR\x02"
_CANON_RAW_PLACE = 8  # behind the head of a TIFF

_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")

_VIDEO_BRANDS = (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"qt  ")
_MORE_VIDEO_BRANDS = (b"M4V ", b"3gp4", b"3gp5", b"3gp6", b"3g2a", b"MSNV", b"dash", b"XAVC")
_BITMAP_HEADERS = {12, 16, 40, 52, 56, 64, 108, 124}
"""Lengths of the second header of a BMP [bytes]: "BM" alone begins many a text."""


def format_of(head: bytes) -> str | None:
    """Return the format of a file that begins with `head`; None if it is no known one.

    Most RAW photos are TIFF files; `raw_photos.is_raw_tiff` tells them apart.
    """
    for signature, name in _SIGNATURES.items():
        if head.startswith(signature):
            return "RAW" if head[_CANON_RAW_PLACE:].startswith(_CANON_RAW) else name
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp":
        brands = head[8 : max(12, int.from_bytes(head[:4], "big"))]
        if b"avif" in brands or b"avis" in brands:
            return "AVIF"
        if head[8:12] in _HEIF_BRANDS:
            return "HEIF"
        if head[8:12] == b"crx ":  # Canon, since 2018
            return "RAW"
    return "VIDEO" if demuxer_of(head) else None


def demuxer_of(head: bytes) -> str:
    """Return ffmpeg's demuxer for a video that begins with `head`; empty if it is none."""
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return "avi"
    if head[4:8] == b"ftyp" and head[8:12] in (*_VIDEO_BRANDS, *_MORE_VIDEO_BRANDS):
        return "mov"
    is_matroska = head[:4] == b"\x1aE\xdf\xa3" and (b"matroska" in head or b"webm" in head)
    return "matroska" if is_matroska else ""


def is_surely_picture(head: bytes) -> bool:
    """Return whether `head` begins a picture, where no name says so: "BM" and "II" are words."""
    name = format_of(head)
    if name == "BMP":
        return int.from_bytes(head[14:18], "little") in _BITMAP_HEADERS
    return name is not None
