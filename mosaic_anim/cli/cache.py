"""`mosaic-anim cache`: what is stored for later runs, and how to clear it."""

import click

from mosaic_anim.cli.console import say
from mosaic_anim.cli.options import byte_count


@click.command("cache")
@click.option(
    "--clear",
    "kind",
    is_flag=False,
    flag_value="all",
    metavar="[KIND]",
    help="Remove one kind, or all; running renders keep what they need.",
)
@click.option(
    "--limit",
    type=byte_count,
    metavar="SIZE",
    help="Remove the oldest segments, and the oldest tiles, down to SIZE each.",
)
def cache_command(kind: str | None, limit: int | None) -> None:
    """Show or clear what is stored for later runs.

    Everything in the cache can be made again.
    """
    from mosaic_anim.io.files import cache_folder
    from mosaic_anim.rendering.cache import clear, shrink, usages

    if kind is not None:
        clear(None if kind == "all" else kind)
    if limit is not None:
        shrink(limit)
    say(str(cache_folder()))
    for usage in usages():
        say(f"  {usage.kind:<12}{usage.size / 1e6:>10,.1f} MB  {usage.files:>8,} files")
