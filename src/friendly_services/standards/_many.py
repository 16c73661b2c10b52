"""Many at once: what a version answers for a whole population, counted by answer and by condition."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from itertools import repeat
from typing import Any, Final, cast

import attrs

from ..text import Language, Reason, say
from ._compiled import Engine, run
from ._interpret import interpret
from ._population import Population, asked_of
from ._source import Writer, body
from ._standard import Version
from ._tally import Answer
from ._verdict import Verdict, evaluate

__all__ = ["ANSWERS", "Counts", "Outcomes", "answers_of", "evaluate_many"]

ANSWERS: Final[tuple[Answer, ...]] = ("met", "unmet", "unknown", "not_applicable")
"""In the order of the numbers that stand for them in bytes."""


@attrs.frozen
class Counts:
    """How many there are of each answer."""

    met: int
    unmet: int
    unknown: int
    not_applicable: int


@attrs.frozen(slots=False)
class Outcomes:
    """What a version answers for each of a population."""

    rules: Version
    on: date
    population: Population
    total: Counts
    conditions: Mapping[str, Counts]
    """By each condition's code; of an exit, whether it holds."""
    codes: bytes = attrs.field(repr=False)
    """For each one the place of its answer in met, unmet, unknown, not applicable."""
    engine: Engine
    """What answered: numpy, generated code, or the interpreter where a host forbids that."""
    fallbacks: tuple[str, ...] = ()
    """Codes of conditions that numpy cannot count exactly, so that Python did, one value after the other."""

    def answer(self, n: int) -> Answer:
        """The answer for one, counted from 0."""
        return ANSWERS[self.codes[n]]

    def verdict(self, n: int) -> Verdict:
        """The verdict for one, with all that it can say."""
        return evaluate(self.rules, self.population.row(n), self.on)

    def places(self, *answers: Answer) -> list[int]:
        """Who has one of these answers."""
        wanted = {ANSWERS.index(answer) for answer in answers}
        return [n for n, code in enumerate(self.codes) if code in wanted]

    def reasons(self) -> tuple[Reason, ...]:
        """The counts in words: of the whole, then of each condition."""
        named = zip(self.rules.conditions, self.conditions.values(), strict=True)
        head = Reason("standards.many", title=self.rules.title, on=self.on, **attrs.asdict(self.total))
        rows = (
            Reason("standards.many_row", code=one.code, title=one.title, **attrs.asdict(counts))
            for one, counts in named
        )
        return (head, *rows)

    def text(self, language: Language = "en") -> str:
        """The counts, one line for the whole and one for each condition."""
        return "\n".join(say(reason, language) for reason in self.reasons())


def evaluate_many(version: Version, population: object, on: date) -> Outcomes:
    """What a version of a standard says on a day of everyone in a population.

    Args:
        version: the version to ask.
        population: a `Population`, or anything that `Population.of` takes. Make one if you ask it twice.
        on: the day.

    Raises:
        Invalid: names each value that is not of its fact's type.
    """
    asked = asked_of(population, on, version)
    if asked.arrays is not None:
        from ._blocks import answers  # noqa: PLC0415 # it needs numpy, and so do the arrays

        codes, total, counted, fallbacks = answers(asked.arrays, version, on)
        return _outcomes(version, on, asked, codes, total, counted, "numpy", fallbacks)
    codes, counted, engine = answers_of(version, asked, on)
    total = [codes.count(n) for n in range(len(ANSWERS))]
    return _outcomes(version, on, asked, codes, total, counted, engine, ())


def _outcomes(
    version: Version,
    on: date,
    asked: Population,
    codes: bytes,
    total: Iterable[int],
    counted: Iterable[tuple[int, int, int]],
    engine: Engine,
    fallbacks: tuple[str, ...],
) -> Outcomes:
    size = asked.size
    by_code = {
        condition.code: Counts(size - unmet - unknown - gone, unmet, unknown, gone)
        for condition, (unmet, unknown, gone) in zip(version.conditions, counted, strict=True)
    }
    return Outcomes(version, on, asked, Counts(*total), by_code, codes, engine, fallbacks)


def answers_of(
    version: Version, population: Population, on: date, *, counting: bool = True
) -> tuple[bytes, list[tuple[int, int, int]], Engine]:
    """The answers, and of each condition how many do not meet it, are not known and do not apply."""
    key = "many", counting
    if key not in version.made:
        version.made[key] = _compile(version, counting=counting)
    many = version.made[key]
    if many is None:
        return *_interpreted(version, population, on), "interpreter"
    used, function = many
    columns = [population.values(version.facts[n], on) for n in used]
    rows = zip(*columns, strict=True) if columns else repeat((), population.size)
    codes, numbers = function(rows, on)
    return codes, list(zip(*[iter(numbers)] * 3, strict=True)), "generated"


def _compile(
    version: Version, *, counting: bool
) -> tuple[list[int], Callable[..., tuple[bytes, tuple[int, ...]]]] | None:
    """The places of the facts that the version reads, and a function that goes over rows of them."""
    names: dict[str, object] = {}
    writer = Writer(version.facts, names)
    letters: Mapping[Answer, str] = {"unmet": "x", "unknown": "u", "not_applicable": "z"}

    def note(n: int, answer: Answer) -> str:
        return f"{letters[answer]}{n} += 1" if counting and answer in letters else ""

    lines = body(version, writer, note, lambda answer: f"add({ANSWERS.index(answer)})")
    read = {fact.name for condition in version.conditions for fact in condition.facts()}
    used = [n for n, fact in enumerate(version.facts) if fact.name in read]
    counts = [f"{letter}{n}" for n in range(len(version.conditions)) for letter in letters.values()]
    source = [
        *writer.functions,
        "def many(rows, on):",
        *(f" {line}" for line in writer.first),
        f" {' = '.join(counts)} = 0",
        " out = bytearray(); add = out.append",
        f" for {''.join(f'v{n}, ' for n in used) or '_'} in rows:",
        *(f"  {line}" for line in lines),
        f" return bytes(out), ({', '.join(counts)})",
    ]
    found = run("\n".join(source), names)
    return None if found is None else (used, cast("Any", found["many"]))


def _interpreted(
    version: Version, population: Population, on: date
) -> tuple[bytes, list[tuple[int, int, int]]]:
    """The same by the interpreter."""
    codes = bytearray()
    counted = [[0, 0, 0, 0] for _ in version.conditions]
    columns = [population.values(fact, on) for fact in version.facts]
    for values in zip(*columns, strict=True) if columns else repeat((), population.size):
        answer, answers = interpret(version, values, on)
        codes.append(ANSWERS.index(answer))
        for one, found in zip(counted, answers, strict=True):
            one[ANSWERS.index(found)] += 1
    return bytes(codes), [(unmet, unknown, gone) for _, unmet, unknown, gone in counted]
