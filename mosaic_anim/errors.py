"""Everything that can go wrong, each kind with the exit code that the command line gives it.

An error is one line: `place: what — remedy`. The place is a file, with line and column where
there is a text to point at.
"""

import errno
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum

LINE_LIMIT = 200
"""Longest error line [characters]."""

SHORTEST_PLACE = 40
"""A place is not shortened to less than this [characters]."""

SHORTAGES = frozenset({errno.ENOMEM, errno.EAGAIN, errno.EMFILE, errno.ENFILE})
"""Numbers by which a system says that memory, processes or open files are short: it passes."""

MAKE_ROOM = "end other programs, or raise the limits of `ulimit`, and run the same command again"
"""What to do about a shortage."""

_NO_MEMORY = ("annot allocate memory", "failed to map segment", "can't start new thread")
"""What the system's linker and threads say; the rest is link by its exception type."""


_names = {"style": "python"}  # of the whole process: errors come from its threads too


@contextmanager
def command_line_names() -> Iterator[None]:
    """Let messages name options as the command line does."""
    before, _names["style"] = _names["style"], "command line"
    try:
        yield
    finally:
        _names["style"] = before


def caller_text(*, command_line: str, python: str) -> str:
    """Return the text for those who called the program: from the command line or from Python."""
    return command_line if _names["style"] == "command line" else python


def option(name: str, value: object = "", *, argument: str = "") -> str:
    """Write an option as the caller knows it: `--max-memory 2GiB` or `max_memory=2GiB`.

    Parameters
    ----------
    name : str
        Its name on the command line, with underscores and without dashes.
    value : object
        Its value; empty to name the option alone.
    argument : str
        Its name in Python, if that is another one.
    """
    flag, argument = f"--{name.replace('_', '-')}", argument or name
    if value == "":
        return caller_text(command_line=flag, python=argument)
    return caller_text(command_line=f"{flag} {value}", python=f"{argument}={value}")


class ExitCode(IntEnum):
    """What the command line returns to the shell."""

    DONE = 0
    BUG = 1
    INVALID = 2
    SKIPPED_PHOTOS = 3
    CANNOT_START = 4
    STOPPED = 5
    INTERRUPTED = 130
    TERMINATED = 143


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong: where, what, and how to mend it.

    Attributes
    ----------
    what : str
        What is wrong, in lower case, without a full stop.
    remedy : str
        What to do about it; may be empty.
    place : str
        `file`, `file:line:col`, or empty.
    """

    what: str
    remedy: str = ""
    place: str = ""

    def __str__(self) -> str:
        """Return the one line, at most 200 characters, control characters escaped.

        A long place is cut to its end, so that what and remedy stay whole.
        """
        remedy = f" — {self.remedy}" if self.remedy else ""
        message = f"{self.what}{remedy}"
        if not self.place:
            return one_line(message)
        place = one_line(self.place, limit=10 * LINE_LIMIT)
        room = max(LINE_LIMIT - len(one_line(message)) - len(": "), SHORTEST_PLACE)
        if len(place) > room:
            place = f"…{place[len(place) - room + 1 :]}"
        return one_line(f"{place}: {message}")


class MosaicAnimError(Exception):
    """Base of every error that this program raises on purpose."""

    exit_code: ExitCode = ExitCode.BUG

    def __init__(self, what: str, *, remedy: str = "", place: str = "") -> None:
        self.problems: tuple[Problem, ...] = (Problem(what=what, remedy=remedy, place=place),)
        super().__init__(str(self.problems[0]))


class UsageError(MosaicAnimError):
    """The command line asks for something that cannot be; nothing was written."""

    exit_code = ExitCode.INVALID


class SceneError(MosaicAnimError):
    """A scene is invalid; holds all of its problems at once."""

    exit_code = ExitCode.INVALID

    def __init__(self, problems: Sequence[Problem]) -> None:
        Exception.__init__(self, "\n".join(map(str, problems)))
        self.problems = tuple(problems)


class SkippedPhotosError(MosaicAnimError):
    """The work is done, but photos were skipped and `--strict` was given."""

    exit_code = ExitCode.SKIPPED_PHOTOS


class CannotStartError(MosaicAnimError):
    """Something that the work needs is missing or in the way; nothing was written."""

    exit_code = ExitCode.CANNOT_START


class StoppedError(MosaicAnimError):
    """The work stopped in the middle; no incomplete output was left."""

    exit_code = ExitCode.STOPPED


def escaped(text: str) -> str:
    """Escape control characters and surrogates in `text`."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def lacks_memory(error: BaseException) -> bool:
    """Return whether an error comes from a lack of memory, whatever its kind.

    Libraries that cannot be mapped are ImportErrors, threads that cannot start RuntimeErrors.
    """
    link: BaseException | None = error
    while link is not None:
        if isinstance(link, MemoryError) or getattr(link, "errno", None) == errno.ENOMEM:
            return True
        if any(sign in str(link) for sign in _NO_MEMORY):
            return True
        link = link.__cause__ or link.__context__
    return False


def one_line(text: str, *, limit: int = LINE_LIMIT) -> str:
    """Escape control characters and surrogates in `text` and shorten its middle to `limit`."""
    line = escaped(text)
    if len(line) <= limit:
        return line
    head = limit // 2
    return f"{line[: head - 1]}…{line[len(line) - (limit - head) :]}"
