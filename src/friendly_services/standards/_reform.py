"""Reforms: a version that says only what it changes of another, written out in full.

`based_on` names the version that a reform starts from, `without` the conditions, exits and groups of it that
are no longer asked. What it says goes over those of the same code, key by key, and over named values of the
same name; new ones come at the end. A version without `based_on` stays as it is written.
"""

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any, Final

from ..errors import Invalid, Problem
from ..text import Reason

__all__ = ["laid_over", "written_out"]

_OWN: Final = ("in_force", "until", "announced", "source")
"""What a new version says for itself: its days, and the decision that it rests on."""
_ASKED: Final = ("conditions", "exits")
_LISTS: Final = ("groups", *_ASKED)

Rows = list[Any]


def written_out(rows: Rows) -> tuple[Rows, tuple[Problem, ...]]:
    """The versions of one standard in full, without those whose reform cannot be told; and why it cannot."""
    return _written(rows, {})


def laid_over(lower: Rows, upper: Rows) -> tuple[Rows, tuple[Problem, ...]]:
    """The versions of a standard with those of a file that extends it over them, by number.

    A version that leaves out conditions of the one it comes after or replaces, and does not say so, is a
    problem: whoever writes down one condition means to change one, not to drop the rest.
    """
    found = {number: row for row in lower if (number := _number(row)) is not None}
    rows, problems = _written(upper, found)
    reforms = {_number(row) for row in upper if isinstance(row, Mapping) and "based_on" in row}
    merged: dict[int, Any] = dict(found)
    odd: Rows = []  # told when the standard is read
    for row in rows:
        number = _number(row)
        if number is None:
            odd.append(row)
            continue
        before = max((n for n in found if n <= number), default=number)
        kept = () if number in reforms else _codes(found.get(before), _ASKED)
        lost = tuple(code for code in kept if code not in _codes(row, _ASKED))
        if lost:
            reason = Reason("standards.leaves_out", number=number, before=before, codes=lost)
            problems = (*problems, Problem(f"versions.{number}", reason))
        # one that left much out is still read, filled up, so that its other slips are told too
        merged[number] = _rewritten(row, found[before]) if lost else row
    return [*merged.values(), *odd], problems


def _written(rows: Rows, lower: Mapping[int, Any]) -> tuple[Rows, tuple[Problem, ...]]:
    found = dict(lower)
    full: Rows = []
    problems: list[Problem] = []
    numbers = {_number(row) for row in rows}
    for row in sorted(rows, key=lambda row: _number(row) or 0):
        number = _number(row)
        if number is None or "based_on" not in row:
            full.append(row)
        else:
            try:
                full.append(_rewritten(row, _base(row, found, numbers)))
            except Invalid as error:
                problems += error.inside(f"versions.{number}").problems
                continue
        if number is not None:
            found[number] = full[-1]
    return full, tuple(problems)


def _base(
    row: Mapping[str, Any], found: Mapping[int, Any], numbers: Iterable[int | None]
) -> Mapping[str, Any]:
    wanted = row["based_on"]
    if type(wanted) is not int or wanted not in found:
        shown = wanted if isinstance(wanted, bool | int | str) else type(wanted).__name__
        if type(wanted) is int and wanted in numbers and wanted >= row["number"]:
            raise Invalid.at("based_on", "standards.based_on_later", value=wanted)
        raise Invalid.at("based_on", "standards.no_base", value=shown, known=tuple(sorted(found)))
    base: Mapping[str, Any] = found[wanted]
    return base


def _rewritten(change: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, Any]:
    """A version in full: what it changes, over the version that it is based on."""
    gone = _without(change, base)
    new = change["number"] != base["number"]
    full = {key: value for key, value in base.items() if not (new and key in _OWN)}
    for key in _LISTS:
        if isinstance(rows := base.get(key), list):
            full[key] = [row for row in rows if _code(row) not in gone]
    for key, value in change.items():
        if key in _LISTS and isinstance(value, list):
            full[key] = _by_code(full.get(key), value)
        elif key == "values" and isinstance(value, Mapping):
            full[key] = _by_name(full.get(key), value)
        elif key not in {"based_on", "without"}:
            full[key] = value
    return {key: value for key, value in full.items() if key not in {"groups", "exits"} or value != []}


def _without(change: Mapping[str, Any], base: Mapping[str, Any]) -> frozenset[str]:
    codes = change.get("without", [])
    known = _codes(base, _LISTS)
    if not isinstance(codes, list) or not all(isinstance(code, str) and code in known for code in codes):
        shown = ", ".join(str(code)[:64] for code in codes) if isinstance(codes, list) else str(codes)[:64]
        raise Invalid.at("without", "standards.not_codes", value=shown, known=known)
    return frozenset(codes)


def _by_code(lower: object, upper: Rows) -> Rows:
    """Rows over those of the same code, key by key, and new ones after them."""
    rows = list(lower) if isinstance(lower, list) else []
    places = {_code(row): n for n, row in enumerate(rows)}
    written: set[str] = set()
    for row in upper:
        code = _code(row)
        if code is not None and code in places and code not in written:
            rows[places[code]] = {**rows[places[code]], **row}
            written.add(code)
        else:  # new, or a slip that is told when the standard is read
            rows.append(row)
    return rows


def _by_name(lower: object, upper: Mapping[str, Any]) -> dict[str, Any]:
    """Values over those of the same name: another value does not come from the document of the old one."""
    values = dict(lower) if isinstance(lower, Mapping) else {}
    for name, row in upper.items():
        old = values.get(name)
        if isinstance(row, Mapping) and isinstance(old, Mapping):
            values[name] = {key: part for key, part in old.items() if key != "source"} | {**row}
        else:
            values[name] = row
    return values


def _number(row: object) -> int | None:
    number = row.get("number") if isinstance(row, Mapping) else None
    return number if type(number) is int else None


def _code(row: object) -> str | None:
    code = row.get("code") if isinstance(row, Mapping) else None
    return code if isinstance(code, str) else None


def _codes(version: object, keys: Iterable[str]) -> tuple[str, ...]:
    lists = [version.get(key) for key in keys] if isinstance(version, Mapping) else []
    listed: Iterable[object] = chain(*(rows for rows in lists if isinstance(rows, list)))
    return tuple(code for row in listed if (code := _code(row)) is not None)
