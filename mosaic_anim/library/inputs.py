"""Inputs: the files that a command reads, which it never replaces."""

from dataclasses import dataclass
from pathlib import Path

from mosaic_anim.demo.cover_size import COVER_SIZES
from mosaic_anim.io.names import BUILT_IN


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """The inputs of a command, which it never replaces.

    Attributes
    ----------
    files : tuple of (path, str)
        Files, and what each is: `the cover`.
    libraries : tuple of Path
        Folders of photos; every photo in them counts, whether it is shown or not.
    contents : tuple of (str, str)
        SHA-256 of files whose place is not known, and what each is.
    """

    files: tuple[tuple[Path, str], ...] = ()
    libraries: tuple[Path, ...] = ()
    contents: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of_mosaic(cls, cover: str | Path, library: str | Path) -> "Inputs":
        """Return a cover and a library as inputs, unless they are empty or built in."""
        files = () if str(cover) in {"", *COVER_SIZES} else ((Path(cover).absolute(), "the cover"),)
        folders = () if str(library) in {"", BUILT_IN} else (Path(library).absolute(),)
        return cls(files=files, libraries=folders)

    def __or__(self, others: "Inputs") -> "Inputs":
        """Return the inputs of both."""
        return Inputs(
            files=self.files + others.files,
            libraries=tuple(dict.fromkeys(self.libraries + others.libraries)),
            contents=self.contents + others.contents,
        )


NOTHING = Inputs()
"""No inputs."""
