"""`mosaic-anim report`: how good the mosaic of a scene is, and what would help."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

import mosaic_anim
from mosaic_anim.cli.console import say
from mosaic_anim.cli.options import (
    SceneEdits,
    open_result,
    overwrite_option,
    quiet_option,
    scene_edits,
    strict_option,
)
from mosaic_anim.cli.progress import reporter
from mosaic_anim.cli.results import (
    print_chosen,
    print_grid,
    print_relaxed,
    print_skipped,
    show_result,
    tell_lost,
)
from mosaic_anim.cli.rooms import output_files, report_file
from mosaic_anim.cli.value_types import home_path

if TYPE_CHECKING:
    from mosaic_anim.still.photo_mosaic import PhotoMosaic


@click.command("report")
@click.argument("scene")
@scene_edits
@click.option(
    "-o",
    "outputs",
    required=True,
    type=home_path,
    multiple=True,
    help="The report: .html is a page, .json the figures. May be given twice.",
)
@click.option("--no-advice", is_flag=True, help="Only measure: try no other settings.")
@overwrite_option("files that exist")
@open_result
@strict_option
@quiet_option
def report_command(
    scene: str,
    edits: SceneEdits,
    outputs: tuple[Path, ...],
    no_advice: bool,
    overwrite: bool,
    opens: bool,
    strict: bool,
    quiet: bool,
) -> None:
    """Report how good the mosaic of SCENE is, and what would help.

    The page shows cover and mosaic from three distances, where they differ, and which photos come
    again. It says what more columns, more tint or more photos of one colour would gain: each is
    tried and measured. `build --report` does the same for a picture.
    """
    for path in outputs:
        report_file.require_report_file(path)
    loaded = edits.load(scene)
    output_files.check_files(outputs, loaded.inputs, overwrite=overwrite)
    lost: tuple[str, ...] = ()
    with reporter(quiet=quiet) as progress:
        scene_report = mosaic_anim.scene_report(loaded, advice=not no_advice, progress=progress)
        for path in outputs:
            lost += scene_report.write(path, overwrite=overwrite)
    for report in scene_report.mosaics.values():
        print_mosaic(report.mosaic)
        print_report(report)
    for path in outputs:
        say(f"wrote {path}")
    if opens:
        show_result(outputs[0])
    tell_lost(lost, strict=strict)
    for report in scene_report.mosaics.values():
        print_relaxed(report.mosaic.relaxed)
    print_skipped(scene_report.skipped, strict=strict)


def print_mosaic(mosaic: "PhotoMosaic") -> None:
    """Print what a mosaic is made of."""
    placement = mosaic.placement
    print_grid(placement.grid, placement.candidates, len(mosaic.library))
    print_chosen(mosaic.chosen)


def print_report(report: "mosaic_anim.MosaicReport") -> None:
    """Print the figures of a mosaic, and each advice with what it would gain."""
    figures = report.figures
    say(
        f"  error {figures.error:.1f}, structure {figures.structure:.2f}; "
        f"from afar {figures.far_error:.1f}, {figures.far_structure:.2f}"
    )
    for one in report.advice:
        after = one.figures
        how = f": {one.option}" if one.option else f", {one.color}"
        error = f"{after.far_error:.1f}"
        if one.least_gain < one.most_gain:
            gains = (one.most_gain, one.least_gain)
            error = " to ".join(f"{figures.far_error - gain:.1f}" for gain in gains)
        say(f"  with {one.text}, from afar {error}, {after.far_structure:.2f}{how}")
