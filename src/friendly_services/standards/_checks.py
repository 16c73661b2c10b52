"""Checks: what a condition asks, with types known and every `not` pushed down to the comparisons.

Each answers True, False or None (not known) by Kleene's logic: a fact that is not known never counts as
false, zero or valid, and once the known facts decide an answer no further fact can change it. Each can also
say what it lacks: the same value whether it is read as "why not" or as "what would change it".
"""

import operator
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Final, assert_never

import attrs

from ..text import Reason
from ._facts import Fact
from ._syntax import Operator
from ._terms import Constant, Shown, Term, Values, amount, fact_of, is_date, name_of, reads_today, showing

__all__ = [
    "COMPARED",
    "MIRRORED",
    "OPPOSITE",
    "All",
    "AnyOf",
    "Check",
    "Compare",
    "Listed",
    "opposite",
    "together",
]

COMPARED: Final[dict[Operator, Callable[[Any, Any], bool]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
OPPOSITE: Final[dict[Operator, Operator]] = {
    "==": "!=",
    "!=": "==",
    "<": ">=",
    ">=": "<",
    ">": "<=",
    "<=": ">",
}
MIRRORED: Final[dict[Operator, Operator]] = {
    "==": "==",
    "!=": "!=",
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
}
_WORDS: Final[dict[Operator, str]] = {
    "==": "equal",
    "!=": "other_than",
    "<": "below",
    "<=": "at_most",
    ">": "above",
    ">=": "at_least",
}


@attrs.frozen
class Compare:
    """Two terms compared; the left one reads a fact wherever one of the two does."""

    left: Term
    operator: Operator
    right: Term

    def ask(self, values: Values, on: date) -> bool | None:
        """Whether it holds."""
        left = self.left.value(values, on)
        right = self.right.value(values, on)
        return None if left is None or right is None else COMPARED[self.operator](left, right)

    def facts(self) -> Iterator[Fact]:
        """The facts it reads."""
        return (fact for term in (self.left, self.right) if (fact := fact_of(term)))

    def reads_today(self) -> bool:
        """Whether the clock alone can change its answer."""
        return reads_today(self.left) or reads_today(self.right)

    def unknown(self, values: Values, on: date) -> Iterator[str]:
        """The facts that keep it from an answer."""
        return _unknown_in((self.left, self.right), values, on)

    def lacks(self, values: Values, on: date, *, movable: bool = False) -> Reason | None:  # noqa: ARG002 # one shape for all checks
        """What keeps it from holding, and what it would take."""
        return None if self.ask(values, on) else self.lacking(showing(values, on))

    def lacking(self, shown: Shown) -> Reason:
        """What it lacks where it does not hold."""
        return _lacking(self.left, self.wanted(shown), shown)

    def movable(self, values: Values, on: date) -> bool:
        """Whether it holds, or could be made to: by a change, by telling what is unknown, by waiting."""
        if self.ask(values, on) or self.reads_today():
            return True
        return any(not fact.immovable or values[fact.name] is None for fact in self.facts())

    def wanted(self, shown: Shown, *, moves: bool = False) -> Reason:
        """The values of the left term with which it holds; the right one is but named if it `moves` too."""
        threshold: object
        if moves:
            threshold = name_of(self.right)
        elif isinstance(self.right, Constant):
            threshold = amount(self.left, self.right.fixed)
        else:
            threshold = Reason("standards.of", of=name_of(self.right), value=shown(self.right))
        return Reason(
            f"standards.{'day_' if is_date(self.left) else ''}{_WORDS[self.operator]}", value=threshold
        )


@attrs.frozen
class Listed:
    """Whether a term's value is, or is not, among those listed."""

    left: Term
    values: tuple[bool | int | float | str | date, ...]
    negated: bool

    def ask(self, values: Values, on: date) -> bool | None:
        """Whether it holds."""
        value = self.left.value(values, on)
        return None if value is None else (value in self.values) is not self.negated

    def facts(self) -> Iterator[Fact]:
        """The facts it reads."""
        return (fact for fact in (fact_of(self.left),) if fact)

    def reads_today(self) -> bool:
        """Whether the clock alone can change its answer."""
        return reads_today(self.left)

    def unknown(self, values: Values, on: date) -> Iterator[str]:
        """The facts that keep it from an answer."""
        return _unknown_in((self.left,), values, on)

    def lacks(self, values: Values, on: date, *, movable: bool = False) -> Reason | None:  # noqa: ARG002 # one shape for all checks
        """What keeps it from holding, and what it would take."""
        return None if self.ask(values, on) else self.lacking(showing(values, on))

    def lacking(self, shown: Shown) -> Reason:
        """What it lacks where it does not hold."""
        return _lacking(self.left, self.wanted(shown), shown)

    def wanted(self, _: Shown) -> Reason:
        """The values of the left term with which it holds."""
        values = tuple(amount(self.left, value) for value in self.values)
        return Reason(f"standards.{'none' if self.negated else 'one'}_of", values=values)

    def movable(self, values: Values, on: date) -> bool:
        """Whether it holds, or somebody could make it hold."""
        if self.ask(values, on) or self.reads_today():
            return True
        return any(not fact.immovable or values[fact.name] is None for fact in self.facts())


@attrs.frozen
class All:
    """Checks of which every one must hold."""

    parts: tuple["Check", ...]

    def ask(self, values: Values, on: date) -> bool | None:
        """False as soon as one is False; unknown while none is but one is unknown."""
        answer: bool | None = True
        for part in self.parts:
            found = part.ask(values, on)
            if found is False:
                return False
            if found is None:
                answer = None
        return answer

    def facts(self) -> Iterator[Fact]:
        """The facts they read."""
        return (fact for part in self.parts for fact in part.facts())

    def reads_today(self) -> bool:
        """Whether the clock alone can change its answer."""
        return any(part.reads_today() for part in self.parts)

    def unknown(self, values: Values, on: date) -> Iterator[str]:
        """The facts that keep it from an answer."""
        return _unknown(self.parts, values, on)

    def lacks(self, values: Values, on: date, *, movable: bool = False) -> Reason | None:
        """What each part that does not hold lacks."""
        lacking = tuple(x for part in self.parts if (x := part.lacks(values, on, movable=movable)))
        return together("all_of", lacking) if lacking else None

    def movable(self, values: Values, on: date) -> bool:
        """Whether every part could be made to hold."""
        return all(part.movable(values, on) for part in self.parts)


@attrs.frozen
class AnyOf:
    """Checks of which one must hold."""

    parts: tuple["Check", ...]

    def ask(self, values: Values, on: date) -> bool | None:
        """True as soon as one is True; unknown while none is but one is unknown."""
        answer: bool | None = False
        for part in self.parts:
            found = part.ask(values, on)
            if found is True:
                return True
            if found is None:
                answer = None
        return answer

    def facts(self) -> Iterator[Fact]:
        """The facts they read."""
        return (fact for part in self.parts for fact in part.facts())

    def reads_today(self) -> bool:
        """Whether the clock alone can change its answer."""
        return any(part.reads_today() for part in self.parts)

    def unknown(self, values: Values, on: date) -> Iterator[str]:
        """The facts that keep it from an answer."""
        return _unknown(self.parts, values, on)

    def lacks(self, values: Values, on: date, *, movable: bool = False) -> Reason | None:
        """What each part lacks; with `movable`, only the parts that somebody could change, if any."""
        if self.ask(values, on):
            return None
        ways = tuple(part for part in self.parts if movable and part.movable(values, on)) or self.parts
        lacking = tuple(x for part in ways if (x := part.lacks(values, on, movable=movable)))
        return together("any_of", lacking)

    def movable(self, values: Values, on: date) -> bool:
        """Whether one part could be made to hold."""
        return any(part.movable(values, on) for part in self.parts)


Check = Compare | Listed | All | AnyOf


def opposite(check: Check) -> Check:
    """The check that holds exactly where this one fails, and is unknown where this one is (De Morgan)."""
    match check:
        case Compare(left, "==", Constant(bool(value))):
            return Compare(left, "==", Constant(not value))
        case Compare(left, sign, right):
            return Compare(left, OPPOSITE[sign], right)
        case Listed(left, values, negated):
            return Listed(left, values, not negated)
        case All(parts):
            return AnyOf(tuple(map(opposite, parts)))
        case AnyOf(parts):
            return All(tuple(map(opposite, parts)))
        case _:
            assert_never(check)


def _unknown_in(terms: tuple[Term, ...], values: Values, on: date) -> Iterator[str]:
    """The facts of terms without a value: not known, or a list of which an item cannot be told."""
    return (fact.name for term in terms if term.value(values, on) is None and (fact := fact_of(term)))


def _unknown(parts: tuple[Check, ...], values: Values, on: date) -> Iterator[str]:
    """The facts of the parts that have no answer: a part that has one no longer waits for them."""
    return (name for part in parts if part.ask(values, on) is None for name in part.unknown(values, on))


def _lacking(subject: Term, wanted: Reason, shown: Shown) -> Reason:
    return Reason("standards.lacks", subject=name_of(subject), value=shown(subject), wanted=wanted)


def together(code: str, lacking: tuple[Reason, ...]) -> Reason:
    """What several checks lack, as one."""
    return lacking[0] if len(lacking) == 1 else Reason(f"standards.{code}", parts=lacking)
