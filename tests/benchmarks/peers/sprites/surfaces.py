"""pygame-ce's surfaces, made without a window."""

import os

import numpy as np
from numpy.typing import NDArray

os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"
os.environ["SDL_VIDEODRIVER"] = "dummy"

# After the two lines above, which speak to it.
import pygame

from tests.benchmarks.peers.sprites.job import Job


def canvas_of(job: Job) -> pygame.Surface:
    """Make a frame and the display that surfaces take their format from."""
    high, wide = (int(side) for side in job.size)
    pygame.display.init()
    pygame.display.set_mode((8, 8))
    return pygame.Surface((wide, high)).convert()


def surface_of(picture: NDArray[np.uint8]) -> pygame.Surface:
    """Turn a (h, w, 3) picture into a surface of the display's format."""
    return pygame.surfarray.make_surface(picture.transpose(1, 0, 2)).convert()
