"""Films over nothing: what is decoded has the alpha that was drawn, from a scene to its files."""

import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.cli.main import run
from mosaic_anim.errors import ExitCode
from mosaic_anim.io.ffmpeg import find_ffmpeg
from mosaic_anim.rendering.api import frame_at, render
from mosaic_anim.scene.model import Scene
from tests.fake_ffmpeg import write_fake

FILES = {"mov": "a.mov", "webm": "a.webm", "sequence": "frames/####.png"}
OUTPUTS = "outputs=[" + ", ".join(f"{{file: '{file}'}}" for file in FILES.values()) + "]"


@pytest.fixture
def sets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return edits of the scene that let all tiles fly away over nothing, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    burst = "timeline=[{id: rest, duration: 200ms}, {duration: 800ms, tiles: {motion: explode}}]"
    return ["frame.background=none", burst, OUTPUTS]


def decoded_alpha(path: Path) -> np.ndarray:
    """Decode the alpha of a film (N, 54, 96), as programs do that know it."""
    decoder = ["-c:v", "libvpx-vp9"] if path.suffix == ".webm" else []
    command = [str(find_ffmpeg()), "-v", "error", "-nostdin", *decoder, "-i", str(path)]
    raw = ["-f", "rawvideo", "-pix_fmt", "rgba", "-"]
    read = subprocess.run([*command, *raw], check=True, stdout=subprocess.PIPE).stdout
    return np.frombuffer(read, np.uint8).reshape(-1, 54, 96, 4)[..., 3].astype(int)


def test_files_have_the_alpha_that_was_drawn(scene_file: Path, sets: list[str]) -> None:
    """All there at first, nothing where tiles have left; the sequence to the bit."""
    scene = Scene.load(scene_file, sets=sets)
    files = render(scene)
    assert [file.frames for file in files] == [10, 10, 10]
    drawn = np.stack([frame_at(scene, f"{n}f").pixels for n in range(10)])
    alpha = drawn[..., 3].astype(int)
    assert (alpha[0] == 255).all()
    assert 0.1 < (alpha[6] == 0).mean() < 0.95
    pictures = [Image.open(path) for path in sorted(Path("frames").glob("*.png"))]
    sequence = np.stack([np.asarray(picture) for picture in pictures])
    np.testing.assert_array_equal(sequence[..., 3], drawn[..., 3])
    is_seen = drawn[..., 3] > 0
    np.testing.assert_array_equal(sequence[is_seen], drawn[is_seen])
    for name, most, mean in (("a.mov", 2, 0.2), ("a.webm", 80, 3)):
        found = decoded_alpha(Path(name))
        assert found.shape == alpha.shape
        assert np.abs(found - alpha).max() <= most
        assert np.abs(found - alpha).mean() < mean


@pytest.mark.parametrize("kind", ["mov", "webm"])
def test_without_the_encoder_nothing_is_begun_and_it_is_named(
    scene_file: Path,
    sets: list[str],
    kind: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Exit 4 in one line that says which ffmpeg has it; PNG files need none."""
    fake = write_fake(Path.cwd(), "has no x264", find_ffmpeg())
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(fake))
    edits = [word for edit in sets for word in ("--set", edit)]
    command = ["render", str(scene_file), *edits, "--quiet", "--set"]
    assert run([*command, f"outputs=[{{file: {FILES[kind]}}}]"]) == ExitCode.CANNOT_START
    (line,) = capsys.readouterr().err.splitlines()
    encoder = {"mov": "prores_ks", "webm": "libvpx-vp9"}[kind]
    assert f"this ffmpeg has no {encoder} — install imageio-ffmpeg" in line
    assert not Path(FILES[kind]).exists()
    assert run([*command, f"outputs=[{{file: '{FILES['sequence']}'}}]"]) == ExitCode.DONE


def test_a_turn_of_keyframes_ends_before_what_comes_later(
    scene_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Drawn: later clips show, pixel for pixel, what they show if nothing has turned before."""
    monkeypatch.chdir(tmp_path)
    back = "{duration: 1s, camera: {to: {cell: [4, 9]}}}"
    later = f"{back}, {{id: end, duration: 1s, camera: {{to: all}}}}"
    keys = [
        "{duration: 1s, camera: {keyframes: [{at: 0s, rotation: 0}, {at: 100%, rotation: 25}]}}",
        "{duration: 1s, camera: {keyframes: [{at: 0s, zoom: 1}, {at: 100%, zoom: 1}]}}",
    ]
    turned, plain = (Scene.load(scene_file, sets=[f"timeline=[{one}, {later}]"]) for one in keys)
    for moment, is_same in (("0.8s", False), ("2s", True), ("2.5s", True), ("end.end", True)):
        pair = [frame_at(scene, moment).pixels for scene in (turned, plain)]
        assert np.array_equal(*pair) == is_same, moment
