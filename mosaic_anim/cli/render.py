"""`mosaic-anim render`: a scene becomes its files."""

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

import mosaic_anim
from mosaic_anim.cli.console import say, say_json
from mosaic_anim.cli.options import (
    SceneEdits,
    json_option,
    open_result,
    quiet_option,
    scene_edits,
)
from mosaic_anim.cli.progress import reporter
from mosaic_anim.cli.render_options import render_options
from mosaic_anim.cli.results import (
    print_chosen,
    print_landed,
    print_relaxed,
    print_skipped,
    show_result,
    tell_lost,
)
from mosaic_anim.cli.rooms import api
from mosaic_anim.cli.warnings import print_warnings
from mosaic_anim.values.amount import format_file_size
from mosaic_anim.values.wording import count_of, format_rate, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mosaic_anim.rendering.api import RenderedFile, RenderedShard


@click.command("render")
@click.argument("scene")
@scene_edits
@click.option(
    "-o", "output", metavar="FILE", help="File of the first output, in place of the scene's."
)
@click.option("--frames", metavar="A..B", help="Only frames A to B, B not included.")
@render_options("outputs that exist")
@open_result
@click.option(
    "--shard", metavar="I/N", help="Make one of N shares of the segments only; see `join`."
)
@click.option(
    "--strict",
    is_flag=True,
    help="Exit with code 2 if an output breaks its platform's rules, 3 if any photo was skipped.",
)
@json_option
@quiet_option
def render_command(
    scene: str,
    edits: SceneEdits,
    output: str | None,
    frames: str | None,
    options: "mosaic_anim.RenderOptions",
    opens: bool,
    shard: str | None,
    strict: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Render SCENE and write its outputs.

    SCENE is a YAML file, or the name of a scene that ships with the program: zoom-in, zoom-out,
    tour, disperse, assemble, wave-loop, social, endless,
    morph or people.

    All outputs are made together, and what they share is drawn once. An output that this scene has
    already written is left alone; of one that was stopped or has changed, only the missing segments
    are made.
    """
    loaded = edits.load(scene, output=output)
    print_warnings(loaded, strict=strict)
    options = replace(options, frames=frames)
    with reporter(as_json=as_json, quiet=quiet) as progress:
        if shard is not None:
            share = api.Shard.read(shard)
            shares = api.render_shard(loaded, share, options=options, progress=progress)
        else:
            files = mosaic_anim.render(loaded, options=options, progress=progress)
    if shard is not None:
        for shard_of_output in shares:
            _print_shard(shard_of_output, shard, as_json=as_json)
        print_missing_photos(shares, strict=strict)
    else:
        for file in files:
            print_file(file, as_json=as_json)
        if not as_json:
            print_chosen(files[0].chosen)
            print_landed(photo for file in files for photo in file.landed)
        if opens:
            show_result(shown_path(files[0].path))
        print_missing_photos(files, strict=strict)


def shown_path(path: Path) -> Path:
    """Return what a viewer opens: the file, or the folder of numbered pictures."""
    return path.parent if "#" in path.name else path


def file_event(file: "RenderedFile") -> dict[str, object]:
    """Return what JSON says of a file."""
    return {
        "file": str(file.path),
        "kind": file.kind,
        "width": file.size.width,
        "height": file.size.height,
        "fps": float(file.fps),
        "frames": file.frames,
        "bytes": file.bytes,
        "seconds": round(file.seconds, 3),
        "already_done": file.already_done,
        "segments": file.segments,
        "drawn": file.drawn,
        "missing": list(file.missing),
        "skipped": dict(file.skipped),
        "relaxed": list(file.relaxed),
        "chosen": file.chosen,
        "landed": [asdict(photo) for photo in file.landed],
        "given_up": list(file.given_up),
        "encodes": file.encodes,
    }


def print_file(file: "RenderedFile", *, as_json: bool) -> None:
    """Print what was written."""
    if as_json:
        say_json({"event": "done", **file_event(file)})
        return
    how = "already done" if file.already_done else f"{file.seconds:.1f} s"
    holds = ""
    if file.kind != "picture":
        if file.seconds and file.drawn:
            how += f", {format_rate(file.frames / file.seconds)} frames/s"
        holds = f" {count_of(file.frames, 'frame')} at {float(file.fps):g}/s,"
    if file.segments > file.drawn:
        how += f", {file.drawn:,} of {count_of(file.segments, 'segment')} made now"
    say(f"{file.path}: {file.size},{holds} {format_file_size(file.bytes)} ({how})")
    if file.given_up:
        say(f"  to fit, it was made with {listed(file.given_up)}")


def print_missing_photos(files: "Sequence[RenderedFile | RenderedShard]", *, strict: bool) -> None:
    """Report which photos were lost, and how many could not be used."""
    tell_lost((photo for one in files for photo in one.missing), strict=strict)
    print_relaxed(files[0].relaxed)
    print_skipped(files[0].skipped, strict=strict)


def _print_shard(part: "RenderedShard", shard: str, *, as_json: bool) -> None:
    """Print what a shard has made."""
    if as_json:
        say_json(
            {
                "event": "shard",
                "file": str(part.path),
                "shard": shard,
                "folder": str(part.folder),
                "segments": part.segments,
                "drawn": part.drawn,
                "seconds": round(part.seconds, 3),
                "missing": list(part.missing),
                "skipped": dict(part.skipped),
                "relaxed": list(part.relaxed),
                "chosen": part.chosen,
            }
        )
        return
    say(
        f"shard {shard} of {part.path}: {count_of(part.segments, 'segment')} in {part.folder}, "
        f"{part.drawn} made now ({part.seconds:.1f} s)"
    )
