"""A small scene with its photos, and the problems of a scene as lines."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from mosaic_anim.errors import SceneError
from mosaic_anim.scene.model import Scene

HEAD = "mosaic_anim: 1\nmosaic: {cover: cover.png, library: photos}\n"
CLIP = "timeline: [{duration: 1s}]\n"


@pytest.fixture(autouse=True)
def _in_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder that has a cover and a library."""
    monkeypatch.chdir(tmp_path)
    Path("photos").mkdir()
    Image.new("RGB", (32, 18)).save("cover.png")
    Path("tune.wav").touch()
    Path("Title.otf").touch()


@pytest.fixture
def load() -> Callable[..., Scene]:
    """Return a function that loads a scene from text, with a head unless it has one."""

    def loaded(text: str, **options: object) -> Scene:
        if "mosaic_anim" not in text:
            text = HEAD + text
        if "timeline" not in text:
            text += CLIP
        Path("s.yaml").write_text(text, encoding="utf-8")
        return Scene.load("s.yaml", **options)

    return loaded


@pytest.fixture
def problems(load: Callable[..., Scene]) -> Callable[..., list[str]]:
    """Return a function that loads a scene from text and returns its problems as lines."""

    def found(text: str, **options: object) -> list[str]:
        with pytest.raises(SceneError, match=r".") as caught:
            load(text, **options)
        return str(caught.value).splitlines()

    return found
