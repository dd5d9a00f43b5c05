"""Trade-offs: what an output may give up to become smaller, in the order of `shrink`."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil
from typing import Any

from mosaic_anim.encode.formats import format_of
from mosaic_anim.encode.settings import Settings
from mosaic_anim.rendering.size_limit.search import Choice, TradeOffSteps
from mosaic_anim.scene.model import Output
from mosaic_anim.values.geometry import Size

WORST_CRF = 36.0  # x264's quality: below it small tiles become one colour
WORST_VP9 = 54.0  # the same, of libvpx
WORST_WEBP = 30.0  # the same, of WebP
FEWEST_COLORS = 32  # of a GIF: fewer show as bands
MOST_LOSS = 24.0  # how far a pixel of a GIF may be from its nearest colour [levels]
LOWEST_FPS = Fraction(5)  # fewer frames a second are no film

_NARROWEST = 4  # the width goes down to one of so many parts
_CRF_STEP = 0.25  # 3 % of the size
_DITHER_STEPS = 10
_COLOR_STEPS = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """How an output could be encoded.

    Attributes
    ----------
    settings : Settings
    fps : Fraction
        Frames per second.
    size : Size
        Frame size [px].
    """

    settings: Settings
    fps: Fraction
    size: Size


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeOff(TradeOffSteps):
    """One thing that may be given up.

    Attributes
    ----------
    values : sequence
        Values from the best, which the scene asks for, to the worst allowed.
    change : callable
        Returns a trial with one of these values.
    """

    values: Sequence[Any]
    change: Callable[[Trial, Any], Trial]


def asked_trial(output: Output) -> Trial:
    """Return what the scene asks for."""
    return Trial(settings=output.settings, fps=output.fps, size=output.size)


def trade_offs(output: Output) -> tuple[TradeOff, ...]:
    """Return what `output` may give up, in the order in which it is given up.

    The quality of an MP4, MOV, WebM or WebP always comes first, whatever `shrink` names: they are
    lossy formats. A GIF loses only what is named.
    """
    asked, chosen = asked_trial(output), format_of(output.file)
    quality = chosen.quality_for(asked.settings)
    names = [quality] if quality else []
    names += [name for name in output.shrink if name in chosen.shrinks]
    axes = (_AXES[name](asked, output) for name in names)
    return tuple(axis for axis in axes if axis.count > 1)


def trial_at(choice: Choice, output: Output, axes: Sequence[TradeOff]) -> Trial:
    """Return how `output` is encoded at a position of each axis."""
    trial = asked_trial(output)
    for axis, position in zip(axes, choice, strict=True):
        trial = axis.change(trial, axis.values[position])
    return trial


def given_up(asked: Trial, trial: Trial) -> Iterator[str]:
    """Say what is given up in a trial: `128 colours instead of 256`."""
    before, after = asked.settings, trial.settings
    pairs: Sequence[tuple[str, float, float]] = (
        ("a crf of {1} instead of {0}", before.h264.crf, after.h264.crf),
        ("a crf of {1} instead of {0}", before.vp9.crf, after.vp9.crf),
        ("a quality of {1} instead of {0}", before.webp.quality, after.webp.quality),
        ("a dither of {1} instead of {0}", before.gif.dither, after.gif.dither),
        ("{1} colours instead of {0}", before.gif.colors, after.gif.colors),
        ("a loss of {1} instead of {0}", before.gif.loss, after.gif.loss),
        ("{1} frames/s instead of {0}", float(asked.fps), float(trial.fps)),
    )
    for text, one, other in pairs:
        if one != other:
            yield text.format(f"{one:.4g}", f"{other:.4g}")
    if asked.size != trial.size:
        yield f"{trial.size} pixels instead of {asked.size}"


def _trade_off(
    values: Sequence[Any], change: Callable[[Trial, Any], Trial], stops: tuple[int, ...] = ()
) -> TradeOff:
    return TradeOff(count=len(values), values=values, change=change, stops=stops)


def _crf(asked: Trial, _: Output) -> TradeOff:
    best = asked.settings.h264.crf
    count = max(0, ceil((WORST_CRF - best) / _CRF_STEP))
    lower = (min(WORST_CRF, best + _CRF_STEP * (step + 1)) for step in range(count))
    return _trade_off([best, *lower], lambda trial, crf: _with(trial, "h264", crf=crf))


def _vp9_crf(asked: Trial, _: Output) -> TradeOff:
    best = round(asked.settings.vp9.crf)
    lower = (float(crf) for crf in range(best + 1, int(WORST_VP9) + 1))
    return _trade_off([float(best), *lower], lambda trial, crf: _with(trial, "vp9", crf=crf))


def _webp_quality(asked: Trial, _: Output) -> TradeOff:
    best = asked.settings.webp.quality
    lower = (float(value) for value in range(ceil(best) - 1, int(WORST_WEBP) - 1, -1))
    return _trade_off([best, *lower], lambda trial, value: _with(trial, "webp", quality=value))


def _dither(asked: Trial, _: Output) -> TradeOff:
    best = asked.settings.gif.dither
    count = _DITHER_STEPS if best else 0
    lower = (best * (count - 1 - step) / count for step in range(count))
    return _trade_off([best, *lower], lambda trial, value: _with(trial, "gif", dither=value))


def _colors(asked: Trial, _: Output) -> TradeOff:
    """Reduce the colours, in even ratios, and raise the loss."""
    gif = asked.settings.gif
    ratio = min(1.0, FEWEST_COLORS / gif.colors)
    room = max(0.0, MOST_LOSS - gif.loss)
    shares = (step / _COLOR_STEPS for step in range(_COLOR_STEPS + 1))
    values = (
        (round(gif.colors * ratio**share), round(gif.loss + room * share, 2)) for share in shares
    )
    return _trade_off(
        list(dict.fromkeys(values)),
        lambda trial, value: _with(trial, "gif", colors=value[0], loss=value[1]),
    )


def _fps(asked: Trial, output: Output) -> TradeOff:
    """Reduce the frame rate by halves, so that motion stays even.

    Other rates are used only where halves cannot fill the limit.
    """
    least = LOWEST_FPS
    if output.rule and output.rule.fps:
        least = max(least, output.rule.fps[0])
    halves = [rate for rate in _halves(asked.fps) if rate >= least]
    between = format_of(output.file).rates_below(asked.fps, least)
    lower = sorted({*halves, *between}, reverse=True)
    return _trade_off(
        [asked.fps, *lower],
        lambda trial, fps: replace(trial, fps=fps),
        tuple(lower.index(half) + 1 for half in halves),
    )


def _halves(fps: Fraction) -> Iterator[Fraction]:
    """Yield half of a rate, and half of that: of 100/n, they are such rates too."""
    while fps > LOWEST_FPS:
        fps /= 2
        yield fps


def _width(asked: Trial, _: Output) -> TradeOff:
    """Reduce the frame size, keeping its shape and both sides even."""
    size = asked.size
    least = max(2, size.width // _NARROWEST)
    widths = range((size.width - 1) // 2 * 2, least - 1, -2)
    return _trade_off(
        [size, *(_scaled(size, width) for width in widths)],
        lambda trial, size: replace(trial, size=size),
    )


_AXES: dict[str, Callable[[Trial, Output], TradeOff]] = {
    "crf": _crf,
    "vp9_crf": _vp9_crf,
    "webp_quality": _webp_quality,
    "dither": _dither,
    "colors": _colors,
    "fps": _fps,
    "width": _width,
}
"""What can be traded for a smaller file, by the names that formats and `shrink` use."""


def _scaled(size: Size, width: int) -> Size:
    return Size(height=max(2, round(size.height * width / size.width / 2) * 2), width=width)


def _with(trial: Trial, codec: str, **values: object) -> Trial:
    """Change some settings of a codec."""
    changed = replace(getattr(trial.settings, codec), **values)
    return replace(trial, settings=replace(trial.settings, **{codec: changed}))
