"""Trial frames go through all the kernels that the frames of a render go through."""

import subprocess
import sys
from pathlib import Path

SCENE = """
mosaic_anim: 1
frame: {{size: 96x54, fps: 10}}
mosaic: {{cover: "{cover}", library: "{photos}", columns: 8}}
timeline:
  - {{duration: 3f, camera: {{from: all, to: {{cell: [1, 1]}}, fit: cover}}}}
  - {{duration: 3f, camera: {{to: all}}, tiles: {{motion: explode}}}}
  - {{duration: 3f, tiles: {{motion: explode}}, motion_blur: 90}}
  - {{duration: 3f, camera: {{to: all, rotation: 20}}}}
outputs:
  - {{file: film.mp4}}
  - {{file: film.gif}}
"""

PROGRAM = """
import sys
from typing import get_args
from numba.core.dispatcher import Dispatcher
from mosaic_anim import Scene, render
from mosaic_anim.rendering.trial_frames import Trial, draw_trial

def compiled():
    modules = [one for name, one in sys.modules.items() if name.startswith("mosaic_anim.")]
    kernels = {one for module in modules for one in vars(module).values()
               if isinstance(one, Dispatcher)}
    return {(one.__module__, one.__name__, str(kinds))
            for one in kernels for kinds in one.signatures}

for trial in get_args(Trial):
    draw_trial(trial)
before = compiled()
assert any(name == "draw_strips" for _, name, _ in before)
render(Scene.load("scene.yaml"))
for module, name, kinds in sorted(compiled() - before):
    if not module.startswith("mosaic_anim.mosaic."):
        print(module, name, kinds)
"""


def test_after_trial_frames_a_render_compiles_nothing_more(
    photo_folder: Path, cover_file: Path, tmp_path: Path
) -> None:
    """To match photos aside: the process that draws them would otherwise have worked for nothing.

    One of its own: what other tests have compiled counts for nothing.
    """
    scene = SCENE.format(cover=cover_file.as_posix(), photos=photo_folder.as_posix())
    (tmp_path / "scene.yaml").write_text(scene, encoding="utf-8")
    command = [sys.executable, "-c", PROGRAM]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, ""), ran.stderr
