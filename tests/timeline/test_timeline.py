"""An output's time: which state each frame shows, how many frames there are, what marks mean."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mosaic_anim.errors import UsageError

OPEN = {"id": "open", "duration": "500ms"}
DIVE = {"id": "dive", "duration": "2s", "camera": {"to": {"cell": [4, 9]}}}
HOLD = {"id": "hold", "duration": "15f"}
BACK = {"id": "back", "duration": "1s", "camera": {"to": "all", "ease": "in_out_back"}}
FILM = (OPEN, DIVE, HOLD, BACK)
DURATION = 4


@pytest.mark.parametrize(
    ("fps", "loop", "frames"),
    [
        (30, False, 120),
        (30, True, 120),
        (12.5, False, 50),
        (29.97, False, 120),  # 119.88 frames begin: 120
        ("30000/1001", True, 120),
    ],
)
def test_an_output_has_a_frame_for_each_begun_step_of_time(planned, fps, loop, frames):
    """Whether it is played in a loop or not."""
    timeline = planned(*FILM, outputs=[{"file": "a.mp4", "fps": fps, "loop": loop}])
    assert timeline.duration == DURATION
    assert timeline.frame_count == frames


def test_frame_n_shows_the_state_n_steps_from_the_start(planned):
    """Also the last one: the end state is what a still at the end shows."""
    timeline = planned(OPEN, DIVE)
    assert timeline.frame_count == 75
    for index in (0, 1, 30, 74):
        assert timeline.frame_state(index) == timeline.state(Fraction(index, 30))
    camera = timeline.moment_state("dive.end").layers[0].camera
    assert (camera.row, camera.col, camera.height) == (4.5, 9.5, 0.625)
    assert timeline.frame_state(74).layers[0].camera.height > 0.625


def test_an_output_rests_on_its_end_state(planned):
    """In one frame more, where it is told to."""
    rest = {"file": "a.gif", "fps": 10, "loop": {"end_hold": "1s"}}
    timeline = planned(OPEN, DIVE, outputs=[rest])
    assert (timeline.duration, timeline.frame_count) == (Fraction(5, 2), 26)
    assert timeline.frame_state(25) == timeline.moment_state("dive.end")


def test_a_loop_never_repeats_its_first_frame(planned):
    """There and back: the frame after the last would be the first."""
    there = DIVE | {"camera": DIVE["camera"] | {"ease": "linear"}}
    back = BACK | {"camera": {"to": "all", "ease": "linear"}}
    timeline = planned(there, back, outputs=[{"file": "a.gif", "fps": 12.5}])
    states = [timeline.frame_state(i) for i in range(timeline.frame_count)]
    assert timeline.state(timeline.duration) == states[0]
    assert states.count(states[0]) == 1


def test_each_clip_begins_at_the_end_state_of_the_one_before(planned):
    """Bit for bit: nothing jumps at a cut, and the cut frame is drawn once."""
    timeline = planned(*FILM, DIVE | {"id": "again"})
    for clip in (OPEN, DIVE, HOLD, BACK):
        end = timeline.marks[f"{clip['id']}.end"]
        assert timeline.moment_state(f"{clip['id']}.end") == timeline.state(end)


def test_a_hold_is_one_state(planned):
    """Equal states, equal frames: a hold is drawn once."""
    timeline = planned(*FILM)
    holding = {timeline.state(Fraction(5, 2) + Fraction(i, 30)) for i in range(16)}
    assert len(holding) == 1
    assert len({timeline.frame_state(i) for i in range(15, 76)}) == 61


@settings(deadline=None, max_examples=30)  # the first example builds the models
@given(index=st.integers(0, 50))
def test_frames_of_all_rates_sample_the_same_film(planned, index):
    """A 12.5 fps GIF and a 25 fps video of one scene agree where their times do."""
    outputs = [{"file": "a.gif", "fps": 12.5}, {"file": "a.mp4", "fps": 25}]
    slow, fast = (planned(*FILM, outputs=outputs, number=number) for number in (0, 1))
    if index < slow.frame_count:
        assert slow.frame_time(index) == Fraction(2 * index, 25)
        assert slow.frame_state(index) == fast.frame_state(2 * index)


def test_a_state_does_not_depend_on_what_was_asked_before(planned):
    """Frame i alone is the i-th of the stream."""
    stream = planned(*FILM)
    states = [stream.frame_state(i) for i in range(stream.frame_count)]
    assert [planned(*FILM).frame_state(i) for i in (119, 3, 60)] == [
        states[i] for i in (119, 3, 60)
    ]


@pytest.mark.parametrize("index", [-1, 120])
def test_a_frame_that_does_not_exist_is_refused(planned, index):
    """No index counts from the end."""
    with pytest.raises(ValueError, match=f"frame {index} of 120"):
        planned(*FILM).frame_state(index)


def test_time_beyond_the_ends_shows_the_ends(planned):
    """The state is defined at every time."""
    timeline = planned(*FILM)
    assert timeline.state(Fraction(-1)) == timeline.state(Fraction(0))
    assert timeline.state(Fraction(99)) == timeline.state(timeline.duration)


def test_an_output_plays_the_clips_it_names(planned):
    """In its order and its own time; each looks as it does in the whole scene."""
    outputs = [{"file": "a.mp4"}, {"file": "b.mp4", "clips": ["back", "dive"]}]
    whole, part = (planned(*FILM, outputs=outputs, number=number) for number in (0, 1))
    assert part.duration == 3
    assert part.marks["dive"] == 1
    for index in (0, 7, 29):
        assert part.frame_state(index) == whole.state(3 + Fraction(index, 30))
    for index in (30, 31, 45, 89):
        assert part.frame_state(index) == whole.state(Fraction(1, 2) + Fraction(index - 30, 30))
    assert part.frame_count == 90


def test_a_draft_shows_the_same_film(planned):
    """Half the size, the same cameras: the states are equal."""
    outputs = [{"file": "a.mp4"}, {"file": "b.mp4", "size": "800x500"}]
    best = DIVE | {"camera": {"to": {"cell": "best"}}}
    final, draft = (planned(OPEN, best, outputs=outputs, number=number) for number in (0, 1))
    assert [final.frame_state(i) for i in range(75)] == [draft.frame_state(i) for i in range(75)]


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2.5s", Fraction(5, 2)),
        ("800ms", Fraction(4, 5)),
        ("75f", Fraction(5, 2)),
        ("dive", Fraction(1, 2)),
        ("dive.start", Fraction(1, 2)),
        ("dive.end", Fraction(5, 2)),
        (" back.end ", Fraction(4)),
        ("50%", Fraction(2)),
        ("100% - 500ms", Fraction(7, 2)),
        ("back.end - 0.5s", Fraction(7, 2)),
        ("0s", Fraction(0)),
    ],
)
def test_a_moment_is_a_time_or_a_mark(planned, text, time):
    """Frames count the scene's rate, whatever the output's."""
    timeline = planned(*FILM, outputs=[{"file": "a.gif", "fps": 10}])
    assert timeline.time_of(text) == time


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("dvie.end", r"unknown moment 'dvie\.end' — did you mean 'dive\.end'\?"),
        ("dive.midle", r"unknown moment 'dive\.midle' — did you mean 'dive\.middle'\?"),
        ("zzz", "unknown moment 'zzz' — a time, or open, dive, hold, back"),
        ("4.1s", r"4\.1s lies after the end — a time from 0s to 4s"),
        ("-1s", "'-1s' lies before the scene — 0s is the earliest"),
        ("open - 1s", r"open - 1s lies before the start — a time from 0s to 4s"),
        ("back.end + 1s", r"back\.end \+ 1s lies after the end"),
        ("120%", "'120%' lies after the end — at most 100%"),
    ],
)
def test_an_unknown_moment_is_an_error_of_use(planned, text, message):
    """With the nearest mark, or what there is."""
    with pytest.raises(UsageError, match=message):
        planned(*FILM).time_of(text)


def test_the_end_of_a_clip_is_its_own_though_the_next_one_jumps(planned):
    """At its time the next clip has begun; the moment by name still shows the landing."""
    jump = {"id": "jump", "duration": "1s", "camera": {"from": "all", "to": {"cell": [2, 2]}}}
    timeline = planned(OPEN, DIVE, jump)
    landing = timeline.moment_state("dive.end").layers[0].camera
    assert (landing.row, landing.col) == (4.5, 9.5)
    assert timeline.moment_state("2.5s").layers[0].camera.height == 10
    assert timeline.moment_state("jump.end") == timeline.state(timeline.duration)
