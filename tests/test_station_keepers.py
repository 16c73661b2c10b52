"""Who keeps a station: several people, each from a day to a day, and what only they may say."""

from datetime import timedelta

import attrs
import pytest

from friendly_services import stations
from friendly_services.errors import Invalid
from friendly_services.stations import (
    AnswerReports,
    AppointKeeper,
    ConfirmOpen,
    EndKeeper,
    Keeper,
    KeeperAppointed,
    KeeperEnded,
)
from tests.small_city import SmallCity
from tests.station_register import DAY, RULES, register, small_city, standing, station


@pytest.fixture
def city() -> SmallCity:
    """A city with two levels and no station."""
    return small_city()


def test_a_station_has_several_keepers_each_with_their_days(city: SmallCity) -> None:
    """The first appointed of those who keep it now is told of things; who kept it stays on record."""
    name = register(city, keeper="keeper-1")
    city.today += timedelta(days=2)
    city.do(AppointKeeper(name, "keeper-2"))
    assert city.do(AppointKeeper(name, "keeper-2")) == ()
    assert station(city, name).keeper == "keeper-1"
    city.do(EndKeeper(name, "keeper-1"))
    assert station(city, name).keeper == "keeper-2"
    city.do(EndKeeper(name, "keeper-2"))
    assert station(city, name).keeper is None
    city.do(AppointKeeper(name, "keeper-1"))
    assert station(city, name).keepers == (
        Keeper("keeper-1", DAY, city.today),
        Keeper("keeper-2", city.today, city.today),
        Keeper("keeper-1", city.today),
    )
    assert city.folded("station", name) == station(city, name)


def test_only_who_keeps_it_can_be_ended(city: SmallCity) -> None:
    """The refusal names those who do."""
    name = register(city, keeper="keeper-1")
    with pytest.raises(
        Invalid, match="keeper: 'keeper-2' does not keep this station: its keepers are keeper-1"
    ):
        city.do(EndKeeper(name, "keeper-2"))


def test_only_its_keepers_and_the_office_say_that_it_is_open(city: SmallCity) -> None:
    """Neither a keeper of elsewhere nor one who no longer keeps it; which roles may is the pack's."""
    name = standing(city, "flagged")
    for command in (AnswerReports(name, "looked"), ConfirmOpen(name)):
        with pytest.raises(stations.NotYours, match="only its keepers may, or one of the roles officer"):
            city.do(command, by="keeper-2")
        city.do(AppointKeeper(name, "keeper-2"))
        city.do(command, by="keeper-2")
        city.do(EndKeeper(name, "keeper-2"))
    city.do(ConfirmOpen(name), by="officer-7")
    city.rules = attrs.evolve(RULES, on_behalf=frozenset())
    with pytest.raises(stations.NotYours):
        city.do(ConfirmOpen(name), by="officer-7")


def test_a_keeper_of_an_earlier_release_keeps_the_station(city: SmallCity) -> None:
    """Its events have no day, and each put one keeper in place of the other; its days are not known."""
    name = register(city)
    old = stations.evolve(station(city, name), KeeperAppointed("keeper-1"))
    old = stations.evolve(old, KeeperAppointed("keeper-2"))
    assert (old.keeper, old.keepers) == ("keeper-2", (Keeper("keeper-2", None),))
    city.states["station", name] = attrs.evolve(old, keepers=())
    assert city.do(AppointKeeper(name, "keeper-2")) == ()
    city.do(ConfirmOpen(name), by="keeper-2")
    ended = stations.evolve(city.states["station", name], KeeperEnded("keeper-2", DAY))
    assert (ended.keeper, ended.keepers) == (None, (Keeper("keeper-2", None, DAY),))
