"""Programs that pose as ffmpeg and fail, each in its way. Questions go to the real one.

Run as `fake_ffmpeg.py KIND REAL ARGUMENTS…`; `write_fake` makes an executable of it.
"""

import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path


def write_fake(folder: Path, kind: str, real: Path) -> Path:
    """Write an executable that behaves as `kind` says."""
    path = folder / f"ffmpeg-{kind}"
    command = shlex.join([sys.executable, "-S", "-E", __file__, kind, str(real)])
    path.write_text(f'#!/bin/sh\nexec {command} "$@"\n', encoding="utf-8")
    path.chmod(0o755)
    return path


def say(text: str) -> None:
    os.write(2, text.encode())


def read_all() -> bytes:
    return sys.stdin.buffer.read()


def output_of(arguments: list[str]) -> str:
    return arguments[-1].removeprefix("file:")


def die_after_bytes(arguments: list[str], _real: str) -> None:
    sys.stdin.buffer.read(20_000)
    Path(output_of(arguments)).write_bytes(b"half a file")
    os.kill(os.getpid(), signal.SIGKILL)


def eat_all_and_fail(arguments: list[str], _real: str) -> None:
    Path(output_of(arguments)).write_bytes(read_all()[:1000])
    say("[libx264 @ 0x5581] the encoder broke\nConversion failed!\n")
    sys.exit(1)


def keep_half(arguments: list[str], real: str, share: float = 0.5) -> None:
    data = read_all()
    width, height = arguments[arguments.index("-video_size") + 1].split("x")
    frame = int(width) * int(height) * 3 // 2
    kept = data[: int(len(data) // frame * share) * frame]
    sys.exit(subprocess.run([real, *arguments], input=kept, check=False).returncode)


def write_damaged(arguments: list[str], real: str) -> None:
    subprocess.run([real, *arguments], input=read_all(), check=True)
    path = Path(output_of(arguments))
    path.write_bytes(path.read_bytes()[:-200])


def flood_and_work(arguments: list[str], real: str) -> None:
    data = read_all()
    for _ in range(40):
        say("x" * 65536 + "\n")
    sys.exit(subprocess.run([real, *arguments], input=data, check=False).returncode)


def flood_and_fail(_arguments: list[str], _real: str) -> None:
    for _ in range(40):
        say("noise " * 10_000 + "\n")
    say("the last word\n")
    sys.exit(1)


def hang(_arguments: list[str], _real: str) -> None:
    child = subprocess.Popen([sys.executable, "-S", "-E", "-c", "import time; time.sleep(60)"])
    Path(os.environ["FAKE_CHILD"]).write_text(str(child.pid), encoding="utf-8")
    time.sleep(60)


def hang_at_the_end(_arguments: list[str], _real: str) -> None:
    read_all()
    time.sleep(60)


def close_input_and_linger(_arguments: list[str], _real: str) -> None:
    os.close(0)
    time.sleep(60)


def fill_the_disk(arguments: list[str], _real: str) -> None:
    sys.stdin.buffer.read(20_000)
    Path(output_of(arguments)).write_bytes(bytes(100_000))
    say("[out#0/mp4 @ 0x55] Error writing trailer: No space left on device\nConversion failed!\n")
    sys.exit(228)


KINDS = {
    "exits at once": lambda _a, _r: sys.exit(1),
    "ends well at once": lambda _a, _r: sys.exit(0),
    "dies after some bytes": die_after_bytes,
    "eats all and fails": eat_all_and_fail,
    "eats all and writes nothing": lambda _a, _r: read_all(),
    "keeps half the frames": keep_half,
    "writes a damaged file": write_damaged,
    "floods and works": flood_and_work,
    "floods and fails": flood_and_fail,
    "hangs": hang,
    "hangs at the end": hang_at_the_end,
    "closes its input and lingers": close_input_and_linger,
    "fills the disk": fill_the_disk,
}


def main(kind: str, real: str, *arguments: str) -> None:
    if kind == "does not run":
        sys.exit(1)
    if kind == "is another program":
        print("imagemagick 7")
    elif kind == "has no x264" and "-encoders" in arguments:
        print(" V....D libopenh264    OpenH264")
    elif kind in KINDS and "pipe:0" in arguments:
        KINDS[kind](list(arguments), real)
    else:
        os.execv(real, [real, *arguments])  # noqa: S606 - that is the point


if __name__ == "__main__":
    main(*sys.argv[1:])
