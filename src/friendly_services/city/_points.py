"""Workers' accounts: what they can spend, and how it came about."""

from datetime import date, datetime

import attrs

from .. import points
from ..errors import NotFound
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
