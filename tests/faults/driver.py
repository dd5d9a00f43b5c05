"""A program that has loaded mosaic_anim and compiled its kernels, and forks for every run.

Starting Python and reading kernels from disk takes ten times as long as a tiny render; a fork has
both already, and is a process like any other: it runs the command line, is killed, meets limits.
The tests speak to it in lines of JSON.

Run as `driver.py SCENE…`; the scenes are drawn once, so that all their kernels are there.
"""

import atexit
import json
import os
import resource
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any, NoReturn

from mosaic_anim import frame_at
from mosaic_anim.cli import main as command_line
from mosaic_anim.cli import render as _render_command  # noqa: F401 - its imports are wanted
from mosaic_anim.encode import formats as _formats  # noqa: F401 - its imports are wanted
from mosaic_anim.encode.mp4 import yuv as _yuv  # noqa: F401 - it is imported late, with Numba
from mosaic_anim.io import partial_files
from mosaic_anim.scene.model import Scene

MOMENTS = ("0s", "1s", "1.5s")
"""Moments of the scenes whose frames need all the kernels, and all that is indexed and matched."""


def main(scenes: list[str]) -> None:
    """Warm up, then do what the lines on standard input ask for, until there are no more."""
    for scene in scenes:
        for moment in MOMENTS:
            frame_at(Scene.load(Path(scene)), moment)
    tell({"ready": os.getpid()})
    for line in sys.stdin:
        request = json.loads(line)
        if "poll" in request:
            tell({"code": poll(request["poll"])})
        elif "mount" in request:
            tell({"messages": mount(request["mount"], request["size"], request["again"])})
        else:
            pid = os.fork()
            if pid == 0:
                become(request)
                end(request["arguments"])
            tell({"pid": pid})


def tell(answer: dict[str, Any]) -> None:
    print(json.dumps(answer), flush=True)


def poll(pid: int) -> int | None:
    """Return how a run ended (below zero: by which signal), or None while it runs."""
    ended, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if ended else None


def mount(folder: str, size: int, again: bool) -> str:
    """Lay a disk of `size` bytes over a folder, or change the size of the one that lies there."""
    options = f"size={size}" + (",remount" if again else "")
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder]
    return subprocess.run(command, capture_output=True, text=True, check=False).stderr


def become(request: dict[str, Any]) -> None:
    """Turn this fork into the process that is asked for."""
    os.setsid()
    for descriptor, name in enumerate((os.devnull, request["output"], request["messages"])):
        opened = os.open(name, os.O_RDWR if descriptor else os.O_RDONLY)
        os.dup2(opened, descriptor)
        os.close(opened)
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    for name, limit in request["limits"].items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (limit, limit))
    if request["patience"]:
        shorten_patience(request["patience"])
    if request["fault"]:
        partial_files.operations = faulty(partial_files.operations, **request["fault"])


def end(arguments: list[str]) -> NoReturn:
    """Run the command line and end as Python does, except that its memory is not swept."""
    code: object = 1
    try:
        command_line.main(arguments)
    except SystemExit as end:
        code = end.code
    except BaseException:  # noqa: BLE001 - it is printed, as Python does
        traceback.print_exc()
    threading._shutdown()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 1)


def shorten_patience(seconds: float) -> None:
    """Let the watchdog bark sooner, where it still takes its patience from this default."""
    from mosaic_anim.io import ffmpeg_feed

    defaults = ffmpeg_feed.feed.__kwdefaults__ or {}
    if "stall_timeout" in defaults:
        defaults["stall_timeout"] = seconds


def faulty(
    plain: partial_files.FileOperations, *, number: int, error: int | None, log: str
) -> partial_files.FileOperations:
    """Return operations whose `number`-th call raises `error`, or ends this process if None."""
    turn = threading.Lock()
    record = os.open(log, os.O_WRONLY | os.O_APPEND)
    calls = 0

    def wrap(name: str, operation: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            nonlocal calls
            with turn:
                calls += 1
                mine = calls
            os.write(record, f"{name}\n".encode())
            if mine == number:
                if error is None:
                    os.kill(os.getpid(), signal.SIGKILL)
                else:
                    raise OSError(error, os.strerror(error))
            return operation(*arguments)

        return call

    return partial_files.FileOperations(
        **{f.name: wrap(f.name, getattr(plain, f.name)) for f in fields(plain)}
    )


if __name__ == "__main__":
    main(sys.argv[1:])
