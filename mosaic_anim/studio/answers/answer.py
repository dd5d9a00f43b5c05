"""Answer: work in a thread, and what its outcome is to the page."""

import asyncio
import io
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from starlette.responses import FileResponse, JSONResponse, Response

from mosaic_anim.errors import MosaicAnimError
from mosaic_anim.lazy import Image
from mosaic_anim.studio.frames import Pixels
from mosaic_anim.studio.queue import SupersededError
from mosaic_anim.studio.scene_file import NewerFileError
from mosaic_anim.studio.views import FrameRequest

MOST_SCALES = (Fraction(1, 64), Fraction(1))
"""Smallest and largest share of a frame's size that can be asked for."""


async def answer(pool: Executor, work: Callable[[], Response]) -> Response:
    """Run work in a thread; what goes wrong becomes an answer."""
    try:
        return await asyncio.get_running_loop().run_in_executor(pool, work)
    except SupersededError:
        return Response(status_code=204)
    except asyncio.CancelledError:  # the studio ends
        return Response(status_code=503)
    except NewerFileError as error:
        facts = {"current": asdict(error.current), "number": error.number}
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


def file_answer(path: Path | None) -> Response:
    """Return a file, if it is there still."""
    if path is None or not path.is_file():
        raise LookupError("there is no such file")
    return FileResponse(path, headers={"cache-control": "no-cache"})


def jpeg(pixels: Pixels) -> bytes:
    """Return a picture as a small file."""
    memory = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels[..., :3])).save(memory, "JPEG", quality=88)
    return memory.getvalue()


def frame_request(query: Any) -> FrameRequest:
    """Read which frame is asked for."""
    scale = Fraction(query.get("scale", "1"))
    least, most = MOST_SCALES
    number = query.get("n")
    return FrameRequest(
        output=int(query.get("output", "0")),
        frame=None if number is None else int(number),
        at=query.get("time", "0s"),
        scale=min(max(scale, least), most),
        is_coarse=query.get("coarse", "") == "1",
        is_hasty=query.get("hasty", "") == "1",
    )
