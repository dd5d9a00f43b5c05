"""io/memory: what was freed can be given back, whatever the C library."""

import ctypes

import pytest

from mosaic_anim.io.memory import give_back_memory


@pytest.mark.parametrize("failure", [OSError, AttributeError, TypeError])
def test_another_c_library_is_no_error(monkeypatch, failure):
    """Windows has none to open by no name, and only glibc has this function."""

    def no_library(_name):
        raise failure

    monkeypatch.setattr(ctypes, "CDLL", no_library)
    give_back_memory()


def test_memory_is_given_back_once(monkeypatch):
    """All of it: nothing is left at the top of the heap."""
    calls = []
    library = type("Library", (), {"malloc_trim": staticmethod(calls.append)})
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: library)
    give_back_memory()
    assert calls == [0]
