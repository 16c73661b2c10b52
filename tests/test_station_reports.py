"""What riders report at the door of a station: flags, answers, and when it was last found open."""

from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendly_services import stations
from friendly_services.cases import Duration
from friendly_services.ids import StationId
from friendly_services.stations import (
    AnswerReports,
    CloseTemporarily,
    MarkExpired,
    Reopen,
    ReportRule,
    ReportStatus,
    StatusReported,
)
from friendly_services.text import LANGUAGES, say
from tests.small_city import SmallCity
from tests.station_register import DAY, RULES, register, small_city, station


@pytest.fixture
def city() -> SmallCity:
    """A city with two levels and no station."""
    return small_city()


def report(city: SmallCity, name: StationId, rider: str, seen: Any = "locked", **later: float) -> Any:
    """A rider's report, so much later than the last thing that happened."""
    city.forward(**later)
    return [event for _, event in city.do(ReportStatus(name, seen), by=rider)]


def test_two_riders_who_find_it_locked_take_it_off_the_map(city: SmallCity) -> None:
    """One alone does not; the map says what was found and until when the keeper has to answer."""
    name = register(city)
    report(city, name, "rider-1")
    assert stations.place(station(city, name)).absent is None
    report(city, name, "rider-2", hours=3)
    now = station(city, name)
    assert (now.standing, now.flag and now.flag.seen) == ("flagged", "locked")
    absent = stations.place(now).absent
    assert absent is not None
    assert [say(absent, language) for language in LANGUAGES] == [
        "2 riders found it locked, last on 2026-03-10; its keeper has to answer by 2026-03-11",
        "2 名小哥反映“门锁未开”（2026-03-10），站长须于 2026-03-11 前答复",
    ]
    assert [len(report(city, name, f"rider-{n}")) for n in (1, 2, 3)] == [1, 0, 1]


def test_one_rider_alone_never_flags(city: SmallCity) -> None:
    """However often, and in however many hours."""
    name = register(city)
    for _ in range(9):
        report(city, name, "rider-1", hours=5)
    assert (station(city, name).standing, len(station(city, name).reports)) == ("open", 1)


def test_the_same_report_within_an_hour_is_one(city: SmallCity) -> None:
    """A second tap changes nothing; another finding takes its place; the next hour counts anew."""
    name = register(city)
    assert len(report(city, name, "rider-1")) == 1
    assert report(city, name, "rider-1", minutes=59) == []
    assert len(report(city, name, "rider-1", "broken")) == 1
    assert [one.seen for one in station(city, name).reports] == ["broken"]
    assert len(report(city, name, "rider-1", "broken", minutes=1)) == 1


def test_reports_match_within_the_packs_hours_only(city: SmallCity) -> None:
    """At 72 hours they do, a minute later they do not."""
    early, late = register(city), register(city, code="S-2")
    report(city, early, "rider-1")
    report(city, late, "rider-1", minutes=-1)
    report(city, early, "rider-2", hours=72, minutes=1)
    report(city, late, "rider-2")
    assert [station(city, name).standing for name in (early, late)] == ["flagged", "open"]
    assert len(station(city, late).reports) == 1


def test_different_findings_do_not_match(city: SmallCity) -> None:
    """Locked and broken are two things; that it is open is never against it."""
    name = register(city)
    for rider, seen in (("1", "locked"), ("2", "broken"), ("3", "open"), ("4", "open"), ("5", "full")):
        report(city, name, f"rider-{rider}", seen)
    assert station(city, name).standing == "open"


def test_a_full_station_stays_on_the_map_with_a_word_beside_it(city: SmallCity) -> None:
    """It is open; found locked after that, it leaves, and the keeper's day stays the same."""
    name = register(city)
    for n in (1, 2):
        report(city, name, f"rider-{n}", "full")
    place = stations.place(station(city, name))
    assert place.absent is None
    assert [say(note) for note in place.notes] == [
        "2 riders found it full, last on 2026-03-10; its keeper has to answer by 2026-03-11"
    ]
    for n in (3, 4):
        report(city, name, f"rider-{n}", "locked", hours=20)
    flag = station(city, name).flag
    assert flag is not None
    assert (flag.seen, flag.term.day) == ("locked", DAY + timedelta(days=1))
    for n in (5, 6):
        report(city, name, f"rider-{n}", "full")
    assert station(city, name).flag == flag


def test_an_answer_puts_it_back_and_says_when(city: SmallCity) -> None:
    """The reports are answered, the map has it, and its moment is the answer's; what comes then is new."""
    name = register(city, keeper="keeper-1")
    for n in (1, 2):
        report(city, name, f"rider-{n}")
    city.forward(hours=4)
    city.do(AnswerReports(name, "the lock was mended"), by="keeper-1")
    now = station(city, name)
    assert (now.standing, now.flag, now.reports) == ("open", None, ())
    assert stations.place(now).confirmed == datetime(2026, 3, 10, 13, tzinfo=UTC)
    report(city, name, "rider-1")
    assert station(city, name).standing == "open"


def test_a_closure_answers_too(city: SmallCity) -> None:
    """What is not mended is closed for a while; nothing of the reports is left when it opens again."""
    name = register(city)
    for n in (1, 2):
        report(city, name, f"rider-{n}", "broken")
    city.do(CloseTemporarily(name, "repair"), by="keeper-1")
    assert (station(city, name).flag, station(city, name).reports) == (None, ())
    city.forward(days=3)
    city.do(Reopen(name), by="keeper-1")
    assert stations.place(station(city, name)).confirmed == datetime(2026, 3, 13, 9, tzinfo=UTC)


def test_a_flag_without_answer_is_told_once_its_day_is_over(city: SmallCity) -> None:
    """At midnight after the keeper's day the clock's command enters it, then again; the station stays off."""
    name = register(city)
    for n in (1, 2):
        report(city, name, f"rider-{n}")
    city.today += timedelta(days=1)
    assert city.due() == []
    city.today += timedelta(days=1)
    (due,) = city.due()
    assert (due.at, due.command) == (datetime(2026, 3, 12, tzinfo=UTC), MarkExpired(name))
    ((_, told),) = city.do(due.command)
    assert isinstance(told, stations.AnswerOverdue)
    assert told.again is not None
    assert city.do(due.command) == ()
    absent = stations.place(station(city, name)).absent
    assert absent is not None
    assert say(absent).endswith("an answer was due by 2026-03-11, and there is none")
    assert city.due() == []
    city.today = told.again.day + timedelta(days=1)
    ((_, again),) = city.do(MarkExpired(name))
    assert isinstance(again, stations.AnswerOverdue)


def test_found_open_by_a_rider_is_confirmed(city: SmallCity) -> None:
    """The map says when somebody last found it open; nobody has, and it says nothing."""
    name = register(city)
    assert stations.place(station(city, name)).confirmed is None
    report(city, name, "rider-1", "open")
    assert stations.place(station(city, name)).confirmed == datetime(2026, 3, 10, 9, tzinfo=UTC)


def test_a_record_from_before_the_moment_was_kept_keeps_its_own(city: SmallCity) -> None:
    """An old journal's reopening has a day and no moment: what was confirmed before stands."""
    known = attrs.evolve(station(city, register(city)), standing="closed_temporarily")
    assert stations.evolve(known, stations.Reopened(DAY)).confirmed_at is None


SENT = st.tuples(
    st.sampled_from(("rider-1", "rider-2", "rider-3")),
    st.sampled_from(tuple(stations.SEEN)),
    st.integers(0, 40),
)


@given(st.lists(SENT, max_size=25), st.integers(1, 3), st.integers(1, 80))
def test_a_flag_is_what_the_journal_says_of_riders(
    sent: list[tuple[str, Any, int]], matching: int, hours: int
) -> None:
    """Flagged exactly when so many riders' latest reports within the hours agree that it is not open."""
    city = small_city()
    city.rules = attrs.evolve(RULES, reports=ReportRule(matching, hours, Duration(99, "natural")))
    name = register(city)
    latest: dict[str, tuple[Any, datetime]] = {}
    flagged = False
    for rider, seen, pause in sent:
        events = report(city, name, rider, seen, hours=pause / 2)
        known = latest.get(rider)
        same = known is not None and known[0] == seen
        repeated = same and known is not None and f"{known[1]:%j %H}" == f"{city.now:%j %H}"
        assert (events == []) == repeated
        if not repeated:
            latest[rider] = (seen, city.now)
        since = city.now - timedelta(hours=hours)
        agree = sum(one == seen and at >= since for one, at in latest.values())
        flagged = flagged or (not repeated and seen != "open" and agree >= matching)
        assert (station(city, name).standing == "flagged") == flagged
        assert len(station(city, name).reports) <= 3
    kept = [event for event in city.events("station", name) if isinstance(event, StatusReported)]
    assert len(kept) <= len(sent)
    assert city.folded("station", name) == station(city, name)
