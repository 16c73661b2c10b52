"""Rewards from the shelf to the hand: made ready, counted, withdrawn, and what the catalogue says of them."""

from datetime import date, timedelta
from itertools import product
from typing import Any, get_args

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendly_services import packs, points, stations
from friendly_services.city import AlreadyClaimed, City, Collect, Redeem
from friendly_services.city.together import HostClosed, OtherHost
from friendly_services.errors import FriendlyServicesError, Invalid, NotFound
from friendly_services.ids import RedemptionId, RewardId, WorkerId
from friendly_services.merchants import Hide
from friendly_services.merchants import NotYours as NotYourShop
from friendly_services.points import CountStock, MarkReady, OfferReward, StockReward, WithdrawReward
from friendly_services.testing import StandingClock
from friendly_services.text import LANGUAGES, Reason, say
from tests.city.town import (
    AUDIT,
    CLERK,
    KEEPER,
    MONDAY,
    OWNER,
    RIDER,
    WORKER,
    all_done,
    paid,
    shown,
    small,
    station,
    voucher,
)
from tests.laws.test_ledger import Town
from tests.small_city import SmallCity
from tests.test_points import DAY, RULES, account, earn, label, offer, redeem
from tests.test_points import RIDER as SEVEN


@pytest.fixture(name="ledger")
def the_ledger() -> SmallCity:
    """A ledger whose rider has 80 points."""
    city = SmallCity(points.CAPABILITY, RULES, DAY)
    earn(city, 4)
    return city


def reward_of(ledger: SmallCity, reward: RewardId) -> points.Reward:
    """A reward as it stands."""
    found: points.Reward = ledger.states["reward", reward]
    return found


# --- held, ready, collected ------------------------------------------------------------------------------


def test_what_was_asked_for_is_made_ready_and_collected(ledger: SmallCity) -> None:
    """The stage is on record with its day; the points stay set aside until the reward is handed over."""
    reward = offer(ledger)
    held = redeem(ledger, reward)
    ledger.today += timedelta(days=3)
    ledger.do(MarkReady(held, SEVEN, reward))
    ready: points.Redemption = ledger.states["redemption", held]
    assert (ready.status, ready.ready_on, ready.until) == ("ready", ledger.today, DAY + timedelta(days=14))
    assert (account(ledger).balance, reward_of(ledger, reward).free(ledger.today)) == (50, 2)
    ledger.do(points.Collect(held, SEVEN, reward))
    assert ledger.states["redemption", held].status == "collected"
    assert (account(ledger).holds, reward_of(ledger, reward).stock) == ((), 2)


def test_what_lies_ready_is_given_up_or_lapses_like_anything_set_aside(ledger: SmallCity) -> None:
    """Ready or not, the last day for collecting stays what it was."""
    reward = offer(ledger)
    given_up, late = redeem(ledger, reward), redeem(ledger, reward)
    for redemption in (given_up, late):
        ledger.do(MarkReady(redemption, SEVEN, reward))
    ledger.do(points.Cancel(given_up, SEVEN, reward))
    ledger.today += timedelta(days=15)
    with pytest.raises(points.HoldLapsed):
        ledger.do(points.Collect(late, SEVEN, reward))
    (due,) = ledger.due()
    assert due.command == points.Lapse(late, SEVEN, reward)
    ledger.do(due.command)
    assert (account(ledger).balance, reward_of(ledger, reward).free(ledger.today)) == (80, 3)


def test_nothing_is_made_ready_after_its_last_day(ledger: SmallCity) -> None:
    """Nobody is called to a counter where the points are back already."""
    reward = offer(ledger)
    held = redeem(ledger, reward)
    ledger.today += timedelta(days=15)
    with pytest.raises(points.HoldLapsed, match="by 2026-03-24"):
        ledger.do(MarkReady(held, SEVEN, reward))


ALLOWED = {
    "held": {"Collect", "Cancel", "MarkReady"},
    "ready": {"Collect", "Cancel"},
    "collected": {"Refund"},
    "cancelled": set[str](),
    "lapsed": set[str](),
    "refunded": set[str](),
}


def standing(ledger: SmallCity, status: str, reward: RewardId) -> RedemptionId:
    """A redemption that stands so, on its last day for collecting."""
    held = redeem(ledger, reward)
    names: tuple[WorkerId, RewardId] = SEVEN, reward
    way: dict[str, tuple[Any, ...]] = {
        "held": (),
        "ready": (MarkReady(held, *names),),
        "collected": (points.Collect(held, *names),),
        "cancelled": (points.Cancel(held, *names),),
        "lapsed": (points.Lapse(held, *names),),
        "refunded": (points.Collect(held, *names), points.Refund(held, SEVEN, "decision-1")),
    }
    if status == "lapsed":
        ledger.today += timedelta(days=15)
    for command in way[status]:
        ledger.do(command)
    return held


@pytest.mark.parametrize(
    ("status", "command"),
    [*product(get_args(points.Status), ("Collect", "Cancel", "Lapse", "Refund", "MarkReady"))],
)
def test_every_command_is_possible_or_told_why_not(ledger: SmallCity, status: str, command: str) -> None:
    """Row 18: for each standing of a redemption, what it allows happens; all else names the standing."""
    reward = offer(ledger)
    redemption = standing(ledger, status, reward)
    cls = getattr(points, command)
    asked = cls(redemption, SEVEN, "decision-2") if command == "Refund" else cls(redemption, SEVEN, reward)
    told = ledger.possible("redemption", redemption)[command]
    if command in ALLOWED[status]:
        assert told is None
        assert ledger.do(asked)
    elif command == "Lapse" and status in {"held", "ready"}:
        with pytest.raises(points.HoldRunning):
            ledger.do(asked)
    else:
        with pytest.raises(points.RedemptionEnded) as refusal:
            ledger.do(asked)
        assert told == refusal.value.reason == Reason(f"points.redemption_{status}", redemption=redemption)


def test_a_reward_tells_how_long_one_waits_for_it(ledger: SmallCity) -> None:
    """Counted to the day on which it lay ready, or was collected; of the last 20 alone."""
    reward = offer(ledger, quantity=50)
    assert reward_of(ledger, reward).wait is None
    first, second = redeem(ledger, reward), redeem(ledger, reward)
    ledger.today += timedelta(days=2)
    ledger.do(MarkReady(first, SEVEN, reward))
    ledger.today += timedelta(days=5)
    ledger.do(points.Collect(first, SEVEN, reward))
    ledger.do(points.Collect(second, SEVEN, reward))
    assert (reward_of(ledger, reward).waits, reward_of(ledger, reward).wait) == ((2, 7), 5)
    for n in range(20):
        ledger.today += timedelta(days=1)
        ledger.do(points.Earn(SEVEN, "hour", quantity=4))
        held = redeem(ledger, reward)
        ledger.today += timedelta(days=n % 2)
        ledger.do(points.Collect(held, SEVEN, reward))
    assert reward_of(ledger, reward).waits == (0, 1) * 10
    assert ledger.folded("reward", reward) == reward_of(ledger, reward)


# --- withdrawn and counted -------------------------------------------------------------------------------


def test_a_withdrawn_reward_takes_no_requests_and_keeps_its_promises(ledger: SmallCity) -> None:
    """Whoever asked before still gets it; nobody else can ask, and nothing more is stocked."""
    reward = offer(ledger)
    held = redeem(ledger, reward)
    ledger.do(WithdrawReward(reward))
    stood = reward_of(ledger, reward)
    assert (stood.withdrawn, stood.free(DAY), stood.next_free(DAY)) == (DAY, 0, None)
    for refused in (points.Redeem(SEVEN, reward), StockReward(reward, 1), WithdrawReward(reward)):
        with pytest.raises(points.RewardWithdrawn, match="voucher at station-1 is on offer no more since"):
            ledger.do(refused, by="officer-1")
    told = ledger.possible("reward", reward)
    assert [name for name, why in told.items() if why is None] == ["CountStock"]
    ledger.do(points.Collect(held, SEVEN, reward))
    assert reward_of(ledger, reward).stock == 2
    ledger.rules = attrs.evolve(RULES, rewards={})
    with pytest.raises(points.RewardWithdrawn, match=r"^voucher at"):
        ledger.do(WithdrawReward(reward))


def test_a_withdrawn_item_can_be_offered_anew_at_its_host() -> None:
    """Until then an item has one stock at a host."""
    with small() as city:
        host = station(city)
        reward = voucher(city, host)
        with pytest.raises(AlreadyClaimed):
            voucher(city, host, 2)
        city.do(WithdrawReward(reward), by=CLERK)
        again = voucher(city, host, 2)
        assert [offer.reward for offer in city.points.catalogue()] == [again]
        assert city.verify().clean


def test_a_count_corrects_the_stock_either_way(ledger: SmallCity) -> None:
    """What was found and what was missing are on record with the count that it rests on."""
    reward = offer(ledger, quantity=5)
    ((_, found),) = ledger.do(CountStock(reward, 7, "count-1"))
    assert (found.stock, found.change, found.ref) == (7, 2, "count-1")
    ((_, missed),) = ledger.do(CountStock(reward, 0, "count-2"))
    assert (missed.change, reward_of(ledger, reward).stock) == (-7, 0)
    with pytest.raises(Invalid, match="counted"):
        CountStock(reward, -1, "count-3")
    with pytest.raises(NotFound):
        ledger.do(CountStock(RewardId("reward-9"), 1, "count-3"))


def test_a_count_never_takes_what_is_set_aside(ledger: SmallCity) -> None:
    """The refusal names the redemptions; those that nobody collected in time bind nothing any more."""
    reward = offer(ledger)
    first, second = redeem(ledger, reward), redeem(ledger, reward)
    with pytest.raises(points.SetAside) as refusal:
        ledger.do(CountStock(reward, 1, "count-1"))
    assert refusal.value.facts == points.SetAside(1, 2, (first, second)).facts
    assert all(first in refusal.value.say(language) for language in LANGUAGES)
    ledger.do(CountStock(reward, 2, "count-2"))
    assert reward_of(ledger, reward).free(DAY) == 0
    ledger.today += timedelta(days=15)
    ledger.do(CountStock(reward, 0, "count-3"))
    ledger.do(points.Lapse(first, SEVEN, reward))
    assert (reward_of(ledger, reward).stock, reward_of(ledger, reward).free(ledger.today)) == (0, 0)


def test_nothing_in_the_catalogue_is_possible_for_a_frozen_account() -> None:
    """It says why, at every host, in the words in which asking for it is refused."""
    with small() as city:
        reward = voucher(city, station(city))
        worker = paid(city, times=2)
        assert [offer.possible for offer in city.points.catalogue(worker)] == [True]
        city.do(points.Freeze(worker, "fraud", "decision-1"), by=CLERK)
        (offer,) = city.points.catalogue(worker)
        assert not offer.possible
        assert offer.closed is not None
        with pytest.raises(points.AccountFrozen) as refusal:
            city.do(points.Redeem(worker, reward), by=CLERK)
        assert offer.closed.code == refusal.value.code
        assert [offer.possible for offer in city.points.catalogue()] == [True]


def test_a_count_is_refused_however_much_is_set_aside() -> None:
    """The refusal is kept with its command, for which no store has room without end: it names the first."""
    with small() as city:
        reward = voucher(city, station(city), 200)
        riders = [WorkerId(f"rider-{n}") for n in range(150)]
        all_done(city.do_many([points.Earn(rider, "lead") for rider in riders], by=CLERK))
        asked = all_done(city.do_many([points.Redeem(rider, reward) for rider in riders], by=CLERK))
        with pytest.raises(points.SetAside) as refusal:
            city.do(CountStock(reward, 0, "count-1"), by=CLERK)
        assert refusal.value.held == 150
        assert refusal.value.redemptions == tuple(done.id for done in asked[:20])


VERBS = st.sampled_from(
    (*("redeem", "collect", "cancel", "earn", "wait") * 2, "ready", "count", "stock", "withdraw")
)


@given(st.lists(st.tuples(VERBS, st.integers(0, 1), st.integers(0, 40), st.integers(0, 3)), max_size=60))
def test_no_promise_is_ever_counted_or_withdrawn_away(steps: list[tuple[str, int, int, int]]) -> None:
    """After any commands the stock holds what is set aside, and what is set aside can be collected."""
    town = Town()
    for verb, who, some, kind in steps:
        reward = town.rewards[kind % 2]
        made = sorted(key[1] for key in town.states if key[0] == "redemption")
        match verb:
            case "count":
                command: Any = CountStock(reward, some % 4, "count-1")
            case "withdraw" if some == 0:
                command = WithdrawReward(reward)
            case "ready" if made:
                asked: points.Redemption = town.states["redemption", made[some % len(made)]]
                command = MarkReady(asked.id, asked.account, asked.reward)
            case _:
                town.run((verb, who, some, kind))
                continue
        try:
            town.do(command)
        except FriendlyServicesError as error:
            town.refused.append(error)
    for reward in town.rewards:
        state: points.Reward = town.states["reward", reward]
        held = state.open(town.today)
        assert 0 <= len(held) <= state.stock
        assert town.folded("reward", reward) == state
        for redemption in held:
            asked = town.states["redemption", redemption]
            town.do(points.Collect(redemption, asked.account, reward))


# --- the catalogue ---------------------------------------------------------------------------------------


def test_the_catalogue_tells_price_stock_wait_and_what_is_missing() -> None:
    """In the order of the pack; without what is withdrawn, or in no catalogue any more."""
    on = date(2026, 3, 10)
    soon = (RedemptionId("redemption-1"), on)
    rewards = [
        points.Reward(RewardId("reward-1"), "helmet", "station-1", stock=1, holds=(soon,), waits=(1, 4)),
        points.Reward(RewardId("reward-2"), "voucher", "station-2", stock=2),
        points.Reward(RewardId("reward-3"), "voucher", "station-1", stock=5, holds=(soon,)),
        points.Reward(RewardId("reward-4"), "voucher", "station-3", stock=5, withdrawn=on),
        points.Reward(RewardId("reward-5"), "bicycle", "station-3", stock=5),
    ]
    shut = Reason("points.stock_empty", host="station-2")
    found = points.catalogue(rewards, RULES, on, 40, {"station-2": shut}.get)
    here, there, helmet = found
    assert (here.reward, here.free, here.wait, here.missing, here.possible) == ("reward-3", 4, None, 0, True)
    assert (there.closed, there.possible) == (shut, False)
    assert (helmet.title, helmet.price, helmet.missing, helmet.possible) == (label("helmet"), 300, 260, False)
    assert (helmet.free, helmet.next_free, helmet.wait) == (0, on + timedelta(days=1), 3)
    (anybody, *_) = points.catalogue(rewards, RULES, on)
    assert (anybody.missing, anybody.possible) == (None, True)


def test_a_worker_sees_what_can_be_asked_for_and_where() -> None:
    """Hosts that are off the map say why; rewards that no place hands out are never closed."""
    with small() as city:
        host, other = station(city, 1), station(city, 2)
        voucher(city, host)
        city.do(OfferReward("gloves", other, 1), by=CLERK)
        city.do(OfferReward("voucher", "union-hall", 1), by=CLERK)
        city.do(OfferReward("gloves", "station-9", 1), by=CLERK)
        city.do(stations.CloseTemporarily(host, "repair"), by=KEEPER)
        paid(city)
        offers = {offer.host: offer for offer in city.points.catalogue(WORKER)}
        possible = {place for place, offer in offers.items() if offer.possible}
        assert possible == {"union-hall", other, "station-9"}
        why = offers[host].closed
        assert why is not None
        assert "repairs" in say(why)
        assert [offer.item for offer in city.points.catalogue(host=other)] == ["gloves"]
        late = city.points.catalogue(WORKER, on=date(2026, 6, 1))
        assert [offer.missing for offer in late] == [30, 30, 45, 45]


# --- handing over at a host ------------------------------------------------------------------------------


def held_at(city: City, host: str) -> tuple[RedemptionId, WorkerId, RewardId, str]:
    """A voucher set aside at a host, as `Collect` names it."""
    reward = voucher(city, host)
    done = city.do(Redeem(paid(city), reward, host), by=RIDER)
    return RedemptionId(done.id), WORKER, reward, host


def test_a_closed_host_hands_over_nothing_until_it_is_back() -> None:
    """What is set aside there stays so: the refusal says why, and once it is open it is collected."""
    with small() as city:
        host, other = station(city, 1), station(city, 2)
        held = held_at(city, host)
        city.do(stations.CloseTemporarily(host, "repair"), by=KEEPER)
        with pytest.raises(HostClosed, match="repairs"):
            city.do(Collect(*held), by=KEEPER)
        city.do(stations.Reopen(host), by=KEEPER)
        with pytest.raises(OtherHost):
            city.do(Collect(*held[:3], other), by=KEEPER)
        city.do(Collect(*held), by=KEEPER)
        assert city.get(held[0]).status == "collected"


def test_whoever_keeps_a_station_hands_over_there() -> None:
    """Where nobody is named any keeper may; a named one alone may, until the register names nobody."""
    with small() as city:
        host = station(city)
        first = held_at(city, host)
        city.do(stations.AppointKeeper(host, "keeper-7"), by=CLERK)
        with pytest.raises(stations.NotYours, match="only its keepers may"):
            city.do(Collect(*first), by=KEEPER)
        city.do(Collect(*first), by=attrs.evolve(KEEPER, id="keeper-7"))
        city.do(StockReward(first[2], 1), by=CLERK)
        second = city.do(Redeem(paid(city), first[2], host), by=RIDER)
        city.do(stations.EndKeeper(host, "keeper-7"), by=CLERK)
        city.do(Collect(RedemptionId(second.id), *first[1:]), by=KEEPER)
        assert city.get(second.id).status == "collected"


def test_a_shop_hands_over_by_its_own_hand() -> None:
    """Its applicant does, and nobody else; hidden from the map it hands over nothing."""
    clock = StandingClock(MONDAY)
    with small(clock) as city:
        shop = shown(city, clock)
        held = held_at(city, shop)
        with pytest.raises(NotYourShop):
            city.do(Collect(*held), by=attrs.evolve(OWNER, id="another"))
        city.do(Hide(shop, "fraud", AUDIT), by=CLERK)
        with pytest.raises(HostClosed):
            city.do(Collect(*held), by=OWNER)
        city.do(points.Collect(*held[:3]), by=KEEPER)
        assert city.get(held[0]).status == "collected"


def test_what_can_be_done_names_the_commands_at_a_host() -> None:
    """`options` and the inbox lead a shop's people to the command that they may send."""
    with small() as city:
        host = station(city)
        held = held_at(city, host)
        possible = city.options(held[0], by=OWNER).possible
        assert possible == ("together.Collect",)
        assert "together.Redeem" in city.options(held[2], by=RIDER).possible
        assert {"points.Collect", "together.Collect", "points.MarkReady"} <= set(
            city.options(held[0], by=KEEPER).possible
        )


def test_in_the_default_pack_places_hand_over_and_officers_send() -> None:
    """What waits at a place is handed over under the guard of its standing; by post, by an officer."""
    may = packs.load("points-default").may
    assert may["together.Collect"] == {"keeper", "merchant"}
    assert may["points.Collect"] == {"officer"}
    assert may["points.MarkReady"] == {"keeper", "merchant", "officer"}
    assert may["points.WithdrawReward"] == {"officer"}
    assert may["points.CountStock"] == {"officer", "keeper"}
