"""App: the page, its frames, the scene's text, and news over a websocket."""

import asyncio
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from starlette.applications import Starlette
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocketDisconnect

from mosaic_anim.drawing.frame import Frame
from mosaic_anim.errors import MosaicAnimError
from mosaic_anim.io.workers import usable_cores
from mosaic_anim.lazy import Image
from mosaic_anim.scene.model import Scene
from mosaic_anim.schema.json_schema import json_schema
from mosaic_anim.studio.facts import state_facts
from mosaic_anim.studio.frames import Moment, Pixels
from mosaic_anim.studio.pick import (
    FramePoint,
    cell_at,
    cell_facts,
    photo_picture,
    rect_between,
)
from mosaic_anim.studio.prefetch import Prefetch
from mosaic_anim.studio.queue import NewestOnly, SupersededError, Ticket
from mosaic_anim.studio.renders import Renders
from mosaic_anim.studio.scene_edits import edited_text
from mosaic_anim.studio.scene_file import NewerFileError
from mosaic_anim.studio.session import Session

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request
    from starlette.websockets import WebSocket

Result = TypeVar("Result")

PAGE = Path(__file__).resolve().parent / "page"
"""Folder of the page's files."""

MOST_SCALES = (Fraction(1, 64), Fraction(1))
"""Smallest and largest share of a frame's size that can be asked for."""


class StudioApp:
    """Answers the page.

    Parameters
    ----------
    session : Session
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self._newest = NewestOnly()
        self._is_closed = False
        self._renders = Renders(session.choice)
        self._prefetch = Prefetch(session.drawer)
        session.listen(lambda _: self._prefetch.rest())
        self._drawing = ThreadPoolExecutor(usable_cores(), thread_name_prefix="studio-draw")
        self._hasty = ThreadPoolExecutor(usable_cores(), thread_name_prefix="studio-hasty")
        self._aside = ThreadPoolExecutor(1, thread_name_prefix="studio-aside")

    def asgi(self) -> Starlette:
        """Return the application."""
        return Starlette(
            routes=[
                Route("/", self.index),
                Route("/page/{path:path}", self.page_file),
                Route("/state", self.state),
                Route("/frame", self.frame),
                Route("/scene", self.write_scene, methods=["PUT"]),
                Route("/edit", self.edit, methods=["POST"]),
                Route("/cell", self.cell),
                Route("/rect", self.rect),
                Route("/photo", self.photo),
                Route("/schema", self.schema),
                Route("/sound", self.sound),
                Route("/render", self.start_render, methods=["POST"]),
                Route("/render", self.cancel_render, methods=["DELETE"]),
                Route("/file/{number:int}", self.file),
                WebSocketRoute("/events", self.events),
            ],
            lifespan=self._lifespan,
        )

    @asynccontextmanager
    async def _lifespan(self, _: Starlette) -> "AsyncIterator[None]":
        self.session.start()
        self._prefetch.start()
        try:
            yield
        finally:
            self.close()

    def close(self) -> None:
        """Draw nothing more."""
        self._is_closed = True
        self._prefetch.close()
        self.session.close()
        self._renders.close()
        for pool in (self._drawing, self._hasty, self._aside):
            pool.shutdown(wait=False, cancel_futures=True)

    async def index(self, _: "Request") -> Response:
        """Return the page."""
        return FileResponse(PAGE / "index.html", headers={"cache-control": "no-cache"})

    async def page_file(self, request: "Request") -> Response:
        """Return a file of the page; nothing outside its folder."""
        path = (PAGE / request.path_params["path"]).resolve()
        if PAGE not in path.parents or not path.is_file():
            return PlainTextResponse("Refused: no file of the page.\n", status_code=403)
        return FileResponse(path, headers={"cache-control": "no-cache"})

    async def state(self, _: "Request") -> Response:
        """Return the session's state."""
        return JSONResponse(state_facts(self.session.state))

    async def frame(self, request: "Request") -> Response:
        """Draw a frame, unless a newer one is asked for meanwhile: then there is no content.

        Query: `output`, `time` (as `still --at`) or `n` (its number), `scale`, `coarse`, `hasty`;
        `otherwise`, the scale of a hasty one where tiles of the frame are not read yet; `client`
        and `number` of the request; `format`: raw (RGB, or RGBA where it is transparent), png or
        jpg.
        """
        query = request.query_params
        try:
            moment = _moment(query)
            ticket = self._newest.enter(query.get("client", ""), int(query.get("number", "0")))
        except (ValueError, ZeroDivisionError) as error:
            return PlainTextResponse(f"{error}\n", status_code=400)
        self._prefetch.rest(moment.output)
        if query.get("otherwise") and not self._is_ready(moment):
            moment = _moment({**query, "scale": query["otherwise"], "coarse": "1", "hasty": "1"})
        kind = query.get("format", "raw")
        pool = self._aside if query.get("aside") else self._drawing
        if moment.is_hasty:
            pool = self._hasty
        return await self._in(pool, lambda: self._answer_frame(moment, ticket, kind))

    def _is_ready(self, moment: Moment) -> bool:
        """Return whether a frame can be drawn without reading tiles, or is wrong in any case."""
        with suppress(LookupError, MosaicAnimError):
            return self.session.drawer.is_ready(moment)
        return True

    def _answer_frame(self, moment: Moment, ticket: Ticket, kind: str) -> Response:
        """Draw a frame and write it as an answer."""

        def check() -> None:
            ticket.require_newest()
            if self._is_closed:
                raise SupersededError

        check()
        pixels = self.session.drawer.frame(moment, check)
        ticket.require_newest()
        height, width = pixels.shape[:2]
        headers = {
            "x-width": str(width),
            "x-height": str(height),
            "x-scale": str(moment.scale),
            "cache-control": "no-store",
        }
        if kind == "raw":
            content = pixels.tobytes()
            return Response(content, media_type="application/octet-stream", headers=headers)
        if kind == "png":
            return Response(Frame(pixels).encoded("PNG"), media_type="image/png", headers=headers)
        return Response(_jpeg(pixels), media_type="image/jpeg", headers=headers)

    async def write_scene(self, request: "Request") -> Response:
        """Write the scene's text, if the file is the one that the edit began with.

        Otherwise answers 409 with what the file holds now.
        """
        sent = await request.json()
        text, based_on = str(sent["text"]), str(sent["based_on"])

        def write() -> Response:
            written = self.session.write(text, based_on=based_on)
            return JSONResponse({"version": written.file.version, "number": written.number})

        return await self._in(self._aside, write)

    async def edit(self, request: "Request") -> Response:
        """Return the sent text with one edit of it; nothing is written."""
        sent = await request.json()
        scene = self.session.scene
        fps = float(scene.frame.fps) if scene is not None else 30.0
        return await self._in(
            self._aside,
            lambda: JSONResponse({"text": edited_text(str(sent["text"]), sent, fps=fps)}),
        )

    async def cell(self, request: "Request") -> Response:
        """Return what lies at a point of a frame: its photo, row, column and distance."""
        query = request.query_params
        drawer = self.session.drawer

        def look() -> Response:
            moment = _moment(query)
            found = cell_at(drawer, moment, FramePoint(y=float(query["y"]), x=float(query["x"])))
            if found is None or drawer.project is None:
                return JSONResponse({"cell": None})
            return JSONResponse({"index": found, **cell_facts(drawer.project, found)})

        return await self._in(self._aside, look)

    async def rect(self, request: "Request") -> Response:
        """Return the part of the canvas between two points of a frame."""
        query = request.query_params

        def look() -> Response:
            one, other = (
                FramePoint(y=float(query[f"y{end}"]), x=float(query[f"x{end}"])) for end in (0, 1)
            )
            found = rect_between(self.session.drawer, _moment(query), one, other)
            sides = (found.row, found.col, found.height, found.width)
            return JSONResponse({"rect": [round(side, 2) for side in sides]})

        return await self._in(self._aside, look)

    async def photo(self, request: "Request") -> Response:
        """Return the photo in a cell, reduced."""
        cell = int(request.query_params.get("cell", "-1"))

        def read() -> Response:
            project = self.session.drawer.project
            if project is None:
                raise LookupError("nothing is shown yet")
            return Response(_jpeg(photo_picture(project, cell)), media_type="image/jpeg")

        return await self._in(self._aside, read)

    async def schema(self, _: "Request") -> Response:
        """Return the JSON Schema of scenes, for completion."""
        return await self._in(self._aside, lambda: JSONResponse(json_schema(Scene)))

    async def sound(self, _: "Request") -> Response:
        """Return the scene's sound file."""
        scene = self.session.scene
        if scene is None or scene.sound is None:
            return JSONResponse({"error": "the scene has no sound"}, status_code=404)
        file = Path(scene.sound.file)
        return await self._in(self._aside, lambda: _file_answer(file))

    async def start_render(self, request: "Request") -> Response:
        """Render the scene file as it is now, or estimate that."""
        sent = await request.json()

        def start() -> Response:
            self._renders.start(
                str(sent.get("command", "render")),
                overwrite=bool(sent.get("overwrite")),
                draft=bool(sent.get("draft")),
            )
            return JSONResponse({})

        return await self._in(self._aside, start)

    async def cancel_render(self, _: "Request") -> Response:
        """Let the render end in order."""
        self._renders.cancel()
        return JSONResponse({})

    async def file(self, request: "Request") -> Response:
        """Return a file that the last render has written."""
        number = request.path_params["number"]
        return await self._in(self._aside, lambda: _file_answer(self._renders.file(number)))

    async def events(self, socket: "WebSocket") -> None:
        """Send the session's state, and that of a render, whenever they change."""
        await socket.accept()
        loop, news = asyncio.get_running_loop(), asyncio.Event()

        def wake(*_: object) -> None:
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(news.set)

        stops = [self.session.listen(wake), self._renders.listen(wake)]
        gone = asyncio.ensure_future(_until_gone(socket))
        sent: tuple[object, object] = (None, None)
        try:
            while not gone.done():
                news.clear()
                state, render = self.session.state, self._renders.state
                if state is not sent[0]:
                    await socket.send_json({"state": state_facts(state)})
                if render is not sent[1] and render is not None:
                    await socket.send_json({"render": render.facts})
                sent = state, render
                waiting = asyncio.ensure_future(news.wait())
                await asyncio.wait({waiting, gone}, return_when=asyncio.FIRST_COMPLETED)
                waiting.cancel()
        except (WebSocketDisconnect, RuntimeError):
            pass  # the page is gone
        finally:
            for stop in stops:
                stop()
            gone.cancel()

    async def _in(self, pool: ThreadPoolExecutor, work: Callable[[], Response]) -> Response:
        """Run work in a thread; what goes wrong becomes an answer."""
        try:
            return await asyncio.get_running_loop().run_in_executor(pool, work)
        except SupersededError:
            return Response(status_code=204)
        except asyncio.CancelledError:  # the studio ends
            return Response(status_code=503)
        except NewerFileError as error:
            facts = {"current": asdict(error.current), "number": self.session.state.number}
            return JSONResponse({"error": str(error), **facts}, status_code=409)
        except LookupError as error:
            return JSONResponse({"error": str(error)}, status_code=404)
        except ValueError as error:
            return JSONResponse({"error": str(error)}, status_code=400)
        except MosaicAnimError as error:
            return JSONResponse({"error": str(error)}, status_code=422)
        except Exception as error:  # noqa: BLE001 - the page shows it, and the studio goes on
            what = f"a fault of the program: {type(error).__name__}: {error}"
            return JSONResponse({"error": what}, status_code=500)


async def _until_gone(socket: "WebSocket") -> None:
    """Read what a page sends, which is nothing, until it goes away."""
    with suppress(WebSocketDisconnect, RuntimeError):
        while True:
            await socket.receive_text()


def _moment(query: Any) -> Moment:
    """Read which frame is asked for."""
    scale = Fraction(query.get("scale", "1"))
    least, most = MOST_SCALES
    number = query.get("n")
    return Moment(
        output=int(query.get("output", "0")),
        frame=None if number is None else int(number),
        at=query.get("time", "0s"),
        scale=min(max(scale, least), most),
        is_coarse=query.get("coarse", "") == "1",
        is_hasty=query.get("hasty", "") == "1",
    )


def _file_answer(path: Path | None) -> Response:
    """Return a file, if it is there still."""
    if path is None or not path.is_file():
        raise LookupError("there is no such file")
    return FileResponse(path, headers={"cache-control": "no-cache"})


def _jpeg(pixels: Pixels) -> bytes:
    """Return a picture as a small file."""
    memory = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels[..., :3])).save(memory, "JPEG", quality=88)
    return memory.getvalue()
