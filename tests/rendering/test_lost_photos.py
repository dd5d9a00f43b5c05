"""Photos that change while a render runs: their old pictures, or lost and counted; never wrong."""

import itertools
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from mosaic_anim import Scene, render
from mosaic_anim.cli.main import run
from mosaic_anim.errors import CannotStartError, ExitCode, StoppedError
from mosaic_anim.library import materialise, plain_reading
from mosaic_anim.library import photo_reading as reading
from mosaic_anim.library.index import index_photos
from mosaic_anim.rendering.api import RenderOptions
from tests.conftest import save_picture

NAMES = [f"photo-{number}.png" for number in range(6)]

INSIDE = "{{rect: [{0}, {0}, 0.4, 0.4]}}"
BUILD = [
    *("build", "cover.png", "--library", "photos", "--columns", "2"),
    *("--set", "match.must_use=[photo-0.png]"),
]

UNSEEN = "same size and time"
CHANGES = ["another picture", UNSEEN, "written into", "cut short", "removed"]

_SIDE = 300
"""Of a photo: its small picture has fewer pixels than the dive's end shows."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a render wrote, and how many photos it told were lost or skipped; all, if refused."""

    files: dict[str, bytes]
    lost: int


@dataclass(slots=True)
class Moments:
    """Counts what happens in a run, and disturbs it at one moment."""

    at: int = -1
    disturb: Callable[[], None] = lambda: None
    passed: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, what: str, *_: object) -> None:
        """Let a moment pass, whichever thread it is in."""
        with self.lock:
            if len(self.passed) == self.at:
                self.disturb()
            self.passed.append(what)


class Album:
    """Six photos, a cover, and a scene that lands on one of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._caches = itertools.count()
        (folder / "photos").mkdir(parents=True)
        for number, name in enumerate(NAMES):
            save_picture(folder / "photos" / name, picture(number))
        shutil.copytree(folder / "photos", folder / "kept")
        save_picture(folder / "cover.png", picture(99, side=64))
        (folder / "scene.yaml").write_text(
            "mosaic_anim: 1\n"
            "frame: {size: 160x160, fps: 2}\n"
            "mosaic: {cover: cover.png, library: photos, columns: 3,\n"
            "         match: {exclude: [photo-5.png]}}\n"
            "timeline:\n"
            "  - {id: open, duration: 1s}\n"
            "  - {id: dive, duration: 1s, camera: {to: {cell: [1, 1]}}}\n"
            "outputs: [{file: frame-#.png}]\n",
            encoding="utf-8",
        )

    def photo(self, number: int) -> Path:
        """Return the file of a photo."""
        return self.folder / "photos" / NAMES[number]

    def new_cache(self) -> Path:
        """Return an empty cache folder."""
        return self.folder / f"cache-{next(self._caches)}"

    def render(self, cache: Path, moments: Moments | None = None) -> Rendered:
        """Render the scene to new files."""
        pattern = Path(f"frame-{next(self._caches)}-#.png")
        with at_home(self.folder, cache), moments_in(moments or Moments()) as passing:
            scene = Scene.load("scene.yaml", output=str(pattern))
            try:
                (file,) = render(scene, options=RenderOptions(workers=1), progress=passing)
            except (CannotStartError, StoppedError):  # the latter as if their disk had gone
                return Rendered(files={}, lost=len(NAMES))
            found = sorted(Path().glob(str(pattern).replace("#", "*")))
            files = {path.name[-5:]: path.read_bytes() for path in found}
            return Rendered(files=files, lost=len(file.missing) + sum(file.skipped.values()))

    def rebuild(self, cache: Path) -> None:
        """Read all photos again."""
        with at_home(self.folder, cache), moments_in(Moments()):
            index_photos(self.folder / "photos", rebuild=True, workers=1)

    def change(self, number: int, how: str) -> None:
        """Change a photo in some way."""
        path = self.photo(number)
        status, old = path.stat(), path.read_bytes()
        save_picture(self.folder / "new.png", picture(number + 50))
        new = (self.folder / "new.png").read_bytes()
        assert len(new) <= len(old)
        match how:
            case "another picture":
                (self.folder / "new.png").replace(path)
            case _ if how == UNSEEN:
                path.write_bytes(new.ljust(len(old), b"\0"))
                os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
            case "written into":
                with path.open("r+b") as file:
                    file.write(new)
            case "cut short":
                os.truncate(path, len(old) // 2)
            case _:
                path.unlink()

    def bring_back(self) -> None:
        """Bring back all photos as they were at first, with their times."""
        for name in NAMES:
            shutil.copy2(self.folder / "kept" / name, self.folder / "photos" / name)


def picture(seed: int, *, side: int = _SIDE) -> np.ndarray:
    """Draw sixteen squares of random colours; the later ones make shorter files."""
    colours = np.random.default_rng(seed).integers(0, 256, (4, 4, 3), dtype=np.uint8)
    whole = colours.repeat(side // 4, axis=0).repeat(side // 4, axis=1)
    noise = np.random.default_rng(seed).integers(0, 2, whole.shape, dtype=np.uint8)
    noise[..., 1:] = 0
    return np.where(seed < 50, whole ^ noise, whole)


@contextmanager
def at_home(folder: Path, cache: Path) -> Iterator[None]:
    """Work in a folder, with a cache folder of one's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("MOSAIC_ANIM_CACHE", str(cache))
        yield


@contextmanager
def moments_in(moments: Moments) -> Iterator[Moments]:
    """Let moments pass before and after each reading of a photo, in this process."""

    def watched(real: Callable[..., Any]) -> Callable[..., Any]:
        def read(*arguments: object, **options: object) -> object:
            moments("before a photo")
            found = real(*arguments, **options)
            moments("after a photo")
            return found

        return read

    def here(_: object, tasks: list[Any], **__: object) -> Iterator[Any]:
        for task in tasks:
            yield task, reading.read_small(task)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "run_in_workers", here)
        patch.setattr(plain_reading, "read_image", watched(plain_reading.read_image))
        patch.setattr(materialise, "read_picture", watched(materialise.read_picture))
        yield moments


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> Album:
    """Make the photos once."""
    return Album(tmp_path_factory.mktemp("album"))


def check_any_change(album: Album, numbers: tuple[int, ...], how: str, at: int) -> None:
    """Change photos at a moment of a run, and look at that run and at all that come after it."""
    cache = album.new_cache()

    def disturb() -> None:
        for number in numbers:
            album.change(number, how)

    def seen(rendered: Rendered) -> bool:
        # Photos are read in this order: the last ones of those that change may be read anew.
        parts = (numbers[first:] for first in (len(numbers), *range(len(numbers))))
        return any(rendered.files == expected(album, part, how).files for part in parts)

    def check_later_runs(now: Rendered) -> None:
        again = album.render(cache)
        if how != UNSEEN:
            assert again == now
        elif again != now:  # the index believes what it saw
            assert again.lost or seen(again)
            album.rebuild(cache)
            assert album.render(cache) == now

    right, changed = expected(album, (), how), expected(album, numbers, how)
    try:
        moments = Moments(at=at, disturb=disturb)
        disturbed = album.render(cache, moments)
        if len(moments.passed) <= at:  # the run was over before
            disturb()
        check_later_runs(changed)
    finally:
        album.bring_back()
    assert disturbed.lost or seen(disturbed)
    check_later_runs(right)


@cache
def expected(album: Album, numbers: tuple[int, ...], how: str) -> Rendered:
    """Render with some photos changed before, in an empty cache."""
    for number in numbers:
        album.change(number, how)
    try:
        return album.render(album.new_cache())
    finally:
        album.bring_back()


@cache
def moments_of(album: Album) -> list[str]:
    """Return the moments of a run in an empty cache."""
    moments = Moments()
    album.render(album.new_cache(), moments)
    assert {"reading photos", "reading tiles", "before a photo"} < set(moments.passed)
    return moments.passed


@pytest.fixture
def lost(album: Album) -> Iterator[Album]:
    """Change all photos unseen, once they are indexed and nothing else is kept, until the end."""
    cache = album.new_cache()
    assert album.render(cache) == expected(album, (), UNSEEN)
    shutil.rmtree(cache / "segments")
    shutil.rmtree(cache / "tiles")
    for number in range(len(NAMES)):
        album.change(number, UNSEEN)
    with at_home(album.folder, cache), moments_in(Moments()):
        yield album
    album.bring_back()


def test_the_scene_shows_originals_and_small_pictures(album: Album, lost: Album) -> None:
    """Otherwise the tests below would show nothing."""
    shown = lost.render(Path(os.environ["MOSAIC_ANIM_CACHE"]))
    right = expected(album, (), UNSEEN)
    assert 0 < shown.lost < len(NAMES)
    assert shown.files.keys() == right.files.keys()
    assert shown.files != right.files


PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""An example takes half a second: one that fails is told as it is."""


@given(
    number=st.integers(0, len(NAMES) - 1),
    how=st.sampled_from(CHANGES), share=st.floats(0, 1),
)  # fmt: skip
@settings(max_examples=6, phases=PHASES)
def test_a_photo_changed_at_any_moment_is_old_or_lost(
    album: Album, number: int, how: str, share: float
) -> None:
    """Never is it kept wrong, whatever becomes of it afterwards."""
    check_any_change(album, (number,), how, round(share * len(moments_of(album))))


@pytest.mark.parametrize("how", [UNSEEN, "another picture"])
def test_photos_changed_before_tiles_are_cut_are_lost(album: Album, how: str) -> None:
    """The index has seen them as they were: small pictures stand in, nothing else is kept."""
    at = moments_of(album).index("averaging photos")
    check_any_change(album, tuple(range(len(NAMES))), how, at)


@pytest.mark.long
@pytest.mark.parametrize("how", CHANGES)
def test_every_moment_of_a_run(album: Album, how: str) -> None:
    """One photo after the other, and all of them at each third moment."""
    for at in range(len(moments_of(album)) + 1):
        check_any_change(album, (at % len(NAMES),), how, at)
        if at % 3 == 0:
            check_any_change(album, tuple(range(len(NAMES))), how, at)


@pytest.mark.parametrize("output", ["film.mp4", "film-#.png"])
def test_a_file_with_stand_ins_is_not_taken_for_done(
    lost: Album, capsys: pytest.CaptureFixture[str], output: str
) -> None:
    """Once the photos are back, the same command asks to replace it; then it is done."""
    command = ["render", "scene.yaml", "-o", output, "--quiet"]
    first = Path(output.replace("#", "0"))
    assert run(command) == ExitCode.DONE
    told = capsys.readouterr().err
    assert re.search(r"note: photo-\d\.png has gone or changed: drawn from its small", told)
    assert "photos were lost — run it again with --overwrite" in told
    stand_in = first.read_bytes()
    lost.bring_back()
    assert run(command) == ExitCode.CANNOT_START
    assert "photos that were lost — give --overwrite to make it again" in capsys.readouterr().err
    assert first.read_bytes() == stand_in
    assert run([*command, "--overwrite"]) == ExitCode.DONE
    assert not capsys.readouterr().err
    assert first.read_bytes() != stand_in
    assert run(command) == ExitCode.DONE
    assert "already done" in capsys.readouterr().out


@pytest.mark.usefixtures("lost")
def test_each_output_tells_of_the_lost_photos_that_it_shows() -> None:
    """Two of one size are drawn from the same tiles, each from another one of them."""
    clips = [
        f"{{id: {name}, duration: 1s, camera: {{from: {inside}, to: {inside}}}}}"
        for name, inside in [("a", INSIDE.format(1.3)), ("b", INSIDE.format(0.3))]
    ]
    outputs = "[{file: a.png, at: a.start}, {file: b.png, at: b.start}]"
    scene = Scene.load("scene.yaml", sets=[f"outputs={outputs}", f"timeline=[{', '.join(clips)}]"])
    first, second = render(scene, options=RenderOptions(workers=1))
    assert len(first.missing) == len(second.missing) == 1
    assert first.missing != second.missing


@pytest.mark.parametrize(
    "command",
    [
        ["still", "scene.yaml", "--at", "dive.end", "-o", "still.png"],
        ["sheet", "scene.yaml", "--frames", "2", "-o", "sheet.png"],
        [*BUILD, "--cell-width", "200", "-o", "mosaic.png"],
        ["where", "saved.npz", "photo-0.png", "-o", "where.png"],
    ],
)
@pytest.mark.usefixtures("lost")
def test_every_command_tells_of_lost_photos(
    capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    """A picture with stand-ins is never written without a word."""
    if command[0] == "where":
        assert run([*BUILD, "--placement", "saved.npz", "--quiet"]) == ExitCode.DONE
        assert not capsys.readouterr().err
    assert run([*command, "--quiet"]) == ExitCode.DONE
    assert "has gone or changed: drawn from its small picture" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command",
    [
        ["render", "scene.yaml", "-o", "strict-#.png"],
        [*BUILD, "--cell-width", "200", "-o", "strict-0.png", "--overwrite"],
    ],
)
@pytest.mark.usefixtures("lost")
def test_a_lost_photo_is_a_skipped_one_for_the_strict(
    capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    """What was written stays."""
    assert run([*command, "--strict", "--quiet"]) == ExitCode.SKIPPED_PHOTOS
    assert re.search(r"error: \d photos were lost — run it again", capsys.readouterr().err)
    assert Path("strict-0.png").exists()


@pytest.mark.parametrize("cure", [["cache", "--clear"], ["index", "photos", "--rebuild"]])
def test_photos_that_changed_unseen_are_read_again(lost: Album, cure: list[str]) -> None:
    """No size and no time tells of them; who clears the cache or rebuilds the index sees them."""
    cache = Path(os.environ["MOSAIC_ANIM_CACHE"])
    assert lost.render(cache).lost
    assert run(cure) == ExitCode.DONE
    cured = lost.render(cache)
    assert not cured.lost
    assert cured == lost.render(lost.new_cache())
