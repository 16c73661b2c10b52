"""Words and tables on a terminal, whatever alphabet it can show."""

import re
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final, TextIO

import attrs

__all__ = ["Screen"]

_WIDTH: Final = 100
_WIDEST: Final = 78
"""Columns that one cell may fill before it is cut."""
_PIECES: Final = re.compile(r"\s+|[^\s\u2e80-\uffdc]+|[\u2e80-\uffdc][，。：；、）》”！？…]*")
"""What a line can be broken between: words, and wide characters each with the punctuation that ends them."""


_MARKS: Final = str.maketrans("", "", ".,%:+-")
"""Beside digits, what a number, a date or a time is written with."""


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
        self.stream.write(_filled(text) + "\n")

    def lines(self, text: str) -> None:
        """Lines as they are."""
        self.stream.write(f"{text}\n")

    def item(self, text: str) -> None:
        """One line of a list."""
        self.stream.write(_filled(text, "  - ", "    ") + "\n")

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


def _filled(text: str, first: str = "", rest: str = "") -> str:
    """Lines no wider than the screen, broken at spaces and between wide characters; an id stays whole."""
    lines: list[str] = []
    line, begun = first, False
    for piece in _PIECES.findall(text):
        if begun and _width(line + piece.rstrip()) > _WIDTH:
            lines.append(line.rstrip())
            line, begun = rest, False
        if begun or not piece.isspace():
            line += " " if piece.isspace() else piece
            begun = True
    return "\n".join([*lines, line.rstrip()])


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
    return not text or text.translate(_MARKS).isdigit()
