"""Ladder: what an output may give up to become smaller, step by step, in the order of `shrink`."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from mosaic_anim.encode.formats import format_of
from mosaic_anim.encode.settings import Settings
from mosaic_anim.rendering.size_limit.search import Choice, TradeOffSteps
from mosaic_anim.scene.model import Output
from mosaic_anim.values.geometry import Size

WORST_CRF = 36.0
"""x264's quality that is not gone below: small tiles become one colour."""

WORST_WEBP = 30.0
"""The same, of WebP."""

FEWEST_COLORS = 32
"""Colours that a GIF keeps: fewer show as bands."""

MOST_LOSS = 24.0
"""How far a pixel of a GIF may be from its nearest colour [levels]."""

LOWEST_FPS = Fraction(5)
"""Frames a second that remain: fewer are no film."""

_NARROWEST = 4  # the width goes down to one of so many parts
_CRF_STEP = 0.25  # 3 % of the size
_DITHER_STEPS = 10
_COLOR_STEPS = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What an output could be encoded as.

    Attributes
    ----------
    settings : Settings
    fps : Fraction
        Frames a second.
    size : Size
        Of a frame [px].
    """

    settings: Settings
    fps: Fraction
    size: Size


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeOff:
    """One thing that may be given up.

    Attributes
    ----------
    steps : tuple of callables
        Each takes a trial and gives one up to there; the first one changes nothing.
    stops : tuple of int
        Those of them that are good to stay at; empty for all.
    """

    steps: tuple[Callable[[Trial], Trial], ...]
    stops: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeOffs:
    """All that an output may give up.

    Attributes
    ----------
    asked : Trial
        What the scene asks for.
    axes : tuple of TradeOff
        In the order in which they are given up.
    """

    asked: Trial
    axes: tuple[TradeOff, ...]

    @property
    def steps(self) -> list[TradeOffSteps]:
        """The axes as a search sees them."""
        return [TradeOffSteps(count=len(axis.steps), stops=axis.stops) for axis in self.axes]

    def trial(self, choice: Choice) -> Trial:
        """Return what is encoded at a position of each axis."""
        trial = self.asked
        for axis, position in zip(self.axes, choice, strict=True):
            trial = axis.steps[position](trial)
        return trial

    def given_up(self, trial: Trial) -> tuple[str, ...]:
        """Tell what is given up in a trial: `256 → 128 colours`."""
        return tuple(_differences(self.asked, trial))


def trade_offs(output: Output) -> TradeOffs:
    """Return what `output` may give up.

    The quality of an MP4 or WebP always comes first, whatever `shrink` names: both are made to lose
    something. A GIF loses nothing that is not named.
    """
    asked = Trial(settings=output.settings, fps=output.fps, size=output.size)
    chosen = format_of(output.file)
    names = [chosen.quality] if chosen.quality else []
    names += [name for name in output.shrink if name in chosen.shrinks]
    axes = [_AXES[name](asked, output) for name in names]
    return TradeOffs(asked=asked, axes=tuple(axis for axis in axes if len(axis.steps) > 1))


def _of_crf(asked: Trial, _output: Output) -> TradeOff:
    best = asked.settings.h264.crf
    count = max(0, ceil((WORST_CRF - best) / _CRF_STEP))
    values = [best, *(min(WORST_CRF, best + _CRF_STEP * (step + 1)) for step in range(count))]

    def at(crf: float) -> Callable[[Trial], Trial]:
        return lambda trial: _with(trial, h264=replace(trial.settings.h264, crf=crf))

    return TradeOff(steps=tuple(at(crf) for crf in values))


def _of_webp(asked: Trial, _output: Output) -> TradeOff:
    best = asked.settings.webp.quality
    values = [best, *(float(value) for value in range(ceil(best) - 1, int(WORST_WEBP) - 1, -1))]

    def at(quality: float) -> Callable[[Trial], Trial]:
        return lambda trial: _with(trial, webp=replace(trial.settings.webp, quality=quality))

    return TradeOff(steps=tuple(at(quality) for quality in values))


def _of_dither(asked: Trial, _output: Output) -> TradeOff:
    best = asked.settings.gif.dither
    count = _DITHER_STEPS if best else 0
    values = [best, *(best * (count - 1 - step) / count for step in range(count))]

    def at(dither: float) -> Callable[[Trial], Trial]:
        return lambda trial: _with(trial, gif=replace(trial.settings.gif, dither=dither))

    return TradeOff(steps=tuple(at(dither) for dither in values))


def _of_colors(asked: Trial, _output: Output) -> TradeOff:
    """Let fewer colours remain, in even ratios, and more pixels take one that is only near."""
    gif = asked.settings.gif
    ratio = min(1.0, FEWEST_COLORS / gif.colors)
    room = max(0.0, MOST_LOSS - gif.loss)
    shares = [step / _COLOR_STEPS for step in range(_COLOR_STEPS + 1)]
    values = [
        (round(gif.colors * ratio**share), round(gif.loss + room * share, 2)) for share in shares
    ]

    def at(colors: int, loss: float) -> Callable[[Trial], Trial]:
        return lambda trial: _with(trial, gif=replace(trial.settings.gif, colors=colors, loss=loss))

    return TradeOff(steps=tuple(at(*value) for value in dict.fromkeys(values)))


def _of_fps(asked: Trial, output: Output) -> TradeOff:
    """Let fewer frames remain: half of them, and again, so that what is left moves evenly.

    Other rates are for what nothing else can fill.
    """
    least = LOWEST_FPS
    if output.rule and output.rule.fps:
        least = max(least, output.rule.fps[0])
    halves = [rate for rate in _halves(asked.fps) if rate >= least]
    between = format_of(output.file).rates_below(asked.fps, least)
    lower = sorted({*halves, *between}, reverse=True)

    def at(fps: Fraction) -> Callable[[Trial], Trial]:
        return lambda trial: replace(trial, fps=fps)

    steps = tuple(at(rate) for rate in (asked.fps, *lower))
    return TradeOff(steps=steps, stops=tuple(lower.index(half) + 1 for half in halves))


def _halves(fps: Fraction) -> Iterator[Fraction]:
    """Yield half of a rate, and half of that: of 100/n, they are such rates too."""
    while fps > LOWEST_FPS:
        fps /= 2
        yield fps


def _of_width(asked: Trial, _output: Output) -> TradeOff:
    """Let the frame become smaller, in its shape, both sides even."""
    size = asked.size
    least = max(2, size.width // _NARROWEST)
    widths = range((size.width - 1) // 2 * 2, least - 1, -2)
    sizes = [size, *(_scaled(size, width) for width in widths)]

    def at(size: Size) -> Callable[[Trial], Trial]:
        return lambda trial: replace(trial, size=size)

    return TradeOff(steps=tuple(at(size) for size in sizes))


_AXES: dict[str, Callable[[Trial, Output], TradeOff]] = {
    "crf": _of_crf,
    "webp_quality": _of_webp,
    "dither": _of_dither,
    "colors": _of_colors,
    "fps": _of_fps,
    "width": _of_width,
}
"""What can be traded for a smaller file, by the names that formats and `shrink` use."""


def _scaled(size: Size, width: int) -> Size:
    return Size(height=max(2, round(size.height * width / size.width / 2) * 2), width=width)


def _with(trial: Trial, **settings: object) -> Trial:
    return replace(trial, settings=replace(trial.settings, **settings))  # type: ignore[arg-type]


def _differences(asked: Trial, trial: Trial) -> Iterator[str]:
    before, after = asked.settings, trial.settings
    pairs: Sequence[tuple[str, float, float]] = (
        ("crf {} → {}", before.h264.crf, after.h264.crf),
        ("quality {} → {}", before.webp.quality, after.webp.quality),
        ("dither {} → {}", before.gif.dither, after.gif.dither),
        ("{} → {} colours", before.gif.colors, after.gif.colors),
        ("loss {} → {}", before.gif.loss, after.gif.loss),
        ("{} → {} frames/s", float(asked.fps), float(trial.fps)),
    )
    for text, one, other in pairs:
        if one != other:
            yield text.format(f"{one:.4g}", f"{other:.4g}")
    if asked.size != trial.size:
        yield f"{asked.size} → {trial.size}"
