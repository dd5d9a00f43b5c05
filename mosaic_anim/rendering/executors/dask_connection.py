"""Connection to a Dask cluster, whose workers must run the same program as this one."""

import asyncio
import concurrent.futures
import logging
import platform
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from mosaic_anim.errors import (
    CannotStartError,
    MosaicAnimError,
    StoppedError,
    caller_text,
    lacks_memory,
    option,
)
from mosaic_anim.io.ffmpeg import ffmpeg_version, find_ffmpeg
from mosaic_anim.lazy import distributed
from mosaic_anim.rendering.fingerprint import code_hash
from mosaic_anim.version import __version__

if TYPE_CHECKING:
    from distributed import Client

CONNECTING = 5.0
"""How long the scheduler may take to answer at first, and then to have a worker [s]."""

IDLE = 60.0
"""After this time without any worker a cluster is given up [s]."""


@contextmanager
def connected_cluster(address: str) -> Iterator["Client"]:
    """Connect to a cluster, and refuse one that cannot help.

    Raises
    ------
    CannotStartError
        If Dask is not installed, no scheduler answers, it has no workers, or they have other
        versions than this machine.
    """
    with _connected(address) as client:
        _require_same_program(client, address)
        yield client


def require_cluster(address: str) -> None:
    """Refuse a cluster that cannot help, before anything costs time.

    Raises
    ------
    CannotStartError
        As `connected_cluster`.
    """
    with connected_cluster(address):
        pass


def program_versions() -> dict[str, str]:
    """Return what must be the same on all machines for the same bytes."""
    return {
        "mosaic_anim": f"{__version__} ({code_hash()[:12]})",
        "ffmpeg": ffmpeg_version(find_ffmpeg()),
        "processors": platform.machine(),
    }


def require_versions(ours: Mapping[str, str], theirs: Mapping[str, str], worker: str) -> None:
    """Refuse a worker that is another program than this one."""
    for what, version in ours.items():
        if theirs.get(what) != version:
            raise version_error(worker, f"{what} {theirs.get(what)}", f"here it is {version}")


def version_error(worker: str, there: str, here: str) -> CannotStartError:
    """Return the error that a worker is not what this machine is."""
    return CannotStartError(
        f"worker {worker} has {there}, {here}", remedy="install the same versions everywhere"
    )


def silence() -> tuple[type[BaseException], ...]:
    """Return the exceptions by which a client reports that nobody answers."""
    return OSError, RuntimeError, asyncio.CancelledError, concurrent.futures.CancelledError


def again_without(stays: str) -> str:
    """Return what to do once the cluster is lost, and what stays until then."""
    same = caller_text(command_line="run the same command", python="call the same function")
    return f"{stays}: {same} again, with or without {option('cluster')}"


@contextmanager
def answering(address: str, remedy: str) -> Iterator[None]:
    """Treat a missing answer as the loss of the scheduler.

    Raises
    ------
    StoppedError
        With the remedy.
    """
    try:
        yield
    except silence() as error:
        raise StoppedError("the scheduler was lost", remedy=remedy, place=address) from error


@contextmanager
def _connected(address: str) -> Iterator["Client"]:
    """Connect to a scheduler."""
    try:
        connect = distributed.Client
    except ImportError as error:
        if lacks_memory(error):
            raise
        raise CannotStartError(
            "Dask is not installed", remedy="pip install 'mosaic_anim[cluster]'"
        ) from error
    # Dask's own log messages about lost machines are silenced: our errors say it.
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        client = connect(address, timeout=CONNECTING, set_as_default=False, name="mosaic-anim")
    except (OSError, ValueError, TypeError) as error:
        raise CannotStartError(
            "no Dask scheduler answers here",
            remedy="start one with `dask scheduler`, and name it as tcp://HOST:8786",
            place=address,
        ) from error
    except MemoryError as error:  # the first bytes of an answer were read as a number of bytes
        raise CannotStartError(
            "what answers here is no Dask scheduler",
            remedy="name its own port, tcp://HOST:8786, and not that of its web page",
            place=address,
        ) from error
    try:
        yield client
    finally:
        with suppress(*silence()):
            client.close(timeout=2)


def _require_same_program(client: "Client", address: str) -> None:
    """Refuse workers that would make other bytes, before any is asked to."""
    try:
        client.wait_for_workers(1, timeout=CONNECTING)
    except TimeoutError as error:
        raise CannotStartError(
            "the scheduler has no workers",
            remedy=f"start some with `dask worker {address}`",
            place=address,
        ) from error
    ours = program_versions()
    for worker, answer in client.run(program_versions, on_error="return").items():
        if isinstance(answer, MosaicAnimError):
            raise CannotStartError(f"worker {worker}: {answer.problems[0].what}", place=address)
        if isinstance(answer, Exception):
            raise version_error(worker, "no usable mosaic_anim", f"{answer}")
        require_versions(ours, answer, worker)
