"""What capabilities do together: a reward asked for at the place that hands it out."""

import pytest

from friendly_services import merchants, points, stations
from friendly_services.city import City, Redeem
from friendly_services.city.together import HostClosed, OtherHost
from friendly_services.errors import Invalid, NotFound
from friendly_services.ids import RewardId
from friendly_services.testing import StandingClock
from friendly_services.text import say
from tests.city.town import (
    AUDIT,
    CLERK,
    KEEPER,
    MONDAY,
    RIDER,
    WORKER,
    applied,
    paid,
    shown,
    small,
    station,
    voucher,
)


@pytest.fixture(name="city")
def the_city() -> City:
    """A small city whose rider has points."""
    city = small()
    paid(city)
    return city


def test_points_and_item_are_set_aside_in_one_commit(city: City) -> None:
    """The account, the reward and the redemption change together."""
    host = station(city)
    reward = voucher(city, host, 2)
    done = city.do(Redeem(WORKER, reward, host), by=RIDER)
    kinds = {type(event).__name__ for event in done.events}
    assert kinds == {"Held", "Requested", "Reserved"}
    assert done.id.startswith("redemption-")
    assert city.points.balance(WORKER) == 20
    assert city.get(reward).free(city.now().date()) == 1


def test_a_closed_host_hands_out_nothing(city: City) -> None:
    """The refusal says why the place is not on the map; nothing is held, and the refusal is remembered."""
    host = station(city)
    reward = voucher(city, host)
    city.do(stations.CloseTemporarily(host, "repair"), by=KEEPER)
    with pytest.raises(HostClosed) as error:
        city.do(Redeem(WORKER, reward, host), by=RIDER, once="r")
    assert error.value.host == host
    assert "repairs" in error.value.say("en")
    assert "维修" in say(error.value.reason, "zh")
    city.do(stations.Reopen(host), by=KEEPER)
    with pytest.raises(HostClosed):
        city.do(Redeem(WORKER, reward, host), by=RIDER, once="r")
    assert city.points.balance(WORKER) == 50
    assert city.do(Redeem(WORKER, reward, host), by=RIDER, once="r-2").events


def test_a_merchant_may_be_the_host() -> None:
    """One on the map hands out; one that is hidden or not named yet does not."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    paid(city)
    listed, waiting = shown(city, clock, 1), applied(city, 2)
    assert city.do(Redeem(WORKER, voucher(city, listed), listed), by=RIDER).events
    paid(city)
    with pytest.raises(HostClosed, match="form check"):
        city.do(Redeem(WORKER, voucher(city, waiting), waiting), by=RIDER)
    city.do(merchants.Hide(listed, "fraud", AUDIT), by=CLERK)
    reward = RewardId(city.do(points.OfferReward("gloves", listed, 1), by=CLERK).id)
    with pytest.raises(HostClosed):
        city.do(Redeem(WORKER, reward, listed), by=RIDER)


def test_a_reward_is_handed_out_where_it_is_offered(city: City) -> None:
    """Another host is refused with the right one."""
    here, there = station(city, 1), station(city, 2)
    reward = voucher(city, here)
    with pytest.raises(OtherHost) as error:
        city.do(Redeem(WORKER, reward, there), by=RIDER)
    assert (error.value.host, error.value.asked) == (here, there)


def test_what_is_no_host_is_refused(city: City) -> None:
    """An id of another kind is bad input; a host or a reward that is not there is not found."""
    host = station(city)
    reward = voucher(city, host)
    for wrong in ("nowhere", "reward-1", "", "station"):
        with pytest.raises(Invalid) as error:
            city.do(Redeem(WORKER, reward, wrong), by=RIDER)
        assert error.value.problems[0].field == "host"
    with pytest.raises(NotFound):
        city.do(Redeem(WORKER, reward, "station-9"), by=RIDER)
    with pytest.raises(NotFound):
        city.do(Redeem(WORKER, RewardId("reward-9"), host), by=RIDER)


def test_the_host_guards_the_commit(city: City) -> None:
    """A station that closes between question and commit is seen: the decision is taken again."""
    host = station(city)
    reward = voucher(city, host)
    store = city._store
    commit = store.commit

    def closing(batch: object, deadline: float) -> object:
        store.commit = commit  # type: ignore[method-assign] # the next one goes straight through
        city.do(stations.CloseTemporarily(host, "repair"), by=KEEPER)
        return commit(batch, deadline)  # type: ignore[arg-type] # as it came

    store.commit = closing  # type: ignore[method-assign, assignment] # somebody comes between
    with pytest.raises(HostClosed):
        city.do(Redeem(WORKER, reward, host), by=RIDER)
    assert city.points.balance(WORKER) == 50
