"""Sentences: the text of a verdict in one language, written as Python once for each version.

Every sentence that a condition can have is made beforehand, with the values of its facts left open: a verdict
only chooses among them and fills them in. Where the host forbids that, the findings say the same, slower.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final, assert_never, cast

from ..text import Language, Reason, say, show
from ._checks import All, AnyOf, Check, Compare, Listed
from ._compiled import run
from ._facts import Fact, FactValue
from ._findings import headline, sentence, tally_of
from ._source import Writer
from ._standard import Condition, Version
from ._tally import OPEN, Answer, stand, total
from ._terms import Asked, Term, amount, shown_unit

__all__ = ["Teller", "teller"]

Teller = Callable[[Answer, tuple[Answer, ...], tuple[FactValue, ...], date], list[str]]
"""Gives the lines: a headline, the score, the groups and the conditions."""

_OPEN: Final = "\0{}\0"
"""What holds the place of an expression in a sentence, by its number."""
_ANSWERS: Final[tuple[Answer, ...]] = ("met", "unmet", "unknown", "not_applicable")
_TALLIES: Final = 1024
"""Sentences on groups that are kept: they hang on nothing but their conditions' answers."""


def teller(version: Version, language: Language) -> Teller | None:
    """What tells the version's verdicts in a language; None where it cannot be had."""
    key = ("teller", language)
    if key not in version.made:
        version.made[key] = _made(version, language)
    return cast("Teller | None", version.made[key])


def _made(version: Version, language: Language) -> Teller | None:
    texts = repr((version.standard, version.title, version.facts, version.groups, version.conditions))
    if repr(_OPEN[0])[1:-1] in texts:  # what holds a place could not be told from what a stranger wrote
        return None
    names: dict[str, object] = {}
    found = run("\n".join(_Sentences(version, language, names).lines()), names)
    return None if found is None else cast("Any", found["tell"])


class _Sentences:
    """Writes the sentences of a version in a language."""

    def __init__(self, version: Version, language: Language, names: dict[str, object]) -> None:
        self.version = version
        self.language = language
        self.left_open: list[str] = []
        """Expressions that sentences leave open."""
        self.writer = Writer(version.facts, names)
        names |= {"show": lambda value: show(value, language), "tally": lru_cache(_TALLIES)(self._tally)}
        names |= {"score": self._score, "comma": show(("", ""), language), "unknown": show(None, language)}
        self.facts = {fact.name: self._fact(fact) for fact in version.facts}
        """Expressions of their values."""

    def lines(self) -> Iterator[str]:
        """A function that tells a verdict, in Python."""
        version, writer = self.version, self.writer
        on = self._open("on.isoformat()")
        heads = {answer: self._text(headline(version, answer, on)) for answer in _ANSWERS}
        told = [*_choice("head", "answer", heads)]
        for n, condition in enumerate(version.conditions):
            told += _choice(f"t{n}", f"s{n}", self._condition(condition))
        tallies = [
            f"tally({n:d}, ({_listed('s', places)}))" for n, (_, places) in enumerate(version.grouped())
        ]
        score = ["*score(answers)"] if version.at_least_score is not None else []
        yield from writer.functions
        yield "def tell(answer, answers, values, on):"
        yield f" {_listed('v', range(len(version.facts))) or '()'} = values"
        yield f" {_listed('s', range(len(version.conditions)))} = answers"
        yield from (f" {line}" for line in (*writer.first, *writer.each, *told))
        lines = ", ".join(["head", *score, *tallies])
        yield f" return [{lines}, {_listed('t', range(len(version.conditions)))}]"

    def _condition(self, condition: Condition) -> Mapping[Answer, str]:
        """An expression of a condition's sentence for each answer."""
        texts: dict[Answer, str] = {}
        for answer in _ANSWERS if condition.scope else _ANSWERS[:-1]:
            lacks = self._lacks(condition.wanted) if stand(condition, answer) in OPEN else None
            texts[answer] = self._text(sentence(self.version, condition, answer, self._value, lacks))
        if condition.scope:
            may = self._text(sentence(self.version, condition, "may_apply", self._value))
            applies = self.writer.sure(condition.scope, holds=True)
            texts["unknown"] = f"{texts['unknown']} if {applies} else {may}"
        return texts

    def _lacks(self, check: Check) -> Reason | str:
        """What a check lacks that does not hold."""
        match check:
            case Compare() | Listed():
                return check.lacking(self._value)
            case AnyOf(parts):
                return Reason("standards.any_of", parts=tuple(map(self._lacks, parts)))
            case All(parts):
                lacking = (
                    f"None if {self.writer.sure(part, holds=True)} else {self._text(self._lacks(part))}"
                    for part in parts
                )
                return self._open(f"comma.join(filter(None, ({', '.join(lacking)})))")
            case _:
                assert_never(check)

    def _open(self, expression: str) -> str:
        """What holds the place of an expression."""
        self.left_open.append(expression)
        return _OPEN.format(len(self.left_open) - 1)

    def _text(self, reason: Reason | str) -> str:
        """An expression of a sentence with all that it leaves open."""
        pieces = re.split(_OPEN.format("([0-9]+)"), show(reason, self.language))
        filled = [
            self.left_open[int(piece)] if n % 2 else self.writer.constant(piece)
            for n, piece in enumerate(pieces)
            if piece
        ]
        return f"({' + '.join(filled)})"

    def _value(self, term: Term) -> str:
        """What holds the place of a term's value."""
        if isinstance(term, Asked):
            return self._open(self.facts[term.fact.name])
        text, needs = self.writer.term(term)
        known = " or ".join(f"{name} is None" for name in needs)
        return self._open(f"show(None if {known} else {text})" if needs else f"show({text})")

    def _fact(self, fact: Fact) -> str:
        """An expression of a fact's value."""
        asked, value = Asked(fact), self.writer.places[fact.name]
        if fact.type in {"bool", "choice"}:
            every = (None, False, True, *fact.choices)
            seen = {one: show(amount(asked, one), self.language) for one in every}
            return f"{self.writer.constant(seen)}[{value}]"
        if fact.type in {"int", "number"}:
            number = f"(f'{{{value}:.10g}}' if type({value}) is float else str({value}))"
            if unit := shown_unit(fact):
                number = self._text(Reason("standards.amount", value=self._open(number), unit=unit))
            return f"(unknown if {value} is None else {number})"
        told = self.writer.constant(lambda value: show(amount(asked, value), self.language))
        return f"{told}({value})"

    def _tally(self, n: int, answers: Sequence[Answer]) -> str:
        group, places = list(self.version.grouped())[n]
        members = [self.version.conditions[place] for place in places]
        return say(tally_of(self.version, group, members, answers).reason, self.language)

    def _score(self, answers: Sequence[Answer]) -> list[str]:
        score = total(self.version, answers)
        return [say(score.reason, self.language)] if score else []


def _choice(name: str, asked: str, texts: Mapping[Answer, str]) -> Iterator[str]:
    """The text that goes with an answer."""
    for n, (answer, text) in enumerate(texts.items()):
        yield f"{'elif' if n else 'if'} {asked} == {answer!r}: {name} = {text}"


def _listed(letter: str, places: Iterable[int]) -> str:
    return "".join(f"{letter}{n:d}, " for n in places)
