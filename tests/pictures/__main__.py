"""`python -m tests.pictures [motions]`: make the pictures of the documentation again.

Curves of easings, frames of presets and the figure of a cell are drawn in no time; the moments of
motions take some minutes, and are made only when they are asked for.
"""

import sys
from pathlib import Path

from tests.pictures.drawings import drawings
from tests.pictures.explanation import draw_explanation
from tests.pictures.motions import make_strips

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PICTURES = EXAMPLES / "pictures"


def main(*parts: str) -> None:
    """Write the pictures into `examples/`."""
    for name, text in drawings():
        file = PICTURES / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    draw_explanation(EXAMPLES)
    if "motions" in parts:
        make_strips(EXAMPLES)


if __name__ == "__main__":
    main(*sys.argv[1:])
