"""Options of a render, which `render` and `batch` share."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path

import click

from mosaic_anim.cli.options import overwrite_option, segments_folder, worker_count
from mosaic_anim.cli.value_types import byte_count, home_text
from mosaic_anim.rendering.options import RenderOptions

_Command = Callable[..., None]

_MAX_MEMORY = click.option(
    "--max-memory",
    type=byte_count,
    metavar="SIZE",
    help="Use fewer workers, or do not start, if more than e.g. 2GiB would be needed. A cluster's "
    "workers have `dask worker --memory-limit` instead.",
)
_CLUSTER = click.option(
    "--cluster",
    default="",
    metavar="ADDRESS",
    help="Let Dask workers make the segments, e.g. tcp://HOST:8786.",
)
_PACK = click.option(
    "--pack",
    type=home_text,
    default="",
    metavar="PLACE",
    help="Folder or URL that all machines reach, for more than 64 MiB of tiles.",
)


def render_options(what: str) -> Callable[[_Command], _Command]:
    """Return what adds them to a command with `-o`; the command gets them as `options`.

    what : str
        What `--overwrite` replaces: "films that exist".
    """

    def add_options(command: _Command) -> _Command:
        @wraps(command)
        def with_options(
            *,
            draft: bool,
            overwrite: bool,
            workers: int | None,
            max_memory: int | None,
            folder: Path | None,
            cluster: str,
            pack: str,
            output: str | None,
            **others: object,
        ) -> None:
            options = RenderOptions(
                draft=draft,
                named=output is not None,
                overwrite=overwrite,
                workers=workers,
                max_memory=max_memory,
                segments=folder,
                cluster=cluster,
                pack=pack,
            )
            command(options=options, output=output, **others)

        draft_option = click.option(
            "--draft",
            is_flag=True,
            help="Half the size, quickly, to NAME-draft.mp4 unless -o names the file.",
        )
        every = (
            draft_option,
            overwrite_option(what),
            worker_count,
            _MAX_MEMORY,
            segments_folder,
            _CLUSTER,
            _PACK,
        )
        for option in reversed(every):
            with_options = option(with_options)
        return with_options

    return add_options
