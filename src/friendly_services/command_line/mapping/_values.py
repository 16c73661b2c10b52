"""Merchants and riders as their rows state them."""

from datetime import date

import attrs

from ...hours import Hours
from ...places import Point
from ...standards import Scalar
from ...text import Reason
from ._form import Test

__all__ = ["MerchantRow", "RiderRow", "Stated"]


@attrs.frozen
class Stated:
    """A fact as a table states it: the value, and from when it holds and was known."""

    name: str
    value: Scalar
    """None is unknown."""
    test: Test | None
    since: date | None
    """The first day it holds; None for always."""
    recorded: date

    def at(self, on: date, known: date | None) -> Scalar | Reason:
        """The value as of a day, as far as it was known by another; a reason where it was not yet."""
        if self.value is None:
            return None
        if self.since is not None and on < self.since:
            return Reason("run.holds_from", fact=self.name, since=self.since)
        if known is not None and known < self.recorded:
            return Reason("run.recorded_on", fact=self.name, recorded=self.recorded)
        if self.test is None:
            return self.value
        return self.test.holds(self.value, on)


@attrs.frozen
class MerchantRow:
    """A merchant as its row states it."""

    number: int
    line: int
    id: str
    name: str
    point: Point
    """As given, in the file's datum."""
    outside: bool
    """It lies outside the city's box, which a person should confirm."""
    licence: str | None
    trade: str | None
    area: str | None
    hours: Hours | None
    hours_text: str
    """As written, also where it cannot be read."""
    services: frozenset[str] | None
    """None is unknown; the empty set is known to be none."""
    received: date | None
    facts: tuple[Stated, ...]


@attrs.frozen
class RiderRow:
    """Somebody asking, as a row states it."""

    number: int
    line: int
    id: str
    point: Point
    needs: frozenset[str]
