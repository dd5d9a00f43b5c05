"""The rooms that faults happen in."""

import os

import pytest

from tests.faults.room import World
from tests.faults.tally import TALLY, told

if os.name != "posix":
    collect_ignore_glob = ["test_*.py"]  # kill -9, resource limits and groups are those of POSIX


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Make photos, scenes and an index, and a program that is warm."""
    made = World(tmp_path_factory.mktemp("faults"))
    try:
        made.prepare()
        yield made
    finally:
        made.driver.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was done to the program, and what came of it."""
    if TALLY:
        terminalreporter.write_line(told())
