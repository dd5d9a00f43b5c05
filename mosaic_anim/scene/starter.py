"""The scenes that ship with the program, and copies to start from."""

from pathlib import Path

from mosaic_anim.errors import UsageError
from mosaic_anim.schema.problem import quoted, suggest

SCHEMA_FILE = "mosaic_anim.schema.json"
"""The JSON Schema, beside the scenes."""

NAMES = ("zoom-in", "zoom-out", "tour", "disperse", "assemble", "wave-loop", "social")
"""Shipped scenes, as the command line names them."""

_PACKAGE = Path(__file__).resolve().parent.parent
_SCHEMA_LINE = "# yaml-language-server: $schema="


def scenes_folder() -> Path:
    """Return the folder of the shipped scenes: in an installed wheel, or in a clone."""
    installed = _PACKAGE / "scenes"
    return installed if installed.is_dir() else _PACKAGE.parent / "scenes"


def shipped_scene(name: str) -> Path:
    """Return the file of the shipped scene `name`, such as `zoom-in`.

    Raises
    ------
    UsageError
        If no scene has this name.
    """
    known = name.strip().lower().replace("_", "-")
    if known not in NAMES:
        raise UsageError(
            f"no scene file and no shipped scene: {quoted(name)}", remedy=suggest(known, NAMES)
        )
    return scenes_folder() / f"{known.replace('-', '_')}.yaml"


def starter(name: str) -> str:
    """Return the text of a scene to start from: a shipped one, for any folder.

    Its first line names the installed JSON Schema, so that an editor completes keys wherever the
    file lies.

    Raises
    ------
    UsageError
        If no scene has this name.
    """
    text = shipped_scene(name).read_text(encoding="utf-8")
    schema = (scenes_folder() / SCHEMA_FILE).as_posix()
    return text.replace(f"{_SCHEMA_LINE}{SCHEMA_FILE}", f"{_SCHEMA_LINE}{schema}", 1)
