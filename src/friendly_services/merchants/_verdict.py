"""What the standard says of a merchant: one question, for an officer's decision or an analyst's table."""

from collections.abc import Iterable, Mapping
from datetime import date

from ..standards import Given, Known, Scalar, Standard, Verdict, Version, evaluate
from ..text import Reason
from ._values import Fact, Merchant, latest

__all__ = ["answers_of", "judge", "unproven", "version_for"]


def version_for(standard: Standard, *, on: date, applied: date | None = None) -> Version:
    """The version that a decision on a day goes by.

    The version in force on that day says whether applications already under way are judged by it or keep the
    rules of the day they were sent.
    """
    current = standard.in_force(on)
    if applied is None or current.open_cases == "decision":
        return current
    return standard.in_force(applied)


def judge(
    standard: Standard,
    merchant: Merchant | Mapping[str, Scalar] | Iterable[Fact],
    *,
    on: date,
    applied: date | None = None,
) -> Verdict:
    """The verdict on a merchant, on dated facts or on plain values, as of a day.

    `applied` is the day of an application under way. Facts that this standard does not declare are left aside
    for a merchant, whose record may be older than the pack; among plain values they are an error.
    """
    version = version_for(standard, on=on, applied=applied)
    if isinstance(merchant, Merchant):
        given: dict[str, Given] = {"trade": merchant.trade or None, **_dated(merchant.facts, on)}
        declared = {fact.name for fact in version.facts}
        return evaluate(version, {name: given[name] for name in given if name in declared}, on)
    return evaluate(version, merchant if isinstance(merchant, Mapping) else _dated(merchant, on), on)


def answers_of(verdict: Verdict) -> tuple[tuple[str, str], ...]:
    """Every condition's code with its answer, as rulings and signatures keep them."""
    return tuple((c.code, a) for c, a in zip(verdict.rules.conditions, verdict.answers, strict=True))


def _dated(facts: Iterable[Fact], on: date) -> Mapping[str, Known]:
    """The latest of each fact with its day, so that what is older than its life counts as unknown."""
    return {name: Known(fact.value, fact.on, fact.evidence.kind) for name, fact in latest(facts, on).items()}


def unproven(
    version: Version, verdict: Verdict, facts: Iterable[Fact], answer: str = "met"
) -> tuple[tuple[str, Reason], ...]:
    """The conditions that are met, or unmet, by facts that do not rest on the evidence they ask for."""
    kinds = {name: fact.evidence.kind for name, fact in latest(facts, verdict.on).items()}
    asked = {condition.code: condition.evidence for condition in version.conditions}
    titles = {fact.name: fact.title for fact in version.facts}
    return tuple(
        (
            finding.code,
            Reason(
                "merchants.unproven" if answer == "met" else "merchants.unproven_unmet",
                condition=finding.title,
                fact=titles[name],
                kind=Reason(f"merchants.evidence.{kinds[name]}"),
                kinds=tuple(Reason(f"merchants.evidence.{kind}") for kind in asked[finding.code]),
            ),
        )
        for finding in verdict.findings
        if finding.answer == answer and asked[finding.code]
        for name, _ in finding.facts
        if name in kinds and kinds[name] not in asked[finding.code]
    )
