"""From a scene file to its model: text, edits, variables, paths, and all problems at once."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from mosaic_anim.clips.background import NOTHING
from mosaic_anim.errors import Problem, SceneError, option
from mosaic_anim.io.names import BUILT_IN
from mosaic_anim.scene.composer import MAX_PROBLEMS
from mosaic_anim.scene.edit import (
    set_mosaic,
    set_output,
    set_places,
    set_row,
    set_variables,
)
from mosaic_anim.scene.mosaic import MosaicModel
from mosaic_anim.scene.node import Node
from mosaic_anim.scene.paths import output_problems, resolve_inputs, with_outputs_found
from mosaic_anim.scene.row import Row
from mosaic_anim.scene.text import read_file
from mosaic_anim.scene.variables import uses, with_variables
from mosaic_anim.schema.part import Part
from mosaic_anim.schema.problem import KeyProblem, PartError
from mosaic_anim.values.wording import count_of

Model = TypeVar("Model", bound=Part)


def read_document(
    path: str | Path,
    *,
    sets: Sequence[str] = (),
    variables: Sequence[str] = (),
    output: str | None = None,
    cover: str | None = None,
    library: str | Sequence[str] | None = None,
    row: Row | None = None,
) -> tuple[Node, list[Problem]]:
    """Read the scene file at `path`, and apply edits, variables and paths to its values.

    The parameters are those of `mosaic_anim.Scene.load`.

    Raises
    ------
    SceneError
        If it is no scene at all. Other problems are returned: the model finds more.
    """
    path = Path(path)
    original, problems = read_file(path)
    _require_keys(original)
    document, faults = set_variables(original, variables)
    problems += faults
    if row is not None:
        document, faults = set_row(document, row)
        problems += faults
    document, faults = set_mosaic(document, cover=cover, library=library)
    problems += faults
    is_unnamed = document.at("outputs") is None
    if is_unnamed:
        document = set_output(document, f"out/{path.stem or 'scene'}.mp4", source=str(document))
    document, faults = set_places(document, sets)
    problems += faults
    background = document.at("frame", "background")
    if is_unnamed and background is not None and background.value == NOTHING:
        document = set_output(document, f"out/{path.stem or 'scene'}.mov", source=str(document))
    if output is not None:
        document = set_output(document, output)
    document, faults = with_variables(document, used=uses(original))
    problems += faults
    document, faults = resolve_inputs(document, path.parent)
    problems += faults
    document = with_outputs_found(document)
    problems += output_problems(document, path.parent)
    return document, problems


def load_mosaic_settings(sets: Iterable[str] = ()) -> MosaicModel:
    """Return the mosaic part of a scene, of the demo, with `sets` such as `match.neighbours=20`.

    Raises
    ------
    SceneError
        With every problem that the values have.
    """
    demo = Node(value=BUILT_IN, source="demo")
    document, problems = set_places(
        Node(value={"cover": demo, "library": demo}, source=option("set", argument="sets")), sets
    )
    return model_of(MosaicModel, document, problems)


def _require_keys(document: Node) -> None:
    """Refuse a document that is not a mapping."""
    if document.value is None:
        remedy = "mosaic-anim new zoom-in FILE writes a scene to begin with"
        raise SceneError([Problem(what="the scene is empty", remedy=remedy, place=str(document))])
    if not isinstance(document.value, dict):
        what = "a scene is made of keys with values"
        raise SceneError(
            [Problem(what=what, remedy="begin with mosaic_anim: 1", place=str(document))]
        )


def model_of(model: type[Model], document: Node, problems: Sequence[Problem]) -> Model:
    """Return the model of `document`.

    Raises
    ------
    SceneError
        With everything that is wrong with it, and `problems`.
    """
    reported = {problem.place for problem in problems}
    try:
        made = model.read(document.plain())
    except PartError as error:
        faults = [_problem(fault, document) for fault in error.faults]
        # One problem per value: others may follow from it.
        everything = [*problems, *(problem for problem in faults if problem.place not in reported)]
    else:
        if not problems:
            return made
        everything = list(problems)
    raise SceneError(in_order(everything))


def _problem(fault: KeyProblem, document: Node) -> Problem:
    """Return a fault with the place where it is written."""
    place = document.key_place(fault.path) if fault.at_key else document.place(fault.path)
    return Problem(what=fault.what, remedy=fault.remedy, place=place)


def in_order(problems: Sequence[Problem]) -> list[Problem]:
    """Sort problems by place, without repetitions, and cut a long list."""
    unique = sorted(dict.fromkeys(problems), key=_order)
    if len(unique) <= MAX_PROBLEMS:
        return unique
    what = f"and {count_of(len(unique) - MAX_PROBLEMS, 'more problem')}"
    return [*unique[:MAX_PROBLEMS], Problem(what=what, remedy="mend these first")]


def _order(problem: Problem) -> tuple[str, int, int]:
    source, *numbers = problem.place.rsplit(":", 2)
    if len(numbers) == 2 and all(number.isdigit() for number in numbers):
        return source, int(numbers[0]), int(numbers[1])
    return problem.place, 0, 0
