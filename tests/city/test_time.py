"""What time brings: `tick` sends what records have scheduled, each thing once, from however many hands."""

import threading
from datetime import date, timedelta

from friendly_services import merchants, stations
from friendly_services.city import City, Done, NoRules, Redeem
from friendly_services.testing import StandingClock
from tests.city.town import (
    AUDIT,
    CHIEF,
    CLERK,
    HEAD,
    MONDAY,
    OWNER,
    RIDER,
    WORKER,
    applied,
    on_notice,
    paid,
    shown,
    small,
    station,
    voucher,
)


def happened(city: City) -> list[str]:
    """What one tick brings: the names of the events, in order."""
    ticked = city.tick()
    assert ticked.refused == ()
    return [type(event).__name__ for done in ticked.done for event in done.events]


def test_nothing_happens_before_its_time() -> None:
    """A notice that runs to the end of Wednesday names nobody on Wednesday."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    shop = on_notice(city)
    ends = city.merchants.get(shop).term
    assert ends is not None
    clock.now = ends.ends - timedelta(microseconds=1)
    assert happened(city) == []
    clock.now = ends.ends
    assert sorted(happened(city)) == ["ApplicationClosed", "Named"]
    assert city.merchants.get(shop).standing == "named"


def test_what_is_due_happens_once() -> None:
    """A second tick at the same time finds nothing, and the one after the next term finds that."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    applied(city)
    clock.forward(days=3)
    assert happened(city) == ["Reminded"]
    assert happened(city) == []
    clock.forward(days=4)
    assert happened(city) == ["Reminded"]


def test_a_late_tick_brings_everything_that_came_due() -> None:
    """After weeks without one, each record gets what it waited for, also what only then comes due."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    returned, notice = applied(city, 1), on_notice(city, 2)
    city.do(merchants.ReturnForCorrection(returned, ("the photograph",)), by=CLERK)
    resting = shown(city, clock, 3)
    city.do(merchants.Suspend(resting, "closed"), by=CLERK)
    host = station(city)
    kit = stations.RecordEquipment(host, "kit", 1, date(2026, 3, 2), expires_on=date(2026, 3, 9))
    city.do(kit, by=CLERK)
    held = city.do(Redeem(paid(city), voucher(city, host), host), by=RIDER)
    clock.forward(days=20)
    events = happened(city)
    assert set(events) >= {"Moved", "Named", "Restored", "EquipmentExpired", "Released", "Lapsed", "Freed"}
    while happened(city):
        pass
    standings = [city.merchants.get(shop).standing for shop in (returned, notice, resting)]
    assert standings == ["lapsed", "named", "named"]
    assert city.get(held.id).status == "lapsed"
    assert city.points.balance(WORKER) == 50
    assert city.stations.get(host).equipment["kit"].state == "expired"
    assert city.verify().clean


def test_points_expire_by_themselves() -> None:
    """After the month of their validity the lots are gone, and the statement says so."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    paid(city)
    clock.forward(days=90)
    assert city.points.balance(WORKER) == 0
    assert happened(city) == ["Expired"]
    assert [line.points for line in city.points.statement(WORKER)] == [50, -50]


def test_a_revoked_merchant_is_free_to_apply_after_the_cool_off() -> None:
    """Licence and premises are claimed until the term ends."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    shop = shown(city, clock)
    opened = city.do(merchants.OpenRevocation(shop, "fraud", AUDIT, "false papers"), by=CLERK)
    case = next(e.id for e in opened.events if isinstance(e, merchants.RevocationNotified))
    clock.forward(days=3)
    city.do(merchants.Revoke(shop, case, "decision 1"), by=CHIEF)
    clock.forward(days=40)
    assert happened(city) == ["PlaqueVoided"]
    assert happened(city) == ["CoolOffEnded"]
    assert city.merchants.get(shop).claimed_until is None


def test_the_system_acts_and_is_named() -> None:
    """What the rules schedule needs no role, and the history says that nobody sent it."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    shop = on_notice(city)
    clock.forward(days=3)
    (done,) = city.tick().done
    assert done.id == shop
    assert city.history(shop)[-1].by == "system"


def test_at_most_so_many_at_once() -> None:
    """`limit` bounds what one call does; the next goes on."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    for n in range(5):
        applied(city, n)
    clock.forward(days=3)
    assert [len(city.tick(limit=2).done) for _ in range(4)] == [2, 2, 1, 0]


def test_what_is_refused_is_reported_and_holds_up_nobody() -> None:
    """A record whose rules were withdrawn is told with its id and why; the others get what is due."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    shop, host = applied(city), station(city)
    kit = stations.RecordEquipment(host, "kit", 1, MONDAY.date(), expires_on=MONDAY.date())
    city.do(kit, by=CLERK)
    city.publish("stations-abc", by=HEAD)
    clock.forward(days=4)
    ticked = city.tick()
    assert [(id_, type(why)) for id_, why in ticked.refused] == [(shop, NoRules)]
    assert [done.id for done in ticked.done] == [host]


def test_two_that_tick_at_once_do_everything_once() -> None:
    """Sixteen threads over two Cities of one store bring each thing about exactly once."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    shops = [applied(city, n) for n in range(12)]
    clock.forward(days=3)
    found: list[Done] = []
    problems: list[object] = []

    def tick() -> None:
        ticked = city.tick()
        found.extend(done for done in ticked.done if not done.replayed)
        problems.extend(ticked.refused)

    threads = [threading.Thread(target=tick) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert {done.id for done in found} == set(shops)
    for shop in shops:
        events = [type(line.event).__name__ for line in city.history(shop)]
        assert events == ["Applied", "Reminded"]
    assert city.verify().clean


def test_a_hand_that_is_faster_is_not_an_error() -> None:
    """When somebody acts between the look and the act, the tick follows what is there now."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    shop = applied(city)
    city.do(merchants.CompleteCheck(shop), by=CLERK)
    clock.forward(days=4)
    scan = city._store.scan

    def slow(*args: object) -> object:
        page = scan(*args)  # type: ignore[arg-type] # as they came
        city._store.scan = scan  # type: ignore[method-assign] # once
        city.do(merchants.Withdraw(shop), by=OWNER)
        return page

    city._store.scan = slow  # type: ignore[method-assign, assignment] # somebody comes between
    ticked = city.tick()
    assert ticked.done == ()
    assert [id_ for id_, _ in ticked.refused] == [shop]
    assert city.tick() == type(ticked)((), ())


def test_a_record_on_its_way_is_reminded_of_in_turn() -> None:
    """Each post has its own term; passing on in time needs no reminder."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    shop = applied(city)
    clock.forward(days=2)
    city.do(merchants.CompleteCheck(shop), by=CLERK)
    clock.forward(days=2)
    assert happened(city) == []
    clock.forward(days=2)
    assert happened(city) == ["Reminded"]
