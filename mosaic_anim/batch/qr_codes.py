"""QR codes of films, written by segno, which is an extra: `mosaic_anim[qr]`.

A pure-Python encoder of the whole standard, ISO/IEC 18004; nothing else here needs it.
"""

import io
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from mosaic_anim.batch.output_names import Pattern
from mosaic_anim.errors import CannotStartError
from mosaic_anim.io.atomic_files import atomic_file
from mosaic_anim.io.pictures import is_own_picture
from mosaic_anim.lazy import Image, LazyModule, PngImagePlugin, np
from mosaic_anim.library.output_files import check_files
from mosaic_anim.values.origin import PICTURE

if TYPE_CHECKING:
    import segno

    from mosaic_anim.library.inputs import Inputs
else:
    segno = LazyModule("segno")

FILE = "file"
"""What stands in an address for the name of a film."""

_SUFFIX = "-qr.png"
_QUIET = 4
"""Modules of white around a code, as the standard asks for."""
_SCALE = 12
"""Pixels along each side of a module."""


class QrCodes:
    """Writes a QR code beside each film.

    Parameters
    ----------
    address : Pattern
        Where films are found: `https://example.org/{file}`.
    overwrite : bool
        Whether files of the same names are replaced that this program has not written.
    """

    def __init__(self, address: Pattern, *, overwrite: bool) -> None:
        self._address = address
        self._overwrite = overwrite

    @property
    def columns(self) -> frozenset[str]:
        """The columns that it names."""
        return self._address.columns - {FILE}

    def require_columns(self, columns: Iterable[str]) -> None:
        """Refuse an address without columns, or where no code can be made.

        Raises
        ------
        UsageError
            As `Pattern.require_columns`.
        CannotStartError
            If segno is not installed.
        """
        self._address.require_columns([*columns, FILE])
        if find_spec("segno") is None:
            raise CannotStartError(
                "QR codes need segno", remedy="pip install 'mosaic_anim[qr]'", place="segno"
            )

    def write(self, values: Mapping[str, str], film: Path, inputs: "Inputs") -> Path:
        """Write the code of a film to `NAME-qr.png` beside it, unless it is there.

        Raises
        ------
        CannotStartError
            If another file has that name, or one of the film's `inputs` is that file.
        StoppedError
            If the disk is full or fails.
        """
        path = film.with_name(film.stem + _SUFFIX)
        content = _picture(self._address.address({**values, FILE: film.name}))
        if path.is_file() and path.read_bytes() == content:
            return path
        overwrite = self._overwrite or _is_ours(path)
        check_files([path], inputs, overwrite=overwrite)
        with atomic_file(path, overwrite=overwrite) as part:
            part.write_bytes(content)
        return path


def _picture(text: str) -> bytes:
    """Return a PNG of a QR code, black on white, which survives 15 % of damage."""
    code = segno.make_qr(text, error="m")
    modules = np.array([*code.matrix_iter(scale=_SCALE, border=_QUIET)], np.uint8)
    about = PngImagePlugin.PngInfo()
    about.add_text("Comment", PICTURE)
    with io.BytesIO() as file:
        Image.fromarray((1 - modules) * np.uint8(255)).save(file, format="PNG", pnginfo=about)
        return file.getvalue()


def _is_ours(path: Path) -> bool:
    return path.is_file() and is_own_picture(path)
