"""Caps: how often an action earns, and how much all actions together.

There is no counter to reset: what was used is counted from the awards that the account keeps, by their local
day. An award that was reversed no longer counts.
"""

from datetime import date, timedelta

from ._errors import CapReached, NeverAgain, TotalReached
from ._lots import last_day, month_of
from ._rules import Period, Rules
from ._values import Account

__all__ = ["check_caps", "first_kept", "first_open"]


def first_open(rules: Rules, today: date) -> date:
    """The earliest day for which an award can still be entered."""
    return today - timedelta(days=rules.late_days)


def first_kept(rules: Rules, today: date) -> date:
    """The earliest day whose awards a cap or a reversal may still ask for."""
    return min(today - timedelta(days=rules.reversible_days), first_open(rules, today).replace(day=1))


def check_caps(account: Account, action: str, quantity: int, on: date, rules: Rules) -> None:
    """Refuse what would go over the action's own cap, or over those on all actions together."""
    rule = rules.actions[action]
    standing = [award for award in account.awards if not award.reversed_by]
    if rule.cap is not None:
        cap, per = rule.cap.times, rule.cap.per
        same = [award for award in standing if award.action == action]
        used = sum(award.quantity for award in same if per == "ever" or _together(per, award.on, on))
        if used + quantity > cap:
            if per == "ever":
                raise NeverAgain(rule.title, quantity, used, cap)
            raise CapReached(rule.title, quantity, used, cap, per, _next(per, on))
    if rule.in_totals:
        points = quantity * rule.points
        counted = [award for award in standing if award.in_totals]
        for period, total in rules.totals.by_period:
            used = sum(award.points for award in counted if _together(period, award.on, on))
            if used + points > total:
                raise TotalReached(points, used, total, period, _next(period, on))


def _together(period: Period, one: date, other: date) -> bool:
    return one == other if period == "day" else month_of(one) == month_of(other)


def _next(period: Period, day: date) -> date:
    return (day if period == "day" else last_day(month_of(day))) + timedelta(days=1)
