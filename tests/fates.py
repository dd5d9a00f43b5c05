"""Fates of workers, in a module that is imported at once: many workers die of them."""

import os
import signal
import threading
import time
from pathlib import Path

from mosaic_anim.io.worker_process import begin_step


def take_steps(item: tuple[float, float]) -> str:
    """Begin a second step that may take as long as the first number, and takes the second [s]."""
    limit, seconds = item
    begin_step(limit)
    threading.Event().wait(seconds)
    return "done"


def meet(item: tuple[Path, str]) -> str:
    """Meet the next part of a fate, in a worker process."""
    folder, fate = item
    with (folder / fate).open("a+") as file:
        file.write(".")
        file.flush()
        part = fate.split()[file.tell() - 1]
    if part == "late":
        time.sleep(60)
    elif part != "good":
        os.kill(os.getpid(), getattr(signal, f"SIG{part}"))
        time.sleep(60)  # another thread may take the signal, a moment later
    return part
