"""One TOML file: read strictly into plain JSON values, with the line of every key to be had."""

import math
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any, Final

import attrs

from ..errors import Invalid, Problem
from ..text import Reason

__all__ = ["Source", "Steps", "read_toml"]

Steps = tuple[str, ...]
"""The way from the top of a file to a value: keys, and the places of items in lists, the first being 0."""

_LARGEST: Final = 1_048_576
"""Bytes of one file."""
_MOST_DOTS: Final = 300
"""Dots on one line: the parser's time grows with their square, and no honest line has a tenth of that."""
_DEEPEST: Final = 24
"""Tables and lists inside one another."""
_INT_BITS: Final = 63

_LINE_SAID: Final = re.compile(r" \(at line (\d+), column \d+\)$")
_TOKEN: Final = re.compile(
    r"""
      (?:\"\"\"(?:\\.|[^\\])*?\"\"\"+)
    | (?:'''.*?'''+)
    | (?:"(?:\\.|[^"\\\n])*")
    | (?:'[^'\n]*')
    | (?:\#[^\n]*)
    | (?P<open>[\[{])
    | (?P<close>[\]}])
    | (?P<end>\n)
    """,
    re.VERBOSE | re.DOTALL,
)
_KEY: Final = re.compile(r"""\s*("(?:\\.|[^"\\])*"|'[^']*'|[A-Za-z0-9_-]+)\s*(\.?)""")


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
        lines = _lines(self.text)
        for length in range(len(path), 0, -1):
            if path[:length] in lines:
                return lines[path[:length]]
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
        raise _refused(file, "packs.too_deep", high=_DEEPEST) from None
    except ValueError as error:
        said = str(error)
        found = _LINE_SAID.search(said)
        why = _LINE_SAID.sub("", said)[:200]
        raise _refused(file, "packs.not_toml", line=int(found[1]) if found else None, why=why) from None
    problems: list[tuple[Steps, Reason]] = []
    source = Source(file, at, _plain(plain, (), problems), text)
    if problems:
        raise Invalid(
            tuple(Problem(".".join(path), why, file=file, line=source.line(path)) for path, why in problems)
        )
    return source


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


def _lines(text: str) -> dict[Steps, int]:
    """The line of each table header and each key of a text that is known to be good TOML."""
    lines: dict[Steps, int] = {}
    lists: dict[Steps, int] = {}
    table: Steps = ()
    for number, written in _statements(text):
        if written.startswith("["):
            many = written.startswith("[[")
            table = _within(_keys(written.lstrip("[")), lists)
            if many:
                lists[table] = lists.get(table, -1) + 1
                table = (*table, str(lists[table]))
            lines.setdefault(table, number)
        else:
            path = table
            for key in _keys(written):
                path = (*path, key)
                lines.setdefault(path, number)
    return lines


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Each line on which a header or a key stands, with its number: not the lines inside a text or a list."""
    fresh = [1]
    number, depth = 1, 0
    for match in _TOKEN.finditer(text):
        number += match.group().count("\n")
        if match["open"]:
            depth += 1
        elif match["close"]:
            depth -= 1
        elif match["end"] and depth == 0:
            fresh.append(number)
    lines = text.split("\n")
    rows = ((number, lines[number - 1].strip()) for number in fresh)
    return ((number, row) for number, row in rows if row and not row.startswith("#"))


def _keys(written: str) -> Steps:
    """The dotted key with which a line begins."""
    keys: list[str] = []
    dotted, start = True, 0
    while dotted and (match := _KEY.match(written, start)):
        key = match[1]
        keys.append(tomllib.loads(f"k = {key}")["k"] if key[0] in "\"'" else key)
        dotted, start = bool(match[2]), match.end()
    return tuple(keys)


def _within(keys: Steps, lists: Mapping[Steps, int]) -> Steps:
    """A header's path: where it passes through a list of tables, it means the last of them."""
    path: Steps = ()
    for n, key in enumerate(keys):
        path = (*path, key)
        if path in lists and n < len(keys) - 1:
            path = (*path, str(lists[path]))
    return path
