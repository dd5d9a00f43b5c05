"""`mosaic-anim check`, `new`, `schema`, `reference`: about scene files; imports nothing heavy."""

import sys
from pathlib import Path

import click

import mosaic_anim
from mosaic_anim.cli.console import require_output, say, say_json
from mosaic_anim.cli.options import (
    SceneEdits,
    mosaic_paths,
    overwrite_option,
    quiet_option,
    scene_edits,
)
from mosaic_anim.cli.progress import reporter
from mosaic_anim.cli.results import print_chosen, print_grid, print_landed
from mosaic_anim.cli.rooms import (
    atomic_files,
    clip_times,
    input_check,
    inputs,
    json_schema,
    output_files,
    page,
    render_check,
    starter,
    topic,
)
from mosaic_anim.cli.value_types import home_path
from mosaic_anim.cli.warnings import print_warnings
from mosaic_anim.errors import UsageError
from mosaic_anim.lazy import console, markdown
from mosaic_anim.values.clock import format_timecode


@click.command("check")
@click.argument("scene")
@scene_edits
@click.option(
    "--full",
    is_flag=True,
    help="Read and match the photos too: then all that a render would refuse is found.",
)
@click.option(
    "--strict", is_flag=True, help="Exit with code 2 if an output breaks its platform's rules."
)
@quiet_option
def check_command(scene: str, edits: SceneEdits, full: bool, strict: bool, quiet: bool) -> None:
    """List everything that is wrong with SCENE.

    If nothing is, list its clips and outputs. What depends on how photos are matched is found with
    `--full` only.
    """
    loaded = edits.load(scene)
    input_check.check_inputs(loaded)
    print_warnings(loaded, strict=strict)
    check = None
    if full:
        with reporter(quiet=quiet) as progress:
            check = render_check.check_render(loaded, progress=progress)
    say(f"{scene}: good")
    if check is not None:
        print_grid(check.grid, check.candidates, check.photos, indent="  ")
        print_chosen(check.chosen)
        print_landed(check.landed)
    else:
        print_chosen(input_check.automatic_choice(loaded))
    for clip, span in zip(loaded.timeline, clip_times.clip_times(loaded.timeline), strict=True):
        when = f"{format_timecode(span.start)} to {format_timecode(span.end)}"
        say(f"  {clip.id:<16} {when}")
    for output in loaded.outputs:
        say(f"  → {output.file}  {output.size}, {float(output.fps):g} frames a second")


@click.command("new")
@click.argument("kind", metavar="KIND")
@click.argument("file", type=home_path)
@mosaic_paths
@overwrite_option("FILE if it exists")
def new_command(
    kind: str, file: Path, cover: str | None, library: str | tuple[str, ...] | None, overwrite: bool
) -> None:
    """Write a commented scene to FILE to start from.

    KIND is zoom-in, zoom-out, tour, disperse, assemble, wave-loop, social, endless, morph or
    people.
    """
    if file.suffix.lower() not in {".yaml", ".yml"}:
        named = file.with_suffix(".yaml")
        raise UsageError("a scene is a YAML file", remedy=f"name it {named}", place=str(file))
    SceneEdits(cover=cover, library=library).load(kind)  # both are there
    text = starter.starter(kind, file=file, cover=cover, library=library)
    shipped = inputs.Inputs(files=((starter.shipped_scene(kind), "the scene that is copied"),))
    output_files.check_files([file], shipped, overwrite=overwrite)
    with atomic_files.atomic_file(file, overwrite=overwrite) as part:
        part.write_text(text, encoding="utf-8")
    say(f"wrote {file}; render it with: mosaic-anim render {starter.typed(file)}")


@click.command("schema")
def schema_command() -> None:
    """Print the JSON Schema of scene files, for editors."""
    say_json(json_schema.json_schema(mosaic_anim.Scene), indent=2)
    require_output()


@click.command("reference")
@click.argument("name", metavar="[TOPIC]", default="")
def reference_command(name: str) -> None:
    """Explain every key of scenes, or one TOPIC.

    TOPIC is a part of a scene or a motion, such as camera, text, presets or explode.
    """
    text = page.reference()
    section = topic.topic(text, name) if name else text
    if sys.stdout.isatty():
        console.Console(file=sys.stdout).print(markdown.Markdown(topic.plain(section)))
    else:
        for line in (topic.plain(section) if name else section).splitlines():
            say(line)
    require_output()
