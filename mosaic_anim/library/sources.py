"""Sources: where the photos of a library lie, in one folder or in several."""

import os
from collections.abc import Sequence
from pathlib import Path

from mosaic_anim.io.names import BUILT_IN, existing_path

LIST = ".txt"
"""What the name of a list of photos ends in."""


def is_list(source: Path) -> bool:
    """Return whether a source is a list of photos by its name, and no folder."""
    is_folder = os.path.isdir(source)  # noqa: PTH112 - Path raises of names that are too long
    return source.suffix.lower() == LIST and not is_folder


def listed_sources(sources: str | Path | Sequence[str | Path]) -> tuple[str | Path, ...]:
    """Return one source, or several, as a tuple."""
    return (sources,) if isinstance(sources, str | Path) else tuple(sources)


def distinct_sources(sources: str | Path | Sequence[str | Path]) -> tuple[Path, ...]:
    """Return the absolute paths of folders and lists, each once; `demo` stays as it is."""
    return tuple(
        dict.fromkeys(
            Path(BUILT_IN) if source == BUILT_IN else existing_path(Path(source)).resolve()
            for source in listed_sources(sources)
        )
    )


def source_names(sources: Sequence[Path]) -> tuple[str, ...]:
    """Name several sources: by the ends of their paths, as long as it takes to tell them apart.

    The order of the sources does not matter.
    """
    parts = [source.parts for source in sources]
    longest = max(map(len, parts), default=1)
    for length in range(1, longest + 1):
        names = ["/".join(part[-length:]).strip("/\\") or "photos" for part in parts]
        if len(set(names)) == len(names):
            break
    return tuple(names)
