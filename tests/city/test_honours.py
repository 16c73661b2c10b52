"""Titles in a city: what the register of merchants says of who is nominated, and the last place for many."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from friendly_services import honours, merchants, say
from friendly_services.city import AlreadyClaimed, City, Done
from friendly_services.errors import Invalid, NotFound
from friendly_services.honours import HonourId
from friendly_services.ids import MerchantId
from friendly_services.testing import StandingClock
from tests.city.test_many_hands import at_once
from tests.city.town import (
    AUDIT,
    CHIEF,
    CLERK,
    INSPECTOR,
    MONDAY,
    OWNER,
    TODAY,
    changed,
    on_notice,
    shown,
    small,
    station,
)


@pytest.fixture(name="clock")
def the_clock() -> StandingClock:
    """It stands at nine on a Monday."""
    return StandingClock(MONDAY)


@pytest.fixture(name="city", params=["memory://", "sqlite"])
def the_city(request: pytest.FixtureRequest, clock: StandingClock, tmp_path: Path) -> Iterator[City]:
    """A city in memory, and one on a file."""
    url = request.param if request.param != "sqlite" else f"sqlite:///{tmp_path / 'small.db'}"
    with small(clock, url=url, patience=60.0) as city:
        yield city


def nominated(city: City, shop: str) -> HonourId:
    """A nomination for the only place of the small city."""
    nominate = honours.Nominate("model", shop, "north", ("kept its door open",))
    return HonourId(city.do(nominate, by=INSPECTOR).id)


def test_a_model_merchant_is_named_and_on_the_map(city: City, clock: StandingClock) -> None:
    """Whoever is not named yet, suspended or in a case is refused with that; who is unknown is not found."""
    shop = shown(city, clock)
    waiting = on_notice(city, 2)
    with pytest.raises(honours.Unfit, match="public notice"):
        nominated(city, waiting)
    with pytest.raises(NotFound):
        nominated(city, "merchant-9")
    with pytest.raises(NotFound):
        city.do(honours.Commend("station-9", "active", "notice 3"), by=CLERK)
    city.do(merchants.Suspend(shop, "closed"), by=CLERK)
    with pytest.raises(honours.Unfit, match="suspended"):
        nominated(city, shop)
    city.do(merchants.Restore(shop), by=CLERK)
    nominated(city, shop)
    city.do(merchants.OpenRevocation(shop, "fraud", AUDIT, "as found"), by=CLERK)
    with pytest.raises(honours.Unfit, match="revocation"):
        nominated(city, shop)


def test_a_shop_takes_no_place_of_another_area(clock: StandingClock) -> None:
    """Its own area, or one that the pack says holds it; a worker's area the city does not know."""
    areas = '"areas":{"east":{},"north":{"within":"east"},"west":{}},"calendars":[]'
    city = small(clock, pack=changed('"calendars":[]', areas))
    shop = shown(city, clock)
    with pytest.raises(Invalid) as error:
        city.do(honours.Nominate("model", shop, "west", ("kept its door open",)), by=INSPECTOR)
    (problem,) = error.value.problems
    assert problem.field == "area"
    assert say(problem.reason) == f"'west' is not where {shop} lies: nominate it for north, east"
    assert say(problem.reason, "zh") == f"{shop} 不在 'west'：请按其所在区域（north、east）提名"
    for name, area in ((shop, "north"), (shown(city, clock, 2), "east")):
        city.do(honours.Nominate("model", name, area, ("kept its door open",)), by=INSPECTOR)
    star = honours.Nominate("star", "rider-1", "west", score=90, period="2026-03")
    assert city.get(city.do(star, by=INSPECTOR).id).area == "west"


def test_tick_gives_the_title_and_ends_it(city: City, clock: StandingClock) -> None:
    """The inbox shows what is due; who holds a title is asked for any day."""
    shop = shown(city, clock)
    name = nominated(city, shop)
    city.do(honours.Decide(name, approve=True), by=CHIEF)
    assert [todo.command for todo in city.inbox(area="north")][:1] == ["honours.Grant"]
    clock.forward(days=3)
    city.tick()
    assert [held.id for held in city.honours.held_by(shop)] == [name]
    assert city.honours.find(title="model", area="north", standing="granted").items == (city.get(name),)
    clock.forward(days=40)
    assert city.honours.held_by(shop) == ()
    city.tick()
    assert city.honours.get(name).standing == "expired"


def test_no_title_is_given_to_who_left_the_map_meanwhile(city: City, clock: StandingClock) -> None:
    """The notice ends, and tick says why nothing is given; once it is back, it is."""
    shop = shown(city, clock)
    name = nominated(city, shop)
    city.do(honours.Decide(name, approve=True), by=CHIEF)
    city.do(merchants.Suspend(shop, "closed"), by=CLERK)
    clock.forward(days=3)
    assert [type(error) for id_, error in city.tick().refused if id_ == name] == [honours.Unfit]
    city.do(merchants.Restore(shop), by=CLERK)
    city.tick()
    assert city.honours.get(name).standing == "granted"


def test_nobody_is_nominated_twice_for_the_same(city: City, clock: StandingClock) -> None:
    """The refusal names the nomination that there is."""
    shop = shown(city, clock)
    name = nominated(city, shop)
    with pytest.raises(AlreadyClaimed) as error:
        nominated(city, shop)
    assert error.value.holder == name
    city.do(honours.Withdraw(name, "letter"), by=OWNER)
    nominated(city, shop)


def test_the_last_place_goes_to_one_of_many(city: City, clock: StandingClock) -> None:
    """Of six decisions at once one puts its name on notice; the others learn that the place is taken."""
    shops = [MerchantId(shown(city, clock, n)) for n in range(1, 7)]
    names = [nominated(city, shop) for shop in shops]
    answers = at_once(
        *[lambda name=name: city.do(honours.Decide(name, approve=True), by=CHIEF) for name in names]
    )
    assert sum(isinstance(answer, Done) for answer in answers) == 1
    assert sum(isinstance(answer, honours.QuotaFull) for answer in answers) == 5
    assert len(city.honours.find(title="model", area="north", standing="notice").items) == 1


def test_a_station_and_a_worker_can_be_commended(city: City) -> None:
    """What the register keeps must be there; a worker is known to the host alone."""
    host = station(city)
    for subject in (host, "rider-1"):
        city.do(honours.Commend(subject, "active", "notice 3"), by=CLERK)
        (found,) = city.commendations.find(subject=subject).items
        assert (found.subject, found.on) == (subject, city.now().date())


def test_nobody_objects_once_the_notice_is_over(city: City, clock: StandingClock) -> None:
    """To its last day anybody may; after it the title is granted, however late that is done."""
    honour = nominated(city, shown(city, clock))
    city.do(honours.Decide(honour, approve=True, note="deserved"), by=CHIEF)
    notice = city.honours.get(honour).notice
    assert notice is not None
    clock.forward(days=(notice.day - city.now().date()).days + 1)
    with pytest.raises(honours.TooLate, match=f"the public notice .*{notice.day}"):
        city.do(honours.Object(honour, "too late"), by=CLERK)
    city.tick()
    assert city.honours.get(honour).standing == "granted"


def test_a_bonus_names_the_citys_day_of_the_ruling() -> None:
    """What was decided at seven in the morning was not decided the day before, as it was in UTC."""
    clock = StandingClock(MONDAY.replace(hour=7))
    with small(clock) as city:
        city.do(honours.StateBonus(shown(city, clock), "stars"), by=CLERK)
        (found,) = city.bonuses.find(scheme="stars", period="2026").items
        assert found.reviewed_on == TODAY


def test_a_bonus_rests_on_the_naming_and_the_last_review(city: City, clock: StandingClock) -> None:
    """Stated once a year for that rating to fetch; not while a review waits, nor for an outsider."""
    shop = shown(city, clock)
    city.do(honours.StateBonus(shop, "stars"), by=CLERK)
    (found,) = city.bonuses.find(scheme="stars", period="2026").items
    merchant = city.merchants.get(shop)
    assert merchant.naming
    assert merchant.naming.ruling
    assert (found.merchant, found.named_on) == (shop, merchant.naming.on)
    assert found.reviewed_on == merchant.naming.ruling.at.astimezone(clock.now.tzinfo).date()
    with pytest.raises(AlreadyClaimed):
        city.do(honours.StateBonus(shop, "stars"), by=CLERK)
    clock.forward(days=40)
    city.tick()
    with pytest.raises(honours.BonusNotDue, match="its last review is not passed"):
        city.do(honours.StateBonus(shop, "stars"), by=CLERK)
    city.do(merchants.OpenRevocation(shop, "fraud", AUDIT, "as found"), by=CLERK)
    with pytest.raises(honours.BonusNotDue, match="in a case for revocation"):
        city.do(honours.StateBonus(shop, "stars"), by=CLERK)
    with pytest.raises(NotFound):
        city.do(honours.StateBonus("merchant-9", "stars"), by=CLERK)
