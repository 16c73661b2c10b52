"""What is wrong with rules that can be read: found before they are published."""

from collections.abc import Mapping
from typing import Final

from ..errors import Problem
from ..text import Reason
from ..workdays import Calendar
from ._rules import Rules

__all__ = ["flaws"]

_EARN: Final = "points.Earn"


def flaws(rules: Rules, may: Mapping[str, frozenset[str]], _: Calendar) -> tuple[Problem, ...]:
    """Actions left to roles of which none may award anything: nobody would ever be credited for them."""
    senders = may.get(_EARN)
    if senders is None:
        return ()  # awards are not used at all, or by hosts that say so themselves
    lists = {"points.by": rules.by} | {
        f"points.actions.{code}.by": rule.by for code, rule in rules.actions.items()
    }
    return tuple(
        Problem(path, Reason("points.awarded_by_nobody", value=roles, may=tuple(sorted(senders))))
        for path, roles in lists.items()
        if roles and senders.isdisjoint(roles)
    )
