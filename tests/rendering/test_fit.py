"""Files with `max_size` end below it, near to it, and tell what they gave up."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mosaic_anim import Scene, render
from mosaic_anim.encode.formats import FORMATS
from mosaic_anim.errors import CannotStartError, StoppedError
from mosaic_anim.rendering.api import RenderedFile, RenderOptions, Shard, join, render_shard
from mosaic_anim.rendering.executors import local
from mosaic_anim.rendering.segment_job import SegmentJob
from mosaic_anim.rendering.size_limit.search import ENOUGH, MOST_RENDERS
from tests.conftest import save_picture
from tests.encode.segments import shown

OPTIONS = RenderOptions(segments=Path("segments"), workers=2)

SUFFIXES = [suffix for suffix, kind in FORMATS.items() if kind.kind == "film"]
"""Formats whose segments lose something: lossless ones have nothing to give up."""

JOINED = 200
"""What joining saves of the segments that were measured [bytes]."""

SCENES = {
    "zoom": "{id: dive, duration: 2s, camera: {to: {cell: [4, 9]}}}",
    "hold": "{id: open, duration: 1s, camera: {to: {cell: [2, 3]}}}\n  - {id: hold, duration: 1s}",
    "disperse": "{id: burst, duration: 2s, tiles: {motion: scatter}}",
    "fade": "{id: dark, duration: 2s, camera: {to: {cell: [4, 9]}}, fade: {in: 1s, out: 500ms}}",
    "tour": "{id: one, duration: 1s, camera: {to: {cell: [2, 3]}}}\n"
    "  - {id: two, duration: 1s, camera: {to: {cell: [5, 12]}, path: van_wijk}}",
    "gradient": "{id: burst, duration: 2s, tiles: {motion: explode}}",
}

QUICK = ("hold", "tour")
"""Those that are tried every time; all of them take minutes: pytest -m long."""


@pytest.fixture(autouse=True)
def _in_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run every render in an empty folder."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def textured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder of 24 pictures with fine detail, which takes bytes."""
    folder = tmp_path_factory.mktemp("textured")
    row, col = np.mgrid[:96, :128]
    for number in range(24):
        random = np.random.default_rng(number)
        waves = np.zeros((96, 128, 3))
        for _ in range(6):
            across, down = random.uniform(-0.9, 0.9, 2)
            waves += random.uniform(8, 24, 3) * np.sin(across * col + down * row)[..., None]
        picture = random.uniform(40, 215, 3) + waves + random.normal(0, 6, waves.shape)
        save_picture(folder / f"{number:02}.png", picture.clip(0, 255).astype(np.uint8))
    return folder


@pytest.fixture
def film(textured: Path, cover_file: Path):
    """Return what loads a film of two seconds, 96x54 at 10 frames a second."""

    def load(kind: str, file: str, **keys: object) -> Scene:
        background = '{gradient: ["#102040", "#ffd070"]}' if kind == "gradient" else "black"
        given = "".join(f", {key}: {value}" for key, value in keys.items())
        path = Path(f"{kind}.yaml")
        path.write_text(
            "mosaic_anim: 1\n"
            f"frame: {{size: 96x54, fps: 10, background: {background}}}\n"
            f"mosaic: {{cover: {cover_file}, library: {textured}, columns: 16,\n"
            "         match: {repeat_distance: 1}}\n"
            f"timeline:\n  - {SCENES[kind]}\n"
            f"outputs:\n  - {{file: {file}{given}}}\n",
            encoding="utf-8",
        )
        return Scene.load(path)

    return load


def made(scene: Scene, options: RenderOptions = OPTIONS) -> RenderedFile:
    """Render the one output of a scene."""
    (file,) = render(scene, options=options)
    return file


@pytest.mark.parametrize(
    ("kind", "suffix"),
    [
        pytest.param(kind, suffix, marks=() if kind in QUICK else pytest.mark.long)
        for suffix in SUFFIXES
        for kind in SCENES
    ],
)
def test_a_limit_is_kept_and_used(film, kind: str, suffix: str) -> None:
    """Three limits: below each of them, above 85 % of it, with three encodes at the most."""
    plain = made(film(kind, f"plain{suffix}"))
    assert (plain.given_up, plain.encodes) == ((), 0)
    for number, share in enumerate((0.8, 0.5, 0.3)):
        limit = int(plain.bytes * share)
        file = made(film(kind, f"fits-{number}{suffix}", max_size=limit))
        assert file.bytes == file.path.stat().st_size
        assert ENOUGH * limit - JOINED <= file.bytes <= limit
        assert 1 <= file.encodes <= MOST_RENDERS
        assert file.given_up
        frames = shown(file.path)
        assert frames.shape[1:] == (file.size.height, file.size.width, 3)
        # GIF and WebP show what does not change in one frame.
        assert len(frames) == file.frames or (len(frames) < file.frames and suffix != ".mp4")


def test_what_fits_gives_up_nothing(film) -> None:
    """It is what would be written without a limit, but for the comment; nothing is probed."""
    plain = made(film("zoom", "plain.mp4"))
    file = made(film("zoom", "fits.mp4", max_size=plain.bytes * 51 // 50))
    assert (file.given_up, file.encodes, file.drawn) == ((), 1, 0)
    assert file.bytes == plain.bytes


def test_the_quality_of_an_mp4_goes_first_whatever_shrink_names(film) -> None:
    """With no room in it any more, the width follows if it is named."""
    limit = made(film("zoom", "plain.mp4")).bytes // 2
    file = made(film("zoom", "fits.mp4", max_size=limit, shrink="[width]"))
    assert [text.split()[:2] for text in file.given_up] == [["a", "crf"]]
    small = made(film("zoom", "small.mp4", max_size=4400, shrink="[width]"))
    assert small.given_up[0] == "a crf of 36 instead of 20" or small.size.width < 96
    assert small.fps == 10
    assert small.size.width < 96


def test_frames_are_given_up_before_the_width_where_they_come_first(film) -> None:
    """And the width before frames, if the scene says so."""
    one = made(film("zoom", "one.mp4", max_size=4400, shrink="[fps, width]"))
    other = made(film("zoom", "other.mp4", max_size=4400, shrink="[width, fps]"))
    assert one.fps < other.fps
    assert one.size.width > other.size.width


def test_a_limit_that_nothing_fits_is_refused_with_the_reason(film) -> None:
    """Exit 4, at the place of the limit, and no file; the whole film was never encoded."""
    with pytest.raises(CannotStartError, match="even 24x14 at 5 frames/s takes about") as raised:
        made(film("zoom", "fits.mp4", max_size=300))
    problem = raised.value.problems[0]
    assert "300 B are allowed" in problem.what
    assert "a larger max_size" in problem.remedy
    assert problem.place.startswith("zoom.yaml:8:")
    assert not Path("fits.mp4").exists()


def test_an_empty_shrink_leaves_the_frames_alone(film) -> None:
    """Only the quality is given up; what then does not fit is refused, and says what could help."""
    with pytest.raises(CannotStartError, match="even 96x54 at 10 frames/s") as raised:
        made(film("zoom", "fits.mp4", max_size=3000, shrink="[]"))
    assert "more to give up in shrink" in raised.value.problems[0].remedy


def test_the_same_request_is_already_done(film) -> None:
    """The comment names the limit, not what was found for it; another limit is another file."""
    first = made(film("zoom", "fits.mp4", max_size=12000))
    again = made(film("zoom", "fits.mp4", max_size=12000))
    assert not first.already_done
    assert again.already_done
    for changed in ({"max_size": 11000}, {"max_size": 12000, "shrink": "[width]"}):
        with pytest.raises(CannotStartError, match="another scene"):
            made(film("zoom", "fits.mp4", **changed))


def test_the_same_request_gives_the_same_bytes(film) -> None:
    """Whatever is kept already, and however many segments are made at once."""
    first = made(film("zoom", "first.mp4", max_size=9000))
    alone = replace(OPTIONS, segments=Path("elsewhere"), workers=1)
    Path("first.mp4").rename("kept.mp4")
    other = made(film("zoom", "first.mp4", max_size=9000), alone)
    assert other.given_up == first.given_up
    assert Path("first.mp4").read_bytes() == Path("kept.mp4").read_bytes()


def test_a_search_that_was_stopped_goes_on(film, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of what it had encoded nothing is encoded again; the bytes are those of one that was not."""
    scene = film("zoom", "fits.mp4", max_size=9000)
    first = made(scene)
    Path("fits.mp4").rename("kept.mp4")
    options = replace(OPTIONS, segments=Path("stopped"), workers=1)
    encode, encoded = local.make_segment, []

    def dies(job: SegmentJob, *given: object, **named: object) -> None:
        if len(encoded) == 8:
            raise KeyboardInterrupt
        encoded.append((job.encoding.settings, job.encoding.size, job.encoding.fps, job.frames))
        encode(job, *given, **named)

    monkeypatch.setattr(local, "make_segment", dies)
    with pytest.raises(KeyboardInterrupt):
        made(scene, options)
    before = list(encoded)
    assert not Path("fits.mp4").exists()

    def goes_on(job: SegmentJob, *given: object, **named: object) -> None:
        encoded.append((job.encoding.settings, job.encoding.size, job.encoding.fps, job.frames))
        encode(job, *given, **named)

    monkeypatch.setattr(local, "make_segment", goes_on)
    assert made(scene, options).given_up == first.given_up
    assert not [entry for entry in encoded[len(before) :] if entry in before]
    assert Path("fits.mp4").read_bytes() == Path("kept.mp4").read_bytes()


def test_a_range_of_frames_keeps_its_time_at_another_rate(film) -> None:
    """`--frames 5..15` of 10 a second are 3 to 8 of 5 a second."""
    options = replace(OPTIONS, frames="5..15")
    file = made(film("zoom", "fits.mp4", max_size=3000, shrink="[fps]"), options)
    assert (file.fps, file.frames) == (5, 5)


def test_shards_make_the_best_and_a_join_keeps_the_limit(film) -> None:
    """A search needs the whole film: what is too large is refused, and no file is left."""
    plain = made(film("zoom", "plain.mp4")).bytes
    for limit, fits in ((plain, True), (plain - 1, False)):
        scene = film("zoom", "fits.mp4", max_size=limit)
        render_shard(scene, Shard(number=1, count=1), options=OPTIONS)
        if fits:
            assert join(scene, options=OPTIONS)[0].bytes == plain
            Path("fits.mp4").unlink()
        else:
            with pytest.raises(StoppedError, match="are allowed"):
                join(scene, options=OPTIONS)
            assert not Path("fits.mp4").exists()


def test_a_draft_keeps_the_limit(film) -> None:
    """It shows what the limit costs, at half the size."""
    usual = made(film("zoom", "free.mp4"), replace(OPTIONS, draft=True)).bytes
    limit = usual * 9 // 10
    file = made(film("zoom", "fits.mp4", max_size=limit), replace(OPTIONS, draft=True))
    assert file.bytes <= limit
    assert file.given_up
