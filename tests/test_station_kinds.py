"""What else the register of stations holds: kinds, tiers, for whom a place is, and which are graded."""

from typing import Any

import attrs
import pytest

from friendly_services import stations
from friendly_services.errors import Invalid
from friendly_services.packs import load
from friendly_services.stations import Classify, Grade
from tests.small_city import SmallCity
from tests.station_register import RULES, equip, plan, register, small_city, station


@pytest.fixture
def city() -> SmallCity:
    """A city with two levels and no station."""
    return small_city()


def test_a_place_is_a_station_unless_something_else_is_said(city: SmallCity) -> None:
    """On the map too, where it is asked for by its kind."""
    usual = station(city, register(city))
    assert (usual.kind, usual.tier, usual.target, usual.plaque, usual.free) == (
        "station",
        None,
        None,
        None,
        None,
    )
    given: dict[str, Any] = {"kind": "canteen", "tier": "street_shop", "target": "drivers"}
    canteen = station(city, register(city, code="S-2", plaque=True, free=False, **given))
    assert (canteen.kind, canteen.tier, canteen.target) == ("canteen", "street_shop", "drivers")
    assert (canteen.plaque, canteen.free) == (True, False)
    assert [stations.place(one).kind for one in (usual, canteen)] == ["station", "canteen"]
    assert station(city, plan(city, **given)).kind == "canteen"


@pytest.mark.parametrize(
    ("field", "known"), [("kind", "station, canteen"), ("tier", "street_shop"), ("target", "drivers")]
)
def test_kinds_tiers_and_targets_are_the_packs(city: SmallCity, field: str, known: str) -> None:
    """However they are stated."""
    refused = f"{field}: 'castle' is not one of {known}"
    stated: dict[str, Any] = {field: "castle"}
    for state in (
        lambda: register(city, **stated),
        lambda: plan(city, **stated),
        lambda: city.do(Classify(register(city), **stated)),
    ):
        with pytest.raises(Invalid, match=refused):
            state()


def test_only_kinds_that_the_scheme_grades_get_a_level(city: SmallCity) -> None:
    """A canteen has none; a station that has one does not become a canteen; what the pack lost has none."""
    name = register(city, seats=4, kind="canteen")
    equip(city, name)
    with pytest.raises(stations.NotGraded, match="canteen has no levels"):
        city.do(Grade(name, "A"))
    city.do(Classify(name))
    city.do(Grade(name, "A"))
    with pytest.raises(stations.NotGraded) as refusal:
        city.do(Classify(name, "canteen"))
    assert refusal.value.kind == "canteen"
    city.rules = attrs.evolve(RULES, kinds={"canteen": RULES.kinds["canteen"]})
    with pytest.raises(stations.NotGraded, match="the kind 'station'"):
        city.do(Grade(name, "A"))


def test_what_a_place_is_is_stated_anew(city: SmallCity) -> None:
    """What is left out is not known any more."""
    name = register(city, tier="street_shop", free=True)
    city.do(Classify(name, target="drivers", plaque=False))
    now = station(city, name)
    assert (now.kind, now.tier, now.target, now.plaque, now.free) == ("station", None, "drivers", False, None)


def test_places_are_found_by_kind_and_tier(city: SmallCity) -> None:
    """Each has an index of its own; without a tier it is found under none."""
    (kind,) = stations.CAPABILITY.kinds
    keys = dict(kind.keys(station(city, register(city, kind="canteen"))))
    assert keys["by_kind"] == ("canteen", "open", "Riverside")
    assert keys["by_tier"] == ("", "canteen", "open")


@pytest.mark.parametrize(
    "pack", ["stations-abc", "four-functions", "stations-five-stars", "stations-three-kinds"]
)
def test_the_built_in_packs_name_kinds_and_tiers_and_grade_stations_alone(pack: str) -> None:
    """A pack that names none has stations."""
    rules: stations.Rules = load(pack).rules["stations"]
    assert [code for code, kind in rules.kinds.items() if kind.graded] == ["station"]
    assert {"depot", "battery_cabinet", "canteen", "drivers_station", "service_point"} < rules.kinds.keys()
    assert tuple(rules.tiers) == ("party_position", "delivery_outlet", "street_shop")
    assert "drivers" in rules.targets
