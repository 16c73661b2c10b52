"""A revocation and its appeal through the one door: who waits for it, what was shown, what was lawful."""

from datetime import datetime, timedelta

import pytest

from friendly_services import merchants
from friendly_services.city import Actor, AlreadyClaimed, City
from friendly_services.ids import CaseId, MerchantId
from friendly_services.testing import StandingClock
from tests.city.town import AUDIT, CHIEF, CLERK, MONDAY, OWNER, application, shown, small

JUDGE = Actor("judge", roles={"officer"})


def revoked(city: City, clock: StandingClock, ground: str = "fraud") -> tuple[MerchantId, CaseId]:
    """A shop that was on the map, heard and revoked, and the case."""
    shop = shown(city, clock)
    evidence = AUDIT if ground == "fraud" else (merchants.Evidence("report", "file 8"),)
    city.do(merchants.OpenRevocation(shop, ground, evidence, "as found"), by=CLERK)
    case = city.merchants.get(shop).revocation
    assert case is not None
    clock.forward(days=4)
    city.do(merchants.Revoke(shop, case, "decision 1"), by=CHIEF)
    return shop, case


def refused(city: City) -> AlreadyClaimed:
    """The refusal of a newcomer who wants the shop's licence and premises."""
    with pytest.raises(AlreadyClaimed) as error:
        city.do(application(1), by=OWNER)
    return error.value


def test_a_newcomer_is_told_until_when_a_revoked_shop_keeps_its_place() -> None:
    """Until the appeal's term has run out, then until it is judged; then the place is free."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    shop, case = revoked(city, clock, "refusal")
    last = city.now().date() + timedelta(days=6)
    error = refused(city)
    assert error.holder == shop
    kept = f"merchant {shop} keeps this licence, premises until the end of {last}"
    assert str(error) == f"{kept}: nobody else may have it before"
    clock.forward(days=2)
    city.do(merchants.Appeal(shop, case, "not so"), by=OWNER)
    assert f"{city.now().date() + timedelta(days=3)}" in refused(city).say("zh")
    judged = merchants.DecideAppeal(shop, case, overturned=False, decision="it was so")
    city.do(judged, by=JUDGE)
    again = city.do(application(1), by=OWNER).id
    assert [one.id for one in city.merchants.earlier(again)] == [shop]
    assert city.merchants.earlier(shop) == ()
    city.do(merchants.Withdraw(MerchantId(again)), by=OWNER)
    third = city.do(application(1), by=OWNER).id
    assert [one.id for one in city.merchants.earlier(third)] == [shop, again]


def test_a_live_shop_keeps_its_place_without_end() -> None:
    """A refusal names a day only where there is one."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    shown(city, clock)
    assert refused(city).until is None


def test_a_won_appeal_changes_what_was_lawful_and_not_what_was_shown() -> None:
    """On a day in between the map showed no shop, then as now; by what is known now it was named."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    shop, case = revoked(city, clock)
    clock.forward(days=1)
    city.do(merchants.Appeal(shop, case, "not so"), by=OWNER)
    between: datetime = city.now()
    clock.forward(days=2)
    judged = merchants.DecideAppeal(shop, case, overturned=True, decision="it was not so")
    city.do(judged, by=JUDGE)
    day = between.date()
    place = merchants.place(city.merchants.get(shop, known=between))
    assert place.absent is not None
    assert city.merchants.standing(shop, on=day, known=between) == "appealed"
    assert city.merchants.standing(shop, on=day) == "named"
    assert city.merchants.standing(shop) == "named"
    assert merchants.place(city.merchants.get(shop)).absent is None
    assert city.verify().problems == ()


def test_a_merchant_is_found_by_every_plaque_that_it_had_and_says_which_is_void() -> None:
    """Whoever reads a number on a door learns whether it still means anything."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    shop = shown(city, clock)
    city.do(merchants.ReplacePlaque(shop, "lost"), by=CLERK)
    old, new = (one.number for one in city.merchants.get(shop).plaques)
    city.do(merchants.Withdraw(shop), by=OWNER)
    assert "merchants.VoidPlaque" in [todo.command for todo in city.inbox(area="north")]
    clock.forward(days=6)
    assert [done.id for done in city.tick().done] == [shop]
    for number in (old, new):
        (found,) = city.merchants.find(plaque=number)
        assert [(one.number, one.state) for one in found.plaques] == [(old, "void"), (new, "void")]
    assert city.verify().problems == ()
