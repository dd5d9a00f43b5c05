"""Photos that workers on other machines read are those that this machine reads."""

from types import SimpleNamespace

import pytest

from mosaic_anim.cli.main import main
from mosaic_anim.errors import CannotStartError, StoppedError
from mosaic_anim.library.index import index_photos
from mosaic_anim.library.scan import scan_photos
from mosaic_anim.rendering.executors import dask_reading
from mosaic_anim.rendering.executors.dask_reading import cluster_reader
from tests.local_cluster import local_cluster
from tests.nasty_pictures import encoded, gradient, write

distributed = pytest.importorskip("distributed", reason="the extra [cluster] is not installed")

COUNT = 12


@pytest.fixture(scope="module")
def address():
    """Start a scheduler, and one worker."""
    with local_cluster(1) as cluster:
        yield cluster.scheduler_address


@pytest.fixture
def photos(tmp_path, monkeypatch):
    """Make a folder of photos, one of them broken, of which seven are read for one answer."""
    monkeypatch.setattr(dask_reading, "PHOTOS_AT_ONCE", 7)
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in range(COUNT):
        pixels = gradient(9, 12)
        pixels[..., 2] = 20 * number
        write(folder / f"{number:02}.png", encoded(pixels, "PNG"))
    write(folder / "broken.png", encoded(gradient(), "PNG")[:100])
    return folder


def test_a_cluster_makes_the_index_that_this_machine_makes(address, photos, tmp_path):
    """Small pictures, contents and refusals; the second time nothing is asked for."""
    here = index_photos(photos, index=tmp_path / "here", workers=1)
    with cluster_reader(address) as reader:
        there = index_photos(photos, index=tmp_path / "there", reader=reader)
        again = index_photos(photos, index=tmp_path / "there", reader=None)
    assert there.skipped == here.skipped != ()
    assert there.library.photo_hash == here.library.photo_hash
    for number in range(COUNT):
        assert (there.library.small(number) == here.library.small(number)).all()
    assert (again.taken, again.reused) == (COUNT, COUNT)


def test_the_command_line_names_a_cluster(address, photos, tmp_path, capsys):
    """As `render` does."""
    index = str(tmp_path / "index")
    with pytest.raises(SystemExit, match="0"):
        main(["index", str(photos), "--index", index, "--cluster", address])
    assert f"{COUNT} photos in the library (0 unchanged)" in capsys.readouterr().out


def test_a_worker_that_does_not_see_the_photos_is_named(address, photos, tmp_path, monkeypatch):
    """Before any is read."""
    monkeypatch.setattr(dask_reading, "sees_folder", lambda _: False)
    with (
        cluster_reader(address) as reader,
        pytest.raises(CannotStartError, match=r"worker tcp.* does not see these photos — mount"),
    ):
        index_photos(photos, index=tmp_path / "index", reader=reader)


def test_photos_that_let_workers_die_are_read_here(address, photos, monkeypatch):
    """In a process of their own: the broken one is found, the others are good."""

    def die(*_):
        raise distributed.KilledWorker("reading", SimpleNamespace(address="tcp://gone"), 3)

    monkeypatch.setattr(dask_reading, "read_on_worker", die)
    files = scan_photos(photos).photos
    with cluster_reader(address) as reader:
        readings = dict(reader(photos, files))
    assert set(readings) == set(files)


def test_a_lost_scheduler_costs_nothing_that_was_read(address, photos, tmp_path, monkeypatch):
    """The same command reads the rest, with or without a cluster."""
    asked = []
    ask = dask_reading.ask_scheduler

    def once(client, keys):
        asked.append(keys)
        if len(asked) > 1:
            raise OSError("gone")
        return ask(client, keys)

    with monkeypatch.context() as patch:
        patch.setattr(dask_reading, "ask_scheduler", once)
        patch.setattr(dask_reading, "_LOOK", 60.0)
        with (
            cluster_reader(address) as reader,
            pytest.raises(StoppedError, match="scheduler was lost — what was read stays"),
        ):
            index_photos(photos, index=tmp_path / "index", reader=reader)
    report = index_photos(photos, index=tmp_path / "index", workers=1)
    assert 0 < report.reused < report.taken == COUNT
