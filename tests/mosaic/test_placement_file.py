"""Files of placements that others wrote: a placement that makes sense, or one line."""

import io
import json
import os
import subprocess
import sys
import zipfile
from unittest.mock import Mock

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mosaic_anim.errors import CannotStartError
from mosaic_anim.mosaic.cells import square_rects
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.mosaic.placement_file import DamagedPlacementError
from mosaic_anim.values.geometry import Grid

ROWS, COLS, PHOTOS = 3, 4, 5
CELLS = ROWS * COLS


def arrays():
    """Return the arrays of a placement with a tint, crops and turns."""
    rng = np.random.default_rng(5)
    return {
        "tile": rng.integers(0, PHOTOS, CELLS, np.int32),
        "rect": square_rects(Grid(rows=ROWS, cols=COLS)),
        "crop": np.tile(np.array([0.1, 0, 0.5, 1], np.float32), (CELLS, 1)),
        "turn": rng.integers(0, 8, CELLS, np.uint8),
        "gain": rng.random((CELLS, 3), np.float32),
        "offset": rng.random((CELLS, 3), np.float32) * 100,
        "distance": rng.random(CELLS, np.float32) * 50,
        "photo": np.array([f"b/{number}.jpg" for number in range(PHOTOS)]),
        "photo_hash": np.array([f"{number:064x}" for number in range(PHOTOS)]),
    }


ABOUT = {
    "mosaic_anim_placement": 1,
    "rows": ROWS,
    "cols": COLS,
    "cell_aspect": 1.25,
    "cover_hash": "a" * 64,
    "library": "/photos",
    "tint": 0.5,
    "candidates": 2,
}


def write(path, members, about=ABOUT, **options):
    """Write an archive of arrays, whatever is in them."""
    text = about if isinstance(about, bytes) else json.dumps(about).encode()
    with zipfile.ZipFile(path, "w", **options) as archive:
        for name, array in {"about": np.frombuffer(text, np.uint8), **members}.items():
            archive.writestr(f"{name}.npy", array if isinstance(array, bytes) else npy(array))
    return path


def npy(array, **options):
    """Return the bytes of an array's file."""
    file = io.BytesIO()
    np.lib.format.write_array(file, array, **options)
    return file.getvalue()


def refused(path):
    """Return the line that tells why a file is refused; fail if it is not."""
    with pytest.raises(DamagedPlacementError, match="build it again with") as caught:
        Placement.load(path)
    assert len(str(caught.value)) <= 200
    return str(caught.value)


def test_the_file_that_is_changed_here_is_good(tmp_path):
    """Otherwise the other tests would prove nothing; packed or not, as `numpy.savez` writes it."""
    for packing in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        loaded = Placement.load(write(tmp_path / "p.npz", arrays(), compression=packing))
        for name, array in arrays().items():
            np.testing.assert_array_equal(getattr(loaded, name), array)


NUMBERS = ["tile", "rect", "crop", "turn", "gain", "offset", "distance"]
NO_VALUES = {
    "tile": [-1, PHOTOS, -(2**31), 2**31 - 1],
    "rect": [np.nan, np.inf, -1, 0, 0.5, 1e30],
    "crop": [np.nan, np.inf, -np.inf, -0.1, 1.5, 1e30, 1e-30],
    "turn": [8, 255],
    "gain": [np.nan, np.inf, -np.inf, 1e30],
    "offset": [np.nan, np.inf, -np.inf, 1e30, -1e30],
    "distance": [np.nan, np.inf, -np.inf, -1, 1e30],
}


@pytest.mark.parametrize("everywhere", [False, True])
@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in NO_VALUES.items() for value in values]
)
def test_values_out_of_range_are_refused(tmp_path, name, value, everywhere):
    """In one place, or in all."""
    members = arrays()
    members[name].reshape(-1)[slice(None) if everywhere else -1] = value
    assert f"its array {name} holds values out of range" in refused(
        write(tmp_path / "p.npz", members)
    )


@pytest.mark.parametrize("name", ["tile", "crop", "turn", "gain", "photo", "photo_hash"])
def test_other_types_and_shapes_are_refused(tmp_path, name):
    """Also those that numpy would convert without a word."""
    array = arrays()[name]
    others = [
        array[:-1], np.concatenate([array, array]), array[:0], array[None], array[..., None],
        array.astype(object), np.array(["text"] * len(array)), np.array([b"text"] * len(array)),
        np.zeros(array.shape, "M8[s]"), np.zeros(array.shape, [("a", "i4")]),
        np.zeros(array.shape, bool), np.zeros(array.shape, complex), np.zeros((), np.int32),
    ]  # fmt: skip
    if array.dtype.kind != "U":
        others += [array.astype(">f4"), array.astype(np.float64), array.astype(np.int64)]
    for other in others:
        if name == "photo" and other.dtype.kind == "U" and other.shape == array.shape:
            continue  # other names are names
        path = write(tmp_path / "p.npz", arrays() | {name: npy(other)})
        assert f"its array {name}" in refused(path), other.dtype


def test_arrays_in_another_order_are_refused(tmp_path):
    """Column by column, as Fortran does, is not how cells are read."""
    crop = np.asfortranarray(arrays()["crop"])
    assert b"'fortran_order': True" in npy(crop)
    assert "its array crop" in refused(write(tmp_path / "p.npz", arrays() | {"crop": npy(crop)}))


@pytest.mark.parametrize("name", ["photo", "photo_hash"])
@pytest.mark.parametrize("points", [[0], [97, 0, 98], [0x110000], [0xFFFFFFFF]])
def test_names_are_texts(tmp_path, name, points):
    """Code points that do not exist would be found while an error is written."""
    array = np.array(["x" * 64] * PHOTOS)
    codes = array.view(np.uint32).reshape(PHOTOS, -1)
    codes[-1, : len(points)] = points
    if points == [0]:
        codes[-1] = 0
    assert f"its array {name}" in refused(write(tmp_path / "p.npz", arrays() | {name: array}))


ODD = [None, True, [], {}, "1", "x" * 70_000, -1, 0, 10**30, -0.5, float("nan"), float("inf"), [[]]]


GOOD_ENTRIES = [("library", "1"), ("tint", None), ("tint", 0), ("candidates", None)]
ODD_ENTRIES = [
    (name, value) for name in ABOUT for value in ODD if (name, value) not in GOOD_ENTRIES
]


@pytest.mark.parametrize(("name", "value"), ODD_ENTRIES, ids=range(len(ODD_ENTRIES)))
def test_odd_entries_are_refused(tmp_path, name, value):
    """A list, nothing, or what no grid can be."""
    refused(write(tmp_path / "p.npz", arrays(), ABOUT | {name: value}))
    if name not in {"library", "tint", "candidates"}:
        refused(write(tmp_path / "p.npz", arrays(), {k: v for k, v in ABOUT.items() if k != name}))


@pytest.mark.parametrize(
    "about",
    [b"", b"[]", b"null", b"1", b'"text"', b"[" * 60_000, b'{"a":' * 10_000, b"\xff\xfe", b"{}",
     b"9" * 60_000, b'{"mosaic_anim_placement": ' + b"9" * 60_000 + b"}"],
    ids=range(11),
)  # fmt: skip
def test_odd_texts_are_refused(tmp_path, about):
    """Nested without end, of the wrong kind, or no JSON at all."""
    refused(write(tmp_path / "p.npz", arrays(), about))


@pytest.mark.parametrize("name", ["about", *arrays()])
def test_missing_arrays_are_refused(tmp_path, name):
    """All of them are needed."""
    members = {key: array for key, array in arrays().items() if key != name}
    path = write(tmp_path / "p.npz", members)
    if name == "about":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("tile.npy", npy(arrays()["tile"]))
    refused(path)


HEADERS = [
    "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 4), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (-1, 4), }",
    "{'descr': '|O', 'fortran_order': False, 'shape': (12, 4), }",
    "{'descr': '|V999999999', 'fortran_order': False, 'shape': (12, 4), }",
    "{'descr': [('a', '<f4', (9999, 9999, 9999))], 'fortran_order': False, 'shape': (12, 4), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (12L, 4L), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (" + "(" * 900 + ")" * 900 + "), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (12, 4",
    "__import__('os')._exit(7)",
    "",
]


@pytest.mark.parametrize("header", HEADERS, ids=range(len(HEADERS)))
def test_headers_are_compared_not_evaluated(tmp_path, header):
    """What claims another size, or is not numpy's own, is not read."""
    crop = arrays()["crop"].tobytes()
    text = header.encode().ljust(118) + b"\n"
    member = b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + crop
    assert "its array crop" in refused(write(tmp_path / "p.npz", arrays() | {"crop": member}))


def test_packings_that_take_memory_of_their_own_are_refused(tmp_path):
    """LZMA may ask for gigabytes before it gives a byte."""
    path = write(tmp_path / "p.npz", arrays(), compression=zipfile.ZIP_LZMA)
    assert "packed in an unknown way" in refused(path)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_changed_byte_of_an_array_is_sense_or_refused(tmp_path, data):
    """Bytes are changed before they are packed, so that all checksums are right."""
    members = {name: bytearray(npy(array)) for name, array in arrays().items()}
    name = data.draw(st.sampled_from(sorted(members)))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(members[name]) - 1))
        members[name][place] = data.draw(st.integers(0, 255))
    path = write(tmp_path / "p.npz", {key: bytes(member) for key, member in members.items()})
    try:
        loaded = Placement.load(path)
    except DamagedPlacementError:
        return
    assert ((loaded.tile >= 0) & (loaded.tile < len(loaded.photo))).all()
    assert ((loaded.crop >= 0) & (loaded.crop <= 1.001)).all()
    for each in ("gain", "offset", "distance"):
        assert np.isfinite(getattr(loaded, each)).all()
    assert all(map(str, loaded.photo))


BOMBS = """
import resource, sys
from pathlib import Path
from mosaic_anim.errors import CannotStartError
from mosaic_anim.mosaic.placement import Placement
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for path in sys.argv[1:]:
    try:
        Placement.load(Path(path))
    except CannotStartError as error:
        print(error, file=sys.stderr)
    else:
        print("loaded", path)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is told in KiB on Linux only")
def test_bombs_take_no_memory(tmp_path):
    """Files that claim millions of cells, and are all zeros or hold nothing."""
    large = ABOUT | {"rows": 2000, "cols": 3000}
    cells = 6_000_000

    def header(descr, shape):
        text = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}"
        padded = text.encode().ljust(117) + b"\n"
        return b"\x93NUMPY\x01\x00" + len(padded).to_bytes(2, "little") + padded

    claims = {"rect": header("<f4", (cells, 4)), "crop": header("<f4", (cells, 4))}
    zeros = claims | {"rect": claims["rect"] + bytes(16 * cells)}
    names = {"photo": header("<U4000", (60_000,)), "photo_hash": header("<U64", (60_000,))}
    paths = [
        write(tmp_path / "claims.npz", arrays() | claims, large),
        write(tmp_path / "zeros.npz", arrays() | zeros, large, compression=zipfile.ZIP_DEFLATED),
        write(tmp_path / "names.npz", arrays() | names),
        write(tmp_path / "lies.npz", arrays() | claims, large),
    ]
    lies = paths[-1].read_bytes()
    size = len(claims["rect"]).to_bytes(4, "little")
    paths[-1].write_bytes(lies.replace(size, (16 * cells + 128).to_bytes(4, "little")))
    done = subprocess.run(
        [sys.executable, "-c", BOMBS, *paths],
        capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )  # fmt: skip
    assert done.stderr.count("build it again") == len(paths)
    assert int(done.stdout) < 32 << 10  # [KiB]


def test_what_cannot_be_read_now_is_not_called_damaged(tmp_path, monkeypatch):
    """Lack of memory and failing disks pass; a file that was kept stays."""
    path = write(tmp_path / "p.npz", arrays())

    for failure, told in [
        (MemoryError(), "too little memory to open this placement — close other programs"),
        (OSError(5, "Input/output error"), "this placement cannot be read: input/output error"),
    ]:
        with monkeypatch.context() as patch:
            patch.setattr("mosaic_anim.mosaic.archive.np.frombuffer", Mock(side_effect=failure))
            with pytest.raises(CannotStartError, match=told) as caught:
                Placement.load(path)
        assert not isinstance(caught.value, DamagedPlacementError)
    Placement.load(path)
