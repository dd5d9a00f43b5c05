"""Session state: what a page shows of a session, as one value."""

from dataclasses import dataclass, field
from typing import Any, Literal

from mosaic_anim.errors import Problem
from mosaic_anim.studio.scene_file import SceneText

Status = Literal["opening", "ready", "wrong"]
Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionState:
    """What the page shows. Equal numbers are equal states.

    Attributes
    ----------
    number : int
        Rises with each change.
    shown : int
        Rises when another film is shown.
    name : str
        Name of the scene file.
    file : SceneText
        What it holds.
    problems : tuple of (severity, Problem)
        What is wrong with it.
    film : dict
        Facts about the film that is shown; empty before there is one.
    progress : tuple or None
        What is being done while the scene opens, how much of it, and of how much.
    """

    number: int = 0
    shown: int = 0
    status: Status = "opening"
    name: str = ""
    file: SceneText = field(default_factory=SceneText)
    problems: tuple[tuple[Severity, Problem], ...] = ()
    film: dict[str, Any] = field(default_factory=dict)
    progress: tuple[str, int, int] | None = None
