"""Rooms: each test renders in a folder of its own, from an index that is there already."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from mosaic_anim.cli.render import render_command
from tests.conftest import save_picture, smooth_picture
from tests.faults.program import Driver, Ended, Fault, Run, environment, start_afresh

DIVE = "dive"
"""A scene whose tiles stay where they are: a dive into one of them."""

FLIGHT = "flight"
"""A scene whose tiles fly apart and come back, while the camera turns."""

ENDLESS = "endless"
"""A zoom through three mosaics that lie in each other, back to the first."""

PHOTOS = 24

_TIMELINES = {
    DIVE: """
  - {id: open, duration: 500ms}
  - {id: dive, duration: 1s, camera: {to: {cell: [2, 4]}}}
  - {id: hold, duration: 500ms}""",
    FLIGHT: """
  - {id: open, duration: 300ms}
  - id: fly
    duration: 900ms
    tiles: {motion: explode, spin: [-180, 180]}
    camera: {to: all, rotation: 20}
  - {id: back, duration: 800ms, tiles: {motion: explode, reverse: true}}""",
    ENDLESS: """
  - {id: round, duration: 2s, endless: {covers: 3}}""",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Room:
    """A folder with a scene, and a cache that belongs to it.

    Attributes
    ----------
    folder : Path
        Where the program works.
    scene : Path
        What it renders.
    outputs : tuple of str
        What it writes, in that folder.
    driver : Driver or None
        Who starts it; None starts it afresh each time.
    cache : Path
        The program's cache folder.
    root : Path
        The file system as the program sees it.
    options : tuple of str
        More arguments.
    variables : mapping of str to str or None
        Changes to its environment.
    umask : int
        For a start afresh; -1 leaves it.
    """

    folder: Path
    scene: Path
    outputs: tuple[str, ...]
    driver: Driver | None
    cache: Path
    root: Path = Path("/")
    options: tuple[str, ...] = ()
    variables: Mapping[str, str | None] = field(default_factory=dict)
    umask: int = -1

    def start(self, *more: str, fault: Fault | None = None, **changes: str | None) -> Run:
        """Start a render; `changes` are to its environment."""
        arguments = ["render", str(self.scene), *self.options, *more]
        variables = environment(self.cache, {**self.variables, **changes})
        if self.driver is None:
            return start_afresh(
                arguments,
                folder=self.folder,
                variables=variables,
                fault=fault,
                umask=self.umask,
            )
        return self.driver.start(arguments, folder=self.folder, variables=variables, fault=fault)

    def render(self, *more: str, fault: Fault | None = None, **changes: str | None) -> Ended:
        """Render, and wait for the end."""
        return self.start("--quiet", *more, fault=fault, **changes).ended()

    def contents(self) -> dict[str, bytes]:
        """Read those outputs that exist."""
        paths = {name: self.seen(self.folder) / name for name in self.outputs}
        return {name: path.read_bytes() for name, path in paths.items() if path.exists()}

    def parts(self) -> list[str]:
        """List the half files in the folder and in the cache."""
        folders = {self.seen(self.folder), self.seen(self.cache)}
        return sorted({str(part) for folder in folders for part in folder.rglob("*.part")})

    def seen(self, path: Path) -> Path:
        """Return a path of the program as the test reaches it."""
        return self.root / path.relative_to("/")


class World:
    """What all rooms share: photos, scenes, an index of them, and what undisturbed renders give."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cache = folder / "cache"
        save_picture(folder / "cover.png", smooth_picture(99, height=54, width=96))
        self.photos = make_photos(folder / "photos", range(PHOTOS))
        scenes = [self.write_scene(folder, name, "film.mp4", "film.gif") for name in _TIMELINES]
        self.driver = Driver(scenes, self.cache)
        self._references: dict[tuple[str, str], bytes] = {}

    def prepare(self) -> None:
        """Render once in this world's own cache: a room begins with what this leaves."""
        folder = self.folder
        calm = self.room(folder / "calm", "film.mp4", cold=True, cache=self.cache)
        self._references[DIVE, ".mp4"] = self._undisturbed(calm)
        # Index, placement and tiles, but nothing that was drawn.
        drawn = shutil.ignore_patterns("segments", "locks")
        shutil.copytree(self.cache, folder / "indexed", ignore=drawn)

    def write_scene(
        self, folder: Path, name: str, *outputs: str, photos: Path | None = None
    ) -> Path:
        """Write a scene of two seconds: 40 frames of 96x54."""
        path = folder / f"{name}.yaml"
        listed = "".join(f"  - {{file: {output}, preset: draft}}\n" for output in outputs)
        path.write_text(
            "mosaic_anim: 1\n"
            "frame: {size: 96x54, fps: 20}\n"
            f"mosaic: {{cover: {self.folder / 'cover.png'}, columns: 8,\n"
            f"         library: {photos or self.photos}, match: {{repeat_distance: 1}}}}\n"
            f"timeline:{_TIMELINES[name]}\n"
            "outputs:\n" + listed,
            encoding="utf-8",
        )
        return path

    def room(
        self,
        folder: Path,
        *outputs: str,
        scene: str = DIVE,
        cold: bool = False,
        afresh: bool = False,
        **given: object,
    ) -> Room:
        """Make a room in an empty folder; a cold one has to index and match first."""
        folder.mkdir(parents=True, exist_ok=True)
        cache_folder = folder / "cache"
        if not cold:
            shutil.copytree(self.folder / "indexed", cache_folder)
        outputs = outputs or ("film.mp4",)
        known = {
            "scene": self.write_scene(folder, scene, *outputs),
            "cache": cache_folder,
            "options": (workers(1),),
        }
        return Room(
            folder=folder,
            outputs=outputs,
            driver=None if afresh else self.driver,
            **{**known, **given},
        )

    def reference(self, room: Room) -> dict[str, bytes]:
        """Return what an undisturbed render of the room's scene writes."""
        for name in room.outputs:
            key = (room.scene.stem, Path(name).suffix)
            if key not in self._references:
                folder = self.folder / "-".join(key)
                calm = self.room(folder, f"film{key[1]}", scene=key[0])
                self._references[key] = self._undisturbed(calm)
        return {name: self._references[room.scene.stem, Path(name).suffix] for name in room.outputs}

    @staticmethod
    def _undisturbed(calm: Room) -> bytes:
        ended = calm.render()
        assert ended.code == 0, ended
        (content,) = calm.contents().values()
        return content


def make_photos(folder: Path, order: range) -> Path:
    """Make photos of 160x120, in this order: a frame of 96x54 enlarges none of them."""
    folder.mkdir()
    for number in order:
        picture = smooth_picture(number, height=120, width=160)
        save_picture(folder / f"photo-{number:02}.png", picture)
    return folder


@cache
def workers(number: int) -> str:
    """Return the option that lets the program do so many things at once."""
    names = [name for option in render_command.params for name in option.opts]
    return f"--workers={number}" if "--workers" in names else f"--threads={number}"
