"""How far a programme has come: shares with what they are shares of, and how many are not known."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any, Final

import attrs

from .. import merchants, visits
from ..codec import key_bytes
from ..ids import Key
from ..places import Place
from ..text import Reason
from ._on_map import map_entries
from ._questions import after_all
from ._reader import Reader

__all__ = ["Asked", "Funnel", "Share", "funnel", "known_on", "on_map", "records"]

_AT_ONCE: Final = 1_000


@attrs.frozen
class Share:
    """So many of so many; and of how many it is not known, which counts for neither.

    >>> Share(45, of=60, unknown=3).rate
    Fraction(3, 4)
    >>> Share(0, of=0).rate is None
    True
    """

    count: int
    of: int
    unknown: int = 0

    @property
    def rate(self) -> Fraction | None:
        """The share, exactly; None of nothing, which is neither nothing nor everything."""
        return Fraction(self.count, self.of) if self.of else None

    @property
    def at_most(self) -> Fraction | None:
        """What the share would be if everything that is not known counted."""
        return Fraction(self.count + self.unknown, self.of) if self.of else None

    @property
    def reason(self) -> Reason:
        """It in words."""
        code = "progress.share" if self.of else "progress.share_of_none"
        return Reason(code, count=self.count, of=self.of, unknown=self.unknown)


@attrs.frozen
class Funnel:
    """Merchants on their way from the application to being used, each step as a share of the one before.

    Of a step are all who may have taken the step before it: those who did, and those of whom that is not
    known.
    """

    on: date
    area: str | None
    applied: Share
    """Of all in the register: who was taken over from an older one applied elsewhere, if at all."""
    checked: Share
    """Whose premises were checked."""
    named: Share
    """Who was named, whatever came later."""
    on_map: Share
    """Whom the map shows that day."""
    used: Share
    """Who was used within the pack's `dormant_days`; not known of who was never counted."""
    damaged: tuple[Reason, ...] = ()
    """Records that cannot be read, and are in none of the numbers."""

    @property
    def steps(self) -> tuple[tuple[str, Share], ...]:
        """The steps in order, by name."""
        names = ("applied", "checked", "named", "on_map", "used")
        return tuple((name, getattr(self, name)) for name in names)


Answer = bool | None
"""Whether somebody has taken a step; None where that is not known."""


Asked = Callable[[str], visits.Usage]
"""Tells whether the place with an id is used."""


def funnel(reader: Reader, usage: Asked, area: str | None, on: date) -> Funnel:
    """Every merchant's steps, summed; an earlier day as it was on record then, but for counts of use."""
    damaged: list[Reason] = []
    shares = [Share(0, 0)] * 5
    known = known_on(reader, on)
    for merchant, application in _merchants(reader, area, known, damaged):
        for n, answer in enumerate(_steps(merchant, application, usage)):
            share = shares[n]
            unknown = share.unknown + (answer is None)
            shares[n] = Share(share.count + (answer is True), share.of + 1, unknown)
            if answer is False:
                break
    applied, checked, named, shown, used = shares
    return Funnel(on, area, applied, checked, named, shown, used, tuple(damaged))


def _steps(
    merchant: merchants.Merchant,
    application: merchants.Application | None,
    usage: Asked,
) -> Iterator[Answer]:
    """What is known of each step, until one that was not taken."""
    applied = True if merchant.applied_on is not None else None
    yield applied
    signed = application.case.signed if application is not None else ()
    yield any(each.post == "site_check" for each in signed) if applied else None
    yield merchant.naming is not None
    yield merchants.place(merchant).absent is None
    yield {"used": True, "dormant": False, "unknown": None}[usage(merchant.id).answer]


def on_map(reader: Reader, area: str | None = None) -> Iterator[Place]:
    """Every place that the map shows now, of an area or of the whole city, by id."""
    areas = None if area is None else reader.areas(area)
    found: dict[str, Place] = {}
    for record, state in reader.readable((record for _, record in map_entries(reader)), []):
        place = reader.place(record.key, state)
        if place is not None and (areas is None or place.area in areas):
            found[place.id] = place
    yield from (found[id_] for id_ in sorted(found))


def known_on(reader: Reader, on: date) -> datetime | None:
    """The last instant of a day before today, by which a question about it is answered; None for today."""
    now = reader.clock()
    if on >= now.date():
        return None
    return datetime.combine(on + timedelta(days=1), time.min, now.tzinfo) - timedelta(microseconds=1)


def records(
    reader: Reader, index: str, known: datetime | None, damaged: list[Reason], prefix: bytes = b""
) -> Iterator[tuple[Key, Any]]:
    """The records of an index, as they are now or as they were known; those damaged go to `damaged`."""
    found = (record for _, record in reader.index(index, prefix, after_all(prefix)))
    for record, state in reader.readable(found, damaged):
        then = state if known is None else reader.as_known(record.key, known)
        if then is not None:
            yield record.key, then


def _merchants(
    reader: Reader, area: str | None, known: datetime | None, damaged: list[Reason]
) -> Iterator[tuple[merchants.Merchant, merchants.Application | None]]:
    """The merchants of an area with their applications, as they are or as they were known."""
    areas = None if area is None else reader.areas(area)
    prefix = b"" if areas is None or len(areas) > 1 or known is not None else key_bytes(*areas)
    found = records(reader, "merchant.in_area.1", known, damaged, prefix)
    while page := [pair for _, pair in zip(range(_AT_ONCE), found, strict=False)]:
        keys = [("application", id_) for (_, id_), _ in page]
        applications = reader.load(*keys) if known is None else (reader.as_known(key, known) for key in keys)
        for (_, merchant), application in zip(page, applications, strict=True):
            if areas is None or merchant.premises.area in areas:
                yield merchant, application
