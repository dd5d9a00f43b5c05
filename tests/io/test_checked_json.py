"""A value comes back as it was written, or not at all."""

from hypothesis import given
from hypothesis import strategies as st

from mosaic_anim.io.checked_json import read_checked_json, write_checked_json

_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(value=_VALUES.map(lambda inner: [inner]))
def test_a_value_comes_back(tmp_path_factory, value):
    """Whatever JSON holds, odd letters as well."""
    path = tmp_path_factory.mktemp("json") / "value.json"
    write_checked_json(path, value)
    assert read_checked_json(path, list) == value


def test_no_flipped_bit_changes_a_value(tmp_path):
    """Each of them is seen, or changes nothing."""
    path, value = tmp_path / "value.json", {"photos": ["a.jpg", "ü.jpg"], "row": 3.25}
    write_checked_json(path, value)
    content = path.read_bytes()
    for bit in range(8 * len(content)):
        damaged = bytearray(content)
        damaged[bit // 8] ^= 1 << bit % 8
        path.write_bytes(damaged)
        assert read_checked_json(path, dict) in (None, value)


def test_a_file_that_is_not_there_or_holds_another_shape_is_none(tmp_path):
    """As is one whose value its reader does not understand."""
    path = tmp_path / "value.json"
    assert read_checked_json(path, list) is None
    write_checked_json(path, 3)
    assert read_checked_json(path, list) is None
    path.write_text("[1, 2]", encoding="utf-8")
    assert read_checked_json(path, list) is None
