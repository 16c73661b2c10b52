"""Numbers in other systems: added at any time, one record's each, and found whatever has them."""

import pytest

from friendly_services import merchants, stations
from friendly_services.city import AlreadyClaimed
from friendly_services.errors import Invalid, NotFound
from tests.city.town import CLERK, OWNER, applied, small, station


def test_a_number_that_is_added_finds_its_record() -> None:
    """Of a merchant and of a station, also when it came with the application."""
    city = small()
    shop = applied(city, refs=(merchants.Ref("app", "m-1"),))
    host = station(city)
    city.do(merchants.AddRef(shop, merchants.Ref("12345", "GD-7")), by=CLERK)
    city.do(stations.AddRef(host, stations.Ref("12345", "GD-8")), by=CLERK)
    assert city.find_ref("app", "m-1").id == city.find_ref("12345", "GD-7").id == shop
    assert city.find_ref("12345", "GD-8").id == host
    assert city.stations.get(host).refs == (stations.Ref("12345", "GD-8"),)
    assert len(city.stations.find(system="12345", number="GD-8")) == 1
    with pytest.raises(NotFound, match="GD-9"):
        city.find_ref("12345", "GD-9")


def test_the_same_number_again_changes_nothing() -> None:
    """No event is written, however often another system sends it."""
    city = small()
    shop, host = applied(city), station(city)
    of_shop, of_host = merchants.Ref("12345", "GD-7"), stations.Ref("12345", "GD-8")
    assert [len(city.do(merchants.AddRef(shop, of_shop), by=CLERK).events) for _ in range(2)] == [1, 0]
    assert [len(city.do(stations.AddRef(host, of_host), by=CLERK).events) for _ in range(2)] == [1, 0]
    assert city.merchants.get(shop).refs == (of_shop,)


def test_no_two_records_of_a_kind_have_one_number() -> None:
    """The second one is told who has it."""
    city = small()
    first, second = applied(city, 1), applied(city, 2)
    ref = merchants.Ref("12345", "GD-7")
    city.do(merchants.AddRef(first, ref), by=CLERK)
    with pytest.raises(AlreadyClaimed) as error:
        city.do(merchants.AddRef(second, ref), by=CLERK)
    assert error.value.holder == first
    one, other = station(city, 1), station(city, 2)
    city.do(stations.AddRef(one, stations.Ref("app", "7")), by=CLERK)
    with pytest.raises(AlreadyClaimed):
        city.do(stations.AddRef(other, stations.Ref("app", "7")), by=CLERK)


def test_a_record_at_its_end_takes_none() -> None:
    """Who has left and what is closed stays as it was; an empty number is none."""
    city = small()
    shop, host = applied(city), station(city)
    city.do(merchants.Withdraw(shop), by=OWNER)
    city.do(stations.Close(host, "decision 7"), by=CLERK)
    with pytest.raises(merchants.NotNow):
        city.do(merchants.AddRef(shop, merchants.Ref("12345", "7")), by=CLERK)
    with pytest.raises(stations.NotNow):
        city.do(stations.AddRef(host, stations.Ref("12345", "7")), by=CLERK)
    with pytest.raises(Invalid):
        stations.Ref("12345", "")
