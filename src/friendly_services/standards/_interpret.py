"""The plain interpreter: what a version answers, worked out step by step from its checks.

It is what every faster form is held against, what takes their place where they cannot be had, and what
re-checks a verdict.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from ._facts import FactValue
from ._standard import Condition, Version
from ._tally import Answer, whole
from ._terms import Values

__all__ = ["by_name", "interpret"]

_ANSWERS: Final[Mapping[bool | None, Answer]] = {True: "met", False: "unmet", None: "unknown"}


def interpret(version: Version, values: Sequence[FactValue], on: date) -> tuple[Answer, tuple[Answer, ...]]:
    """The answer of the whole, and that of each condition, for values in the order of the version's facts."""
    known = by_name(version, values)
    answers = tuple([_answer(condition, known, on) for condition in version.conditions])
    return whole(version, answers), answers


def by_name(version: Version, values: Sequence[FactValue]) -> Values:
    """The values under the names of the version's facts."""
    return {fact.name: value for fact, value in zip(version.facts, values, strict=True)}


def _answer(condition: Condition, known: Values, on: date) -> Answer:
    if condition.scope is not None:
        applies = condition.scope.ask(known, on)
        if applies is not True:
            return "unknown" if applies is None else "not_applicable"
    return _ANSWERS[condition.check.ask(known, on)]
