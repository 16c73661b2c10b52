"""Caps: how often an action earns, and how much all actions together.

There is no counter to reset: what was used is counted from the awards that the account keeps, by their local
day. An award that was reversed no longer counts.
"""

from datetime import date, timedelta

from ._errors import CapReached, NeverAgain, TotalReached
from ._lots import last_day, month_of
from ._rules import CapPeriod, Period, Rules
from ._values import Account

__all__ = ["check_caps", "first_kept", "first_open"]


def first_open(rules: Rules, today: date) -> date:
    """The earliest day for which an award can still be entered."""
    return today - timedelta(days=rules.late_days)


def first_kept(rules: Rules, today: date) -> date:
    """The earliest day whose awards a cap or a reversal may still ask for."""
    return min(today - timedelta(days=rules.reversible_days), first_open(rules, today).replace(day=1))


def check_caps(account: Account, action: str, quantity: int, points: int, on: date, rules: Rules) -> None:
    """Refuse what would go over the action's own cap of that day, or over those on all actions together."""
    rule = rules.actions[action]
    cap = rule.terms(on).cap
    since = date.min if cap is not None and cap.per == "ever" else on.replace(day=1)
    times = of_day = of_month = 0
    for award in account.awards:
        if award.on < since or award.reversed_by:  # most of them, so nothing more is asked
            continue
        same_month = month_of(award.on) == month_of(on)
        if cap is not None and award.action == action and _within(cap.per, award.on == on, same_month):
            times += award.quantity
        if award.in_totals and same_month:
            of_month += award.points
            of_day += award.points if award.on == on else 0
    if cap is not None and times + quantity > cap.times:
        if cap.per == "ever":
            raise NeverAgain(rule.title, quantity, times, cap.times)
        raise CapReached(rule.title, quantity, times, cap.times, cap.per, _next(cap.per, on))
    if rule.in_totals:
        totals = rules.totals
        if totals.day is not None and of_day + points > totals.day:
            raise TotalReached(points, of_day, totals.day, "day", _next("day", on))
        if totals.month is not None and of_month + points > totals.month:
            raise TotalReached(points, of_month, totals.month, "month", _next("month", on))


def _within(per: CapPeriod, same_day: bool, same_month: bool) -> bool:
    return same_day if per == "day" else same_month or per == "ever"


def _next(period: Period, day: date) -> date:
    return (day if period == "day" else last_day(month_of(day))) + timedelta(days=1)
