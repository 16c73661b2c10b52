"""The default rules for points: every number of the research page, and where it comes from."""

import tomllib
from importlib import resources
from typing import Any

import pytest

from friendly_services import points
from friendly_services.wire import read

PLAIN = tomllib.loads(
    resources.files("friendly_services.packs").joinpath("builtin/points-default/pack.toml").read_text("utf-8")
)


@pytest.fixture(scope="module")
def rules() -> points.Rules:
    """The pack's rules."""
    return read(points.Rules, PLAIN["points"])


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
    limit = min(points_ for _, points_ in rules.totals.by_period)
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
    assert all(item.funder.en and item.funder.zh for item in rules.rewards.values())


def test_points_count_for_a_year_and_workers_are_told(rules: points.Rules) -> None:
    """12 months to the end of the month, notice 30 and 7 days before, 14 days to collect."""
    assert (rules.expiry.months, rules.expiry.notice_days, rules.hold_days) == (12, (30, 7), 14)
    assert rules.deductions["bad_faith"].points == 20


def test_what_another_city_has_names_its_source(rules: points.Rules) -> None:
    """Only a proposal may go without one."""
    items: list[Any] = [*rules.actions.values(), *rules.rewards.values(), *rules.deductions.values()]
    assert all(item.source for item in items if item.status != "proposed")


def test_every_command_is_in_the_table_of_who_may() -> None:
    """And nothing else is."""
    assert set(PLAIN["may"]) == {f"points.{command.__name__}" for command in points.CAPABILITY.commands}
