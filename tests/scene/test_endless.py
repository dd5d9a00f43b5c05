"""What a scene can ask of an endless zoom, and what it cannot, each with its line."""

from pathlib import Path

import pytest

from mosaic_anim.clips.endless import MOST_COVERS

MANY = ", ".join(f"p-{number}" for number in range(MOST_COVERS))


def timeline(*clips):
    """Write a timeline, a clip in each line from the fourth on."""
    return "timeline:\n" + "".join(f"  - {clip}\n" for clip in clips)


@pytest.mark.parametrize(
    ("written", "count", "names"),
    [("{}", 5, ()), ("{covers: 3}", 3, ()), ("{covers: [a.jpg, b]}", 3, ("a.jpg", "b"))],
)
def test_covers_are_counted_or_named(load, written, count, names):
    """The scene's own cover is the first of them."""
    (clip,) = load(timeline(f"{{duration: 9s, endless: {written}}}")).timeline
    assert (clip.endless.count, clip.endless.names) == (count, names)


@pytest.mark.parametrize(
    ("clip", "message"),
    [
        (
            "{duration: 9s, endless: {covers: [a, b, a]}}",
            "s.yaml:4:45: the cover 'a' is named twice — name each cover once",
        ),
        ("{duration: 9s, endless: {covers: 0}}", "s.yaml:4:38: 'covers' cannot be 0 — at least 1"),
        ("{duration: 9s, endless: {covers: []}}", "s.yaml:4:38: no cover is named"),
        (
            f"{{duration: 9s, endless: {{covers: [{MANY}]}}}}",
            "s.yaml:4:38: 13 covers, with the scene's own — at most 12 are possible",
        ),
        ("{duration: 9s, endless: {cover: 5}}", "s.yaml:4:30: unknown key 'cover'"),
        (
            "{duration: 9s, endless: {}, camera: {to: all}}",
            "s.yaml:4:41: an endless zoom leaves nothing to 'camera' — give it a clip of its own",
        ),
        (
            "{duration: 9s, endless: {}, blend: {to: cover}}",
            "s.yaml:4:40: an endless zoom leaves nothing to 'blend'",
        ),
    ],
)
def test_what_a_zoom_cannot_be_is_refused(problems, clip, message):
    """One problem, one line, with what to do about it."""
    (line,) = problems(timeline(clip))
    assert message in line


@pytest.mark.parametrize("channel", ["camera: {to: all}", "tiles: {motion: fall}"])
def test_a_zoom_drives_what_it_shows(problems, channel):
    """No other clip moves the camera or the tiles meanwhile."""
    before = f"{{id: a, duration: 2s, {channel}}}"
    (line,) = problems(timeline(before, "{id: b, at: 1s, duration: 4s, endless: {}}"))
    word = channel.partition(":")[0]
    assert f"'a' and 'b' both drive '{word}' for 1s from 1s on" in line
    assert line.startswith("s.yaml:5:44: ")


def test_all_zooms_of_a_scene_go_through_the_same_covers(load, problems):
    """Forwards and back, for example."""
    onward = "{id: a, duration: 2s, endless: {covers: 3}}"
    assert len(load(timeline(onward, onward.replace("a,", "b, reverse: true,"))).timeline) == 2
    (line,) = problems(timeline(onward, "{id: b, duration: 2s, endless: {covers: 4}}"))
    assert "s.yaml:5:36: an endless zoom with other covers than the one before it" in line


def test_a_saved_placement_has_no_zoom(problems):
    """It holds one mosaic only."""
    Path("p.npz").touch()
    text = (
        "mosaic_anim: 1\n"
        "mosaic: {cover: cover.png, library: photos, placement: p.npz}\n"
        "timeline:\n  - {duration: 9s, endless: {}}\n"
    )
    (line,) = problems(text)
    assert "s.yaml:2:56: an endless zoom matches all its mosaics anew — leave out" in line


def test_its_mosaics_have_as_many_rows_as_columns(load):
    """And the shape of a cell, which may be that of the frame."""
    head = "mosaic_anim: 1\nmosaic: {cover: cover.png, library: photos, cell: auto}\n"
    zoom = load(f"{head}timeline: [{{duration: 9s, endless: {{}}}}]\n")
    assert zoom.settings.same_sides
    assert zoom.settings.cell_aspect == pytest.approx(16 / 9)
    still = load(f"{head}timeline: [{{duration: 9s}}]\n")
    assert not still.settings.same_sides
