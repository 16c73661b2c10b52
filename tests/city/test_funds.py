"""Funds in a city: what the rules alone name is read, guarded and checked like what a command names."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from friendly_services import points
from friendly_services.city import City, Done
from friendly_services.ids import FunderId, ProposalId, WorkerId
from friendly_services.testing import StandingClock
from friendly_services.text import say
from tests.budget import count
from tests.city.town import CHIEF, CLERK, MONDAY, RIDER, WORKER, small

UNION = FunderId("union")
GRANT = points.FundProgramme(UNION, 100, "grant 1")
PATROL = points.Earn(WORKER, "patrol")


def left(city: City) -> int:
    """What the union's fund holds, where nothing is found wrong with any record."""
    assert city.verify().problems == ()
    fund: points.Fund = city.funds.get("union")
    return fund.left


def test_a_batch_draws_on_a_fund_that_no_command_names() -> None:
    """Its orders see what those before them left; the refused ones take nothing."""
    city = small()
    orders = [(GRANT, "grant"), *((PATROL, f"patrol {n}") for n in range(8))]
    answers = city.do_many(orders, by=CLERK)
    assert [isinstance(answer, Done) for answer in answers] == [True] * 7 + [False] * 2
    assert isinstance(answers[-1], points.BudgetSpent)
    assert (left(city), city.points.balance(WORKER)) == (10, 90)
    city.do(points.Reverse(WORKER, 2, "decision 1"), by=CLERK)
    assert left(city) == 25


def test_a_refusal_for_want_of_a_budget_is_remembered() -> None:
    """The same order stays refused once more is granted; a new one is not, and asking changes nothing."""
    city = small()
    with pytest.raises(points.BudgetSpent):
        city.do(PATROL, by=CLERK, once="patrol 1")
    city.do(GRANT, by=CLERK)
    with pytest.raises(points.BudgetSpent):
        city.do(PATROL, by=CLERK, once="patrol 1")
    assert city.check(PATROL, by=CLERK).events
    assert left(city) == 100
    city.do(PATROL, by=CLERK, once="patrol 2")
    assert left(city) == 85


def test_many_hands_cannot_draw_more_than_there_is(tmp_path: Path) -> None:
    """Awards to different workers meet at the fund alone: the last points of it are given once."""
    url = f"sqlite:///{tmp_path / 'city.db'}"
    hands = count(4, 8)
    with small(url=url) as city:
        city.do(GRANT, by=CLERK)

        def award(n: int) -> bool:
            try:
                return bool(city.do(points.Earn(WorkerId(f"rider-{n}"), "patrol"), by=CLERK).events)
            except points.BudgetSpent:
                return False

        with ThreadPoolExecutor(hands) as pool:
            paid = list(pool.map(award, range(3 * hands)))
        assert sum(paid) == 6
        assert left(city) == 10


def test_somebody_else_decides_on_an_appeal() -> None:
    """Clerk and rider go through it in one city, whose records and journal agree afterwards."""
    city = small()
    city.do(points.Earn(WORKER, "lead"), by=CLERK)
    city.do(points.Deduct(WORKER, "bad_faith", "file 1"), by=CLERK)
    city.do(points.Freeze(WORKER, "fraud", "file 2"), by=CLERK)
    city.do(points.Appeal(WORKER, "letter 1", 3), by=RIDER)
    with pytest.raises(points.SameHands):
        city.do(points.DecideAppeal(WORKER, True, "file 3", 3), by=CLERK)
    (todo,) = city.inbox()
    assert (todo.roles, todo.overdue) == (("officer",), False)
    assert city.verify().problems == ()


def test_a_large_award_waits_in_the_inbox_for_a_second_person() -> None:
    """It is drawn up by one, confirmed by another, and lapses where nobody does."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    large = points.Earn(WORKER, "lead", quantity=11)
    first, second = (ProposalId(city.do(large, by=CLERK).id) for _ in range(2))
    (todo, _) = city.inbox()
    assert (todo.kind, todo.roles) == ("proposal", ("officer",))
    assert say(todo.reason) == (
        "the confirmation of an award by a second person is due by the end of 2026-03-06, of officer; "
        "if nobody does it, the proposed award lapses by itself"
    )
    with pytest.raises(points.SameHands):
        city.do(points.Confirm(first, WORKER), by=CLERK)
    city.do(points.Confirm(first, WORKER), by=CHIEF)
    assert city.points.balance(WORKER) == 550
    clock.forward(days=5)
    city.tick()
    assert city.proposals.get(second).status == "lapsed"
    assert city.verify().problems == ()
