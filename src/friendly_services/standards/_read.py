"""Standards as plain values, such as TOML gives: read whole, every problem told at once under its path."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any, Final, TypeVar, get_args

import attrs

from ..errors import Invalid, Problem
from ..text import Label
from ._checks import All, Check
from ._facts import FACT_NAME, RESERVED, Evidence, Fact
from ._read_facts import NOTHING, read_facts
from ._reform import written_out
from ._sheet import Sheet, joined
from ._standard import Condition, Group, NamedValue, OpenCases, Standard, Status, Version
from ._types import Fixed, nearest, read_condition

__all__ = ["read_standard"]

_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}", re.ASCII)
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}", re.ASCII)
_MOST_CONDITIONS: Final = 1_000
_MOST_VERSIONS: Final = 200
_MOST_VALUES: Final = 1_000
_HIGHEST_WEIGHT: Final = 1_000
_VERSION_KEYS: Final = (
    "number in_force until announced open_cases source at_least_score values groups conditions exits "
    "based_on without"
)
_KEYS: Final = {
    "groups": "code title at_least at_least_score weight",
    "conditions": "code group title requires applies must evidence source status repair weight cost",
    "exits": "code title when applies evidence source status repair cost",
}

N = TypeVar("N", Group, Condition)


def read_standard(plain: Mapping[str, Any], where: str = "") -> Standard:
    """The standard that plain values describe.

    Args:
        plain: what a TOML or JSON parser gave.
        where: the dotted path that goes before every field named in a problem.

    Raises:
        Invalid: lists every problem, each under a path that names versions by number and conditions by code,
            such as `versions.1.conditions.L1.requires`, and one that has none by its place: `versions.#2`.
    """
    problems: list[Problem] = []
    sheet = Sheet(plain, where, problems, "id title source facts versions")
    identity = sheet.text("id")
    if identity and not _ID.fullmatch(identity):
        sheet.wrong("id", "standards.bad_id", value=identity)
    title = sheet.label("title") or NOTHING
    source = sheet.text("source")
    facts = read_facts(sheet)
    rows, unclear = written_out(sheet.rows("versions", _MOST_VERSIONS))
    problems += [attrs.evolve(problem, field=joined(where, problem.field)) for problem in unclear]
    read = [_version(row, n, sheet, identity, title, facts) for n, row in enumerate(rows, 1)]
    versions = _in_order([version for version in read if version], sheet)
    if problems:
        raise Invalid(tuple(problems))
    return Standard(identity, title, source, tuple(facts.values()), versions)


def _version(
    plain: object, n: int, sheet: Sheet, standard: str, title: Label, facts: Mapping[str, Fact]
) -> Version | None:
    number = plain.get("number") if isinstance(plain, Mapping) else None
    where = joined(sheet.where, "versions", number if type(number) is int else f"#{n}")
    row = Sheet(plain, where, sheet.problems, _VERSION_KEYS)
    if not row.plain:
        return None
    if "without" in row.plain:
        row.wrong("without", "standards.without_base")
    found_number = row.whole("number", 1)
    in_force, until = row.day("in_force"), row.day("until", optional=True)
    if in_force and until and until <= in_force:
        row.wrong("until", "standards.ends_before_it_starts", until=until, in_force=in_force)
    open_cases: OpenCases | None = row.one_of("open_cases", get_args(OpenCases))
    source = row.text("source")
    named = _values(row, facts)
    groups = _named(row, "groups", _group, optional=True)
    codes = [group.code for group in groups]
    language = facts, {one.name: one.value for one in named}
    some_exits = "exits" in row.plain
    conditions = _named(row, "conditions", lambda one: _condition(one, codes, *language), optional=some_exits)
    exits = _named(row, "exits", lambda one: _exit(one, *language), optional=True)
    for code in sorted({one.code for one in exits} & {one.code for one in conditions}):
        row.wrong(f"exits.{code}.code", "standards.twice", value=code)
    at_least_score = row.whole("at_least_score", 1, 100, optional=True)
    for group in groups:
        _count(group, conditions, row)
    _weighed(groups, conditions, row)
    if found_number is None or in_force is None or open_cases is None:
        return None
    return Version(
        standard=standard,
        title=title,
        number=found_number,
        in_force=in_force,
        until=until,
        open_cases=open_cases,
        source=source,
        facts=tuple(facts.values()),
        groups=tuple(groups),
        conditions=(*conditions, *exits),
        announced=row.day("announced", optional=True),
        ends=until,
        at_least_score=at_least_score,
        values=named,
    )


def _values(row: Sheet, facts: Mapping[str, Fact]) -> tuple[NamedValue, ...]:
    """The values that conditions may name, each with its source or that of the version."""
    found = []
    table = row.table("values", optional=True)
    if len(table) > _MOST_VALUES:
        row.wrong("values", "standards.too_many", length=len(table), high=_MOST_VALUES)
        return ()
    for name, plain in table.items():
        sheet = Sheet(plain, joined(row.where, "values", str(name)[:64]), row.problems, "value source title")
        if not FACT_NAME.fullmatch(str(name)):
            sheet.wrong("", "standards.bad_fact_name", value=str(name)[:64])
        elif name in RESERVED or name in facts:
            sheet.wrong("", "standards.reserved" if name in RESERVED else "standards.twice", value=name)
        value: Fixed | None = sheet.fixed("value") if isinstance(plain, Mapping) else None
        if value is not None:
            source = sheet.text("source", optional=True) or str(row.plain.get("source", ""))
            found.append(NamedValue(str(name), value, source, sheet.label("title", optional=True)))
    return tuple(found)


def _named(row: Sheet, key: str, read: Callable[[Sheet], N], *, optional: bool = False) -> list[N]:
    """The groups, conditions or exits in a list, each under the path of its code, no code twice."""
    found: dict[str, N] = {}
    for n, plain in enumerate(row.rows(key, _MOST_CONDITIONS, optional=optional), 1):
        code = plain.get("code") if isinstance(plain, Mapping) else None
        good = isinstance(code, str) and _CODE.fullmatch(code) is not None
        sheet = Sheet(plain, joined(row.where, key, code if good else f"#{n}"), row.problems, _KEYS[key])
        if not sheet.plain:
            continue
        if not good and sheet.text("code"):
            sheet.wrong("code", "standards.bad_code", value=str(code)[:64])
        one = read(sheet)
        if one.code in found:
            sheet.wrong("code", "standards.twice", value=one.code)
        found[one.code] = one
    return list(found.values())


def _group(sheet: Sheet) -> Group:
    if {"at_least", "at_least_score"} <= sheet.plain.keys():
        sheet.wrong("at_least_score", "standards.two_thresholds")
    return Group(
        code=str(sheet.plain.get("code")),
        title=sheet.label("title") or NOTHING,
        at_least=sheet.whole("at_least", 1, optional=True),
        at_least_score=sheet.whole("at_least_score", 1, 100, optional=True),
        weight=sheet.whole("weight", 1, _HIGHEST_WEIGHT, optional=True),
    )


def _condition(
    sheet: Sheet, groups: Sequence[str], facts: Mapping[str, Fact], named: Mapping[str, Fixed]
) -> Condition:
    group = sheet.text("group", optional=True) or None
    if group is not None and group not in groups:
        meant = nearest(group, groups)
        code = "standards.unknown_group_near" if meant else "standards.unknown_group"
        sheet.wrong("group", code, value=group, nearest=meant)
    return attrs.evolve(
        _asked(sheet, "requires", facts, named),
        group=group,
        must=sheet.flag("must"),
        weight=sheet.whole("weight", 1, _HIGHEST_WEIGHT, optional=True) or 1,
    )


def _exit(sheet: Sheet, facts: Mapping[str, Fact], named: Mapping[str, Fixed]) -> Condition:
    return attrs.evolve(_asked(sheet, "when", facts, named), exit=True)


def _asked(sheet: Sheet, key: str, facts: Mapping[str, Fact], named: Mapping[str, Fixed]) -> Condition:
    """What conditions and exits have in common."""
    requires = sheet.text(key)
    applies = sheet.text("applies", optional=True) or None
    status: Status = sheet.one_of("status", get_args(Status)) or "proposed"
    return Condition(
        code=str(sheet.plain.get("code")),
        title=sheet.label("title") or NOTHING,
        requires=requires,
        check=_check(sheet, key, requires, facts, named),
        applies=applies,
        scope=_check(sheet, "applies", applies, facts, named) if applies else None,
        evidence=_evidence(sheet),
        source=sheet.text("source", optional=status == "proposed"),
        status=status,
        repair=sheet.label("repair", optional=True),
        cost=sheet.whole("cost", 0, optional=True) or 0,
    )


def _check(sheet: Sheet, key: str, text: str, facts: Mapping[str, Fact], named: Mapping[str, Fixed]) -> Check:
    try:
        return read_condition(text, facts, named)
    except Invalid as error:
        if text:  # an empty one has been told already
            sheet.problems += error.inside(joined(sheet.where, key)).problems
        return All(())


def _evidence(sheet: Sheet) -> tuple[Evidence, ...]:
    kinds = get_args(Evidence)
    rows = sheet.rows("evidence", len(kinds), optional=True)
    for n, kind in enumerate(rows):
        if kind not in kinds:
            sheet.wrong(f"evidence.{n}", "value.not_one_of", value=str(kind)[:64], choices=kinds)
        elif kind in rows[:n]:
            sheet.wrong(f"evidence.{n}", "standards.twice", value=kind)
    return tuple(rows)


def _count(group: Group, conditions: Sequence[Condition], row: Sheet) -> None:
    """A group has conditions, and no fewer than it asks for."""
    members = sum(condition.group == group.code for condition in conditions)
    if not members:
        row.wrong(f"groups.{group.code}", "standards.empty_group")
    elif group.at_least is not None and group.at_least > members:
        row.wrong(
            f"groups.{group.code}.at_least",
            "standards.asks_too_many",
            at_least=group.at_least,
            members=members,
        )


def _weighed(groups: Sequence[Group], conditions: Sequence[Condition], row: Sheet) -> None:
    """Every weight counts in some score, and a score has something to count."""
    scored = "at_least_score" in row.plain
    if scored and not any(group.weight for group in groups):
        row.wrong("at_least_score", "standards.nothing_weighed")
    for group in groups:
        if group.weight and not scored:
            row.wrong(f"groups.{group.code}.weight", "standards.weighs_nothing")
    weighing = {group.code for group in groups if group.weight or group.at_least_score}
    for condition in conditions:
        if condition.weight != 1 and condition.group not in weighing:
            row.wrong(f"conditions.{condition.code}.weight", "standards.weighs_nothing")


def _in_order(versions: Sequence[Version], sheet: Sheet) -> tuple[Version, ...]:
    """The versions by their first day, each ending where the next begins: no day has two, or none."""
    ordered = sorted(versions, key=lambda version: (version.in_force, version.number))
    closed = ordered[-1:]
    for later, version in pairwise(reversed(ordered)):
        where = f"versions.{later.number}"
        if later.number <= version.number:
            sheet.wrong(
                f"{where}.number",
                "standards.numbers_out_of_order",
                number=later.number,
                before=version.number,
            )
        until = version.until or later.in_force
        if until < later.in_force:
            last = later.in_force - timedelta(days=1)
            sheet.wrong(f"{where}.in_force", "standards.gap", since=until, until=last)
        elif until > later.in_force or later.in_force == version.in_force:
            sheet.wrong(f"{where}.in_force", "standards.overlap", number=version.number, since=later.in_force)
        closed.append(attrs.evolve(version, until=until))
    return tuple(reversed(closed))
