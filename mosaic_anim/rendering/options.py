"""How to render, as opposed to what."""

from dataclasses import dataclass
from pathlib import Path

from mosaic_anim.errors import UsageError, option


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderOptions:
    """How to render.

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
            f"{option('shard', text)}: no share of a render", remedy="write 2/8: second of eight"
        )
