"""Workers on other machines make the films of a batch, byte for byte."""

import shutil
from pathlib import Path

import pytest

from tests.local_cluster import local_cluster

pytest.importorskip("distributed", reason="the extra [cluster] is not installed")

TABLE = ("photo,name", "photo-03,Ada", "photo-07,Bo")


@pytest.fixture(scope="module")
def scheduler():
    """Start a scheduler, and one worker."""
    with local_cluster(1) as cluster:
        yield cluster


def test_a_cluster_makes_the_films_that_this_machine_makes(batch, scheduler):
    """Each row's own photo reaches the workers, too."""
    assert not any(row.error for row in batch(*TABLE))
    here = {path.name: path.read_bytes() for path in Path("out").iterdir()}
    shutil.rmtree("out")
    shutil.rmtree("cache/segments")
    rows = batch(*TABLE, render={"cluster": scheduler.scheduler_address})
    assert [row.files[0].drawn for row in rows] == [2, 2]
    assert {path.name: path.read_bytes() for path in Path("out").iterdir()} == here
