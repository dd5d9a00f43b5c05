"""Markup: what every page of a report is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from mosaic_anim.errors import escaped
from mosaic_anim.report.pictures import Pixels, data_uri
from mosaic_anim.report.style import STYLE
from mosaic_anim.version import __version__


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A file's text.

    Attributes
    ----------
    text : str
    missing : tuple of str
        Photos that were lost since they were indexed; their small pictures were drawn.
    """

    text: str
    missing: tuple[str, ...] = ()


def whole_page(title: str, articles: Sequence[Page], *, footer: str) -> Page:
    """Return a page of its own.

    Parameters
    ----------
    footer : str
        Markup of what stands at its end, but for the name of this program.
    """
    end = f"<footer>\n{footer}\n<p>Made by mosaic_anim {__version__}.</p>\n</footer>"
    body = "\n".join([*(one.text for one in articles), end])
    text = _FRAME.format(title=text_of(title), style=STYLE, body=body, by=__version__)
    lost = dict.fromkeys(photo for one in articles for photo in one.missing)
    return Page(text=text, missing=tuple(lost))


def text_of(text: str) -> str:
    """Escape a text for HTML; control characters and surrogates too."""
    return escape(escaped(text))


def figure(pixels: Pixels, alternative: str, caption: str) -> str:
    """Return a picture with a caption."""
    return (
        f"<figure>{image(pixels, alternative)}<figcaption>{text_of(caption)}</figcaption></figure>"
    )


def image(pixels: Pixels, alternative: str, *, exact: bool = False) -> str:
    """Return a picture, as JPEG, or `exact` as PNG.

    Parameters
    ----------
    alternative : str
        What it shows, for those who do not see it.
    """
    height, width = pixels.shape[:2]
    source = data_uri(pixels, exact=exact)
    return f'<img src="{source}" width="{width}" height="{height}" alt="{text_of(alternative)}">'


_FRAME = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="mosaic_anim {by}">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def cards(entries: Sequence[tuple[str, str]]) -> str:
    """Return figures side by side, each with what it is."""
    each = "".join(
        f'<div class="card figure"><b>{text_of(value)}</b><span>{text_of(what)}</span></div>'
        for value, what in entries
    )
    return f'<section class="grid figures">{each}</section>'
