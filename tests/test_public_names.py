"""What `import mosaic_anim` offers."""

import inspect
import re
import subprocess
import sys

import numpy as np
import pytest

import mosaic_anim
import mosaic_anim.motions
from mosaic_anim import RenderOptions


@pytest.mark.parametrize("name", mosaic_anim.__all__)
def test_every_public_name_is_there_and_documented(name):
    """A class or a function, with a docstring; no room of the program hides it."""
    thing = getattr(mosaic_anim, name)
    assert not inspect.ismodule(thing)
    assert inspect.getdoc(thing)


def test_importing_the_package_imports_nothing_heavy():
    """The command line answers at once: numpy and the like come when they are needed."""
    code = (
        "import sys, mosaic_anim; print([m for m in ('numpy', 'PIL', 'numba') if m in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_a_scene_renders_from_python(scene_file, tmp_path, monkeypatch):
    """Load, render, and look at one frame."""
    monkeypatch.chdir(tmp_path)
    scene = mosaic_anim.Scene.load(scene_file)
    (file,) = mosaic_anim.render(scene, options=RenderOptions(frames="0..4"))
    assert (file.frames, file.path.stat().st_size) == (4, file.bytes)
    frame = mosaic_anim.frame_at(scene, "dive.end")
    assert frame.pixels.shape == (54, 96, 3)
    assert frame._repr_png_().startswith(b"\x89PNG")


def test_a_mosaic_is_built_from_python(photo_folder, cover_file, tmp_path):
    """Cover and folder in, picture out."""
    mosaic = mosaic_anim.build_mosaic(cover_file, photo_folder, columns=10, repeat_distance=1)
    assert mosaic.placement.grid.cols == 10
    assert mosaic.save(tmp_path / "m.jpg", cell_width=8).stat().st_size > 0
    with pytest.raises(TypeError, match="colums"):
        mosaic_anim.build_mosaic(cover_file, photo_folder, colums=10)


@pytest.mark.parametrize("name", mosaic_anim.motions.__all__)
def test_a_motion_of_ones_own_needs_one_module(name):
    """What it inherits from and is declared with; all documented."""
    assert getattr(mosaic_anim.motions, name) is not None


def test_public_objects_show_themselves_in_one_line(scene_file, photo_folder, cover_file):
    """`print(mosaic)` once wrote 287,094 characters."""
    mosaic = mosaic_anim.build_mosaic(cover_file, photo_folder, columns=10, repeat_distance=1)
    scene = mosaic_anim.Scene.load(scene_file)
    frame = mosaic_anim.Frame(np.zeros((4, 6, 3), np.uint8))
    for thing in (mosaic, mosaic.placement, mosaic.library, scene, frame):
        shown = repr(thing)
        assert "\n" not in shown
        assert len(shown) <= 200
        assert shown.startswith(type(thing).__name__)


def test_every_error_that_render_documents_is_public():
    """A caller who catches them imports them from the package."""
    raised = re.findall(r"\b\w+Error\b", inspect.getdoc(mosaic_anim.render) or "")
    assert raised
    assert set(raised) <= set(mosaic_anim.__all__)
