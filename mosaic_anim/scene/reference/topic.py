"""One section of the reference, for people at the command line."""

import re

from mosaic_anim.errors import UsageError
from mosaic_anim.schema.problem import suggest

_HEADING = re.compile(r"^(#{1,4}) (.+)$", re.MULTILINE)
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\) ?")
_LINK = re.compile(r"\[([^\]]+)\]\(#[^)]*\)")


def topic(page: str, name: str) -> str:
    """Return the section of the page whose heading is `name`, with all that is below it.

    Raises
    ------
    UsageError
        If there is none; the nearest heading is suggested.
    """
    headings = list(_HEADING.finditer(page))
    wanted = name.strip().lower().replace("-", "_").replace(" ", "_")
    titles = {heading[2].lower().replace(" ", "_"): heading for heading in headings[1:]}
    if wanted not in titles:
        raise UsageError(f"the reference has no section '{name}'", remedy=suggest(wanted, titles))
    heading_of_topic = titles[wanted]
    following = (
        heading.start()
        for heading in headings
        if heading.start() > heading_of_topic.start()
        and len(heading[1]) <= len(heading_of_topic[1])
    )
    return page[heading_of_topic.start() : next(following, len(page))]


def plain(page: str) -> str:
    """Return a page for a terminal: without pictures, and links as their words."""
    return _LINK.sub(r"\1", _PICTURE.sub("", page))
