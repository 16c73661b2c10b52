"""Compiled versions: each is written as Python once, which answers faster than the interpreter.

Where the host forbids that (an audit hook that refuses `exec`), the interpreter answers: the same, slower.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any, Final, Literal, cast

import attrs

from ._facts import CLASSES, Fact, FactValue, Given, Known
from ._interpret import interpret
from ._source import Writer, body
from ._standard import Version
from ._tally import Answer

__all__ = ["Engine", "answered", "asked", "asker", "engine_of", "run"]

Engine = Literal["numpy", "generated", "interpreter"]
Answered = tuple[Answer, tuple[Answer, ...]]
Asked = tuple[Answer, tuple[Answer, ...], tuple[FactValue, ...]]
Asker = Callable[[Callable[..., Any], Version, Mapping[str, Given], date], Any]
"""What the first argument makes of the answer, the conditions' answers, the version, the day and the values.

None for facts at which it takes a closer look than whether they are plain values of their types.
"""

_SURE: Final = 2.0**52
"""Numbers whose hypotenuse is no longer are finite, and whole ones exact as floats."""


@attrs.frozen
class Compiled:
    """A version as Python functions."""

    answer: Callable[[Sequence[FactValue], date], Answered]
    """For values in the order of the version's facts."""
    ask: Asker
    """For facts by name."""


def answered(version: Version, values: Sequence[FactValue], on: date) -> Answered:
    """The answer of the whole, and that of each condition, for values in the order of the version's facts."""
    compiled = _compiled(version)
    return interpret(version, values, on) if compiled is None else compiled.answer(values, on)


def asker(version: Version) -> Asker:
    """What asks facts that are plainly of their types: kept by the version under `ask`."""
    compiled = _compiled(version)
    ask = version.made["ask"] = _nothing if compiled is None else compiled.ask
    return ask


def _nothing(*_: object) -> None:
    pass


def asked(version: Version, facts: Mapping[str, Given], on: date) -> tuple[Asked, tuple[Known | None, ...]]:
    """The answers for facts by name, with the values they rest on and what was given with a day of its own.

    Raises:
        Invalid: lists every fact that is not declared or not of its type.
    """
    values, dated = version.known(facts, on)
    return (*answered(version, values, on), values), dated


def engine_of(version: Version) -> Engine:
    """What answers for a version: code generated from it, or the interpreter where the host forbids that.

    Both give the same answers; the interpreter takes longer.
    """
    return "generated" if _compiled(version) else "interpreter"


def run(source: str, names: dict[str, object]) -> dict[str, object] | None:
    """The names after running a text of our own; None if the host forbids it."""
    try:
        code = compile(source, "<friendly_services.standards>", "exec")
        exec(code, names)  # noqa: S102 # written by `_source` alone, from places and numbers
    except SyntaxError:
        raise
    except Exception:  # a hook that forbids it may raise anything
        return None
    return names


def _compiled(version: Version) -> Compiled | None:
    try:
        found: Compiled | None = version.made["compiled"]
    except KeyError:
        found = version.made["compiled"] = _compile(version)
    return found


def _compile(version: Version) -> Compiled | None:
    names: dict[str, object] = {}
    source = "\n".join(_lines(version, names))
    found = run(source, names)
    return None if found is None else Compiled(cast("Any", found["answer"]), cast("Any", found["ask"]))


def _lines(version: Version, names: dict[str, object]) -> Iterator[str]:
    writer = Writer(version.facts, names)
    found = body(
        version, writer, lambda n, answer: f"s{n} = {answer!r}", lambda answer: f"answer = {answer!r}"
    )
    places = [f"v{n}" for n in range(len(version.facts))]
    unpack = [f"{', '.join(places)}, = values"] if places else []
    checks = list(_plain(version, names))
    states = "".join(f"s{n}, " for n in range(len(version.conditions)))
    yield from writer.functions
    yield "def answer(values, on):"
    yield from (f" {line}" for line in (*unpack, *writer.first, *found, f"return answer, ({states})"))
    yield "def ask(made, rules, facts, on):"
    verdict = f"return made(answer, ({states}), rules, on, values)"
    yield from (f" {line}" for line in (*checks, *writer.first, *found, verdict))


def _plain(version: Version, names: dict[str, object]) -> Iterator[str]:
    """Take the facts in their order; give up on any that is not plainly of its type."""
    facts = version.facts
    called = tuple(fact.name for fact in facts)
    names |= {"take": _taking(called), "called": called, "declared": frozenset(called)}
    names |= {"hypot": math.hypot, "date": date, "sure": _SURE}
    yield "if type(facts) is not dict: return None"
    yield "try: values = take(facts)"
    yield "except KeyError: values = tuple([facts.get(name) for name in called])"
    yield f"if len(facts) != {len(facts)} and not facts.keys() <= declared: return None"
    if facts:
        yield f"{''.join(f'v{n}, ' for n in range(len(facts)))} = values"
    for n, fact in enumerate(facts):
        yield from _plain_fact(f"v{n}", n, fact, names)
    numbers = [f"v{n} or 0" for n, fact in enumerate(facts) if fact.type in {"int", "number"}]
    if numbers:
        yield "try:"
        yield f" if not hypot({', '.join(numbers)}) <= sure: return None"
        yield "except OverflowError: return None"
    if any(fact.type == "list" for fact in facts):
        yield f"values = {''.join(f'v{n}, ' for n in range(len(facts)))}"


def _taking(names: tuple[str, ...]) -> Callable[[Mapping[str, Given]], tuple[Given, ...]]:
    """What takes the values of facts in their order."""
    return itemgetter(*names) if len(names) > 1 else lambda facts: tuple([facts[name] for name in names])


def _plain_fact(value: str, n: int, fact: Fact, names: dict[str, object]) -> Iterator[str]:
    if fact.type == "list":
        names |= {f"accepts{n}": fact.accepts, f"kept{n}": fact.kept}
        yield f"if not accepts{n}({value}): return None"
        yield f"{value} = kept{n}({value})"
        return
    tests = [f"type({value}) is not {kind.__name__}" for kind in CLASSES[fact.type]]
    test = " and ".join(tests)
    if fact.type == "choice":
        names[f"choices{n}"] = frozenset(fact.choices)
        test = f"({test} or {value} not in choices{n})"
    yield f"if {test} and {value} is not None: return None"
