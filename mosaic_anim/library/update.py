"""Bring an index up to date with its folder: read what is new, forget what is gone."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import islice
from operator import itemgetter
from pathlib import Path

import numpy as np

from mosaic_anim.errors import CannotStartError, StoppedError
from mosaic_anim.io.disk import write_error
from mosaic_anim.io.picture_files import UNREADABLE, VANISHED
from mosaic_anim.io.video_moments import VideoMoment
from mosaic_anim.io.workers import Progress
from mosaic_anim.library.bulk import many_objects
from mosaic_anim.library.entry import Entry
from mosaic_anim.library.entry_table import Columns, EntryTable, columns_of
from mosaic_anim.library.index_folder import MANIFEST, require_own_files, stores
from mosaic_anim.library.manifest import Manifest
from mosaic_anim.library.new_entries import entry_of_reading, entry_of_refusal
from mosaic_anim.library.photo_reading import Reader, SmallPicture, read_photos
from mosaic_anim.library.plain_reading import Refusal
from mosaic_anim.library.reading_batches import PhotoReading, reading_batches, room_for
from mosaic_anim.library.scan import UNLISTED, PhotoFile, Scan, SkippedPhoto
from mosaic_anim.library.small_pictures import StoreWriter, compact_store, store_end
from mosaic_anim.library.video_frames import VIDEO, chosen_frames, photo_of, valid_moments

LATE_RUNS = 3
"""Runs in which a photo takes too long before it is no longer read."""

_LOST = (UNREADABLE, VANISHED)
_MANY = 10
_TRIED = 3
"""Photos in a row that are lost with their disk, and known ones that are tried then."""


@dataclass(kw_only=True, eq=False)
class Update:
    """What an index knows about a folder, and how the folder differs from it.

    Attributes
    ----------
    folder, index : Path
        The photos, and their index.
    source : Path
        What names the photos: `folder`, or a list of them.
    scan : Scan
        The files in `folder`.
    store : str
        File of the pixels in `index`; empty before the first write.
    table : EntryTable
        Entries of the manifest, as they were read.
    read : set of str
        Paths of the photos that `run` has read.
    passing : list of SkippedPhoto
        Refused by `run` for reasons that may pass: they stay unknown, and are tried again.
    late : list of Entry
        Took too long in `run`: they are tried again in some later runs.
    frames : int
        Frames of each video that are photos of their own; one is the video itself.
    """

    folder: Path
    index: Path
    source: Path
    scan: Scan
    store: str
    table: EntryTable
    read: set[str] = field(default_factory=set)
    passing: list[SkippedPhoto] = field(default_factory=list)
    late: list[Entry] = field(default_factory=list)
    frames: int = 1
    _lost_in_a_row: int = 0

    @classmethod
    def of(
        cls,
        folder: Path,
        index: Path,
        scan: Scan,
        *,
        source: Path | None = None,
        frames: int = 1,
    ) -> "Update":
        """Read the index."""
        source = source or folder
        try:
            require_own_files(index)
            with Manifest.open(index / MANIFEST, source) as manifest, many_objects():
                store, table = manifest.read()
        except OSError as error:
            raise CannotStartError(
                f"the index cannot be read: {error.strerror}",
                remedy="check its disk and run the same command again",
                place=str(index),
            ) from error
        return cls(
            folder=folder,
            index=index,
            source=source,
            scan=scan,
            store=store,
            table=table,
            frames=frames,
        )

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Entries of the manifest, by path."""
        with many_objects():
            return self.table.entries()

    @cached_property
    def _is_as_scanned(self) -> bool:
        """Whether the table holds the files of the scan, and no others: then it tells all."""
        return self.table.are(self.scan.photos)

    def is_current(self) -> bool:
        """Return whether there is nothing to read and nothing to forget."""
        if self._is_as_scanned and self.frames == 1:
            return bool(np.isin(self.table.records["late"], (0, LATE_RUNS)).all())
        return not (self.files_to_read() or self.vanished_paths() or self.videos_to_cut())

    def files_to_read(self) -> list[PhotoFile]:
        """List the files that are new, have changed, or took too long until now."""
        entries, settled = self.entries, {0, LATE_RUNS}
        return [
            photo
            for photo in self.scan.photos
            if (entry := entries.get(photo.path)) is None
            or entry.late not in settled
            or (entry.size, entry.mtime_ns) != photo[1:]
        ]

    def vanished_paths(self) -> list[str]:
        """List the paths that the index knows and the folder no longer has."""
        extra = self._unlisted()
        moments = self._moments(extra)
        return sorted(path for path in extra if path not in moments and not self._is_away(path))

    def videos_to_cut(self) -> list[PhotoFile]:
        """List the videos whose frames are wanted and not chosen yet."""
        if self.frames == 1:
            return []
        videos = [photo for photo in self.scan.photos if self._is_video(photo)]
        if not videos:
            return []
        moments = self._moments(self._unlisted()).values()
        cut = {moment.video for moment in moments if moment.frames == self.frames}
        return [video for video in videos if video.path not in cut]

    @property
    def good(self) -> list[Entry]:
        """Photos that can be used, by path."""
        return [entry for entry in self._by_path() if not entry.reason]

    def photos(self) -> Columns:
        """Return what the index knows of the photos that can be used, by path."""
        return self.table.photos() if self._is_as_scanned else columns_of(self.good)

    def has_photos(self) -> bool:
        """Return whether any photo can be used."""
        if self._is_as_scanned:
            return "" in self.table.reasons
        hidden = self._hidden()
        return any(not one.reason and one.path not in hidden for one in self.entries.values())

    def _unlisted(self) -> set[str]:
        """Return the paths that the index knows and the scan did not meet."""
        return self.entries.keys() - {photo.path for photo in self.scan.photos}

    def _is_away(self, path: str) -> bool:
        """Return whether a path lies in a folder that cannot be listed now: its disk may return."""
        folders = (skip.path for skip in self.scan.skipped if skip.reason == UNLISTED)
        return any(path.startswith(f"{folder}/") for folder in folders)

    @property
    def skipped(self) -> list[SkippedPhoto]:
        """Files that are not used, by path."""
        if self._is_as_scanned:
            reasons = [*zip(self.table.paths, self.table.reasons, strict=True)]
        else:
            reasons = [(entry.path, entry.reason) for entry in self._by_path()]
        refused = [SkippedPhoto(path=path, reason=reason) for path, reason in reasons if reason]
        every = [*refused, *self.passing, *self.scan.skipped]
        return sorted(every, key=lambda skipped: skipped.path)

    def _by_path(self) -> list[Entry]:
        hidden = self._hidden()
        present = (entry for entry in self.entries.values() if entry.path not in hidden)
        return sorted(present, key=itemgetter(0))  # by path

    def _hidden(self) -> set[str]:
        """Return the paths of entries that do not count now.

        They are away, or frames of videos where another number of them is wanted; or they are
        videos, of which there are frames instead.
        """
        extra = self._unlisted()
        frames = {
            path: moment
            for path, moment in self._moments(extra).items()
            if moment.frames == self.frames > 1
        }
        cut = {moment.video for path, moment in frames.items() if not self.entries[path].reason}
        return (extra - frames.keys()) | cut

    def _moments(self, extra: set[str]) -> dict[str, VideoMoment]:
        """Return the frames of unchanged videos among the paths that no file has."""
        if not extra:
            return {}
        scanned = {photo.path: photo for photo in self.scan.photos}
        return valid_moments(self.entries, extra, scanned)

    def run(self, *, workers: int, progress: Progress | None, reader: Reader | None = None) -> None:
        """Read the wanted photos batch by batch; forget what is gone.

        Parameters
        ----------
        reader : callable, optional
            Reads photos; worker processes of this machine do if not given.
        """
        reader = reader or partial(read_photos, workers=workers)
        self._is_as_scanned = False  # from now on the entries tell
        with Manifest.open(self.index / MANIFEST, self.source) as manifest:
            self._read(manifest, self.files_to_read(), reader=reader, progress=progress)
            frames = self._choose_frames(manifest, workers=workers, progress=progress)
            self._read(manifest, frames, reader=reader, progress=progress)
            with self._disk_errors():
                self._forget(manifest)
                self._remember(manifest, self.late)
                self._compact(manifest)

    def _read(
        self,
        manifest: Manifest,
        photos: list[PhotoFile],
        *,
        reader: Reader,
        progress: Progress | None,
    ) -> None:
        """Read photos, and commit them batch by batch."""
        left = len(photos)
        known = {entry.content: entry for entry in self.entries.values() if entry.content}
        end = store_end(self.entries.values())
        for batch in reading_batches(self.folder, photos, reader=reader, progress=progress):
            with self._disk_errors(needed=room_for(batch, left)):
                end = self._commit(manifest, batch, known, end)
            left -= len(batch)
            self._check_folder(batch)

    def _choose_frames(
        self, manifest: Manifest, *, workers: int, progress: Progress | None
    ) -> list[PhotoFile]:
        """Choose frames of the videos; a video without good ones is remembered as such."""
        videos = self.videos_to_cut()
        photos: list[PhotoFile] = []
        chosen = chosen_frames(self.folder, videos, self.frames, workers=workers)
        for done, (video, frames) in enumerate(chosen, start=1):
            if not isinstance(frames, Refusal):
                photos += frames
            elif frames.lasting:
                none = photo_of(video, self.frames, 0.0)
                with self._disk_errors():
                    self._remember(manifest, [entry_of_refusal(none, frames.reason)])
            if progress is not None:
                progress("looking through videos", done, len(videos))
        return photos

    def entry_of(self, photo: PhotoFile) -> Entry | None:
        """Return what is known of a file, unless it has changed."""
        entry = self.entries.get(photo.path)
        if entry is None or (entry.size, entry.mtime_ns) != (photo.size, photo.mtime_ns):
            return None
        return entry

    def _is_used(self, photo: PhotoFile) -> bool:
        entry = self.entry_of(photo)
        return entry is not None and not entry.reason

    def _is_video(self, photo: PhotoFile) -> bool:
        return self._is_used(photo) and self.entries[photo.path].kind == VIDEO

    def _commit(
        self, manifest: Manifest, batch: list[PhotoReading], known: dict[str, Entry], end: int
    ) -> int:
        """Put a batch into the index: first its pixels, then the rows that name them.

        Parameters
        ----------
        known : dict of str to Entry
            Entries by content, to which those of the batch are added.
        end : int
            Where the store ends [bytes].

        Returns
        -------
        int
            Where it ends now.
        """
        new: list[Entry] = []
        with closing(StoreWriter(self.index, self.store, end, self.source)) as store:
            for photo, reading in batch:
                if isinstance(reading, SmallPicture):
                    entry = entry_of_reading(photo, reading, known.get(reading.content), store)
                    known[reading.content] = entry
                    new.append(entry)
                elif reading.lasting:
                    new.append(entry_of_refusal(photo, reading.reason))
                elif reading.late:
                    before = self.entry_of(photo)
                    times = before.late + 1 if before else 1
                    self.late.append(entry_of_refusal(photo, reading.reason, late=times))
                else:
                    self.passing.append(SkippedPhoto(path=photo.path, reason=reading.reason))
            store.sync()
        self.store = store.name
        self._remember(manifest, new)
        return store.end

    def _remember(self, manifest: Manifest, new: list[Entry]) -> None:
        """Write entries of photos that were read."""
        manifest.write(new, store=self.store)
        self.entries.update((entry.path, entry) for entry in new)
        self.read.update(entry.path for entry in new)

    def _check_folder(self, batch: list[PhotoReading]) -> None:
        """Stop when the photos' disk has gone: they are not bad, and must not leave the index."""
        for _, reading in batch:
            is_lost = isinstance(reading, Refusal) and reading.reason in _LOST
            self._lost_in_a_row = self._lost_in_a_row + 1 if is_lost else 0
        if not self.folder.is_dir() or (self._lost_in_a_row and not self._reads_known()):
            raise StoppedError(
                "the photo folder can no longer be read",
                remedy="connect its disk and run the same command again",
                place=str(self.folder),
            )

    def _reads_known(self) -> bool:
        """Return whether some photo that the index knows can be read now: then its disk is there.

        Where the index knows none yet, it is there unless many photos were lost.
        """
        good = list(islice(filter(self._is_used, self.scan.photos), _TRIED))
        if not good:
            return self._lost_in_a_row <= _MANY
        readings = read_photos(self.folder, good, workers=1)
        return any(isinstance(reading, SmallPicture) for _, reading in readings)

    def _forget(self, manifest: Manifest) -> None:
        """Remove photos that have vanished, or have changed and cannot be read now."""
        gone = {*self.vanished_paths(), *(skip.path for skip in self.passing)} & self.entries.keys()
        if gone:
            manifest.write((), gone=gone)
        for path in gone:
            del self.entries[path]

    def _compact(self, manifest: Manifest) -> None:
        """Copy the store when most of it is no longer named; remove stores left behind."""
        copied = compact_store(self.index, self.store, tuple(self.entries.values()), self.source)
        if copied is not None:
            self.store, entries = copied
            manifest.write(entries, store=self.store)
            self.entries = {entry.path: entry for entry in entries}
        for path in stores(self.index):
            if path.name != self.store:
                _remove(path)

    @contextmanager
    def _disk_errors(self, *, needed: int = 0) -> Iterator[None]:
        """Report a full or failing disk in one line; what was committed before stays good."""
        try:
            yield
        except OSError as error:
            raise write_error(error, self.index / self.store, needed=lambda: needed) from error


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except OSError:  # another run still maps it, on Windows; a later run removes it
        return
