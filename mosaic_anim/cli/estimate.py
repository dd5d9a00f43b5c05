"""`mosaic-anim estimate`: time, memory and file sizes of a render, before it starts."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

import mosaic_anim
from mosaic_anim.cli.console import require_output, say, say_json
from mosaic_anim.cli.options import (
    SceneEdits,
    json_option,
    quiet_option,
    scene_edits,
    segments_folder,
    worker_count,
)
from mosaic_anim.cli.progress import reporter
from mosaic_anim.cli.results import print_landed
from mosaic_anim.cli.rooms import estimate
from mosaic_anim.cli.value_types import byte_count
from mosaic_anim.values.amount import format_bytes, format_file_size
from mosaic_anim.values.wording import count_of, format_time, listed

if TYPE_CHECKING:
    from mosaic_anim.rendering.size_limit.estimate import OutputEstimate, RenderEstimate


@click.command("estimate")
@click.argument("scene")
@scene_edits
@click.option("--frames", metavar="A..B", help="Only frames A to B, B not included.")
@click.option("--draft", is_flag=True, help="Estimate a draft.")
@click.option("--quick", is_flag=True, help="Draw no frames: estimate memory only.")
@worker_count
@click.option(
    "--max-memory",
    type=byte_count,
    metavar="SIZE",
    help="As for `render`: e.g. 2GiB.",
)
@segments_folder
@json_option
@quiet_option
def estimate_command(
    scene: str,
    edits: SceneEdits,
    frames: str | None,
    draft: bool,
    quick: bool,
    workers: int | None,
    max_memory: int | None,
    folder: Path | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Estimate time, memory and file sizes of SCENE.

    Draws and encodes a few frames of each output; writes no output.
    """
    loaded = edits.load(scene)

    options = mosaic_anim.RenderOptions(
        frames=frames, draft=draft, workers=workers, max_memory=max_memory, segments=folder
    )
    with reporter(as_json=as_json, quiet=quiet) as progress:
        cost = estimate.estimate_render(loaded, options=options, quick=quick, progress=progress)
    for output in cost.outputs:
        _print_estimate(output, as_json=as_json)
    if not as_json:
        print_landed(photo for output in cost.outputs for photo in output.landed)
    if as_json:
        seconds = None if cost.seconds is None else round(cost.seconds, 3)
        say_json(
            {
                "event": "estimated",
                "seconds": seconds,
                "bytes": cost.bytes,
                "memory": cost.memory,
                "probing": round(cost.probing, 3),
            }
        )
    else:
        _print_total(cost)
    require_output()


def _print_estimate(output: "OutputEstimate", *, as_json: bool) -> None:
    """Print what one output takes."""
    if as_json:
        say_json(
            {
                "event": "estimate",
                "file": str(output.path),
                "width": output.size.width,
                "height": output.size.height,
                "fps": float(output.fps),
                "frames": output.frames,
                "duration": float(output.frames / output.fps),
                "seconds": None if output.seconds is None else round(output.seconds, 3),
                "memory": output.memory,
                "workers": output.workers,
                "bytes": output.bytes,
                "max_size": output.limit,
                "landed": [asdict(photo) for photo in output.landed],
                "given_up": list(output.given_up),
                "refused": output.refused,
                "already_done": output.already_done,
            }
        )
        return
    what = "one picture"
    if output.frames > 1:
        rate, length = float(output.fps), float(output.frames / output.fps)
        what = f"{count_of(output.frames, 'frame')} at {rate:g}/s, {length:.1f} s long"
    say(f"{output.path}: {output.size}, {what}")
    say(f"  {', '.join(_takes(output))}")
    if output.refused:
        say(f"  cannot be made: {output.refused}")
    elif output.limit is not None and output.bytes is not None:
        how = f"with {listed(output.given_up)}" if output.given_up else "as it is"
        say(f"  fits into {format_bytes(output.limit)} {how}")


def _print_total(cost: "RenderEstimate") -> None:
    """Print what all outputs take together, and how long it took to find out."""
    known = []
    if cost.seconds is not None:
        known.append(f"about {format_time(cost.seconds)}")
    if cost.bytes is not None:
        known.append(format_file_size(cost.bytes))
    known.append(f"up to {format_bytes(cost.memory)} of memory")
    say(f"in all: {', '.join(known)} (estimated in {cost.probing:.1f} s)")


def _takes(output: "OutputEstimate") -> list[str]:
    """Say what an output takes, as far as that is known."""
    if output.already_done:
        return ["already done"]
    takes = []
    if output.seconds is not None:
        takes.append(
            f"about {format_time(output.seconds)} with {count_of(output.workers, 'worker')}"
        )
    if output.bytes is not None:
        takes.append(format_file_size(output.bytes))
    return [*takes, f"up to {format_bytes(output.memory)} of memory"]
