"""The statement of a month: for the worker to read, and for the accounts."""

from collections.abc import Iterable
from datetime import date, timedelta

import attrs

from ..ids import WorkerId
from ..text import Language, Reason, as_csv, say
from ._ledger import Line
from ._lots import last_day

__all__ = ["Statement", "monthly"]


@attrs.frozen
class Statement:
    """A month of an account: its entries by business day, between the balances it began and ended with.

    `str(statement)` and `text(language)` are for the worker, `rows` and `csv(language)` for programs.
    """

    worker: WorkerId
    first: date
    last: date
    opening: int
    lines: tuple[Line, ...]
    open_until: date
    """The last day on which an award can still be entered for a day of the month."""
    closed: bool
    """Whether that day is over, so that the statement can no longer change."""
    opening_debt: int = 0
    """What was owed when the month began."""

    @property
    def closing(self) -> int:
        """The balance at the end of the month, which is what the next one begins with."""
        return self.lines[-1].balance if self.lines else self.opening

    @property
    def closing_debt(self) -> int:
        """What is owed at the end of the month: the next points settle it first."""
        return self.lines[-1].debt if self.lines else self.opening_debt

    @property
    def rows(self) -> tuple[tuple[int, date, Reason, int, int, int], ...]:
        """Entry, day, what for, points, balance, debt: a row for each line."""
        return tuple(
            (line.entry, line.on, line.reason, line.points, line.balance, line.debt) for line in self.lines
        )

    def text(self, language: Language = "en") -> str:
        """The statement as a worker reads it."""
        parts = [
            Reason("points.statement", worker=self.worker, first=self.first, last=self.last),
            Reason("points.statement.opening", balance=_standing(self.opening, self.opening_debt)),
            *(
                Reason(
                    "points.statement.line",
                    on=line.on,
                    points=f"{line.points:+}" if line.points else "0",
                    balance=_standing(line.balance, line.debt),
                    reason=line.reason,
                )
                for line in self.lines
            ),
            Reason("points.statement.closing", balance=_standing(self.closing, self.closing_debt)),
        ]
        if not self.closed:
            parts.append(Reason("points.statement.open", until=self.open_until))
        return "\n".join(say(part, language) for part in parts)

    def csv(self, language: Language = "en") -> str:
        """The statement as a table in which no spreadsheet finds a formula; write it as `utf-8-sig`."""
        columns = [
            say(Reason(f"points.column.{name}"), language)
            for name in ("entry", "on", "reason", "points", "balance", "debt")
        ]
        said = [(entry, on, say(reason, language), *rest) for entry, on, reason, *rest in self.rows]
        return as_csv(columns, said)

    def __str__(self) -> str:
        return self.text()


def _standing(balance: int, debt: int) -> int | Reason:
    """A balance, and what is owed besides: without it, points that settle a debt seem to be missing."""
    return Reason("points.statement.owing", balance=balance, debt=debt) if debt > 0 else balance


def monthly(worker: WorkerId, lines: Iterable[Line], month: int, today: date, late_days: int) -> Statement:
    """The lines of a month, counted from the year 0, by business day, with the balances summed in that order.

    >>> from friendly_services.points import month_of
    >>> registered = Reason("points.line.earned_alone", action="first registration")
    >>> lines = [Line(2, date(2026, 3, 2), 20, 20, 0, registered)]
    >>> march = month_of(date(2026, 3, 1))
    >>> print(monthly(WorkerId("rider-7"), lines, march, today=date(2026, 4, 9), late_days=7))
    Points of 'rider-7' from 2026-03-01 to 2026-03-31
    opening balance: 0
    2026-03-02  +20  first registration  balance 20
    closing balance: 20

    Args:
        worker: whose account it is.
        lines: all lines of the account, as `statement` gives them.
        month: as `month_of` counts.
        today: tells whether the days of the month are closed.
        late_days: the days after which a day is closed.
    """
    first, last = last_day(month - 1) + timedelta(days=1), last_day(month)
    opening = opening_debt = balance = debt = owed = 0
    taken: list[Line] = []
    found = []
    for line in lines:
        found.append((line.on, line.entry, line.debt - owed, line))
        owed = line.debt
    for on, _, owes, line in sorted(found, key=lambda each: each[:2]):
        balance, debt = balance + line.points, debt + owes
        if on < first:
            opening, opening_debt = balance, debt
        elif on <= last:
            taken.append(attrs.evolve(line, balance=balance, debt=debt))
    open_until = last + timedelta(days=late_days)
    closed = today > open_until
    return Statement(worker, first, last, opening, tuple(taken), open_until, closed, opening_debt)
