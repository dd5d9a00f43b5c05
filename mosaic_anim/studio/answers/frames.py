"""Frames: a moment of an output, drawn for the page."""

from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from mosaic_anim.drawing.frame import Frame
from mosaic_anim.errors import MosaicAnimError
from mosaic_anim.io.workers import usable_cores
from mosaic_anim.studio.answers.answer import answer, frame_request, jpeg
from mosaic_anim.studio.frames import FrameDrawer
from mosaic_anim.studio.prefetch import Prefetch
from mosaic_anim.studio.queue import NewestOnly, SupersededError, Ticket
from mosaic_anim.studio.views import FrameRequest

if TYPE_CHECKING:
    from starlette.requests import Request


class FrameAnswers:
    """Draws frames; those that have to come at once wait for no others.

    Parameters
    ----------
    drawer : FrameDrawer
    prefetch : Prefetch
        Makes way for what is asked for.
    aside : Executor
        Draws thumbnails.
    """

    def __init__(self, drawer: FrameDrawer, prefetch: Prefetch, aside: Executor) -> None:
        self._drawer = drawer
        self._prefetch = prefetch
        self._newest = NewestOnly()
        self._is_closed = False
        self._aside = aside
        self._drawing = ThreadPoolExecutor(usable_cores(), thread_name_prefix="studio-draw")
        self._hasty = ThreadPoolExecutor(usable_cores(), thread_name_prefix="studio-hasty")

    @property
    def routes(self) -> list[Route]:
        """What is answered."""
        return [Route("/frame", self.frame)]

    def close(self) -> None:
        """Draw nothing more."""
        self._is_closed = True
        for pool in (self._drawing, self._hasty):
            pool.shutdown(wait=False, cancel_futures=True)

    async def frame(self, request: "Request") -> Response:
        """Draw a frame, unless a newer one is asked for meanwhile: then there is no content.

        Query: `output`, `time` (as `still --at`) or `n` (its number), `scale`, `coarse`, `hasty`;
        `otherwise`, the scale of a hasty one where tiles of the frame are not read yet; `client`
        and `number` of the request; `format`: raw (RGB, or RGBA where it is transparent), png or
        jpg; `aside`, for what may wait.
        """
        query = request.query_params
        try:
            wanted = frame_request(query)
            ticket = self._newest.enter(query.get("client", ""), int(query.get("number", "0")))
        except (ValueError, ZeroDivisionError) as error:
            return PlainTextResponse(f"{error}\n", status_code=400)
        self._prefetch.rest(wanted.output)
        if query.get("otherwise") and not self._is_ready(wanted):
            wanted = frame_request(
                {**query, "scale": query["otherwise"], "coarse": "1", "hasty": "1"}
            )
        kind = query.get("format", "raw")
        pool = self._aside if query.get("aside") else self._drawing
        if wanted.is_hasty:
            pool = self._hasty
        return await answer(pool, lambda: self._drawn(wanted, ticket, kind))

    def _is_ready(self, wanted: FrameRequest) -> bool:
        """Return whether a frame can be drawn without reading tiles, or is wrong in any case."""
        with suppress(LookupError, MosaicAnimError):
            return self._drawer.is_ready(wanted)
        return True

    def _drawn(self, wanted: FrameRequest, ticket: Ticket, kind: str) -> Response:
        """Draw a frame and write it as an answer."""
        check = self._check(ticket)
        check()
        pixels = self._drawer.frame(wanted, check)
        ticket.require_newest()
        height, width = pixels.shape[:2]
        headers = {
            "x-width": str(width),
            "x-height": str(height),
            "x-scale": str(wanted.scale),
            "cache-control": "no-store",
        }
        if kind == "raw":
            content = pixels.tobytes()
            return Response(content, media_type="application/octet-stream", headers=headers)
        if kind == "png":
            return Response(Frame(pixels).encoded("PNG"), media_type="image/png", headers=headers)
        return Response(jpeg(pixels), media_type="image/jpeg", headers=headers)

    def _check(self, ticket: Ticket) -> Callable[[], None]:
        """Return what ends the drawing of a frame that nobody wants any more."""

        def check() -> None:
            ticket.require_newest()
            if self._is_closed:
                raise SupersededError

        return check
