"""Several outputs of one render: each as if it were alone, what they share drawn once."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from mosaic_anim import Scene, frame_at, render
from mosaic_anim.cli.main import run
from mosaic_anim.encode import formats
from mosaic_anim.errors import CannotStartError, ExitCode, StoppedError, UsageError
from mosaic_anim.io.ffmpeg import find_ffmpeg
from mosaic_anim.io.ffmpeg_media import probe
from mosaic_anim.io.output_lock import output_lock
from mosaic_anim.io.pictures import read_picture
from mosaic_anim.rendering import segment_job as work
from mosaic_anim.rendering.api import RenderOptions, Shard, join, render_shard
from tests.decoding import decoded

OPTIONS = RenderOptions(segments=Path("segments"), workers=2)


@pytest.fixture(autouse=True)
def _in_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run every render in an empty folder."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def with_outputs(scene_file: Path):
    """Return a function that gives the scene of a second other outputs."""

    def written(*outputs: str) -> Scene:
        head = scene_file.read_text().partition("outputs:")[0]
        listed = "".join(f"  - {{{output}}}\n" for output in outputs)
        scene_file.write_text(f"{head}outputs:\n{listed}")
        return Scene.load(scene_file)

    return written


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Counter:
    """Count what is drawn, by size and state."""
    counts: Counter = Counter()
    lock, draw = threading.Lock(), work.draw

    def counted(state, size, mosaics, *, quality):
        with lock:
            counts[str(size), repr(state)] += 1
        return draw(state, size, mosaics, quality=quality)

    monkeypatch.setattr(work, "draw", counted)
    return counts


def bytes_of(*names: str) -> list[bytes]:
    """Return what is in some files."""
    return [Path(name).read_bytes() for name in names]


def alone(with_outputs, *outputs: str) -> list[bytes]:
    """Render each output in a render of its own; return the bytes of their files."""
    found = []
    for number, output in enumerate(outputs):
        options = RenderOptions(segments=Path(f"alone-{number}"), workers=1)
        (file,) = render(with_outputs(output), options=options)
        found.append(file.path.read_bytes())
        file.path.unlink()
    return found


TWO = ("file: a.mp4, preset: draft", "file: b.gif, fps: 5, size: 96x54")
"""The second shows every other frame of the first."""


def test_two_outputs_are_what_each_is_alone(with_outputs):
    """Byte for byte, with frames shared and not."""
    outputs = (*TWO, "file: c.gif, size: 40x40")
    expected = alone(with_outputs, *outputs)
    files = render(with_outputs(*outputs), options=OPTIONS)
    assert [str(file.path) for file in files] == ["a.mp4", "b.gif", "c.gif"]
    assert [(str(file.size), file.fps, file.frames) for file in files] == [
        ("96x54", 10, 10),
        ("96x54", 5, 5),
        ("40x40", 10, 10),
    ]
    assert bytes_of("a.mp4", "b.gif", "c.gif") == expected


def draws(drawn: Counter, scene: Scene, folder: str, *, workers: int = 2) -> int:
    """Return how many frames a render draws."""
    drawn.clear()
    render(scene, options=RenderOptions(segments=Path(folder), workers=workers))
    for output in scene.outputs:
        Path(output.file).unlink()
    return drawn.total()


@pytest.mark.parametrize("workers", [1, 3])
def test_what_two_outputs_show_is_drawn_once(with_outputs, drawn, workers):
    """Every frame of 5 a second is one of 10 a second: the second output costs no drawing."""
    slow = "file: b.mp4, fps: 5"  # no encoder that wants to see frames before a segment
    first = draws(drawn, with_outputs(TWO[0]), "first")
    second = draws(drawn, with_outputs(slow), "second")
    both = draws(drawn, with_outputs(TWO[0], slow), "both", workers=workers)
    assert second > 3
    assert both == first


def test_frames_of_other_rates_share_what_they_have_in_common(with_outputs, drawn):
    """10 and 4 a second meet where a clip begins; another size shares nothing."""
    slow = "file: b.mp4, fps: 4, clips: [dive]"
    first = draws(drawn, with_outputs(TWO[0]), "first")
    second = draws(drawn, with_outputs(slow), "second")
    common = 1  # the end of the dive is in a segment of the clip after it
    assert draws(drawn, with_outputs(TWO[0], slow), "both") == first + second - common
    small = f"{slow}, size: 48x26"
    assert draws(drawn, with_outputs(TWO[0], small), "small") == first + second


def test_a_range_is_that_part_of_the_film(with_outputs):
    """Count, size, length and frames are those of the whole between two moments."""
    whole, part = render(
        with_outputs(
            "file: a.gif, loop: false", "file: b.gif, loop: false, range: [dive, dive.end - 0.2s]"
        ),
        options=OPTIONS,
    )
    assert (whole.frames, part.frames) == (10, 3)
    found = probe(find_ffmpeg(), part.path)
    assert (found.frames, found.size, found.duration) == (3, part.size, Fraction(3, 10))
    seen, all_seen = decoded("b.gif").astype(int), decoded("a.gif").astype(int)
    for frame, other in zip(seen, all_seen[3:6], strict=True):
        assert np.abs(frame - other).mean() < 4
    assert np.abs(seen[-1] - all_seen[8]).mean() > 8


@pytest.mark.skipif(".jpg" not in formats.FORMATS, reason="no pictures are written")
def test_a_poster_is_the_frame_of_its_moment(with_outputs):
    """It lies beside its output, as large as that; `still` draws the same."""
    scene = with_outputs("file: a.mp4, preset: draft, poster: {at: dive.end, file: a.png}")
    film, poster = render(scene, options=OPTIONS)
    assert (str(poster.path), poster.frames, poster.size) == ("a.png", 1, film.size)
    assert np.array_equal(read_picture(Path("a.png")).pixels, frame_at(scene, "dive.end").pixels)


@pytest.mark.skipif(".jpg" not in formats.FORMATS, reason="no pictures are written")
@pytest.mark.parametrize("at", ["0s", "open.end", "dive", "450ms", "1s", "hold.end"])
def test_a_picture_is_the_frame_of_its_moment(with_outputs, at):
    """At marks, between them, and at the very end; frames that are chosen are those of films."""
    scene = with_outputs(f"file: a.png, at: {at}", "file: b.mp4, preset: draft")
    picture, film = render(scene, options=RenderOptions(segments=Path("s"), frames="2..4"))
    assert (picture.frames, film.frames) == (1, 2)
    assert np.array_equal(read_picture(Path("a.png")).pixels, frame_at(scene, at).pixels)


@pytest.mark.skipif(".jpg" not in formats.FORMATS, reason="no pictures are written")
def test_a_draft_has_a_poster_of_its_own(scene_file, with_outputs, capsys):
    """Half as large, beside the draft; a name that is chosen is kept."""
    with_outputs("file: a.mp4, preset: draft, poster: dive")
    where = ["render", str(scene_file), "--draft", "--quiet", "--segments", "segments"]
    assert run(where) == ExitCode.DONE
    assert run([*where, "-o", "b.mp4"]) == ExitCode.DONE
    assert read_picture(Path("a-draft.jpg")).pixels.shape == (28, 48, 3)
    assert read_picture(Path("b.jpg")).pixels.shape == (28, 48, 3)
    assert "b.jpg: 48x28" in capsys.readouterr().out


def break_format(monkeypatch: pytest.MonkeyPatch, suffix: str, **changes: object) -> None:
    """Change how a format is written."""
    for name, change in changes.items():
        monkeypatch.setattr(formats.FORMATS[suffix], name, change)


def failing(*_: object) -> None:
    """Fail as an encoder does."""
    raise StoppedError("the encoder lost its way")


def test_an_output_that_cannot_be_made_takes_no_other_with_it(with_outputs, monkeypatch):
    """The others are whole; the error names what is missing, and the next run makes only that."""
    outputs = ("file: b.gif, size: 96x54", "file: a.mp4, preset: draft")
    expected = alone(with_outputs, *outputs)
    with monkeypatch.context() as patch:
        break_format(patch, ".gif", encode_segment=failing)
        with pytest.raises(StoppedError, match=r"frames \d+ to \d+: the encoder lost its way"):
            render(with_outputs(*outputs), options=OPTIONS)
        assert not Path("b.gif").exists()
        assert bytes_of("a.mp4") == expected[1:]
    second, first = render(with_outputs(*outputs), options=OPTIONS)
    assert first.already_done
    assert not second.already_done
    assert bytes_of("b.gif", "a.mp4") == expected


def test_an_output_that_cannot_be_joined_takes_no_other_with_it(with_outputs, monkeypatch):
    """Its segments stay."""
    with monkeypatch.context() as patch:
        break_format(patch, ".mp4", join=failing)
        with pytest.raises(StoppedError, match="the encoder lost its way"):
            render(with_outputs(*TWO), options=OPTIONS)
        assert not Path("a.mp4").exists()
    assert Path("b.gif").exists()
    first, _ = render(with_outputs(*TWO), options=OPTIONS)
    assert first.drawn == 0


def test_an_encoder_that_dies_once_begins_again_alone(with_outputs, monkeypatch):
    """The other one, which shares its frames, does not notice."""
    expected = alone(with_outputs, *TWO)
    write, tries = formats.FORMATS[".gif"].encode_segment, Counter()

    def encode_segment(encoding, frames, count, part, lead):
        tries[count] += 1
        if tries[count] == 1:
            next(frames)
            failing()
        write(encoding, frames, count, part, lead)

    with monkeypatch.context() as patch:
        break_format(patch, ".gif", encode_segment=encode_segment)
        render(with_outputs(*TWO), options=OPTIONS)
    assert bytes_of("a.mp4", "b.gif") == expected


def test_a_frame_that_cannot_be_drawn_ends_all_that_show_it(with_outputs, monkeypatch):
    """With the frame's name; nobody waits for it for ever."""

    def broken(*_: object, **__: object) -> None:
        raise ValueError("no such tile")

    monkeypatch.setattr(work, "draw", broken)
    with pytest.raises(StoppedError, match=r"frame \d could not be drawn"):
        render(with_outputs(*TWO), options=OPTIONS)
    assert not list(Path().glob("*.mp4"))
    assert not list(Path().glob("*.gif"))


def test_an_output_is_joined_while_others_are_drawn(with_outputs, monkeypatch):
    """The first one is there before the last frame of the second one is."""
    there: list[bool] = []
    draw = work.draw

    def watched(state, size, mosaics, *, quality):
        if str(size) == "40x40":
            there.append(Path("a.mp4").exists())
        return draw(state, size, mosaics, quality=quality)

    monkeypatch.setattr(work, "draw", watched)
    options = RenderOptions(segments=Path("segments"), workers=1)
    long = "file: b.gif, size: 40x40, fps: 50"
    render(with_outputs(TWO[0], long), options=options)
    assert not there[0]
    assert there[-1]


def test_nothing_is_written_if_one_output_is_in_the_way(with_outputs):
    """A foreign file, or one that another render writes: told before anything is drawn."""
    Path("b.gif").write_text("mine")
    with pytest.raises(CannotStartError, match=r"b\.gif"):
        render(with_outputs(*TWO), options=OPTIONS)
    Path("b.gif").unlink()
    with output_lock(Path("b.gif")), pytest.raises(CannotStartError, match=r"b\.gif"):
        render(with_outputs(*TWO), options=OPTIONS)
    assert not Path("a.mp4").exists()
    with pytest.raises(UsageError, match=r"b\.gif: frames=7\.\.9: no part of the frames 0 to 5"):
        render(with_outputs(*TWO), options=RenderOptions(frames="7..9"))


def test_an_output_with_a_limit_that_it_keeps_is_made_with_the_others(with_outputs, drawn):
    """Its frames are shared; one that is too large is made smaller, the other stays what it is."""
    expected = alone(with_outputs, TWO[0])
    first = draws(drawn, with_outputs(TWO[0]), "first")
    kept = "file: b.mp4, fps: 5, max_size: 1MB"
    assert draws(drawn, with_outputs(TWO[0], kept), "both") == first
    small = "file: b.mp4, fps: 5, size: 64x64, max_size: 3kB"
    options = RenderOptions(segments=Path("small"), workers=2)
    _, file = render(with_outputs(TWO[0], small), options=options)
    assert file.bytes <= 3000
    assert bytes_of("a.mp4") == expected


def test_shards_of_several_outputs_are_joined(with_outputs):
    """Each shard makes its share of every output."""
    expected = alone(with_outputs, *TWO)
    for number in (1, 2):
        shards = render_shard(with_outputs(*TWO), Shard(number=number, count=2), options=OPTIONS)
        assert [str(shard.path) for shard in shards] == ["a.mp4", "b.gif"]
    assert [file.drawn for file in join(with_outputs(*TWO), options=OPTIONS)] == [0, 0]
    assert bytes_of("a.mp4", "b.gif") == expected


def test_equal_segments_of_two_outputs_are_made_once(with_outputs):
    """A part of a film under another name; both are told as far as they are."""
    told: list[tuple[str, int, int]] = []
    outputs = (
        "file: a.mp4, preset: draft",
        "file: b.mp4, preset: draft, range: [open, dive], loop: true",
    )
    whole, part = render(
        with_outputs(*outputs), options=OPTIONS, progress=lambda *event: told.append(event)
    )
    names = [path.name.partition("-")[0] for path in Path("segments").glob("*.mp4")]
    assert len(names) == len(set(names)) < whole.segments + part.segments
    for name, frames in (("a.mp4", 10), ("b.mp4", 3)):
        done = [done for what, done, total in told if what == f"drawing {name}" and total == frames]
        assert done[-1] == frames


@pytest.mark.skipif(os.name != "posix", reason="kill -9")
def test_a_killed_render_of_two_outputs_goes_on(scene_file, with_outputs):
    """What was finished is found again, and both files are those of an undisturbed render."""
    with_outputs(*TWO)
    sets = ["timeline.hold.duration=8s", "timeline.hold.fade.out=8s"]
    command = [sys.executable, "-m", "mosaic_anim", "render", str(scene_file), "--json"]
    command += ["--segments", "segments", *(f"--set={text}" for text in sets)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        for line in process.stdout:
            if b"drawing a.mp4" in line:
                break
        process.send_signal(signal.SIGKILL)
    scene = Scene.load(scene_file, sets=sets)
    files = render(scene, options=OPTIONS)
    found = bytes_of("a.mp4", "b.gif")
    for file in files:
        file.path.unlink()
    render(scene, options=RenderOptions(segments=Path("others"), workers=1))
    assert bytes_of("a.mp4", "b.gif") == found
    assert not list(Path().glob(".*.part"))
