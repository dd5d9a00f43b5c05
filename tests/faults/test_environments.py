"""The same scene gives the same bytes, wherever and however it is rendered."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from tests.faults.invariants import check_messages
from tests.faults.room import DIVE, FLIGHT, PHOTOS, Room, World, make_photos, workers

OUTPUTS = ("film.mp4", "film.gif")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where and how a scene is rendered.

    Attributes
    ----------
    variables : mapping of str to str or None
        Changes to the environment; None takes a variable away.
    workers : int
        How many things are done at once.
    umask : int
        Of the process; -1 leaves it.
    elsewhere : bool
        Whether the current folder is not the scene's.
    reversed : bool
        Whether the photos lie in another folder, made last to first.
    """

    variables: Mapping[str, str | None] = field(default_factory=dict)
    workers: int = 1
    umask: int = -1
    elsewhere: bool = False
    reversed: bool = False


PLACES = {
    "time zone and workers": Place(variables={"TZ": "Asia/Tokyo"}, workers=2),
    "language and hash seed": Place(
        variables={"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "7"}
    ),
    "no home, elsewhere, umask": Place(
        variables={"HOME": None, "XDG_CACHE_HOME": None}, elsewhere=True, umask=0o077
    ),
    "order of photos": Place(reversed=True, workers=4),
    "time zone": Place(variables={"TZ": "America/St_Johns"}),
    "language": Place(variables={"LC_ALL": "C", "PYTHONUTF8": "0"}),
    "two workers": Place(workers=2),
    "four workers": Place(workers=4),
    "seven workers, open umask": Place(workers=7, umask=0),
    "no home": Place(variables={"HOME": None, "USER": None, "LOGNAME": None}),
    "elsewhere, hash seed": Place(variables={"PYTHONHASHSEED": "123"}, elsewhere=True),
    "optimized, other threads": Place(
        variables={"PYTHONOPTIMIZE": "2", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    ),
}
QUICK = list(PLACES)[:4]


def rendered(world: World, folder: Path, scene: str, place: Place) -> dict[str, str]:
    """Render in a place, afresh, and return the hashes of the outputs."""
    room = world.room(
        folder,
        *OUTPUTS,
        scene=scene,
        afresh=True,
        cold=place.reversed,
        options=(workers(place.workers),),
        variables=place.variables,
        umask=place.umask,
    )
    room = moved(world, room, place)
    ended = room.render()
    assert ended.code == 0, ended
    check_messages(ended)
    return hashes(room)


def moved(world: World, room: Room, place: Place) -> Room:
    """Return the room with another current folder or other photos, where the place asks so."""
    if place.elsewhere:
        folder = room.folder / "elsewhere"
        folder.mkdir()
        room = replace(room, folder=folder)
    if place.reversed:
        photos = make_photos(room.folder / "photos", range(PHOTOS - 1, -1, -1))
        world.write_scene(room.folder, room.scene.stem, *OUTPUTS, photos=photos)
    return room


def hashes(room: Room) -> dict[str, str]:
    """Return the SHA-256 of each output."""
    return {name: hashlib.sha256(data).hexdigest() for name, data in room.contents().items()}


def expected(world: World, folder: Path, scene: str) -> dict[str, str]:
    """Return the hashes of an undisturbed render by the warm program."""
    calm = world.room(folder, *OUTPUTS, scene=scene)
    reference = world.reference(calm)
    return {name: hashlib.sha256(data).hexdigest() for name, data in reference.items()}


@pytest.mark.parametrize("name", QUICK)
def test_a_flight_has_the_same_bytes_everywhere(world: World, tmp_path: Path, name: str) -> None:
    """Film and GIF: time zone, language, folder order and workers leave no trace."""
    found = rendered(world, tmp_path / "there", FLIGHT, PLACES[name])
    assert found == expected(world, tmp_path / "here", FLIGHT)


@pytest.mark.long
@pytest.mark.parametrize("scene", [DIVE, FLIGHT])
def test_twelve_environments_give_one_hash(world: World, tmp_path: Path, scene: str) -> None:
    """One for the film, one for the GIF."""
    found = {
        name: rendered(world, tmp_path / name.replace(" ", "-"), scene, place)
        for name, place in PLACES.items()
    }
    assert len(found) == 12
    one = expected(world, tmp_path / "here", scene)
    assert {name: hash_ for name, hash_ in found.items() if hash_ != one} == {}
    print(f"{scene}: {len(found)} environments, {one}")
