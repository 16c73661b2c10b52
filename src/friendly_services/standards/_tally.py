"""Tallies: how answers count together, in groups, in scores and in the whole."""

import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final, Literal

import attrs

from ..text import Label, Reason
from ._standard import Condition, Group, Version

__all__ = ["OPEN", "Answer", "Score", "Tally", "stand", "tallied", "total", "whole"]

Answer = Literal["met", "unmet", "unknown", "not_applicable"]

OPEN: Final[frozenset[Answer]] = frozenset(["unmet", "unknown"])
"""What stands in the way of the whole."""
_TURNED: Final[Mapping[Answer, Answer]] = {
    "met": "unmet",
    "unmet": "met",
    "unknown": "unknown",
    "not_applicable": "not_applicable",
}


@attrs.frozen
class Score:
    """The share of the weights that is met, in per cent: at least so much, at most so much."""

    answer: Answer
    """Whether it is enough, whatever is unknown turns out to be: decided before anything is rounded."""
    low: float
    """With all that is unknown unmet; rounded down to hundredths, as `high` is."""
    high: float
    """With all that is unknown met."""
    needed: int

    @classmethod
    def of(cls, low: Fraction, high: Fraction, needed: int) -> "Score":
        """The score for shares of 1."""
        answer: Answer = "unknown"
        if 100 * low >= needed:
            answer = "met"
        elif 100 * high < needed:
            answer = "unmet"
        return cls(answer, math.floor(10_000 * low) / 100, math.floor(10_000 * high) / 100, needed)

    @property
    def reason(self) -> Reason:
        """The score in words."""
        if self.low == self.high:
            return Reason("standards.score", score=self.low, needed=self.needed)
        return Reason("standards.score_between", low=self.low, high=self.high, needed=self.needed)


@attrs.frozen
class Tally:
    """How a group's conditions count together."""

    code: str
    title: Label
    answer: Answer
    needed: int
    """How many must be met: the group's number, or all if fewer apply; none where only a score counts."""
    met: int
    unmet: int
    unknown: int
    not_applicable: int
    required: tuple[str, ...] = ()
    """Codes of those that are required by themselves, whatever the count, and are not met so far."""
    score: Score | None = None
    """Its own score, if it asks for one."""

    @property
    def short(self) -> int:
        """How many more must be met."""
        return max(0, self.needed - self.met)

    @property
    def reason(self) -> Reason:
        """The tally in one sentence."""
        answer = Reason(f"standards.answer_{self.answer}")
        counts = {"met": self.met, "unmet": self.unmet, "unknown": self.unknown}
        if self.score:
            found = Reason(
                "standards.tally_score", title=self.title, answer=answer, score=self.score.reason, **counts
            )
        elif not self.needed and self.answer != "not_applicable":
            found = Reason("standards.tally_weight", title=self.title, **counts)
        else:
            applicable = sum(counts.values())
            found = Reason(
                "standards.tally",
                title=self.title,
                answer=answer,
                needed=self.needed,
                applicable=applicable,
                **counts,
            )
        if not self.required:
            return found
        return Reason("standards.tally_required", tally=found, codes=self.required)


def stand(condition: Condition, answer: Answer) -> Answer:
    """What a condition's answer is for the whole: an exit that is met fells it."""
    return _TURNED[answer] if condition.exit else answer


def whole(version: Version, answers: Sequence[Answer]) -> Answer:
    """The answer of the whole from one for each condition."""
    parts = [stand(c, a) for c, a in zip(version.conditions, answers, strict=True) if c.alone]
    for group, places in version.grouped():
        members = [version.conditions[n] for n in places]
        parts.append(tallied(group, members, [answers[n] for n in places]).answer)
    score = total(version, answers)
    if score:
        parts.append(score.answer)
    # all must be met, and what does not apply is no obstacle
    order: tuple[Answer, ...] = ("unmet", "unknown", "met")
    return next((answer for answer in order if answer in parts), "not_applicable")


def tallied(group: Group, conditions: Iterable[Condition], answers: Sequence[Answer]) -> Tally:
    """How the answers of a group's conditions count together."""
    met, unmet, unknown = answers.count("met"), answers.count("unmet"), answers.count("unknown")
    applicable = met + unmet + unknown
    score = None
    needed = applicable if group.at_least is None else min(group.at_least, applicable)
    answer: Answer
    if group.at_least_score is not None or (group.weight is not None and group.at_least is None):
        needed = 0
    if group.at_least_score is not None and applicable:
        low, high = _share(conditions, answers)
        score = Score.of(low, high, group.at_least_score)
    if not applicable:
        answer = "not_applicable"
    elif score:
        answer = score.answer
    elif met >= needed:
        answer = "met"
    elif met + unknown < needed:
        answer = "unmet"
    else:
        answer = "unknown"
    gone = len(answers) - applicable
    return Tally(group.code, group.title, answer, needed, met, unmet, unknown, gone, score=score)


def total(version: Version, answers: Sequence[Answer]) -> Score | None:
    """The score of the whole; None if none is asked for, or none of what is weighed applies."""
    if version.at_least_score is None:
        return None
    weighed, low, high = 0, Fraction(0), Fraction(0)
    for group, places in version.grouped():
        members = [answers[n] for n in places]
        if group.weight is None or members.count("not_applicable") == len(members):
            continue
        worst, best = _share([version.conditions[n] for n in places], members)
        weighed, low, high = weighed + group.weight, low + group.weight * worst, high + group.weight * best
    return Score.of(low / weighed, high / weighed, version.at_least_score) if weighed else None


def _share(conditions: Iterable[Condition], answers: Sequence[Answer]) -> tuple[Fraction, Fraction]:
    """The weight of what is met, and of what may be, in that of all that applies, of which there is some.

    What may not apply counts as if it did: leaving the share, it can make it neither lower than by being
    unmet nor higher than by being met.
    """
    weights = dict.fromkeys(("met", "unmet", "unknown", "not_applicable"), 0)
    for condition, answer in zip(conditions, answers, strict=True):
        weights[answer] += condition.weight
    met, unknown = weights["met"], weights["unknown"]
    applicable = met + weights["unmet"] + unknown
    return Fraction(met, applicable), Fraction(met + unknown, applicable)
