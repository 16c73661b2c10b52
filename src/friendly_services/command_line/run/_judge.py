"""What a standard says of merchants as rows state them: as of one day, known by another."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Final, Literal

import attrs

from ...standards import Standard, Verdict, evaluate
from ...text import Reason
from ..mapping import MerchantRow

__all__ = ["Judged", "RunAnswer", "applied", "judge", "missing_facts"]

_DECIDED: Final = frozenset({"standards.unmet", "standards.exit_met"})
_OPEN: Final = frozenset({"standards.unknown", "standards.may_apply"})
_IN_A_CELL: Final = 5

RunAnswer = Literal["met", "unmet", "unknown", "not_applicable", "not_applied"]
"""A verdict's answer, or that there was nothing to judge yet."""


@attrs.frozen
class Judged:
    """A merchant with its verdict."""

    row: MerchantRow
    verdict: Verdict | Reason
    """The reason where the merchant had not applied yet."""
    withheld: tuple[Reason, ...]
    """Facts that the file states, but that did not hold or were not known yet."""

    @property
    def answer(self) -> RunAnswer:
        """Met, unmet, unknown, not applicable, or not applied yet."""
        return "not_applied" if isinstance(self.verdict, Reason) else self.verdict.answer

    @cached_property
    def why(self) -> tuple[Reason, ...]:
        """What stands in the way, what is decided first; for one that met everything, what it met."""
        if isinstance(self.verdict, Reason):
            return (self.verdict,)
        if self.verdict.answer in {"met", "not_applicable"}:
            return tuple(finding.reason for finding in self.verdict.findings)
        return tuple(sorted(self.verdict.why_not(), key=lambda reason: reason.code not in _DECIDED))

    @cached_property
    def against(self) -> tuple[Reason, ...]:
        """What stands in the way, in short: what is decided, then the codes of what nobody can tell yet."""
        if isinstance(self.verdict, Reason):
            return (self.verdict,)
        reasons = self.verdict.why_not()
        decided = [reason for reason in reasons if reason.code in _DECIDED]
        waiting = tuple(reason.values["code"] for reason in reasons if reason.code in _OPEN)
        return (*_few(decided), *([Reason("run.undecided", codes=waiting)] if waiting else []))

    @cached_property
    def to_do(self) -> tuple[Reason, ...]:
        """What would make it met, in short; where nothing is decided against it, what to find out."""
        if isinstance(self.verdict, Reason):
            return ()
        steps = [
            _step(change)
            for reason, change in zip(self.verdict.why_not(), self.verdict.changes(), strict=True)
            if reason.code in _DECIDED
        ]
        if not steps and self.missing:
            titles = {fact.name: fact.title for fact in self.verdict.rules.facts}
            steps = [Reason("run.find_out", fact=titles[name]) for name in self.missing]
        return _few(steps)

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The facts that nobody stated and that could decide it."""
        return () if isinstance(self.verdict, Reason) else self.verdict.needs()


def _step(change: Reason) -> Reason:
    """What would change one condition: the hint of the standard's writer, or what it lacks."""
    values = change.values
    match change.code:
        case "standards.change_hint":
            return Reason("run.to_do", code=values["code"], what=values["repair"])
        case "standards.cannot_change":
            return Reason("run.cannot_change", code=values["code"])
        case _:
            return Reason("run.to_do", code=values["code"], what=values["lacks"])


def _few(reasons: list[Reason]) -> tuple[Reason, ...]:
    """As many as a cell of a table holds."""
    more = len(reasons) - _IN_A_CELL
    return (*reasons[:_IN_A_CELL], *([Reason("run.in_all", count=more)] if more > 0 else []))


def applied(row: MerchantRow, on: date, known: date | None) -> Reason | None:
    """Why the merchant had not applied yet, or None if it had or the file does not say when."""
    if row.received is None:
        return None
    if row.received > on:
        return Reason("run.received_later", received=row.received, on=on)
    if known is not None and row.received > known:
        return Reason("run.recorded_later", received=row.received, known=known)
    return None


def judge(row: MerchantRow, standard: Standard, on: date, known: date | None = None) -> Judged:
    """The merchant's verdict by the version in force on that day."""
    not_applied = applied(row, on, known)
    if not_applied is not None:
        return Judged(row, not_applied, ())
    stated = {fact.name: fact.at(on, known) for fact in row.facts}
    facts = {name: value for name, value in stated.items() if not isinstance(value, Reason)}
    withheld = tuple(value for value in stated.values() if isinstance(value, Reason))
    return Judged(row, evaluate(standard.in_force(on), facts, on), withheld)


def missing_facts(judged: Iterable[Judged]) -> tuple[tuple[str, int], ...]:
    """The facts whose absence keeps verdicts open, the most frequent first, with how many they keep."""
    counts = Counter(name for one in judged for name in one.missing)
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
