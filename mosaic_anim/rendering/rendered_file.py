"""Results of a render: a finished output, or the segments of a shard."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Literal

from mosaic_anim.encode.sequence.names import is_sequence
from mosaic_anim.rendering.landed_photos import LandedPhoto
from mosaic_anim.scene.output_file import is_picture
from mosaic_anim.values.geometry import Size


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedFile:
    """One finished output.

    Attributes
    ----------
    path : Path
        The file, complete; for numbered pictures the pattern of their names.
    size : Size
        Frame size [px].
    fps : Fraction
        Frames per second.
    frames : int
        Number of frames; 1 is a single picture, or a very short film.
    bytes : int
        Length of the file, or of all files together.
    seconds : float
        Wall time from looking up segments to the finished file; 0 if it existed already [s].
    already_done : bool
        Whether the file existed and is what this scene writes.
    segments, drawn : int
        Number of segments in the file, and number of those made now.
    missing : tuple of str
        Photos that have gone or changed since they were indexed; their small pictures were drawn.
    skipped : mapping of str to int
        Number of unusable files in the library, by reason.
    relaxed : tuple of str
        Rules of the mosaic that its photos could not keep, one line each.
    chosen : str
        The automatic settings of the mosaic, in one line; empty if there are none.
    landed : tuple of LandedPhoto
        Photos on which its clips land.
    given_up : tuple of str
        What it gave up to stay below its `max_size`: `128 colours instead of 256`.
    encodes : int
        Number of full encodes that this took; 0 if it has no `max_size`.
    """

    path: Path
    size: Size
    fps: Fraction
    frames: int
    bytes: int
    seconds: float
    already_done: bool
    segments: int = 0
    drawn: int = 0
    missing: tuple[str, ...] = ()
    skipped: Mapping[str, int] = field(default_factory=dict)
    relaxed: tuple[str, ...] = ()
    chosen: str = ""
    landed: tuple[LandedPhoto, ...] = ()
    given_up: tuple[str, ...] = ()
    encodes: int = 0

    @property
    def kind(self) -> Literal["film", "pictures", "picture"]:
        """Whether it is a film, a picture for each frame, or one picture."""
        if is_sequence(self.path):
            return "pictures"
        return "picture" if is_picture(self.path) else "film"


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedShard:
    """The segments of a shard, all finished.

    Attributes
    ----------
    path : Path
        The output that they belong to.
    folder : Path
        Folder that they are stored in.
    segments, drawn : int
        Number of segments, and number of those made now.
    seconds : float
        Wall time [s].
    missing, skipped, relaxed, chosen
        As in `RenderedFile`.
    """

    path: Path
    folder: Path
    segments: int
    drawn: int
    seconds: float
    missing: tuple[str, ...] = ()
    skipped: Mapping[str, int] = field(default_factory=dict)
    relaxed: tuple[str, ...] = ()
    chosen: str = ""
