"""What a standard says of merchants as rows state them: as of one day, known by another."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Literal

import attrs

from ...standards import Standard, Verdict, evaluate
from ...text import Reason
from ..mapping import MerchantRow

__all__ = ["Judged", "RunAnswer", "applied", "judge", "missing_facts"]

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
        """What stands in the way; for one that met everything, what it met."""
        if isinstance(self.verdict, Reason):
            return (self.verdict,)
        if self.verdict.answer in {"met", "not_applicable"}:
            return tuple(finding.reason for finding in self.verdict.findings)
        return self.verdict.why_not()

    @property
    def changes(self) -> tuple[Reason, ...]:
        """What would make it met."""
        return () if isinstance(self.verdict, Reason) else self.verdict.changes()

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The facts that nobody stated and that could decide it."""
        return () if isinstance(self.verdict, Reason) else self.verdict.missing()


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
