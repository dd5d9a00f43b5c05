"""Notebook: the studio's page in a cell of Jupyter."""

import atexit
from html import escape
from typing import TYPE_CHECKING

from mosaic_anim.errors import UsageError
from mosaic_anim.studio.opening import open_studio
from mosaic_anim.studio.scene_choice import SceneChoice

if TYPE_CHECKING:
    from mosaic_anim.scene.model import Scene


class Preview:
    """A scene that is shown in the studio. It shows itself in a notebook.

    It is served until `close`, or until Python ends.

    Parameters
    ----------
    scene, height
        As of `preview`.

    Attributes
    ----------
    address : str
        The address of the page.
    """

    def __init__(self, scene: "Scene", *, height: int = 720) -> None:
        if scene.file is None:
            raise UsageError(
                "a scene that was made in Python has no file to show",
                remedy="write it as YAML, and load that",
            )
        self._studio = open_studio(SceneChoice(path=scene.file, **scene.edits))
        self._height = height
        self.address = self._studio.address
        atexit.register(self.close)

    def __repr__(self) -> str:
        """Name the address."""
        return f"Preview({self.address})"

    def close(self) -> None:
        """Serve it no more."""
        atexit.unregister(self.close)
        self._studio.close()

    def _repr_html_(self) -> str:
        """Return the page as a frame within a notebook's."""
        style = f"width:100%;height:{self._height}px;border:0;border-radius:8px"
        return f'<iframe src="{escape(self.address)}" style="{style}"></iframe>'


def preview(scene: "Scene", *, height: int = 720) -> Preview:
    """Show a scene in the studio; in a notebook as a part of it.

    Parameters
    ----------
    scene : Scene
        The scene; it has to come from a file.
    height : int
        Height of the page in a notebook [px].

    Raises
    ------
    UsageError
        If the scene was made in Python.
    CannotStartError
        If the extra `[studio]` is not installed.
    """
    return Preview(scene, height=height)
