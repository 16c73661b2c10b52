"""Who pays: funds with an end, which awards come out of and go back to.

A fund is one record, so that no two awards can both take its last points; awards by rules of one funder with
a budget wait for each other. Those of funders without one touch no fund.
"""

from collections.abc import Iterable
from typing import assert_never

import attrs

from ..decider import Context, Decision
from ..errors import Invalid
from ..ids import FunderId, Key, WorkerId
from ._commands import Earn, FundProgramme, Reverse
from ._errors import AlreadyGranted, BudgetSpent
from ._known import States, named
from ._programme_events import Drawn, Funded, FundEvent, GivenBack
from ._rules import LARGEST_BALANCE, Rules
from ._values import Award, Fund, Grant

__all__ = ["budget_of", "draw", "evolve_fund", "fund_programme", "funds_of", "give_back"]


def funds_of(states: States, command: Earn | Reverse, rules: Rules) -> tuple[Key, ...]:
    """The funds that a command touches: the rules name them, or the award that is undone."""
    match command:
        case Earn():
            funder = budget_of(command.action, rules)
            return (("fund", funder),) if funder else ()
        case Reverse():
            account = states.get(("account", command.worker))
            undone = named(account, command) if account is not None else ()
            return tuple(_of_awards(undone))
        case _:
            assert_never(command)


def _of_awards(undone: Iterable[object]) -> Iterable[Key]:
    return dict.fromkeys(("fund", each.funder) for each in undone if isinstance(each, Award) and each.funder)


def budget_of(action: str, rules: Rules) -> FunderId:
    """Whose fund an action's points come out of; empty where there is no limit, or no such action."""
    rule = rules.actions.get(action)
    funder = rules.funders.get(rule.funder) if rule else None
    return FunderId(rule.funder) if rule and funder and funder.budgeted else FunderId("")


def fund_programme(states: States, command: FundProgramme, context: Context[Rules]) -> Decision:
    """Put points at the disposal of a funder that has a budget."""
    funders = context.rules.funders
    if command.funder not in funders:
        raise Invalid.at("funder", "value.not_one_of", value=command.funder, choices=tuple(funders))
    if not funders[command.funder].budgeted:
        raise Invalid.at("funder", "points.no_budget", value=command.funder)
    key = "fund", command.funder
    fund: Fund = states.get(key) or Fund(command.funder)
    for grant in fund.grants:
        if grant.ref == command.ref:
            raise AlreadyGranted(funders[command.funder].title, grant.ref, grant.on)
    if fund.granted + command.points > LARGEST_BALANCE:
        raise Invalid.at("points", "points.balance_too_large", high=LARGEST_BALANCE)
    event = Funded(
        id=command.funder,
        on=context.today,
        points=command.points,
        ref=command.ref,
        by=context.actor.id,
        left=fund.left + command.points,
    )
    return ((key, event),)


def draw(
    states: States, funder: FunderId, worker: WorkerId, entry: int, points: int, context: Context[Rules]
) -> Decision:
    """Take an award's points out of a fund that holds as many."""
    key = "fund", funder
    fund: Fund = states.get(key) or Fund(funder)
    if fund.left < points:
        raise BudgetSpent(context.rules.funders[funder].title, points, fund.left, funder)
    return ((key, Drawn(context.today, worker, entry, points, fund.left - points)),)


def give_back(states: States, award: Award, worker: WorkerId, context: Context[Rules]) -> Decision:
    """Put the points of an award that is undone back into its fund, spent or not: what is spent is owed."""
    key = "fund", award.funder
    fund: Fund = states[key]
    left = fund.left + award.points
    return ((key, GivenBack(context.today, worker, award.entry, award.points, left)),)


def evolve_fund(fund: Fund | None, event: FundEvent) -> Fund:
    """The fund after one of its events."""
    match event:
        case Funded():
            before = fund or Fund(event.id)
            grants = (*before.grants, Grant(event.ref, event.on))
            return Fund(event.id, before.granted + event.points, event.left, grants)
        case Drawn() | GivenBack():
            assert fund is not None  # noqa: S101 # a journal begins with `Funded`
            return attrs.evolve(fund, left=event.left)
        case _:
            assert_never(event)
