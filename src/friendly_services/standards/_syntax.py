"""The language of conditions: from text to a tree of what was written, or the first thing not readable.

    condition   = conjunction { "or" conjunction }
    conjunction = negation { "and" negation }
    negation    = "not" negation | comparison
    comparison  = sum [ ( "==" | "!=" | "<" | "<=" | ">" | ">=" ) sum | [ "not" ] "in" list ]
    list        = "[" literal { "," literal } [ "," ] "]"
    sum         = product { ( "+" | "-" ) ( "days" | "months" | "years" ) "(" ( whole | value ) ")" }
    product     = [ ( whole | decimal | value ) "*" ] primary
    primary     = "(" condition ")" | "today" | count | fact | value | literal
    count       = "count" "(" list-fact [ "where" condition ] ")"
    literal     = [ "-" ] whole | [ "-" ] decimal | date | "'" text "'" | "true" | "false"

A `value` is the name of one that the version gives under `values`; inside `where`, facts are the fields of
the list's items. The reader is written out by hand: nothing of what it reads is ever executed, and it gives
up at a depth that no human writes.
"""

from datetime import date
from typing import Final, Literal, cast

import attrs

from ..errors import Invalid
from ._days import LONGEST, Unit
from ._tokens import OTHER_TONGUES, Token, tokens

__all__ = [
    "Both",
    "Counted",
    "Either",
    "In",
    "Name",
    "Negated",
    "Operator",
    "Related",
    "Scaled",
    "Shifted",
    "TodayWord",
    "Value",
    "Written",
    "check_duration",
    "parse",
]

Operator = Literal["==", "!=", "<", "<=", ">", ">="]

DEEPEST: Final = 40
"""Brackets and `not`s inside one another."""
_DIGITS: Final = 15
"""Digits of a number: as many as a float keeps."""


@attrs.frozen
class Name:
    """A fact, or a value that the version names."""

    name: str
    at: int


@attrs.frozen
class Value:
    """A literal."""

    value: bool | int | float | str | date
    at: int


@attrs.frozen
class TodayWord:
    """The day on which the question is asked."""

    at: int


@attrs.frozen
class Shifted:
    """A date so many days, months or years later, or with `back` earlier."""

    base: "Written"
    n: "Value | Name"
    unit: Unit
    back: bool
    at: int


@attrs.frozen
class Scaled:
    """A number times another."""

    factor: "Value | Name"
    base: "Written"
    at: int


@attrs.frozen
class Counted:
    """How many items of a list there are, or how many of which a condition holds."""

    list: Name
    where: "Written | None"
    text: str
    """The condition as written."""
    at: int


@attrs.frozen
class Related:
    """Two values compared."""

    left: "Written"
    operator: Operator
    right: "Written"
    at: int


@attrs.frozen
class In:
    """A value looked for in a list of literals."""

    left: "Written"
    values: tuple[Value, ...]
    negated: bool
    at: int


@attrs.frozen
class Negated:
    """The opposite of a condition."""

    part: "Written"
    at: int


@attrs.frozen
class Both:
    """Conditions of which every one must hold."""

    parts: tuple["Written", ...]
    at: int


@attrs.frozen
class Either:
    """Conditions of which one must hold."""

    parts: tuple["Written", ...]
    at: int


Written = Name | Value | TodayWord | Shifted | Scaled | Counted | Related | In | Negated | Both | Either

_COMPARISONS: Final = ("==", "!=", "<", "<=", ">", ">=")


def parse(text: str) -> Written:
    """The tree of a condition.

    Raises:
        Invalid: names the first place that cannot be read, in characters from 1, and what was expected.

    >>> parse("seats >= 2")
    Related(left=Name(name='seats', at=1), operator='>=', right=Value(value=2, at=10), at=7)
    """
    return _Parser(text).whole()


def check_duration(n: object, unit: Unit, at: int) -> None:
    """Refuse what cannot be the number of a duration."""
    if type(n) is not int or not 0 <= n <= LONGEST[unit]:
        raise Invalid.at("", "standards.bad_duration", unit=unit, at=at, high=LONGEST[unit])


class _Parser:
    """One pass over the tokens, one method for each line of the grammar."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.next = 0
        self.depth = 0

    def whole(self) -> Written:
        found = self.condition()
        if self.token.kind != "end":
            raise self.refusal("standards.expected_end")
        return found

    @property
    def token(self) -> Token:
        return self.tokens[self.next]

    def take(self) -> Token:
        token = self.token
        self.next += 1
        return token

    def sees(self, *texts: str) -> bool:
        return self.token.kind in {"name", "sign"} and self.token.text in texts

    def expect(self, text: str) -> None:
        if not self.sees(text):
            raise self.refusal("standards.expected", expected=text)
        self.next += 1

    def refusal(self, code: str, **values: object) -> Invalid:
        """The error that says why the token at hand cannot stand here."""
        token = self.token
        if token.kind == "end":
            return Invalid.at("", "standards.ends_early", at=token.at)
        if token.kind in {"name", "sign"} and token.text in OTHER_TONGUES:
            instead = OTHER_TONGUES[token.text]
            return Invalid.at("", "standards.write_instead", seen=token.text, at=token.at, instead=instead)
        return Invalid.at("", code, seen=token.text, at=token.at, **values)

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Invalid.at("", "standards.too_deep", at=self.token.at, high=DEEPEST)

    def condition(self) -> Written:
        return self.joined("or")

    def joined(self, word: Literal["and", "or"]) -> Written:
        at = self.token.at
        read = self.negation if word == "and" else lambda: self.joined("and")
        parts = [read()]
        while self.sees(word):
            self.next += 1
            parts.append(read())
        if len(parts) == 1:
            return parts[0]
        return Both(tuple(parts), at) if word == "and" else Either(tuple(parts), at)

    def negation(self) -> Written:
        if not self.sees("not"):
            return self.comparison()
        at = self.take().at
        self.deeper()
        part = self.negation()
        self.depth -= 1
        return Negated(part, at)

    def comparison(self) -> Written:
        left = self.addition()
        if self.sees(*_COMPARISONS):
            sign = self.take()
            right = self.addition()
            if self.sees(*_COMPARISONS):
                raise self.refusal("standards.chained")
            return Related(left, cast("Operator", sign.text), right, sign.at)
        if self.sees("not", "in"):
            at = self.token.at
            negated = self.sees("not")
            self.next += negated
            self.expect("in")
            return In(left, self.choices(), negated, at)
        return left

    def choices(self) -> tuple[Value, ...]:
        self.expect("[")
        values = [self.literal()]
        while self.sees(","):
            self.next += 1
            if self.sees("]"):
                break
            values.append(self.literal())
        self.expect("]")
        return tuple(values)

    def addition(self) -> Written:
        found = self.product()
        while self.sees("+", "-"):
            sign = self.take()
            if not self.sees("days", "months", "years"):
                raise self.refusal("standards.expected_duration")
            unit = cast("Unit", self.take().text)
            self.expect("(")
            n = self.constant()
            if isinstance(n, Value):
                check_duration(n.value, unit, n.at)
            self.expect(")")
            found = Shifted(found, n, unit, sign.text == "-", sign.at)
        return found

    def constant(self) -> Value | Name:
        if self.token.kind == "name" and not self.sees("true", "false"):
            token = self.take()
            return Name(token.text, token.at)
        return self.literal()

    def product(self) -> Written:
        found = self.primary()
        if not self.sees("*"):
            return found
        at = self.take().at
        if not isinstance(found, Value | Name):
            raise Invalid.at("", "standards.factor_first", at=at)
        return Scaled(found, self.primary(), at)

    def primary(self) -> Written:
        if self.sees("("):
            self.next += 1
            self.deeper()
            found = self.condition()
            self.expect(")")
            self.depth -= 1
            return found
        if self.sees("today"):
            return TodayWord(self.take().at)
        if self.token.kind != "name" or self.sees("true", "false"):
            return self.literal()
        if self.sees("days", "months", "years", "and", "or", "in") or self.token.text in OTHER_TONGUES:
            raise self.refusal("standards.expected_value")
        if self.sees("count") and self.tokens[self.next + 1].text == "(":
            return self.count()
        name = self.take()
        if self.sees("("):
            raise Invalid.at("", "standards.no_calls", seen=name.text, at=name.at)
        return Name(name.text, name.at)

    def count(self) -> Counted:
        at = self.take().at
        self.expect("(")
        if self.token.kind != "name":
            raise self.refusal("standards.expected_list")
        token = self.take()
        where, text = None, ""
        if self.sees("where"):
            self.next += 1
            self.deeper()
            start = self.token.at
            where = self.condition()
            self.depth -= 1
            text = " ".join(self.text[start - 1 : self.token.at - 1].split())
        self.expect(")")
        return Counted(Name(token.text, token.at), where, text, at)

    def literal(self) -> Value:
        token = self.token
        negative = self.sees("-")
        self.next += negative
        match self.take():
            case Token("number", text):
                if len(text) > _DIGITS:
                    raise Invalid.at("", "standards.bad_number", seen=text, at=token.at)
                number = float(text) if "." in text else int(text)
                return Value(-number if negative else number, token.at)
            case Token("date", text) if not negative:
                try:
                    return Value(date.fromisoformat(text), token.at)
                except ValueError:
                    raise Invalid.at("", "standards.no_such_day", seen=text, at=token.at) from None
            case Token("text", text) if not negative:
                return Value(text[1:-1], token.at)
            case Token("name", "true" | "false" as text) if not negative:
                return Value(text == "true", token.at)
            case _:
                self.next -= 1
        raise self.refusal("standards.expected_value")
