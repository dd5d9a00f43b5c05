"""What several rooms' tests need: a cache folder of their own, a small library, a small scene."""

import signal
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import numpy as np
import pytest
from PIL import Image

from tests.golden_pictures import FOLDER, Golden

# The machines that run this are noisy: an example may take long without being wrong.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")

PHOTOS = 60

LONGEST = 1800
"""Time that one test of the long part may take, also where something hangs [s]."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let golden pictures be drawn again."""
    parser.addoption(
        "--update-golden", action="store_true", help="write tests/golden instead of comparing"
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest, tmp_path: Path) -> Golden:
    """Compare with the pictures in `tests/golden`, or write them with `--update-golden`."""
    update = request.config.getoption("--update-golden")
    return Golden(folder=FOLDER, scratch=tmp_path / "golden", update=update)


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep every test away from the user's cache folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOSAIC_ANIM_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(autouse=True, scope="session")
def _heard_signals() -> None:
    """Let what tests start hear signals, also where the tests were started to ignore them.

    A shell does so with Ctrl-C for what it runs in the background, `nohup` with a hang-up. What is
    ignored is inherited, a handler that does nothing is not.
    """
    for name in ("SIGINT", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows knows no SIGHUP
        if number is not None and signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, lambda *_: None)


@pytest.fixture(autouse=True)
def _in_time(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let a long test fail that takes too long, wherever it waits."""
    if request.node.get_closest_marker("long") is None or not hasattr(signal, "setitimer"):
        yield
        return

    def give_up(*_: object) -> None:
        raise TimeoutError(f"the test took longer than {LONGEST} s")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, LONGEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="session")
def photo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder of 60 smooth pictures, 200x150, each with a colour and a slope of its own."""
    folder = tmp_path_factory.mktemp("photos")
    for number in range(PHOTOS):
        save_picture(folder / f"photo-{number:02}.png", smooth_picture(number))
    return folder


@pytest.fixture(scope="session")
def cover_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a cover: a bright disc over a blue ground, 160x90."""
    row, col = np.mgrid[:90, :160]
    inside = ((row - 40) ** 2 + (col - 100) ** 2 < 30**2)[..., None]
    ground = np.stack((row, 60 + row, 200 - row), axis=-1)
    picture = np.where(inside, (250, 210, 60), ground).astype(np.uint8)
    return save_picture(tmp_path_factory.mktemp("cover") / "cover.png", picture)


@pytest.fixture
def scene_file(tmp_path: Path, photo_folder: Path, cover_file: Path) -> Path:
    """Write a scene of one second: 16x9 cells, a dive onto a cell, 96x54 at 10 frames a second."""
    path = tmp_path / "dive.yaml"
    path.write_text(
        "mosaic_anim: 1\n"
        "frame: {size: 96x54, fps: 10}\n"
        f"mosaic: {{cover: {cover_file}, library: {photo_folder}, columns: 16,\n"
        "         match: {repeat_distance: 1}}\n"
        "timeline:\n"
        "  - {id: open, duration: 300ms}\n"
        "  - {id: dive, duration: 500ms, camera: {to: {cell: [4, 9]}}}\n"
        "  - {id: hold, duration: 200ms}\n"
        "outputs:\n"
        "  - {file: dive.mp4, preset: draft}\n",
        encoding="utf-8",
    )
    return path


def smooth_picture(seed: int, *, height: int = 150, width: int = 200) -> np.ndarray:
    """Draw a gradient between two random colours in a random direction, (H, W, 3) uint8."""
    random = np.random.default_rng(seed)
    start, end = random.uniform(0, 255, (2, 3))
    angle = random.uniform(0, 2 * np.pi)
    row, col = np.mgrid[:height, :width] / max(height, width)
    slope = (np.cos(angle) * col + np.sin(angle) * row + 1) / 2
    return (start + slope[..., None] * (end - start)).clip(0, 255).astype(np.uint8)


def save_picture(path: Path, pixels: np.ndarray) -> Path:
    """Write (H, W, 3) uint8 as a picture file."""
    Image.fromarray(pixels).save(path)
    return path
