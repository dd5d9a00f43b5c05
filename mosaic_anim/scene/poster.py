"""Poster: one picture that stands for an output."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mosaic_anim.clips.fault import said, wrong
from mosaic_anim.clips.kind import Kind, Label, optional, plain
from mosaic_anim.clips.part import Part, key, of
from mosaic_anim.clips.start import START, Start
from mosaic_anim.scene.output_file import is_picture, read_output_file


def _read_picture_file(value: Any) -> Path:
    file = read_output_file(value)
    if not is_picture(file):
        raise wrong(f"not a picture file: {said(str(value))}", "end it in .jpg or .png")
    return file


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster(Part):
    """A moment of an output as a picture of its own."""

    at: Start = key(START, example="dive.end", description="Which moment: 2.5s, dive, dive.end.")
    file: Path | None = key(
        optional(plain(_read_picture_file, {"type": "string", "pattern": r"\.(jpe?g|png)$"})),
        default=None,
        description="Where to; by default beside the output, as .jpg.",
    )


def _read_poster(value: Any, at: Label) -> Poster:
    """Read `dive.end`, or `{at: dive.end, file: poster.png}`."""
    if isinstance(value, dict | Poster):
        return Poster.read(value, at)
    return Poster(at=START.read(value, at))


POSTER = Kind(
    read=_read_poster,
    schema={"anyOf": [START.schema, of(Poster).schema]},
    parts=(Poster,),
)
"""A `Poster`."""
