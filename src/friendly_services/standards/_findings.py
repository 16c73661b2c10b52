"""Findings: why a verdict is what it is, condition by condition, and what would change it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import Literal

import attrs

from ..text import Label, Reason
from ._checks import Check
from ._facts import Evidence, Fact, FactValue, Known
from ._interpret import by_name
from ._standard import Condition, Group, Status, Version
from ._tally import OPEN, Answer, Score, Tally, stand, tallied, total
from ._terms import Asked, Shown, Values, showing

__all__ = ["Explanation", "Finding", "Node", "Said", "headline", "sentence", "tally_of"]

Said = Answer | Literal["may_apply"]
"""What a sentence says of a condition; an answer is unknown also where it may not apply at all."""


@attrs.frozen
class Finding:
    """What one condition answered, and on which facts."""

    code: str
    title: Label
    group: str | None
    must: bool
    answer: Answer
    facts: tuple[tuple[str, FactValue], ...]
    """The facts it reads with the values they had, None for those not known."""
    requires: str
    lacks: Reason | None
    """What keeps it, or an exit's opposite, from being met, and what it would take; None if nothing does."""
    evidence: tuple[Evidence, ...]
    source: str
    status: Status
    repair: Label | None
    reason: Reason
    """All of this in one sentence."""
    exit: bool = False
    """Met, it fells the whole."""


@attrs.frozen
class Node:
    """One line of a verdict's tree, with the lines that it rests on."""

    answer: Answer | None
    """None for a fact."""
    reason: Reason
    parts: tuple["Node", ...] = ()


@attrs.frozen(slots=False)
class Explanation:
    """A verdict's answers with the facts by name: all that is said about it is made from these."""

    rules: Version
    on: date
    answer: Answer
    answers: tuple[Answer, ...]
    values: tuple[FactValue, ...]
    dated: tuple[Known | None, ...]

    @cached_property
    def known(self) -> Values:
        """The value of each fact."""
        return by_name(self.rules, self.values)

    @cached_property
    def tallies(self) -> tuple[Tally, ...]:
        """How the conditions of each group count together."""
        return tuple(
            tally_of(self.rules, group, *self._members(places, self.answers))
            for group, places in self.rules.grouped()
        )

    @property
    def score(self) -> Score | None:
        """The score of the whole, if it asks for one."""
        return total(self.rules, self.answers)

    def findings(self) -> tuple[Finding, ...]:
        """What each condition answered and why."""
        return tuple(self._finding(condition, answer) for condition, answer in self._each())

    def against(self) -> Iterator[tuple[Condition | None, Reason]]:
        """Each score or group that falls short, without a condition, and each condition in the way."""
        if self.answer not in OPEN:
            return
        short = {tally.code: tally for tally in self.tallies if tally.answer in OPEN}
        weighed = self._weighed
        told: set[str] = set()
        for condition, answer in self._in_the_way():
            group = condition.group or ""
            if group in weighed and self.score and "" not in told:
                told.add("")
                yield None, Reason("standards.short_score", score=self.score.reason)
            tally = short.get(group)
            if tally and group not in told:
                told.add(group)
                yield None, _short(tally)
            yield condition, self._reason(condition, answer)

    def changes(self) -> Iterator[Reason]:
        """What would make it met, in the order of `against`."""
        for condition, reason in self.against():
            yield reason if condition is None else self._change(condition)

    def needs(self) -> tuple[str, ...]:
        """The unknown facts that could decide the answer, the most useful first."""
        if self.answer != "unknown":
            return ()
        closes: Counter[str] = Counter()
        touches: Counter[str] = Counter()
        for condition, answer in self._in_the_way():
            if answer == "unknown":
                names = list(dict.fromkeys(self._waits_for(condition)))
                touches.update(names)
                closes.update(names if len(names) == 1 else [])
        order = {name: n for n, name in enumerate(touches)}
        return tuple(sorted(touches, key=lambda name: (-closes[name], -touches[name], order[name])))

    def stale(self) -> Iterator[tuple[str, Reason]]:
        """The facts that were known once and count no longer, with the reason."""
        for fact, known in zip(self.rules.facts, self.dated, strict=False):
            if known is not None and known.value is not None and fact.last_day(known) < self.on:
                last = fact.last_day(known)
                yield fact.name, Reason("standards.stale", fact=fact.title, on=known.on, last=last)

    def reasons(self) -> tuple[Reason, ...]:
        """A headline and the score, every group, every condition."""
        return (
            headline(self.rules, self.answer, self.on),
            *([self.score.reason] if self.score else []),
            *(tally.reason for tally in self.tallies),
            *(self._reason(condition, answer) for condition, answer in self._each()),
        )

    def tree(self) -> Node:
        """The whole, its groups and what stands alone, their conditions, and the facts of those."""
        groups = [Node(tally.answer, tally.reason, tuple(self._nodes(tally.code))) for tally in self.tallies]
        score = [Node(self.score.answer, self.score.reason)] if self.score else []
        line = headline(self.rules, self.answer, self.on)
        return Node(self.answer, line, (*score, *groups, *self._nodes(None)))

    def _nodes(self, group: str | None) -> Iterator[Node]:
        for condition, answer in self._each():
            if condition.group == group:
                facts = (Node(None, _fact(fact, self._shown)) for fact in condition.facts())
                yield Node(answer, self._reason(condition, answer), tuple(facts))

    def _each(self) -> Iterator[tuple[Condition, Answer]]:
        return zip(self.rules.conditions, self.answers, strict=True)

    def _in_the_way(self) -> Iterator[tuple[Condition, Answer]]:
        """What is open and could change the answer: what stands alone, or counts where more must be met."""
        counting = self._counting
        for condition, answer in self._each():
            if stand(condition, answer) in OPEN and (condition.alone or condition.group in counting):
                yield condition, answer

    @cached_property
    def _counting(self) -> frozenset[str]:
        """The groups that fall short, alone or in the score, even when all in them that must be met is.

        The others are decided by their musts: how the rest of them comes out changes nothing.
        """
        hoped: list[Answer] = []
        for condition, answer in self._each():
            sure = condition.scope is None or condition.scope.ask(self.known, self.on) is True
            hoped.append("met" if condition.must and answer in OPEN and sure else answer)
        short = {
            group.code
            for group, places in self.rules.grouped()
            if tallied(group, *self._members(places, hoped)).answer in OPEN
        }
        return frozenset(short) | self._weighed_in(hoped)

    @cached_property
    def _weighed(self) -> frozenset[str]:
        return self._weighed_in(list(self.answers))

    def _weighed_in(self, answers: list[Answer]) -> frozenset[str]:
        """The groups that the score of the whole is made of, if that is not enough."""
        score = total(self.rules, answers)
        short = score is not None and score.answer in OPEN
        return frozenset(group.code for group in self.rules.groups if group.weight) if short else frozenset()

    def _members(
        self, places: tuple[int, ...], answers: tuple[Answer, ...] | list[Answer]
    ) -> tuple[list[Condition], list[Answer]]:
        return [self.rules.conditions[n] for n in places], [answers[n] for n in places]

    def _waits_for(self, condition: Condition) -> Iterator[str]:
        """The facts that keep a condition from an answer."""
        if condition.scope:
            yield from condition.scope.unknown(self.known, self.on)
        if condition.check.ask(self.known, self.on) is None:
            yield from condition.check.unknown(self.known, self.on)

    def _finding(self, condition: Condition, answer: Answer) -> Finding:
        open_ = stand(condition, answer) in OPEN
        return Finding(
            code=condition.code,
            title=condition.title,
            group=condition.group,
            must=condition.must,
            answer=answer,
            facts=tuple((fact.name, self.known[fact.name]) for fact in condition.facts()),
            requires=condition.requires,
            lacks=condition.wanted.lacks(self.known, self.on) if open_ else None,
            evidence=condition.evidence,
            source=condition.source,
            status=condition.status,
            repair=condition.repair,
            reason=self._reason(condition, answer),
            exit=condition.exit,
        )

    @property
    def _shown(self) -> Shown:
        return showing(self.known, self.on)

    def _reason(self, condition: Condition, answer: Answer) -> Reason:
        scope = condition.scope
        if answer == "unknown" and scope and scope.ask(self.known, self.on) is None:
            return sentence(self.rules, condition, "may_apply", self._shown)
        open_ = stand(condition, answer) in OPEN
        lacks = condition.wanted.lacks(self.known, self.on) if open_ else None
        return sentence(self.rules, condition, answer, self._shown, lacks)

    def _change(self, condition: Condition) -> Reason:
        about, known = _about(self.rules, condition), self.known
        check, scope = condition.wanted, condition.scope
        lacks = check.lacks(known, self.on, movable=True)
        if scope and scope.ask(known, self.on) is None:
            seen = _seen(scope, self._shown)
            if lacks is None:
                return Reason("standards.may_apply", **about, facts=seen)
            return Reason("standards.change_if", **about, facts=seen, lacks=lacks)
        if not check.movable(known, self.on):
            return Reason("standards.cannot_change", **about, lacks=lacks)
        if condition.repair:
            return Reason("standards.change_hint", **about, lacks=lacks, repair=condition.repair)
        return Reason("standards.change", **about, lacks=lacks)


def headline(rules: Version, answer: Answer, on: object) -> Reason:
    """The standard, the day and the answer."""
    return Reason(
        "standards.verdict",
        title=rules.title,
        standard=rules.standard,
        version=rules.number,
        on=on,
        answer=Reason(f"standards.answer_{answer}"),
    )


def sentence(rules: Version, condition: Condition, said: Said, shown: Shown, lacks: object = None) -> Reason:
    """A condition, its answer and why: on which facts it rests, or what it lacks."""
    about = _about(rules, condition)
    match said:
        case "may_apply" | "not_applicable":
            facts = _seen(condition.scope or condition.check, shown)
            return Reason(f"standards.{said}", **about, facts=facts)
    code = f"standards.{'exit_' if condition.exit and said != 'unknown' else ''}{said}"
    if stand(condition, said) == "met":
        return Reason(code, **about, facts=_seen(condition.check, shown))
    return Reason(code, **about, lacks=lacks)


def tally_of(rules: Version, group: Group, members: Sequence[Condition], answers: Sequence[Answer]) -> Tally:
    """How a group's conditions count together, and which of them are required by themselves."""
    told = zip(members, answers, strict=True)
    required = tuple(one.code for one, answer in told if answer in OPEN and rules.is_required(one))
    return attrs.evolve(tallied(group, members, answers), required=required)


def _about(rules: Version, condition: Condition) -> dict[str, object]:
    """What a sentence calls a condition, with a mark where it is required whatever its group counts."""
    title: Label | Reason = condition.title
    if rules.is_required(condition):
        title = Reason("standards.required", title=title)
    return {"code": condition.code, "title": title}


def _short(tally: Tally) -> Reason:
    if tally.score:
        return Reason("standards.short_group_score", title=tally.title, score=tally.score.reason)
    return Reason("standards.short", title=tally.title, short=tally.short, needed=tally.needed, met=tally.met)


def _seen(check: Check, shown: Shown) -> tuple[Reason, ...]:
    """The facts a check reads, with their values."""
    return tuple(_fact(fact, shown) for fact in dict.fromkeys(check.facts()))


def _fact(fact: Fact, shown: Shown) -> Reason:
    return Reason("standards.fact", fact=fact.title, value=shown(Asked(fact)))
