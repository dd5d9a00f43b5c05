"""file_identity.py: a file is known by its content."""

from mosaic_anim.io.file_identity import sha256_of


def test_sha256_is_that_of_the_content(tmp_path):
    """The digest of `abc` is in FIPS 180-2."""
    (tmp_path / "abc").write_bytes(b"abc")
    assert sha256_of(tmp_path / "abc").startswith("ba7816bf8f01cfea414140de5dae2223")
