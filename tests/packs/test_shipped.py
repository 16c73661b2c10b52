"""The packs that ship, side by side: the numbers of the sources, one name for one thing, quickly read."""

import time
from collections import defaultdict
from typing import Any

import pytest

from friendly_services import packs, stations
from friendly_services.standards import Standard
from friendly_services.text import Label
from tests.packs.fitted import BUILT_IN, DAY, plain

SECONDS = 3.0
"""CPU that reading all of them may take, on a slow machine; it is far less on others."""


@pytest.fixture(scope="module", name="shipped")
def all_packs() -> dict[str, packs.Pack]:
    """Every pack that ships, by name."""
    return {name: packs.load(name) for name in packs.builtin_packs()}


def test_they_are_named_by_their_shape(shipped: dict[str, packs.Pack]) -> None:
    """The names that cities write under `extends`."""
    assert set(shipped) == {
        "four-functions",
        "honours-default",
        "merchant-14-9-9",
        "model-merchants",
        "offers-default",
        "persons-default",
        "points-default",
        "rider-pass",
        "stations-abc",
        "stations-five-stars",
        "stations-three-kinds",
        "targets-default",
        "visits-default",
    }


def numbers(shipped: dict[str, packs.Pack]) -> dict[str, Any]:
    """What the source documents give in numbers, as the packs have it."""
    merchants, points = (
        shipped["merchant-14-9-9"].rules["merchants"],
        shipped["points-default"].rules["points"],
    )
    version = merchants.standard.in_force(DAY)
    abc: stations.Rules = shipped["stations-abc"].rules["stations"]
    ((_, four),) = shipped["four-functions"].rules["stations"].scheme.levels
    hosts = {code: standard.in_force(DAY).conditions[0].requires for code, standard in abc.scheme.levels}
    return {
        "conditions": len(version.conditions),
        "groups of conditions": len(version.groups),
        "services": len(merchants.services),
        "kinds of tags": len(merchants.tags),
        "grounds for revocation": len(merchants.grounds),
        "months between reviews": merchants.review.every_months,
        "levels of stations": len(abc.scheme.levels),
        "kinds of hosts of level C": sum(code in hosts["C"] for code in abc.hosts),
        "services a rider does for the city": len(
            {"hazard", "snapshot", "cleaning", "tidying", "promotion"} & points.actions.keys()
        ),
        "functions of a station": len(four.in_force(DAY).groups) // 2,
        "midday rest": abc.windows["open_at_midday"],
        "metres in a quarter of an hour": shipped["rider-pass"].rules["proximity"].reach["walk"],
    }


def test_the_numbers_of_the_sources(shipped: dict[str, packs.Pack]) -> None:
    """Twelve numbers that the three reports give, each beside the report that gives it."""
    assert numbers(shipped) == {
        "conditions": 14,  # Ba'nan: 证照资质、经营信用、场地设施 14 条
        "groups of conditions": 3,  # Ba'nan: the three that it names
        "services": 9,  # Ba'nan: 休息、饮水、充电、热饭等 9 条
        "kinds of tags": 4,  # Ba'nan: 4 大类型服务标签
        "grounds for revocation": 9,  # Ba'nan: 9 种情形的动态退出机制
        "months between reviews": 12,  # Ba'nan: 每年开展一次复审
        "levels of stations": 3,  # Shanyang: A、B、C 不同级别
        "kinds of hosts of level C": 3,  # Shanyang: 环卫港湾、物业公司、爱心商家
        "services a rider does for the city": 5,  # Shanyang: 五个“随手”
        "functions of a station": 4,  # Qiantang: “四站”功能
        "midday rest": "13:00-15:00",  # Qiantang: 每天下午 1 至 3 点的休息时间
        "metres in a quarter of an hour": 800,  # Ba'nan: 15 分钟生活服务圈; metres from the planning guide
    }


def test_none_is_remarked_on(shipped: dict[str, packs.Pack]) -> None:
    """No condition is met by nobody, asks nothing or is asked twice; the stars nest, as they claim."""
    assert {name: packs.remarks(pack) for name, pack in shipped.items()} == dict.fromkeys(shipped, ())
    nested = {name for name, pack in shipped.items() for rules in pack.rules.values() if claims(rules)}
    assert nested == {"stations-five-stars"}


def claims(rules: object) -> bool:
    """Whether a capability's rules have levels that claim to nest."""
    return isinstance(rules, stations.Rules) and rules.scheme.nested


def test_a_thing_has_one_name_in_all_packs_on_stations(shipped: dict[str, packs.Pack]) -> None:
    """Facts, equipment, services, hosts and causes of one key are called the same in all of them."""
    called: dict[str, set[Label]] = defaultdict(set)
    for pack in shipped.values():
        rules = pack.rules.get("stations")
        if not isinstance(rules, stations.Rules):
            continue
        for _, standard in rules.scheme.levels:
            for fact in standard.facts:
                called[f"fact {fact.name} {fact.type}"].add(fact.title)
        for kind, equipment in rules.equipment.items():
            called[f"equipment {kind}"].add(equipment.title)
        for code, service in rules.services.items():
            called[f"service {code}"].add(service.title)
        for code, title in (*rules.hosts.items(), *rules.causes.items()):
            called[code].add(title)
    assert {key: titles for key, titles in called.items() if len(titles) > 1} == {}


def test_every_condition_says_how_well_it_is_founded(shipped: dict[str, packs.Pack]) -> None:
    """Stated, found or proposed, with evidence; a number beside a source that gives none says so."""
    standards: list[Standard] = [one for pack in shipped.values() for one in pack.standards.values()]
    conditions = [one for standard in standards for v in standard.versions for one in v.conditions]
    assert len(standards) == 15
    assert {one.status for one in conditions} == {"stated", "found", "proposed"}
    assert all(one.evidence and one.source.strip() for one in conditions)
    assert all("建议" in one.source or "；" in one.source for one in conditions if one.status == "proposed")


def test_reading_them_all_is_quick() -> None:
    """The time that a city waits for when it opens is a small part of a second for each."""
    start = time.process_time()
    names = [packs.load(name).name for name in packs.builtin_packs()]
    spent = time.process_time() - start
    print(f"{len(names)} shipped packs read in {1000 * spent:.0f} ms of CPU")
    assert spent < SECONDS


def test_no_pack_poses_as_official() -> None:
    """Wherever items are proposed, the pack itself says so."""
    for name in packs.builtin_packs():
        assert "建议" in plain(BUILT_IN / name / "pack.toml")["pack"]["source"], name
