"""`mosaic-anim cache`: what is stored for later runs, and how to clear it."""

import click

from mosaic_anim.cli.console import say
from mosaic_anim.cli.rooms import cache, user_cache
from mosaic_anim.cli.value_types import byte_count


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
    if kind is not None:
        cache.clear(None if kind == "all" else kind)
    if limit is not None:
        cache.shrink(limit)
    say(str(user_cache.cache_folder()))
    for usage in cache.usages():
        noun = "file" if usage.files == 1 else "files"
        say(f"  {usage.kind:<12}{usage.size / 1e6:>10,.1f} MB  {usage.files:>8,} {noun}")
