"""Library: the photos that a mosaic is made of, as everything else sees them."""

import hashlib
import zlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mosaic_anim.io.names import BUILT_IN
from mosaic_anim.io.workers import Progress
from mosaic_anim.library.bulk import many_objects
from mosaic_anim.library.demo_library import refresh_demo
from mosaic_anim.library.entry import FORMATS
from mosaic_anim.library.inputs import Inputs
from mosaic_anim.library.join import OwnPhotos, join_photos
from mosaic_anim.library.manifest import DamagedIndexError
from mosaic_anim.library.photo_names import PhotoNames
from mosaic_anim.library.refresh import count_reasons, refresh_index
from mosaic_anim.library.small_pictures import map_store
from mosaic_anim.library.sources import distinct_sources, listed_sources, source_names
from mosaic_anim.library.update import Update
from mosaic_anim.values.wording import count_of

Number = TypeVar("Number", bound=np.generic)


@dataclass(frozen=True, kw_only=True, eq=False)
class Library:
    """Photos, each content once, sorted by path. Arrays are read-only.

    Attributes
    ----------
    folder : Path
        Where the photos lie.
    index : Path
        Where their index lies.
    photo : tuple of T str
        Path of each photo, relative to `folder`, with `/`.
    photo_hash : tuple of T str
        SHA-256 of each file.
    full_size : (T, 2) int32
        Height and width of each upright photo [px].
    taken : tuple of T (str or None)
        Capture dates, ISO 8601.
    small_size : (T, 2) int32
        Height and width of each small picture [px].
    small_offset : (T,) int64
        Where its pixels begin in `pixels`.
    small_rect : (T, 4) float32
        row, col, height, width of the photo's part that it shows [unit].
    pixels : (bytes,) uint8
        All small pictures one after another, each (h, w, 3), encoded sRGB; memory-mapped. Prefer
        `small`, which notices a damaged disk.
    checksum : (T,) uint32, optional
        CRC-32 of each small picture.
    format : tuple of T str
        Format of each file, such as `JPEG`.
    phash : (T,) uint64, optional
        Perceptual hash of each small picture.
    colour : (T, 3) uint8, optional
        Mean colour of each small picture, encoded sRGB.
    flatness : (T,) float32, optional
        Share of each small picture that is one flat colour, 0 to 1.
    same : mapping of str to int
        Paths left out because their content equals that of a photo, or because they are links to
        it, with its index.
    skipped : mapping of str to int
        Number of unusable files by reason, the most frequent first.
    make_again : callable, optional
        Takes a photo's path and draws its file again, if the program has drawn the photos.
    sources : tuple of Path
        What was opened: `folder`, a list of photos, or several of these.
    parts : tuple of Library
        The libraries that this one joins; empty for one of its own.
    place : (T, 2) int32, optional
        The part of each photo, and its number there.
    """

    folder: Path
    index: Path
    photo: tuple[str, ...]
    photo_hash: tuple[str, ...]
    full_size: NDArray[np.int32]
    taken: tuple[str | None, ...]
    small_size: NDArray[np.int32]
    small_offset: NDArray[np.int64]
    small_rect: NDArray[np.float32]
    pixels: NDArray[np.uint8]
    checksum: NDArray[np.uint32] | None = None
    format: tuple[str, ...] = ()
    phash: NDArray[np.uint64] | None = None
    colour: NDArray[np.uint8] | None = None
    flatness: NDArray[np.float32] | None = None
    same: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    skipped: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    make_again: Callable[[str], None] | None = None
    sources: tuple[Path, ...] = ()
    parts: "tuple[Library, ...]" = ()
    place: NDArray[np.int32] | None = None

    def __repr__(self) -> str:
        """Name the folders and count the photos."""
        names = ", ".join(repr(str(source)) for source in self.sources or (self.folder,))
        return f"Library({names}, {count_of(len(self.photo), 'photo')})"

    @classmethod
    def open(
        cls,
        folder: Path | str | Sequence[Path | str],
        progress: Progress | None = None,
        workers: int | None = None,
        index: Path | None = None,
        rebuild: bool = False,
        *,
        frames: int = 1,
    ) -> "Library":
        """Open the photos of a folder, reading what is new or changed since the last time.

        Parameters
        ----------
        folder : Path, str or sequence of them
            A folder of photos, a list of photos (a `.txt` file with a path in each line), or
            `"demo"` for the library that the program draws by itself; or several of these, in any
            order.
        progress : callable, optional
            Called with what is being done, how much of it is done, and how much there is.
        workers : int, optional
            Processes that read photos; as many as there are cores, up to 8, if not given.
        index : Path, optional
            Where the index lies; a folder of the user's cache if not given. Not for several.
        rebuild : bool
            Read every photo again, whatever the index holds.
        frames : int
            Frames of each video that are photos of their own: good ones that differ. One is the
            best frame, and the photo has the name of the video.

        Raises
        ------
        CannotStartError
            The folder cannot be read, holds no usable photo, or its index is damaged.
        StoppedError
            The disk is full or has gone.
        """
        sources = listed_sources(folder)
        if len(sources) != 1:
            return _open_all(sources, progress, workers, index, rebuild=rebuild, frames=frames)
        (source,) = sources
        if source == BUILT_IN:
            update, make_again = refresh_demo(progress, workers, index, rebuild=rebuild)
            return library_of(update, make_again)
        update = refresh_index(
            Path(source),
            progress=progress,
            workers=workers,
            index=index,
            rebuild=rebuild,
            frames=frames,
        )
        return library_of(update)

    def __len__(self) -> int:
        """Return the number T of photos."""
        return len(self.photo)

    def small(self, i: int) -> NDArray[np.uint8]:
        """Return the small picture of photo `i`: a read-only view (h, w, 3) uint8.

        Its checksum is compared when it is first asked for.

        Raises
        ------
        DamagedIndexError
            The disk returns other pixels than were written.
        """
        if self.place is not None:
            part, number = map(int, self.place[i])
            return self.parts[part].small(number)
        height, width = (int(side) for side in self.small_size[i])
        begin = int(self.small_offset[i])
        data = self.pixels[begin : begin + height * width * 3]
        if self.checksum is not None and not self._checked[i]:
            if zlib.crc32(data.data) != self.checksum[i]:
                raise DamagedIndexError(self.folder, "has damaged pixels")
            self._checked[i] = True
        return data.reshape(height, width, 3)

    def original(self, i: int) -> Path:
        """Return the file of photo `i`."""
        if self.place is not None:
            part, number = map(int, self.place[i])
            return self.parts[part].original(number)
        return self.folder / self.photo[i]

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the photos' contents, whatever their names and order."""
        return hashlib.sha256("".join(sorted(self.photo_hash)).encode()).hexdigest()

    @property
    def inputs(self) -> Inputs:
        """The photos, which no command replaces."""
        return Inputs.of_mosaic("", self.sources or (self.folder,))

    @property
    def contents(self) -> dict[str, str]:
        """SHA-256 of each file by its path, of those with equal contents too."""
        return {path: self.photo_hash[i] for path, i in self._paths.items()}

    def find(self, name: str) -> int | None:
        """Return the index of the photo that `name` means, or None.

        A relative path comes first, then the end of one, then that without its suffix.

        Raises
        ------
        PhotoNameError
            If photos with different contents are called so.
        """
        return self.names.find(name)

    @cached_property
    def names(self) -> PhotoNames[int]:
        """The names of the photos and of their copies, each with the index of its photo."""
        return PhotoNames(self._paths)

    @cached_property
    def _checked(self) -> NDArray[np.bool_]:
        """Which small pictures were compared with their checksums (T,)."""
        return np.zeros(len(self), dtype=bool)

    @property
    def _paths(self) -> dict[str, int]:
        """Every path that means a photo."""
        return {**{path: i for i, path in enumerate(self.photo)}, **self.same}


def _open_all(
    sources: Sequence[Path | str],
    progress: Progress | None,
    workers: int | None,
    index: Path | None,
    *,
    rebuild: bool,
    frames: int,
) -> Library:
    """Open several libraries as one."""
    if not sources:
        raise ValueError("no folder of photos")
    if index is not None:
        raise ValueError("several libraries have an index each — leave index out")
    several = distinct_sources(sources)
    parts = [
        Library.open(
            BUILT_IN if source == Path(BUILT_IN) else source,
            progress,
            workers,
            rebuild=rebuild,
            frames=frames,
        )
        for source in several
    ]
    return parts[0] if len(parts) == 1 else join_libraries(parts, source_names(several))


def join_libraries(parts: Sequence[Library], names: Sequence[str]) -> Library:
    """Return the library of the photos of all `parts`, each content once.

    Parameters
    ----------
    parts : sequence of Library
        Two or more.
    names : sequence of str
        What the paths of each one's photos begin with; all different.
    """
    own = [
        OwnPhotos(
            name=name,
            photo=part.photo,
            photo_hash=part.photo_hash,
            same=part.same,
            make_again=part.make_again,
        )
        for name, part in zip(names, parts, strict=True)
    ]
    joined = join_photos(own)
    counts = sum((Counter(part.skipped) for part in parts), Counter[str]())
    return replace(
        parts[0],
        sources=tuple(source for part in parts for source in part.sources),
        photo=joined.photo,
        photo_hash=joined.values([part.photo_hash for part in parts]),
        full_size=joined.rows([part.full_size for part in parts]),
        taken=joined.values([part.taken for part in parts]),
        small_size=joined.rows([part.small_size for part in parts]),
        small_offset=joined.rows([part.small_offset for part in parts]),
        small_rect=joined.rows([part.small_rect for part in parts]),
        checksum=None,
        format=joined.values([part.format for part in parts]),
        phash=joined.rows([part.phash for part in parts]),
        colour=joined.rows([part.colour for part in parts]),
        flatness=joined.rows([part.flatness for part in parts]),
        same=MappingProxyType(joined.same),
        skipped=MappingProxyType(dict(counts.most_common())),
        make_again=joined.make_again(own),
        parts=tuple(parts),
        place=joined.place,
    )


@many_objects()
def library_of(update: Update, make_again: Callable[[str], None] | None = None) -> Library:
    """Make the library of an index that is up to date: each content once, sorted by path.

    Parameters
    ----------
    make_again : callable, optional
        As in `Library`.
    """
    photos = update.photos()
    every = dict(zip(photos["path"], photos["content"], strict=True))
    firsts, same = _first_of_each(every)
    if same:
        photos = {name: _chosen(column, firsts) for name, column in photos.items()}
    if update.scan.links:
        place = {content: i for i, content in enumerate(photos["content"])}
        links = update.scan.links.items()
        same |= {link: place[every[path]] for link, path in links if path in every}
    small = photos["small_height"], photos["small_width"]
    ends = photos["offset"] + 3 * np.prod(np.array(small, np.int64), axis=0)
    colour = np.asarray(photos["colour"])
    formats = np.array(FORMATS, object)
    return Library(
        folder=update.folder,
        index=update.index,
        photo=tuple(photos["path"]),
        photo_hash=tuple(photos["content"]),
        full_size=_rows([photos["full_height"], photos["full_width"]], np.int32),
        taken=tuple(date or None for date in photos["taken"]),
        small_size=_rows(small, np.int32),
        small_offset=_read_only(photos["offset"], np.int64),
        small_rect=_rows([photos[name] for name in ("row", "col", "height", "width")], np.float32),
        pixels=map_store(update.index / update.store, int(ends.max(initial=0)), update.source),
        checksum=_read_only(photos["checksum"], np.uint32),
        format=tuple(formats[photos["kind"]].tolist()),
        phash=_read_only(photos["phash"], np.uint64),
        colour=_rows([colour >> 16, colour >> 8 & 255, colour & 255], np.uint8),
        flatness=_read_only(np.asarray(photos["flatness"]) / 1000, np.float32),
        same=MappingProxyType(same),
        skipped=count_reasons(update.skipped),
        make_again=make_again,
        sources=(update.source,),
    )


def _first_of_each(contents: Mapping[str, str]) -> tuple[list[int], dict[str, int]]:
    """Return which paths are the first with their content, and the first's number for others.

    Parameters
    ----------
    contents : mapping of str to str
        Contents by path, in their order.
    """
    if len(set(contents.values())) == len(contents):
        return list(range(len(contents))), {}
    first: dict[str, int] = {}
    firsts: list[int] = []
    same: dict[str, int] = {}
    for place, (path, content) in enumerate(contents.items()):
        if content in first:
            same[path] = first[content]
        else:
            first[content] = len(firsts)
            firsts.append(place)
    return firsts, same


def _chosen(
    column: Sequence[Any] | NDArray[Any], places: list[int]
) -> Sequence[Any] | NDArray[Any]:
    """Return some values of a column."""
    return column[places] if isinstance(column, np.ndarray) else [column[i] for i in places]


def _rows(columns: Sequence[ArrayLike], dtype: type[Number]) -> NDArray[Number]:
    """Return columns side by side."""
    return _read_only(np.stack([np.asarray(column, dtype) for column in columns], axis=1), dtype)


def _read_only(values: ArrayLike, dtype: type[Number]) -> NDArray[Number]:
    array = np.array(values, dtype)
    array.setflags(write=False)
    return array
