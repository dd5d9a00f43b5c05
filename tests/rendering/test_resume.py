"""A render goes on where it was, makes anew only what changed; the bytes are always the same."""

import itertools
import json
import os
import signal
import stat
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mosaic_anim import Scene, render
from mosaic_anim.cli.main import run
from mosaic_anim.errors import CannotStartError, ExitCode, StoppedError
from mosaic_anim.io.ffmpeg import find_ffmpeg
from mosaic_anim.io.picture_files import UnreadablePictureError
from mosaic_anim.library import materialise
from mosaic_anim.rendering import segment_cache
from mosaic_anim.rendering.api import RenderOptions, Shard, join, render_shard
from tests.left_running import encoders

OPTIONS = RenderOptions(segments=Path("segments"), workers=2)


@pytest.fixture(autouse=True)
def _in_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run every render in an empty folder."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def scene_file(scene_file: Path) -> Path:
    """Give the scene a fourth clip: 10 frames in 4 segments."""
    text = scene_file.read_text().replace(
        "  - {id: hold, duration: 200ms}\n",
        "  - {id: hold, duration: 100ms}\n  - {id: last, duration: 100ms, fade: {in: 100ms}}\n",
    )
    scene_file.write_text(text)
    return scene_file


def load(scene_file: Path, *sets: str, output: str = "dive.mp4") -> Scene:
    """Load the scene with another output."""
    return Scene.load(scene_file, sets=list(sets), output=output)


def undisturbed(scene_file: Path, *sets: str, name: str = "plain.mp4") -> bytes:
    """Return the bytes of a render that nothing was there before."""
    options = RenderOptions(segments=Path(f"segments-of-{name}"), workers=1)
    (file,) = render(load(scene_file, *sets, output=name), options=options)
    assert file.drawn == file.segments
    return file.path.read_bytes()


def segments() -> list[Path]:
    """Return the segments that are kept."""
    return sorted(Path("segments").glob("*.mp4"))


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_any_number_of_workers_makes_the_same_bytes(scene_file: Path, workers: int) -> None:
    """Each segment has an encoder of its own with one thread."""
    options = RenderOptions(segments=Path("segments"), workers=workers)
    (file,) = render(load(scene_file), options=options)
    assert (file.segments, file.drawn) == (4, 4)
    assert file.path.read_bytes() == undisturbed(scene_file)


@pytest.mark.parametrize(
    ("name", "sets"),
    [
        ("dive.mov", ["outputs.0.codec=prores"]),
        ("dive.webm", []),
        ("clear.mov", ["frame.background=none"]),
        ("clear.webm", ["frame.background=none"]),
    ],
)
def test_segments_of_other_codecs_are_found_again(
    scene_file: Path, name: str, sets: list[str]
) -> None:
    """One that has gone is made anew; the bytes are those of an undisturbed render."""
    (file,) = render(load(scene_file, *sets, output=name), options=OPTIONS)
    first = file.path.read_bytes()
    file.path.unlink()
    next(Path("segments").glob(f"*{Path(name).suffix}")).unlink()
    (file,) = render(load(scene_file, *sets, output=name), options=OPTIONS)
    assert (file.segments, file.drawn) == (4, 1)
    assert file.path.read_bytes() == first == undisturbed(scene_file, *sets, name=f"plain-{name}")


def test_the_same_scene_again_draws_nothing(scene_file: Path) -> None:
    """Only the join is left; the frames told are all there from the start."""
    render(load(scene_file), options=OPTIONS)
    Path("dive.mp4").rename("first.mp4")
    told: list[tuple[str, int, int]] = []
    (file,) = render(load(scene_file), options=OPTIONS, progress=lambda *event: told.append(event))
    assert file.drawn == 0
    assert ("segments found", 4, 4) in told
    assert not [what for what, *_ in told if "drawing" in what or "tiles" in what]
    assert Path("dive.mp4").read_bytes() == Path("first.mp4").read_bytes()


def test_a_changed_last_clip_is_all_that_is_drawn(scene_file: Path) -> None:
    """One segment of four; progress counts the frames of all."""
    change = "timeline.last.fade={in: 100ms, color: red}"
    render(load(scene_file), options=OPTIONS)
    told: list[tuple[str, int, int]] = []
    (file,) = render(
        load(scene_file, change, output="other.mp4"),
        options=OPTIONS,
        progress=lambda *event: told.append(event),
    )
    assert (file.segments, file.drawn) == (4, 1)
    assert [done for what, done, total in told if "drawing" in what and total == 10] == [10]
    assert Path("other.mp4").read_bytes() == undisturbed(scene_file, change)


def test_a_join_alone_loads_neither_compiler_nor_matcher(scene_file: Path) -> None:
    """They take as long as all the rest of a render that is all there."""
    render(load(scene_file), options=OPTIONS)
    command = ["render", str(scene_file), "--segments", "segments", "--overwrite", "--quiet"]
    program = (
        "import sys; from mosaic_anim.cli.main import run; code = run(sys.argv[1:]);"
        "print({'numba', 'scipy', 'sklearn'} & set(sys.modules)); sys.exit(code)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, *command], check=True, capture_output=True, text=True
    )
    assert "0 of 4 segments made now" in ended.stdout
    assert ended.stdout.splitlines()[-1] == "set()"


def test_any_flipped_byte_of_a_segment_is_noticed(scene_file: Path) -> None:
    """Twenty of them, one at a time, anywhere in any segment: never is one joined."""
    render(load(scene_file), options=OPTIONS)
    expected = Path("dive.mp4").read_bytes()
    options = replace(OPTIONS, overwrite=True)
    random = np.random.default_rng(20)
    for _ in range(20):
        victim = segments()[random.integers(len(segments()))]
        content = bytearray(victim.read_bytes())
        content[random.integers(len(content))] ^= 1 << random.integers(8)
        victim.write_bytes(content)
        (file,) = render(load(scene_file), options=options)
        assert file.drawn == 1
        assert Path("dive.mp4").read_bytes() == expected


def test_a_damaged_segment_is_made_again(scene_file: Path) -> None:
    """Its hash tells; the others stay."""
    render(load(scene_file), options=OPTIONS)
    victim = segments()[1]
    victim.write_bytes(victim.read_bytes()[:-1] + b"?")
    told: list[str] = []
    options = RenderOptions(segments=Path("segments"), overwrite=True)
    (file,) = render(load(scene_file), options=options, progress=lambda what, *_: told.append(what))
    assert file.drawn == 1
    assert "damaged segments removed" in told
    assert Path("dive.mp4").read_bytes() == undisturbed(scene_file)


def test_shards_and_a_join_make_the_file_of_a_plain_render(scene_file: Path) -> None:
    """Before all shards are there, the join refuses and says what is missing."""
    shards = []
    for number in (1, 2):
        with pytest.raises(CannotStartError, match="segments are missing"):
            join(load(scene_file), options=OPTIONS)
        shard = Shard(number=number, count=2)
        shards += render_shard(load(scene_file), shard, options=OPTIONS)
        assert not Path("dive.mp4").exists()
    assert [shard.drawn for shard in shards] == [2, 2]
    (file,) = join(load(scene_file), options=OPTIONS)
    assert (file.segments, file.drawn) == (4, 0)
    assert file.path.read_bytes() == undisturbed(scene_file)


def test_the_command_line_makes_shards_and_joins_them(
    scene_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 4 without the segments, 2 for a share that cannot be."""
    where = ["--segments", "segments", "--quiet"]
    assert run(["join", str(scene_file), *where]) == ExitCode.CANNOT_START
    for wrong in ("0/2", "3/2", "2", "a/b"):
        assert run(["render", str(scene_file), *where, "--shard", wrong]) == ExitCode.INVALID
    capsys.readouterr()
    for shard in ("1/2", "2/2"):
        assert run(["render", str(scene_file), *where, "--shard", shard]) == ExitCode.DONE
        assert f"shard {shard} of dive.mp4: 2 segments in segments" in capsys.readouterr().out
    assert run(["join", str(scene_file), *where]) == ExitCode.DONE
    assert "0 of 4 segments made now" in capsys.readouterr().out


def test_a_cache_without_room_keeps_what_a_render_needs(
    scene_file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Other renders clear it all the time; afterwards the segments go."""
    monkeypatch.setenv("MOSAIC_ANIM_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(segment_cache, "SEGMENTS_LIMIT", 0)

    def clear(*_: object) -> None:
        segment_cache.segment_store().clear()

    (file,) = render(load(scene_file), options=RenderOptions(workers=2), progress=clear)
    assert segment_cache.segment_store().size() == (0, 0)
    assert file.path.read_bytes() == undisturbed(scene_file)


def write_encoder(good: range) -> Path:
    """Write an ffmpeg that dies when it encodes, but for the `good` times, counted from 0."""
    path = Path("ffmpeg").absolute()
    listed = " ".join(map(str, good))
    path.write_text(
        "#!/bin/sh\n"
        'case "$*" in *rawvideo*) ;; *) exec REAL "$@" ;; esac\n'
        "count=0\n"
        'while ! mkdir "begun-$count" 2>/dev/null; do count=$((count + 1)); done\n'
        f'case " {listed} " in *" $count "*) exec REAL "$@" ;; esac\n'
        "echo 'the encoder lost its way' >&2; exit 1\n"
    )
    path.write_text(path.read_text().replace("REAL", f"'{find_ffmpeg()}'"))
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.mark.skipif(os.name != "posix", reason="a shell script")
def test_an_encoder_that_dies_is_tried_again(
    scene_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first try of the first segment, and of no other."""
    expected = undisturbed(scene_file)
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(write_encoder(range(1, 100))))
    options = RenderOptions(segments=Path("segments"), workers=1)
    (file,) = render(load(scene_file), options=options)
    assert file.path.read_bytes() == expected
    assert len(list(Path().glob("begun-*"))) == 5


@pytest.mark.skipif(os.name != "posix", reason="a shell script")
def test_an_encoder_that_always_dies_ends_the_render(
    scene_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After three tries, with the frames, its last line and the command; the rest is kept."""
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(write_encoder(range(1))))
    options = RenderOptions(segments=Path("segments"), workers=1)
    with pytest.raises(
        StoppedError,
        match=r"frames 3 to 7: .*exit code 1: the encoder lost its way.*frames=.3\.\.8",
    ):
        render(load(scene_file), options=options)
    assert len(list(Path().glob("begun-*"))) == 4
    assert len(segments()) == 1
    assert not list(Path().rglob("*.part"))
    assert not encoders()
    monkeypatch.delenv("IMAGEIO_FFMPEG_EXE")
    (file,) = render(load(scene_file), options=options)
    assert file.drawn == 3
    assert file.path.read_bytes() == undisturbed(scene_file)


def test_what_stands_in_for_a_lost_photo_is_not_found_again(
    scene_file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Once the photos can be read, the segments that show them are made anew."""
    monkeypatch.setenv("MOSAIC_ANIM_CACHE", str(tmp_path / "cache"))
    large = "frame.size=960x540"

    def unreadable(*_: object, **__: object) -> None:
        raise UnreadablePictureError(Path("photo"), "gone")

    render(load(scene_file, output="warm.mp4"), options=OPTIONS)
    with monkeypatch.context() as patch:
        patch.setattr(materialise, "read_picture", unreadable)
        (file,) = render(load(scene_file, large), options=OPTIONS)
    assert file.missing
    options = RenderOptions(segments=Path("segments"), overwrite=True)
    (again,) = render(load(scene_file, large), options=options)
    assert not again.missing
    assert again.drawn
    assert again.path.read_bytes() == undisturbed(scene_file, large)


def test_the_manifest_tells_what_a_render_is_made_of(scene_file: Path) -> None:
    """Every segment with its frames and the hash of its file, in order."""
    render(load(scene_file), options=OPTIONS)
    (manifest,) = Path("segments").glob("*.json")
    about = json.loads(manifest.read_text())
    assert [entry["frames"] for entry in about["segments"]] == [[0, 3], [3, 8], [8, 9], [9, 10]]
    for entry in about["segments"]:
        assert list(Path("segments").glob(f"{entry['name']}-*-{entry['sha256']}.mp4"))
    assert {"program", "ffmpeg", "numpy", "numba", "platform", "options"} < set(about)


LONG = ["--set", "timeline.hold.duration=10s", "--set", "timeline.hold.fade.out=10s"]


def killed_render(scene_file: Path, seconds: float) -> int:
    """Kill a render some time after its first frame; return how many frames it told of."""
    command = [sys.executable, "-m", "mosaic_anim", "render", str(scene_file), "--json", *LONG]
    command += ["--segments", "segments", "--workers", "2"]
    frames = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        lines = (json.loads(line) for line in process.stdout)
        told = (event for event in lines if event.get("what") == "drawing dive.mp4")
        for event in itertools.islice(told, 1):
            frames = event["done"]
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        return max([frames, *(event["done"] for event in told)])


def assert_it_goes_on(scene_file: Path, expected: bytes, seconds: float) -> None:
    """Kill, resume, and compare the bytes; what is drawn again is a segment for each worker."""
    for path in (*segments(), Path("dive.mp4")):
        path.unlink(missing_ok=True)
    told = killed_render(scene_file, seconds)
    if Path("dive.mp4").exists():  # it was faster than the kill
        assert Path("dive.mp4").read_bytes() == expected
        return
    kept = [int(path.name.split("-")[1]) for path in segments()]
    assert told - sum(kept) <= 2 * 20
    sets = [text for text in LONG if text != "--set"]
    (file,) = render(load(scene_file, *sets), options=OPTIONS)
    assert file.drawn == file.segments - len(kept)
    assert file.path.read_bytes() == expected
    assert not list(Path().rglob("*.part"))


@pytest.mark.skipif(os.name != "posix", reason="kill -9")
def test_a_killed_render_goes_on_where_it_was(scene_file: Path) -> None:
    """Two kills; the file is that of an undisturbed render."""
    sets = [text for text in LONG if text != "--set"]
    expected = undisturbed(scene_file, *sets)
    for seconds in (0.02, 0.15):
        assert_it_goes_on(scene_file, expected, seconds)


@pytest.mark.long
@pytest.mark.skipif(os.name != "posix", reason="kill -9")
def test_a_render_killed_at_any_moment_goes_on(scene_file: Path) -> None:
    """Twenty kills, spread over the whole render."""
    sets = [text for text in LONG if text != "--set"]
    expected = undisturbed(scene_file, *sets)
    for number in range(20):
        assert_it_goes_on(scene_file, expected, number * 0.05)
