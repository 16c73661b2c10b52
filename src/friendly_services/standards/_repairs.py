"""Repairs: the ways in which a verdict becomes met, each with no fact in it that could be left alone."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from heapq import heappop, heappush
from typing import Final

import attrs

from ..text import Label, Language, Reason, say
from ._checks import MIRRORED, Compare
from ._facts import FactValue
from ._interpret import by_name, interpret
from ._kinds import Comparison
from ._space import Places, Rules, Space
from ._standard import Condition, Version
from ._tally import Answer, whole
from ._terms import Values, fact_of, name_of, showing

__all__ = ["Repair", "Repairs", "find_repairs", "fragile"]

_WORK: Final = 500_000
"""How often the search may ask what a condition would answer: a second or two."""


@attrs.frozen
class Repair:
    """Facts that together make a verdict met, none of which could be left as it is, and what each must be."""

    cost: int
    """That of its facts, and of the conditions that are newly met with the values of `example`."""
    facts: tuple[str, ...]
    """The facts to change or to tell, in the standard's order."""
    wanted: tuple[Reason, ...]
    """What each must become, beside what it is: for any values of which all of this holds, it is met."""
    example: tuple[tuple[str, FactValue], ...]
    """One value for each fact, such that it costs no more than that."""
    meets: tuple[str, ...]
    """Codes of the conditions that are newly met with them."""
    hints: tuple[Label, ...]
    """What the standard's writer says about meeting these."""
    _comparisons: tuple[Comparison, ...] = attrs.field(repr=False)
    _on: date = attrs.field(repr=False)
    _now: tuple[tuple[str, FactValue], ...] = attrs.field(repr=False)

    def allows(self, values: Mapping[str, FactValue]) -> bool:
        """Whether the facts may become this, one value for each; of a list, a row for each item."""
        known = {**dict(self._now), **values}
        return all(one.ask(known, self._on) is True for one in self._comparisons)

    @property
    def reason(self) -> Reason:
        """The way in one sentence."""
        code = "standards.repair_hint" if self.hints else "standards.repair"
        return Reason(code, cost=self.cost, wanted=self.wanted, hints=self.hints)


@attrs.frozen
class Repairs:
    """The ways to be met, the cheapest first: every smallest set of facts, with all that they may become."""

    ways: tuple[Repair, ...]
    complete: bool
    """Whether there are no others; if not, they were too many to list or to look for."""
    met: bool = False
    """It is met as it is, and nothing needs to change."""

    def __iter__(self) -> Iterator[Repair]:
        return iter(self.ways)

    def __len__(self) -> int:
        return len(self.ways)

    def reasons(self) -> tuple[Reason, ...]:
        """One for each way, and one that says whether there are others."""
        if self.met:
            return (Reason("standards.no_repair_needed"),)
        ways = tuple(Reason("standards.way", n=n, way=way.reason) for n, way in enumerate(self.ways, 1))
        if not self.complete:
            return (*ways, Reason("standards.more_repairs" if ways else "standards.repairs_not_found"))
        return ways or (Reason("standards.no_repair"),)

    def text(self, language: Language = "en") -> str:
        """All of them, one line for each."""
        return "\n".join(say(reason, language) for reason in self.reasons())


def find_repairs(version: Version, values: tuple[FactValue, ...], on: date, limit: int) -> Repairs:
    """The ways to be met from these values, as far as limit and work allow."""
    search = _Search(version, by_name(version, values), on)
    if search.met({}):
        return Repairs((), complete=True, met=True)
    ways: list[Repair] = []
    complete = True
    for way in search.ways():
        if len(ways) == limit:
            complete = False
            break
        ways.append(way)
    return Repairs(tuple(ways), complete and search.complete)


class _Search:
    """A search for smallest sets, from the cheapest on.

    It begins with nothing changed. Where that is not met, there is a set of facts that stand in the way
    whatever the others become: one of them has to change. So each is tried, those before it staying as they
    are, and no change is tried that nothing asks for.
    """

    def __init__(self, version: Version, now: Values, on: date) -> None:
        self.version = version
        self.now = now
        self.space = Space(version.facts, Rules.checks(version), on, now)
        self.rules = Rules(version, self.space)
        self.most = max(_WORK // len(version.conditions), 4 * len(version.facts))
        self.work = self.most
        self.ticks = 0
        self.complete = self.space.exact
        self.before = self.rules.answers(self.space.truths(self._places({})))
        self.movable = [name for name, fact in self.space.facts.items() if not fact.immovable]
        self.better = {name: self.space.better(name) for name in self.movable}

    def met(self, changed: Places) -> bool:
        """Whether it is met with some facts changed and the others as they are."""
        return self._answer(self._places(changed)) == "met"

    def ways(self) -> Iterator[Repair]:
        """Each way, the cheapest first; short of work, those of which it is certain, or else any."""
        some = False
        for way in self._ordered(self.movable):
            some = True
            yield way
        if not self.complete and not some:
            self.work = self.most
            yield from self._ordered(self._some_set())

    def _ordered(self, movable: Iterable[str]) -> Iterator[Repair]:
        """The ways that change nothing but some facts, by what they cost."""
        found: list[tuple[int, int, Repair]] = []
        for reached, names in self._sets(tuple(movable)):
            while found and found[0][0] <= reached:
                yield heappop(found)[2]
            for way in self._ways_of(names) if names else ():
                heappush(found, (way.cost, self._tick(), way))
        while found:
            yield heappop(found)[2]

    def _sets(self, movable: tuple[str, ...]) -> Iterator[tuple[int, frozenset[str]]]:
        """What is looked at next costs so much; with it, if it is one, a smallest set that will do."""
        found: list[frozenset[str]] = []
        waiting: list[tuple[int, int, int, Places, frozenset[str]]] = [(0, 0, 0, {}, frozenset())]
        while waiting:
            if self.work <= 0:
                self.complete = False
                return
            cost, size, _, changed, kept = heappop(waiting)
            names = frozenset(changed)
            if any(one <= names for one in found):
                continue
            if self.met(changed):
                found.append(names)
                yield cost, names
                continue
            yield cost, frozenset()
            for child, still in self._children(changed, kept, movable):
                [name] = child.keys() - names
                more = cost + self.space.facts[name].cost
                heappush(waiting, (more, size + 1, self._tick(), child, still))

    def _some_set(self) -> Places:
        """A set that can make it met, if not the cheapest: back only where straight on leads nowhere."""
        waiting: list[tuple[Places, frozenset[str]]] = [({}, frozenset())]
        while waiting and self.work > 0:
            changed, kept = waiting.pop()
            if self.met(changed):
                return changed
            waiting += reversed(list(self._children(changed, kept, self.movable)))
        return {}

    def _children(
        self, changed: Places, kept: frozenset[str], movable: Iterable[str]
    ) -> Iterator[tuple[Places, frozenset[str]]]:
        """With each fact in the way changed, those before it staying as they are: what to look at next."""
        for name in self._in_the_way(changed, kept, movable):
            for place in self.better[name]:
                yield {**changed, name: place}, kept
            kept |= {name}

    def _in_the_way(self, changed: Places, kept: frozenset[str], movable: Iterable[str]) -> list[str]:
        """Facts that keep it from being met whatever the others become; none if that takes none of them."""
        places = self._places(changed)
        found = []
        for name in movable:
            if name in changed or name in kept:
                continue
            place = places.pop(name)
            if self._answer(places) in {"met", "unknown"}:
                places[name] = place
                found.append(name)
        return found

    def _ways_of(self, names: frozenset[str]) -> Iterator[Repair]:
        """What the facts of a smallest set may become: each range as wide as it can be."""
        order = [name for name in self.space.facts if name in names]
        ranges: list[list[int]] = []
        while (changed := self._cheapest(order, ranges)) is not None:
            ranges.append(self._needed(changed))
            yield self._repair(changed, ranges[-1])

    def _cheapest(self, order: list[str], ranges: list[list[int]]) -> Places | None:
        """Of the values that make it met and lie in no range so far those whose conditions cost least."""
        waiting: list[tuple[int, int, int, Places]] = [(0, 0, 0, {})]
        while waiting:
            if self.work <= 0:
                self.complete = False
                return None
            _, depth, _, changed = heappop(waiting)
            if -depth == len(order):
                return changed
            for place in self.space.kinds[order[-depth]]:
                child = {**changed, order[-depth]: place}
                open_ = order[len(child) :]
                places = {name: at for name, at in self._places(child).items() if name not in open_}
                answers = self._answers(places)
                told = any(self._holding(one, places) for one in ranges)
                if place and not told and whole(self.version, answers) in {"met", "unknown"}:
                    cost = sum(condition.cost for condition in self._newly_met(answers))
                    heappush(waiting, (cost, depth - 1, self._tick(), child))
        return None

    def _newly_met(self, answers: tuple[Answer, ...]) -> list[Condition]:
        return [
            condition
            for condition, old, new in zip(self.version.conditions, self.before, answers, strict=True)
            if new == ("unmet" if condition.exit else "met") != old
        ]

    def _needed(self, changed: Places) -> list[int]:
        """Comparisons with changed facts that are enough, whatever the others of them come to."""
        truths = self.space.truths(self._places(changed))
        needed = [n for n, names in enumerate(self.space.reads) if not changed.keys().isdisjoint(names)]
        for n in list(needed):
            held, truths[n] = truths[n], None
            self.work -= 1
            if not held or self.rules.whole(truths) == "met":
                needed.remove(n)
            else:
                truths[n] = True
        return self._plain(needed)

    def _plain(self, needed: list[int]) -> list[int]:
        """The comparisons without those that follow from the others of the same fact."""
        for n in list(needed):
            if len(self.space.reads[n]) == 1:
                [name] = self.space.reads[n]
                rest = [one for one in needed if one != n and self.space.reads[one] == (name,)]
                allowed = [p for p in self.space.kinds[name] if self._holding(rest, {name: p})]
                if rest and all(self.space.holds(n, {name: place}) for place in allowed):
                    needed.remove(n)
        return needed

    def _holding(self, comparisons: Iterable[int], places: Places) -> bool:
        return all(self.space.holds(n, places) for n in comparisons)

    def _repair(self, changed: Places, needed: list[int]) -> Repair:
        meets = self._newly_met(self._answers(self._places(changed)))
        comparisons = tuple(self.space.comparisons[n] for n in needed)
        others = {fact.name for one in comparisons for fact in one.facts()} - changed.keys()
        return Repair(
            cost=sum(self.space.facts[name].cost for name in changed) + sum(one.cost for one in meets),
            facts=tuple(changed),
            wanted=tuple(self._told(comparisons, changed)),
            example=tuple(self.space.facts_at(changed).items()),
            meets=tuple(condition.code for condition in meets),
            hints=tuple(condition.repair for condition in meets if condition.repair),
            comparisons=comparisons,
            on=self.space.on,
            now=tuple((name, self.now[name]) for name in self.space.facts if name in others),
        )

    def _told(self, comparisons: tuple[Comparison, ...], changed: Places) -> Iterator[Reason]:
        """What each changed fact must become, all that is asked of it together."""
        turned = [_about(one, changed) for one in comparisons]
        shown = showing(self.now, self.space.on)
        for term in dict.fromkeys(one.left for one in turned):
            wanted = []
            for one in turned:
                if one.left == term:
                    other = fact_of(one.right) if isinstance(one, Compare) else None
                    if other and other.name in changed and isinstance(one, Compare):
                        wanted.append(one.wanted(shown, moves=True))
                    else:
                        wanted.append(one.wanted(shown))
            yield Reason("standards.lacks", subject=name_of(term), value=shown(term), wanted=tuple(wanted))

    def _places(self, changed: Places) -> dict[str, int]:
        return {name: changed.get(name, 0) for name in self.space.facts}

    def _answers(self, places: Places) -> tuple[Answer, ...]:
        self.work -= 1
        return self.rules.answers(self.space.truths(places))

    def _answer(self, places: Places) -> Answer:
        return whole(self.version, self._answers(places))

    def _tick(self) -> int:
        self.ticks += 1
        return self.ticks


def _about(one: Comparison, changed: Places) -> Comparison:
    """The comparison with a changed fact on its left."""
    left = fact_of(one.left)
    if isinstance(one, Compare) and not (left and left.name in changed):
        return Compare(one.right, MIRRORED[one.operator], one.left)
    return one


def fragile(version: Version, values: tuple[FactValue, ...], on: date, answer: Answer) -> tuple[str, ...]:
    """The facts of which each by itself, were it no longer known, would cost the answer."""
    found = []
    for n, (fact, value) in enumerate(zip(version.facts, values, strict=True)):
        if value is not None:
            lost = (*values[:n], None, *values[n + 1 :])
            if interpret(version, lost, on)[0] != answer:
                found.append(fact.name)
    return tuple(found)
