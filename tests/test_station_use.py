"""Whether a station is in use: what counts as use, when it falls dormant, and what revives it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendly_services import stations
from friendly_services.cases import Duration
from friendly_services.errors import Invalid
from friendly_services.ids import StationId
from friendly_services.stations import (
    AnswerReports,
    CloseTemporarily,
    ConfirmOpen,
    FellDormant,
    MarkExpired,
    Measure,
    RecordEquipment,
    RecordVisit,
    Reopen,
    ReportStatus,
    Revived,
    Watched,
)
from friendly_services.text import LANGUAGES, say
from tests.small_city import SmallCity
from tests.station_register import DAY, RULES, built, equip, register, small_city, station

TEN = attrs.evolve(RULES, dormant=Duration(10, "natural"))


@pytest.fixture
def city() -> SmallCity:
    """A city whose stations fall dormant after ten days."""
    made = small_city()
    made.rules = TEN
    return made


def dormant(city: SmallCity) -> StationId:
    """A station where nobody was for eleven days."""
    name = register(city, keeper="keeper-1")
    city.today += timedelta(days=11)
    city.do(MarkExpired(name))
    return name


def test_a_station_where_nobody_was_for_the_packs_days_is_dormant(city: SmallCity) -> None:
    """After the last of them, by the clock's command; it stays on the map, which says since when."""
    name = register(city, keeper="keeper-1")
    city.today += timedelta(days=10)
    assert city.due() == []
    city.today += timedelta(days=1)
    (due,) = city.due()
    assert (due.at, due.command) == (datetime(2026, 3, 21, tzinfo=UTC), MarkExpired(name))
    assert city.do(due.command) == ((("station", name), FellDormant(city.today, DAY)),)
    place = stations.place(station(city, name))
    assert (station(city, name).standing, place.absent) == ("dormant", None)
    assert [say(note, language) for note in place.notes for language in LANGUAGES] == [
        "not confirmed since 2026-03-10",
        "自 2026-03-10 起未经确认",
    ]
    assert city.due() == []
    assert city.do(MarkExpired(name)) == ()


@pytest.mark.parametrize(
    ("use", "by"),
    [
        (ConfirmOpen, "keeper-1"),
        (lambda name: ReportStatus(name, "open"), "rider-1"),
        (lambda name: RecordEquipment(name, "water", 1, DAY + timedelta(days=5)), "keeper-1"),
        (lambda name: RecordVisit(name, DAY + timedelta(days=5)), "officer-1"),
    ],
)
def test_every_sign_of_use_counts_from_its_day(city: SmallCity, use: Any, by: str) -> None:
    """A word, a report, a check, a visit: ten days more from then, which the clock looks up once."""
    name = register(city, keeper="keeper-1")
    city.today += timedelta(days=5)
    city.do(use(name), by=by)
    city.today += timedelta(days=6)
    (due,) = city.due()
    ((_, watched),) = city.do(due.command)
    assert isinstance(watched, Watched)
    assert (watched.since, watched.term.day) == (DAY + timedelta(days=5), DAY + timedelta(days=15))
    city.today = DAY + timedelta(days=16)
    (due,) = city.due()
    assert city.do(due.command) == ((("station", name), FellDormant(city.today, watched.since)),)


@pytest.mark.parametrize(
    ("use", "by"),
    [
        (ConfirmOpen, "keeper-1"),
        (lambda name: ReportStatus(name, "open"), "rider-1"),
        (lambda name: RecordEquipment(name, "water", 1, DAY + timedelta(days=9)), "keeper-1"),
        (lambda name: RecordVisit(name, DAY + timedelta(days=11)), "officer-1"),
    ],
)
def test_what_counts_as_use_revives_a_dormant_station(city: SmallCity, use: Any, by: str) -> None:
    """At once, and it is watched anew."""
    name = dormant(city)
    *_, revived = [event for _, event in city.do(use(name), by=by)]
    assert isinstance(revived, Revived)
    now = station(city, name)
    assert (now.standing, now.unconfirmed, now.watch) == ("open", None, revived.term)
    assert stations.place(now).notes == ()


def test_what_is_no_use_revives_nothing(city: SmallCity) -> None:
    """A measure taken from the office, an old visit, a check of long ago, one rider before a locked door."""
    name = dormant(city)
    for command in (
        Measure(name, seats=4),
        RecordVisit(name, DAY - timedelta(days=1)),
        RecordEquipment(name, "water", 1, DAY),
        ReportStatus(name, "locked"),
    ):
        city.do(command, by="rider-1")
        assert station(city, name).standing == "dormant"


def test_a_dormant_station_found_locked_is_flagged_and_its_answer_opens_it(city: SmallCity) -> None:
    """Or a closure takes it off the map; opened again it is watched from that day."""
    name = dormant(city)
    for rider in ("rider-1", "rider-2"):
        city.do(ReportStatus(name, "locked"), by=rider)
    assert (station(city, name).standing, station(city, name).unconfirmed) == ("flagged", None)
    city.do(AnswerReports(name, "the lock was mended"))
    assert station(city, name).standing == "open"
    city.do(CloseTemporarily(name, "repair"))
    city.today += timedelta(days=40)
    assert city.due() == []
    *_, watched = [event for _, event in city.do(Reopen(name))]
    assert watched.term.day == city.today + timedelta(days=10)


def test_a_visit_is_told_once_a_day_and_not_ahead(city: SmallCity) -> None:
    """The second of a day, or one of a day before, changes nothing; tomorrow's has not been."""
    name = register(city, keeper="keeper-1")
    city.today += timedelta(days=1)
    assert [len(city.do(RecordVisit(name, city.today))) for _ in range(2)] == [1, 0]
    assert city.do(RecordVisit(name, DAY)) == ()
    with pytest.raises(Invalid, match="on: 2026-03-12 has not come yet"):
        city.do(RecordVisit(name, DAY + timedelta(days=2)))


def test_a_station_of_an_earlier_release_is_watched_from_the_first_command_on(city: SmallCity) -> None:
    """It has all its days, whenever it was last checked; so has one that has just opened."""
    name = register(city, keeper="keeper-1")
    equip(city, name)
    city.states["station", name] = attrs.evolve(station(city, name), watch=None, seen_on=None)
    city.today += timedelta(days=50)
    ((_, watched),) = city.do(MarkExpired(name))
    assert watched == Watched(city.today, watched.term)
    opened = station(city, built(city))
    assert opened.watch is not None
    assert opened.watch.day == city.today + timedelta(days=10)


def test_days_are_the_citys_own(city: SmallCity) -> None:
    """A word of three in the night of Shanghai is of that day, not of the day before in Greenwich."""
    city.zone = ZoneInfo("Asia/Shanghai")
    name = register(city, keeper="keeper-1")
    city.today += timedelta(days=1)
    city.forward(hours=-6)
    city.do(ConfirmOpen(name))
    city.states["station", name] = attrs.evolve(station(city, name), confirmed_at=city.now.astimezone(UTC))
    city.today += timedelta(days=10)
    ((_, watched),) = city.do(MarkExpired(name))
    assert watched.since == DAY + timedelta(days=1)


def test_a_pack_without_days_knows_no_dormant_stations(city: SmallCity) -> None:
    """Nothing is watched, nothing is due."""
    city.rules = RULES
    name = register(city, keeper="keeper-1")
    city.today += timedelta(days=400)
    assert city.due() == []
    assert city.do(MarkExpired(name)) == ()


STEP = st.tuples(st.sampled_from(("visit", "check", "word", "report", "office", "none")), st.integers(0, 7))


@given(st.lists(STEP, max_size=12))
def test_a_station_is_dormant_exactly_where_its_last_sign_of_use_is_too_long_ago(
    steps: list[tuple[str, int]],
) -> None:
    """Whatever happens and whenever the clock's command comes, if it comes when it is due."""
    city = small_city()
    city.rules = TEN
    name = register(city, keeper="keeper-1")
    last = DAY
    for what, pause in steps:
        for _ in range(pause):
            city.today += timedelta(days=1)
            for due in city.due():
                city.do(due.command)
            gone = (city.today - last).days > 10
            assert (station(city, name).standing == "dormant") == gone
        command, by = {
            "visit": (RecordVisit(name, city.today), "officer-1"),
            "check": (RecordEquipment(name, "water", 1, city.today), "keeper-1"),
            "word": (ConfirmOpen(name), "keeper-1"),
            "report": (ReportStatus(name, "open"), "rider-1"),
            "office": (Measure(name, seats=2), "officer-1"),
            "none": (MarkExpired(name), "officer-1"),
        }[what]
        city.do(command, by=by)
        last = last if what in {"office", "none"} else city.today
        assert (station(city, name).standing == "dormant") == ((city.today - last).days > 10)
    assert city.folded("station", name) == station(city, name)
