"""Extras: formats whose decoders are installed on request, and what to say where they are not."""

from collections.abc import Mapping
from dataclasses import dataclass

from mosaic_anim.values.wording import count_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """An extra of this package that reads a format.

    Attributes
    ----------
    format : str
        What people call the format.
    name : str
        What stands in the brackets of `mosaic_anim[…]`.
    """

    format: str
    name: str

    @property
    def reason(self) -> str:
        """Why a photo of this format is not used."""
        return f"{self.format} needs the extra mosaic_anim[{self.name}]"

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return f"install it with: pip install 'mosaic_anim[{self.name}]'"


EXTRAS = {
    "HEIF": Extra(format="HEIC", name="heif"),
    "RAW": Extra(format="RAW", name="raw"),
    "JXL": Extra(format="JPEG XL", name="jxl"),
}
"""Formats that an extra reads, by their names in `FORMATS`."""


def missing_extras(skipped: Mapping[str, int]) -> list[str]:
    """Return which extras would read photos that were skipped, and how many.

    Parameters
    ----------
    skipped : mapping of str to int
        Numbers of files by reason.
    """
    return [
        f"{_photos(skipped[extra.reason], extra.format)} mosaic_anim[{extra.name}] — {extra.remedy}"
        for extra in EXTRAS.values()
        if extra.reason in skipped
    ]


def missing_remedies(skipped: Mapping[str, int]) -> list[str]:
    """Return how to install the extras that would read photos that were skipped."""
    return [extra.remedy for extra in EXTRAS.values() if extra.reason in skipped]


def _photos(count: int, kind: str) -> str:
    return count_of(count, f"{kind} photo needs", f"{kind} photos need")
