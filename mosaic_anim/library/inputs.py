"""Inputs: the files that a command reads, which it never replaces."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mosaic_anim.demo.cover_size import COVER_SIZES
from mosaic_anim.io.names import BUILT_IN
from mosaic_anim.library.sources import is_list, listed_sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """The inputs of a command, which it never replaces.

    Attributes
    ----------
    files : tuple of (path, str)
        Files, and what each is: `the cover`.
    libraries : tuple of Path
        Folders of photos and lists of them; every photo counts, whether it is shown or not.
    contents : tuple of (str, str)
        SHA-256 of files whose place is not known, and what each is.
    """

    files: tuple[tuple[Path, str], ...] = ()
    libraries: tuple[Path, ...] = ()
    contents: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of_mosaic(cls, cover: str | Path, library: str | Path | Sequence[str | Path]) -> "Inputs":
        """Return a cover and a library as inputs, unless they are empty or built in."""
        files = () if str(cover) in {"", *COVER_SIZES} else ((Path(cover).absolute(), "the cover"),)
        sources = tuple(
            Path(source).absolute()
            for source in listed_sources(library)
            if str(source) not in {"", BUILT_IN}
        )
        lists = tuple((source, "a list of photos") for source in sources if is_list(source))
        return cls(files=files + lists, libraries=sources)

    def __or__(self, others: "Inputs") -> "Inputs":
        """Return the inputs of both."""
        return Inputs(
            files=self.files + others.files,
            libraries=tuple(dict.fromkeys(self.libraries + others.libraries)),
            contents=self.contents + others.contents,
        )


NOTHING = Inputs()
"""No inputs."""
