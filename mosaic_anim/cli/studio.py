"""`mosaic-anim studio`: a scene in the browser, drawn while it is written."""

import webbrowser
from contextlib import suppress

import click

from mosaic_anim.cli.console import require_output, say, tell
from mosaic_anim.cli.options import SceneEdits, scene_edits, scene_path
from mosaic_anim.cli.rooms import opening, scene_choice
from mosaic_anim.cli.value_types import whole_number


@click.command("studio")
@click.argument("scene")
@scene_edits
@click.option("--port", type=whole_number(0, 65535), default=0, help="Port.  [default: a free one]")
@click.option("--no-open", "opens", flag_value=False, default=True, help="Do not open the browser.")
def studio_command(scene: str, edits: SceneEdits, port: int, opens: bool) -> None:
    """Show SCENE in the browser while you write it.

    The page shows each frame exactly as it will be rendered, follows the file as you save it, and
    writes into it only what you change there. It is served to this machine alone; Ctrl-C ends it.
    """
    choice = scene_choice.SceneChoice(
        path=scene_path(scene),
        sets=edits.sets,
        variables=edits.variables,
        cover=edits.cover,
        library=edits.library,
    )
    studio = opening.open_studio(choice, port=port)
    try:
        say(f"{scene}: {studio.address}")
        require_output()
        tell("Ctrl-C ends it")
        if opens:
            webbrowser.open(studio.address)
        with suppress(KeyboardInterrupt):  # this is how one ends it
            studio.wait()
    finally:
        studio.close()
