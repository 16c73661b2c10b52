"""The default rules for points: every number of the research page, and where it comes from."""

from typing import Any

import pytest

from friendly_services import packs, points

COMMANDS = frozenset(f"points.{command.__name__}" for command in points.CAPABILITY.commands)


@pytest.fixture(scope="module")
def pack() -> packs.Pack:
    """The pack as it ships."""
    return packs.load("points-default")


@pytest.fixture(scope="module")
def rules(pack: packs.Pack) -> points.Rules:
    """Its rules."""
    found: points.Rules = pack.rules["points"]
    return found


def test_each_action_has_its_points_and_cap(rules: points.Rules) -> None:
    """Ten actions, as researched."""
    found = {
        code: (action.points, (action.cap.times, action.cap.per) if action.cap else None)
        for code, action in rules.actions.items()
    }
    assert found == {
        "hazard": (20, (5, "day")),
        "major_lead": (100, (1, "day")),
        "snapshot": (10, (5, "day")),
        "cleaning": (5, (2, "day")),
        "tidying": (5, (2, "day")),
        "promotion": (10, (2, "day")),
        "volunteer_hour": (20, (4, "day")),
        "correction": (5, (3, "day")),
        "registration": (20, (1, "ever")),
        "hardship": (60, (1, "month")),
    }


def test_every_action_can_be_earned(rules: points.Rules) -> None:
    """No single award is larger than a cap on the total that it counts towards."""
    limit = min(rules.totals.day or 0, rules.totals.month or 0)
    assert all(action.points <= limit for action in rules.actions.values() if action.in_totals)
    assert (rules.totals.day, rules.totals.month) == (60, 600)


def test_rewards_have_prices_and_funders(rules: points.Rules) -> None:
    """What is promised has a price, and somebody is asked to pay for it."""
    assert {code: item.price for code, item in rules.rewards.items()} == {
        "meal_voucher": 30,
        "battery_swap": 50,
        "gloves": 80,
        "rain_coat": 100,
        "helmet": 300,
        "health_check": 500,
    }
    rules_that_cost: list[Any] = [*rules.actions.values(), *rules.rewards.values()]
    assert {rule.funder for rule in rules_that_cost} == {"city"} == rules.funders.keys()


def test_points_count_for_a_year_and_workers_are_told(rules: points.Rules) -> None:
    """12 months to the end of the month, notice 30 and 7 days before, 14 days to collect."""
    assert (rules.expiry.months, rules.expiry.notice_days, rules.hold_days) == (12, (30, 7), 14)
    assert rules.deductions["bad_faith"].points == 20


def test_what_another_city_has_names_its_source(rules: points.Rules) -> None:
    """Only a proposal may go without one."""
    items: list[Any] = [*rules.actions.values(), *rules.rewards.values(), *rules.deductions.values()]
    assert all(item.source for item in items if item.status != "proposed")


def test_somebody_may_send_every_command(pack: packs.Pack) -> None:
    """No command is left out of the table, and no worker awards points."""
    assert {name for name in pack.may if name.startswith("points.")} == COMMANDS
    assert "worker" not in pack.may["points.Earn"]
