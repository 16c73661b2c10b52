"""From what was written to a check: every name declared, every comparison between values that compare."""

import difflib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, Literal, assert_never

import attrs

from ..errors import Invalid, Problem
from ..text import Reason
from ._checks import MIRRORED, All, AnyOf, Check, Compare, Listed, opposite
from ._days import Unit
from ._facts import Fact, FactType
from ._syntax import (
    Both,
    Counted,
    Either,
    In,
    Name,
    Negated,
    Related,
    Scaled,
    Shifted,
    TodayWord,
    Value,
    Written,
    check_duration,
    parse,
)
from ._terms import Asked, Constant, Count, Later, Term, Today, rank
from ._terms import Scaled as Times

__all__ = ["Fixed", "nearest", "read_condition"]

_Type = Literal["bool", "number", "text", "date", "list"]
Fixed = bool | int | float | str | date

_COMPARED_AS: Final[Mapping[FactType, _Type]] = {
    "bool": "bool",
    "int": "number",
    "number": "number",
    "text": "text",
    "date": "date",
    "choice": "text",
    "list": "list",
}
_ORDERED: Final = frozenset({"number", "date"})
_FACT, _CLOCK, _FIXED = 0, 1, 2


def nearest(word: object, words: Iterable[str]) -> str | None:
    """The known word that a writer most likely meant, if one is near."""
    close = difflib.get_close_matches(str(word)[:100], sorted(words), 1)
    return close[0] if close else None


def read_condition(text: str, facts: Mapping[str, Fact], named: Mapping[str, Fixed] | None = None) -> Check:
    """The check that a condition's text means.

    Args:
        text: the condition as written.
        facts: those that it may name.
        named: values that it may name.

    Raises:
        Invalid: the first thing that cannot be read, or every one that does not fit the declared facts.
    """
    reader = _Reader(facts, named or {})
    check = reader.check(parse(text))
    if check is None or reader.problems:
        raise Invalid(tuple(reader.problems))
    return check


@attrs.define
class _Typed:
    term: Term
    type: _Type


class _Reader:
    """Turns the written tree into checks; what does not fit is noted, and the rest still read."""

    def __init__(self, facts: Mapping[str, Fact], named: Mapping[str, Fixed]) -> None:
        self.facts = facts
        self.named = named
        self.problems: list[Problem] = []

    def wrong(self, code: str, **values: object) -> None:
        self.problems.append(Problem("", Reason(f"standards.{code}", **values)))

    def check(self, written: Written) -> Check | None:
        match written:
            case Both(parts):
                checks = [check for part in parts if (check := self.check(part))]
                return All(tuple(checks))
            case Either(parts):
                checks = [check for part in parts if (check := self.check(part))]
                return AnyOf(tuple(checks))
            case Negated(part):
                check = self.check(part)
                return check and opposite(check)
            case Related():
                return self.related(written)
            case In():
                return self.listed(written)
            case Name(name, at):
                typed = self.term(written)
                if typed and rank(typed.term) == _FIXED:
                    self.wrong("always_the_same", at=at)
                    return None
                if typed and typed.type == "bool":
                    return Compare(typed.term, "==", Constant(True))
                if typed:
                    self.wrong("not_yes_or_no", name=name, at=at)
                return None
            case Value() | TodayWord() | Shifted() | Scaled() | Counted():
                self.wrong("not_a_condition", at=written.at)
                return None
            case _:
                assert_never(written)

    def term(self, written: Written) -> _Typed | None:
        match written:
            case Name(name, at):
                if name in self.facts:
                    fact = self.facts[name]
                    return _Typed(Asked(fact), _type(fact))
                if name in self.named:
                    return _Typed(Constant(self.named[name], name), _type(self.named[name]))
                meant = nearest(name, (*self.facts, *self.named, "today", "true", "false"))
                self.wrong("unknown_fact_near" if meant else "unknown_fact", name=name, at=at, nearest=meant)
                return None
            case Value(value):
                return _Typed(Constant(value), _type(value))
            case TodayWord():
                return _Typed(Today(), "date")
            case Shifted():
                return self.shifted(written)
            case Scaled():
                return self.scaled(written)
            case Counted():
                return self.counted(written)
            case Related() | In() | Negated() | Both() | Either():
                self.wrong("condition_compared", at=written.at)
                return None
            case _:
                assert_never(written)

    def shifted(self, written: Shifted) -> _Typed | None:
        typed, n = self.term(written.base), self.duration(written.n, written.unit)
        if typed and typed.type != "date":
            self.wrong("only_dates_move", at=written.at, unit=written.unit)
            return None
        if not typed or n is None:
            return None
        return _Typed(Later(typed.term, -n if written.back else n, written.unit), "date")

    def duration(self, written: Value | Name, unit: Unit) -> int | None:
        typed = self.term(written)
        if not typed:
            return None
        try:
            fixed = typed.term.fixed if isinstance(typed.term, Constant) else None
            check_duration(fixed, unit, written.at)
        except Invalid as error:
            self.problems += error.problems
            return None
        return fixed if isinstance(fixed, int) else None

    def scaled(self, written: Scaled) -> _Typed | None:
        factor, base = self.term(written.factor), self.term(written.base)
        if not factor or not base:
            return None
        match factor.term:
            case Constant(bool()):
                pass
            case Constant(int() | float() as times, name) if times > 0:
                if base.type == "number" and rank(base.term) == _FACT:
                    return _Typed(Times.by(base.term, times, name), "number")
        self.wrong("factor_first", at=written.at)
        return None

    def counted(self, written: Counted) -> _Typed | None:
        typed = self.term(written.list)
        if typed is None:
            return None
        if typed.type != "list" or not isinstance(typed.term, Asked):
            self.wrong("not_a_list", name=written.list.name, at=written.list.at)
            return None
        fact, where = typed.term.fact, None
        if written.where is not None:
            inner = _Reader({field.name: field for field in fact.fields}, self.named)
            where = inner.check(written.where)
            self.problems += inner.problems
            if where is None:
                return None
        return _Typed(Count(fact, where, written.text), "number")

    def related(self, written: Related) -> Check | None:
        left, right = self.term(written.left), self.term(written.right)
        if not left or not right:
            return None
        sign = written.operator
        if left.type != right.type:
            self.wrong("cannot_compare", left=_word(left), right=_word(right), at=written.at)
            return None
        if left.type == "list":
            self.wrong("list_compared", at=written.at)
            return None
        if sign not in {"==", "!="} and left.type not in _ORDERED:
            self.wrong("no_order", type=_word(left), sign=sign, at=written.at)
            return None
        ranks = rank(left.term), rank(right.term)
        if ranks == (_FIXED, _FIXED):
            self.wrong("always_the_same", at=written.at)
            return None
        if ranks == (_CLOCK, _CLOCK):
            self.wrong("today_twice", at=written.at)
            return None
        if ranks[0] > ranks[1]:
            left, right, sign = right, left, MIRRORED[sign]
        self.choice(left.term, right.term, written.at)
        if isinstance(right.term, Constant) and isinstance(right.term.fixed, bool) and sign == "!=":
            return Compare(left.term, "==", Constant(not right.term.fixed))
        return Compare(left.term, sign, right.term)

    def listed(self, written: In) -> Check | None:
        left = self.term(written.left)
        if not left:
            return None
        if left.type == "list":
            self.wrong("list_compared", at=written.at)
            return None
        if rank(left.term) == _FIXED:
            self.wrong("always_the_same", at=written.at)
            return None
        for value in written.values:
            if _type(value.value) != left.type:
                right = _Typed(Constant(value.value), _type(value.value))
                self.wrong("cannot_compare", left=_word(left), right=_word(right), at=value.at)
            else:
                self.choice(left.term, Constant(value.value), value.at)
        return Listed(left.term, tuple(value.value for value in written.values), written.negated)

    def choice(self, left: Term, right: Term, at: int) -> None:
        """A choice compared with what it can never be is a slip of the pen."""
        match left, right:
            case Asked(Fact(type="choice", choices=choices) as fact), Constant(str(value)) if (
                value not in choices
            ):
                meant = nearest(value, choices)
                code = "not_a_choice_near" if meant else "not_a_choice"
                self.wrong(code, value=value, fact=fact.name, choices=choices, nearest=meant, at=at)
            case _:
                pass


def _type(value: Fact | Fixed) -> _Type:
    match value:
        case Fact(type=kind):
            return _COMPARED_AS[kind]
        case bool():
            return "bool"
        case int() | float():
            return "number"
        case str():
            return "text"
        case date():
            return "date"
        case _:
            assert_never(value)


def _word(typed: _Typed) -> Reason:
    """A term's type, said in words."""
    return Reason(f"standards.type_{typed.type}")
