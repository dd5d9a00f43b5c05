"""Record: which rows of a batch were made, from what, so that the next run need not look closer.

It lies in the user's cache. Without it all still holds: each row is planned again then, and a file
that is what its row asks for is recognised by its comment.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from mosaic_anim.encode.comment import read_comment
from mosaic_anim.io.checked_json import read_checked_json, write_checked_json
from mosaic_anim.io.file_identity import sha256_of
from mosaic_anim.io.user_cache import cache_folder


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRecord:
    """A row that was made.

    Attributes
    ----------
    files : sequence of (path, comment)
        Its files, with the comment by which each is recognised.
    photos : sequence of (name, hash)
        Photos that it names, with the hash of the content of each.
    inputs : sequence of (path, hash)
        Other files that it was made from.
    library : str or sequence of str
        The library, as its scene names it.
    made_from : str
        Hash of the photos of the library, and of the code that drew them.
    """

    files: Sequence[tuple[str, str]]
    photos: Sequence[tuple[str, str]]
    inputs: Sequence[tuple[str, str]]
    library: str | Sequence[str]
    made_from: str


@dataclass(kw_only=True)
class Record:
    """The rows of a batch that were made.

    Attributes
    ----------
    path : Path
        Its file.
    rows : dict of str to RowRecord
        By the hash of what each row asks for.
    photos : list of str
        Hashes of all photos that rows have named: they stay in the mosaic, so that it stays as it
        is when rows go.
    """

    path: Path
    rows: dict[str, RowRecord] = field(default_factory=dict)
    photos: list[str] = field(default_factory=list)
    _hashes: dict[str, str] = field(default_factory=dict)

    @classmethod
    def open(cls, *about: str) -> "Record":
        """Open the record of the batch that is made of `about`: its scene and its table."""
        name = hashlib.sha256("\n".join(about).encode("utf-8", "surrogatepass")).hexdigest()
        path = cache_folder() / "batches" / f"{name}.json"
        rows, photos = read_checked_json(path, _parse) or ({}, [])
        return cls(path=path, rows=rows, photos=photos)

    def write(self) -> None:
        """Write the record.

        Raises
        ------
        StoppedError
            If the disk is full or fails.
        """
        rows = {key: asdict(row) for key, row in self.rows.items()}
        write_checked_json(self.path, {"photos": self.photos, "rows": rows})

    def is_there(self, row: RowRecord, contents: Mapping[str, str]) -> bool:
        """Return whether the files of a row are as they were, and all that it names is.

        Parameters
        ----------
        contents : Mapping of str to str
            Hashes of the library's photos by their paths.
        """
        files, inputs = dict(row.files), dict(row.inputs)
        return (
            all(contents.get(name) == content for name, content in row.photos)
            and self.hashes(inputs) == [*inputs.items()]
            and all(read_comment(Path(path)) == comment for path, comment in files.items())
        )

    def hashes(self, paths: Iterable[str]) -> list[tuple[str, str]]:
        """Return files with the hashes of their contents; each is read once."""
        pairs = []
        for path in paths:
            if path not in self._hashes:
                self._hashes[path] = ""
                with suppress(OSError):
                    self._hashes[path] = sha256_of(Path(path))
            pairs.append((path, self._hashes[path]))
        return pairs


def _parse(stored: Any) -> tuple[dict[str, RowRecord], list[str]]:
    """Return the rows and the photos of a record."""
    rows = {key: RowRecord(**row) for key, row in stored["rows"].items()}
    return rows, [*map(str, stored["photos"])]
