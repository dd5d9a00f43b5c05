"""origin.py: this program's own comment, and what only looks like it."""

import pytest

from mosaic_anim.io.xmp import xmp_packet
from mosaic_anim.values.origin import PICTURE, SCENE, is_own

HASH = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    "comment",
    [
        PICTURE,
        SCENE + HASH,
        f"{SCENE}{HASH} frame 12",
        f"mosaic_anim 7.13.0rc2.dev4+local scene {HASH}",
        "mosaic_anim 2.0 picture",
    ],
)
def test_the_comment_of_any_version_is_known(comment):
    """Plain, and inside the XMP packet of a WebP."""
    assert is_own(comment)
    assert is_own(xmp_packet("a title", comment).decode())


@pytest.mark.parametrize(
    "comment",
    [
        "",
        "None",
        "mosaic_anim",
        "a mosaic by mosaic_anim 0.1.0 picture",
        "mosaic_anim makes a fine picture",
        f"mosaic_anim 0.1.0 scene {HASH[:-1]}",
        f"mosaic_anim 0.1.0 scene {HASH}f",
        f"mosaic_anim scene {HASH}",
        "mosaic_anim 0.1.0 pictures of my cat",
    ],
)
def test_other_texts_are_not_ours(comment):
    """A caption may name the program, and quote a comment of it."""
    assert not is_own(comment)
    assert not is_own(xmp_packet("a title", comment).decode())
