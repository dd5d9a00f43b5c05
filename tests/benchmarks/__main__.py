"""`python -m tests.benchmarks [PART …]` measures and prints a Markdown table.

Parts: startup, draw, sprites, encode, render, again, disperse, endless, outputs, gif, memory,
estimate, index, matching, automatic, scale, morph, batch, studio; without one, all. Whole renders
take minutes. On a busy machine the ratios still hold roughly, the seconds do not: leave it alone
meanwhile.

The parts `render`, `sprites`, `gif` and `matching` measure the peers too when `--peers` says where
these are: in a virtual environment of their own, for moviepy asks for an older Pillow than ours::

    python -m venv peers
    peers/bin/pip install moviepy pillow numpy imageio-ffmpeg pygame-ce opencv-python-headless
    peers/bin/pip install phomo mosaicraft
    npm install --prefix peers gifski
    python -m tests.benchmarks render sprites gif matching --peers peers/bin/python

`--folder` keeps photos, videos and caches for a look or another run; `--frames 12 --rounds 1
--photos 500` tries everything in a minute or two and proves nothing.
"""

import argparse
import os
import platform
import tempfile
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks.table import Row, print_table


def main() -> None:
    """Print the machine, then the rows of each part as they are measured."""
    options = _options()
    print(_machine(), end="\n\n", flush=True)
    with tempfile.TemporaryDirectory(prefix="mosaic-anim-benchmarks-") as temporary:
        folder = (options.folder or Path(temporary)).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        print_table(_rows(options, folder))


def _rows(options: argparse.Namespace, folder: Path) -> Iterator[Row]:
    """Yield the rows of the parts asked for, in the order of `PARTS`."""
    for name, part in PARTS.items():
        if not options.parts or name in options.parts:
            yield from part(options, folder)


def _draw(options: argparse.Namespace, folder: Path) -> Iterable[Row]:  # noqa: ARG001
    from tests.benchmarks.draw import rows

    return rows()


def _encode(options: argparse.Namespace, folder: Path) -> Iterable[Row]:  # noqa: ARG001
    from tests.benchmarks.encode import rows

    return rows()


def _render(options: argparse.Namespace, folder: Path) -> Iterable[Row]:
    from tests.benchmarks.render import rows

    return rows(folder, peers=options.peers, frames=options.frames, rounds=options.rounds)


def _again(options: argparse.Namespace, folder: Path) -> Iterable[Row]:
    from tests.benchmarks.again import rows

    return rows(folder, frames=options.frames, rounds=options.rounds)


def _sprites(options: argparse.Namespace, folder: Path) -> Iterable[Row]:
    from tests.benchmarks.sprites import rows

    return rows(folder, peers=options.peers)


def _disperse(options: argparse.Namespace, folder: Path) -> Iterable[Row]:
    from tests.benchmarks.disperse import rows

    return rows(folder, frames=options.frames, rounds=options.rounds)


def _endless(options: argparse.Namespace, folder: Path) -> Iterable[Row]:
    from tests.benchmarks.endless import rows

    return rows(folder, frames=options.frames, rounds=options.rounds)


def _batch(options: argparse.Namespace, folder: Path) -> Iterable[Row]:
    from tests.benchmarks.batch import rows

    return rows(folder, rounds=options.rounds)


def _morph(options: argparse.Namespace, folder: Path) -> Iterable[Row]:
    del folder
    from tests.benchmarks.morph import rows

    return rows(library=options.library, covers=options.covers)


def _outputs(options: argparse.Namespace, folder: Path) -> Iterable[Row]:
    from tests.benchmarks.outputs import rows

    return rows(folder, frames=options.frames, rounds=options.rounds)


def _gif(options: argparse.Namespace, folder: Path) -> Iterable[Row]:
    from tests.benchmarks.gif import rows

    return rows(folder, peers=options.peers, frames=options.frames)


def _estimate(options: argparse.Namespace, folder: Path) -> Iterable[Row]:
    from tests.benchmarks.estimate import rows

    return rows(folder, photos=min(options.photos, 1000), frames=options.frames)


def _memory(options: argparse.Namespace, folder: Path) -> Iterable[Row]:
    from tests.benchmarks.memory import rows

    return rows(folder, photos=options.photos, frames=options.frames)


def _index(options: argparse.Namespace, folder: Path) -> Iterable[Row]:
    from tests.benchmarks.index import rows

    return rows(folder, rounds=options.rounds, photos=options.photos)


def _matching(options: argparse.Namespace, folder: Path) -> Iterable[Row]:
    from tests.benchmarks.matching import rows

    return rows(folder, library=options.library, covers=options.covers, python=options.peers)


def _automatic(options: argparse.Namespace, folder: Path) -> Iterable[Row]:
    from tests.benchmarks.automatic import rows

    return rows(folder, library=options.library, covers=options.covers)


def _scale(options: argparse.Namespace, folder: Path) -> Iterable[Row]:  # noqa: ARG001
    from tests.benchmarks.scale import rows

    return rows(options.library, options.covers[0])


def _startup(options: argparse.Namespace, folder: Path) -> Iterable[Row]:  # noqa: ARG001
    from tests.benchmarks.startup import rows

    return rows()


def _studio(options: argparse.Namespace, folder: Path) -> Iterable[Row]:
    from tests.benchmarks.studio import rows

    return rows(folder, library=options.library)


PARTS: dict[str, Callable[[argparse.Namespace, Path], Iterable[Row]]] = {
    "startup": _startup,
    "draw": _draw,
    "sprites": _sprites,
    "encode": _encode,
    "render": _render,
    "again": _again,
    "disperse": _disperse,
    "endless": _endless,
    "outputs": _outputs,
    "gif": _gif,
    "memory": _memory,
    "estimate": _estimate,
    "index": _index,
    "matching": _matching,
    "automatic": _automatic,
    "scale": _scale,
    "morph": _morph,
    "batch": _batch,
    "studio": _studio,
}
"""Parts by name; what they need is imported when they run."""


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    # Not resolved: the symbolic link is what makes it the Python of its environment.
    parser.add_argument(
        "--peers",
        type=lambda text: Path(text).absolute(),
        help="Python that has the peers: measure them too",
    )
    parser.add_argument("--folder", type=Path, help="keep everything here")
    parser.add_argument("--frames", type=int, help="fewer frames, for a try")
    parser.add_argument("--rounds", type=int, default=3, help="how often renders are repeated")
    parser.add_argument(
        "--photos", type=int, default=10_000, help="photos of the parts memory and index"
    )
    parser.add_argument("--library", default="demo", help="photos of the last five parts")
    parser.add_argument("--covers", nargs="*", default=["demo"], help="covers; scale takes one")
    options = parser.parse_args()
    unknown = set(options.parts) - set(PARTS)
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))} (parts: {', '.join(PARTS)})")
    return options


def _machine() -> str:
    """Name what the numbers depend on."""
    from imageio_ffmpeg import get_ffmpeg_version

    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "numba", "pillow"))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (
        f"{platform.machine()}, {cores} cores; Python {platform.python_version()}, {packages}; "
        f"ffmpeg {get_ffmpeg_version()}"
    )


if __name__ == "__main__":
    main()
