"""Scene: its state, its text and edits of it, its schema and its sound."""

from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mosaic_anim.scene.model import Scene
from mosaic_anim.schema.json_schema import json_schema
from mosaic_anim.studio.answers.answer import answer, file_answer
from mosaic_anim.studio.facts import state_facts
from mosaic_anim.studio.scene_edits import edited_text
from mosaic_anim.studio.session import Session

if TYPE_CHECKING:
    from starlette.requests import Request


class SceneAnswers:
    """Shows a session's scene, and writes its text.

    Parameters
    ----------
    session : Session
    pool : Executor
    """

    def __init__(self, session: Session, pool: Executor) -> None:
        self._session = session
        self._pool = pool

    @property
    def routes(self) -> list[Route]:
        """What is answered."""
        return [
            Route("/state", self.state),
            Route("/scene", self.write, methods=["PUT"]),
            Route("/edit", self.edit, methods=["POST"]),
            Route("/schema", self.schema),
            Route("/sound", self.sound),
        ]

    async def state(self, _: "Request") -> Response:
        """Return the session's state."""
        return JSONResponse(state_facts(self._session.state))

    async def write(self, request: "Request") -> Response:
        """Write the scene's text, if the file is the one that the edit began with.

        Otherwise answers 409 with what the file holds now.
        """
        sent = await request.json()
        text, based_on = str(sent["text"]), str(sent["based_on"])

        def write() -> Response:
            written = self._session.write(text, based_on=based_on)
            return JSONResponse({"version": written.file.version, "number": written.number})

        return await answer(self._pool, write)

    async def edit(self, request: "Request") -> Response:
        """Return the sent text with one edit of it; nothing is written."""
        sent = await request.json()
        scene = self._session.scene
        fps = float(scene.frame.fps) if scene is not None else 30.0
        return await answer(
            self._pool,
            lambda: JSONResponse({"text": edited_text(str(sent["text"]), sent, fps=fps)}),
        )

    async def schema(self, _: "Request") -> Response:
        """Return the JSON Schema of scenes, for completion."""
        return await answer(self._pool, lambda: JSONResponse(json_schema(Scene)))

    async def sound(self, _: "Request") -> Response:
        """Return the scene's sound file."""
        scene = self._session.scene
        if scene is None or scene.sound is None:
            return JSONResponse({"error": "the scene has no sound"}, status_code=404)
        file = Path(scene.sound.file)
        return await answer(self._pool, lambda: file_answer(file))
