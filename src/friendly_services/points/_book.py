"""The entries that one command makes in one account."""

from datetime import date

from ..decider import Decision
from ._events import AccountEvent, After, Expired, Released
from ._evolve import evolve_account
from ._lots import Lots, added, minus, month_of, pairs, take, taken_away, total
from ._values import Account, Hold

__all__ = ["Book", "available"]


def available(account: Account, on: date) -> int:
    """The points a worker can spend that day: without what has expired by then, with lapsed holds back in.

    >>> account = Account("rider-7", balance=30, lots=(month_of(date(2026, 3, 1)), 30))
    >>> available(account, date(2026, 3, 31)), available(account, date(2026, 4, 1))
    (30, 0)
    """
    return Book(account, on).account.balance


class Book:
    """An account with the entries being made in it, each seeing it as the one before left it.

    What time alone has done comes first: holds that lapsed, then lots that expired. So an account is right
    whenever somebody touches it, however late the sweeper is.
    """

    def __init__(self, account: Account, today: date) -> None:
        self.account = account
        self.today = today
        self.events: list[AccountEvent] = []
        for hold in account.holds:
            if hold.until < today:
                self.release(hold, lapsed=True)
        self._expire()

    @property
    def next(self) -> int:
        """The number of the next entry."""
        return self.account.entry + 1

    def decision(self) -> Decision:
        """The entries made; what came back to a lot that has expired meanwhile expires now."""
        self._expire()
        return tuple((("account", self.account.id), event) for event in self.events)

    def enter(self, event: AccountEvent) -> None:
        """Make one entry."""
        self.events.append(event)
        self.account = evolve_account(self.account, event)

    def credit(self, lots: Lots, first: int | None = None) -> tuple[int, After]:
        """What these points coming in do: how many settle the debt, and how the account stands then."""
        account = self.account
        settled = min(account.debt, total(lots))
        rest = minus(lots, take(lots, settled, first)) if settled else lots
        after = After(account.balance + total(rest), account.debt - settled, added(account.lots, rest))
        return settled, after

    def debit(self, points: int, first: int | None = None) -> tuple[Lots, int, After]:
        """What these points going out do: what the lots give, what becomes debt, how the account stands."""
        account = self.account
        taken = take(account.lots, points, first)
        owed = points - total(taken)
        after = After(account.balance - total(taken), account.debt + owed, taken_away(account.lots, taken))
        return taken, owed, after

    def release(self, hold: Hold, *, lapsed: bool) -> None:
        """Give back what was set aside, to the lots it came from."""
        settled, after = self.credit(hold.lots)
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

    def _expire(self) -> None:
        account, month = self.account, month_of(self.today)
        gone = tuple(n for lot in pairs(account.lots) if lot[0] < month for n in lot)
        if gone:
            after = After(account.balance - total(gone), account.debt, taken_away(account.lots, gone))
            self.enter(Expired(self.next, self.today, total(gone), after))
