"""Parent: a process that ends when the one that started it is gone, or closes its input."""

import os
import signal
import sys
import threading
from contextlib import suppress


def end_with_parent() -> None:
    """Let this process end in order, as by a signal, once its standard input is closed."""
    threading.Thread(target=_wait, name="parent", daemon=True).start()


def _wait() -> None:
    with suppress(OSError, ValueError):
        while sys.stdin is not None and os.read(sys.stdin.fileno(), 4096):
            pass
    signal.raise_signal(signal.SIGINT if sys.platform == "win32" else signal.SIGTERM)
