"""Basic, benchmark and smart 24-hour stations: the eight haves, and what the two others ask beyond them."""

from typing import Any

import attrs
import pytest

from friendly_services import packs, stations
from friendly_services.hours import Hours
from friendly_services.standards import lint
from tests.packs.fitted import DAY, fitted

FOUND: dict[str, Any] = {
    **dict.fromkeys(("has_sign", "services_posted", "rules_posted", "on_map", "has_publicity"), True),
    "group_services_12_months": 4,
    "own_brand": True,
    "entry": "code",
    **dict.fromkeys(("remote_view", "voice_help", "power_cut"), True),
    "batteries_charged_indoors": False,
}
BY_DAY = Hours.weekly(mon="08:00-18:00", tue="08:00-18:00", wed="08:00-18:00")
ALL = {"benchmark", "smart_24h", "basic"}


@pytest.fixture(scope="module", name="rules")
def the_rules() -> stations.Rules:
    """The pack's rules."""
    found: stations.Rules = packs.load("stations-three-kinds").rules["stations"]
    return found


CASES: list[tuple[str, dict[str, Any], dict[str, Any], set[str]]] = [
    ("everything", {}, {}, ALL),
    # Zhejiang: eight haves: sign, place, facilities, functions, rules, map, information, services
    ("no unified sign", {}, {"has_sign": False}, set()),
    ("a place of 2 square metres", {"area_m2": 2.0}, {}, set()),
    ("facilities: no water", {"without": ("water",)}, {}, set()),
    ("services not posted", {}, {"services_posted": False}, set()),
    ("no rules on the wall", {}, {"rules_posted": False}, set()),
    ("on no map", {}, {"on_map": False}, set()),
    ("no information", {}, {"has_publicity": False}, set()),
    ("no group service", {}, {"group_services_12_months": 0}, set()),
    # Zhejiang: a benchmark station holds at least four group services a year and has a feature of its own
    ("three group services", {}, {"group_services_12_months": 3}, {"smart_24h", "basic"}),
    ("no feature of its own", {}, {"own_brand": False}, {"smart_24h", "basic"}),
    # Hangzhou: 20 m²; Huainan: 8:00 to 18:00
    ("19 square metres", {"area_m2": 19.0}, {}, {"smart_24h", "basic"}),
    ("8:00 to 18:00", {"hours": BY_DAY}, {}, {"benchmark", "basic"}),
    ("9 hours", {"hours": Hours.weekly(mon="08:00-17:00")}, {}, {"basic"}),
    # Zhejiang: seen and managed from afar, voice; Zaoyang, Wuhan: face, card; Wusu: power cut
    ("let in by the keeper", {}, {"entry": "keeper"}, {"benchmark", "basic"}),
    ("entry by face", {}, {"entry": "face"}, ALL),
    ("nobody sees it from afar", {}, {"remote_view": False}, {"benchmark", "basic"}),
    ("no help by voice", {}, {"voice_help": False}, {"benchmark", "basic"}),
    ("power cannot be cut", {}, {"power_cut": False}, {"benchmark", "basic"}),
    ("batteries charged indoors", {}, {"batteries_charged_indoors": True}, {"benchmark", "basic"}),
]


@pytest.mark.parametrize(("case", "given", "found", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_station_is_of_its_kinds(
    rules: stations.Rules, case: str, given: dict[str, Any], found: dict[str, Any], expected: set[str]
) -> None:
    """One thing amiss costs the kinds that ask for it, and no others."""
    station = fitted(rules, {**FOUND, **found}, **given)
    verdicts = stations.verdicts(station, rules.scheme, DAY, rules.spans)
    assert {code for code, verdict in verdicts.items() if verdict.answer == "met"} == expected, case


def test_the_kinds_do_not_nest(rules: stations.Rules) -> None:
    """They do not claim it; if they did, a benchmark station would show that they do not."""
    assert not rules.scheme.nested
    (remark,) = lint(attrs.evolve(rules.scheme, nested=True))
    assert (remark.flaw, remark.at) == ("not_nested", "levels.benchmark")


def test_both_others_ask_what_a_basic_station_is_asked(rules: stations.Rules) -> None:
    """Side by side with the basic kind alone, either of them nests."""
    levels = dict(rules.scheme.levels)
    for code in ("benchmark", "smart_24h"):
        pair = ((code, levels[code]), ("basic", levels["basic"]))
        assert lint(attrs.evolve(rules.scheme, levels=pair, nested=True)) == ()


def test_a_benchmark_station_in_the_making_is_told_what_is_missing(rules: stations.Rules) -> None:
    """What was not found out is asked for; what is amiss comes with the hint of the standard's writer."""
    station = fitted(rules, {**FOUND, "group_services_12_months": 1, "own_brand": None})
    missing = stations.missing_for(station, rules.scheme, "benchmark", DAY, rules.spans)
    assert missing.verdict.answer == "unmet"
    assert "M12" in {finding.code for finding in missing.verdict.findings if finding.answer == "unmet"}
    assert "hold group services" in str(missing.changes)
