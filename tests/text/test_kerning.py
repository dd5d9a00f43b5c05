"""Kerning is read from both tables that fonts have, made here by hand."""

import struct

import pytest

from mosaic_anim.text.kerning import Listed, read_kerning


def words(*values):
    """Pack numbers of 16 bits."""
    return b"".join(struct.pack(">h" if value < 0 else ">H", value) for value in values)


def gpos_of(*lookups, tag=b"kern"):
    """Make a positioning table whose feature `tag` has lookups, each (type, parts)."""
    feature = words(0, len(lookups), *range(len(lookups)))
    features = words(1) + tag + words(8) + feature
    offset = 2 + 2 * len(lookups)
    head, body = b"", b""
    for kind, parts in lookups:
        head += words(offset + len(body))
        first = 6 + 2 * len(parts)
        own = words(kind, 0, len(parts))
        own += words(*(first + sum(map(len, parts[:number])) for number in range(len(parts))))
        body += own + b"".join(parts)
    listed = words(len(lookups)) + head + body
    return words(1, 0, 0, 10, 10 + len(features)) + features + listed


def pairs_of(pairs, *, first=0x0004, second=0):
    """Make a part of pairs of one first glyph, 7: {right: values}."""
    values = b"".join(words(right, *found) for right, found in sorted(pairs.items()))
    sets = words(len(pairs)) + values
    return words(1, 12 + len(sets), first, second, 1, 12) + sets + words(1, 1, 7)


def classes_of():
    """Make a part of classes: 7 and 8 are of class 1, 20 to 22 of class 2 among the second ones."""
    values = words(0, 0, 0, 0, 0, -50)
    coverage = words(2, 1, 7, 8, 0)
    ones, twos = words(1, 7, 2, 1, 1), words(2, 1, 20, 22, 2)
    at = 16 + len(values)
    heads = words(2, at, 0x0004, 0, at + len(coverage), at + len(coverage) + len(ones), 2, 3)
    return heads + values + coverage + ones + twos


def test_pairs_are_read():
    """Among other values too: a shift before the advance, and values of the second glyph."""
    kerning = read_kerning({"GPOS": gpos_of((2, [pairs_of({9: [-30], 11: [12]})]))})
    assert [kerning.value(7, right) for right in (9, 11, 10)] == [-30, 12, 0]
    assert kerning.value(8, 9) == 0
    shifted = pairs_of({9: [5, -30, 99], 11: [6, 12, 99]}, first=0x0005, second=0x0001)
    kerning = read_kerning({"GPOS": gpos_of((2, [shifted]))})
    assert [kerning.value(7, right) for right in (9, 11)] == [-30, 12]


def test_classes_are_read():
    """Of first and of second glyphs, in lists and in ranges."""
    kerning = read_kerning({"GPOS": gpos_of((2, [classes_of()]))})
    found = {
        (left, right): kerning.value(left, right) for left in (7, 8, 9) for right in (20, 22, 23)
    }
    assert {pair for pair, value in found.items() if value} == {(7, 20), (7, 22), (8, 20), (8, 22)}
    assert found[8, 22] == -50


def test_the_first_part_that_knows_a_pair_is_taken():
    """Exceptions stand before the classes; lookups add up."""
    parts = [pairs_of({20: [-5]}), classes_of()]
    kerning = read_kerning({"GPOS": gpos_of((2, parts))})
    assert [kerning.value(7, 20), kerning.value(7, 21), kerning.value(8, 20)] == [-5, -50, -50]
    kerning = read_kerning({"GPOS": gpos_of((2, parts[:1]), (2, parts[1:]))})
    assert [kerning.value(7, 20), kerning.value(7, 21)] == [-55, -50]


def test_parts_that_lie_elsewhere_are_found():
    """Large tables wrap them."""
    part = classes_of()
    kerning = read_kerning({"GPOS": gpos_of((9, [words(1, 2, 0, 8) + part]))})
    assert kerning.value(7, 20) == -50


def test_other_features_are_not_kerning():
    """Marks and the like; the old table counts then."""
    old = struct.pack(">HHHHHHHHH", 0, 1, 0, 20, 1, 1, 0, 0, 0) + words(7, 20, -8)
    tables = {"GPOS": gpos_of((2, [classes_of()]), tag=b"mark"), "kern": old}
    kerning = read_kerning(tables)
    assert isinstance(kerning, Listed)
    assert (kerning.value(7, 20), kerning.value(7, 21)) == (-8, None)


def test_a_table_that_is_cut_off_is_told():
    """Where it is read, or where it is asked."""
    whole = gpos_of((2, [classes_of()]))
    with pytest.raises(struct.error):
        read_kerning({"GPOS": whole[:30]})
    with pytest.raises(struct.error):
        read_kerning({"GPOS": whole[: len(whole) - 30]}).value(7, 20)
