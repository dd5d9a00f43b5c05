"""Motions that others write: registered in Python, or found by their entry point."""

import hashlib
import importlib
import importlib.metadata
import runpy
from dataclasses import dataclass
from importlib.metadata import EntryPoint
from pathlib import Path

import numpy as np
import pytest

from mosaic_anim.clips.motions.motion import MotionRecipe
from mosaic_anim.clips.tiles import TILES
from mosaic_anim.motions import MOTIONS, Flight, Motion, TileLayout, motion_name
from mosaic_anim.schema.kind import Label
from mosaic_anim.schema.problem import PartError
from mosaic_anim.values.geometry import Grid

EXAMPLE = Path(__file__).parents[2] / "examples" / "own_motion" / "dials.py"
LABEL = Label(word="tiles")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop(Motion):
    """Lets tiles hop by a cell."""

    motion: str = motion_name("hop")

    def flight(self, tiles, progress):  # noqa: ARG002
        """Return where tiles are."""
        return Flight(y=-progress)


@pytest.fixture
def table(monkeypatch):
    """Return the table of motions; what a test adds to it goes again."""
    for name in ("dials", "hop"):
        monkeypatch.setitem(MOTIONS, name, Hop)
        monkeypatch.delitem(MOTIONS, name)
    return MOTIONS


def test_the_example_turns_its_rings_around(table):
    """Registered by its import: rings turn against each other, and are home at both ends."""
    runpy.run_path(str(EXAMPLE))
    dials = TILES.read({"motion": "dials", "rings": 4, "ease": "linear"}, LABEL)
    assert type(dials) is table["dials"]
    layout = TileLayout(grid=Grid(rows=9, cols=9))
    quarter, end = (
        MotionRecipe(motion=dials, seed=0, spread=0.0, time=time).flight(layout)
        for time in (0.25, 1.0)
    )
    np.testing.assert_allclose(np.abs(quarter.angle), np.pi / 2, rtol=1e-6)
    assert set(np.sign(quarter.angle)) == {-1, 1}
    assert not end.y.any()
    assert not end.x.any()
    assert [dials.is_home(time) for time in (0.0, 0.5, 1.0)] == [True, False, True]
    with pytest.raises(PartError, match="'rings' cannot be 0"):
        TILES.read({"motion": "dials", "rings": 0}, LABEL)


def test_a_package_adds_its_motion_by_an_entry_point(table, monkeypatch):
    """It is asked for by name, and loaded only then."""
    asked = []

    def entry_points(*, group, name):
        asked.append((group, name))
        return [EntryPoint(name=name, group=group, value="a_package:Hop")]

    monkeypatch.setattr(importlib.metadata, "entry_points", entry_points)
    monkeypatch.setattr(EntryPoint, "load", lambda _: Hop)
    assert "hop" not in table
    assert TILES.read({"motion": "hop"}, LABEL) == Hop()
    assert table["hop"] is Hop
    TILES.read({"motion": "hop"}, LABEL)
    assert asked == [("mosaic_anim.motions", "hop")]


def test_an_unknown_motion_is_refused_with_a_suggestion(table):
    """Near names of the table are named."""
    assert "explode" in table
    with pytest.raises(PartError, match="unknown motion 'explod' — did you mean 'explode'"):
        TILES.read({"motion": "explod"}, LABEL)


WRITTEN = """
from dataclasses import dataclass
from mosaic_anim.motions import Flight, Motion, motion_name

@dataclass(frozen=True, slots=True, kw_only=True)
class Written(Motion):
    motion: str = motion_name("written")

    def flight(self, tiles, progress):
        return Flight(y=-HEIGHT * progress)
"""


def test_a_motion_knows_the_file_that_it_was_loaded_from(tmp_path, monkeypatch):
    """One that is edited later is not what runs, until it is loaded again."""
    monkeypatch.syspath_prepend(tmp_path)
    file = tmp_path / "written_motion.py"
    file.write_text(WRITTEN.replace("HEIGHT", "1"))
    module = importlib.import_module("written_motion")
    first = module.Written.SOURCE
    assert first == hashlib.sha256(file.read_bytes()).hexdigest()
    assert first != type("Heir", (module.Written,), {"__module__": __name__}).SOURCE
    file.write_text(WRITTEN.replace("HEIGHT", "1.5"))
    importlib.invalidate_caches()
    assert first == module.Written.SOURCE
    assert first != importlib.reload(module).Written.SOURCE


def test_a_motion_without_a_file_is_known_by_what_it_does():
    """In a notebook: the same cell again is the same motion, another one is not."""

    def source(height):
        space = {"__name__": "of_no_file"}
        exec(WRITTEN.replace("HEIGHT", height), space)  # noqa: S102 - as a notebook does
        return space["Written"].SOURCE

    assert source("1") == source("1")
    assert source("1") != source("1.5")


def test_the_motions_of_the_package_are_known_as_a_whole():
    """Their code is hashed with that of all its rooms."""
    assert {motion.SOURCE for motion in MOTIONS.values()} == {""}
    assert Hop.SOURCE
