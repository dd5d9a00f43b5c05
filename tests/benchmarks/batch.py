"""What one more film of a batch costs, against a whole render of the same scene.

The scene that is shipped, a draft of it. Processor time, of all processes; the photos are indexed
before.
"""

from collections.abc import Iterator
from pathlib import Path

from mosaic_anim.scene.starter import shipped_scene
from tests.benchmarks.command import mosaic_anim
from tests.benchmarks.material import write_cover, write_photos
from tests.benchmarks.table import Row

_COMMAND = "python -m tests.benchmarks batch"
_PHOTOS = 1600
_MORE = 6
"""Rows of the larger table, besides the first."""

_PROMISED = 0.25
"""Share of a whole render that one more film may cost."""


def rows(folder: Path, *, rounds: int = 3) -> Iterator[Row]:
    """Measure a batch of one row and one of several in turn, each drawn anew.

    Parameters
    ----------
    folder : Path
        Where photos, caches and films are kept.
    rounds : int
        How often each is measured; the least counts.
    """
    cache = folder / "batch-cache"
    library = write_photos(folder / f"photos-{_PHOTOS}", count=_PHOTOS, height=360, width=480)
    cover = write_cover(folder / "cover.png", height=1080, width=1920)
    names = sorted(path.name for path in library.iterdir())[: _MORE + 1]
    mosaic_anim("index", library, "--json", cache=cache)
    spent: dict[int, list[float]] = {1: [], len(names): []}
    for number in range(rounds):
        for count, seconds in spent.items():
            where = folder / f"batch-{count}-{number}"
            table = folder / f"people-{count}.csv"
            lines = ["photo,name", *(f"{name},P{i}" for i, name in enumerate(names[:count]))]
            table.write_text("\n".join(lines), encoding="utf-8")
            options = ("--cover", cover, "--library", library, "--draft", "--overwrite", "--json")
            output = ("-o", where / "{name}.mp4", "--segments", where / "segments")
            scene = shipped_scene("people")
            ran = mosaic_anim("batch", scene, table, *output, *options, cache=cache)
            seconds.append(ran.processor_seconds)
    whole, several = map(min, spent.values())
    added = (several - whole) / _MORE
    yield Row(name="batch of one film, whole command", value=whole, unit="s", command=_COMMAND)
    yield Row(
        name=f"one more film, of {_MORE} more",
        value=added,
        unit="s",
        ratio=added / whole,
        to=f"the whole, of which {_PROMISED} is promised",
        command=_COMMAND,
    )
