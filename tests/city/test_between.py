"""Points carried between two cities, on stores of their own."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from friendly_services import packs, points
from friendly_services.city import Actor, City, NoRules
from friendly_services.errors import Forbidden, Invalid, NotFound
from friendly_services.ids import TransitId
from friendly_services.packs import Pack
from friendly_services.testing import StandingClock
from friendly_services.text import say
from tests.city.town import CLERK, HEAD, MONDAY, RIDER, WORKER, paid

PACK = packs.load(Path(__file__).parent / "cities.toml")

Pair = tuple[City, City]


@pytest.fixture(params=["memory", "sqlite", "both"])
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Pair]:
    """Two cities: in memory, in one file, or one in a file and the other in memory; a rider has 50 points."""
    file = f"sqlite:///{tmp_path / 'cities.db'}"
    one, other = {"memory": ("memory://",) * 2, "sqlite": (file,) * 2, "both": (file, "memory://")}[
        request.param
    ]
    clock = StandingClock(MONDAY)
    with (
        City.open(one, city="small", pack=PACK, clock=clock) as here,
        City.open(other, city="large", pack=PACK, clock=clock) as there,
    ):
        paid(here)
        yield here, there


def sent(here: City, amount: int = 30, to: str = "large", once: str | None = None) -> TransitId:
    """Points set aside for another city."""
    return TransitId(here.do(points.Send(WORKER, amount, to), by=RIDER, once=once).id)


def test_points_are_carried_once_however_often_it_is_asked_for(pair: Pair) -> None:
    """Both ledgers agree, and both verify clean."""
    here, there = pair
    transit = sent(here, once="form 1")
    assert sent(here, once="form 1") == transit
    for _ in range(3):
        assert here.carry(transit, there).status == "delivered"
    assert (here.points.balance(WORKER), there.points.balance(WORKER)) == (20, 30)
    assert [line.by for line in there.history(transit)] == ["system"]
    assert (here.get(transit).to, there.get(transit).origin) == ("large", "small")
    assert [city.verify(full=True).problems for city in pair] == [(), ()]


def test_many_who_carry_the_same_points_at_once_carry_them_once(pair: Pair) -> None:
    """Every one of them is told the same."""
    here, there = pair
    transit = sent(here)
    with ThreadPoolExecutor(8) as threads:
        told = {one.status for one in threads.map(lambda _: here.carry(transit, there), range(8))}
    assert told == {"delivered"}
    assert (here.points.balance(WORKER), there.points.balance(WORKER)) == (20, 30)
    assert len(there.points.statement(WORKER)) == 1


def test_points_that_are_refused_are_back_at_once(pair: Pair) -> None:
    """A pack that no longer names the city that sends refuses what was on its way."""
    here, there = pair
    transit = sent(here)
    there.publish("points-default", by=HEAD)
    assert here.carry(transit, there).status == "returned"
    assert here.points.balance(WORKER) == 50
    there.publish(PACK, by=HEAD)
    assert here.carry(transit, there).status == "returned"
    assert (here.points.balance(WORKER), there.points.balance(WORKER)) == (50, 0)


def test_points_are_carried_from_where_they_were_sent_to_where_they_were_sent(pair: Pair) -> None:
    """The wrong way round, or to another city, is refused, and nothing happens to them."""
    here, there = pair
    transit = sent(here)
    with pytest.raises(NotFound):
        there.carry(transit, here)
    with pytest.raises(Invalid, match=r"there: 'small' is not the city it was sent to: open 'large'"):
        here.carry(transit, here)
    here.carry(transit, there)
    with pytest.raises(Invalid, match=r"was sent from 'small' and not from 'large'"):
        there.carry(transit, here)
    with pytest.raises(NotFound, match="transfer between cities"):
        here.carry("transit-9", there)


def test_nobody_can_enter_an_answer_by_hand(pair: Pair) -> None:
    """Not even with a role that the pack lets send it: the other city's record is not at hand."""
    here, _ = pair
    transit = sent(here)
    (only,) = here.options(transit, by=CLERK).others
    assert only == "points.Settle"
    for command in (points.Settle(transit, WORKER), points.Receive(TransitId("transit-9"), WORKER)):
        with pytest.raises(Forbidden):
            here.do(command, by=CLERK)
        with pytest.raises(points.NotCarried):
            here.do(command, by=Actor("somebody", roles={"system"}))
    assert here.get(transit).status == "sent"


def test_what_is_long_on_its_way_is_told(pair: Pair) -> None:
    """As a value, in the inbox, and by every tick, until it is carried."""
    here, there = pair
    clock = here._clock
    assert isinstance(clock, StandingClock)
    transit = sent(here)
    assert [one.id for one in here.transits.underway()] == [transit]
    quarter = timedelta(minutes=15)
    assert here.transits.underway(longer_than=quarter) == ()
    clock.forward(minutes=15, seconds=1)
    (late,) = here.transits.underway(longer_than=quarter)
    assert (late.id, late.at) == (transit, MONDAY)
    (line,) = here.inbox(due_before=here.now())
    assert (line.id, line.due - MONDAY) == (transit, quarter)
    assert say(line.reason).startswith("the carrying of the points to the other city is due")
    for _ in range(2):
        ((id_, why),) = here.tick().refused
        assert (id_, type(why)) == (transit, points.NotCarried)
    here.carry(transit, there)
    assert here.transits.underway() == ()
    assert len(here.inbox(due_before=here.now())) == 0
    assert here.tick().refused == ()


def test_a_city_without_points_keeps_nobody_from_trying_again() -> None:
    """What is no answer is not stored: once its pack has rules for points, they arrive."""
    with (
        City.open("memory://", city="small", pack=PACK, clock=StandingClock(MONDAY)) as here,
        City.open("memory://", city="large", pack="visits-default", clock=StandingClock(MONDAY)) as there,
    ):
        paid(here)
        transit = sent(here)
        for _ in range(2):
            with pytest.raises(NoRules):
                here.carry(transit, there)
        assert here.points.balance(WORKER) == 20
        there.publish(PACK, by=HEAD)
        assert here.carry(transit, there).status == "delivered"
        assert there.points.balance(WORKER) == 30


def test_a_rehearsal_sends_and_receives_what_was_sent_and_received(pair: Pair) -> None:
    """Under the same rules every balance is what it is; points that would not have been there are missed."""
    here, there = pair
    back = changed('"points":50', '"points":20')
    here.carry(sent(here, 30), there)
    there.publish("points-default", by=HEAD)
    here.carry(sent(here, 5), there)
    for city, wanted in ((here, 20), (there, 30)):
        (change,) = city.points.rehearse(PACK, since=MONDAY.date()).changes
        assert (change.balance_before, change.balance_after) == (wanted, wanted)
    (change,) = here.points.rehearse(back, since=MONDAY.date()).changes
    assert (change.balance_after, [why.code for why in change.missed]) == (20, ["points.rehearsal.not_sent"])


def changed(old: str, new: str) -> Pack:
    """The pack of these cities with one thing said otherwise."""
    assert PACK.content.count(old) == 1
    return packs.from_content(PACK.content.replace(old, new))
