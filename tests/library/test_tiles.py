"""Tiles are read at the sizes needed: from small pictures, or once from the photo files."""

import os
import shutil
import struct
import zlib
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.drawing.canvas import draw_canvas
from mosaic_anim.library import materialise as materialise_module
from mosaic_anim.library import tile_store
from mosaic_anim.library.library import Library
from mosaic_anim.library.materialise import are_materialised, materialise
from mosaic_anim.library.tile_cutting import plan_cut, turn_picture
from mosaic_anim.library.tiles import PADDING, Tiles, Variants
from mosaic_anim.values.geometry import Rect, Size
from tests.drawing.reference import decibels, filter_matrix, noise_pictures, placement_of

SIZES = [(400, 300), (300, 400), (90, 120), (500, 500)]


@pytest.fixture(scope="module")
def indexed(tmp_path_factory):
    """Make photo files of several sizes, and their library."""
    folder = tmp_path_factory.mktemp("photos")
    for n, (height, width) in enumerate(SIZES):
        Image.fromarray(photo(n, height, width)).save(folder / f"{n}.png")
    return Library.open(folder, index=tmp_path_factory.mktemp("index"), workers=1)


@pytest.fixture
def library(indexed, tmp_path):
    """Give each test the photo files to itself, without reading them again."""
    folder = shutil.copytree(indexed.folder, tmp_path / "photos")
    return replace(indexed, folder=folder)


def photo(n, height, width):
    return noise_pictures(1, height, width, seed=n)[0]


def variants_of(library, *, turn=0):
    """Make one variant a photo: the square in its middle."""
    sizes = library.full_size
    side = sizes.min(axis=1)
    crop = np.stack((*((sizes - side[:, None]) / 2 / sizes).T, *(side[:, None] / sizes).T), axis=1)
    count = len(library)
    return Variants(
        index=np.arange(count, dtype=np.int32),
        tile=np.arange(count, dtype=np.int32),
        crop=crop.astype(np.float32),
        turn=np.full(count, turn, np.uint8),
        native=side.astype(np.int32),
    )


def read(library, needs, *, folder=None, turn=0, **options):
    wanted = {height: np.array(ids, np.int32) for height, ids in needs.items()}
    return materialise(
        library, variants_of(library, turn=turn), wanted, cell_aspect=1, folder=folder, **options
    )


def square(n):
    """Cut the square in the middle of photo n by hand."""
    height, width = SIZES[n]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return photo(n, height, width)[top : top + side, left : left + side]


def test_small_levels_need_no_photo_file(library, monkeypatch):
    """Levels within the small pictures are cut from them; the files stay closed."""
    monkeypatch.setattr(materialise_module, "read_picture", None)
    tiles = read(library, {16: [0, 1, 3], 91: [0]})
    assert [level.height for level in tiles.levels] == [16, 91]
    assert tiles.level(16).picture(3).shape == (16, 16, 3)
    assert (tiles.level(16).slot == [0, 1, -1, 2]).all()


def test_levels_that_are_stored_are_known_before_they_are_read(library, tmp_path):
    """All of them must be there, each with the same tiles."""
    needs = {16: [0, 1, 3], 91: [0]}
    read(library, needs, folder=tmp_path)

    def are_there(needs):
        wanted = {height: np.array(ids, np.int32) for height, ids in needs.items()}
        return are_materialised(
            library, variants_of(library), wanted, cell_aspect=1, folder=tmp_path
        )

    assert are_there(needs)
    assert are_there({91: [0]})
    assert not are_there({16: [0, 1], 91: [0]})
    assert not are_there({**needs, 64: [0]})


def test_each_photo_is_read_once_for_all_levels(library, monkeypatch):
    """One reading serves every level of a photo."""
    opened = []
    real = materialise_module.read_picture
    monkeypatch.setattr(
        materialise_module,
        "read_picture",
        lambda path, **options: opened.append(path.name) or real(path, **options),
    )
    read(library, {181: [0, 1], 256: [0, 1], 362: [0]}, workers=2)
    assert sorted(opened) == ["0.png", "1.png"]


def test_a_level_picture_is_the_reduced_photo(library):
    """Like Pillow's own Lanczos reduction of the crop, whatever road it took."""
    for height in (16, 64, 181):
        shown = read(library, {height: [3]}).level(height).picture(3)
        wanted = Image.fromarray(square(3)).resize((height, height), Image.Resampling.LANCZOS)
        assert decibels(shown, np.asarray(wanted, float)) >= 38


def test_a_level_has_the_pictures_that_are_cut(library):
    """Their sizes and windows, whether all have one size or some are originals."""
    tiles, variants = read(library, {16: [0, 2, 3], 128: [0, 1, 2, 3]}), variants_of(library)
    for level in tiles.levels:
        ids = np.flatnonzero(level.slot >= 0)
        cuts = [
            plan_cut(tuple(variants.crop[n]), 0, SIZES[n], level.height, cell_aspect=1) for n in ids
        ]
        sizes = [(cut.height, cut.width) for cut in cuts]
        assert level.shape.tolist() == [list(size) for size in sizes]
        assert level.window.tolist() == [list(cut.window) for cut in cuts]
        ends = 4 * np.cumsum([height * width for height, width in sizes])
        assert level.offset.tolist() == [0, *ends[:-1]]
        assert len(level.pixels) == ends[-1] + PADDING


def test_a_close_up_keeps_a_smaller_original_as_it_is(library):
    """No pixel is changed before the drawing: it is filtered once."""
    tiles = read(library, {362: [0, 1], 128: [2]})
    assert (tiles.level(362).picture(0) == square(0)).all()
    assert (tiles.level(362).picture(1) == square(1)).all()
    assert (tiles.level(128).picture(2) == square(2)).all()


@pytest.mark.parametrize("turn", range(8))
def test_turned_tiles(library, turn):
    """Bit 0 mirrors, bits 1 and 2 turn clockwise, both for kept and for reduced pictures."""
    mirrored = square(0)[:, ::-1] if turn & 1 else square(0)
    wanted = np.rot90(mirrored, -(turn >> 1))
    assert (turn_picture(square(0), turn) == wanted).all()
    assert (read(library, {362: [0]}, turn=turn).level(362).picture(0) == wanted).all()


@pytest.mark.parametrize("turn", range(8))
def test_the_window_follows_the_turn(turn):
    """What fills the cell is the same part of the photo, however it lies."""
    size = (20, 30)
    cut = plan_cut((0.12, 0.21, 0.5, 0.4), turn, size, 128, 1.0)
    marks = np.zeros((*size, 3), np.uint8)
    marks[3:12, 7:18] = 255  # whole pixels inside the crop: rows 2.4 to 12.4, cols 6.3 to 18.3
    top, left = round(cut.box[0] * 20), round(cut.box[1] * 30)
    rows, cols = round(cut.box[2] * 20), round(cut.box[3] * 30)
    shown = turn_picture(marks[top : top + rows, left : left + cols], turn)
    inside = shown[
        int(np.ceil(cut.window[0])) : int(cut.window[0] + cut.window[2]),
        int(np.ceil(cut.window[1])) : int(cut.window[1] + cut.window[3]),
    ]
    assert shown.shape[:2] == (cut.height, cut.width)
    assert inside.size == 9 * 11 * 3
    assert (inside == 255).all()


@pytest.mark.parametrize("n", [0, 2])
@pytest.mark.parametrize("height", [120, 1080])
def test_a_landing_is_the_photo_itself(library, n, height):
    """Reduced or enlarged, it equals the crop filtered once, in float64: >= 38 dB."""
    variants = variants_of(library)
    placement = placement_of([n], 1, 1)
    size = Size(height=height // 4, width=height // 3)
    view = Rect(row=0.31, col=0.22, height=0.25, width=0.25 * size.aspect)
    level = 181 if height == 120 else 362
    one = Tiles(
        variants=Variants(
            index=np.array([n], np.int32),
            tile=variants.tile,
            crop=variants.crop,
            turn=variants.turn,
            native=variants.native,
        ),
        levels=read(library, {level: [n]}).levels,
    )
    frame = draw_canvas(placement, one, view, size, background=(0, 0, 0), level=level)
    crop = square(n).astype(float)
    rows, down = filter_matrix(view.row, view.height, size.height, len(crop))
    cols, across = filter_matrix(view.col, view.width, size.width, len(crop))
    truth = np.einsum("yr,rcd,xc->yxd", down, crop[rows][:, cols], across, optimize=True)
    assert decibels(frame, truth) >= 38


def test_a_lost_photo_is_shown_from_its_small_picture(library, tmp_path):
    """It is listed, the others are not touched, and once it is back it is used again."""
    folder = tmp_path / "tiles"
    moved = library.original(0).rename(tmp_path / "away.png")
    tiles = read(library, {181: [0, 1]}, folder=folder)
    assert tiles.skipped == ("0.png",)
    kept = tiles.level(181).picture(0).astype(float)
    moved.rename(library.original(0))
    again = read(library, {181: [0, 1]}, folder=folder)
    assert again.skipped == ()
    assert 20 < decibels(kept, again.level(181).picture(0).astype(float)) < 60


@pytest.mark.parametrize("same_size", [False, True])
@pytest.mark.parametrize("folder", [None, "tiles"])
def test_a_photo_that_changed_is_lost(library, tmp_path, same_size, folder):
    """Whatever its size and time: it is shown from its small picture, which no level keeps."""
    folder = folder and tmp_path / folder
    path = library.original(0)
    old, status = path.read_bytes(), path.stat()
    expected = read(library, {181: [0, 1], 256: [1], 16: [1]}).levels
    shape = SIZES[0] if same_size else (30, 40)
    Image.fromarray(photo(9, *shape)).save(path)
    path.write_bytes(path.read_bytes().ljust(len(old), b"\0"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    tiles = read(library, {181: [0, 1], 256: [1], 16: [1]}, folder=folder)
    assert tiles.skipped == ("0.png",)
    assert 20 < decibels(tiles.level(181).picture(0), expected[1].picture(0).astype(float)) < 60
    assert (tiles.level(181).picture(1) == expected[1].picture(1)).all()
    kept = [path.name.partition("-")[0] for path in folder.iterdir()] if folder else []
    assert sorted(kept) == (["16", "256"] if folder else [])
    path.write_bytes(old)
    again = read(library, {181: [0, 1], 256: [1], 16: [1]}, folder=folder)
    assert again.skipped == ()
    for one, two in zip(again.levels, expected, strict=True):
        assert (one.pixels == two.pixels).all()


def test_what_the_program_made_is_made_again(library, tmp_path):
    """A picture of its own that was changed is drawn anew, and nothing is lost."""
    expected = read(library, {181: [0]}).level(181).pixels
    old = library.original(0).read_bytes()
    library.original(0).write_bytes(old[:-1])
    library = replace(library, make_again=lambda name: (library.folder / name).write_bytes(old))
    tiles = read(library, {181: [0]}, folder=tmp_path / "tiles")
    assert tiles.skipped == ()
    assert (tiles.level(181).pixels == expected).all()


def test_levels_on_disk_are_found_again(library, tmp_path, monkeypatch):
    """The second time nothing is read; the pixels are the same as those made in memory."""
    first = read(library, {64: [0, 1, 2], 256: [0]}, folder=tmp_path / "tiles", workers=2)
    monkeypatch.setattr(materialise_module, "read_picture", None)
    again = read(library, {64: [0, 1, 2], 256: [0]}, folder=tmp_path / "tiles")
    monkeypatch.undo()
    plain = read(library, {64: [0, 1, 2], 256: [0]})
    for one, two, three in zip(first.levels, again.levels, plain.levels, strict=True):
        assert (one.pixels == two.pixels).all()
        assert (one.pixels == three.pixels).all()
        assert not two.pixels.flags.writeable


def test_other_needs_have_other_files(library, tmp_path):
    """A level is named by all that it shows."""
    folder = tmp_path / "tiles"
    for needs, turn in (({64: [0]}, 0), ({64: [0, 1]}, 0), ({64: [0]}, 1), ({45: [0]}, 0)):
        read(library, needs, folder=folder, turn=turn)
    assert len(list(folder.iterdir())) == 4


def damages(whole):
    """Yield a level's file, damaged in many ways: any byte flipped, cut, longer, empty, zero."""
    random = np.random.default_rng(4)
    ends = (0, len(whole) // 2, len(whole) - 70, len(whole) - 1)
    for place in (*ends, *random.choice(len(whole), 40).tolist()):
        yield whole[:place] + bytes([whole[place] ^ 1 << place % 8]) + whole[place + 1 :]
    yield from (whole[:100], whole[:-1], whole + b"?", b"", bytes(len(whole)))


@pytest.mark.parametrize("block", [1 << 20, 1000])
def test_a_damaged_level_is_made_again(library, tmp_path, monkeypatch, block):
    """Never is one drawn from, whatever is wrong with it and in which of its blocks."""
    monkeypatch.setattr(tile_store, "CHECKSUM_BLOCK", block)
    folder, told = tmp_path / "tiles", []
    expected = read(library, {64: [0, 3]}, folder=folder).level(64)
    (file,) = folder.iterdir()
    whole = file.read_bytes()
    for number, damaged in enumerate(damages(whole), start=1):
        file.unlink()
        file.write_bytes(damaged)
        tiles = read(library, {64: [0, 3]}, folder=folder, progress=lambda *step: told.append(step))
        assert (tiles.level(64).pixels == expected.pixels).all()
        assert told.count(("damaged tiles removed", 1, 1)) == number
        assert file.read_bytes() == whole


def test_each_block_of_a_level_has_a_checksum(library, tmp_path, monkeypatch):
    """They lie behind the pixels; the last block may be short."""
    monkeypatch.setattr(tile_store, "CHECKSUM_BLOCK", 1000)
    read(library, {64: [0]}, folder=tmp_path / "tiles")
    (file,) = (tmp_path / "tiles").iterdir()
    size, whole = 64 * 64 * 4 + PADDING, file.read_bytes()
    blocks = [whole[start : min(start + 1000, size)] for start in range(0, size, 1000)]
    assert whole[size:] == struct.pack("<17I", *map(zlib.crc32, blocks))


def test_the_store_forgets_what_was_used_longest_ago(library, tmp_path, monkeypatch):
    """Room is made by age; what this call needs stays, mapped pixels stay readable."""
    folder = tmp_path / "tiles"
    monkeypatch.setattr(tile_store, "LIMIT", 40_000)
    oldest = read(library, {64: [0]}, folder=folder)
    (file,) = folder.iterdir()
    os.utime(file, (1, 1))
    read(library, {64: [1]}, folder=folder)
    read(library, {64: [2]}, folder=folder)
    assert file not in set(folder.iterdir())
    assert len(list(folder.iterdir())) == 2
    assert oldest.level(64).picture(0).any()


def test_progress_is_reported(library):
    """Every photo counts once."""
    told = []
    read(library, {16: [0, 1], 32: [1]}, progress=lambda *step: told.append(step))
    assert told == [("reading tiles", 1, 2), ("reading tiles", 2, 2)]
