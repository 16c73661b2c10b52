"""What upgrades cost, asked of a city."""

from collections.abc import Mapping

import pytest

from friendly_services import stations
from friendly_services.city import City
from friendly_services.errors import NotFound
from friendly_services.ids import StationId
from friendly_services.stations import Price
from tests.city.town import CLERK, TODAY, small, station

PRICES = {"water": Price(300), "kit": Price(100)}


def checked(city: City, n: int, water: int | None = 0, kit: int | None = 0, **changes: object) -> StationId:
    """A station whose equipment was looked at."""
    host = station(city, n, **changes)
    for kind, found in (("water", water), ("kit", kit)):
        if found is not None:
            check = stations.RecordEquipment(
                host, kind, found, TODAY, expires_on=TODAY if kind == "kit" else None
            )
            city.do(check, by=CLERK)
    return host


def test_a_station_s_upgrade_is_that_of_its_record() -> None:
    """By the pack in force, as of today."""
    city = small()
    host = checked(city, 1)
    found = city.stations.upgrade(host, "A", prices=PRICES, riders=20)
    assert (found.cost, found.per_rider) == (400, 20.0)
    rules = city.pack.rules["stations"]
    alone = stations.upgrade(city.stations.get(host), rules.scheme, "A", TODAY, PRICES, riders=20)
    assert found == alone


def test_a_sum_is_planned_over_every_station() -> None:
    """Riders by station or by level; what is closed is left aside, what nobody counted is told apart."""
    city = small()
    first, second, third = (checked(city, n) for n in (1, 2, 3))
    gone, unknown = checked(city, 4), checked(city, 5, water=None, area="south")
    city.do(stations.Close(gone, "order 4"), by=CLERK)
    riders: dict[str, int | Mapping[str, int]] = {first: 20, second: {"A": 90, "B": 30}, unknown: 7}
    plan = city.stations.plan_budget(700, prices=PRICES, riders=riders)
    assert [(one.station, one.level, one.cost) for one in plan.chosen] == [
        (second, "A", 400),
        (first, "B", 300),
    ]
    assert (plan.left_out, plan.best, plan.damaged) == ((), True, ())
    assert {(one.station, one.level, one.state) for one in plan.apart} == {
        (third, "A", "priced"),
        (third, "B", "priced"),
        (unknown, "A", "unknown"),
        (unknown, "B", "unknown"),
    }
    south = city.stations.plan_budget(700, prices=PRICES, riders=riders, area="south", levels=["B"])
    assert [(one.station, one.level) for one in south.apart] == [(unknown, "B")]


def test_a_plan_leaves_aside_what_has_no_levels() -> None:
    """The scheme is not for a battery cabinet, which is therefore nothing to upgrade."""
    city = small()
    checked(city, 1, kind="cabinet")
    host = checked(city, 2)
    plan = city.stations.plan_budget(700, prices=PRICES, riders={host: 20})
    assert {one.station for one in (*plan.chosen, *plan.apart)} == {host}
    assert not plan.left_out


def test_riders_of_a_station_that_there_is_not_are_refused() -> None:
    """They were meant for another, which would be left out without a word."""
    city = small()
    with pytest.raises(NotFound, match="station-0"):
        city.stations.plan_budget(700, prices=PRICES, riders={"station-0": 5})
