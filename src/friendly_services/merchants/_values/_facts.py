"""What was found about a merchant: by whom, when, and what it rests on."""

from collections.abc import Iterable, Mapping
from datetime import date

import attrs

from ...fields import a_name, if_given
from ...standards import Scalar

__all__ = ["Evidence", "Fact", "facts", "latest", "with_facts"]


@attrs.frozen
class Evidence:
    """What a statement rests on: the kind of proof and where it can be looked up."""

    kind: str
    """For facts one of document, registry, site_check, pledge; for a ground the kinds its pack lists."""
    reference: str = attrs.field(default="", validator=if_given(a_name))
    """A file number, a digest, an address in another system."""


@attrs.frozen
class Fact:
    """What somebody found to be so on a day, where they have it from and what it rests on."""

    name: str
    """As the standard declares it."""
    value: Scalar
    """Of the type that the standard declares; null for what was looked at and could not be told."""
    on: date
    """The day on which it was so, which may be long before it was recorded."""
    source: str
    """Where it comes from, in a few words."""
    evidence: Evidence
    """The proof."""
    by: str = ""
    """Who checked it, by the host's id; left empty, whoever records it."""
    recorded_by: str = ""
    """Who put it on record: the register enters it, whatever a command says. Both had a hand in it."""


def facts(
    *, on: date, source: str, evidence: Evidence | str, by: str = "", **values: Scalar
) -> tuple[Fact, ...]:
    """What one look at a registry, a document or the premises found: each name with its value.

    Args:
        on: the day on which it was so.
        source: where it comes from.
        evidence: what it rests on, or the kind of that alone.
        by: who checked it, by the host's id; left out, whoever records it.
        values: the facts, by the names that the standard gives them.

    >>> for fact in facts(on=date(2026, 3, 4), source="visit", evidence="site_check", free_seats=2):
    ...     print(fact.name, fact.value, fact.evidence.kind)
    free_seats 2 site_check
    """
    rests_on = Evidence(evidence) if isinstance(evidence, str) else evidence
    return tuple(Fact(name, value, on, source, rests_on, by) for name, value in values.items())


def latest(facts: Iterable[Fact], on: date) -> Mapping[str, Fact]:
    """By name: of the facts that were so on a day or before it, the latest."""
    return {fact.name: fact for fact in sorted(facts, key=lambda fact: fact.on) if fact.on <= on}


def with_facts(old: tuple[Fact, ...], new: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """The facts with newer findings in place of those about the same day."""
    found = {(fact.name, fact.on): fact for fact in (*old, *new)}
    return tuple(sorted(found.values(), key=lambda fact: (fact.name, fact.on)))
