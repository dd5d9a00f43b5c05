"""Flight path: keys that motions on a path share with the channel `morph`."""

from typing import Any

from mosaic_anim.schema.kind import integer, number
from mosaic_anim.schema.part import REQUIRED, key


def path_arc(default: Any = REQUIRED) -> Any:
    """Declare how far a path bends: `arc: float = path_arc(0.25)`."""
    return key(
        number(least=-10.0, most=10.0),
        unit="of the path's length",
        default=default,
        description="How far the path bends to a side; 0 is straight.",
    )


def path_lift(default: Any = REQUIRED) -> Any:
    """Declare how near tiles come on their path: `lift: float = path_lift(0.6)`."""
    return key(
        number(least=0.0, most=10.0),
        unit="tile sizes",
        default=default,
        description="How much larger a tile is halfway, as if it came nearer.",
    )


def path_turns(default: Any = REQUIRED) -> Any:
    """Declare how often tiles turn on a path: `turns: int = path_turns(1)`."""
    return key(
        integer(least=0, most=100),
        unit="turns",
        default=default,
        description="How often a tile turns on each flight; chance picks the direction.",
    )
