"""A row of the table and its printer."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One number with a unit, and how to get it again."""

    name: str
    value: float
    unit: str
    ratio: float | None = None
    to: str = ""
    command: str = ""


def print_table(rows: Iterable[Row]) -> None:
    """Print `rows` as a Markdown table, each as soon as it is known."""
    print("| what | value | ratio | command |")
    print("|---|---:|---:|---|")
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.2f} x {row.to}"
        value = f"{row.value:,.0f}" if row.value >= 100 else f"{row.value:.3g}"
        print(f"| {row.name} | {value} {row.unit} | {ratio} | `{row.command}` |", flush=True)
