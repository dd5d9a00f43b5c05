"""A scene with variables, and a function that renders it for the rows of a table."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mosaic_anim.batch.render_batch import render_batch
from mosaic_anim.rendering.options import RenderOptions

SCENE = """\
mosaic_anim: 1
vars: {{photo: null, name: Ada, pause: 200ms}}
frame: {{size: 96x54, fps: 10}}
mosaic: {{cover: {cover}, library: {library}, columns: 16, match: {{repeat_distance: 1}}}}
timeline:
  - {{id: open, duration: 500ms, tiles: {{motion: explode}}}}
  - {{id: dive, duration: $pause, camera: {{to: {{photo: $photo}}}}, text: "$name, row {{row}}"}}
outputs: [{{file: out/film.mp4, preset: draft}}]
"""


@pytest.fixture(autouse=True)
def _in_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder, with a cache of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MOSAIC_ANIM_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def people(photo_folder: Path, cover_file: Path) -> Path:
    """Write the scene."""
    path = Path("people.yaml")
    path.write_text(SCENE.format(cover=cover_file, library=photo_folder), encoding="utf-8")
    return path


@pytest.fixture
def batch(people: Path) -> Callable[..., tuple]:
    """Return a function that renders the scene for the lines of a table."""

    def made(*lines: str, output: str | None = "out/{name}.mp4", **options: object) -> tuple:
        Path("people.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        render = RenderOptions(workers=2, **options.pop("render", {}))
        return render_batch(people, "people.csv", output=output, options=render, **options)

    return made
