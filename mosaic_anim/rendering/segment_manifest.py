"""Manifest: what a render is made of, written beside its segments before and after the work."""

import json
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from mosaic_anim.encode.encoding import Encoding
from mosaic_anim.encode.formats import format_of
from mosaic_anim.io.content_store import StoredFile
from mosaic_anim.io.disk import Need
from mosaic_anim.io.ffmpeg import ffmpeg_version, find_ffmpeg
from mosaic_anim.io.files import atomic_file
from mosaic_anim.rendering.segments import Segment
from mosaic_anim.version import __version__


def write_manifest(
    path: Path,
    encoding: Encoding,
    segments: Sequence[Segment],
    files: Mapping[str, StoredFile],
    *,
    needed: Need,
) -> None:
    """Write which segments there are, each with its hash where it is made, and what made them.

    `needed` returns how much space the whole output still needs [bytes].

    Raises
    ------
    StoppedError
        If the disk is full or fails.
    """
    about = {
        "program": __version__,
        "ffmpeg": ffmpeg_version(find_ffmpeg()),
        "python": platform.python_version(),
        "numpy": version("numpy"),
        "numba": version("numba"),
        "platform": f"{platform.system()} {platform.machine()}",
        "comment": encoding.comment,
        "options": format_of(encoding.path).options(encoding),
        "segments": [
            {
                "name": segment.name,
                "frames": [segment.frames.start, segment.frames.stop],
                "sha256": files[segment.name].sha256 if segment.name in files else None,
            }
            for segment in segments
        ],
    }
    with atomic_file(path, overwrite=True, needed=needed) as part:
        part.write_text(json.dumps(about, indent=1), encoding="utf-8")
