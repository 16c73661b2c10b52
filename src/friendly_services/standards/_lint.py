"""Remarks on a standard: what no slip of the pen explains and yet nobody can have meant.

Each is found by a search through values of every kind, and comes with facts that show it. Where a search
would take too long, nothing is said.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, timedelta
from itertools import islice, pairwise, permutations, product
from typing import Final, Literal, assert_never

import attrs

from ..text import Reason
from ._checks import Compare
from ._facts import FactValue
from ._kinds import comparisons
from ._next import first_day
from ._space import Goal, Rules, Search, Space, Truths
from ._standard import Condition, Group, NotInForce, Scheme, Standard, Version
from ._tally import Answer, tallied
from ._terms import Constant, Today, root_of

__all__ = ["Flaw", "Remark", "lint"]

Flaw = Literal[
    "never_met",
    "never_applies",
    "asks_nothing",
    "implied",
    "group_never_met",
    "whole_never_met",
    "not_nested",
    "gap",
]
_MOST_PAIRS: Final = 20_000
_DAY: Final = timedelta(days=1)
_MET: Final[frozenset[Answer]] = frozenset(["met", "not_applicable"])
_ODD: Final[tuple[tuple[Flaw, frozenset[Answer], Answer], ...]] = (
    ("never_applies", frozenset(["met", "unmet"]), "not_applicable"),
    ("never_met", frozenset(["met"]), "unmet"),
    ("asks_nothing", frozenset(["unmet"]), "met"),
)
"""What is odd about a condition if it never answers one of these, and an answer that shows it."""
_OF_EXITS: Final = frozenset({"never_met", "asks_nothing"})


@attrs.frozen
class Remark:
    """Something in a standard that nobody can have meant."""

    flaw: Flaw
    at: str
    """The dotted path to it, such as `versions.1.conditions.L1`."""
    reason: Reason
    """The remark in one sentence."""
    on: date
    """A day on which it is so; it is so on all others, too."""
    facts: tuple[tuple[str, FactValue], ...] = ()
    """Facts that show it."""


def lint(what: Version | Standard | Scheme, on: date | None = None) -> tuple[Remark, ...]:
    """What is contradictory, unreachable or redundant in a standard, and where levels do not nest.

    Args:
        what: a version; a standard, each of its versions; or a scheme, whether its levels nest as they claim.
        on: as of this day alone; left out, only what is so on every day on which a version is in force.
    """
    match what:
        case Version():
            return _always(lambda day: _Linter(what, day).remarks(), _days(what, on=on))
        case Standard():
            versions = what.versions if on is None else (what.in_force(on),)
            remarks = [remark for version in versions for remark in lint(version, on)]
            return (*remarks, *_gaps(what))
        case Scheme():
            return tuple(_unnested(what, on)) if what.nested else ()
        case _:
            assert_never(what)


def _always(remarks: Callable[[date], Iterable[Remark]], days: Iterable[date]) -> tuple[Remark, ...]:
    """The remarks of the first day that are true of all days."""
    found: tuple[Remark, ...] = ()
    for n, day in enumerate(days):
        now = tuple(remarks(day))
        keys = {(one.flaw, one.at, one.reason) for one in now}
        found = tuple(one for one in found if (one.flaw, one.at, one.reason) in keys) if n else now
        if not found:
            break
    return found


def _days(*versions: Version, on: date | None) -> list[date]:
    """Days on which the clock may make a difference: the first, the last, those about any fixed date."""
    if on is not None:
        return [on]
    start = max(version.in_force for version in versions)
    ends = [version.until for version in versions if version.until]
    last = min(ends) - _DAY if ends else date(start.year + 20, 1, 1) if start.year < 9_900 else start
    days = {start, last}
    checks = [check for version in versions for check in Rules.checks(version)]
    terms, fixed = [], set()
    for one in comparisons(checks):
        sides = (one.left, one.right) if isinstance(one, Compare) else (one.left, *map(Constant, one.values))
        terms += [side for side in sides if isinstance(root_of(side), Today)]
        fixed |= {side.fixed for side in sides if isinstance(side, Constant) and isinstance(side.fixed, date)}
    for term in (Today(), *terms):
        for day in fixed:
            turn = first_day(term, day)
            days |= {turn, turn + _DAY} if turn < date.max else set()
    return sorted(day for day in days if start <= day <= last)


class _Linter:
    """The remarks on one version on one day."""

    def __init__(self, version: Version, on: date) -> None:
        self.version = version
        self.on = on
        self.rules = Rules(version, Space(version.facts, Rules.checks(version), on))
        self.search = Search(self.rules.space)

    def remarks(self) -> Iterator[Remark]:
        """All of them: on conditions, on pairs of them, on groups, on the whole."""
        told = set()
        for n, condition in enumerate(self.version.conditions):
            for flaw, answers, shown in _ODD:
                if self.search.never(self._is(n, answers), _names(condition)):
                    told.add(n)
                    facts = self.search.facts(self._is(n, {shown}), _names(condition))
                    yield self._remark(flaw, condition, facts)
                    break
        others = [n for n in range(len(self.version.conditions)) if n not in told]
        for pair in islice(permutations(others, 2), _MOST_PAIRS):
            yield from self._implied(*pair)
        yield from self._never_met()

    def _implied(self, n: int, m: int) -> Iterator[Remark]:
        """Whether one condition asks nothing that another beside it does not ask already."""
        one, other = self.version.conditions[n], self.version.conditions[m]
        weighed = {group.code for group in self.version.groups if group.weighed}
        beside = (one.group == other.group and one.group not in weighed) or (one.alone and other.alone)
        names = tuple(dict.fromkeys((*_names(other), *_names(one))))
        if not beside or {*_names(one)}.isdisjoint(_names(other)):
            return

        def differs(truths: Truths) -> bool | None:
            mine, theirs = self.rules.stands(n, truths), self.rules.stands(m, truths)
            if mine in _MET or theirs == "unmet":
                return False
            return True if mine == "unmet" and theirs in _MET else None

        if self.search.never(differs, names):
            facts = self.search.facts(self._is(m, {"met"}), names)
            yield self._remark("implied", one, facts, other=other.code, other_title=other.title)

    def _never_met(self) -> Iterator[Remark]:
        """The groups, and the whole, that no facts meet."""
        names = tuple(self.rules.space.facts)
        anything = tuple(self.rules.space.facts_at(dict.fromkeys(names, 0)).items())
        for group, places in self.version.grouped():
            members = [self.version.conditions[n] for n in places]

            def met(truths: Truths, group: Group = group, places: tuple[int, ...] = places) -> bool | None:
                answers = [self.rules.answer(n, truths) for n in places]
                return _open(tallied(group, [self.version.conditions[n] for n in places], answers).answer)

            read = tuple(dict.fromkeys(name for one in members for name in _names(one)))
            if self.search.never(met, read, best=True):
                where = f"{self._where}.groups.{group.code}"
                reason = Reason("standards.group_never_met", code=group.code, title=group.title)
                yield Remark("group_never_met", where, reason, self.on, anything)
        if self.search.never(lambda truths: _open(self.rules.whole(truths)), names, best=True):
            reason = Reason("standards.whole_never_met", number=self.version.number)
            yield Remark("whole_never_met", self._where, reason, self.on, anything)

    def _is(self, n: int, answers: Collection[Answer]) -> Goal:
        def goal(truths: Truths) -> bool | None:
            answer = self.rules.stands(n, truths)
            return None if answer == "unknown" else answer in answers

        return goal

    @property
    def _where(self) -> str:
        return f"versions.{self.version.number}"

    def _remark(
        self, flaw: Flaw, condition: Condition, facts: tuple[tuple[str, FactValue], ...], **more: object
    ) -> Remark:
        kind = "exits" if condition.exit else "conditions"
        code = f"standards.exit_{flaw}" if condition.exit and flaw in _OF_EXITS else f"standards.{flaw}"
        reason = Reason(code, code=condition.code, title=condition.title, **more)
        return Remark(flaw, f"{self._where}.{kind}.{condition.code}", reason, self.on, facts)


def _open(answer: Answer) -> bool | None:
    return None if answer == "unknown" else answer == "met"


def _names(condition: Condition) -> tuple[str, ...]:
    return tuple(fact.name for fact in condition.facts())


def _gaps(standard: Standard) -> Iterator[Remark]:
    """Days on which no version was in force as far as was known then."""
    first, last = standard.versions[0], standard.versions[-1]
    end = last.until or date.max
    starts = {day for one in standard.versions for day in (one.in_force, one.announced, one.ends) if day}
    gap: date | None = None
    for day in sorted({day for day in starts if first.in_force <= day < end} | {end}):
        known = day == end or _in_force_as_known(standard, day)
        if known and gap:
            late = standard.in_force(gap)
            reason = Reason("standards.gap_known", number=late.number, since=gap, until=day - _DAY)
            yield Remark("gap", f"versions.{late.number}", reason, gap)
        gap = None if known else gap or day


def _in_force_as_known(standard: Standard, day: date) -> bool:
    try:
        standard.in_force(day, known=day)
    except NotInForce:
        return False
    return True


def _unnested(scheme: Scheme, on: date | None) -> Iterator[Remark]:
    """For each level the first day on which facts meet it that do not meet the next lower one."""
    for (code, higher), (below, lower) in pairwise(scheme.levels):
        found = (
            (day, facts)
            for one, other in product(higher.versions, lower.versions)
            for day in _days(one, other, on=on)
            if (facts := _only_higher(one, other, day))
        )
        for day, facts in islice(found, 1):
            reason = Reason("standards.not_nested", level=code, below=below, facts=dict(facts))
            yield Remark("not_nested", f"levels.{code}", reason, day, facts)


def _only_higher(higher: Version, lower: Version, on: date) -> tuple[tuple[str, FactValue], ...]:
    """Facts that meet one version and not the other."""
    facts = {fact.name: fact for fact in (*lower.facts, *higher.facts)}
    space = Space(facts.values(), [*Rules.checks(higher), *Rules.checks(lower)], on)
    above, below = Rules(higher, space), Rules(lower, space)

    def goal(truths: Truths) -> bool | None:
        one, other = _open(above.whole(truths)), _open(below.whole(truths))
        if one is False or other is True:
            return False
        return None if one is None or other is None else True

    return Search(space).facts(goal, tuple(space.facts))
