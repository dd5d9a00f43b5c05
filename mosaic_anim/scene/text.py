"""Read a scene's text: from a file or an option, UTF-8, of a bounded length, to nodes."""

from pathlib import Path
from stat import S_ISREG

from mosaic_anim.errors import Problem, SceneError, caller_text, option
from mosaic_anim.scene.composer import Composer
from mosaic_anim.scene.node import Node

MAX_BYTES = 1 << 18
"""Longest text; PyYAML reads a quarter of a megabyte in a second at worst."""

_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF")
"""How files of pictures begin."""


def read_file(path: Path) -> tuple[Node, list[Problem]]:
    """Read the YAML file at `path`; return its value and what is wrong inside it.

    Raises
    ------
    SceneError
        If it cannot be read, is no text, breaks a limit or is not YAML.
    """
    name = str(path)
    try:
        if not S_ISREG(path.stat().st_mode):
            what = "this is a folder" if path.is_dir() else "not a regular file"
            raise _refused(name, what, "a scene is a YAML file")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        remedy = "mosaic-anim new zoom-in FILE writes a scene to begin with"
        raise _refused(name, "no such file", remedy) from None
    except (OSError, ValueError) as error:
        what = getattr(error, "strerror", None) or str(error)
        raise _refused(name, f"cannot be read: {what}", "check its name and rights") from None
    return read_text(_decoded(content, name), source=name)


def read_text(text: str, *, source: str) -> tuple[Node, list[Problem]]:
    """Read YAML `text`; places name `source` with line and column.

    Raises
    ------
    SceneError
        If it breaks a limit or is not YAML.
    """
    if len(text) > MAX_BYTES:
        raise _refused(source, "the text is longer than 256 KiB", "a scene is much smaller")
    composer = Composer(text, source, with_lines=True)
    return composer.document(), composer.problems


def read_value(text: str, *, source: str) -> Node:
    """Read the YAML value of an option; places name the option alone.

    A value that begins with # is text, not a comment: `--set frame.background=#ff0000`.

    Raises
    ------
    SceneError
        If anything is wrong with it.
    """
    if text.startswith("#"):
        return Node(value=text, source=source)
    if len(text) > MAX_BYTES:
        raise _refused(source, "the value is longer than 256 KiB", "write it into the scene")
    composer = Composer(text, source, with_lines=False)
    value = composer.document()
    if composer.problems:
        raise SceneError(composer.problems)
    return value


def _decoded(content: bytes, name: str) -> str:
    """Decode the bytes of a scene file, which is UTF-8 text of at most 256 KiB."""
    if len(content) > MAX_BYTES:
        raise _refused(name, "the file is larger than 256 KiB", "a scene is much smaller")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _refused(name, "the file is UTF-16", "save it as UTF-8")
    if content.startswith(_PICTURES):
        remedy = caller_text(
            command_line=f"mosaic-anim render zoom-in {option('cover')} {Path(name).name}",
            python="name a YAML file, and this as its cover",
        )
        raise _refused(name, "this is a picture, not a scene", remedy)
    if b"\0" in content:
        raise _refused(_byte_place(content, content.index(b"\0"), name), "not a text", "a NUL byte")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(
            _byte_place(content, error.start, name), "not UTF-8 text", "save it as UTF-8"
        ) from None


def _byte_place(content: bytes, position: int, name: str) -> str:
    before = content[:position]
    line, col = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
    return f"{name}:{line}:{col}"


def _refused(place: str, what: str, remedy: str) -> SceneError:
    return SceneError([Problem(what=what, remedy=remedy, place=place)])
