"""Watch photo folders: say when something in them has changed, as photos come in at an event."""

import threading
from collections.abc import Iterator
from pathlib import Path

from mosaic_anim.errors import CannotStartError
from mosaic_anim.lazy import LazyModule

watchfiles = LazyModule("watchfiles")

LOOK_AGAIN = 60.0
"""Longest time between two looks [s]: network disks report no changes."""

RETRY_INTERVAL = 5.0
"""Time between two looks for a folder that is away, or cannot be watched [s]."""

_GATHER = 1600
"""How long changes are gathered [ms]: a camera's card is copied file by file."""


def require_watching() -> None:
    """Refuse to watch without the extra that reports changes.

    Raises
    ------
    CannotStartError
        If it is not installed.
    """
    try:
        watchfiles.watch  # noqa: B018 - this imports it
    except ModuleNotFoundError as error:
        raise CannotStartError(
            "watching a folder needs the extra mosaic_anim[watch]",
            remedy="install it with: pip install 'mosaic_anim[watch]'",
        ) from error


def folder_changes(
    source: Path, *, leave_out: Path, stop: threading.Event | None = None
) -> Iterator[None]:
    """Yield whenever photos may have come, changed or gone, until `stop` is set.

    A folder that goes away is waited for.

    Parameters
    ----------
    source : Path
        A folder, or a list of photos.
    leave_out : Path
        A folder whose changes do not count: that of the index.
    stop : Event, optional
        Ends it; never without one.
    """
    stop = stop or threading.Event()
    ours = leave_out.resolve()
    while not stop.is_set():
        try:
            for _ in watchfiles.watch(
                source,
                watch_filter=lambda _, name: ours not in Path(name).parents,
                debounce=_GATHER,
                rust_timeout=round(1000 * LOOK_AGAIN),
                yield_on_timeout=True,
                stop_event=stop,
            ):
                yield
                if not source.exists():
                    break
        except (OSError, RuntimeError):  # it is away, or on a disk that cannot be watched
            pass
        if not stop.wait(RETRY_INTERVAL):
            yield
