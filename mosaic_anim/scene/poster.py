"""Poster: a picture beside an output."""

from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, TypeVar

from mosaic_anim.clips.start import START, Start
from mosaic_anim.scene.output_file import is_picture, read_output_file
from mosaic_anim.schema.kind import Kind, Label, optional, scalar
from mosaic_anim.schema.part import Part, key, part_kind
from mosaic_anim.schema.problem import invalid, quoted

SUFFIX = ".jpg"
"""Suffix of a poster that has no file of its own."""

AnyPath = TypeVar("AnyPath", bound=PurePath)


def _read_picture_file(value: Any) -> Path:
    file = read_output_file(value)
    if not is_picture(file):
        raise invalid(f"not a picture file: {quoted(str(value))}", "end it in .jpg or .png")
    return file


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster(Part):
    """A moment of the scene as a picture, as large as the output that it belongs to."""

    at: Start = key(START, example="dive.end", description="The moment it shows.")
    file: Path | None = key(
        optional(
            scalar(
                _read_picture_file,
                {"title": "path", "type": "string", "pattern": r"\.(jpe?g|png)$"},
            )
        ),
        default=None,
        description="Where to write, relative to the current folder.",
        otherwise="beside the output, as .jpg",
    )


def poster_file(output: AnyPath) -> AnyPath:
    """Return the file of a poster that names none: beside its output."""
    return output.with_suffix(SUFFIX)


def _read_poster(value: Any, at: Label) -> Poster:
    """Read `dive.end`, or `{at: dive.end, file: poster.png}`."""
    if isinstance(value, dict | Poster):
        return Poster.read(value, at)
    return Poster(at=START.read(value, at))


POSTER = Kind(
    read=_read_poster,
    schema={"anyOf": [START.schema, part_kind(Poster).schema]},
    parts=(Poster,),
)
"""A `Poster`."""
