"""Links: from the name of a part or a value to the section that explains it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

PICTURES = "../examples/pictures"
"""Folder of the pictures, as seen from the reference."""

_VALUES: Mapping[str, str] = MappingProxyType(
    {
        "background": "Backgrounds",
        "easing": "Easings",
        "motion": "Tiles",
        "preset": "Presets",
        "target": "Targets",
    }
)
"""Values that have a section of their own; the others stand in the table of values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Writes the names of parts and values as links.

    Attributes
    ----------
    parts : mapping of str to str
        Name of each part to the title of its section.
    """

    parts: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, name: str) -> str:
        """Return a link to the section of the part or the value `name`."""
        if name in self.parts:
            title = self.parts[name]
            return f"[{title.lower()}](#{slug(title)})"
        return f"[{name}](#{slug(_VALUES.get(name, 'Values'))})"


def slug(title: str) -> str:
    """Return the anchor that GitHub gives to a heading."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
