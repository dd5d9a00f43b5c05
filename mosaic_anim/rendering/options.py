"""Options of a render."""

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
        Whether the first output's name was chosen for this render: a draft then keeps it as it is.
    overwrite : bool
        Replace an output that exists.
    workers : int, optional
        Segments made at the same time; default: the cores.
    max_memory : int, optional
        Memory limit [bytes]; default: the machine's memory. A render takes fewer workers to stay
        below it, or is refused. It holds on this machine only: Dask limits a cluster's workers.
    segments : Path, optional
        Folder of the segments; default: in the user's cache.
    cluster : str
        Address of the Dask scheduler whose workers make the segments; empty: this machine.
    pack : str
        Folder or URL for the tiles that they all reach; empty: through the scheduler.
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
    """One share of a render that is split up: `Shard.read("2/8")`.

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
