"""The ledger of a period: what was decided, by whom, on what ground, and the register at its end."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from friendly_services import merchants, stations
from friendly_services.city import City, NoPack, PeriodLedger, _ledger
from friendly_services.city._acts import ACTS
from friendly_services.errors import Invalid
from friendly_services.ids import MerchantId
from friendly_services.testing import StandingClock
from friendly_services.text import LANGUAGES
from tests.city.test_appeals import JUDGE
from tests.city.town import (
    AUDIT,
    CHIEF,
    CLERK,
    INSPECTOR,
    MONDAY,
    OWNER,
    TODAY,
    applied,
    at,
    facts,
    shown,
    small,
    station,
)

YEAR = TODAY, date(2026, 12, 31)
NOTED = {
    merchants.Moved,
    merchants.Corrected,
    merchants.FactsRecorded,
    merchants.Reminded,
    merchants.ApplicationOpened,
    merchants.Nominated,
    merchants.NominationDeclined,
    merchants.NominationFollowed,
    merchants.NominationLapsed,
    merchants.Seconded,
    merchants.ApplicationClosed,
    merchants.Decided,
    merchants.RevocationNotified,
    merchants.RevocationDecided,
    merchants.AppealLodged,
    merchants.StayOrdered,
    merchants.AppealDecided,
    merchants.HearingOpened,
    merchants.HearingClosed,
    merchants.RefAdded,
    stations.RefAdded,
    stations.EquipmentRecorded,
    stations.EquipmentExpired,
    stations.FactsRecorded,
    stations.Measured,
    stations.HoursSet,
    stations.ServicesSet,
    stations.KeeperAppointed,
    stations.KeeperEnded,
    stations.EntrySet,
    stations.Classified,
    stations.RecheckSet,
    stations.Visited,
    stations.Watched,
    stations.Confirmed,
    stations.StatusReported,
}
"""Events without a title of their own: only noted, told by another event, or worded by their outcome."""


def rows(ledger: PeriodLedger) -> list[dict[str, Any]]:
    """The decisions, each by the names of the columns."""
    return list(ledger.decisions)


def revoked(city: City, clock: StandingClock) -> MerchantId:
    """A merchant that was named and lost it, over some weeks."""
    shop = shown(city, clock)
    city.do(merchants.OpenRevocation(shop, "fraud", AUDIT, "a forged lease"), by=CLERK)
    case = city.merchants.get(shop).revocation
    assert case is not None
    clock.forward(days=10)
    city.do(merchants.Revoke(shop, case, "as found"), by=CHIEF)
    return shop


def test_every_decision_is_a_row() -> None:
    """From the application to the revocation: who, when, on what ground, by which version."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    shop = revoked(city, clock)
    found = rows(city.ledger(*YEAR))
    assert [row["act"] for row in found] == [
        "applied",
        "check completed",
        "check completed",
        "approved",
        "named",
        "put on the map",
        "case for revocation opened",
        "revoked",
    ]
    assert {row["id"] for row in found} == {shop}
    assert all(before["after"] == after["before"] for before, after in pairwise(found))
    approved, named, last = found[3], found[4], found[-1]
    assert (approved["by"], approved["standard"], approved["version"]) == (CHIEF.id, "small", 1)
    assert named["files"] == city.merchants.get(shop).naming.plaque.number  # type: ignore[union-attr] # it was named
    assert (last["ground"], last["by"], last["pack"]) == ("fraud", CHIEF.id, 1)
    assert (last["before"], last["after"]) == ("in a case for revocation", "revoked")
    assert found[-2]["files"] == "file 7"
    chinese = list(city.ledger(*YEAR, language="zh").decisions)
    assert (chinese[-1]["act"], chinese[-1]["ground"]) == ("取消资格", "弄虚作假")


def test_what_was_known_then_comes_out_again() -> None:
    """A ledger asked for with its own `known` is the same, whatever has been decided or published since."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    shop = shown(city, clock)
    first = city.ledger(*YEAR, language="zh")
    before = list(first.decisions.rows), list(first.register.rows)
    clock.forward(days=1)
    city.do(merchants.Suspend(shop, "closed", clock.now.date() + timedelta(days=2)), by=CLERK)
    station(city)
    again = city.ledger(*YEAR, language="zh", known=first.known)
    assert (list(again.decisions.rows), list(again.register.rows)) == before
    assert len(rows(city.ledger(*YEAR))) == len(before[0]) + 2
    with pytest.raises(NoPack):
        city.ledger(*YEAR, known=MONDAY - timedelta(days=1))


def test_only_the_period_and_the_area_that_were_asked_for() -> None:
    """Both days are in it, in the city's zone; a decision before it is not, but where it led is known."""
    clock = StandingClock(datetime(2026, 3, 2, 23, 59, tzinfo=MONDAY.tzinfo))
    city = small(clock)
    shop = applied(city)
    clock.forward(minutes=1)
    city.do(merchants.CompleteCheck(shop), by=CLERK)
    applied(city, 2, area="south")
    (row,) = rows(city.ledger(date(2026, 3, 3), date(2026, 3, 3), area="north"))
    assert (row["on"], row["before"], row["after"]) == (
        date(2026, 3, 3),
        "at the form check",
        "at the site check",
    )
    (row,) = rows(city.ledger(TODAY, TODAY))
    assert row["act"] == "applied"
    (entered,) = city.ledger(TODAY, TODAY).register
    assert (entered["id"], entered["standing"]) == (shop, "at the form check")


def test_the_register_is_as_of_the_last_day() -> None:
    """What was decided after it is not in it; who was revoked has no next review."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    shop = revoked(city, clock)
    (stood,) = city.ledger(*YEAR).register
    assert (stood["standing"], stood["until"]) == ("revoked", None)
    before = city.ledger(TODAY, clock.now.date() - timedelta(days=1)).register
    assert [row["standing"] for row in before] == ["in a case for revocation"]
    assert [row["id"] for row in before] == [shop]


def test_a_revocation_that_fell_left_the_review_where_it_was() -> None:
    """The register of a day in between has the shop as named, with its next review; known then, neither."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    shop = revoked(city, clock)
    lost = city.merchants.get(shop).lost
    assert lost is not None
    day = city.now().date()
    clock.forward(days=1)
    city.do(merchants.Appeal(shop, lost.case, "not so"), by=OWNER)
    between = city.now()
    clock.forward(days=1)
    city.do(merchants.DecideAppeal(shop, lost.case, overturned=True, decision="it was not so"), by=JUDGE)
    naming = city.merchants.get(shop).naming
    assert naming is not None
    (row,) = city.ledger(TODAY, day).register
    assert (row["standing"], row["until"]) == ("named", naming.review.on)
    (then,) = city.ledger(TODAY, day, known=between).register
    assert (then["standing"], then["until"]) == ("revoked", None)


def test_stations_are_in_it() -> None:
    """Levels, closures and reopenings, each with its cause; what is only noted is not."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    host = station(city)
    city.do(stations.RecordEquipment(host, "water", 1, TODAY), by=CLERK)
    city.do(stations.CloseTemporarily(host, "repair", TODAY + timedelta(days=2)), by=CLERK)
    city.do(stations.Reopen(host), by=CLERK)
    found = rows(city.ledger(*YEAR))
    assert [(row["act"], row["ground"], row["until"]) for row in found] == [
        ("registered", "", None),
        ("closed for a while", "repairs", TODAY + timedelta(days=2)),
        ("reopened", "", None),
    ]
    (row,) = city.ledger(*YEAR).register
    assert (row["number"], row["trade"], row["services"]) == ("S-1", "shop", "rest, water")


def test_a_station_that_is_not_open_yet_is_in_it() -> None:
    """Whatever a station is at, planned or dormant, the register has a word for it."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    plan = stations.Plan("Bus yard", "shop", at(0), "north", frozenset(), "S-9", mode="new")
    city.do(plan, by=CLERK)
    station(city)
    clock.forward(days=10)
    city.tick()
    assert [row["standing"] for row in city.ledger(*YEAR).register] == ["planned", "dormant"]
    assert [row["standing"] for row in city.ledger(*YEAR, language="zh").register] == ["规划中", "休眠"]


def test_what_a_term_brings_about_is_nobody_s_decision() -> None:
    """What `tick` enters says so in words, and not by the name that the library gives itself."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    station(city)
    clock.forward(days=10)
    city.tick()
    told = [[row["by"] for row in city.ledger(*YEAR, language=spoken).decisions] for spoken in LANGUAGES]
    assert told == [[CLERK.id, "by itself"], [CLERK.id, "系统"]]


def test_what_is_only_noted_has_no_row() -> None:
    """Facts and reminders are in the history of their record."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    shop = applied(city)
    before = len(rows(city.ledger(*YEAR)))
    city.do(merchants.RecordFacts(shop, facts()), by=INSPECTOR)
    assert len(rows(city.ledger(*YEAR))) == before


def test_a_batch_is_told_command_by_command() -> None:
    """Commands of one commit are a row each, however their events lie in the journal."""
    city = small()
    shops = [applied(city, n) for n in range(1, 4)]
    city.do_many([merchants.CompleteCheck(shop) for shop in shops], by=CLERK)
    city.do_many(
        [merchants.ReturnForCorrection(shop, (f"paper {n}",)) for n, shop in enumerate(shops)], by=INSPECTOR
    )
    returned = [row for row in rows(city.ledger(*YEAR)) if row["act"] == "returned for correction"]
    assert [(row["id"], row["ground"]) for row in returned] == [
        (shop, f"paper {n}") for n, shop in enumerate(shops)
    ]


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are read as they are asked for, and forgetting the states in between changes none of them."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    for n in (1, 2):
        shown(city, clock, n)
    clock.forward(days=1)
    for n in (3, 4):
        applied(city, n)
    whole = list(city.ledger(*YEAR).decisions.rows)
    monkeypatch.setattr(_ledger, "_KEPT", 0)
    assert list(city.ledger(*YEAR).decisions.rows) == whole
    assert next(city.ledger(*YEAR).decisions.rows) == whole[0]


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (date(2026, 2, 1), date(2026, 1, 1), "last"),
        (MONDAY, TODAY, "first"),
        (TODAY, "2026-12-31", "last"),
    ],
)
def test_what_is_no_period_is_refused(first: Any, last: Any, field: str) -> None:
    """Two days in their order, and no times."""
    with pytest.raises(Invalid) as error:
        small().ledger(first, last)
    assert error.value.problems[0].field == field


def test_a_language_it_does_not_speak_is_refused() -> None:
    """The error lists those it does."""
    with pytest.raises(Invalid, match="en, zh"):
        small().ledger(*YEAR, language="fr")  # type: ignore[arg-type] # the point of it


def test_every_event_has_a_title_or_is_only_noted() -> None:
    """A new event is a line of the ledger, with a title in both languages, or is listed here as none."""
    kinds = (*merchants.CAPABILITY.kinds, *stations.CAPABILITY.kinds)
    events = {event for kind in kinds for event in kind.events}
    assert events - ACTS.keys() == NOTED
    assert all(label.en and label.zh for label in ACTS.values())


def test_an_applicant_s_own_words_are_not_in_it() -> None:
    """A sheet names its columns, and none of them holds a free text of a procedure."""
    sheet = small().ledger(*YEAR).decisions
    assert "note" not in repr(sheet)
    assert "before, after" in repr(sheet)
    assert OWNER.id not in repr(sheet)
