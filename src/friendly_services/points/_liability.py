"""What the programme owes its workers: the points that can be spent, by the month in which they expire."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

import attrs

from ..text import Language, Reason, as_csv, say
from ._book import Book
from ._lots import last_day, pairs, total
from ._values import Account, Lot

__all__ = ["Liability", "liability"]


@attrs.frozen
class Liability:
    """The points of all workers on a day: what the city has promised and not yet given.

    `str(liability)` and `text(language)` are for people, `rows` and `csv(language)` for programs.
    """

    on: date
    months: tuple[Lot, ...]
    """The points that can be spent, by their last day, earliest first."""
    held: int = 0
    """Points set aside for rewards that are not collected yet: owed too, but as a reward."""
    workers: int = 0
    """How many workers have points to spend."""

    @property
    def points(self) -> int:
        """All points that can be spent: the sum of every worker's balance."""
        return sum(lot.points for lot in self.months)

    @property
    def rows(self) -> tuple[tuple[date, int], ...]:
        """Last day and points: a row for each month."""
        return tuple((lot.expires, lot.points) for lot in self.months)

    def text(self, language: Language = "en") -> str:
        """The sum, then a line for each month of expiry."""
        facts = {"on": self.on, "points": self.points, "workers": self.workers, "held": self.held}
        lines = [Reason("points.liability", **facts)]
        lines += [Reason("points.liability.month", expires=day, points=points) for day, points in self.rows]
        return "\n".join(say(line, language) for line in lines)

    def csv(self, language: Language = "en") -> str:
        """The months as a table; write it as `utf-8-sig`."""
        columns = [say(Reason(f"points.column.{name}"), language) for name in ("expires", "points")]
        return as_csv(columns, self.rows)

    def __str__(self) -> str:
        return self.text()


def liability(accounts: Iterable[Account], on: date) -> Liability:
    """What these accounts can spend on a day; what time has done by then is counted, entered or not.

    >>> account = Account("rider-7", balance=30, lots=(24315, 30))
    >>> print(liability([account], date(2026, 4, 30)))
    30 points of 1 worker can be spent on 2026-04-30; 0 more are set aside for rewards
    30 expire after 2026-04-30
    >>> liability([account], date(2026, 5, 1)).points
    0
    """
    months: Counter[int] = Counter()
    held = workers = 0
    for account in accounts:
        book = Book(account, on)
        months.update(dict(pairs(book.lots)))
        held += sum(total(hold.lots) for hold in account.holds if hold.until >= on)
        workers += book.balance > 0
    lots = tuple(Lot(last_day(month), points) for month, points in sorted(months.items()))
    return Liability(on, lots, held, workers)
