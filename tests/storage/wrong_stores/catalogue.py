"""The pages of the documentation that tell of the contract's tests and of the wrong stores they catch."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Final

from tests.budget import ROOT

from . import TABLES, TESTS, WRONG, PlainStore, Wrong, bench, clauses_of
from ._history import History, Op, is_wrong, minimised, size
from ._programs import PROGRAMS

HISTORIES: Final = ROOT / "tests" / "storage" / "wrong_stores" / "histories.json"
CONTRACT: Final = ROOT / "docs" / "reference" / "store-contract.md"
SCORE: Final = ROOT / "docs" / "reference" / "store-kill-score.md"
LONGEST: Final = 10
"""Operations of a history."""
FIRST: Final = {
    "always": ("common", "oddities"),
    "crash": ("a failure", "a lost answer", "opened anew", "a full disk", "erased"),
    "together": ("two ", "a reader", "a writer", "a lock"),
}
ALONE: Final = ("common use", "oddities", "erased", "opened anew", "closed")
"""Programs that need nothing of the lab but to open the store."""
WHEN: Final = {"always": "in any use", "together": "if others write", "crash": "after a fault"}

PAGE: Final = """\
# Wrong stores, and the tests that catch them

A kit that lets a wrong store pass is worth nothing. So it is itself tried: by {stores} stores that are
wrong on purpose, each in one way. {together} of them are right as long as nobody else writes, and {crash}
until something fails or the data are opened anew. All are caught. Where several tests fail, one is named.

For each there is a history: operations after which it gives an answer that no right store gives, none of
which can be left out. The longest has {longest}. The first characters of a commit stand for its command;
`on` is the version that was read.

This page is written by `python -m tests.storage.wrong_stores`; the tests run every line of it.

| store | wrong | clause | caught by | operations | history |
| --- | --- | --- | --- | --- | --- |
{rows}

## SQLite, every column and every statement that writes

The SQLite store itself, with one column of one table written wrongly (one more, one bit flipped, one letter
added), or one sort of statement left out.

| store | wrong | clause | caught by | operations | history |
| --- | --- | --- | --- | --- | --- |
{spoilt}
"""


def found(store: Wrong) -> tuple[str, list[int]]:
    """A program that shows what is wrong with a store, and the places in it that are enough."""
    names = ALONE if store.name in TABLES else PROGRAMS
    for name in sorted(names, key=lambda name: not name.startswith(FIRST[store.when])):
        if is_wrong(PROGRAMS[name], store.bench):
            return name, minimised(PROGRAMS[name], partial(shows, store))
    raise LookupError(f"no program shows what is wrong with {store.name}")


def shows(store: Wrong, history: Sequence[Op]) -> bool:
    """Whether a store is wrong where the right one is not."""
    return is_wrong(history, store.bench) and is_right(history)


def histories() -> dict[str, tuple[str, list[int]]]:
    """By store, its program and places, as they were found when the table was written."""
    kept: dict[str, tuple[str, list[int]]] = json.loads(HISTORIES.read_text(encoding="utf-8"))
    return kept


def history_of(program: str, places: list[int]) -> History:
    """The operations at these places of a program."""
    return tuple(PROGRAMS[program][place] for place in places)


def is_right(history: Sequence[Op]) -> bool:
    """Whether the right store passes."""
    return not is_wrong(history, lambda folder: bench(PlainStore, folder))


def write() -> None:
    """Find all histories anew, and write everything."""
    kept = {name: found(store) for name, store in {**WRONG, **TABLES}.items()}
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(each)}" for name, each in kept.items())
    HISTORIES.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")
    SCORE.write_text(score(), encoding="utf-8")
    CONTRACT.write_text(with_tests(CONTRACT.read_text(encoding="utf-8")), encoding="utf-8")


def score() -> str:
    """The page with the kill score."""
    kept = histories()
    counts = Counter(store.when for store in WRONG.values())
    longest = max(size(history_of(*each)) for each in kept.values())
    rows = [row(store, history_of(*kept[store.name])) for store in WRONG.values()]
    spoilt = [row(store, history_of(*kept[store.name])) for store in TABLES.values()]
    return PAGE.format(
        stores=len(WRONG) + len(TABLES),
        together=counts["together"],
        crash=counts["crash"],
        longest=longest,
        rows="\n".join(rows),
        spoilt="\n".join(spoilt),
    )


def row(store: Wrong, history: History) -> str:
    """A line of the table."""
    shown = " · ".join(str(op) if len(str(op)) < 90 else f"{str(op)[:88]}…" for op in history)
    shown = shown or "open the data a second time"
    shown = shown.replace("|", "\\|").replace("`", "'").replace("<", "&lt;")
    what = store.what if store.name in TABLES else f"{store.what} ({WHEN[store.when]})"
    count = max(size(history), 1)
    return f"| {store.name} | {what} | {store.clause} | `{store.caught_by}` | {count} | {shown} |"


def with_tests(page: str) -> str:
    """The page of the contract with the tests of each clause under it."""
    by_clause: dict[str, list[str]] = {}
    for test in TESTS:
        for clause in clauses_of(test):
            by_clause.setdefault(clause, []).append(f"`{test}`")

    def told(section: re.Match[str]) -> str:
        tests = ", ".join(by_clause.get(section[2], []))
        return f"{section[1]}*Tests:* {tests}\n"

    return re.sub(r"(## ([GEL]\d+) .*?\n)\*Tests:\*[^\n]*\n", told, page, flags=re.DOTALL)
