"""Scene choice: the scene that a studio shows, and what the command line changes in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mosaic_anim.library.sources import listed_sources
from mosaic_anim.scene.model import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneChoice:
    """The scene that is shown: its file, and what the command line changes in it.

    Attributes
    ----------
    path : Path
    sets, variables, cover, library
        As in `Scene.load`.
    """

    path: Path
    sets: Sequence[str] = ()
    variables: Sequence[str] = ()
    cover: str | None = None
    library: str | Sequence[str] | None = None

    def load(self) -> Scene:
        """Load the scene.

        Raises
        ------
        SceneError
            With all that is wrong with it.
        """
        return Scene.load(
            self.path,
            sets=self.sets,
            variables=self.variables,
            cover=self.cover,
            library=self.library,
        )

    @property
    def arguments(self) -> list[str]:
        """Arguments of the command line that choose it again."""
        options = [(f"--set={text}") for text in self.sets]
        options += [f"--var={text}" for text in self.variables]
        options += [f"--cover={self.cover}"] if self.cover is not None else []
        sources = () if self.library is None else listed_sources(self.library)
        options += [f"--library={source}" for source in sources]
        return [str(self.path), *options]
