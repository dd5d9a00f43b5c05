"""Which encoders of ours still run. Other tests may have workers of their own at the time."""

from contextlib import suppress

import psutil


def encoders() -> list[psutil.Process]:
    """Return our children that are ffmpeg, real or posing."""
    children = psutil.Process().children(recursive=True)
    return [child for child in children if "ffmpeg" in _command(child)]


def _command(process: psutil.Process) -> str:
    with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
        return " ".join(process.cmdline())
    return ""
