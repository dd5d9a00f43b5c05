"""Spans: what holds through a span is what holds at each of its moments."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from mosaic_anim.clips.pace import Pace
from mosaic_anim.clips.transition import Transition
from mosaic_anim.timeline.fade import FadeTimes
from mosaic_anim.timeline.shot import Shot
from mosaic_anim.timeline.spans import Spans

TIMES = st.fractions(min_value=0, max_value=4, max_denominator=6)
KINDS = st.sampled_from(["cut", "crossfade"])


@st.composite
def clips(draw):
    """Draw up to five clips, in the order in which they start; some of them fade."""
    starts = sorted(draw(st.lists(TIMES, max_size=5)))
    return [
        Shot(
            id=str(number),
            start=start,
            pace=Pace(duration=draw(TIMES) + Fraction(1, 9), passes=draw(st.integers(1, 3))),
            transition=Transition(kind=draw(KINDS), duration=Fraction(1, 2)),
            motion_blur=draw(st.sampled_from([0.0, 90.0, 180.0])),
            fade=FadeTimes(duration=Fraction(1)) if draw(st.booleans()) else None,
        )
        for number, start in enumerate(starts)
    ]


@given(shots=clips(), time=TIMES, before=st.booleans())
def test_a_span_knows_who_has_started_and_who_drives_what(shots, time, before):
    """At any time, at an edge and just before one: as each clip says it of itself."""
    for moment in (time, *(shot.start for shot in shots), *(shot.end for shot in shots)):
        span = Spans(shots).at(moment, before=before)
        started = tuple(shot for shot in shots if shot.has_started(moment, before=before))
        fading = [shot for shot in started if shot.fade]
        blurs = [shot.motion_blur for shot in shots if shot.is_on(moment, before=before)]
        assert span.drivers.shots == started
        assert span.drivers.fade == ((fading[-1], fading[-1].fade) if fading else None)
        assert [started[i].transition.kind for i in span.drivers.transitions].count("cut") == 0
        assert span.motion_blur == max(blurs, default=0.0)


@given(shots=clips(), time=TIMES, before=st.booleans())
def test_in_a_span_no_clip_begins_ends_or_jumps(shots, time, before):
    """It reaches to the nearest such time on either side."""
    edges = {Fraction(0)}
    for shot in shots:
        edges |= {shot.start, shot.end, *(shot.start + jump for jump in shot.pace.jumps())}
    span = Spans(shots).at(time, before=before)
    earlier = [edge for edge in edges if edge < time or (edge == time and not before)]
    later = [edge for edge in edges if edge > time or (edge == time and before)]
    assert span.begins == max(earlier, default=None)
    assert span.ends == min(later, default=None)
