"""io/encoder_pace.py: frames wait until some of those before them are written."""

import os
import threading

import pytest

from mosaic_anim.io import encoder_pace
from mosaic_anim.io.encoder_pace import Pace


@pytest.fixture
def reports():
    """Make a pace, and the end of the pipe that its encoder reports to."""
    out, into = os.pipe()
    pace = Pace(os.fdopen(out, "rb", buffering=0))  # which closes it
    with os.fdopen(into, "wb", buffering=0) as end:
        yield pace, end
    pace.wait(1000, 0)
    assert pace.is_over


def waiting(pace, given, most):
    """Begin to wait in a thread."""
    thread = threading.Thread(target=pace.wait, args=(given, most), daemon=True)
    thread.start()
    return thread


def test_as_many_frames_as_may_wait_are_given_at_once(reports):
    """Nothing is reported yet, and nothing is waited for."""
    pace, _ = reports
    for given in range(1, 6):
        pace.wait(given, 5)
    assert not pace.is_over  # as it would be after a vain wait


def test_a_frame_waits_until_another_is_written(reports):
    """Other lines of the report say nothing about that."""
    pace, end = reports
    thread = waiting(pace, 6, 5)
    end.write(b"frame=0\nfps=0.0\nframe= N/A\nout_time=00:00:00\nprogress=continue\n")
    thread.join(0.1)
    assert thread.is_alive()
    end.write(b"frame=1\n")
    thread.join(20)
    assert not thread.is_alive()


def test_nothing_is_waited_for_after_the_end_of_an_encoder(reports):
    """It may have died: whoever gives it frames learns of that."""
    pace, end = reports
    thread = waiting(pace, 100, 5)
    end.close()
    thread.join(20)
    assert not thread.is_alive()
    pace.wait(200, 5)


def test_an_encoder_that_reports_nothing_is_given_all(reports, monkeypatch):
    """After one vain wait there is no other."""
    monkeypatch.setattr(encoder_pace, "_LONGEST", 0.01)
    pace, _ = reports
    pace.wait(6, 5)
    assert pace.is_over
    monkeypatch.setattr(encoder_pace, "_LONGEST", 1000)
    pace.wait(7, 5)
