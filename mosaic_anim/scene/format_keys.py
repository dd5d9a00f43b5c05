"""Keys of an output that only some formats have, such as `loop` and `at`."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mosaic_anim.encode.format import SETTINGS, Format
from mosaic_anim.encode.formats import FORMATS, format_of
from mosaic_anim.scene.loop import Loop
from mosaic_anim.scene.output_file import is_picture
from mosaic_anim.schema.problem import KeyProblem, quoted

_FILM_KEYS = frozenset({"max_size", "shrink", "poster"})
"""Keys of outputs with many frames in one file."""


def problems_of_keys(file: Path, given: Mapping[str, Any]) -> Iterator[KeyProblem]:
    """Yield each key that the format of `file` does not know."""
    suffix, chosen = file.suffix.lower(), format_of(file)
    for name in sorted(_FILM_KEYS | SETTINGS):
        if name in given and given[name] is not None and not _knows(chosen, name):
            formats = [end for end, one in FORMATS.items() if _knows(one, name)]
            what = f"{quoted(name)} is not for {suffix}"
            remedy = f"for {' and '.join(formats)}"
            yield KeyProblem(what=what, remedy=remedy, path=(name,), at_key=True)
    loop = given.get("loop")
    if not chosen.loops and isinstance(loop, dict | Loop):
        what = f"a loop of so many times, or with a rest, is not for {suffix}"
        yield KeyProblem(
            what=what, remedy="write loop: true, or add a clip that holds", path=("loop",)
        )
    for name in ("clips", "range"):
        if given.get(name) is not None and is_picture(file):
            what = f"{quoted(name)} is not for one picture"
            remedy = "for example at: dive.end"
            yield KeyProblem(what=what, remedy=remedy, path=(name,), at_key=True)
    if "at" in given and not is_picture(file):
        what = "'at' is for one picture"
        remedy = "end the file in .jpg, or write a range"
        yield KeyProblem(what=what, remedy=remedy, path=("at",), at_key=True)


def _knows(chosen: Format, name: str) -> bool:
    """Return whether a key that only some formats have is one of this format."""
    return name in chosen.settings or (name in _FILM_KEYS and chosen.kind == "film")
