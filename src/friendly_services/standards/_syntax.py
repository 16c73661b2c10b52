"""The language of conditions: from text to a tree of what was written, or the first thing not readable.

    condition   = conjunction { "or" conjunction }
    conjunction = negation { "and" negation }
    negation    = "not" negation | comparison
    comparison  = sum [ ( "==" | "!=" | "<" | "<=" | ">" | ">=" ) sum | [ "not" ] "in" list ]
    list        = "[" literal { "," literal } [ "," ] "]"
    sum         = primary { ( "+" | "-" ) ( "days" | "months" | "years" ) "(" whole ")" }
    primary     = "(" condition ")" | "today" | fact | literal
    literal     = [ "-" ] whole | [ "-" ] decimal | date | "'" text "'" | "true" | "false"

The reader is written out by hand: nothing of what it reads is ever executed, and it gives up at a depth that
no human writes.
"""

import re
import unicodedata
from datetime import date
from typing import Final, Literal, cast

import attrs

from ..errors import Invalid

__all__ = [
    "Both",
    "Either",
    "In",
    "Name",
    "Negated",
    "Operator",
    "Related",
    "Shifted",
    "TodayWord",
    "Unit",
    "Value",
    "Written",
    "parse",
]

Operator = Literal["==", "!=", "<", "<=", ">", ">="]
Unit = Literal["days", "months", "years"]

DEEPEST: Final = 40
"""Brackets and `not`s inside one another."""
_DIGITS: Final = 15
"""Digits of a number: as many as a float keeps."""
_MOST: Final = {"days": 73_000, "months": 2_400, "years": 200}
"""The longest duration of each unit: two hundred years."""


@attrs.frozen
class Name:
    """A fact."""

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
    """A date so many days, months or years later; earlier when `n` is below 0."""

    base: "Written"
    n: int
    unit: Unit
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


Written = Name | Value | TodayWord | Shifted | Related | In | Negated | Both | Either

_TOKEN: Final = re.compile(
    r"""
      (?P<space>[ \t\r\n]+)
    | (?P<date>\d{4}-\d{2}-\d{2}(?![\w.]))
    | (?P<number>(?:0|[1-9]\d*)(?:\.\d+)?(?![\w.]))
    | (?P<text>'[^'\r\n]*'|"[^"\r\n]*")
    | (?P<name>[A-Za-z_]\w*)
    | (?P<sign>==|!=|<=|>=|[<>()\[\],+-])
    """,
    re.VERBOSE | re.ASCII,
)
_COMPARISONS: Final = ("==", "!=", "<", "<=", ">", ">=")
_OTHER_TONGUES: Final = {
    "=": "==",
    "&&": "and",
    "&": "and",
    "||": "or",
    "|": "or",
    "!": "not",
    "<>": "!=",
    "True": "true",
    "False": "false",
    "AND": "and",
    "OR": "or",
    "NOT": "not",
    "IN": "in",
}
"""What people write who think in SQL, C or Python, and how it is written here."""


@attrs.frozen
class _Token:
    kind: str
    text: str
    at: int
    """Its place in the condition, the first character being 1."""


def parse(text: str) -> Written:
    """The tree of a condition.

    Raises:
        Invalid: names the first place that cannot be read, in characters from 1, and what was expected.

    >>> parse("seats >= 2")
    Related(left=Name(name='seats', at=1), operator='>=', right=Value(value=2, at=10), at=7)
    """
    return _Parser(_tokens(text)).whole()


def _tokens(text: str) -> list[_Token]:
    tokens = []
    start = 0
    while start < len(text):
        match = _TOKEN.match(text, start)
        if match is None:
            raise _unreadable(text, start)
        if match.lastgroup != "space":
            tokens.append(_Token(cast("str", match.lastgroup), match.group(), start + 1))
        start = match.end()
    tokens.append(_Token("end", "", len(text) + 1))
    return tokens


def _unreadable(text: str, start: int) -> Invalid:
    """The error that says why no token starts here."""
    rest = text[start:]
    at = start + 1
    for wrong in ("&&", "||", "=", "!", "&", "|"):
        if rest.startswith(wrong):
            return Invalid.at("", "standards.write_instead", seen=wrong, at=at, instead=_OTHER_TONGUES[wrong])
    if rest[0] in "'\"":
        return Invalid.at("", "standards.open_quote", at=at)
    if rest[0].isascii() and rest[0].isdigit():
        found = re.match(r"[\w.]+", rest)
        return Invalid.at("", "standards.bad_number", seen=found.group() if found else rest[0], at=at)
    plain = unicodedata.normalize("NFKC", rest[0])
    if plain != rest[0] and plain.isascii() and plain.strip():
        return Invalid.at("", "standards.write_instead", seen=rest[0], at=at, instead=plain)
    if rest[0] in "‘’“”":
        return Invalid.at("", "standards.write_instead", seen=rest[0], at=at, instead="'")
    if rest[0] in "/*%.^":
        return Invalid.at("", "standards.no_such_operator", seen=rest[0], at=at)
    return Invalid.at("", "standards.unreadable", seen=rest[0], at=at)


class _Parser:
    """One pass over the tokens, one method for each line of the grammar."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.next = 0
        self.depth = 0

    def whole(self) -> Written:
        found = self.condition()
        if self.token.kind != "end":
            raise self.refusal("standards.expected_end")
        return found

    @property
    def token(self) -> _Token:
        return self.tokens[self.next]

    def take(self) -> _Token:
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
        if token.kind in {"name", "sign"} and token.text in _OTHER_TONGUES:
            instead = _OTHER_TONGUES[token.text]
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
        found = self.primary()
        while self.sees("+", "-"):
            sign = self.take()
            if not self.sees("days", "months", "years"):
                raise self.refusal("standards.expected_duration")
            unit = cast("Unit", self.take().text)
            self.expect("(")
            n = self.literal()
            if type(n.value) is not int or not 0 <= n.value <= _MOST[unit]:
                raise Invalid.at("", "standards.bad_duration", unit=unit, at=n.at, high=_MOST[unit])
            self.expect(")")
            found = Shifted(found, n.value if sign.text == "+" else -n.value, unit, sign.at)
        return found

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
        if self.sees("days", "months", "years", "and", "or", "in") or self.token.text in _OTHER_TONGUES:
            raise self.refusal("standards.expected_value")
        name = self.take()
        if self.sees("("):
            raise Invalid.at("", "standards.no_calls", seen=name.text, at=name.at)
        return Name(name.text, name.at)

    def literal(self) -> Value:
        token = self.token
        negative = self.sees("-")
        self.next += negative
        match self.take():
            case _Token("number", text):
                if len(text) > _DIGITS:
                    raise Invalid.at("", "standards.bad_number", seen=text, at=token.at)
                number = float(text) if "." in text else int(text)
                return Value(-number if negative else number, token.at)
            case _Token("date", text) if not negative:
                try:
                    return Value(date.fromisoformat(text), token.at)
                except ValueError:
                    raise Invalid.at("", "standards.no_such_day", seen=text, at=token.at) from None
            case _Token("text", text) if not negative:
                return Value(text[1:-1], token.at)
            case _Token("name", "true" | "false" as text) if not negative:
                return Value(text == "true", token.at)
            case _:
                self.next -= 1
        raise self.refusal("standards.expected_value")
