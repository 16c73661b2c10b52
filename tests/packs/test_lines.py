"""Every key and every item is told with the line that it stands on, however a file is laid out."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from friendly_services.packs._lines import Steps, first_below
from friendly_services.packs._toml import read_toml
from tests.packs.samples import GOOD, STANDARD, problems

ODD: Final = r"""
# each number stands on its line once [not] = 1
top = 101
a.b.c = 102
a.b."d.e" = 103 # = 999
a . 'f' = 104
inline = { x = 105, y.z = 106, deep = { q = 107, "w w" = 108 }, list = [109, 110] }
flat = [111, 112, 113]
many = [ # ]
  114, # 999
  115,

  116, 117,
  [118, [
    119], 120],
  { k = 121, m = { n = 122 } },
  "text ] } = 123", 'literal # 124',
]
none = []
empty = {}
long = §
[fake]
x = 1 # \" "" §
after = 125
lines = ['''
a
''', 126, §b\
   c§, 127]
day = [2026-01-01, 1.5e3, -128]
quoted = "]"
[table]
x = 129
[table.sub."k.k"]
x = 130
y = [
  131]
[[rows]]
x = 132
[rows.inner]
x = 133
[[rows.more]]
x = 134
[[rows.more]]
x = 135
y.z = [{ a = 136 },
  # comment
  { a = 137,   b = [138,
139] }]
[[rows]] # [[rows]]
x = 140
[[rows.more]]
x = 141
  [ other . "t" ]
  x = 142
[table.later]
	x = 143
"" = 144
"\u0078\u0079" = 145
last = [[146], [147
], []]
end = 148""".strip().replace("§", '"' * 3)
MARKS: Final = [str(n) for n in range(101, 149)]


def leaves(plain: Any, path: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    """Each value that is no table and no list, with the way to it."""
    parts = plain.items() if isinstance(plain, dict) else enumerate(plain) if isinstance(plain, list) else ()
    for key, part in parts:
        yield from leaves(part, (*path, str(key)))
    if not isinstance(plain, dict | list):
        yield path, plain


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", MARKS)
def test_a_value_is_found_on_its_line(mark: str, end: str) -> None:
    """In lists over several lines, dotted and quoted keys, tables in lines and lists, texts with brackets."""
    text = ODD.replace("\n", end)
    source = read_toml(text.encode(), "odd.toml")
    [path] = [path for path, value in leaves(tomllib.loads(text)) if mark in str(value)]
    [line] = [n for n, row in enumerate(text.split("\n"), 1) if mark in row]
    assert source.line(path) == line
    assert source.line((*path, "beyond")) == line


def test_each_mark_is_there() -> None:
    """There are 48 of them, in the two ways to end a line."""
    assert len(MARKS) * 2 == 96
    assert all(ODD.count(mark) == 1 for mark in MARKS)


SEATS: Final = (
    STANDARD.format(id="seats")
    + """
evidence = [
  "document",
  "registry", "rumour",
]
[facts.trade]
type = "choice"
title = { en = "trade", zh = "业态" }
choices = ["food",
  3]
"""
)
LINES: Final = {"versions.1.conditions.S1.evidence.2": 23, "facts.trade.choices.1": 29}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_slip_inside_a_list_is_told_with_its_own_line(tmp_path: Path, end: str) -> None:
    """Not with that of the key under which the list begins."""
    text = SEATS.replace("\n", end)
    found = problems(tmp_path, {**GOOD, "standards/seats.toml": text.encode()})
    assert {problem.field: problem.line for problem in found} == LINES


def test_how_deep_a_text_goes() -> None:
    """The first line on which lists and tables are deeper than asked, if there is one."""
    assert [first_below(ODD, depth) for depth in (1, 2, 9)] == [6, 13, None]
