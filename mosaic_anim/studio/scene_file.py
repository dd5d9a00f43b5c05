"""Scene file: its text with a version, and edits that never replace a newer one."""

import hashlib
import os
import re
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from mosaic_anim.errors import CannotStartError, UsageError
from mosaic_anim.io.atomic_files import atomic_file
from mosaic_anim.io.disk import error_reason
from mosaic_anim.lazy import difflib
from mosaic_anim.scene.text import MAX_BYTES

_BOM = b"\xef\xbb\xbf"
_END = re.compile("(\r\n|\r|\n)")


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneText:
    """What a scene file holds.

    Attributes
    ----------
    text : str
        The text, each line ending in a line feed, as a browser has it; empty where there is none.
    version : str
        Stands for the very bytes of the file; empty if they are not known.
    fault : str
        Why there is no text: the file is gone, cannot be read, or holds something else.
    is_gone : bool
        Whether there is no such file.
    """

    text: str = ""
    version: str = ""
    fault: str = ""
    is_gone: bool = False


class NewerFileError(UsageError):
    """The file has changed since the text that was to be written was read.

    Attributes
    ----------
    current : SceneText
        What it holds now.
    number : int
        Number of the first state of a session that shows that.
    """

    number: int = 0

    def __init__(self, current: SceneText, place: str) -> None:
        super().__init__(
            "the file has changed meanwhile", remedy="choose which of both stays", place=place
        )
        self.current = current


def read_scene_text(path: Path) -> SceneText:
    """Read a scene file, whatever it holds."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return SceneText(fault="the file is gone", is_gone=True)
    except OSError as error:
        return SceneText(fault=f"the file cannot be read: {error_reason(error)}")
    version = hashlib.sha256(content).hexdigest()
    if len(content) > MAX_BYTES:
        return SceneText(version=version, fault="the file is larger than 256 KiB")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return SceneText(version=version, fault="the file is not UTF-8 text")
    return SceneText(text=_with_line_feeds(text), version=version)


def write_scene_text(path: Path, text: str, *, based_on: str) -> SceneText:
    """Write an edited text, if the file is still the version that the edit began with.

    The ends of lines and the mark at the start of the file stay as they are.

    Parameters
    ----------
    based_on : str
        Version of the file that was edited; empty for a file that is gone.

    Raises
    ------
    NewerFileError
        If the file has another version by now.
    CannotStartError
        If the file cannot be written, or it is not known what it holds.
    """
    before = read_scene_text(path)
    if before.version != based_on:
        raise NewerFileError(before, str(path))
    if not before.version and not before.is_gone:
        raise CannotStartError(before.fault, remedy="it is not replaced unseen", place=str(path))
    content = b""
    with suppress(OSError):
        content = path.read_bytes()
    mark = _BOM if content.startswith(_BOM) else b""
    edited = with_changes(content.removeprefix(_BOM).decode("utf-8", "replace"), text)
    encoded = mark + edited.encode()
    if len(encoded) > MAX_BYTES:
        raise CannotStartError("the text is longer than 256 KiB", place=str(path))
    _replace(Path(os.path.realpath(path)), encoded)  # a link stays one
    return SceneText(text=_with_line_feeds(text), version=hashlib.sha256(encoded).hexdigest())


def with_changes(original: str, edited: str) -> str:
    """Return an edited text, in which each line that is still there ends as in the original.

    Parameters
    ----------
    original : str
        Text with any ends of lines.
    edited : str
        Text with line feeds.
    """
    *pairs, last = _END.split(original)
    bodies, ends = [*pairs[::2], last], pairs[1::2]
    usual = max(sorted(set(ends)), key=ends.count, default="\n")
    if ends.count("\n") == len(ends):
        return edited
    after = edited.split("\n")
    endings = [usual] * len(after)
    match = difflib.SequenceMatcher(None, bodies, after, autojunk=False)
    for _, start, stop, first, end in match.get_opcodes():
        count = min(stop - start, end - first, len(ends) - start)
        endings[first : first + count] = ends[start : start + count]
    text = "".join(line + end for line, end in zip(after, [*endings[:-1], ""], strict=True))
    # A carriage return before an empty line that ends in a line feed would be one end with it.
    return text if _with_line_feeds(text) == edited else edited.replace("\n", usual)


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _replace(path: Path, content: bytes) -> None:
    """Write a file whole, with the rights that it had."""
    with atomic_file(path, overwrite=True) as part:
        part.write_bytes(content)
        with suppress(OSError):
            shutil.copymode(path, part)
