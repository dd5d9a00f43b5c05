"""How to render, and what was rendered: what the public functions take and give."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Literal

from mosaic_anim.encode.sequence.names import is_sequence
from mosaic_anim.errors import UsageError
from mosaic_anim.scene.output_file import is_picture
from mosaic_anim.values.geometry import Size


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedFile:
    """One finished output.

    Attributes
    ----------
    path : Path
        The file, complete; of numbered pictures the pattern of their names.
    size : Size
        Of a frame [px].
    fps : Fraction
        Frames a second.
    frames : int
        Frames in it; 1 is a single picture, or a very short film.
    bytes : int
        Its length, of all of them if they are many.
    seconds : float
        Wall time from the first look for segments to the file; 0 if it was there already [s].
    already_done : bool
        Whether the file was there and is what this scene writes.
    segments, drawn : int
        How many segments it is joined from, and how many of them were made now.
    missing : tuple of str
        Photos that have gone or changed since they were indexed; their small pictures were drawn.
    skipped : mapping of str to int
        How many files of the library were not usable, for each reason.
    given_up : tuple of str
        What it lost to stay below its `max_size`: `256 → 128 colours`.
    encodes : int
        How often all of it was encoded for that; 0 where it has no `max_size`.
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
    given_up: tuple[str, ...] = ()
    encodes: int = 0

    @property
    def kind(self) -> Literal["film", "pictures", "picture"]:
        """Whether it is a film, a picture for each frame, or one picture."""
        if is_sequence(self.path):
            return "pictures"
        return "picture" if is_picture(self.path) else "film"


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderOptions:
    """How to render, as opposed to what.

    Attributes
    ----------
    frames : str, optional
        `A..B`: only these frames of each output, B not included.
    draft : bool
        Half the size and the fastest preset, in a file of its own: `name-draft.mp4`.
    named : bool
        The first output's name was chosen for this render: a draft takes it as it is.
    overwrite : bool
        Replace an output that exists.
    workers : int, optional
        Segments made at the same time; default: the cores.
    max_memory : int, optional
        Take fewer workers, or refuse a render, above it [bytes]; default: the machine's memory.
        It is about this machine only: Dask bounds the workers of a cluster.
    segments : Path, optional
        Folder of the segments; default: in the user's cache.
    cluster : str
        Address of the Dask scheduler whose workers make the segments; empty: this machine.
    pack : str
        Folder or URL that they all reach, for the tiles; empty: through the scheduler.
    """

    frames: str | None = None
    draft: bool = False
    named: bool = False
    overwrite: bool = False
    workers: int | None = None
    max_memory: int | None = None
    segments: Path | None = None
    cluster: str = ""
    pack: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """One of several shares of a render: `Shard.read("2/8")`.

    Attributes
    ----------
    number, count : int
        The second of eight is 2 of 8.
    """

    number: int
    count: int

    @staticmethod
    def read(text: str) -> "Shard":
        """Read `2/8`.

        Raises
        ------
        UsageError
            If it is not of this form.
        """
        number, slash, count = text.partition("/")
        if slash and number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count):
            return Shard(number=int(number), count=int(count))
        raise UsageError(
            f"--shard {text}: no share of a render", remedy="write 2/8: second of eight"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedShard:
    """The segments of a shard, all there.

    Attributes
    ----------
    path : Path
        The file that they are for.
    folder : Path
        Where they are.
    segments, drawn : int
        How many there are, and how many of them were made now.
    seconds : float
        Wall time [s].
    missing, skipped
        As in `RenderedFile`.
    """

    path: Path
    folder: Path
    segments: int
    drawn: int
    seconds: float
    missing: tuple[str, ...] = ()
    skipped: Mapping[str, int] = field(default_factory=dict)
