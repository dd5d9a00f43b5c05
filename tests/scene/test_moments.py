"""What outputs take of the film: moments that are there, and files that nobody else writes."""

from fractions import Fraction
from pathlib import Path

import pytest

from mosaic_anim.clips.start import Start
from mosaic_anim.scene.output import Output
from mosaic_anim.scene.output_list import film_of, with_posters
from mosaic_anim.schema.problem import PartError

FILM = "timeline:\n  - {id: open, duration: 1s}\n  - {id: dive, duration: 3s}\noutputs:\n"


@pytest.mark.parametrize(
    ("keys", "col", "problem"),
    [
        ("range: [dvie, dive.end]", 29, "no clip has the id 'dvie' — did you mean 'dive'?"),
        ("range: [dive, opne.end]", 35, "no clip has the id 'opne' — did you mean 'open'?"),
        ("poster: dvie.end", 29, "no clip has the id 'dvie' — did you mean 'dive'?"),
        ("poster: {at: dvie}", 34, "no clip has the id 'dvie' — did you mean 'dive'?"),
        (
            "range: [dive, open.end]",
            28,
            "the range is empty: from 1s to 1s — the earlier moment first: [dive, dive.end]",
        ),
        (
            "range: [3s, 2s]",
            28,
            "the range is empty: from 3s to 2s — the earlier moment first: [dive, dive.end]",
        ),
        (
            "range: [open - 0.5s, dive]",
            29,
            "this moment lies 0.5s before the scene — 0s is the earliest",
        ),
        (
            "range: [2s, 4.5s]",
            33,
            "this moment lies 0.5s after the end of the scene — 4s is the latest",
        ),
        (
            "poster: dive.end + 1f",
            29,
            "this moment lies 0.0333333s after the end of the scene — 4s is the latest",
        ),
    ],
)
def test_a_moment_that_is_not_there_is_told_where_it_stands(problems, keys, col, problem):
    """With the name that may be meant, or the times that there are."""
    assert problems(f"{FILM}  - {{file: out.mp4, {keys}}}\n") == [f"s.yaml:7:{col}: {problem}"]


@pytest.mark.parametrize(
    ("at", "problem"),
    [
        ("dvie", "no clip has the id 'dvie' — did you mean 'dive'?"),
        ("4001ms", "this moment lies 0.001s after the end of the scene — 4s is the latest"),
    ],
)
def test_a_picture_of_a_moment_that_is_not_there(problems, at, problem):
    """As for films."""
    assert problems(f"{FILM}  - {{file: out.jpg, at: {at}}}\n") == [f"s.yaml:7:25: {problem}"]


def test_the_ends_of_the_film_belong_to_it(load):
    """A range over all of it, pictures of its first and of its last moment."""
    scene = load(
        FILM + "  - {file: a.mp4, range: [0s, dive.end], poster: 4s}\n"
        "  - {file: b.jpg}\n"
        "  - {file: c.jpg, at: dive.end}\n"
    )
    assert scene.outputs[0].poster.at == Start(offset=Fraction(4))


@pytest.mark.parametrize("key", ["clips: [dive]", "range: [dive, dive.end]"])
def test_one_picture_has_no_clips_and_no_range(problems, key):
    """It shows a moment."""
    (line,) = problems(f"{FILM}  - {{file: out.jpg, {key}}}\n")
    name = key.partition(":")[0]
    assert line == f"s.yaml:7:21: '{name}' is not for one picture — for example at: dive.end"


def test_a_poster_lies_beside_its_output_and_is_as_large(load):
    """It follows its output in the list, and is a picture like any other."""
    scene = load(
        f"{FILM}  - {{file: out/a.mp4, size: 54x96, range: [dive, 2s], poster: dive.end}}\n"
        "  - {file: b.gif, size: 48x48, poster: {at: 2s, file: c.png}}\n"
    )
    reel, first, loop, second = with_posters(scene.outputs)
    assert (reel, loop) == scene.outputs
    assert (first.file, first.at) == (Path("out/a.jpg"), Start(mark="dive", part=Fraction(1)))
    assert (second.file, second.at) == (Path("c.png"), Start(offset=Fraction(2)))
    assert (first.size, second.size) == (reel.size, loop.size)
    assert not first.poster
    assert not first.range


@pytest.mark.parametrize(
    ("outputs", "place", "remedy"),
    [
        (
            "  - {file: a.mp4, poster: dive}\n  - {file: a.gif, poster: dive}\n",
            "8:27",
            "give the poster a name: {at: …, file: poster.jpg}",
        ),
        (
            "  - {file: a.jpg}\n  - {file: a.mp4, poster: dive}\n",
            "8:27",
            "give the poster a name: {at: …, file: poster.jpg}",
        ),
        (
            "  - {file: b.jpg}\n  - {file: a.mp4, poster: {at: dive, file: ./b.jpg}}\n",
            "8:44",
            "give one of them another name",
        ),
        (
            "  - {file: a.mp4, poster: dive}\n  - {file: a.jpg}\n",
            "8:12",
            "give one of them another name",
        ),
    ],
)
def test_a_poster_that_another_output_writes_is_refused(problems, outputs, place, remedy):
    """Or that another poster is."""
    what = "outputs 1 and 2 write the same file"
    assert problems(FILM + outputs) == [f"s.yaml:{place}: {what} — {remedy}"]


def test_a_poster_lies_where_a_scene_may_write(problems):
    """As its output does."""
    (line,) = problems(f"{FILM}  - {{file: a.mp4, poster: {{at: dive, file: ../b.jpg}}}}\n")
    assert line.startswith("s.yaml:7:44: the scene may not write to '../b.jpg'")


def test_another_name_from_the_command_line_moves_the_poster_too(load):
    """Beside the output."""
    text = f"{FILM}  - {{file: a.mp4, poster: dive}}\n"
    for options in ({"output": "b/c.mp4"}, {"sets": ["outputs.0.file=b/c.mp4"]}):
        files = [output.file for output in with_posters(load(text, **options).outputs)]
        assert files == [Path("b/c.mp4"), Path("b/c.jpg")]


def test_drafts_have_names_of_their_own(load):
    """Posters too; one output's name may have been chosen for the draft."""
    scene = load(
        f"{FILM}  - {{file: a.mp4, size: 54x96, preset: high, max_size: 1MB, poster: dive}}\n"
        "  - {file: b.gif, poster: {at: 2s, file: c.png}}\n"
    )
    first, second = (output.draft() for output in scene.outputs)
    files = [str(output.file) for output in with_posters([first, second])]
    assert files == ["a-draft.mp4", "a-draft.jpg", "b-draft.gif", "c-draft.png"]
    kept = scene.outputs[0].draft(keep_name=True)
    assert [str(output.file) for output in with_posters([kept])] == ["a.mp4", "a.jpg"]
    assert str(kept.size) == "28x48"
    assert (kept.settings.h264.speed, kept.quality) == ("ultrafast", "standard")
    assert kept.max_size == 10**6


def test_a_draft_is_framed_as_its_final(load):
    """Its platform and with it the safe area stay, whatever its encoder is reported."""
    scene = load(f"{FILM}  - {{file: a.mp4, preset: high}}\n")
    output = scene.outputs[0]
    assert output.draft().preset == output.preset
    assert output.draft().safe == output.safe
    assert output.draft().settings != output.settings


def test_a_scene_is_looked_at_by_its_first_film():
    """Or by its first picture as if it were one."""
    picture, film = Output(file="a.jpg"), Output(file="b.gif")
    assert film_of([picture, film]) is film
    assert film_of([picture]).file == Path("a.mp4")


def test_a_range_needs_two_moments():
    """Not one, not three."""
    with pytest.raises(PartError, match="a range needs two moments"):
        Output(file="a.mp4", range=["1s"])
