"""Scene edits: what is pointed at in the page becomes a small change of the scene's text."""

import re
from collections.abc import Mapping
from typing import Any

from mosaic_anim.errors import UsageError
from mosaic_anim.scene.node import Node, Steps
from mosaic_anim.scene.rules import clip_ids
from mosaic_anim.scene.text import read_text
from mosaic_anim.scene.text_edit import with_value

_VARIABLE = re.compile(r"\$(?:(\w+)|\{\s*(\w+)\s*\})")
_ONLY_OF_BEST = {"rank", "favour", "exclude"}


def edited_text(text: str, edit: Mapping[str, Any], *, fps: float) -> str:
    """Return a scene's text with one edit of the page.

    Parameters
    ----------
    text : str
        The scene.
    edit : mapping
        Its `kind`, the id of the `clip`, and for `duration` the `seconds`, for `cell`
        [row, col], for `photo` its name, for `rect` [row, col, height, width].
    fps : float
        Frame rate that durations in frames count [1/s].

    Raises
    ------
    SceneError
        If the text is no scene.
    UsageError
        If it has no such clip, or cannot be changed there.
    """
    document, _ = read_text(text, source="scene")
    place: Steps = ("timeline", _clip_number(document, str(edit["clip"])))
    match edit["kind"]:
        case "duration":
            return _with_duration(text, document, place, float(edit["seconds"]), fps)
        case "cell":
            row, col = (int(one) for one in edit["cell"])
            return _with_cell(text, document, place, f"[{row}, {col}]")
        case "photo":
            return _with_target(text, document, place, f"{{photo: {_quoted(str(edit['photo']))}}}")
        case "rect":
            numbers = ", ".join(f"{float(one):.4g}" for one in edit["rect"])
            return _with_target(text, document, place, f"{{rect: [{numbers}]}}")
    raise UsageError(f"no such edit: {edit['kind']}")


def _clip_number(document: Node, name: str) -> int:
    """Return where a clip stands in the text, which may have changed since the film was shown."""
    clips = document.at("timeline")
    ids = clip_ids(clips.plain() if clips is not None else ())
    if name not in ids:
        raise UsageError(f"the scene has no such clip: {name}", remedy="save the scene first")
    return ids.index(name)


def _with_duration(text: str, document: Node, place: Steps, seconds: float, fps: float) -> str:
    """Set a duration in the unit that it has; of a variable that has no other use, there."""
    path: Steps = (*place, "duration")
    name = _variable(document.at(*path))
    if name and len([use for use in _VARIABLE.finditer(text) if name in use.groups()]) == 1:
        path = ("vars", name)
    node = document.at(*path)
    written = str(node.value) if node is not None else ""
    return with_value(text, path, _duration(seconds, written.strip(), fps))


def _duration(seconds: float, written: str, fps: float) -> str:
    """Write a duration in the unit of another one."""
    if written.endswith("ms"):
        return f"{round(seconds * 1000)}ms"
    if written.endswith("f"):
        return f"{max(1, round(seconds * fps))}f"
    return f"{seconds:.3f}".rstrip("0").rstrip(".") + "s"


def _with_cell(text: str, document: Node, place: Steps, cell: str) -> str:
    """Let the camera of a clip go to a cell; the variable that names it is set, if there is one."""
    to = document.at(*place, "camera", "to")
    name = _variable(to)
    if name:
        return with_value(text, ("vars", name), f"{{cell: {cell}}}")
    known = to.value if to is not None else None
    if not isinstance(known, dict) or "cell" not in known or known.keys() & _ONLY_OF_BEST:
        return _with_target(text, document, place, f"{{cell: {cell}}}")
    name = _variable(known["cell"])
    path = ("vars", name) if name else (*place, "camera", "to", "cell")
    return with_value(text, path, cell)


def _with_target(text: str, document: Node, place: Steps, target: str) -> str:
    """Let the camera of a clip go to a target."""
    camera = document.at(*place, "camera")
    for key in ("tour", "keyframes"):
        if camera is not None and camera.child(key) is not None:
            raise UsageError(
                f"the camera of this clip follows {key}", remedy="change its targets by hand"
            )
    return with_value(text, (*place, "camera", "to"), target)


def _variable(node: Node | None) -> str:
    """Return the name of the variable that a value is, or nothing."""
    value = node.value if node is not None else None
    match = _VARIABLE.fullmatch(value) if isinstance(value, str) else None
    return (match[1] or match[2]) if match else ""


def _quoted(name: str) -> str:
    """Write a name as YAML."""
    escaped = name.replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return f'"{escaped}"'
