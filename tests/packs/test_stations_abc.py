"""Levels A, B and C: not nested, each condition with its source, every fact one that the record can tell."""

from datetime import date
from typing import Any

import pytest

from friendly_services import packs, stations
from friendly_services.hours import Hours
from friendly_services.stations import Station
from tests.packs.fitted import DAY, fitted

COMMANDS = frozenset(f"stations.{command.__name__}" for command in stations.CAPABILITY.commands)


@pytest.fixture(scope="module")
def pack() -> packs.Pack:
    """The pack as it ships."""
    return packs.load("stations-abc")


@pytest.fixture(scope="module")
def rules(pack: packs.Pack) -> stations.Rules:
    """Its rules."""
    found: stations.Rules = pack.rules["stations"]
    return found


def of(rules: stations.Rules, host: str, **given: Any) -> Station:
    """A large station that has everything, at this host."""
    return fitted(rules, {"serves_meals": True}, host=host, **given)


@pytest.mark.parametrize(
    ("host", "level"),
    [
        ("shopping_street", "A"),
        ("party_centre", "B"),
        ("sanitation_hut", "C"),
        ("property_office", "C"),
        ("kind_shop", "C"),
        ("other", None),
    ],
)
def test_no_level_includes_another(rules: stations.Rules, host: str, level: str | None) -> None:
    """A station that has everything meets the level of its host and no other."""
    verdicts = stations.verdicts(of(rules, host), rules.scheme, DAY, rules.spans)
    assert {code for code, verdict in verdicts.items() if verdict.answer == "met"} == {level} - {None}
    assert all(verdict.answer != "unknown" for verdict in verdicts.values())


def test_a_community_centre_must_be_open_at_midday(rules: stations.Rules) -> None:
    """Eight hours are not enough if riders find it closed when they are free."""
    hours = Hours.weekly(mon="08:30-12:30, 14:30-19:00")
    verdict = stations.missing_for(
        of(rules, "party_centre", hours=hours), rules.scheme, "B", DAY, rules.spans
    ).verdict
    assert [finding.code for finding in verdict.findings if finding.answer == "unmet"] == ["B13"]


def test_equipment_must_have_been_checked_lately(rules: stations.Rules) -> None:
    """A level A asks for a month; five weeks are too long."""
    station = of(rules, "shopping_street")
    later = date(2026, 4, 14)
    verdict = stations.missing_for(station, rules.scheme, "A", later, rules.spans).verdict
    assert [finding.code for finding in verdict.findings if finding.answer == "unmet"] == ["A12"]


def test_of_an_unknown_station_little_is_decided(rules: stations.Rules) -> None:
    """Only the host is known: its own level is unknown, and the missing facts are named."""
    empty = of(rules, "kind_shop", hours=None, keeper=None, area_m2=None, seats=None, equipment={}, facts=())
    verdicts = stations.verdicts(empty, rules.scheme, DAY, rules.spans)
    assert {code: verdict.answer for code, verdict in verdicts.items()} == {
        "A": "unmet",
        "B": "unmet",
        "C": "unknown",
    }
    assert {"water", "seats", "area_m2", "phone_charger"} <= set(verdicts["C"].needs())


def test_every_fact_is_told_by_the_record_or_can_be_recorded(pack: packs.Pack, rules: stations.Rules) -> None:
    """What a level asks is derived, a kind of equipment, a window, or one of the two that a visit records."""
    told = stations.facts_of(of(rules, "other", facts=()), DAY, rules.spans).keys()
    asked = {name for standard in pack.standards.values() for name in standard.fact_names}
    assert asked - told == {"serves_meals", "has_shade"}


def test_every_service_and_host_of_the_source_is_there(rules: stations.Rules) -> None:
    """The source's five kinds of host, and what each level offers in it."""
    assert {"shopping_street", "party_centre", "sanitation_hut", "property_office", "kind_shop"} <= set(
        rules.hosts
    )
    assert {"water", "cold_storage", "warm_food", "meals", "nap", "toilet", "vehicle_charging"} <= set(
        rules.services
    )
    assert {"phone_charging", "rest", "shade"} <= set(rules.services)


def test_every_condition_says_how_well_it_is_founded(pack: packs.Pack) -> None:
    """Each names a source, or says that it is proposed; what the source states comes first at every level."""
    assert len(pack.standards) == 3
    for standard in pack.standards.values():
        (version,) = standard.versions
        assert all(condition.source for condition in version.conditions)
        assert version.conditions[0].status == "stated"


def test_somebody_may_send_every_command(pack: packs.Pack) -> None:
    """No command is left out of the table."""
    assert {name for name in pack.may if name.startswith("stations.")} == COMMANDS
