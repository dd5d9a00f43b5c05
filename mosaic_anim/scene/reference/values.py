"""Values in the reference: how durations, colours, sizes and the like are written."""

from mosaic_anim.clips.text_fields import FIELDS
from mosaic_anim.schema.reference import table
from mosaic_anim.schema.value import COLORS, MAX_FPS, MAX_PIXELS

_COLOR = (
    "Red, green and blue in sRGB; the quotes are needed, for `#` begins a comment. "
    f"Names: {', '.join(f'`{name}`' for name in sorted(COLORS))}."
)

_VALUES = {
    "clip id": ("`dive`", "The `id` of a clip."),
    "colour": ('`"#0b0d12"`, `"#fff"`, `navy`', _COLOR),
    "duration": (
        "`1.5s`, `800ms`, `45f`",
        "Seconds, milliseconds, or frames at the scene's `frame.fps`. At most 24 hours.",
    ),
    "file size": ("`10MiB`, `8MB`, `500kB`", "MiB is 1,048,576 bytes, MB a million."),
    "frame rate": ('`30`, `12.5`, `"30000/1001"`', f"Above 0, at most {MAX_FPS}."),
    "moment": (
        "`2.5s`, `50%`, `dive`, `dive.middle`, `dive.end - 0.5s`",
        (
            "A time in the scene or a part of it; or the `start`, `middle` or `end` of a clip, or "
            "a part of it (`dive.30%`), and a time before or after that. `at` of a clip takes no "
            "part of the scene."
        ),
    ),
    "moment of a clip": (
        "`0s`, `1.5s`, `50%`, `end - 0.5s`",
        (
            "A time after the start of the clip; or its `start`, `middle` or `end`, or a share of "
            "it, and a time before or after that."
        ),
    ),
    "path": ("`photos`, `../logo.png`", "A file or folder."),
    "point": (
        "`[12, 40]`, `{cell: best}`, `{photo: beach.jpg}`",
        "[row, col] of a cell, counted from 0 at the top left, or a [target](#targets).",
    ),
    "shape": ("`1:1`, `3:2`, `0.75`", "Width to height, from 1:10 to 10:1."),
    "size": ("`1920x1080`", f"Width x height, at most {MAX_PIXELS:,} pixels a side."),
}


def value_table() -> str:
    """Return how each kind of value is written."""
    rows = [
        {"value": name, "for example": example, "meaning": meaning}
        for name, (example, meaning) in _VALUES.items()
    ]
    variables = (
        "Any of them may come from a variable: with `vars: {dive: 5s}`, write\n"
        "`duration: $dive`, or `${dive}` inside a longer text; `$$` is a dollar sign.\n"
    )
    return f"{table(rows)}\n{variables}"


def field_table() -> str:
    """Return the fields of texts."""
    return table([{"field": f"`{{{name}}}`", "is": what} for name, what in FIELDS.items()])
