"""An error is one line: place, thing, remedy; its kind decides the exit code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    one_line,
)


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
