"""The sRGB profile that stills carry, always the same bytes."""

from functools import cache

from mosaic_anim.lazy import ImageCms

_DATE = slice(24, 36)
"""Where an ICC header holds its creation time (ICC.1:2010, section 7.2)."""
_FIRST_OF_2000 = bytes.fromhex("07d000010001000000000000")
_IDENTITY = slice(84, 100)
"""Where an MD5 over the profile may stand; zero says that there is none."""


@cache
def srgb_profile() -> bytes:
    """Return an ICC profile of sRGB."""
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    made[_DATE] = _FIRST_OF_2000
    made[_IDENTITY] = bytes(16)
    return bytes(made)
