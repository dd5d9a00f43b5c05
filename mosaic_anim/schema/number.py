"""Numbers that know how a scene writes them: an error quotes 010 and 1e3, not 10 and 1000.0."""


class WrittenInt(int):
    """A whole number whose text is not Python's own, such as 010 or 0x1F."""

    text: str


class WrittenFloat(float):
    """A number whose text is not Python's own, such as 1e3 or 1.10."""

    text: str


def as_written(value: float, text: str) -> int | float:
    """Return the number that was read from `text`, so that `written` finds the text again."""
    if written(value) == text:
        return value
    number: WrittenInt | WrittenFloat
    number = WrittenInt(value) if isinstance(value, int) else WrittenFloat(value)
    number.text = text
    return number


def written(value: bool | float) -> str:
    """Return a number, or true and false, as a scene writes it."""
    if isinstance(value, WrittenInt | WrittenFloat):
        return value.text
    return str(value).lower() if isinstance(value, bool) else str(value)


def is_whole(value: object) -> bool:
    """Return whether a value is a whole number; `true` is none."""
    return isinstance(value, int) and not isinstance(value, bool)
