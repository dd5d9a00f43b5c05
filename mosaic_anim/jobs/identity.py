"""The hash that names a render: of everything its bytes depend on, and of nothing else."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from mosaic_anim import __version__
from mosaic_anim.encode.output import Sound
from mosaic_anim.encode.settings import Settings
from mosaic_anim.flight import Facts
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.timeline import Timeline

COMMENT_PREFIX = f"mosaic_anim {__version__} scene "
"""How the comment of every output begins; the scene hash follows."""


def scene_hash(
    timeline: Timeline,
    frames: range,
    placements: Mapping[str, Placement],
    *,
    facts: Facts | None = None,
    settings: Settings,
    suffix: str,
    ffmpeg: str,
    sound: Sound | None = None,
    played: tuple[int, Fraction] = (1, Fraction(0)),
    limit: tuple[object, ...] = (),
) -> str:
    """Hash the states of `frames`, the placements, the encoder's options and the versions.

    A comment in the scene file changes nothing; another photo in one cell, behind the mosaic or on
    the backs of its tiles does, and so does another date by which tiles set out, or how often it
    is `played` and how long it rests at its end [s]; so does another sound, wherever it lies. A
    file that has to fit is named by its `limit` and what may be given up for it, not by what was.

    Returns
    -------
    str
        SHA-256 in hexadecimal.
    """
    digest = hashlib.sha256()
    output = (timeline.size, timeline.fps, timeline.loops, timeline.quality, suffix)
    options = (__version__, ffmpeg, output, settings, len(frames), played)
    digest.update(repr(options).encode())
    if sound is not None:
        digest.update(repr(replace(sound, path=None)).encode())
    if limit:
        digest.update(repr(limit).encode())
    for name, placement in sorted(placements.items()):
        digest.update(name.encode())
        digest.update(placement_digest(placement))
    if facts is not None:
        for order in (facts.brightness, facts.hue, facts.date):
            digest.update(order.tobytes())
    for index in frames:
        digest.update(repr(timeline.frame_state(index)).encode())
    return digest.hexdigest()


def placement_digest(placement: Placement) -> bytes:
    """Hash what is drawn of a placement: cells, crops, turns, tint, and the photos' contents."""
    digest = hashlib.sha256(repr(placement.grid).encode())
    for array in (placement.tile, placement.crop, placement.turn, placement.gain, placement.offset):
        digest.update(array.tobytes())
    digest.update("\n".join(placement.photo_hash.tolist()).encode())
    return digest.digest()
