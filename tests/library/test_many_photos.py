"""A hundred thousand photos, for real: crops of generated pictures, each a file of its own."""

import json
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.library.index import index_photos

COUNT = 100_000
MOST_MEMORY = 600  # [MB] of its own that a process takes to open them

OPEN = """
import json, sys
from pathlib import Path
from mosaic_anim.library.library import Library
library = Library.open(Path(sys.argv[1]), index=Path(sys.argv[2]))
lines = dict(line.split(":", 1) for line in open("/proc/self/status"))
private = int(lines["RssAnon"].split()[0])
print(json.dumps([len(library), private // 1024]))
"""


def write_crops(folder, count):
    """Write crops of a generated picture, which is smooth and has all colours."""
    rng = np.random.default_rng(8)
    coarse = Image.fromarray(rng.integers(0, 256, (60, 80, 3), dtype=np.uint8))
    picture = coarse.resize((1600, 1200), Image.Resampling.BICUBIC)
    for number in range(count):
        path = folder / f"{number % 100:02}" / f"{number:06}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        left, top = (int(edge) for edge in rng.integers(0, (1536, 1152)))
        picture.crop((left, top, left + 64, top + 48)).save(path, quality=80)


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_a_hundred_thousand_photos_are_a_library(tmp_path, monkeypatch):
    """All are in; again, none is read; open, they take little memory of the process."""
    photos, index = tmp_path / "photos", tmp_path / "index"
    write_crops(photos, COUNT)
    first = index_photos(photos, index=index)
    assert first.skipped == ()
    assert first.taken + first.same == COUNT
    monkeypatch.setattr("mosaic_anim.library.photo_reading.run_in_workers", None)
    again = index_photos(photos, index=index)
    assert again.reused == again.taken == first.taken
    done = subprocess.run(
        [sys.executable, "-c", OPEN, photos, index], capture_output=True, text=True, check=True
    )
    opened, memory = json.loads(done.stdout)
    assert opened == first.taken
    assert memory <= MOST_MEMORY
