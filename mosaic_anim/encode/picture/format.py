"""PNG and JPEG: one moment as a picture, from a segment that holds it without loss."""

import io
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, ClassVar, Literal

from mosaic_anim.encode.encoding import Encoding, Pixels
from mosaic_anim.encode.format import Format
from mosaic_anim.errors import UsageError
from mosaic_anim.lazy import PIL, Image, LazyModule, features

if TYPE_CHECKING:
    from mosaic_anim.encode.picture import archive, jpeg, png
    from mosaic_anim.io import xmp
else:  # only where files are written
    archive = LazyModule("mosaic_anim.encode.picture.archive")
    jpeg = LazyModule("mosaic_anim.encode.picture.jpeg")
    png = LazyModule("mosaic_anim.encode.picture.png")
    xmp = LazyModule("mosaic_anim.io.xmp")

_LIMIT = 65500  # [px] of a side, in libjpeg
_FINE = 90  # from this quality on, a JPEG keeps the colours of each pixel


class PictureFormat(Format):
    """Pictures, one or many, from segments of PNG files.

    Attributes
    ----------
    pillow : str
        Pillow's name for the files that are written.
    """

    kind: ClassVar[Literal["picture", "sequence"]] = "picture"
    segment_suffix: ClassVar[str] = ".zip"
    usual_bytes: ClassVar[float] = 2.2
    encoder_bytes: ClassVar[int] = 6
    writer_bytes: ClassVar[int] = 13
    pillow: ClassVar[str]

    def check(self, encoding: Encoding) -> None:
        """Refuse more than one frame for one picture, and sizes that a picture cannot have.

        Raises
        ------
        UsageError
        """
        size, place = encoding.size, str(encoding.path)
        if self.kind == "picture" and encoding.frames != 1:
            raise UsageError(
                f"a {self.name} shows one moment, not {encoding.frames} frames",
                remedy="write frames-####.png for all of them",
                place=place,
            )
        if max(size.height, size.width) > _LIMIT or min(size.height, size.width) < 1:
            raise UsageError(
                f"a picture cannot have a size of {size}",
                remedy=f"1 to {_LIMIT} px a side",
                place=place,
            )

    def options(self, encoding: Encoding) -> tuple[str, ...]:
        """Return what the bytes of a segment depend on; the same for all kinds of pictures."""
        versions = (PIL.__version__, str(features.version("zlib")))
        return ("png", *versions, str(archive.COMPRESSION), str(encoding.size))

    def encode_segment(
        self,
        encoding: Encoding,
        frames: Iterator[Pixels],
        count: int,
        part: Path,
        lead: int = 0,  # noqa: ARG002 - each picture stands alone
    ) -> None:
        """Write `count` frames as PNG files in one archive.

        Raises
        ------
        StoppedError
            If there are more or fewer of them.
        """
        archive.write_pictures(encoding, frames, count, part)

    def problem(self, path: Path, encoding: Encoding) -> str:
        """Say what is wrong with a picture; it is decoded."""
        try:
            with Image.open(path, formats=[self.pillow]) as picture:
                picture.load()
                width, height = picture.size
        except (OSError, SyntaxError, ValueError) as error:
            return f"a damaged picture: {error}"
        if (height, width) != (encoding.size.height, encoding.size.width):
            return f"{self.pillow} {width}x{height} instead of {self.pillow} {encoding.size}"
        return ""


class SinglePictureFormat(PictureFormat):
    """One picture."""

    def join(self, encoding: Encoding, segments: Sequence[Path], part: Path) -> None:
        """Write the one picture of `segments`, and verify it. EXIF is not written.

        Raises
        ------
        StoppedError
            If a segment is missing or damaged.
        """
        (picture,) = archive.stored_pictures(encoding, segments)
        part.write_bytes(self._file_of(encoding, archive.read_stored(encoding, picture)))
        self.verify(part, encoding)

    @abstractmethod
    def _file_of(self, encoding: Encoding, data: bytes) -> bytes:
        """Make the file of a PNG without texts."""


class PngFormat(SinglePictureFormat):
    """A picture as PNG."""

    name: ClassVar[str] = "PNG"
    holds_alpha: ClassVar[bool] = True
    suffixes: ClassVar[tuple[str, ...]] = (".png",)
    pillow: ClassVar[str] = "PNG"

    def has_signature(self, head: bytes) -> bool:
        """Return whether a file begins as a PNG does."""
        return head[: len(png.SIGNATURE)] == png.SIGNATURE

    def comment(self, file: BinaryIO) -> str | None:
        """Read the text `Comment` in front of the picture.

        Raises
        ------
        OSError, struct.error, IndexError, UnicodeDecodeError
            If the file is damaged.
        """
        return png.png_comment(file)

    def _file_of(self, encoding: Encoding, data: bytes) -> bytes:
        return png.with_texts(data, Title=encoding.title, Comment=encoding.comment)


class JpegFormat(SinglePictureFormat):
    """A picture as JPEG."""

    name: ClassVar[str] = "JPEG"
    suffixes: ClassVar[tuple[str, ...]] = (".jpg", ".jpeg")
    usual_bytes: ClassVar[float] = 0.6
    pillow: ClassVar[str] = "JPEG"

    def has_signature(self, head: bytes) -> bool:
        """Return whether a file begins as a JPEG does."""
        return head[:2] == b"\xff\xd8"

    def comment(self, file: BinaryIO) -> str | None:
        """Read the comment in front of the picture.

        Raises
        ------
        OSError, struct.error, UnicodeDecodeError
            If the file is damaged.
        """
        return jpeg.jpeg_comment(file)

    def _file_of(self, encoding: Encoding, data: bytes) -> bytes:
        """Encode as JPEG; fine ones keep the colours of each pixel, others of four together."""
        quality = encoding.settings.picture.quality
        buffer = io.BytesIO()
        with Image.open(io.BytesIO(data), formats=["PNG"]) as decoded:
            decoded.save(
                buffer,
                "JPEG",
                quality=quality,
                subsampling="4:4:4" if quality >= _FINE else "4:2:0",
                optimize=True,
                comment=encoding.comment.encode(),
                xmp=xmp.xmp_packet(encoding.title, encoding.comment),
            )
        return buffer.getvalue()
