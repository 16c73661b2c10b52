"""Telling workers in time that points of theirs expire.

The days before an expiry stand in the pack; an account notes them, so that it knows by itself when its worker
is to be told next.
"""

from datetime import date, timedelta

from ..decider import Context, Decision
from ._book import Book
from ._commands import Notify
from ._events import Noticed, NoticeDaysSet
from ._known import States, the_account
from ._lots import last_day, pairs
from ._rules import Rules
from ._values import Account

__all__ = ["next_notice", "notify"]


def next_notice(account: Account) -> date | None:
    """The first day for telling the worker something that was not told yet; None if there is none.

    >>> from friendly_services.points import month_of
    >>> lots = (month_of(date(2026, 3, 1)), 30)
    >>> next_notice(Account("rider-7", balance=30, lots=lots, notice_days=(30, 7)))
    datetime.date(2026, 3, 1)
    """
    told = dict(pairs(account.noticed))
    found = []
    for month, _ in pairs(account.lots):
        if waiting := _waiting(month, account.notice_days, told):
            found.append(last_day(month) - timedelta(days=max(waiting)))
        if month not in told:
            break  # of later lots nothing is told earlier
    return min(found, default=None)


def notify(states: States, command: Notify, context: Context[Rules]) -> Decision:
    """Tell of every lot whose day for it has come, once for each of the pack's days; of several, the last."""
    account, today = the_account(states, command.worker), context.today
    days = context.rules.expiry.notice_days
    book = Book(account, today)
    if days != account.notice_days:
        book.note(NoticeDaysSet(days))
    told = dict(pairs(account.noticed))
    for month, points in pairs(book.lots):
        expires = last_day(month)
        left = (expires - today).days
        if come := [day for day in _waiting(month, days, told) if day >= left]:
            book.note(Noticed(today, expires, points, min(come), book.balance))
    return book.decision()


def _waiting(month: int, days: tuple[int, ...], told: dict[int, int]) -> list[int]:
    """Of the pack's days, those of which this lot's worker was not told yet."""
    return [day for day in days if month not in told or day < told[month]]
