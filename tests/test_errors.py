"""An error is one line: place, thing, remedy; its kind decides the exit code."""

import ast
import pickle
import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mosaic_anim
from mosaic_anim.errors import (
    LINE_LIMIT,
    CannotStartError,
    ExitCode,
    MosaicAnimError,
    Problem,
    SceneError,
    SkippedPhotosError,
    StoppedError,
    UsageError,
    caller_text,
    command_line_names,
    one_line,
    option,
)
from mosaic_anim.rendering.frame_errors import FrameError

PACKAGE = Path(mosaic_anim.__file__).parent

_FOR_READERS = {"cli", "reference", "starter.py", "style.py", "studio"}
"""Rooms and files whose strings are read by those who type commands, start them, or are CSS."""


def test_a_problem_reads_place_thing_remedy():
    """The form that editors and people jump by."""
    problem = Problem(
        place="scenes/hello.yaml:14:9",
        what="unknown easing 'in_out_cubc'",
        remedy="did you mean 'in_out_cubic'?",
    )
    assert str(problem) == (
        "scenes/hello.yaml:14:9: unknown easing 'in_out_cubc' — did you mean 'in_out_cubic'?"
    )
    assert str(Problem(what="no photo")) == "no photo"


@pytest.mark.parametrize(
    ("kind", "code"),
    [(MosaicAnimError, 1), (UsageError, 2), (SkippedPhotosError, 3), (CannotStartError, 4),
     (StoppedError, 5)],
)  # fmt: skip
def test_each_kind_has_its_exit_code(kind, code):
    """As the documentation of the command line lists them."""
    error = kind("disk full", remedy="free 3 GB", place="out.mp4")
    assert error.exit_code == code
    assert str(error) == "out.mp4: disk full — free 3 GB"
    assert error.problems == (Problem(what="disk full", remedy="free 3 GB", place="out.mp4"),)


def test_signals_have_the_shell_s_exit_codes():
    """128 and the signal's number."""
    assert (ExitCode.INTERRUPTED, ExitCode.TERMINATED) == (128 + 2, 128 + 15)


def test_a_scene_error_holds_all_problems_one_a_line():
    """Nobody mends a scene one error at a time."""
    problems = [Problem(what="one", place="a.yaml:1:1"), Problem(what="two", place="a.yaml:2:1")]
    error = SceneError(problems)
    assert isinstance(error, MosaicAnimError)
    assert error.exit_code == ExitCode.INVALID
    assert error.problems == tuple(problems)
    assert str(error) == "a.yaml:1:1: one\na.yaml:2:1: two"


@given(text=st.text(st.characters(), max_size=600), limit=st.integers(20, 300))
def test_a_line_is_one_line_whatever_is_in_it(text, limit):
    """Control characters, line separators and lone surrogates are escaped; length is bounded."""
    line = one_line(text, limit=limit)
    assert len(line) <= limit
    assert len(line.splitlines()) <= 1
    assert line.isprintable()
    line.encode()


def test_a_long_line_keeps_its_place_and_its_remedy():
    """The middle is what can be missed."""
    line = str(Problem(place="a.yaml:1:1", what="x" * 500, remedy="remove it"))
    assert len(line) == LINE_LIMIT
    assert line.startswith("a.yaml:1:1: xxx")
    assert line.endswith("xxx — remove it")


def test_terminal_commands_in_a_name_are_escaped():
    """A file name cannot colour or clear the terminal."""
    assert one_line("a\x1b[2Jb\nc") == "a\\x1b[2Jb\\nc"


def test_a_long_place_gives_way_to_what_is_wrong_and_its_remedy():
    """Its end, the file's name and line, is what a reader needs."""
    place = "/very" * 60 + "/deep/scene.yaml:14:9"
    line = str(Problem(what="unknown easing", remedy="did you mean 'linear'?", place=place))
    assert len(line) <= 200
    assert line.startswith("…")
    assert line.endswith("/deep/scene.yaml:14:9: unknown easing — did you mean 'linear'?")


def test_messages_name_options_as_the_caller_knows_them():
    """Flags on the command line, arguments in Python."""
    assert option("overwrite") == "overwrite"
    assert option("max_memory", "2GiB") == "max_memory=2GiB"
    assert option("set", "seed", argument="sets") == "sets=seed"
    assert caller_text(command_line="-o FILE", python="output") == "output"
    with command_line_names():
        assert option("overwrite") == "--overwrite"
        assert option("max_memory", "2GiB") == "--max-memory 2GiB"
        assert option("set", "seed", argument="sets") == "--set seed"
        assert caller_text(command_line="-o FILE", python="output") == "-o FILE"
    assert option("overwrite") == "overwrite"


def test_only_the_command_line_s_rooms_spell_flags():
    """A string with a `--flag` is a docstring, the scene reference, or what a terminal reads."""
    spelled = [
        f"{path.name}:{node.lineno}: {node.value}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if not _FOR_READERS & set(path.relative_to(PACKAGE).parts)
        for node in _strings(ast.parse(path.read_text(encoding="utf-8")))
        if re.search(r"--[a-z]", node.value)
    ]
    assert spelled == []


@pytest.mark.parametrize(
    ("code", "strings"),
    [
        ('def f():\n    """Give --x."""\n', 0),
        ('caller_text(command_line="--x", python="x")', 1),
        ('key(description="as `--x`")', 0),
        ('error(f"give --x {y}")', 1),
    ],
)
def test_flags_are_seen_wherever_a_message_has_them(code, strings):
    """Docstrings and descriptions of scene keys are no messages."""
    assert len(list(_strings(ast.parse(code)))) == strings


def _strings(tree):
    """Yield the strings of a module that may be part of a message in Python."""
    match tree:
        case ast.Expr(value=ast.Constant()) | ast.keyword(arg="command_line" | "description"):
            return
        case ast.Constant(value=str()):
            yield tree
    for child in ast.iter_child_nodes(tree):
        yield from _strings(child)


def test_an_error_from_a_cluster_is_worded_where_it_arrives():
    """Its workers do not know whether a terminal or a notebook called."""
    error = FrameError(7, Fraction(7, 2), "ZeroDivisionError: seven")
    sent = pickle.dumps(error)
    assert str(error).endswith("""frame_at(scene, "3.500000s")""")
    with command_line_names():
        arrived = pickle.loads(sent)  # noqa: S301 - our own bytes
    assert str(arrived).endswith("still SCENE --at 3.500000s --debug")
