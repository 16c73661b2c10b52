"""The built-in pack `merchant-14-9-9`: fourteen conditions, nine services, nine grounds."""

import tomllib
from collections import Counter
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from friendly_services.merchants import CAPABILITY, POSTS, Ground, Rules, Service, judge
from friendly_services.standards import Condition, Scalar, Standard, read_standard
from friendly_services.text import LANGUAGES
from friendly_services.wire import read

PACK = files("friendly_services.packs") / "builtin" / "merchant-14-9-9"
TODAY = date(2026, 3, 2)

GOOD: dict[str, Scalar] = {
    "trade": "catering",
    "fixed_premises": True,
    "licence_status": "active",
    "licence_shown": True,
    "trade_permit": "licence",
    "address_matches": True,
    "within_scope": True,
    "earliest_expiry": date(2027, 1, 1),
    "opened_on": date(2020, 5, 1),
    "credit_list": "none",
    "annual_report": "published",
    "accidents_24_months": 0,
    "serious_punishments_12_months": 0,
    "upheld_complaints_12_months": 0,
    "overdue_complaints": 0,
    "easy_to_find": True,
    "point_checked": True,
    "free_seats": 4,
    "drinking_water": True,
    "charging_points": 2,
    "batteries_charged_indoors": False,
    "fire_safety": True,
    "clean": True,
    "bike_bays": 2,
    "sign_complete": True,
}


def plain(name: str) -> Any:
    """One file of the pack, as TOML reads it."""
    return tomllib.loads((PACK / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module", name="standard")
def the_standard() -> Standard:
    """The pack's standard."""
    return read_standard(plain("standards/merchant-14-9-9.toml"))


@pytest.fixture(scope="module", name="rules")
def the_rules(standard: Standard) -> Rules:
    """The pack's section on merchants."""
    return read(Rules, plain("pack.toml")["merchants"], hooks={Standard: lambda _: standard})


def test_the_numbers_are_the_sources(standard: Standard, rules: Rules) -> None:
    """Fourteen conditions as 5, 4 and 5, nine services under four tags, nine grounds."""
    version = standard.in_force(TODAY)
    assert Counter(c.group for c in version.conditions) == {"licences": 5, "credit": 4, "premises": 5}
    assert len(rules.services) == 9
    assert {service.tag for service in rules.services.values()} == set(rules.tags)
    assert len(rules.tags) == 4
    assert len(rules.grounds) == 9
    assert tuple(rules.route.posts) == POSTS


def test_every_item_says_where_it_comes_from_in_both_languages(standard: Standard, rules: Rules) -> None:
    """Conditions, services and grounds have a source, a status and titles; nothing poses as official."""
    version = standard.in_force(TODAY)
    items: list[Condition | Service | Ground]
    items = [*version.conditions, *rules.services.values(), *rules.grounds.values()]
    assert all(item.source.strip() for item in items)
    assert {item.status for item in items} == {"stated", "found", "proposed"}
    labels = [item.title for item in items]
    labels += [condition.repair for condition in version.conditions if condition.repair]
    labels += [*rules.trades.values(), *rules.tags.values()]
    assert all(getattr(label, language).strip() for label in labels for language in LANGUAGES)
    assert all(label.en != label.zh for label in labels)
    assert "非官方" in plain("pack.toml")["pack"]["source"]


def test_every_trade_of_the_pack_is_one_of_the_standard(standard: Standard, rules: Rules) -> None:
    """The register takes no trade that the standard could not judge."""
    trade = next(fact for fact in standard.in_force(TODAY).facts if fact.name == "trade")
    assert set(trade.choices) == set(rules.trades)


def test_somebody_may_send_every_command() -> None:
    """The table of who may names each command of the register, and no other."""
    named = {f"merchants.{command.__name__}" for command in CAPABILITY.commands}
    assert set(plain("pack.toml")["may"]) == named


def test_a_good_merchant_meets_the_standard(standard: Standard) -> None:
    """All facts as they should be: met, condition by condition."""
    verdict = judge(standard, GOOD, on=TODAY)
    assert verdict.answer == "met"
    assert set(verdict.answers) == {"met"}


@pytest.mark.parametrize("fact", sorted(GOOD))
def test_no_fact_is_there_for_nothing(standard: Standard, fact: str) -> None:
    """Without any single one of the facts, some condition is unknown: none is asked in vain."""
    verdict = judge(standard, {**GOOD, fact: None}, on=TODAY)
    assert "unknown" in verdict.answers
    assert "unmet" not in verdict.answers


@pytest.mark.parametrize(
    ("code", "changed", "answer"),
    [
        ("L1", {"licence_status": "cancelled"}, "unmet"),
        ("L2", {"trade_permit": "none"}, "unmet"),
        ("L3", {"within_scope": False}, "unmet"),
        ("L4", {"earliest_expiry": date(2026, 3, 1)}, "unmet"),
        ("L5", {"opened_on": date(2025, 12, 3)}, "unmet"),
        ("C1", {"credit_list": "abnormal"}, "unmet"),
        ("C2", {"annual_report": "not_published"}, "unmet"),
        ("C3", {"accidents_24_months": 1}, "unmet"),
        ("C4", {"upheld_complaints_12_months": 3}, "unmet"),
        ("F1", {"easy_to_find": False}, "met"),
        ("F2", {"free_seats": 1}, "unmet"),
        ("F3", {"drinking_water": False}, "unmet"),
        ("F4", {"batteries_charged_indoors": True}, "unmet"),
        ("F5", {"bike_bays": 1}, "met"),
    ],
)
def test_each_condition_counts(
    standard: Standard, code: str, changed: dict[str, Scalar], answer: str
) -> None:
    """Every condition can fail alone; only one of the two that are no veto may."""
    verdict = judge(standard, {**GOOD, **changed}, on=TODAY)
    failed = [finding.code for finding in verdict.findings if finding.answer == "unmet"]
    assert failed == [code]
    assert verdict.answer == answer


def test_two_lesser_failings_are_one_too_many(standard: Standard) -> None:
    """Four of the five conditions on premises must hold."""
    assert judge(standard, {**GOOD, "easy_to_find": False, "clean": False}, on=TODAY).answer == "unmet"


def test_what_cannot_be_due_yet_is_not_asked(standard: Standard) -> None:
    """No annual report in the year of registration, no trade permit for a shop: neither counts against it."""
    young = {**GOOD, "trade": "retail", "trade_permit": None, "annual_report": "not_due_yet"}
    verdict = judge(standard, young, on=TODAY)
    assert verdict.answer == "met"
    assert [f.code for f in verdict.findings if f.answer == "not_applicable"] == ["L2", "C2"]


@pytest.mark.parametrize(
    ("case", "report", "answer"),
    [
        ("registered in 2026: nothing can be due in that year", "not_due_yet", "not_applicable"),
        ("registered in 2025: its report is due by 30 June 2026", "not_due_yet", "not_applicable"),
        ("registered in 2024: that year's report was due by 30 June 2025", "published", "met"),
        ("registered in 2024, and it was not published", "not_published", "unmet"),
    ],
)
def test_an_annual_report_is_asked_for_once_it_was_due(
    standard: Standard, case: str, report: str, answer: str
) -> None:
    """A year's report is published from 1 January to 30 June of the next."""
    verdict = judge(standard, {**GOOD, "annual_report": report}, on=TODAY)
    (found,) = (finding.answer for finding in verdict.findings if finding.code == "C2")
    assert found == answer, case


@pytest.mark.parametrize(
    ("case", "facts", "found", "whole"),
    [
        ("within 50 m, nobody has looked", {"point_metres_off": 50, "point_checked": None}, "met", "met"),
        ("a mall, looked at", {"point_metres_off": 180, "point_checked": True}, "met", "met"),
        ("far off, to be looked at", {"point_metres_off": 51, "point_checked": None}, "unknown", "met"),
        ("far off, and it was wrong", {"point_metres_off": 180, "point_checked": False}, "unmet", "met"),
    ],
)
def test_the_map_is_a_flag_and_no_veto(
    standard: Standard, case: str, facts: dict[str, Scalar], found: str, whole: str
) -> None:
    """More than 50 m off, a person is to look; what is found there alone takes nobody's naming."""
    verdict = judge(standard, {**GOOD, **facts}, on=TODAY)
    answers = {finding.code: finding.answer for finding in verdict.findings}
    assert (answers["F1"], answers["L3"], verdict.answer) == (found, "met", whole), case


def test_a_flag_that_could_decide_is_to_be_looked_at(standard: Standard) -> None:
    """Where the premises have another failing, the answer hangs on the point: it is to be looked at."""
    verdict = judge(
        standard, {**GOOD, "clean": False, "point_metres_off": 180, "point_checked": None}, on=TODAY
    )
    assert (verdict.answer, verdict.needs()) == ("unknown", ("point_checked",))
