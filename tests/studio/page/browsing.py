"""What tests do in the page: wait for frames, read its pixels, drag."""

from typing import Any

PATIENCE = 90_000
"""Longest time that the page may take for one thing, on a machine that does much else [ms]."""

FIRST = 300_000
"""Longest time until the first frame, before which all kernels may have to be compiled [ms]."""


def frame_is(page: Any, number: int, **more: object) -> None:
    """Wait until a frame is painted at full size."""
    wanted = {"frame": number, "scale": 1, **more}
    place = "".join(f'[data-{name}="{value}"]' for name, value in wanted.items())
    page.locator(f"#canvas{place}").wait_for()


def shown(page: Any) -> int:
    """Return the number of the film that is painted."""
    return int(page.locator("#canvas").get_attribute("data-shown"))


def pixels(page: Any) -> list[int]:
    """Return the pixels of the canvas."""
    return page.evaluate(
        "() => { const c = document.getElementById('canvas');"
        " return Array.from(c.getContext('2d').getImageData(0, 0, c.width, c.height).data); }"
    )


def drag(page: Any, start: tuple[float, float], end: tuple[float, float], steps: int = 5) -> None:
    """Press, move and let go."""
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=steps)
    page.mouse.up()


def middle(box: dict[str, float]) -> tuple[float, float]:
    """Return the middle of an element's box."""
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def clip_end(page: Any, name: str) -> tuple[float, float]:
    """Return the handle at the end of a clip's bar."""
    return middle(page.locator(f".clip[data-clip='{name}'] .end").bounding_box())


def second(page: Any) -> float:
    """Return how wide a second of the timeline is [px]; the film lasts two."""
    return page.locator(".track.clips").bounding_box()["width"] / 2
