"""Opening: a studio of a scene, where the extra that it needs is installed."""

from typing import TYPE_CHECKING

from mosaic_anim.errors import CannotStartError
from mosaic_anim.studio.scene_choice import SceneChoice

if TYPE_CHECKING:
    from mosaic_anim.studio.server import Studio

_NOT_INSTALLED = "the studio needs Starlette, uvicorn and watchfiles"
_INSTALL = 'pip install "mosaic_anim[studio]"'


def open_studio(choice: SceneChoice, *, port: int = 0) -> "Studio":
    """Return a studio of a scene that is served.

    Raises
    ------
    CannotStartError
        If the extra is not installed, or the port is taken.
    """
    try:
        from mosaic_anim.studio.server import Studio  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("mosaic_anim"):
            raise
        raise CannotStartError(_NOT_INSTALLED, remedy=_INSTALL) from error
    studio = Studio(choice, port=port)
    studio.start()
    return studio
