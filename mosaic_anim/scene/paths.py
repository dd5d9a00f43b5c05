"""Paths of a scene: where its inputs lie, and whether it may write its outputs.

Inputs are relative to the scene file, or to the current folder where they come from the command
line. Outputs are relative to the current folder and must lie in it or in the scene's folder, unless
the command line names them.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from os.path import expanduser, isdir, isfile, realpath
from pathlib import Path

from mosaic_anim.clips.morph import OWN_COVER
from mosaic_anim.demo.cover_size import COVER_SIZES
from mosaic_anim.errors import Problem, caller_text
from mosaic_anim.io.names import BUILT_IN, existing_path
from mosaic_anim.library.sources import is_list
from mosaic_anim.scene.node import Node, Steps
from mosaic_anim.schema.problem import quoted, suggest_near

EACH = "*"
"""Stands for every entry of a list, or of a mapping from names."""


@dataclass(frozen=True, slots=True)
class Input:
    """What a path in a scene refers to.

    Attributes
    ----------
    kind, role : str
        What it must be, and its role in the scene.
    is_there : callable
        Returns whether such a thing lies at a path.
    """

    kind: str
    role: str
    is_there: Callable[[str], bool] = isfile


def _holds_photos(path: str) -> bool:
    """Return whether a path is a folder, or a list of photos."""
    named = is_list(Path(path)) and isfile(path)  # noqa: PTH113 - Path raises of names too long
    return named or isdir(path)  # noqa: PTH112 - as above


_FONT = Input("font", "a font of the scene")
_COVER = Input("picture", "a cover of the scene")
_PHOTOS = Input("folder", "the photos", _holds_photos)

INPUTS = {
    ("mosaic", "cover"): Input("picture", "the cover"),
    ("mosaic", "library"): _PHOTOS,
    ("mosaic", "library", EACH): _PHOTOS,
    ("mosaic", "placement"): Input("placement", "the placement"),
    ("mosaics", EACH, "cover"): _COVER,
    ("timeline", EACH, "morph", "to"): _COVER,
    ("sound", "file"): Input("sound", "the sound"),
    ("frame", "background", "picture"): Input("picture", "the background"),
    ("timeline", EACH, "text", "font"): _FONT,
    ("timeline", EACH, "text", EACH, "font"): _FONT,
    ("marks", EACH, "font"): _FONT,
    ("marks", EACH, "picture"): Input("picture", "a logo of the scene"),
}
"""Where paths stand, and what they name."""

_OUTPUTS = (("file",), ("poster", "file"))
"""Where an output says what it writes."""

BUILT_INS: dict[tuple[str, ...], Collection[str]] = {
    ("mosaic", "cover"): COVER_SIZES,
    ("mosaic", "library"): (BUILT_IN,),
    ("mosaics", EACH, "cover"): COVER_SIZES,
    ("timeline", EACH, "morph", "to"): (*COVER_SIZES, OWN_COVER),
}
"""What needs no file."""

NAMED = {("timeline", EACH, "morph", "to")}
"""Where the name of one of the scene's mosaics may stand in place of a path."""


def resolve_inputs(document: Node, folder: Path) -> tuple[Node, list[Problem]]:
    """Return the document with the paths of its inputs found from `folder`."""
    problems: list[Problem] = []
    mosaics = document.at("mosaics")
    names = mosaics.value if mosaics is not None and isinstance(mosaics.value, dict) else {}
    wanted = [(where, place) for where in INPUTS for place in _each(document, where)]
    for where, place in wanted:
        about = INPUTS[where]
        node = document.at(*place)
        if node is None or not isinstance(node.value, str) or not node.value:
            continue
        if node.value in BUILT_INS.get(where, ()) or (where in NAMED and node.value in names):
            continue
        written = expanduser(node.value)  # noqa: PTH111  # Path raises where there is no home
        path = str(existing_path(Path(written) if node.is_typed else folder / written))
        if not about.is_there(path):
            meant = suggest_near(node.value, names) if where in NAMED else ""
            problems.append(_not_there(node, about, path, meant))
        document = _replaced(document, place, replace(node, value=path))
    return document, problems


def _not_there(node: Node, about: Input, path: str, meant: str) -> Problem:
    """Return what is wrong with a path at which nothing of its kind lies.

    meant : str
        What to write if it is no path; empty if nothing is known.
    """
    named = quoted(node.value)
    if about.kind == "folder" and isfile(path):  # noqa: PTH113 - Path raises for impossible names
        what, remedy = f"{named} is a file, no folder", "name the folder that holds the photos"
    elif isdir(path):  # noqa: PTH112 - as above
        what, remedy = f"{named} is a folder, no {about.kind}", "name a file in it"
    else:
        where = "the current folder" if node.is_typed else "the scene file"
        what = f"no such {about.kind}: {named}"
        remedy = meant or f"the path is relative to {where}"
        if about.kind == "font" and not Path(path).suffix:
            remedy = "name the file of a font, such as fonts/Inter.ttf"
    return Problem(what=what, remedy=remedy, place=str(node))


def with_outputs_found(document: Node) -> Node:
    """Return the document with `~` in the names of its outputs replaced by the user's home."""
    for key in _OUTPUTS:
        for place in _each(document, ("outputs", EACH, *key)):
            node = document.at(*place)
            if node is not None and isinstance(node.value, str) and node.value.startswith("~"):
                path = expanduser(node.value)  # noqa: PTH111  # Path raises where there is no home
                document = _replaced(document, place, replace(node, value=path))
    return document


def _each(node: Node, place: tuple[str, ...]) -> Iterator[Steps]:
    """Yield every place below `node` that `place` stands for."""
    if EACH not in place:
        yield place
        return
    index = place.index(EACH)
    entries = node.at(*place[:index])
    match entries.value if entries is not None else None:
        case tuple() as listed:
            steps: Iterable[tuple[str | int, Node]] = enumerate(listed)
        case dict() as named:
            steps = named.items()
        case _:
            return
    for step, entry in steps:
        for rest in _each(entry, place[index + 1 :]):
            yield (*place[:index], step, *rest)


def _replaced(node: Node, place: Steps, new: Node) -> Node:
    """Return `node` with `new` at a `place` below it where there is something."""
    first, *rest = place
    below = node.child(first)
    if rest and below is not None:
        new = _replaced(below, tuple(rest), new)
    return node.with_child(first, new)


def output_problems(document: Node, folder: Path) -> list[Problem]:
    """Return what is wrong with the places of the outputs: written outside, or no file names."""
    outputs = document.at("outputs")
    entries = outputs.value if outputs is not None and isinstance(outputs.value, tuple) else ()
    allowed = [Path.cwd(), folder]
    problems = []
    for node in (entry.at(*key) for entry in entries for key in _OUTPUTS):
        if node is None or not isinstance(node.value, str) or not node.value:
            continue
        if not node.value.isprintable():
            what, remedy = "a file name with a control character", "remove it"
            problems.append(Problem(what=what, remedy=remedy, place=str(node)))
        elif not node.is_typed and not lies_in(node.value, allowed):
            what = f"the scene may not write to {quoted(node.value)}"
            free = caller_text(command_line="-o FILE", python="the output of Scene.load")
            remedy = f"outputs lie below the current folder or the scene's; {free} may lie anywhere"
            problems.append(Problem(what=what, remedy=remedy, place=str(node)))
    return problems


def lies_in(name: str, folders: Iterable[Path]) -> bool:
    """Return whether `name` lies below one of the `folders`, with all links followed."""
    target = Path(realpath(name))
    return any(Path(realpath(folder)) in target.parents for folder in folders)
