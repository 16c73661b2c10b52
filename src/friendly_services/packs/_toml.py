"""One TOML file: read strictly into plain JSON values, with the line of every key to be had."""

import math
import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, Final

import attrs

from ..errors import Invalid, Problem
from ..text import Reason
from ._lines import Steps, first_below, lines

__all__ = ["Source", "Steps", "read_toml"]

_LARGEST: Final = 1_048_576
"""Bytes of one file."""
_MOST_DOTS: Final = 300
"""Dots on one line: the parser's time grows with their square, and no honest line has a tenth of that."""
_DEEPEST: Final = 24
"""Tables and lists inside one another."""
_INT_BITS: Final = 63

_LINE_SAID: Final = re.compile(r" \(at line (\d+), column \d+\)$")
_TOO_LONG: Final = re.compile(r"[0-9][0-9_]{4300}")
"""A whole number that the parser gives up on, without a line."""


@attrs.frozen
class Source:
    """What one file says, and where in the whole it says it."""

    file: str
    at: Steps
    """The path under which its values stand: empty for `pack.toml`, `standards.<id>` for a standard."""
    plain: Mapping[str, Any]
    text: str = attrs.field(repr=False)

    def line(self, path: Steps) -> int | None:
        """The line on which the value at a path, or the nearest table around it, is written."""
        known = lines(self.text)
        for length in range(len(path), 0, -1):
            if path[:length] in known:
                return known[path[:length]]
        return None


def read_toml(data: bytes, file: str, at: Steps = ()) -> Source:
    """The values of a TOML file, dates written as `YYYY-MM-DD`.

    Raises:
        Invalid: the file, and the line where it is known, with what is wrong.
    """
    if len(data) > _LARGEST:
        raise _refused(file, "packs.too_large", size=len(data), high=_LARGEST)
    if data.startswith(b"\xef\xbb\xbf"):
        raise _refused(file, "packs.byte_order_mark", line=1)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise _refused(file, "packs.not_utf8", line=data.count(b"\n", 0, error.start) + 1) from None
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") > _MOST_DOTS:
            raise _refused(file, "packs.too_many_dots", line=number, high=_MOST_DOTS)
    try:
        plain = tomllib.loads(text)
    except RecursionError:
        where = first_below(text, _DEEPEST)
        raise _refused(file, "packs.too_deep", line=where, high=_DEEPEST) from None
    except ValueError as error:
        said = str(error)
        why = _LINE_SAID.sub("", said)[:200]
        raise _refused(file, "packs.not_toml", line=_line_of(said, text), why=why) from None
    problems: list[tuple[Steps, Reason]] = []
    source = Source(file, at, _plain(plain, (), problems), text)
    if problems:
        raise Invalid(
            tuple(Problem(".".join(path), why, file=file, line=source.line(path)) for path, why in problems)
        )
    return source


def _line_of(said: str, text: str) -> int:
    """The line of what the parser says; the last one where it speaks of the end."""
    if told := _LINE_SAID.search(said):
        return int(told[1])
    long = _TOO_LONG.search(text)
    return text.count("\n", 0, long.start() if long else len(text.rstrip())) + 1


def _refused(file: str, code: str, /, *, line: int | None = None, **values: Any) -> Invalid:
    return Invalid((Problem("", Reason(code, **values), file=file, line=line),))


def _plain(value: Any, path: Steps, problems: list[tuple[Steps, Reason]]) -> Any:
    """A TOML value as JSON has it; what JSON has not is noted."""
    if len(path) > _DEEPEST:
        problems.append((path[:_DEEPEST], Reason("packs.too_deep", high=_DEEPEST)))
        return None
    match value:
        case dict():
            return {key: _plain(part, (*path, key), problems) for key, part in value.items()}
        case list():
            return [_plain(part, (*path, str(n)), problems) for n, part in enumerate(value)]
        case datetime() | time():
            problems.append((path, Reason("packs.clock_time", value=value.isoformat())))
            return None
        case date():
            return value.isoformat()
        case float() if not math.isfinite(value):
            problems.append((path, Reason("packs.not_finite", value=value)))
            return None
        case int() if value.bit_length() > _INT_BITS:
            problems.append((path, Reason("packs.too_long_a_number", bits=value.bit_length())))
            return None
        case _:
            return value
