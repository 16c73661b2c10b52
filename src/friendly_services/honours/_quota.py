"""The places of a title: who takes one, until when, and whether one is free."""

import base64
import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

import attrs

from ..ids import Key
from ._errors import QuotaFull
from ._events import SeatsChanged
from ._rules import Title
from ._values import Honour, HonourId, QuotaId, Seat, Seats

__all__ = ["freed", "id_in", "kept_until", "key_of", "key_of_honour", "taken"]

_LENGTH: Final = 26
"""Base32 characters of a hash that are kept, as in every derived id."""


def key_of(title: str, area: str, period: str) -> Key:
    """The record of a title's places in an area and period: the same for everybody who asks."""
    digest = hashlib.sha256(f"{title}\0{area}\0{period}".encode()).digest()
    return "quota", f"quota-{base64.b32encode(digest).decode().lower()[:_LENGTH]}"


def id_in(quota: Key, fresh: str) -> HonourId:
    """The id of a new honour: it begins with its quota's, so that whoever names one names both records."""
    return HonourId(f"honour-{quota[1].partition('-')[2]}.{fresh.partition('-')[2]}")


def key_of_honour(honour: str) -> Key:
    """The record of the places that an honour takes one of."""
    return "quota", f"quota-{honour.partition('-')[2].partition('.')[0]}"


def taken(quota: Key, seats: Seats | None, honour: Honour, title: Title, today: date) -> SeatsChanged:
    """One more place taken, from the day on which a name goes on public notice.

    Raises:
        QuotaFull: there is none left.
    """
    counted = seats.taken(today) if seats else ()
    if len(counted) >= title.quota.number:
        ends = sorted(seat.until for seat in counted if seat.until is not None)
        surplus = len(counted) - title.quota.number
        free = ends[surplus] + timedelta(days=1) if surplus < len(ends) and not honour.period else None
        raise QuotaFull(title.title, honour.area, title.quota.number, honour.period, free)
    new = Seats(QuotaId(quota[1]), honour.title, honour.area, honour.period)
    return _changed(seats or new, (*counted, Seat(honour.id)))


def kept_until(seats: Seats, honour: Honour, day: date) -> SeatsChanged:
    """Its place, taken to the end of a day: of its term, or of the time in which a revocation can fall."""
    return _changed(
        seats,
        (attrs.evolve(seat, until=day) if seat.honour == honour.id else seat for seat in seats.seats),
    )


def freed(seats: Seats, honour: Honour) -> SeatsChanged:
    """The places without that of a title which was never given."""
    return _changed(seats, (seat for seat in seats.seats if seat.honour != honour.id))


def _changed(seats: Seats, after: Iterable[Seat]) -> SeatsChanged:
    return SeatsChanged(seats.id, seats.title, seats.area, seats.period, tuple(after))
