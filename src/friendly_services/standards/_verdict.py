"""Verdicts: what a standard says of one set of known facts, and why."""

from collections.abc import Mapping
from datetime import date
from html import escape

import attrs

from ..errors import Invalid
from ..text import Language, Reason, say
from ._compiled import asked, asker
from ._facts import FactValue, Given, Known
from ._findings import Explanation, Finding, Node
from ._next import Change, next_change
from ._recheck import recheck
from ._repairs import Repairs, find_repairs, fragile
from ._sentences import teller
from ._standard import Standard, Version
from ._tally import Answer, Score, Tally

__all__ = ["Verdict", "evaluate"]


@attrs.frozen(slots=False)  # made for every evaluation, and in half the time
class Verdict:
    """A standard's answer on a day, with all that it rests on; what is said about it is made when asked for.

    Met, unmet and not applicable are final for these facts: learning one that was unknown never changes them.
    """

    answer: Answer
    answers: tuple[Answer, ...]
    """One for each condition, in the order of the version's; of an exit, whether it holds."""
    rules: Version
    """The version that was applied."""
    on: date
    values: tuple[FactValue, ...]
    """One for each fact, in the order of the version's; None for what was not known that day."""
    dated: tuple[Known | None, ...] = ()
    """What was given with a day of its own, in the same order; empty if nothing was."""

    @property
    def standard(self) -> str:
        """The standard's id."""
        return self.rules.standard

    @property
    def version(self) -> int:
        """The number of the version that was applied."""
        return self.rules.number

    @property
    def facts(self) -> dict[str, FactValue | Known]:
        """The facts as they were given, without those of which nothing was."""
        dated = self.dated or (None,) * len(self.values)
        given = zip(self.rules.facts, self.values, dated, strict=True)
        return {
            fact.name: known or value
            for fact, value, known in given
            if known is not None or value is not None
        }

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What each condition answered and why, in the standard's order."""
        return self._explained().findings()

    @property
    def groups(self) -> tuple[Tally, ...]:
        """How the conditions of each group count together."""
        return self._explained().tallies

    @property
    def score(self) -> Score | None:
        """The score of the whole, if the version asks for one and anything that is weighed applies."""
        return self._explained().score

    def why_not(self) -> tuple[Reason, ...]:
        """What stands in the way of being met: each score or group that falls short, each condition in it.

        A condition that its group can do without, once all that is required by itself is met, stands in
        nobody's way and is left out; `findings` has every condition.
        """
        return tuple(reason for _, reason in self._explained().against())

    def needs(self) -> tuple[str, ...]:
        """The unknown facts that could decide the answer, most useful first; none once it is decided.

        A fact is the more useful the more open conditions wait for it alone, then the more wait for it at
        all; what is asked first goes first among equals. Facts of conditions that can make no difference any
        more, given what must be met by itself and how much its group asks for, are not among them. A list of
        which an item cannot be told is unknown too, and so is what has gone stale.
        """
        return self._explained().needs()

    def changes(self) -> tuple[Reason, ...]:
        """What would make it met, in the words of `why_not`, with the hints of the standard's writer."""
        return tuple(self._explained().changes())

    def repairs(self, limit: int = 20) -> Repairs:
        """The ways to be met, the cheapest first: each a smallest set of facts and all that they may become.

        Facts that are immovable stay as they are, and so does what is unknown of them. A way costs what its
        facts and the conditions that it newly meets cost. The search stops after a bounded amount of work.

        Args:
            limit: how many ways to list.
        """
        return find_repairs(self.rules, self.values, self.on, limit)

    def fragile(self) -> tuple[str, ...]:
        """The facts that the answer hangs on: without any one of them it would not be known.

        As long as a fact is not among them, the answer stays the same whatever becomes of that fact alone.
        """
        return fragile(self.rules, self.values, self.on, self.answer)

    def stale(self) -> tuple[str, ...]:
        """The facts that were known once and count no longer: they are to be checked again."""
        return tuple(name for name, _ in self._explained().stale())

    def next_change(self, standard: Standard | None = None) -> Change | None:
        """The first day on which the answer changes by itself, or None if it never does.

        Today moves, what was found goes stale, a pledge falls due. Nothing else is taken to happen: facts
        stay as they are.

        Args:
            standard: count also versions of it that come into force; left out, this version goes on, as it
                does for a case that keeps the rules of its day.
        """
        return next_change(self.rules, self.facts, self.on, self.answer, standard)

    def recheck(self, standard: Standard | None = None) -> None:
        """Work everything out again by the plain interpreter, from the recorded facts and rules.

        Args:
            standard: the rules must be a version of it.

        Raises:
            Altered: names the first part that is not what follows from the rest.
        """
        recheck(self.rules, self.on, self.values, self.dated, (self.answer, self.answers), standard)

    def reasons(self) -> tuple[Reason, ...]:
        """A headline, the score, then every group and every condition with its answer and why."""
        explained = self._explained()
        return (*explained.reasons(), *(reason for _, reason in explained.stale()))

    def tree(self) -> Node:
        """The answer with the groups it rests on, their conditions, and the facts of each."""
        return self._explained().tree()

    def text(self, language: Language = "en") -> str:
        """The whole explanation, one line for each reason."""
        lines = self._lines(language)
        if self.dated:
            lines += [say(reason, language) for _, reason in self._explained().stale()]
        return "\n".join(lines)

    def html(self, language: Language = "en") -> str:
        """The headline, and a table with a row for each condition."""
        lines = self._lines(language)
        cells = zip(self.answers, lines[len(lines) - len(self.answers) :], strict=True)
        rows = "".join(f"<tr><td>{escape(answer)}</td><td>{escape(why)}</td></tr>" for answer, why in cells)
        return f"<table><caption>{escape(lines[0])}</caption>{rows}</table>"

    def __repr__(self) -> str:
        met, unmet, unknown = (self.answers.count(answer) for answer in ("met", "unmet", "unknown"))
        count = f"{met} met, {unmet} unmet, {unknown} unknown"
        return f"Verdict({self.answer}: {count}; {self.standard} version {self.version} as of {self.on})"

    def _repr_html_(self) -> str:
        """How a notebook shows it."""
        return self.html()

    def _lines(self, language: Language) -> list[str]:
        """What `reasons` says, but for what has gone stale."""
        tell = teller(self.rules, language)
        if tell is None:
            return [say(reason, language) for reason in self._explained().reasons()]
        return tell(self.answer, self.answers, self.values, self.on)

    def _explained(self) -> Explanation:
        return Explanation(self.rules, self.on, self.answer, self.answers, self.values, self.dated)


def evaluate(version: Version, facts: Mapping[str, Given], on: date) -> Verdict:
    """What a version of a standard says of these facts on a day.

    A fact left out, None, or given with a day from which it no longer counts (`Known`) is not known.
    Conditions combine by Kleene's logic: a group is met once enough of those that apply are met, unmet once
    enough can no longer be, and unknown in between; so is a score between its lowest and its highest.

    Raises:
        Invalid: lists every fact that the standard does not declare or that is not of its declared type.
    """
    if type(on) is not date:
        raise Invalid.at("on", "standards.not_date", value=repr(on))
    ask = version.made.get("ask") or asker(version)
    verdict: Verdict | None = ask(Verdict, version, facts, on)
    if verdict is not None:
        return verdict
    (answer, answers, values), dated = asked(version, facts, on)
    return Verdict(answer, answers, version, on, values, dated)
