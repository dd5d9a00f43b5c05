"""Shortages: what a machine lacks for a while is told by its name, and nothing else is blamed."""

import errno
import os
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.cli import main
from mosaic_anim.errors import CannotStartError, ExitCode, StoppedError
from mosaic_anim.io.content_store import ContentStore
from mosaic_anim.io.picture_files import UnreadablePictureError
from mosaic_anim.io.pictures import read_picture
from mosaic_anim.io.workers import run_in_workers
from mosaic_anim.library.scan import scan_photos
from mosaic_anim.library.small_pictures import map_store

pytestmark = pytest.mark.parametrize("number", [errno.ENOMEM, errno.EAGAIN, errno.EMFILE])


def failing(number):
    """Return a function that always lacks something."""
    return Mock(side_effect=OSError(number, os.strerror(number)))


def said(number):
    """Return what the system says, as it stands within a sentence."""
    text = os.strerror(number)
    return text[0].lower() + text[1:]


def test_a_kept_file_that_cannot_be_read_now_is_not_removed(tmp_path, monkeypatch, number):
    """Only one that is known to be damaged is."""
    store = ContentStore(folder=tmp_path / "segments")
    with store.keep("a", 1, ".mp4") as part:
        part.write_bytes(b"segment")
    with monkeypatch.context() as patch:
        patch.setattr("mosaic_anim.io.content_store.sha256_of", failing(number))
        with pytest.raises(OSError, match=os.strerror(number)):
            store.find("a")
    assert store.find("a") is not None


def test_a_folder_that_cannot_be_listed_now_does_not_lose_its_photos(tmp_path, monkeypatch, number):
    """They would leave the index, and the mosaic, until the next run."""
    (tmp_path / "below").mkdir()
    real = os.scandir

    def scandir(folder):
        return failing(number)() if Path(folder).name == "below" else real(folder)

    monkeypatch.setattr(os, "scandir", scandir)
    with pytest.raises(CannotStartError, match=f"cannot be listed: {said(number)} — end other"):
        scan_photos(tmp_path)


def test_an_index_that_cannot_be_mapped_now_is_not_called_damaged(tmp_path, monkeypatch, number):
    """To build it anew would take long, and would not help."""
    (tmp_path / "pixels-1.u8").write_bytes(bytes(12))
    monkeypatch.setattr(np, "memmap", failing(number))
    with pytest.raises(
        CannotStartError, match=r"the index cannot be opened: .* — end other"
    ) as caught:
        map_store(tmp_path / "pixels-1.u8", 12, tmp_path)
    assert "rebuild" not in str(caught.value)


def test_a_photo_that_cannot_be_opened_now_is_tried_again(tmp_path, monkeypatch, number):
    """Its reason is that of the machine, not one of its disk."""
    Image.new("RGB", (4, 4)).save(tmp_path / "p.png")
    monkeypatch.setattr(os, "open", failing(number))
    with pytest.raises(UnreadablePictureError, match=said(number)) as caught:
        read_picture(tmp_path / "p.png")
    assert not caught.value.lasting


def test_workers_that_cannot_be_started_now_are_reported(monkeypatch, number):
    """Whether for memory, processes or open files."""
    monkeypatch.setattr("mosaic_anim.io.worker_process.subprocess.Popen", failing(number))
    with pytest.raises(StoppedError, match=f"cannot be started: {said(number)} — end other"):
        list(run_in_workers(abs, [1], workers=1, timeout=9))


def test_what_no_door_expects_is_no_bug_of_ours(monkeypatch, capsys, number):
    """Exit 5: the same command goes on once there is room."""
    monkeypatch.setattr("mosaic_anim.library.index.index_photos", failing(number))
    assert main.run(["index", "photos", "--quiet"]) == ExitCode.STOPPED
    told = capsys.readouterr().err
    assert "not enough memory" in told if number == errno.ENOMEM else said(number) in told
