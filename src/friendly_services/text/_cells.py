"""Texts as cells of a table that somebody opens with a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

__all__ = ["as_csv", "guarded", "unguarded"]

_GUARDED: Final = re.compile(r"'*([=+\-@\t\r\n\0＝＋－＠]|(0[0-9]+|[0-9]{12,}|[0-9]+[Ee][0-9]+)\Z)")
"""What would run, and digits that would lose a leading zero, their end or all but an exponent."""


def guarded(text: str) -> str:
    """Text as a cell that no spreadsheet runs or rounds: it gets an apostrophe in front.

    That is for what would start a formula, and for a text of digits that would be taken for a number.

    >>> guarded("=1+1"), guarded("wheat = flour"), guarded("'=1+1")
    ("'=1+1", 'wheat = flour', "''=1+1")
    >>> guarded("500113600000018"), guarded("007"), guarded("12")
    ("'500113600000018", "'007", '12')
    """
    return f"'{text}" if _GUARDED.match(text) else text


def unguarded(cell: str) -> str:
    """The text that `guarded` was given.

    >>> unguarded("'=1+1"), unguarded("'tis")
    ('=1+1', "'tis")
    """
    return cell[1:] if cell.startswith("'") and _GUARDED.match(cell) else cell


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    r"""A table as CSV with its texts guarded; numbers stay numbers, None is an empty cell.

    Written with `encoding="utf-8-sig"` Excel shows it rightly.

    >>> as_csv(["name", "points"], [["=1+1", -20]])
    "name,points\r\n'=1+1,-20\r\n"
    """
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\r\n")
    lines.writerow(columns)
    lines.writerows([guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return out.getvalue()
