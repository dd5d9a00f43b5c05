"""Build a mosaic as one big picture, and tell which photo is used most.

python examples/still_mosaic/still.py [PHOTOS COVER]
"""

import sys
from collections import Counter

from mosaic_anim import Library, build_mosaic


def main(photos: str = "demo", cover: str = "demo") -> None:
    """Write out/mosaic.jpg, 100 cells wide."""
    library = Library.open(photos)
    mosaic = build_mosaic(cover, library, columns=100, repeat_distance=4, tint=0.1)
    print("wrote", mosaic.save("out/mosaic.jpg", cell_width=40, overwrite=True))
    tile, uses = Counter(mosaic.placement.tile.tolist()).most_common(1)[0]
    print(f"{library.photo[tile]} lies in {uses} cells")


if __name__ == "__main__":
    main(*sys.argv[1:])
