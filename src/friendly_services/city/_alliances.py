"""Alliances of merchants, and who belongs to them on a day."""

from collections.abc import Iterator
from datetime import date

import attrs

from .. import offers
from ..codec import key_bytes
from ._desk import Desk, a_text
from ._questions import after_all

__all__ = ["Alliances"]


@attrs.frozen(eq=False, repr=False)
class Alliances(Desk[offers.Alliance]):
    """Alliances of merchants, and who belongs to them."""

    def members(self, alliance: str, *, on: date | None = None) -> tuple[offers.Membership, ...]:
        """The members of an alliance on a day, by host; each with the agreement, by `Membership.on(day)`.

        Args:
            alliance: its id.
            on: the day; the city's today if left out. The last day ends a membership at once, whether or not
                `tick` ran.
        """
        self.get(alliance)
        return tuple(sorted(self._members("by_alliance", alliance, on), key=lambda one: one.host))

    def of(self, host: str, *, on: date | None = None) -> tuple[offers.Alliance, ...]:
        """The alliances that a merchant or station belongs to on a day, by name: `sign` is each one's sign.

        Args:
            host: the id of the merchant or station.
            on: the day; the city's today if left out.
        """
        joined = self._members("by_host", a_text("host", host), on)
        return tuple(sorted((self.get(one.alliance) for one in joined), key=lambda one: one.name))

    def _members(self, index: str, of: str, on: date | None) -> Iterator[offers.Membership]:
        day = self._reader.day(on)
        first, last = key_bytes(of, day), after_all(key_bytes(of))
        for _, record in self._reader.index(f"membership.{index}.1", first, last):
            membership: offers.Membership = self._reader.state(record)
            if membership.on(day) is not None:
                yield membership
