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
from ._facts import FACT_NAME, RESERVED, Fact, FactType
from ._reform import written_out
from ._sheet import Sheet, joined
from ._standard import Condition, Evidence, Group, OpenCases, Standard, Status, Version
from ._types import nearest, read_condition

__all__ = ["read_standard"]

_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}", re.ASCII)
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}", re.ASCII)
_MOST_FACTS: Final = 1_000
_MOST_CONDITIONS: Final = 1_000
_MOST_VERSIONS: Final = 200
_VERSION_KEYS: Final = "number in_force until open_cases source groups conditions based_on without"
_NOTHING: Final = Label(en="", zh="")

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
    title = sheet.label("title") or _NOTHING
    source = sheet.text("source")
    facts = _facts(sheet)
    rows, unclear = written_out(sheet.rows("versions", _MOST_VERSIONS))
    problems += [attrs.evolve(problem, field=joined(where, problem.field)) for problem in unclear]
    read = [_version(row, n, sheet, identity, title, facts) for n, row in enumerate(rows, 1)]
    versions = _in_order([version for version in read if version], sheet)
    if problems:
        raise Invalid(tuple(problems))
    return Standard(identity, title, source, tuple(facts.values()), versions)


def _facts(sheet: Sheet) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    table = sheet.table("facts")
    if len(table) > _MOST_FACTS:
        sheet.wrong("facts", "standards.too_many", length=len(table), high=_MOST_FACTS)
        return {}
    for name, plain in table.items():
        where = joined(sheet.where, "facts", str(name)[:64])
        row = Sheet(plain, where, sheet.problems, "type title unit choices immovable")
        if not FACT_NAME.fullmatch(str(name)):
            row.wrong("", "standards.bad_fact_name", value=str(name))
        elif name in RESERVED:
            row.wrong("", "standards.reserved", value=name)
        kind: FactType = row.one_of("type", get_args(FactType)) or "text"
        choices = _choices(row) if kind == "choice" or "choices" in row.plain else ()
        if choices and kind != "choice":
            row.wrong("choices", "standards.choices_of_no_choice", type=kind)
        facts[name] = Fact(
            name=name,
            type=kind,
            title=row.label("title") or _NOTHING,
            unit=_unit(row),
            choices=choices,
            immovable=row.flag("immovable"),
        )
    return facts


def _choices(row: Sheet) -> tuple[str, ...]:
    values = row.rows("choices", _MOST_FACTS)
    for n, value in enumerate(values):
        if not isinstance(value, str) or not value.strip():
            row.wrong(f"choices.{n}", "standards.not_text_line", value=str(value), longest=_MOST_FACTS)
        elif value in values[:n]:
            row.wrong(f"choices.{n}", "standards.twice", value=value)
    return tuple(value for value in values if isinstance(value, str))


def _unit(row: Sheet) -> Label | None:
    """A unit is a sign that both languages share, such as `m`, or a word in each."""
    if isinstance(row.plain.get("unit"), Mapping):
        return row.label("unit")
    text = row.text("unit", optional=True)
    return Label(en=text, zh=text) if text else None


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
    groups = _named(row, "groups", _group, optional=True)
    codes = [group.code for group in groups]
    conditions = _named(row, "conditions", lambda one: _condition(one, codes, facts))
    for group in groups:
        _count(group, conditions, row)
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
        conditions=tuple(conditions),
    )


def _named(row: Sheet, key: str, read: Callable[[Sheet], N], *, optional: bool = False) -> list[N]:
    """The groups or conditions in a list, each under the path that its code gives it, no code twice."""
    keys = {
        "groups": "code title at_least",
        "conditions": "code group title requires applies must evidence source status repair",
    }[key]
    found: dict[str, N] = {}
    for n, plain in enumerate(row.rows(key, _MOST_CONDITIONS, optional=optional), 1):
        code = plain.get("code") if isinstance(plain, Mapping) else None
        good = isinstance(code, str) and _CODE.fullmatch(code) is not None
        sheet = Sheet(plain, joined(row.where, key, code if good else f"#{n}"), row.problems, keys)
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
    return Group(
        code=str(sheet.plain.get("code")),
        title=sheet.label("title") or _NOTHING,
        at_least=sheet.whole("at_least", 1, optional=True),
    )


def _condition(sheet: Sheet, groups: Sequence[str], facts: Mapping[str, Fact]) -> Condition:
    group = sheet.text("group", optional=True) or None
    if group is not None and group not in groups:
        meant = nearest(group, groups)
        code = "standards.unknown_group_near" if meant else "standards.unknown_group"
        sheet.wrong("group", code, value=group, nearest=meant)
    requires = sheet.text("requires")
    applies = sheet.text("applies", optional=True) or None
    status: Status = sheet.one_of("status", get_args(Status)) or "proposed"
    return Condition(
        code=str(sheet.plain.get("code")),
        title=sheet.label("title") or _NOTHING,
        requires=requires,
        check=_check(sheet, "requires", requires, facts),
        group=group,
        applies=applies,
        scope=_check(sheet, "applies", applies, facts) if applies else None,
        must=sheet.flag("must"),
        evidence=_evidence(sheet),
        source=sheet.text("source", optional=status == "proposed"),
        status=status,
        repair=sheet.label("repair", optional=True),
    )


def _check(sheet: Sheet, key: str, text: str, facts: Mapping[str, Fact]) -> Check:
    try:
        return read_condition(text, facts)
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
