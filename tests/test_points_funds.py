"""Who pays for points: funders with and without a budget, decision by decision."""

from datetime import date

import attrs
import pytest

from friendly_services import points
from friendly_services.errors import Invalid
from friendly_services.ids import FunderId, WorkerId
from friendly_services.points import (
    Action,
    AlreadyGranted,
    BudgetSpent,
    Expiry,
    Funder,
    FundProgramme,
    Item,
    Rules,
)
from friendly_services.text import Label, say
from friendly_services.workdays import Calendar
from tests.small_city import SmallCity

RIDER = WorkerId("rider-7")
UNION = FunderId("union")
DAY = date(2026, 3, 10)
NAME = Label(en="x", zh="x")

RULES = Rules(
    actions={
        "hour": Action(NAME, 20, evidence=False, funder="union"),
        "tip": Action(NAME, 10, evidence=False, funder="city"),
    },
    rewards={"voucher": Item(NAME, 30, "city")},
    funders={"city": Funder(NAME), "union": Funder(Label(en="the union", zh="工会"), budgeted=True)},
    expiry=Expiry(12),
    hold_days=14,
    late_days=7,
    reversible_days=90,
)
GRANT = FundProgramme(UNION, 50, "grant-1")
HOUR = points.Earn(RIDER, "hour")


@pytest.fixture
def city() -> SmallCity:
    """A city whose union has granted 50 points."""
    city = SmallCity(points.CAPABILITY, RULES, DAY)
    city.do(GRANT)
    return city


def left(city: SmallCity) -> int:
    """What the union's fund holds, by its record, its events and the ledger's transfers alike."""
    fund: points.Fund = city.states["fund", UNION]
    assert city.folded("fund", UNION) == fund
    entries = [(key[1], event) for key, event in city.journal if key[0] in ("account", "fund")]
    sums = points.totals(entries)
    assert points.holdings(fund) == {("points", "fund/union"): sums["points", "fund/union"]}
    assert sum(sums.values()) == 0
    return fund.left


def test_an_award_comes_out_of_its_fund_and_goes_back_to_it(city: SmallCity) -> None:
    """Even where the points are spent: then they are owed."""
    city.do(HOUR)
    assert left(city) == 30
    city.do(points.Earn(RIDER, "tip"))
    city.do(points.Spend(RIDER, "voucher", "code-1"), by=RIDER)
    city.do(points.Reverse(RIDER, 2, "decision-1"))
    assert left(city) == 50
    assert city.states["account", RIDER].debt == 20


def test_a_fund_pays_no_more_than_it_holds(city: SmallCity) -> None:
    """The refusal says whose fund, what is left and what was asked; more can be granted."""
    city.do(HOUR)
    city.do(HOUR)
    with pytest.raises(BudgetSpent) as found:
        city.do(HOUR)
    assert found.value.say() == (
        "the fund of the union holds 10 points and 20 are asked: grant more with FundProgramme('union', …)"
    )
    city.do(attrs.evolve(GRANT, points=10, ref="grant-2"))
    city.do(HOUR)
    assert left(city) == 0
    never = SmallCity(points.CAPABILITY, RULES, DAY)
    with pytest.raises(BudgetSpent, match="holds 0 points and 20 are asked"):
        never.do(HOUR)


def test_a_grant_is_entered_once(city: SmallCity) -> None:
    """Whatever is granted or awarded since, its reference is refused with the day of its entry."""
    city.forward(days=400)
    city.do(attrs.evolve(GRANT, ref="grant-2"))
    city.do(HOUR)
    with pytest.raises(AlreadyGranted) as found:
        city.do(attrs.evolve(GRANT, points=70))
    assert found.value.say() == (
        "grant 'grant-1' to the fund of the union was entered before, on 2026-03-10: "
        "another grant has a reference of its own"
    )
    assert left(city) == 80


def test_a_funder_without_a_budget_touches_no_fund(city: SmallCity) -> None:
    """Its awards and their reversal read the account alone, and give the same entries as ever."""
    for command in (points.Earn(RIDER, "tip"), points.Reverse(RIDER, 2, "decision-1")):
        decision = city.do(command)
        assert {key for key, _ in decision} == {("account", RIDER)}
    assert left(city) == 50


def test_a_reversal_goes_where_the_award_came_from(city: SmallCity) -> None:
    """Whatever the pack says by then of who pays for the action."""
    city.do(HOUR)
    hour = attrs.evolve(RULES.actions["hour"], funder="city")
    city.rules = attrs.evolve(RULES, actions={**RULES.actions, "hour": hour})
    city.do(HOUR)
    city.do(points.Reverse(RIDER, 3, "decision-1"))
    assert left(city) == 30
    city.do(points.Reverse(RIDER, 2, "decision-2"))
    assert left(city) == 50


def test_only_a_funder_with_a_budget_is_granted_points(city: SmallCity) -> None:
    """And no more than every system counts exactly."""
    with pytest.raises(Invalid, match="'nobody' is not one of city, union"):
        city.do(attrs.evolve(GRANT, funder=FunderId("nobody")))
    with pytest.raises(
        Invalid, match=r"'city' has no budget: set `budgeted = true` in points\.funders\.city"
    ):
        city.do(attrs.evolve(GRANT, funder=FunderId("city")))
    most = attrs.evolve(GRANT, points=10**12, ref="grant-2")
    city.states["fund", UNION] = points.Fund(UNION, 2**53 - 1, 0)
    with pytest.raises(Invalid, match="points"):
        city.do(most)
    assert city.possible("fund", UNION) == {"FundProgramme": None}
    city.rules = attrs.evolve(RULES, funders={"city": Funder(NAME)})
    with pytest.raises(Invalid, match="'union' is not one of city"):
        city.do(GRANT)


def test_a_pack_names_who_pays() -> None:
    """For every action and every reward, and by a code that can name a record."""
    wrong = attrs.evolve(
        RULES,
        actions={"hour": Action(NAME, 20)},
        rewards={"voucher": Item(NAME, 30, "somebody")},
        funders={"出资方": Funder(NAME)},
    )
    found = {
        problem.field: say(problem.reason) for problem in points.CAPABILITY.flaws(wrong, {}, Calendar({}))
    }
    assert list(found) == [
        "points.actions.hour.funder",
        "points.rewards.voucher.funder",
        "points.funders.出资方",
    ]
    assert found["points.rewards.voucher.funder"].startswith(
        "'somebody' is none of the funders: 出资方; say who"
    )
