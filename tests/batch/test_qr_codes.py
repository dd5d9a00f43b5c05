"""QR codes lie beside their films and take no other file's place."""

import pytest

from mosaic_anim.batch.output_names import Pattern
from mosaic_anim.batch.qr_codes import QrCodes
from mosaic_anim.errors import CannotStartError
from mosaic_anim.library.inputs import Inputs


def test_a_code_never_replaces_what_its_film_is_made_of(tmp_path):
    """Not even with `overwrite`, which replaces any other file of its name."""
    pytest.importorskip("segno")
    codes = QrCodes(Pattern(text="https://example.org/{file}", place=""), overwrite=True)
    cover, film = tmp_path / "ada-qr.png", tmp_path / "ada.mp4"
    cover.write_bytes(b"cover")
    with pytest.raises(CannotStartError, match="the cover, which is read and never replaced"):
        codes.write({}, film, Inputs(files=((cover, "the cover"),)))
    assert cover.read_bytes() == b"cover"
    assert codes.write({}, film, Inputs()) == cover
    assert cover.read_bytes() != b"cover"
