"""Placements: what they show, and their file."""

import zipfile
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mosaic_anim.errors import CannotStartError
from mosaic_anim.library.photo_names import PhotoNameError
from mosaic_anim.mosaic.cells import square_rects
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.values.geometry import Grid
from tests.mosaic.libraries import library_of

NAMES = ("a/sea.jpg", "b/sea.jpg", "b/sky.png")
ARRAYS = ("tile", "rect", "crop", "turn", "gain", "offset", "distance", "photo", "photo_hash")


def pictures():
    return [np.full((10 + i, 20, 3), i, np.uint8) for i in range(3)]


@pytest.fixture
def placement():
    """Make a placement of 2x3 cells and three photos."""
    library = library_of(pictures(), names=NAMES)
    crop = np.array([[0, 0.25, 1, 0.5]] * 6, np.float32)
    return Placement(
        grid=Grid(rows=2, cols=3, cell_aspect=1.5),
        tile=np.array([0, 1, 2, 0, 1, 0], np.int32),
        rect=square_rects(Grid(rows=2, cols=3)),
        crop=crop,
        turn=np.zeros(6, np.uint8),
        gain=np.full((6, 3), 0.5, np.float32),
        offset=np.arange(18, dtype=np.float32).reshape(6, 3),
        distance=np.arange(6, dtype=np.float32),
        photo=np.array(library.photo),
        photo_hash=np.array(library.photo_hash),
        cover_hash="c0ffee" + "0" * 58,
        tint=0.25,
        candidates=1,
    )


def test_a_file_gives_the_placement_back(tmp_path, placement):
    """Everything survives saving and loading, and is read-only then."""
    placement.save(tmp_path / "p.npz")
    loaded = Placement.load(tmp_path / "p.npz")
    assert (loaded.grid, loaded.cover_hash) == (placement.grid, placement.cover_hash)
    assert loaded.tint == placement.tint
    assert loaded.candidates == placement.candidates
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(loaded, name), getattr(placement, name))
        assert getattr(loaded, name).dtype == getattr(placement, name).dtype
        assert not getattr(loaded, name).flags.writeable


def test_the_same_placement_gives_the_same_bytes(tmp_path, placement):
    """A file holds no date."""
    placement.save(tmp_path / "a.npz")
    placement.save(tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_numpy_reads_the_file_without_pickle(tmp_path, placement):
    """The arrays are plain."""
    placement.save(tmp_path / "p.npz")
    with np.load(tmp_path / "p.npz", allow_pickle=False) as arrays:
        assert arrays["tile"].tolist() == placement.tile.tolist()


def test_names_that_are_no_utf8_survive(tmp_path, placement):
    """A photo's name may hold any bytes."""
    odd = replace(placement, photo=np.array(["\udcff.jpg", "b\n.jpg", "-c.jpg"]))
    odd.save(tmp_path / "p.npz")
    assert Placement.load(tmp_path / "p.npz").photo.tolist() == odd.photo.tolist()


@pytest.fixture(scope="module")
def file_bytes(tmp_path_factory):
    """Hold the bytes of a placement's file, to damage them."""
    path = tmp_path_factory.mktemp("good") / "p.npz"
    Placement(
        grid=Grid(rows=1, cols=2),
        tile=np.array([0, 1], np.int32),
        rect=square_rects(Grid(rows=1, cols=2)),
        crop=np.array([[0, 0, 1, 1]] * 2, np.float32),
        turn=np.zeros(2, np.uint8),
        gain=np.ones((2, 3), np.float32),
        offset=np.zeros((2, 3), np.float32),
        distance=np.zeros(2, np.float32),
        photo=np.array(["a", "b"]),
        photo_hash=np.array(["1" * 64, "2" * 64]),
    ).save(path)
    return path.read_bytes()


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_damaged_file_is_an_error_of_one_line_or_unharmed(tmp_path, file_bytes, data):
    """Changed bytes or a missing end never give another placement, and no other exception."""
    path = tmp_path / "damaged.npz"
    if data.draw(st.booleans()):
        broken = file_bytes[: data.draw(st.integers(0, len(file_bytes) - 1))]
    else:
        broken = bytearray(file_bytes)
        for _ in range(data.draw(st.integers(1, 4))):
            broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(broken)
    loaded, told = load_or_error(path)
    if loaded is None:
        assert "\n" not in told
        assert "damaged.npz: " in told
    else:
        assert loaded.tile.tolist() == [0, 1]
        assert loaded.gain.tolist() == [[1, 1, 1]] * 2


def load_or_error(path):
    """Return the placement and nothing, or nothing and the error's line."""
    try:
        return Placement.load(path), ""
    except CannotStartError as error:
        return None, str(error)


def test_a_file_of_another_version_is_reported(tmp_path, placement):
    """The error names both versions and how to build it again."""
    placement.save(tmp_path / "p.npz")
    with (
        zipfile.ZipFile(tmp_path / "p.npz") as old,
        zipfile.ZipFile(tmp_path / "q.npz", "w") as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(b'placement": 1', b'placement": 7'))
    with pytest.raises(CannotStartError, match="has format 7; this program reads format 1 — build"):
        Placement.load(tmp_path / "q.npz")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"tile": np.array([0, 1, 3, 0, 1, 0], np.int32)},
            "its array tile holds values out of range",
        ),
        (
            {"tile": np.array([0, 1, -1, 0, 1, 0], np.int32)},
            "its array tile holds values out of range",
        ),
        ({"tile": np.zeros(5, np.int32)}, "its array tile has a wrong type or shape"),
        ({"gain": np.full((6, 3), np.nan, np.float32)}, "its array gain holds values"),
        ({"crop": np.full((6, 4), 0.7, np.float32)}, "its array crop holds values out of range"),
        ({"photo": np.array(["one"])}, "its array photo_hash has a wrong type or shape"),
    ],
)
def test_arrays_that_do_not_belong_together_are_refused(tmp_path, placement, change, message):
    """Nothing that draws later looks out of its arrays."""
    replace(placement, **change).save(tmp_path / "p.npz")
    with pytest.raises(CannotStartError, match=message):
        Placement.load(tmp_path / "p.npz")


def test_a_missing_file_is_reported(tmp_path):
    """The error names it."""
    with pytest.raises(CannotStartError, match=r"nothing\.npz: no such placement"):
        Placement.load(tmp_path / "nothing.npz")


def test_photos_are_found_by_path_file_name_and_stem(placement):
    """As in a library; a name that two bear is refused."""
    assert placement.find("b/sea.jpg") == 1
    assert placement.find("./b/sea.jpg") == 1
    assert placement.find("sky") == 2
    assert placement.find("cloud") is None
    with pytest.raises(PhotoNameError, match=r"two photos are called 'sea\.jpg': a/sea\.jpg and b"):
        placement.find("sea.jpg")


def test_copies_are_found_in_a_placement_that_knows_them(tmp_path, placement):
    """A file does not keep them: which there are, the library tells."""
    copied = replace(placement, same={"old/copy.jpg": 2, "twin.jpg": 0})
    assert (copied.find("twin"), copied.find("old/copy.jpg")) == (0, 2)
    assert copied.contents["twin.jpg"] == str(placement.photo_hash[0])
    copied.save(tmp_path / "p.npz")
    assert Placement.load(tmp_path / "p.npz").find("twin") is None


def test_variants_are_the_different_pictures(placement):
    """One for each photo, crop and turn; heights are those of the crop in the original."""
    variants = placement.variants(library_of(pictures(), names=NAMES))
    assert variants.index.tolist() == [0, 1, 2, 0, 1, 0]
    assert variants.tile.tolist() == [0, 1, 2]
    assert variants.native.tolist() == [10, 11, 12]
    assert variants.crop.tolist() == [[0, 0.25, 1, 0.5]] * 3


def test_another_crop_or_turn_is_another_variant(placement):
    """The same photo in two ways makes two variants; turned, its height is the crop's width."""
    crop, turn = placement.crop.copy(), placement.turn.copy()
    crop[3], turn[5] = (0, 0, 1, 1), 2
    placed = replace(placement, crop=crop, turn=turn)
    variants = placed.variants(library_of(pictures(), names=NAMES))
    assert len(variants.tile) == 5
    np.testing.assert_array_equal(variants.tile[variants.index], placement.tile)
    np.testing.assert_array_equal(variants.crop[variants.index], crop)
    np.testing.assert_array_equal(variants.turn[variants.index], turn)
    assert variants.native[variants.index].tolist() == [10, 11, 12, 10, 11, 10]


def test_variants_follow_photos_that_were_renamed(placement):
    """Photos are known by their content; the library may have other names and another order."""
    moved = library_of(pictures()[::-1], names=["x", "y", "z"])
    assert placement.variants(moved).tile.tolist() == [2, 1, 0]


def test_a_photo_that_is_gone_is_named(placement):
    """A library without a shown photo cannot draw the placement."""
    with pytest.raises(CannotStartError, match=r"photo b/sky\.png of the placement is not in this"):
        placement.variants(library_of(pictures()[:2]))
