"""Fates of workers, in a module that is imported at once: many workers die of them."""

import os
import signal
import time
from pathlib import Path


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
