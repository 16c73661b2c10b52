"""Source: what a version asks, written as Python for values that are of their facts' types.

Nothing that a stranger wrote stands in it. Facts and conditions are called by their places, `v0` and `s0`;
every threshold and every name is a constant, `k0`, and handed over beside the text.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import assert_never

from ._checks import OPPOSITE, All, AnyOf, Check, Compare, Listed
from ._days import shift
from ._facts import Fact
from ._standard import Condition, Group, Version
from ._tally import Answer, stand
from ._terms import Asked, Constant, Count, Later, Scaled, Term, Today

__all__ = ["Writer", "all_scoped", "body"]

Found = Callable[[Answer], str]
"""What is done with an answer, as a statement; empty for nothing."""


class Writer:
    """Writes checks of facts that stand in variables."""

    def __init__(self, facts: Iterable[Fact], names: dict[str, object], prefix: str = "v") -> None:
        self.places = {fact.name: f"{prefix}{n}" for n, fact in enumerate(facts)}
        self.names = names
        """What the text calls by name."""
        self.days: dict[Term, str] = {}
        """Variables for days that hang on today alone."""
        self.counts: dict[Count, str] = {}
        """Variables for numbers of items."""
        self.first: list[str] = []
        """Lines that give the days their values."""
        self.each: list[str] = []
        """Lines that count the items."""
        self.functions: list[str] = []
        """The functions that count them."""

    def constant(self, value: object) -> str:
        """The name of a value in the text."""
        name = f"k{len(self.names)}"
        self.names[name] = value
        return name

    def condition(self, condition: Condition, found: Found) -> Iterator[str]:
        """Lines that find a condition's answer."""
        if condition.scope is None:
            yield from self._asked(condition.check, found)
            return
        yield f"if {self.sure(condition.scope, holds=True)}:"
        yield from (f" {line}" for line in self._asked(condition.check, found))
        yield f"elif {self.sure(condition.scope, holds=False)}: {found('not_applicable') or 'pass'}"
        yield f"else: {found('unknown') or 'pass'}"

    def _asked(self, check: Check, found: Found) -> Iterator[str]:
        met, unmet, unknown = (found(answer) or "pass" for answer in ("met", "unmet", "unknown"))
        if isinstance(check, All | AnyOf):
            yield f"if {self.sure(check, holds=True)}: {met}"
            yield f"elif {self.sure(check, holds=False)}: {unmet}"
            yield f"else: {unknown}"
            return
        needs, holds = self._compared(check, holds=True)
        if needs:
            yield f"if {' or '.join(f'{name} is None' for name in needs)}: {unknown}"
        yield f"{'elif' if needs else 'if'} {holds}: {met}"
        yield f"else: {unmet}"

    def sure(self, check: Check, *, holds: bool) -> str:
        """An expression that is true where it is known that the check holds, or that it fails."""
        match check:
            case All(parts) | AnyOf(parts):
                word = " and " if isinstance(check, All) is holds else " or "
                return f"({word.join(self.sure(part, holds=holds) for part in parts)})"
            case Compare() | Listed():
                needs, text = self._compared(check, holds=holds)
                return f"({' and '.join([*(f'{name} is not None' for name in needs), text])})"
            case _:
                assert_never(check)

    def _compared(self, check: Compare | Listed, *, holds: bool) -> tuple[tuple[str, ...], str]:
        """The variables that must be known, and then whether the check holds, or fails."""
        left, needs = self.term(check.left)
        match check:
            case Listed(_, values, negated):
                word = "in" if negated is not holds else "not in"
                return needs, f"{left} {word} {self.constant(frozenset(values))}"
            case Compare(_, "==", Constant(bool(value))):
                return needs, left if value is holds else f"not {left}"
            case Compare(_, sign, right):
                other, more = self.term(right)
                sign = sign if holds else OPPOSITE[sign]
                return tuple(dict.fromkeys((*needs, *more))), f"{left} {sign} {other}"
            case _:
                assert_never(check)

    def term(self, term: Term) -> tuple[str, tuple[str, ...]]:
        """A term's value, and the variables that must be known for it."""
        match term:
            case Asked(fact):
                return self.places[fact.name], (self.places[fact.name],)
            case Constant(fixed):
                return self.constant(fixed), ()
            case Today():
                return "on", ()
            case Later(base, n, unit):
                self.names["shift"] = shift
                moved, needs = self.term(base)
                text = f"shift({moved}, {self.constant(n)}, {self.constant(unit)})"
                return (text, needs) if needs else (self._day(term, text), ())
            case Scaled(base, times, over):
                scaled, needs = self.term(base)
                text = f"{scaled} * {self.constant(times)}"
                return (text if over == 1 else f"{text} / {self.constant(over)}"), needs
            case Count():
                return self._count(term), (self._count(term),)
            case _:
                assert_never(term)

    def _day(self, term: Term, text: str) -> str:
        if term not in self.days:
            self.days[term] = f"d{len(self.days)}"
            self.first.append(f"{self.days[term]} = {text}")
        return self.days[term]

    def _count(self, term: Count) -> str:
        if term not in self.counts:
            name = self.counts[term] = f"n{len(self.counts)}"
            items = self.places[term.fact.name]
            found = f"len({items})" if term.where is None else f"count_{name}({items}, on)"
            self.each.append(f"{name} = None if {items} is None else {found}")
            if term.where is not None:
                self.functions += self._counting(f"count_{name}", term.fact.fields, term.where)
        return self.counts[term]

    def _counting(self, name: str, fields: tuple[Fact, ...], where: Check) -> Iterator[str]:
        """A function that counts the items of which a check holds; it has no answer if one cannot be told."""
        inner = Writer(fields, self.names, "i")
        told: Mapping[Answer, str] = {"met": "n += 1", "unknown": "return None"}
        lines = list(inner._asked(where, lambda answer: told.get(answer, "")))
        yield f"def {name}(items, on):"
        yield from (f" {line}" for line in (*inner.first, "n = 0"))
        yield f" for {', '.join(inner.places.values())}, in items:"
        yield from (f"  {line}" for line in lines)
        yield " return n"


def _asks_for_some(group: Group, size: int) -> bool:
    """Whether a group can do without some of its conditions."""
    return group.at_least is not None and group.at_least < size


def all_scoped(version: Version) -> bool:
    """Whether it can be that nothing applies."""
    return all(condition.scope for condition in version.conditions)


def body(version: Version, writer: Writer, note: Callable[[int, Answer], str], end: Found) -> list[str]:
    """Lines that note each condition's answer and end with that of the whole."""
    begun, counts = _tallies(version)
    lines: list[str] = []
    for n, condition in enumerate(version.conditions):

        def found(answer: Answer, n: int = n, condition: Condition = condition) -> str:
            done = (note(n, answer), *_effects(version, condition, answer))
            return "; ".join(one for one in done if one)

        lines += writer.condition(condition, found)
    return [*writer.each, "bad = dim = some = False", *begun, *lines, *counts, *_whole(version, end)]


def _whole(version: Version, end: Found) -> Iterator[str]:
    """All must be met, and what does not apply is no obstacle."""
    yield f"if bad: {end('unmet')}"
    yield f"elif dim: {end('unknown')}"
    if all_scoped(version):
        yield f"elif not some: {end('not_applicable')}"
    yield f"else: {end('met')}"


def _effects(version: Version, condition: Condition, answer: Answer) -> Iterator[str]:
    """What an answer does to the whole and to its group's tally, as statements."""
    place, group, some = next(
        (
            (n, group, _asks_for_some(group, len(places)))
            for n, (group, places) in enumerate(version.grouped())
            if group.code == condition.group
        ),
        (0, None, False),
    )
    all_ = group is not None and not some and (group.at_least is not None or not group.weighed)
    if condition.alone or all_:
        standing = stand(condition, answer)
        if standing in {"unmet", "unknown"}:
            yield "bad = True" if standing == "unmet" else "dim = True"
    if answer != "not_applicable" and all_scoped(version):
        yield "some = True"
    letter = {"met": "m", "unmet": "f", "not_applicable": "a"}.get(answer)
    if group is None or letter is None:
        return
    if some:
        yield f"{letter}{place} += 1"
    if group.weighed:
        yield f"w{letter}{place} += {condition.weight:d}"


def _tallies(version: Version) -> tuple[list[str], list[str]]:
    """A line that lets all variables count from 0, if there are any, and lines that say what they come to."""
    begun, lines = [], []
    for n, (group, places) in enumerate(version.grouped()):
        weight = sum(version.conditions[place].weight for place in places)
        if group.at_least is not None and _asks_for_some(group, len(places)):
            begun += [f"m{n}", f"f{n}", f"a{n}"]
            lines += _enough(n, group.at_least, len(places))
        if group.weighed:
            begun += [f"wm{n}", f"wf{n}", f"wa{n}"]
            lines.append(f"w{n} = {weight:d} - wa{n}")
        if group.at_least_score is not None:
            lines += _scored(f"100 * wm{n}", f"100 * (w{n} - wf{n})", f"{group.at_least_score:d} * w{n}")
    if version.at_least_score is not None:
        lines += _total(version, version.at_least_score)
    return [" = ".join([*begun, "0"])] if begun else [], lines


def _enough(n: int, needed: int, size: int) -> list[str]:
    """A group's count; fewer are needed where fewer apply."""
    rest = f"{size:d} - a{n}"
    return [
        f"if m{n} < {needed:d} and m{n} != {rest}:",
        f" if {rest} - f{n} < ({needed:d} if a{n} <= {size - needed:d} else {rest}): bad = True",
        " else: dim = True",
    ]


def _scored(low: str, high: str, needed: str) -> list[str]:
    """A score in whole numbers; where nothing applies, nothing is needed."""
    return [f"if {low} < {needed}:", f" if {high} < {needed}: bad = True", " else: dim = True"]


def _total(version: Version, needed: int) -> list[str]:
    """The score of the whole: the groups' shares brought to one denominator, and nothing rounded."""
    lines = ["low = high = weighed = 0; over = 1"]
    for n, group in enumerate(version.groups):
        if group.weight is not None:
            lines += [
                f"if w{n}:",
                f" low = low * w{n} + {group.weight:d} * wm{n} * over",
                f" high = high * w{n} + {group.weight:d} * (w{n} - wf{n}) * over",
                f" over *= w{n}; weighed += {group.weight:d}",
            ]
    return [*lines, *_scored("100 * low", "100 * high", f"{needed:d} * weighed * over")]
