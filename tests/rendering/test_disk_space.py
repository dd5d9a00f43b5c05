"""How much space an output still needs, reported when the disk is full."""

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from mosaic_anim.encode.formats import format_of
from mosaic_anim.encode.settings import Settings
from mosaic_anim.io.content_store import ContentStore
from mosaic_anim.rendering import disk_space
from mosaic_anim.rendering.disk_space import space_needed
from mosaic_anim.values.geometry import Size

SIZE = Size(height=10, width=20)


SETTINGS = Settings()


@pytest.fixture
def store(tmp_path: Path) -> ContentStore:
    """Keep segments in a folder that is not there yet."""
    return ContentStore(folder=tmp_path / "cache" / "segments")


def needed(store: ContentStore, output: Path, segments: Sequence[SimpleNamespace]) -> int:
    """Return what an output of 20x10 frames still needs [bytes]."""
    encoding = SimpleNamespace(path=output, size=SIZE, settings=SETTINGS)
    return space_needed(encoding, segments, store)


SEGMENTS = [
    SimpleNamespace(name="a", frames=range(30)),
    SimpleNamespace(name="b", frames=range(30, 60)),
]


def test_before_anything_is_drawn_the_usual_size_counts(
    store: ContentStore, tmp_path: Path
) -> None:
    """For the segments, and once more for the file on the same disk."""
    expected = round(2 * 60 * format_of(Path("x.mp4")).usual_bytes * 200)
    assert needed(store, tmp_path / "out" / "x.mp4", SEGMENTS) == expected


def test_what_is_there_tells_what_the_rest_takes(store: ContentStore, tmp_path: Path) -> None:
    """One of two segments has 3,000 bytes: as much for the other, twice for the file."""
    with store.keep("a", 30, ".mp4") as part:
        part.write_bytes(bytes(3000))
    assert needed(store, tmp_path / "x.mp4", SEGMENTS) == 3000 + 6000


def test_a_segment_that_is_shown_twice_is_kept_once(store: ContentStore, tmp_path: Path) -> None:
    """As two equal holds: the file has both."""
    with store.keep("a", 30, ".mp4") as part:
        part.write_bytes(bytes(3000))
    twice = [*SEGMENTS, SimpleNamespace(name="a", frames=range(60, 90))]
    assert needed(store, tmp_path / "x.mp4", twice) == 3000 + 9000


def test_a_file_on_another_disk_is_not_counted(
    store: ContentStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own disk tells of it when it is full."""
    monkeypatch.setattr(disk_space, "disk_of", lambda folder: "cache" in str(folder))
    with store.keep("a", 30, ".mp4") as part:
        part.write_bytes(bytes(3000))
    assert needed(store, tmp_path / "x.mp4", SEGMENTS) == 3000
