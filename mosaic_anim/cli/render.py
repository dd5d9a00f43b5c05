"""`mosaic-anim render`: a scene becomes its files."""

import click

from mosaic_anim.cli.options import assignments, byte_count, scene_path, tell_skipped
from mosaic_anim.cli.progress import emit, reporter
from mosaic_anim.errors import one_line


@click.command("render")
@click.argument("scene")
@assignments
@click.option("-o", "output", metavar="FILE", help="Replaces the first output's file.")
@click.option("--frames", metavar="A..B", help="Only frames A to B, B not included.")
@click.option(
    "--draft",
    is_flag=True,
    help="Half the size, fast preset, to NAME-draft.mp4 unless -o names it.",
)
@click.option("--overwrite", is_flag=True, help="Replace outputs that exist.")
@click.option("--threads", type=click.IntRange(1, 256), help="Frames drawn at once.  [the cores]")
@click.option(
    "--max-memory", type=byte_count, metavar="SIZE", help="Refuse to start above, e.g. 2GiB."
)
@click.option("--strict", is_flag=True, help="Exit with code 3 if any photo was skipped.")
@click.option("--json", "as_json", is_flag=True, help="Progress and result as JSON lines.")
@click.option("--quiet", is_flag=True, help="No progress.")
def render_command(
    scene: str,
    sets: tuple[str, ...],
    variables: tuple[str, ...],
    output: str | None,
    frames: str | None,
    draft: bool,
    overwrite: bool,
    threads: int | None,
    max_memory: int | None,
    strict: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Draw SCENE and write its outputs.

    SCENE is a YAML file, or the name of a scene that ships with the program: zoom-in, zoom-out,
    tour, disperse, assemble, wave-loop. An output that exists and is what this scene writes is left
    alone.
    """
    from mosaic_anim.scene.load import load_scene

    loaded = load_scene(scene_path(scene), sets=sets, variables=variables, output=output)

    from mosaic_anim.jobs.render import RenderedFile, RenderOptions, render

    def tell(file: RenderedFile) -> None:
        rate = file.frames / file.seconds if file.seconds else 0.0
        if as_json:
            emit(
                {
                    "event": "done",
                    "file": str(file.path),
                    "width": file.size.width,
                    "height": file.size.height,
                    "fps": float(file.fps),
                    "frames": file.frames,
                    "bytes": file.bytes,
                    "seconds": round(file.seconds, 3),
                    "already_done": file.already_done,
                    "missing": list(file.missing),
                    "skipped": dict(file.skipped),
                }
            )
            return
        how = "already done" if file.already_done else f"{file.seconds:.1f} s, {rate:.0f} frames/s"
        click.echo(
            f"{file.path}: {file.size}, {file.frames} frames at {float(file.fps):g}/s, "
            f"{file.bytes / 1e6:.1f} MB ({how})"
        )

    options = RenderOptions(
        frames=frames,
        draft=draft,
        named=output is not None,
        overwrite=overwrite,
        threads=threads,
        max_memory=max_memory,
    )
    with reporter(as_json=as_json, quiet=quiet) as progress:
        files = render(loaded, options=options, progress=progress)
    for file in files:
        tell(file)
    for photo in files[0].missing:
        click.echo(one_line(f"note: {photo} has gone: drawn from its small picture"), err=True)
    tell_skipped(files[0].skipped, strict=strict)
