"""Verdicts: what a standard says of one set of known facts, and why."""

from collections.abc import Iterator, Mapping
from datetime import date
from html import escape
from typing import Final, Literal

import attrs

from ..errors import Invalid
from ..text import Label, Language, Reason, say
from ._checks import Check
from ._facts import Scalar
from ._standard import Condition, Evidence, Group, Status, Version
from ._terms import Asked, amount

__all__ = ["Answer", "Finding", "Tally", "Verdict", "evaluate"]

Answer = Literal["met", "unmet", "unknown", "not_applicable"]

_OPEN: Final[frozenset[Answer]] = frozenset(["unmet", "unknown"])
"""What stands in the way of the whole."""
_ANSWERS: Final[Mapping[bool | None, Answer]] = {True: "met", False: "unmet", None: "unknown"}


@attrs.frozen
class Finding:
    """What one condition answered, and on which facts."""

    code: str
    title: Label
    group: str | None
    must: bool
    answer: Answer
    facts: tuple[tuple[str, Scalar], ...]
    """The facts it reads with the values they had, None for those not known."""
    requires: str
    lacks: Reason | None
    """What keeps it from being met, and what it would take; None if it is met or does not apply."""
    evidence: tuple[Evidence, ...]
    source: str
    status: Status
    repair: Label | None
    reason: Reason
    """All of this in one sentence."""


@attrs.frozen
class Tally:
    """How a group's conditions count together."""

    code: str
    title: Label
    answer: Answer
    needed: int
    """How many must be met: the group's number, or all if fewer apply."""
    met: int
    unmet: int
    unknown: int
    not_applicable: int
    required: tuple[str, ...] = ()
    """Codes of those that are required by themselves, whatever the count, and are not met so far."""

    @property
    def short(self) -> int:
        """How many more must be met."""
        return max(0, self.needed - self.met)

    @property
    def reason(self) -> Reason:
        """The tally in one sentence."""
        count = Reason(
            "standards.tally",
            title=self.title,
            answer=Reason(f"standards.answer_{self.answer}"),
            needed=self.needed,
            met=self.met,
            unmet=self.unmet,
            unknown=self.unknown,
            applicable=self.met + self.unmet + self.unknown,
        )
        if not self.required:
            return count
        return Reason("standards.tally_required", tally=count, codes=self.required)


@attrs.frozen
class Verdict:
    """A standard's answer on a day, with all that it rests on.

    Met, unmet and not applicable are final for these facts: learning one that was unknown never changes them.
    """

    answer: Answer
    on: date
    answers: tuple[Answer, ...]
    """One for each condition, in the order of the version's."""
    known: tuple[tuple[str, Scalar], ...]
    """The facts that were known."""
    rules: Version
    """The version that was applied."""

    @property
    def standard(self) -> str:
        """The standard's id."""
        return self.rules.standard

    @property
    def version(self) -> int:
        """The number of the version that was applied."""
        return self.rules.number

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What each condition answered and why, in the standard's order."""
        known = self._facts()
        return tuple(
            self._finding(c, a, known) for c, a in zip(self.rules.conditions, self.answers, strict=True)
        )

    @property
    def groups(self) -> tuple[Tally, ...]:
        """How the conditions of each group count together."""
        return tuple(self._counted(group, places) for group, places in self.rules.grouped())

    def why_not(self) -> tuple[Reason, ...]:
        """What stands in the way of being met: each group that falls short, each condition that keeps it so.

        A condition that its group can do without, once all that is required by itself is met, stands in
        nobody's way and is left out; `findings` has every condition.
        """
        return tuple(reason for _, reason in self._against(self._facts()))

    def missing(self) -> tuple[str, ...]:
        """The unknown facts that could decide the answer, in the order asked; none once it is decided.

        Facts of conditions that can make no difference any more, given what must be met by itself and how
        many its group asks for, are not among them.
        """
        if self.answer != "unknown":
            return ()
        known = self._facts()
        counting = self._counting(known)
        names: list[str] = []
        for condition, answer in zip(self.rules.conditions, self.answers, strict=True):
            if answer == "unknown" and (condition.alone or condition.group in counting):
                if condition.scope:
                    names += condition.scope.unknown(known, self.on)
                if condition.check.ask(known, self.on) is None:
                    names += condition.check.unknown(known, self.on)
        return tuple(dict.fromkeys(names))

    def changes(self) -> tuple[Reason, ...]:
        """What would make it met, in the words of `why_not`, with the hints of the standard's writer."""
        known = self._facts()
        return tuple(
            reason if condition is None else self._change(condition, known)
            for condition, reason in self._against(known)
        )

    def reasons(self) -> tuple[Reason, ...]:
        """A headline, then every group and every condition with its answer and why."""
        headline = Reason(
            "standards.verdict",
            title=self.rules.title,
            standard=self.standard,
            version=self.version,
            on=self.on,
            answer=Reason(f"standards.answer_{self.answer}"),
        )
        return (
            headline,
            *(tally.reason for tally in self.groups),
            *(finding.reason for finding in self.findings),
        )

    def text(self, language: Language = "en") -> str:
        """The whole explanation, one line for each reason."""
        return "\n".join(say(reason, language) for reason in self.reasons())

    def __repr__(self) -> str:
        met, unmet, unknown = (self.answers.count(answer) for answer in ("met", "unmet", "unknown"))
        count = f"{met} met, {unmet} unmet, {unknown} unknown"
        return f"Verdict({self.answer}: {count}; {self.standard} version {self.version} as of {self.on})"

    def _repr_html_(self) -> str:
        """The headline, and a row for each condition: how a notebook shows it."""
        headline, *_ = self.reasons()
        cells = ((finding.answer, say(finding.reason)) for finding in self.findings)
        rows = "".join(f"<tr><td>{escape(answer)}</td><td>{escape(why)}</td></tr>" for answer, why in cells)
        return f"<table><caption>{escape(say(headline))}</caption>{rows}</table>"

    def _counting(self, known: Mapping[str, Scalar]) -> frozenset[str]:
        """The groups that fall short even when all in them that must be met is.

        The others are decided by their musts: how the rest of them comes out changes nothing.
        """
        short: list[str] = []
        for tally, (group, places) in zip(self.groups, self.rules.grouped(), strict=True):
            members = ((self.rules.conditions[n], self.answers[n]) for n in places)
            musts = [c.scope for c, answer in members if c.must and answer in _OPEN]
            applying = sum(scope is None or scope.ask(known, self.on) is True for scope in musts)
            if tally.met + applying < tally.needed:
                short.append(group.code)
        return frozenset(short)

    def _counted(self, group: Group, places: tuple[int, ...]) -> Tally:
        answers = [self.answers[n] for n in places]
        members = zip((self.rules.conditions[n] for n in places), answers, strict=True)
        required = (c.code for c, answer in members if answer in _OPEN and self.rules.is_required(c))
        return attrs.evolve(_tally(group, answers), required=tuple(required))

    def _about(self, condition: Condition) -> dict[str, object]:
        """What a sentence calls a condition, with a mark where it is required whatever its group counts."""
        title: Label | Reason = condition.title
        if self.rules.is_required(condition):
            title = Reason("standards.required", title=title)
        return {"code": condition.code, "title": title}

    def _facts(self) -> dict[str, Scalar]:
        return {**dict.fromkeys(fact.name for fact in self.rules.facts), **dict(self.known)}

    def _finding(self, condition: Condition, answer: Answer, known: Mapping[str, Scalar]) -> Finding:
        lacks = None if answer in {"met", "not_applicable"} else condition.check.lacks(known, self.on)
        return Finding(
            code=condition.code,
            title=condition.title,
            group=condition.group,
            must=condition.must,
            answer=answer,
            facts=tuple((fact.name, known[fact.name]) for fact in condition.facts()),
            requires=condition.requires,
            lacks=lacks,
            evidence=condition.evidence,
            source=condition.source,
            status=condition.status,
            repair=condition.repair,
            reason=self._reason(condition, answer, known),
        )

    def _reason(self, condition: Condition, answer: Answer, known: Mapping[str, Scalar]) -> Reason:
        about = self._about(condition)
        scope = condition.scope
        match answer:
            case "met":
                return Reason("standards.met", **about, facts=_seen(condition.check, known))
            case "not_applicable" if scope:
                return Reason("standards.not_applicable", **about, facts=_seen(scope, known))
            case "unknown" if scope and scope.ask(known, self.on) is None:
                return Reason("standards.may_apply", **about, facts=_seen(scope, known))
            case _:
                return Reason(f"standards.{answer}", **about, lacks=condition.check.lacks(known, self.on))

    def _against(self, known: Mapping[str, Scalar]) -> Iterator[tuple[Condition | None, Reason]]:
        """Each group that falls short (without a condition) and each condition that stands in the way."""
        if self.answer in {"met", "not_applicable"}:
            return
        short = {tally.code: tally for tally in self.groups if tally.answer in _OPEN}
        counting = self._counting(known)
        told: set[str] = set()
        for condition, answer in zip(self.rules.conditions, self.answers, strict=True):
            tally = short.get(condition.group or "")
            if answer not in _OPEN or not (condition.alone or condition.group in counting):
                continue
            if tally and tally.code not in told:
                told.add(tally.code)
                yield (
                    None,
                    Reason(
                        "standards.short",
                        title=tally.title,
                        short=tally.short,
                        needed=tally.needed,
                        met=tally.met,
                    ),
                )
            yield condition, self._reason(condition, answer, known)

    def _change(self, condition: Condition, known: Mapping[str, Scalar]) -> Reason:
        about = self._about(condition)
        check, scope = condition.check, condition.scope
        lacks = check.lacks(known, self.on, movable=True)
        if scope and scope.ask(known, self.on) is None:
            seen = _seen(scope, known)
            if lacks is None:
                return Reason("standards.may_apply", **about, facts=seen)
            return Reason("standards.change_if", **about, facts=seen, lacks=lacks)
        if not check.movable(known, self.on):
            return Reason("standards.cannot_change", **about, lacks=lacks)
        if condition.repair:
            return Reason("standards.change_hint", **about, lacks=lacks, repair=condition.repair)
        return Reason("standards.change", **about, lacks=lacks)


def evaluate(version: Version, facts: Mapping[str, Scalar], on: date) -> Verdict:
    """What a version of a standard says of these facts on a day.

    A fact left out or None is not known. Conditions combine by Kleene's logic: a group is met once enough of
    those that apply are met, unmet once enough can no longer be, and unknown in between.

    Raises:
        Invalid: lists every fact that the standard does not declare or that is not of its declared type.
    """
    if type(on) is not date:
        raise Invalid.at("on", "standards.not_date", value=repr(on))
    known = version.known(facts)
    answers = tuple([_answer(condition, known, on) for condition in version.conditions])
    wholes = [a for c, a in zip(version.conditions, answers, strict=True) if c.alone]
    wholes += [_tally(group, [answers[n] for n in places]).answer for group, places in version.grouped()]
    return Verdict(
        answer=_together(wholes),
        on=on,
        answers=answers,
        known=tuple([pair for pair in known.items() if pair[1] is not None]),
        rules=version,
    )


def _answer(condition: Condition, known: Mapping[str, Scalar], on: date) -> Answer:
    if condition.scope is not None:
        applies = condition.scope.ask(known, on)
        if applies is not True:
            return "unknown" if applies is None else "not_applicable"
    return _ANSWERS[condition.check.ask(known, on)]


def _tally(group: Group, answers: list[Answer]) -> Tally:
    met, unmet, unknown = answers.count("met"), answers.count("unmet"), answers.count("unknown")
    applicable = met + unmet + unknown
    needed = applicable if group.at_least is None else min(group.at_least, applicable)
    answer: Answer
    if not applicable:
        answer = "not_applicable"
    elif met >= needed:
        answer = "met"
    elif met + unknown < needed:
        answer = "unmet"
    else:
        answer = "unknown"
    return Tally(group.code, group.title, answer, needed, met, unmet, unknown, len(answers) - applicable)


def _together(answers: list[Answer]) -> Answer:
    """All must be met, and what does not apply is no obstacle."""
    for answer in ("unmet", "unknown", "met"):
        if answer in answers:
            return answer
    return "not_applicable"


def _seen(check: Check, known: Mapping[str, Scalar]) -> tuple[Reason, ...]:
    """The facts a check reads, with their values."""
    return tuple(
        Reason("standards.fact", fact=fact.title, value=amount(Asked(fact), known[fact.name]))
        for fact in dict.fromkeys(check.facts())
    )
