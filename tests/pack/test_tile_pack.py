"""A pack holds all that frames are drawn from, and says so by its name."""

from dataclasses import replace

import numpy as np
import pytest

from mosaic_anim.drawing.frame import Mosaic, draw
from mosaic_anim.errors import CannotStartError
from mosaic_anim.pack.place import read_pack, write_pack
from mosaic_anim.pack.tile_pack import mosaics_in, pack_tiles
from mosaic_anim.rendering.open_project import open_project
from mosaic_anim.scene.model import Scene
from mosaic_anim.values.geometry import Size
from tests.drawing.reference import canvas_of, noise_pictures

SIZE = Size(height=54, width=96)


@pytest.fixture(scope="module")
def flight(photo_folder, cover_file):
    """Read what a scene shows with all a pack can hold: photos, cover, background, facts."""
    scene = Scene.read(
        {
            "mosaic_anim": 1,
            "frame": {
                "size": str(SIZE),
                "fps": 10,
                "background": {"gradient": ["#102030", "#fff"]},
            },
            "mosaic": {"cover": str(cover_file), "library": str(photo_folder), "columns": 16},
            "timeline": [
                {"duration": "1s", "camera": {"to": {"cell": [4, 9]}}},
                {"duration": "1s", "tiles": {"motion": "flip", "order": "brightness"}},
                {"duration": "1s", "tiles": {"motion": "explode"}},
            ],
            "outputs": [{"file": "out.mp4"}],
        }
    )
    stage = open_project(scene)
    timeline = stage.timeline(scene.outputs[0])
    states = [timeline.frame_state(index) for index in range(0, timeline.frame_count, 3)]
    mosaics = stage.mosaics(timeline, states, progress=None, workers=1)
    return timeline, states, mosaics


@pytest.fixture
def plain():
    """Make a mosaic of noise."""
    placement, tiles = canvas_of(noise_pictures(4, 32), 9, 16)
    return {"main": Mosaic(placement=placement, tiles=tiles)}


def buffer_of(packed):
    """Return a pack's bytes as an array."""
    return np.frombuffer(b"".join(packed.chunks()), np.uint8).copy()


def test_frames_drawn_from_a_pack_are_those_drawn_at_home(flight, tmp_path):
    """Dive, flip to the cover over a background in an order by facts, and flight: bit for bit."""
    timeline, states, mosaics = flight
    name = write_pack(pack_tiles(mosaics), str(tmp_path))
    packed = read_pack(str(tmp_path), name)
    assert set(packed) == {"main", "main/cover", "background"}
    assert packed["main"].facts is not None
    assert packed["main/cover"].tiles.variants.is_one
    for state in states:
        at_home = draw(state, SIZE, mosaics, quality=timeline.quality).pixels
        assert (draw(state, SIZE, packed, quality=timeline.quality).pixels == at_home).all()


def test_a_pack_is_mapped_not_read(plain, tmp_path):
    """What it holds lies in the file, read-only, where the file's length says."""
    name = write_pack(pack_tiles(plain), str(tmp_path))
    pixels = read_pack(str(tmp_path), name)["main"].tiles.levels[-1].pixels
    owner = pixels
    while isinstance(owner.base, np.ndarray):
        owner = owner.base
    assert isinstance(owner, np.memmap)
    assert not pixels.flags.writeable
    assert (tmp_path / f"{name}.pack").stat().st_size == pack_tiles(plain).size


def test_equal_mosaics_have_one_pack(plain, tmp_path):
    """The same content has the same name and is written once; another pixel has another name."""
    name = write_pack(pack_tiles(plain), str(tmp_path))
    before = (tmp_path / f"{name}.pack").stat().st_mtime_ns
    assert write_pack(pack_tiles(plain), str(tmp_path)) == name
    assert (tmp_path / f"{name}.pack").stat().st_mtime_ns == before
    level, *others = plain["main"].tiles.levels
    pixels = level.pixels.copy()
    pixels[5] ^= 1
    tiles = replace(plain["main"].tiles, levels=(replace(level, pixels=pixels), *others))
    changed = {"main": replace(plain["main"], tiles=tiles)}
    assert write_pack(pack_tiles(changed), str(tmp_path)) != name
    assert len(list(tmp_path.iterdir())) == 2


def test_a_pack_leaves_at_home_what_is_not_drawn(flight):
    """The folder of the photos, and photos that no cell shows; each array goes once."""
    _, _, mosaics = flight
    placement = replace(mosaics["main"].placement, library="/home/someone/private")
    packed = pack_tiles({**mosaics, "main": replace(mosaics["main"], placement=placement)})
    content = buffer_of(packed)
    assert len(content) == packed.size
    assert b"private" not in content.tobytes()
    shown = mosaics_in(content, packed.name)["main"].placement
    assert sorted(shown.photo_hash) == sorted(placement.photo_hash[np.unique(placement.tile)])
    assert (shown.photo[shown.tile] == placement.photo[placement.tile]).all()
    # A background's levels share their pixels, and a cover's cells their tint.
    levels = mosaics["background"].tiles.levels
    alone = pack_tiles({"background": mosaics["background"]})
    assert len({level.pixels.ctypes.data for level in levels}) == 1
    assert alone.size < levels[0].pixels.nbytes + 10_000
    covered = mosaics_in(content, packed.name)["main/cover"].placement
    assert covered.gain.strides[0] == 0


def test_a_damaged_pack_is_refused(plain, tmp_path):
    """A changed byte and a lost one are found before anything is drawn; writing mends the file."""
    name = write_pack(pack_tiles(plain), str(tmp_path))
    path = tmp_path / f"{name}.pack"
    whole = path.read_bytes()
    for damaged in (whole[:-1], whole[:999] + bytes([whole[999] ^ 1]) + whole[1000:]):
        path.write_bytes(damaged)
        with pytest.raises(CannotStartError, match="the pack of tiles is damaged"):
            read_pack(str(tmp_path), name)
        write_pack(pack_tiles(plain), str(tmp_path))
        assert path.read_bytes() == whole
    with pytest.raises(CannotStartError, match="cannot be read here"):
        read_pack(str(tmp_path), "0" * 64)


def test_a_pack_travels_through_a_url(plain, tmp_path):
    """It is fetched into the cache, proven, and not fetched again."""
    pytest.importorskip("fsspec", reason="fsspec comes with the extra [cluster]")
    where = f"file://{tmp_path}/packs"
    (tmp_path / "packs").mkdir()
    name = write_pack(pack_tiles(plain), where)
    pixels = read_pack(where, name)["main"].tiles.levels[-1].pixels
    assert (pixels == plain["main"].tiles.levels[-1].pixels).all()
    (tmp_path / "packs" / f"{name}.pack").unlink()
    assert read_pack(where, name)["main"].placement.grid == plain["main"].placement.grid
    with pytest.raises(CannotStartError, match="cannot be used for tiles"):
        read_pack(where, "0" * 64)
    with pytest.raises(CannotStartError, match="cannot be used for tiles"):
        write_pack(pack_tiles(plain), "nothing-of-this-name://x")
