"""What can be asked of the counts."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import attrs

from ..fields import an_id, an_instant, whole
from ..names import words
from ._values import LARGEST_COUNT, SCORES, Hourly

__all__ = ["Command", "CountUse", "ProveVisit", "RatePlace", "RateVisitor", "RecordUse"]


def _numbers(by_hour: Iterable[int]) -> Hourly:
    return tuple(by_hour)


def _hourly(_: object, attribute: "attrs.Attribute[Any]", value: Any) -> None:
    check = whole(high=LARGEST_COUNT)
    for count in value:
        check(_, attribute, count)


@attrs.frozen
class CountUse:
    """Count somebody who used a place: the number goes up, and nothing is kept of who it was or who sent it.

    >>> from datetime import UTC
    >>> CountUse("station-1", at=datetime(2026, 3, 2, 13, 5, tzinfo=UTC)).n
    1
    """

    place: str = attrs.field(validator=an_id)
    """The id of the merchant or station."""
    at: datetime = attrs.field(validator=an_instant)
    """When, with its offset; of it the city's day and hour are kept."""
    n: int = attrs.field(default=1, validator=whole(1, LARGEST_COUNT))
    """How many people."""


@attrs.frozen
class RecordUse:
    """Put on record what a counter told of a place's day: a gate, a network, a tally sheet.

    Told again by the same source for the same day, it takes the place of what was told before. Different
    sources are added up, so let two that see the same people send under one name.

    >>> RecordUse("station-1", date(2026, 3, 2), [0] * 13 + [5, 2] + [0] * 9, source="gate-7").by_hour[13]
    5
    """

    place: str = attrs.field(validator=an_id)
    """The id of the merchant or station."""
    on: date
    """The city's day."""
    by_hour: Hourly = attrs.field(converter=_numbers, validator=_hourly)
    """24 numbers, the first from midnight to one o'clock: 0 says that nobody came."""
    source: str = attrs.field(validator=an_id)
    """The counter, by the host system's id: never a person's."""


@attrs.frozen
class ProveVisit:
    """Prove that somebody has visited a place; whoever gets the token can say what it was like.

    The host draws the token and gives it to the visitor alone: as a QR code on the receipt, say. What is put
    on record is only what follows from it, so that a token cannot be read out of the database.

    >>> ProveVisit("station-1", token="pQ8s0m3yV1xJ7cZkT2dLaw").place
    'station-1'
    """

    place: str = attrs.field(validator=an_id)
    """The id of the merchant or station."""
    token: str = attrs.field(repr=False)
    """Drawn anew for every visit: `secrets.token_urlsafe(16)`. Never made from a person or a place."""


@attrs.frozen
class RatePlace:
    """Rate a place after a proven visit, once; nothing is kept of who it was or who sent it."""

    place: str = attrs.field(validator=an_id)
    """The id of the merchant or station, as the visit's."""
    token: str = attrs.field(repr=False)
    """The one that the visitor was given."""
    score: int = attrs.field(validator=whole(1, SCORES))
    """From 1, the worst, to 5."""
    praise: frozenset[str] = attrs.field(default=frozenset(), converter=words)
    """What to thank for: keys of the pack's `visits.praise`."""


@attrs.frozen
class RateVisitor:
    """Rate a visitor, as a word to that visitor alone: nobody without the token can read it, or sum it up."""

    token: str = attrs.field(repr=False)
    """The one that the visitor was given; the host forgets it afterwards."""
    score: int = attrs.field(validator=whole(1, SCORES))
    """From 1, the worst, to 5."""


Command = CountUse | RecordUse | ProveVisit | RatePlace | RateVisitor
