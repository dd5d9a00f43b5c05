"""Golden pictures: what was drawn once and looked at, stored in `tests/golden` as small PNGs.

They hold what properties cannot. `pytest --update-golden` draws them again; look at each before it
is committed.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

FOLDER = Path(__file__).parent / "golden"

LEVELS = 2
"""Difference of a channel that does not count [levels of 255]: kernels round as they like."""

SHARE = 0.001
"""Share of the pixels that may be further off."""


@dataclass(frozen=True)
class Golden:
    """Compare pictures with those in a folder.

    Attributes
    ----------
    folder : Path
        Where the golden pictures are.
    scratch : Path
        Where expected, actual and difference are written if one is not as it was.
    update : bool
        Write the pictures instead of comparing them.
    """

    folder: Path
    scratch: Path
    update: bool = False

    def check(self, name: str, pixels: np.ndarray) -> None:
        """Fail unless `pixels` (H, W, 3) uint8 are those of the golden picture `name`."""
        path = self.folder / f"{name}.png"
        if self.update:
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(pixels).save(path, optimize=True)
            return
        if not path.exists():
            self._fail(f"there is no golden picture {name}", {"actual": pixels})
        with Image.open(path) as image:
            expected = np.asarray(image.convert("RGB"))
        pictures = {"expected": expected, "actual": pixels}
        if expected.shape != pixels.shape:
            self._fail(f"{name} has another size: {pixels.shape}, not {expected.shape}", pictures)
        difference = np.abs(expected.astype(int) - pixels).astype(np.uint8)
        off = (difference.max(axis=2) > LEVELS).mean()
        if off > SHARE:
            # Stretched, so that a difference of a few levels can be seen.
            scale = 255 // max(int(difference.max()), 1)
            pictures["difference"] = (difference * scale).astype(np.uint8)
            self._fail(f"{name}: {off:.2%} of the pixels are not as they were", pictures)

    def _fail(self, what: str, pictures: dict[str, np.ndarray]) -> None:
        self.scratch.mkdir(parents=True, exist_ok=True)
        for name, pixels in pictures.items():
            Image.fromarray(pixels).save(self.scratch / f"{name}.png")
        shown = ", ".join(pictures)
        pytest.fail(
            f"{what} — see {shown} in {self.scratch}; if it is meant, run pytest --update-golden",
            pytrace=False,
        )
