"""The scenes that ship with the program, and copies to start from."""

import json
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from mosaic_anim.errors import UsageError
from mosaic_anim.io.names import BUILT_IN
from mosaic_anim.schema.problem import quoted, suggest

SCHEMA_FILE = "mosaic_anim.schema.json"
"""The JSON Schema, beside the scenes."""

NAMES = (
    "zoom-in",
    "zoom-out",
    "tour",
    "disperse",
    "assemble",
    "wave-loop",
    "social",
    "endless",
    "morph",
    "people",
)
"""Shipped scenes, as the command line names them."""

_PACKAGE = Path(__file__).resolve().parent.parent
_PLAIN = re.compile(r"[\w./~-][\w./~ -]*[\w./~-]|[\w.]")
"""What needs no quotes in YAML, and but for spaces, none in a command either."""
_OPTIONS = ("--cover COVER.jpg", "--library PHOTOS")
"""How the comments of a shipped scene say that it takes one's own photos."""
_COVER = "the picture that all photos make together"
_LIBRARY = "the photos, with those in subfolders"
_SCHEMA_LINE = "# yaml-language-server: $schema="


def scenes_folder() -> Path:
    """Return the folder of the shipped scenes: in an installed wheel, or in a clone."""
    installed = _PACKAGE / "scenes"
    return installed if installed.is_dir() else _PACKAGE.parent / "scenes"


def is_shipped(name: str) -> bool:
    """Return whether a shipped scene has this name."""
    return _folded(name) in NAMES


def shipped_scene(name: str) -> Path:
    """Return the file of the shipped scene `name`, such as `zoom-in`.

    Raises
    ------
    UsageError
        If no scene has this name.
    """
    known = _folded(name)
    if known not in NAMES:
        raise UsageError(
            f"no scene file and no shipped scene: {quoted(name)}", remedy=suggest(known, NAMES)
        )
    return scenes_folder() / f"{known.replace('-', '_')}.yaml"


def starter(
    name: str,
    *,
    file: Path | None = None,
    cover: str | None = None,
    library: str | Sequence[str] | None = None,
) -> str:
    """Return the text of a scene to start from: a shipped one, for any folder.

    Its first line names the installed JSON Schema, so that an editor completes keys wherever the
    file lies.

    Parameters
    ----------
    name : str
        A shipped scene.
    file : Path, optional
        Where it will lie: its comments and its outputs are named after that.
    cover : str, optional
        The cover, from the current folder.
    library : str or sequence of str, optional
        The folder of photos or several, from the current folder.

    Raises
    ------
    UsageError
        If no scene has this name.
    """
    shipped = shipped_scene(name)
    text = shipped.read_text(encoding="utf-8")
    schema = (scenes_folder() / SCHEMA_FILE).as_posix()
    text = text.replace(f"{_SCHEMA_LINE}{SCHEMA_FILE}", f"{_SCHEMA_LINE}{schema}", 1)
    if file is None:
        return text
    lines = [_renamed(line, shipped, file) for line in text.splitlines()]
    for key, path, about in (("cover", cover, _COVER), ("library", library, _LIBRARY)):
        if path is not None:
            lines = [_with_path(line, key, _paths_text(file, path), about) for line in lines]
    missing = [one for one, path in zip(_OPTIONS, (cover, library), strict=True) if path is None]
    lines = [new for line in lines for new in _with_options(line, missing)]
    return "\n".join(lines) + "\n"


def typed(file: Path) -> str:
    """Return a file as one types it in a command: in quotes where it has a space."""
    name = str(file)
    return name if _PLAIN.fullmatch(name) and " " not in name else f'"{name}"'


def _renamed(line: str, shipped: Path, file: Path) -> str:
    """Return a line with the new file in its commands, and in the names of its outputs."""
    if line.startswith("#"):
        return line.replace(shipped.name, typed(file))
    stem = file.stem if _PLAIN.fullmatch(file.stem) else shipped.stem
    before, after = f"out/{shipped.stem}.", f"out/{stem}."
    return _aligned(line, line.replace(before, after))


def _with_path(line: str, key: str, path: str, about: str) -> str:
    """Return a line with another path, if it is the one that says what the mosaic is made of."""
    if re.match(rf"  {key}: demo\b", line) is None:
        return line
    return _aligned(line, f"  {key}: {path}", f"# {about}")


def _with_options(line: str, missing: Sequence[str]) -> Iterator[str]:
    """Yield a line with only those options that the scene does not answer; none, if it has all."""
    options = " ".join(_OPTIONS)
    if options not in line:
        yield line
    elif missing:
        yield line.replace(options, " ".join(missing))


def _aligned(line: str, changed: str, comment: str = "") -> str:
    """Return a changed line with its comment, or another one, in the column where it was."""
    text, mark, own = changed.partition("  # ")
    comment = comment or (f"# {own.strip()}" if mark else "")
    if not comment:
        return changed
    column = line.find("# ")
    return f"{text.rstrip().ljust(max(column - 1, 0))} {comment}"


def _paths_text(file: Path, paths: str | Sequence[str]) -> str:
    """Return one path, or a list of several, as the scene in `file` writes it."""
    if isinstance(paths, str):
        return _path_text(file, paths)
    return f"[{', '.join(_path_text(file, path) for path in paths)}]"


def _path_text(file: Path, path: str) -> str:
    """Return a path from the current folder as the scene in `file` writes it."""
    target = Path(path)
    if path != BUILT_IN and not target.is_absolute():
        real = os.path.realpath(target.parent)  # `..` leads out of where a link leads to
        with suppress(ValueError):  # on another drive of Windows
            path = os.path.relpath(Path(real) / target.name, os.path.realpath(file.parent))
    path = path.replace(os.sep, "/")
    is_plain = _PLAIN.fullmatch(path) and not path[0].isdigit()
    return path if is_plain else json.dumps(path.replace("$", "$$"), ensure_ascii=False)


def _folded(name: str) -> str:
    """Return a name as `NAMES` has it: `Zoom_in` is zoom-in."""
    return name.strip().lower().replace("_", "-")
