"""Chance that can be repeated: seeds are printed, and taken from the environment."""

import os
import random
import zlib

SEED_VARIABLE = "MOSAIC_ANIM_FAULT_SEED"
"""Environment variable that repeats a test with the seed that it printed."""


def chance(name: str, *, anew: bool) -> random.Random:
    """Return random numbers for a test, and print how to repeat them.

    Parameters
    ----------
    name : str
        Tells tests apart that have the same seed.
    anew : bool
        Whether each session draws others; otherwise they are always the same.
    """
    seed = os.environ.get(SEED_VARIABLE)
    if seed is None:
        seed = str(random.SystemRandom().randrange(10**9)) if anew else "1"
    print(f"{name}: repeat with {SEED_VARIABLE}={seed}")
    return random.Random(f"{seed} {zlib.crc32(name.encode())}")
