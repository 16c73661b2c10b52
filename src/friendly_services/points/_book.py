"""The entries that one command makes in one account."""

from datetime import date

from ..decider import Decision
from ._events import AccountEvent, After, Entry, Expired, Noticed, NoticeDaysSet, Released, StandingEvent
from ._lots import Lots, added, fold_in, last_day, minus, month_of, pairs, take, taken_away, total
from ._values import Account, Hold, Lot

__all__ = ["Book", "available", "expiries", "pending"]


def available(account: Account, on: date) -> int:
    """The points a worker can spend that day: without what has expired by then, with lapsed holds back in.

    >>> account = Account("rider-7", balance=30, lots=(month_of(date(2026, 3, 1)), 30))
    >>> available(account, date(2026, 3, 31)), available(account, date(2026, 4, 1))
    (30, 0)
    """
    return Book(account, on).balance


def expiries(account: Account, on: date) -> tuple[Lot, ...]:
    """The points a worker can spend that day, by the last day on which they count, earliest first.

    >>> march, april = month_of(date(2026, 3, 1)), month_of(date(2026, 4, 1))
    >>> account = Account("rider-7", balance=50, lots=(march, 30, april, 20))
    >>> for lot in expiries(account, date(2026, 4, 1)):
    ...     print(lot.points, lot.expires)
    20 2026-04-30
    """
    return tuple(Lot(last_day(month), points) for month, points in pairs(Book(account, on).lots))


def pending(account: Account, on: date) -> tuple[AccountEvent, ...]:
    """The entries that time alone has made due by a day: holds that lapsed, lots that expired.

    >>> account = Account("rider-7", balance=30, lots=(month_of(date(2026, 3, 1)), 30))
    >>> pending(account, date(2026, 3, 31))
    ()
    >>> [expired] = pending(account, date(2026, 4, 1))
    >>> print(type(expired).__name__, expired.points, expired.on)
    Expired 30 2026-04-01
    """
    return tuple(Book(account, on).events)


class Book:
    """The entries being made in an account, each seeing it as the one before left it.

    What time alone has done comes first: holds that lapsed, then lots that expired. So an account is right
    whenever somebody touches it, however late the sweeper is.
    """

    def __init__(self, account: Account, today: date) -> None:
        self.found = account
        """The account before any of them: its awards, and what else no entry here changes."""
        self.today = today
        self.balance = account.balance
        self.debt = account.debt
        self.lots = account.lots
        self.holds = account.holds
        self.events: list[AccountEvent] = []
        self.next = account.entry + 1
        """The number of the next entry."""
        for hold in account.holds:
            if hold.until < today:
                self.release(hold, lapsed=True)
        self._expire()

    def decision(self) -> Decision:
        """The entries made; what came back to a lot that has expired meanwhile expires now."""
        self._expire()
        key = "account", self.found.id
        return tuple([(key, event) for event in self.events])

    def enter(self, event: Entry) -> None:
        """Make one entry, of what `credit` or `debit` has just done."""
        self.events.append(event)
        self.next += 1

    def note(self, event: NoticeDaysSet | Noticed | StandingEvent) -> None:
        """Note what moves no point."""
        self.events.append(event)

    def credit(self, lots: Lots, first: int | None = None) -> tuple[int, After]:
        """Take these points in: how many settle the debt, and how the account stands then."""
        settled = min(self.debt, total(lots)) if self.debt else 0
        rest = minus(lots, take(lots, settled, first)) if settled else lots
        self.debt -= settled
        self.balance += total(rest)
        return settled, self._after(added(self.lots, rest))

    def debit(self, points: int, first: int | None = None) -> tuple[Lots, int, After]:
        """Give these points out: what the lots give, what becomes debt, how the account stands then."""
        taken = take(self.lots, points, first)
        given = total(taken)
        self.debt += points - given
        self.balance -= given
        return taken, points - given, self._after(taken_away(self.lots, taken))

    def release(self, hold: Hold, *, lapsed: bool) -> None:
        """Give back what was set aside, to the lots it came from."""
        settled, after = self.credit(hold.lots)
        self.holds = tuple(other for other in self.holds if other.redemption != hold.redemption)
        self.enter(
            Released(
                entry=self.next,
                on=self.today,
                redemption=hold.redemption,
                points=total(hold.lots),
                settled=settled,
                lapsed=lapsed,
                after=after,
            )
        )

    def _after(self, touched: Lots) -> After:
        self.lots = fold_in(self.lots, touched)
        return After(self.balance, self.debt, touched)

    def _expire(self) -> None:
        month = month_of(self.today)
        if not self.lots or self.lots[0] >= month:
            return
        gone = tuple([n for lot in pairs(self.lots) if lot[0] < month for n in lot])
        self.balance -= total(gone)
        self.enter(Expired(self.next, self.today, total(gone), self._after(taken_away(self.lots, gone))))
