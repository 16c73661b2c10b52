"""When an answer changes by itself: the days on which anything can, and the first on which it does.

Between two such days nothing moves, so looking at these alone gives what looking at every day would.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import assert_never

import attrs

from ._checks import All, AnyOf, Check, Compare, Listed
from ._compiled import answered
from ._facts import FactValue, Given, Known
from ._standard import NotInForce, Standard, Version
from ._tally import Answer
from ._terms import Constant, Count, Term, Today, Values, root_of

__all__ = ["Change", "first_day", "next_change"]

_DAY = timedelta(days=1)


@attrs.frozen
class Change:
    """The day on which an answer becomes another although nobody does anything."""

    on: date
    answer: Answer | None
    """What it is from then on; None if the standard is no longer in force."""
    conditions: tuple[str, ...]
    """Codes of the conditions whose answer is another than the day before, and of those that came or went."""
    stale: tuple[str, ...]
    """The facts that count no longer since that day."""
    version: int | None
    """The version that came into force that day, if one did."""


def next_change(
    rules: Version,
    facts: Mapping[str, Given],
    on: date,
    answer: Answer,
    standard: Standard | None,
) -> Change | None:
    """The first day after `on` whose answer differs."""
    for day in sorted(_days(rules, facts, on, standard)):
        now = _rules_on(rules, day, standard)
        found, answers = _asked(now, facts, day)
        if found != answer:
            before = day - _DAY
            was = rules if before == on else _rules_on(rules, before, standard)
            return Change(
                on=day,
                answer=found,
                conditions=_differing(_asked(was, facts, before)[1], answers),
                stale=tuple(_stale(rules, facts, day)),
                version=now.number if now and now != was else None,
            )
    return None


def _asked(
    rules: Version | None, facts: Mapping[str, Given], day: date
) -> tuple[Answer | None, dict[str, Answer]]:
    """The answer of a day, and by code those of its conditions; none without a version in force."""
    if rules is None:
        return None, {}
    whole, answers = answered(rules, rules.known(facts, day)[0], day)
    codes = (condition.code for condition in rules.conditions)
    return whole, dict(zip(codes, answers, strict=True))


def _rules_on(rules: Version, day: date, standard: Standard | None) -> Version | None:
    try:
        return standard.in_force(day) if standard else rules
    except NotInForce:
        return None


def _differing(old: Mapping[str, Answer], new: Mapping[str, Answer]) -> tuple[str, ...]:
    return tuple(code for code in {**new, **old} if new.get(code) != old.get(code))


def _stale(rules: Version, facts: Mapping[str, Given], day: date) -> Iterator[str]:
    for fact in rules.facts:
        known = facts.get(fact.name)
        if isinstance(known, Known) and _after(fact.last_day(known)) == day:
            yield fact.name


def _days(rules: Version, facts: Mapping[str, Given], on: date, standard: Standard | None) -> set[date]:
    """Every day after `on` on which an answer can differ from that of the day before."""
    found: set[date] = set()
    for version in standard.versions if standard else (rules,):
        if standard:
            found |= {on + _DAY, version.in_force, version.until or date.max}
        for fact in version.facts:
            known = facts.get(fact.name)
            if isinstance(known, Known):
                found |= {known.on, _after(fact.last_day(known))}
        held = _ever(version, facts)
        for condition in version.conditions:
            for check in (condition.scope, condition.check):
                found.update(_turns(check, held) if check else ())
    return {day for day in found if on < day < date.max}


def _ever(version: Version, facts: Mapping[str, Given]) -> Values:
    """The value of each fact on the days on which it counts."""
    values: dict[str, FactValue] = {}
    for fact in version.facts:
        given = facts.get(fact.name)
        values[fact.name] = fact.kept(given.value if isinstance(given, Known) else given)
    return values


def _turns(check: Check, values: Values) -> Iterator[date]:
    """The days on which the clock can turn a check."""
    match check:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from _turns(part, values)
        case Compare(left, _, right):
            yield from _crossings(left, right, values)
        case Listed(left, listed):
            for value in listed:
                yield from _crossings(left, Constant(value), values)
        case _:
            assert_never(check)


def _crossings(left: Term, right: Term, values: Values) -> Iterator[date]:
    """The days on which a moving side reaches the other, and on which it has passed it."""
    for term, other in ((left, right), (right, left)):
        root = root_of(term)
        if isinstance(root, Count) and root.where is not None:
            items = values[root.fact.name]
            names = [field.name for field in root.fact.fields]
            for item in items if isinstance(items, tuple) else ():
                yield from _turns(root.where, dict(zip(names, item, strict=True)))
        if isinstance(root, Today):
            fixed = other.value(values, date.min)
            if isinstance(fixed, date):
                yield first_day(term, fixed)
                yield first_day(term, _after(fixed))


def first_day(term: Term, fixed: date) -> date:
    """The first day on which a term that moves with today is no earlier than a fixed date.

    No day's term is later than the next day's, so the days can be halved.
    """

    def reached(day: int) -> bool:
        value = term.value({}, date.fromordinal(day))
        return isinstance(value, date) and value >= fixed

    days = range(1, date.max.toordinal() + 1)
    place = bisect_left(days, True, key=reached)
    return date.fromordinal(days[place]) if place < len(days) else date.max


def _after(day: date) -> date:
    return day + _DAY if day < date.max else date.max
