"""Four functions (四站): each needs two items and half of the others; a complete station fulfils all."""

from typing import Any

import pytest

from friendly_services import packs, stations
from friendly_services.standards import Verdict
from tests.packs.fitted import DAY, fitted

FUNCTIONS = ("rest", "supply", "learning", "care")
FOUND: dict[str, Any] = {
    **dict.fromkeys(("talking_place", "toilet_guide", "serves_meals", "meal_guide", "charging_guide"), True),
    **dict.fromkeys(("training_list", "rain_gear", "tools", "demand_box", "service_list"), True),
    "activities_this_month": 1,
}


@pytest.fixture(scope="module", name="rules")
def the_rules() -> stations.Rules:
    """The pack's rules."""
    found: stations.Rules = packs.load("four-functions").rules["stations"]
    return found


def judged(rules: stations.Rules, found: dict[str, Any], **given: Any) -> Verdict:
    """What the standard says of a station that has everything but this."""
    station = fitted(rules, {**FOUND, **found}, **given)
    return stations.verdicts(station, rules.scheme, DAY, rules.spans)["complete"]


def fulfilled(verdict: Verdict) -> set[str]:
    """The functions both of whose groups are met."""
    groups = {group.code: group.answer for group in verdict.groups}
    return {one for one in FUNCTIONS if groups[one] == groups[f"{one}_more"] == "met"}


NO_TOILET = {"toilet_guide": False}
CASES: list[tuple[str, dict[str, Any], dict[str, Any], set[str]]] = [
    ("everything", {}, {}, set()),
    # needed: the first two of each function, whatever else there is
    ("three seats", {"seats": 3}, {}, {"rest"}),
    ("no air conditioning", {"without": ("air_conditioner",)}, {}, {"rest"}),
    ("no water", {"without": ("water",)}, {}, {"supply"}),
    ("no microwave oven", {"without": ("microwave",)}, {}, {"supply"}),
    ("no WiFi", {"without": ("wifi",)}, {}, {"learning"}),
    ("no books", {"without": ("bookshelf",)}, {}, {"learning"}),
    ("no medicine kit", {"without": ("medicine_kit",)}, {}, {"care"}),
    ("no rain gear", {}, {"rain_gear": False}, {"care"}),
    # of two others one is enough
    ("nowhere to talk", {}, {"talking_place": False}, set()),
    ("the way to a toilet shown", {"without": ("toilet",)}, {}, set()),
    (
        "no toilet and nowhere to talk",
        {"without": ("toilet",)},
        {"talking_place": False, **NO_TOILET},
        {"rest"},
    ),
    ("no screen", {"without": ("screen",)}, {}, set()),
    ("no screen, no training", {"without": ("screen",)}, {"training_list": False}, {"learning"}),
    # of three others two are needed
    ("no telephone charging", {"without": ("phone_charger",)}, {}, set()),
    (
        "no telephone charging, no meals",
        {"without": ("phone_charger",)},
        {"serves_meals": False, "meal_guide": False},
        {"supply"},
    ),
    ("no tools", {}, {"tools": False}, set()),
    ("no tools, no activity this month", {}, {"tools": False, "activities_this_month": 0}, {"care"}),
    ("two functions short", {"without": ("water", "wifi")}, {}, {"supply", "learning"}),
]


@pytest.mark.parametrize(("case", "given", "found", "lost"), CASES, ids=[case[0] for case in CASES])
def test_a_station_fulfils_its_functions(
    rules: stations.Rules, case: str, given: dict[str, Any], found: dict[str, Any], lost: set[str]
) -> None:
    """What is amiss costs its own function, and with it the whole."""
    verdict = judged(rules, found, **given)
    assert fulfilled(verdict) == set(FUNCTIONS) - lost, case
    assert verdict.answer == ("unmet" if lost else "met")


def test_an_unknown_item_leaves_its_function_open(rules: stations.Rules) -> None:
    """Nobody has looked for rain gear: care is unknown, the other three are not."""
    verdict = judged(rules, {"rain_gear": None})
    assert (verdict.answer, verdict.needs()) == ("unknown", ("rain_gear",))
    assert fulfilled(verdict) == {"rest", "supply", "learning"}


def test_the_functions_are_the_sources(rules: stations.Rules) -> None:
    """Qiantang: their names; and water, warm food, charging, medicine, letter box, monthly services."""
    ((code, standard),) = rules.scheme.levels
    version = standard.in_force(DAY)
    names = [group.title.zh.split("：")[0] for group in version.groups]
    assert names[::2] == names[1::2] == ["休息交流站", "补给加油站", "学习充电站", "暖心服务站"]
    assert code == "complete"
    stated = {condition.code for condition in version.conditions if condition.status == "stated"}
    assert stated == {"S1", "S2", "S3", "C1", "C4", "C5"}


def test_each_function_needs_two_items_and_half_of_the_rest(rules: stations.Rules) -> None:
    """Two in the first group of each, and 50 per cent of the second."""
    ((_, standard),) = rules.scheme.levels
    version = standard.in_force(DAY)
    needed = {group.code: len(places) for group, places in version.grouped() if group.at_least_score is None}
    assert needed == dict.fromkeys(FUNCTIONS, 2)
    assert {group.at_least_score for group in version.groups if group.code not in needed} == {50}
