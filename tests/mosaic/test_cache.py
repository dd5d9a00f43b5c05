"""Placements that were built once are read the next time."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.errors import CannotStartError
from mosaic_anim.io.file_identity import sha256_of
from mosaic_anim.mosaic import cache
from mosaic_anim.mosaic.cache import cached_placement
from mosaic_anim.mosaic.settings import MosaicSettings
from tests.mosaic.libraries import colours, plain_library

SETTINGS = MosaicSettings(columns=12, features="mean-rgb")


@pytest.fixture
def built(tmp_path, monkeypatch):
    """Give the cache a folder of its own and list what is built."""
    monkeypatch.setenv("MOSAIC_ANIM_CACHE", str(tmp_path / "cache"))
    calls, build = [], cache.build_placement

    def counted(*arguments, **options):
        calls.append(arguments)
        return build(*arguments, **options)

    monkeypatch.setattr(cache, "build_placement", counted)
    return calls


def test_the_same_inputs_are_built_once(cover, built):
    """The second time gives the same placement without building."""
    library = plain_library(colours(60))
    first, second = (cached_placement(cover, library, SETTINGS) for _ in range(2))
    assert len(built) == 1
    np.testing.assert_array_equal(first.tile, second.tile)


def test_every_input_counts(cover, built):
    """Another cover, library, setting or photo that must appear is another placement."""
    library = plain_library(colours(60))
    cached_placement(cover, library, SETTINGS)
    cached_placement(cover, library, replace(SETTINGS, tint=0.5))
    cached_placement(cover, library, SETTINGS, must_appear=[3])
    cached_placement(cover, plain_library(colours(61)), SETTINGS)
    cover.write_bytes(cover.read_bytes() + b"\0")
    cached_placement(cover, library, SETTINGS)
    assert len(built) == 5


def test_what_lies_over_the_photos_is_not_matched(cover, built):
    """A share of the cover leaves the placement as it is."""
    library = plain_library(colours(60))
    cached_placement(cover, library, SETTINGS)
    cached_placement(cover, library, replace(SETTINGS, blend=0.5))
    assert len(built) == 1


def test_a_damaged_file_is_built_again(cover, built, tmp_path):
    """A bit flip costs a build, not the render."""
    library = plain_library(colours(60))
    first = cached_placement(cover, library, SETTINGS)
    (path,) = (tmp_path / "cache" / "placements").iterdir()
    path.write_bytes(path.read_bytes()[:-30])
    again = cached_placement(cover, library, SETTINGS)
    assert len(built) == 2
    np.testing.assert_array_equal(first.tile, again.tile)


def test_a_cover_replaced_while_it_is_matched_is_kept_under_its_own_hash(cover, built, monkeypatch):
    """What is kept for a content is what that content gives."""
    library = plain_library(colours(60))
    old = cover.read_bytes()
    plain = cached_placement(cover, library, replace(SETTINGS, tint=0.5))
    Image.new("RGB", (24, 18), "red").save(cover)
    new = cover.read_bytes()
    cover.write_bytes(old)
    build = cache.build_placement

    def replaced(*arguments, **options):
        cover.write_bytes(new)
        return build(*arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(cache, "build_placement", replaced)
        red = cached_placement(cover, library, SETTINGS)
    assert red.cover_hash == sha256_of(cover) != plain.cover_hash
    assert len(built) == 2
    np.testing.assert_array_equal(cached_placement(cover, library, SETTINGS).tile, red.tile)
    assert len(built) == 2
    cover.write_bytes(old)
    assert cached_placement(cover, library, SETTINGS).cover_hash == plain.cover_hash
    assert len(built) == 3


def test_a_missing_cover_is_reported(tmp_path, built):
    """The error names the file."""
    with pytest.raises(CannotStartError, match=r"none\.png: unreadable picture: vanished"):
        cached_placement(tmp_path / "none.png", plain_library(colours(60)), SETTINGS)
    assert not built
