"""On which line each key and each item of a TOML text stands, which the parser does not tell."""

import functools
import re
import tomllib
from collections.abc import Mapping
from typing import Final

__all__ = ["Steps", "first_below", "lines"]

Steps = tuple[str, ...]
"""The way from the top of a file to a value: keys, and the places of items in lists, the first being 0."""

_TOKEN: Final = re.compile(
    r"""
      (?P<text>
        \"\"\"(?:\\.|[^\\])*?\"\"\"+
      | '''.*?'''+
      | "(?:\\.|[^"\\\n])*"
      | '[^'\n]*'
      )
    | (?P<comment>\#[^\n]*)
    | (?P<sign>[\[\]{}=,.\n])
    | (?P<word>[^\s\#\[\]{}=,."']+)
    """,
    re.VERBOSE | re.DOTALL,
)
_ENDS: Final = frozenset({"\n", ",", "]", "}", ""})


@functools.lru_cache(maxsize=32)
def lines(text: str) -> Mapping[Steps, int]:
    """The line of each table, key and item of a text that is known to be good TOML."""
    return _Scan(text).lines


def first_below(text: str, depth: int) -> int | None:
    """The first line on which lists and tables are deeper inside one another than that."""
    number, deep = 1, 0
    for match in _TOKEN.finditer(text):
        deep += {"[": 1, "{": 1, "]": -1, "}": -1}.get(match.group(), 0)
        if deep > depth:
            return number
        number += match.group().count("\n")
    return None


class _Scan:
    """Walks over the signs of a text once."""

    def __init__(self, text: str) -> None:
        self.lines: dict[Steps, int] = {}
        self.lists: dict[Steps, int] = {}
        """The place of the last item of each list of tables."""
        self.signs: list[tuple[str, int]] = []
        number = 1
        for match in _TOKEN.finditer(text):
            if match["comment"] is None:
                self.signs.append((match.group(), number))
            number += match.group().count("\n")
        self.signs.append(("", number))
        self.at = 0
        table: Steps = ()
        while self._next_statement():
            table = self._header() if self.sign == "[" else self._pair(table)

    @property
    def sign(self) -> str:
        """The one that is next."""
        return self.signs[self.at][0]

    @property
    def number(self) -> int:
        """Its line."""
        return self.signs[self.at][1]

    def _skip(self, *signs: str) -> None:
        while self.sign and self.sign in signs:
            self.at += 1

    def _next_statement(self) -> bool:
        self._skip("\n")
        return bool(self.sign)

    def _header(self) -> Steps:
        number = self.number
        self.at += 1
        many = self.sign == "["
        self._skip("[")
        table = self._within(self._keys())
        if many:
            self.lists[table] = self.lists.get(table, -1) + 1
            self.lines.setdefault(table, number)
            table = (*table, str(self.lists[table]))
        self._skip("]")
        self.lines.setdefault(table, number)
        return table

    def _pair(self, table: Steps) -> Steps:
        """A key with its value; the table that they stand in."""
        path, number = table, self.number
        for key in self._keys():
            path = (*path, key)
            self.lines.setdefault(path, number)
        self._skip("=")
        self._value(path)
        return table

    def _keys(self) -> Steps:
        """A dotted key."""
        keys: list[str] = []
        while self.sign not in {"=", "]"}:
            if self.sign != ".":
                quoted = self.sign[0] in "\"'"
                keys.append(tomllib.loads(f"k = {self.sign}")["k"] if quoted else self.sign)
            self.at += 1
        return tuple(keys)

    def _value(self, path: Steps) -> None:
        sign = self.sign
        if sign == "[":
            self._items(path)
        elif sign == "{":
            self._table(path)
        else:
            while self.sign not in _ENDS:
                self.at += 1

    def _table(self, path: Steps) -> None:
        self.at += 1
        self._skip("\n", ",")
        while self.sign != "}":
            self._pair(path)
            self._skip("\n", ",")
        self.at += 1

    def _items(self, path: Steps) -> None:
        self.at += 1
        self._skip("\n")
        n = 0
        while self.sign != "]":
            item = (*path, str(n))
            self.lines.setdefault(item, self.number)
            self._value(item)
            self._skip("\n", ",")
            n += 1
        self.at += 1

    def _within(self, keys: Steps) -> Steps:
        """A header's path: where it passes through a list of tables, it means the last of them."""
        path: Steps = ()
        for n, key in enumerate(keys):
            path = (*path, key)
            if path in self.lists and n < len(keys) - 1:
                path = (*path, str(self.lists[path]))
        return path
