"""Re-checking: whether a verdict's answers follow from its facts and its rules."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

import attrs

from ..errors import FriendlyServicesError, Invalid
from ._facts import FactValue, Known
from ._interpret import interpret
from ._standard import Standard, Version
from ._tally import Answer
from ._types import read_condition

__all__ = ["Altered", "recheck"]


@attrs.define(slots=False)
class Altered(FriendlyServicesError, ValueError):
    """A verdict's part is not what follows from the rest of it."""

    code: ClassVar[str] = "standards.altered"

    field: str
    """Such as `answers.L1`."""


def recheck(
    rules: Version,
    on: date,
    values: tuple[FactValue, ...],
    dated: tuple[Known | None, ...],
    answered: tuple[Answer, tuple[Answer, ...]],
    standard: Standard | None,
) -> None:
    """Refuse what does not follow: rules from their text, values from their days, answers from both."""
    if standard is not None and rules not in standard.versions:
        raise Altered("rules")
    _read_again(rules)
    _same_values(rules, on, values, dated)
    answer, answers = interpret(rules, values, on)
    if len(answered[1]) != len(answers):
        raise Altered("answers")
    for condition, one, other in zip(rules.conditions, answers, answered[1], strict=True):
        if one != other:
            raise Altered(f"answers.{condition.code}")
    if answer != answered[0]:
        raise Altered("answer")


def _read_again(rules: Version) -> None:
    """Every check is what its text means."""
    facts = {fact.name: fact for fact in rules.facts}
    named = {one.name: one.value for one in rules.values}
    for condition in rules.conditions:
        texts: Mapping[str, tuple[str | None, object]] = {
            "requires": (condition.requires, condition.check),
            "applies": (condition.applies, condition.scope),
        }
        for key, (text, check) in texts.items():
            try:
                same = (None if text is None else read_condition(text, facts, named)) == check
            except Invalid:
                same = False
            if not same:
                raise Altered(f"rules.{condition.code}.{key}")


def _same_values(
    rules: Version, on: date, values: tuple[FactValue, ...], dated: tuple[Known | None, ...]
) -> None:
    """Every value is of its fact's type, and what bears a day has the value that it gives on this one."""
    if type(on) is not date:
        raise Altered("on")
    if len(values) != len(rules.facts) or len(dated) not in {0, len(rules.facts)}:
        raise Altered("values")
    for n, (fact, value) in enumerate(zip(rules.facts, values, strict=True)):
        known = dated[n] if dated else None
        try:
            same = rules.known({fact.name: value if known is None else known}, on)[0][n] == value
        except Invalid:
            same = False
        if not same:
            raise Altered(f"values.{fact.name}")
