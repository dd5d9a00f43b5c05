"""Presets in the reference: what each is for, its picture, its quality and its limits."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType

from mosaic_anim.encode.platform import Platform, Rule
from mosaic_anim.encode.presets import PRESETS, Preset
from mosaic_anim.scene.reference.links import PICTURES
from mosaic_anim.schema.reference import table

PURPOSES: Mapping[str, str] = MappingProxyType(
    {
        "draft": "a quick look",
        "standard": "most films",
        "high": "better pictures, three times slower",
        "reels": "Instagram reel",
        "story": "Instagram story",
        "square": "Instagram, square",
        "wide": "any screen, 16:9",
        "youtube": "YouTube",
        "x": "X, without subscription",
        "tiktok": "TikTok",
        "shorts": "YouTube Shorts",
        "linkedin": "LinkedIn",
        "whatsapp": "WhatsApp",
        "telegram": "Telegram, without Premium",
        "discord": "Discord, without Nitro",
        "slack": "Slack",
        "archive": "your archive: the colours of every pixel",
    }
)
"""What each preset is for."""


def preset_tables() -> str:
    """Return what the presets are for, and the limits of the platforms."""
    rows = [_row(name, preset) for name, preset in PRESETS.items()]
    limits = [row for name, preset in PRESETS.items() for row in _limits(name, preset.platform)]
    sources = "".join(
        f"- `{name}`: {preset.platform.source}\n"
        for name, preset in PRESETS.items()
        if preset.platform
    )
    return (
        "The platform's own buttons and captions cover the shaded part of a frame: titles and\n"
        "framed targets keep clear of it.\n\n"
        f"{table(rows)}\n"
        "What the platforms take. `check` and `render` warn of what they do not, and refuse it\n"
        "with `--strict`. A limit below 1 GB becomes `max_size`.\n\n"
        f"{table(limits)}\n"
        f"Sources:\n\n{sources}"
    )


def _row(name: str, preset: Preset) -> dict[str, str]:
    platform, h264 = preset.platform, preset.settings.h264
    return {
        "shape": f"![{name}]({PICTURES}/presets/{name}.svg)",
        "preset": f"`{name}`",
        "for": PURPOSES[name],
        "frame": str(platform.size) if platform and platform.size else "the scene's",
        "H.264": f"{h264.speed}, crf {h264.crf:g}" + (", 4:4:4" if h264.chroma == "444" else ""),
        "VP9": f"crf {preset.settings.vp9.crf:g}",
        "GIF": f"{preset.settings.gif.colors} colours",
        "WebP, JPEG": f"{preset.settings.webp.quality:g}, {preset.settings.picture.quality}",
        "sound": "silent track if none" if platform and platform.has_sound else "",
    }


def _limits(name: str, platform: Platform | None) -> Iterator[dict[str, str]]:
    """Yield what a platform takes: formats of equal rules together."""
    formats: dict[Rule, list[str]] = {}
    for suffix, rule in (platform.rules if platform else {}).items():
        formats.setdefault(rule, []).append(suffix)
    for rule, suffixes in formats.items():
        yield {
            "preset": f"`{name}`",
            "formats": " ".join(suffixes),
            "frames per second": _between(rule.fps, lambda rate: f"{float(rate):.5g}"),
            "length": _between((rule.shortest, rule.longest), _time),
            "file": _size(rule.most_bytes),
            "largest frame": str(rule.largest or ""),
            "all frames": _sum_of_frames(rule),
        }


def _between(
    bounds: tuple[Fraction | None, Fraction | None] | None, write: Callable[[Fraction], str]
) -> str:
    """Say from where to where something may be: `3 s to 15 min`."""
    least, most = (write(bound) if bound else "" for bound in bounds or (None, None))
    if least and most:
        return f"{least} to {most}"
    return f"at most {most}" if most else ""


def _time(seconds: Fraction) -> str:
    """Write a length of time as a person would."""
    for unit, name in ((3600, "h"), (60, "min")):
        if seconds > unit and seconds % unit == 0:
            return f"{seconds / unit} {name}"
    return f"{float(seconds):g} s"


def _sum_of_frames(rule: Rule) -> str:
    """Say how many frames and pixels a film may have in all."""
    frames = f"{rule.most_frames:,} frames" if rule.most_frames else ""
    pixels = f"{rule.most_pixels // 10**6:,} million pixels" if rule.most_pixels else ""
    return ", ".join(filter(None, (frames, pixels)))


def _size(most: int | None) -> str:
    """Write the limit of a file as its platform does."""
    for unit, name in ((10**9, "GB"), (2**20, "MiB"), (10**6, "MB")):
        if most and most >= unit and most % unit == 0:
            return f"{most // unit} {name}"
    return ""
