"""Workers' accounts: what they can spend, and how it came about."""

from datetime import date, datetime

import attrs

from .. import points
from ..errors import NotFound
from . import _catalogue
from ._desk import Desk

__all__ = ["Ledger"]


@attrs.frozen(eq=False)
class Ledger(Desk[points.Account]):
    """Workers' accounts, under the host's own ids."""

    def balance(self, worker: str, *, on: date | None = None, known: datetime | None = None) -> int:
        """The points a worker can spend on a day, as on record at a time: 0 for who never earned any.

        Args:
            worker: the host's id.
            on: the day; the city's today if left out. Points that expire before it do not count.
            known: what was recorded by then; now if left out.
        """
        try:
            account = self.get(worker, known=known)
        except NotFound:
            return 0
        return points.available(account, self._reader.day(on))

    def statement(self, worker: str, *, known: datetime | None = None) -> tuple[points.Line, ...]:
        """Every entry of a worker's account with its reason and the balance after it, first to last."""
        entries = self._reader.entries(key=(self.kind.name, worker), known=known)
        return points.statement(map(self._reader.event, entries), self._reader.rules("points", known))

    def catalogue(
        self, worker: str | None = None, *, host: str | None = None, on: date | None = None
    ) -> tuple[points.Offer, ...]:
        """What points can be exchanged for: price, what is free, how long one waits, what a worker lacks.

        >>> from friendly_services import Actor, City, points
        >>> officer = Actor("u17", roles={"officer"})
        >>> with City.open("memory://", city="banan", pack="points-default") as city:
        ...     offered = city.do(points.OfferReward("gloves", "union-hall", 3), by=officer)
        ...     for offer in city.points.catalogue("rider-7"):
        ...         print(offer.title, offer.price, offer.free, offer.missing, offer.possible)
        gloves 80 3 80 False

        Args:
            worker: the host's id; each offer then says how many points they lack for it.
            host: a merchant or a station; all of them if left out.
            on: the day; the city's today if left out.
        """
        balance = None if worker is None else self.balance(worker, on=on)
        return _catalogue.catalogue(self._reader, host, self._reader.day(on), balance)
