"""What is wrong with rules that can be read: found before they are published."""

from collections.abc import Mapping
from typing import Final

from ..errors import Problem
from ..ids import is_id
from ..text import Reason
from ..workdays import Calendar
from ._rules import Action, Item, Rules

__all__ = ["flaws"]

_EARN: Final = "points.Earn"


def flaws(rules: Rules, may: Mapping[str, frozenset[str]], _: Calendar) -> tuple[Problem, ...]:
    """What no pack may leave open: who pays, how a worker appeals, and who awards what is to be earned."""
    return (*_unfunded(rules), *_final(rules), *_awarded_by_nobody(rules, may))


def _unfunded(rules: Rules) -> tuple[Problem, ...]:
    """Actions and rewards for which nobody pays, and funders that no fund can be named after."""
    funded: dict[str, Action | Item] = {f"actions.{code}": action for code, action in rules.actions.items()}
    funded |= {f"rewards.{code}": item for code, item in rules.rewards.items()}
    choices = tuple(rules.funders)
    return (
        *(
            Problem(f"points.{where}.funder", Reason("points.unfunded", value=rule.funder, choices=choices))
            for where, rule in funded.items()
            if rule.funder not in choices
        ),
        *(
            Problem(f"points.funders.{code}", Reason("id.malformed", value=code))
            for code in choices
            if not is_id(code)
        ),
    )


def _final(rules: Rules) -> tuple[Problem, ...]:
    """Decisions against a worker that nobody looks at again."""
    if rules.appeal is None and (rules.deductions or rules.freezes):
        return (Problem("points.appeal", Reason("points.no_way_to_appeal")),)
    return ()


def _awarded_by_nobody(rules: Rules, may: Mapping[str, frozenset[str]]) -> tuple[Problem, ...]:
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
