"""Any byte of any file in the cache is flipped: the same pictures come, or the file is made again.

| kind | files | what proves them |
|---|---|---|
| demo | drawn photos and their list; cover | SHA-256 in the list, which has its own; in the name |
| libraries | manifest; small pictures | a checksum of each row and of all; CRC-32 of each picture |
| placements | archives | CRC-32 of each member, and the sense of all values |
| tiles | levels | CRC-32 of each block |
| segments | films, pictures; manifests | SHA-256 in the name; nothing: they are never read |
| packs | tiles of another machine | SHA-256 in the name |
| batches | records of rows that were made | nothing: the files themselves are looked at |

A damaged index is refused with the command that builds it anew, or, where it looks as if it were
somebody else's, with the advice to remove it; all else is made again at once.
Empty files (locks) have no byte to flip.
"""

import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mosaic_anim import Scene, render, render_batch
from mosaic_anim.demo import build, cover
from mosaic_anim.demo.plan import Picture
from mosaic_anim.errors import CannotStartError
from mosaic_anim.library import photo_reading as reading
from mosaic_anim.library.index import index_photos
from mosaic_anim.mosaic.cover_cut import cut_to_shape
from mosaic_anim.pack.place import read_pack, write_pack
from mosaic_anim.pack.tile_pack import pack_tiles
from mosaic_anim.rendering.api import RenderOptions
from mosaic_anim.rendering.cache import KINDS
from mosaic_anim.rendering.open_project import open_project
from mosaic_anim.values.geometry import Size
from tests.conftest import save_picture, smooth_picture
from tests.faults.chance import chance

pytest.importorskip("fsspec", reason="the extra [cluster] is not installed")

MADE_OF = ("demo", "libraries", "placements", "tiles", "segments")
"""Kinds, each of which is made of those before it."""

_LONG = 2000

_SCENE = """
mosaic_anim: 1
frame: {size: 160x160, fps: 2}
mosaic: {MOSAIC, columns: 3, match: {repeat_distance: 1}}
timeline:
  - {id: open, duration: 1s}
  - {id: dive, duration: 1s, camera: {to: {cell: best}}}
outputs: [{file: frame-#.png}]
"""
_ROWS = """
mosaic_anim: 1
vars: {photo: 0.png}
frame: {size: 160x160, fps: 2}
mosaic: {cover: cover.png, library: photos, columns: 3, match: {repeat_distance: 1}}
timeline: [{id: dive, duration: 1s, camera: {to: {photo: $photo}}}]
outputs: [{file: row.png, at: dive.end}]
"""
_MOSAICS = {"own": "cover: cover.png, library: photos", "demo": "cover: demo, library: demo"}


@dataclass(frozen=True, slots=True)
class Flip:
    """A bit of a file in the cache: its path there, the byte and the bit.

    Attributes
    ----------
    is_silent : bool
        Whether the time of the file stays as it was, as where a disk errs.
    is_alone : bool
        Whether all that is made of the file has to be made again.
    """

    path: Path
    place: int
    bit: int
    is_silent: bool
    is_alone: bool

    @property
    def kind(self) -> str:
        """The kind of the file, by the folder that it lies in."""
        return kind_of(self.path)

    @property
    def removed(self) -> tuple[str, ...]:
        """The kinds that are removed with the flip."""
        if not self.is_alone or self.kind not in MADE_OF:
            return ()
        above = MADE_OF[MADE_OF.index(self.kind) + 1 :]
        return tuple(kind for kind in above if kind != "libraries")  # those tell of photos


def kind_of(path: Path) -> str:
    """Return the kind of a file of the cache, by the folder that it lies in."""
    return next(kind for kind in KINDS if path.parts[0].startswith(kind))


class Kept:
    """A cache with a file of every kind, and what is made with it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cache = folder / "cache"
        self._number = 0
        for number in range(6):
            picture = smooth_picture(number, height=300, width=300)
            save_picture(folder / "photos" / f"{number}.png", picture)
        save_picture(folder / "cover.png", smooth_picture(99, height=48, width=48))
        for name, mosaic in _MOSAICS.items():
            (folder / f"{name}.yaml").write_text(_SCENE.replace("MOSAIC", mosaic), encoding="utf-8")
        (folder / "rows.yaml").write_text(_ROWS, encoding="utf-8")
        (folder / "rows.csv").write_text("photo\n1.png\n4.png\n", encoding="utf-8")
        stage = open_project(Scene.load(folder / "own.yaml"))
        timeline = stage.timeline(stage.scene.outputs[0])
        state = timeline.moment_state("dive.end")
        self._pack = pack_tiles(stage.mosaics(timeline, [state], progress=None, workers=1))
        (folder / "packs").mkdir()
        write_pack(self._pack, f"file://{folder / 'packs'}")
        self.right = self.made()
        shutil.copytree(self.cache, folder / "whole")
        self.files = sorted(
            path.relative_to(self.cache)
            for path in self.cache.rglob("*")
            if path.is_file() and path.stat().st_size
        )

    def made(self) -> dict[str, bytes]:
        """Make everything; return the files of both scenes, and what is drawn from the pack."""
        self._number += 1
        found = {}
        for name in _MOSAICS:
            output = self.folder / f"{name}-{self._number}-#.png"
            scene = Scene.load(self.folder / f"{name}.yaml", output=str(output))
            (file,) = render(scene, options=RenderOptions(workers=1))
            assert not file.missing
            assert not file.skipped
            for path in self.folder.glob(f"{name}-{self._number}-*.png"):
                found[f"{name}{path.name[-6:]}"] = path.read_bytes()
                path.unlink()
        found |= self._rows()
        cut = cut_to_shape(self.folder / "cover.png", Size(height=20, width=48))
        found["cut"] = cut.read_bytes()
        mosaics = read_pack(f"file://{self.folder / 'packs'}", self._pack.name)
        return found | {"pack": b"".join(pack_tiles(mosaics).chunks())}

    def _rows(self) -> dict[str, bytes]:
        """Make the pictures of a batch, which are there but the first time."""
        table, output = self.folder / "rows.csv", str(self.folder / "row-{photo}.png")
        options = RenderOptions(workers=1)
        rows = render_batch(self.folder / "rows.yaml", table, output=output, options=options)
        assert [row.error for row in rows] == [None, None]
        return {path.name: path.read_bytes() for row in rows for path in row.paths}

    def size(self, path: Path) -> int:
        """Return the length of a file of the cache [bytes]."""
        return (self.folder / "whole" / path).stat().st_size

    def flipped(self, flip: Flip) -> dict[str, bytes]:
        """Make everything after a flip."""
        shutil.rmtree(self.cache)
        shutil.copytree(self.folder / "whole", self.cache)
        path = self.cache / flip.path
        status, content = path.stat(), bytearray(path.read_bytes())
        content[flip.place] ^= 1 << flip.bit
        path.write_bytes(content)
        if flip.is_silent:
            os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
        for kind in flip.removed:
            shutil.rmtree(self.cache / kind)
        try:
            return self.made()
        except CannotStartError as error:
            assert flip.kind == "libraries"
            self._mend(str(error))
        return self.made()

    def _mend(self, told: str) -> None:
        """Do what an error says of a damaged index."""
        if rebuild := re.search(r"rebuild with: Library\.open\('(.*)', rebuild=True\)", told):
            index_photos(Path(rebuild[1]), rebuild=True, workers=1)
            return
        foreign = re.fullmatch(
            r"(\S+): this is the database of another program — .* remove it", told
        )
        assert foreign, told
        Path(foreign[1]).unlink()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """Fill a cache, with a demo library of three small pictures."""
    folder = tmp_path_factory.mktemp("kept")
    (folder / "photos").mkdir()
    look = {"number": 1, "base": (0.8, 0.3, 0.1), "height": 200, "width": 200}
    plan = [Picture(name=name, family=name, **look) for name in ("dunes", "silk", "hills")]
    draw_cover = cover.draw_cover

    def here(function: Callable[[Any], Any], jobs: list[Any], **_: object) -> Iterator[Any]:
        for job in jobs:
            yield job, function(job)

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOSAIC_ANIM_CACHE", str(folder / "cache"))
        patch.setattr(build, "plan_library", lambda: plan)
        patch.setattr(cover, "draw_cover", lambda name: draw_cover(name, scale=0.05))
        patch.setattr(build, "run_in_workers", here)
        patch.setattr(reading, "run_in_workers", here)
        yield Kept(folder)


def test_the_cache_holds_every_kind(kept: Kept) -> None:
    """Otherwise the tests below would show nothing."""
    assert {kind_of(path) for path in kept.files} == set(KINDS)
    suffixes = {path.suffix for path in kept.files}
    assert suffixes == {
        ".json",
        ".jpg",
        ".sqlite",
        ".u8",
        ".npz",
        ".tiles",
        ".zip",
        ".pack",
        ".png",
    }


def test_a_flipped_byte_of_any_file_changes_nothing(kept: Kept) -> None:
    """Two of each file, always the same: with all in its place, and alone."""
    draw = chance("flips", anew=False)
    for number, path in enumerate(kept.files):
        for is_alone, place in enumerate(draw.sample(range(kept.size(path)), 2)):
            is_silent = bool((number + is_alone) % 2)
            bit = draw.randrange(5, 8)  # one that shows where it is not noticed
            flip = Flip(path, place, bit, is_silent, bool(is_alone))
            assert kept.flipped(flip) == kept.right, flip


@pytest.mark.long
def test_two_thousand_flipped_bytes_change_nothing(kept: Kept) -> None:
    """Anywhere."""
    draw = chance("two thousand flips", anew=True)
    flips: Counter[str] = Counter()
    for number in range(_LONG):
        if number % 250 == 0:
            print(f"{number} flips: {dict(flips)}", flush=True)
        path = draw.choice(kept.files)
        place, bit = draw.randrange(kept.size(path)), draw.randrange(8)
        flip = Flip(path, place, bit, is_silent=draw.random() < 0.5, is_alone=draw.random() < 0.7)
        assert kept.flipped(flip) == kept.right, flip
        flips[flip.kind] += 1
    print(f"{flips.total()} flips {dict(flips)}: 0 wrong")
