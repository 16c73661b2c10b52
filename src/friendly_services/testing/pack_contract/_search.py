"""Looking for facts that make a standard say what somebody wants to hear, or anything at all."""

import random
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Final

from dateutil.relativedelta import relativedelta

from ...standards import Fact, Scalar, Standard, Verdict, Version, evaluate

__all__ = ["Facts", "differ", "find", "met", "reach", "some", "values_of"]

Facts = Mapping[str, Scalar]

_NUMBER: Final = re.compile(r"-?\b\d+(?:\.\d+)?\b")
_SPAN: Final = re.compile(r"\b(days|weeks|months|years)\((\d+)\)")
_DATE: Final = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_QUOTED: Final = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_STARTS: Final = 4
"""Times that a search begins anew before it gives up."""
_STEPS: Final = 2_000
"""Changes that it tries from one beginning."""
_A_DAY: Final = timedelta(days=1)
_INFINITE: Final = float("inf")
_FAR: Final = 1e6


def values_of(version: Version, on: date) -> dict[str, tuple[Scalar, ...]]:
    """For each fact the values that may matter: those that the conditions name, and their neighbours."""
    text = "\n".join(f"{c.requires}\n{c.applies or ''}" for c in version.conditions)
    return {fact.name: _values(fact, text, on) for fact in version.facts}


def _values(fact: Fact, text: str, on: date) -> tuple[Scalar, ...]:
    numbers = [float(found) for found in _NUMBER.findall(text)]
    found: Iterable[Scalar]
    match fact.type:
        case "bool":
            found = (True, False)
        case "choice":
            found = fact.choices
        case "int":
            found = sorted({0, 1, 10**6, *(int(n) + step for n in numbers for step in (-1, 0, 1))})
        case "number":
            found = sorted({0.0, 1.0, 1e6, *(n + step for n in numbers for step in (-0.5, 0, 0.5))})
        case "text":
            found = sorted({"x", *(one or other for one, other in _QUOTED.findall(text))})
        case "date":
            found = sorted(_dates(text, on))
    return tuple(found)


def _dates(text: str, on: date) -> set[date]:
    """Around the day itself, the days written out, and as far away from it as the conditions look."""
    spans = [relativedelta(**{unit: int(n)}) for unit, n in _SPAN.findall(text)]  # type: ignore[arg-type] # the units by name
    written = [date.fromisoformat(found) for found in _DATE.findall(text)]
    middle = [on, *written, *(on + span for span in spans), *(on - span for span in spans)]
    return {
        on - 20_000 * _A_DAY,
        on + 20_000 * _A_DAY,
        *(day + n * _A_DAY for day in middle for n in (-1, 0, 1)),
    }


def some(values: Mapping[str, tuple[Scalar, ...]], lottery: random.Random, unknown: float = 0.2) -> Facts:
    """Facts drawn at random, this share of them unknown."""
    return {
        name: None if lottery.random() < unknown else lottery.choice(choices)
        for name, choices in values.items()
    }


def find(
    score: Callable[[Facts], float],
    values: Mapping[str, tuple[Scalar, ...]],
    lottery: random.Random,
    fixed: Facts | None = None,
) -> Facts | None:
    """Facts whose score is infinite, reached by changing one at a time; None if they were not found."""
    given = fixed or {}
    names = [name for name in values if name not in given]
    for _ in range(_STARTS):
        here = {**some(values, lottery, unknown=0.0), **given}
        best = score(here)
        for _ in range(_STEPS if names else 0):
            if best == _INFINITE:
                break
            name = lottery.choice(names)
            there = {**here, name: lottery.choice(values[name])}
            if (reached := score(there)) >= best:  # level ground too: what needs two changes gets them
                here, best = there, reached
        if best == _INFINITE:
            return here
    return None


def met(standard: Standard, on: date, lottery: random.Random, fixed: Facts | None = None) -> Facts | None:
    """Facts that meet the standard as it is in force that day."""
    version = standard.in_force(on)

    def score(facts: Facts) -> float:
        return reach(evaluate(version, facts, on), "met")

    return find(score, values_of(version, on), lottery, fixed)


def reach(verdict: Verdict, answer: str) -> float:
    """How near a verdict is to this answer: infinitely if it is it, else by how many conditions give it.

    An exit that is met stands for unmet, and one that is unmet for met.
    """
    if verdict.answer == answer:
        return _INFINITE
    turned = "unmet" if answer == "met" else "met"
    each = zip(verdict.rules.conditions, verdict.answers, strict=True)
    return sum(found in {turned if one.exit else answer, "not_applicable"} for one, found in each)


def differ(one: Standard, other: Standard, on: date, lottery: random.Random) -> bool:
    """Whether there are facts that meet one of two standards and not the other."""
    first, second = one.in_force(on), other.in_force(on)
    values = dict(values_of(first, on))
    for name, found in values_of(second, on).items():
        values[name] = tuple(dict.fromkeys((*values.get(name, ()), *found)))

    def verdict(version: Version, facts: Facts) -> Verdict:
        return evaluate(version, {fact.name: facts[fact.name] for fact in version.facts}, on)

    def score(meets: Version, misses: Version, facts: Facts) -> float:
        """First meet the one, then come away from the other."""
        near = reach(verdict(meets, facts), "met")
        if near < _INFINITE:
            return near
        missed = verdict(misses, facts)
        return _INFINITE if missed.answer != "met" else _FAR - sum(a == "met" for a in missed.answers)

    return any(
        find(partial(score, *pair), values, lottery) is not None
        for pair in ((first, second), (second, first))
    )
