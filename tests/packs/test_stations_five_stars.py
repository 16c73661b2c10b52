"""One to five stars: they nest, and what Fuzhou lowers stars for lowers them here."""

from datetime import date
from typing import Any

import attrs
import pytest

from friendly_services import packs, stations
from friendly_services.hours import Hours
from friendly_services.standards import Scheme, Standard, evaluate, lint, read_standard
from tests.packs.fitted import BUILT_IN, DAY, fitted, plain

PACK = BUILT_IN / "stations-five-stars"
FOUND = dict.fromkeys(
    ("opens_on_time", "nothing_broken", "supplies_in_stock", "complaints_settled"), True
) | {"capacity": 20}


@pytest.fixture(scope="module", name="rules")
def the_rules() -> stations.Rules:
    """The pack's rules."""
    found: stations.Rules = packs.load("stations-five-stars").rules["stations"]
    return found


def stars(rules: stations.Rules, found: dict[str, Any] | None = None, **given: Any) -> list[str]:
    """The stars that a station would be given, the most first."""
    station = fitted(rules, {**FOUND, **(found or {})}, **given)
    verdicts = stations.verdicts(station, rules.scheme, DAY, rules.spans)
    return [code for code, verdict in verdicts.items() if verdict.answer == "met"]


def on_working_days(hours: str) -> Hours:
    """These hours from Monday to Friday."""
    return Hours.weekly(mon=hours, tue=hours, wed=hours, thu=hours, fri=hours)


CASES: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("everything, and all in order", {}, {}, "54321"),
    # Fuzhou: five stars ask for 30 m², room for 20 people and an AED
    ("29 square metres", {"area_m2": 29.0}, {}, "4321"),
    ("room for 19 people", {}, {"capacity": 19}, "4321"),
    ("no defibrillator", {"without": ("aed",)}, {}, "4321"),
    # Hangzhou: 20 m²; Huainan: 8:00 to 18:00
    ("19 square metres", {"area_m2": 19.0}, {}, "321"),
    (
        "8:00 to 18:00",
        {"hours": on_working_days("08:00-18:00")},
        {},
        "4321",
    ),
    (
        "8:00 to 17:00",
        {"hours": on_working_days("08:00-17:00")},
        {},
        "321",
    ),
    # Qiantang: riders rest from 13:00 to 15:00
    (
        "closed at midday",
        {"hours": on_working_days("06:00-13:00, 15:00-22:00")},
        {},
        "21",
    ),
    (
        "four days a week",
        {"hours": Hours.weekly(mon="06:00-22:00", tue="06:00-22:00", wed="06:00-22:00", thu="06:00-22:00")},
        {},
        "",
    ),
    ("no fridge", {"without": ("fridge",)}, {}, "321"),
    ("no microwave oven", {"without": ("microwave",)}, {}, "1"),
    ("no water", {"without": ("water",)}, {}, ""),
    # Shanghai: a corner of about 3 m²
    ("3 square metres", {"area_m2": 3.0}, {}, "1"),
    ("2 square metres", {"area_m2": 2.0}, {}, ""),
    # Fuzhou: not open on time, broken, short of supplies, complaints uncorrected: lowered or revoked
    ("not open on time", {}, {"opens_on_time": False}, "21"),
    ("not open on time, something broken", {}, {"opens_on_time": False, "nothing_broken": False}, "1"),
    (
        "three of the four",
        {},
        {"opens_on_time": False, "nothing_broken": False, "supplies_in_stock": False},
        "",
    ),
]


@pytest.mark.parametrize(("case", "given", "found", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_station_gets_its_stars(
    rules: stations.Rules, case: str, given: dict[str, Any], found: dict[str, Any], expected: str
) -> None:
    """One thing amiss costs the stars that ask for it, and no others."""
    assert stars(rules, found, **given) == list(expected), case


def test_the_stars_nest(rules: stations.Rules) -> None:
    """The scheme says so, and no facts show otherwise."""
    assert rules.scheme.nested
    assert lint(rules.scheme) == ()


def test_a_slip_in_one_star_would_be_noticed(rules: stations.Rules) -> None:
    """Three stars that asked for more seats than four would have a remark with facts that show it."""
    slip = plain(PACK / "standards" / "station-stars-3.toml")
    (seats,) = (one for one in slip["versions"][0]["conditions"] if one["code"] == "P2")
    seats["requires"] = "seats >= 9"
    levels = [(code, read_standard(slip) if code == "3" else one) for code, one in rules.scheme.levels]
    (remark,) = lint(attrs.evolve(rules.scheme, levels=tuple(levels)))
    assert (remark.flaw, remark.at, dict(remark.facts)["seats"]) == ("not_nested", "levels.4", 8)


def test_a_code_has_one_subject_at_every_star(rules: stations.Rules) -> None:
    """P1 is the area everywhere: the same fact is asked for, by the same code."""
    subjects: dict[str, set[str]] = {}
    for _, standard in rules.scheme.levels:
        for condition in standard.in_force(DAY).conditions:
            subjects.setdefault(condition.code, set()).update(fact.name for fact in condition.facts())
    assert {code: len(names) for code, names in subjects.items()} == dict.fromkeys(subjects, 1)
    assert subjects["P1"] == {"area_m2"}


def test_stars_are_looked_at_again_every_year(rules: stations.Rules) -> None:
    """Fuzhou: rated yearly, not for life."""
    assert rules.level_months == 12


def test_equipment_not_checked_for_long_costs_the_upper_stars(rules: stations.Rules) -> None:
    """A month for five stars, three for four and three, six for two, a year for one."""
    standards: dict[str, Standard] = dict(rules.scheme.levels)
    spans = {}
    for code, standard in standards.items():
        version = standard.in_force(DAY)
        (place,) = (n for n, one in enumerate(version.conditions) if one.code == "E3")
        spans[code] = [
            months
            for months in (1, 3, 6, 12)
            if evaluate(version, {"equipment_checked_on": months_before(months)}, DAY).answers[place] == "met"
        ]
    assert spans == {"5": [1], "4": [1, 3], "3": [1, 3], "2": [1, 3, 6], "1": [1, 3, 6, 12]}


def months_before(months: int) -> date:
    """The same day so many months before."""
    years, month = divmod(DAY.month - 1 - months, 12)
    return date(DAY.year + years, month + 1, DAY.day)


def test_the_levels_are_written_from_the_highest(rules: stations.Rules) -> None:
    """Five stars first: nesting is read in this order."""
    scheme: Scheme = rules.scheme
    assert [code for code, _ in scheme.levels] == ["5", "4", "3", "2", "1"]
