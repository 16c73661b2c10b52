"""Words and tables on a terminal, whatever alphabet it can show."""

import sys
import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final, TextIO

import attrs

__all__ = ["Screen"]

_WIDTH: Final = 100
_WIDEST: Final = 78
"""Columns that one cell may fill before it is cut."""


@attrs.frozen
class Screen:
    """Writes to a stream; a character that its encoding lacks becomes `?`, and nothing fails for it."""

    stream: TextIO

    @classmethod
    def standard(cls) -> "Screen":
        """Standard output, which on some consoles knows few characters."""
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(errors="replace")
        return cls(sys.stdout)

    def heading(self, text: str) -> None:
        """A line that begins a part."""
        self.stream.write(f"\n{text}\n{'-' * _width(text)}\n")

    def say(self, text: str = "") -> None:
        """A paragraph, wrapped."""
        self.stream.write(textwrap.fill(text, _WIDTH) + "\n")

    def lines(self, text: str) -> None:
        """Lines as they are."""
        self.stream.write(f"{text}\n")

    def item(self, text: str) -> None:
        """One line of a list."""
        self.stream.write(textwrap.fill(text, _WIDTH, initial_indent="  - ", subsequent_indent="    ") + "\n")

    def table(self, headers: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Columns as wide as they need to be; numbers stand to the right."""
        cells = [[_cut(str(cell)) for cell in row] for row in rows]
        numbers = [all(_is_number(row[n]) for row in cells) for n in range(len(headers))]
        widths = [max(_width(row[n]) for row in [list(headers), *cells]) for n in range(len(headers))]
        for row in [list(headers), ["-" * width for width in widths], *cells]:
            line = "  ".join(
                " " * (width - _width(cell)) + cell if right else cell + " " * (width - _width(cell))
                for cell, width, right in zip(row, widths, numbers, strict=True)
            )
            self.stream.write(f"  {line.rstrip()}\n")


def _width(text: str) -> int:
    """Columns that a text fills: two for a wide character."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _cut(text: str) -> str:
    if _width(text) <= _WIDEST:
        return text
    kept = ""
    for character in text:
        if _width(kept + character) >= _WIDEST:
            break
        kept += character
    return f"{kept}…"


def _is_number(text: str) -> bool:
    return (
        text.replace(".", "").replace(",", "").replace("%", "").replace("-", "").replace(":", "").isdigit()
        or not text
    )
