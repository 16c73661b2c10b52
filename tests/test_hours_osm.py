"""Hours of OpenStreetMap: in the reading of opening-hours-py to the minute, or unknown."""

import sys
from datetime import UTC, date, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from friendly_services.errors import Invalid
from friendly_services.hours import from_osm, read, status, write
from friendly_services.hours._osm import _Engine
from friendly_services.hours._tokens import Unreadable
from friendly_services.text import LANGUAGES, say
from friendly_services.workdays import Calendar, Year
from tests.budget import count, data

opening_hours = pytest.importorskip("opening_hours", reason="the extra osm")

MINUTE = timedelta(minutes=1)
ANSWERS = {
    opening_hours.State.OPEN: "open",
    opening_hours.State.CLOSED: "closed",
    opening_hours.State.UNKNOWN: "unknown",
}
HELD = {
    "24/7": "24/7",
    "Mo-Fr 08:00-12:00,13:00-17:30; Sa off": "Mo-Fr 08:00-12:00, 13:00-17:30",
    "Mo-Su 05:00-22:00": "Mo-Su 05:00-22:00",
    "9:00-21:00": "Mo-Su 09:00-21:00",
    "Mo-Fr": "Mo-Fr 00:00-24:00",
    "closed": "closed",
    "Mo-Fr 22:00-04:00": "Mo-Fr 22:00-04:00",
    "10:00-26:00": "Mo-Su 10:00-02:00",
    "Mo-Fr 09:00-17:00; PH off": "Mo-Fr 09:00-17:00; PH closed",
    "Mo-Sa 10:00-20:00; Su,PH 12:00-18:00": "Mo-Sa 10:00-20:00; Su 12:00-18:00; PH 12:00-18:00",
    "Mo-Su,PH 08:00-20:00": "Mo-Su 08:00-20:00",
    "PH off": "closed",
    "PH 10:00-12:00": "closed; PH 10:00-12:00",
    "05:30-22:00; PH unknown": "Mo-Su 05:30-22:00; PH 00:00-24:00?",
    "Mo-Fr 20:00-04:00; PH off": (
        "Mo 20:00-24:00; Tu-Fr 00:00-04:00, 20:00-24:00; Sa 00:00-04:00; PH closed"
    ),
    "Jul-Aug 08:00-20:00; Sep-Jun 09:00-17:00": "Mo-Su 09:00-17:00; Jul 1-Aug 31 Mo-Su 08:00-20:00",
    "Nov-Mar 10:00-16:00; Apr-Oct 09:00-18:00": "Mo-Su 09:00-18:00; Nov 1-Mar 31 Mo-Su 10:00-16:00",
    "Apr-Oct Mo-Fr 10:00-22:00; Apr-Oct PH off": "Mo-Fr 10:00-22:00; Nov 1-Mar 31 Mo-Su closed; PH closed",
    "09:00-17:00; Dec 25 off": "Mo-Su 09:00-17:00; Dec 25-Dec 25 Mo-Su closed",
    "Mar 31-Jun 01: 10:00-20:00": "closed; Mar 31-Jun 1 Mo-Su 10:00-20:00",
    "10:00-12:00; Feb 29 off": "Mo-Su 10:00-12:00; Feb 29-Feb 29 Mo-Su closed",
    "2026 Mar 3 10:00-12:00": "closed; 2026-03-03 10:00-12:00",
    "08:00-18:00; 2026 Oct 01-07 off": "Mo-Su 08:00-18:00; "
    + "; ".join(f"2026-10-0{day} closed" for day in range(1, 8)),
    "Mo 10:00-12:00 unknown": "Mo 10:00-12:00?",
    "Mo-Fr 08:00-12:00, Mo-Fr 14:00-18:00 unknown; PH off": "Mo-Fr 08:00-12:00, 14:00-18:00?; PH closed",
}
UNHELD = {
    "sunrise-sunset": "osm_sun",
    "week 1-10 Mo 09:00-10:00": "osm_weeks",
    "Mo[1] 09:00-10:00": "osm_nth",
    "easter off; 10:00-20:00": "osm_easter",
    "Mo-Fr 10:00-20:00; SH off": "osm_school",
    "10:00-20:00; PH +1 day off": "osm_beside_holidays",
    '09:00-17:00 || "call"': "osm_fallback",
    "2026-2028 10:00-12:00": "osm_unheld",
    "Mo-Sa 10:00-12:00; Su 10:00-20:00; PH Mo 08:00-09:00; Nov Fr,PH 11:00-12:00": "osm_unheld",
    "Mo-Fr 9-17": "osm_syntax",
    "周一至周五 9:00-17:00": "osm_syntax",
    "": "osm_syntax",
}


def holidays(country: str) -> Calendar:
    """The public holidays that opening-hours-py has for a country in 2025 to 2028."""
    engine = opening_hours.OpeningHours("PH", country=country)
    first = date(2025, 1, 1)
    days = [first + timedelta(n) for n in range(4 * 365 + 1)]
    off = [day for day in days if engine.is_open(datetime(day.year, day.month, day.day, 12))]  # noqa: DTZ001 # local
    return Calendar(
        Year(year, [day for day in off if day.year == year], [], "official", "opening-hours-py")
        for year in (2025, 2026, 2027, 2028)
    )


CHINA = holidays("CN")


def differing(text: str, first: datetime, minutes: int) -> list[datetime]:
    """The minutes of which opening-hours-py says something else, with the public holidays of China."""
    engine = opening_hours.OpeningHours(text, country="CN")
    hours = from_osm(text).hours
    return [
        at
        for at in (first + n * MINUTE for n in range(minutes))
        if ANSWERS[engine.state(at.replace(tzinfo=None))[0]] != status(hours, at, CHINA).answer
    ]


@pytest.mark.parametrize(("text", "reading"), HELD.items())
def test_what_a_week_with_seasons_can_hold_is_held(text: str, reading: str) -> None:
    """The hours are those written here by hand."""
    found = from_osm(text)
    assert found.hours is not None
    assert write(found.hours) == reading
    assert read(reading) == found.hours
    assert found.unread == ()


@pytest.mark.parametrize("text", HELD)
def test_every_minute_is_as_opening_hours_py_has_it(text: str) -> None:
    """Around National Day, the New Year, a leap day and the changes of a season: weeks in all."""
    for year, month, day in ((2026, 9, 29), (2025, 12, 30), (2028, 2, 28), (2026, 3, 30), (2026, 10, 31)):
        assert differing(text, datetime(year, month, day, tzinfo=UTC), count(1, 4) * 1440) == []


@pytest.mark.parametrize(("text", "code"), UNHELD.items())
def test_what_it_cannot_hold_is_unknown_and_said(text: str, code: str) -> None:
    """By the sun, by weeks, by school holidays: no hours, and the reason in both languages."""
    found = from_osm(text)
    assert found.hours is None
    assert found.unread[0].code == f"hours.{code}"
    assert all(say(reason, language) for reason in found.unread for language in LANGUAGES)


def test_what_it_remarks_is_passed_on() -> None:
    """A comment, and that it does not say when it closes, beside hours that are as they are read."""
    visit = from_osm('Mo 10:00-12:00 "by appointment"')
    assert (visit.hours, [say(reason) for reason in visit.unread]) == (
        read("Mo 10:00-12:00"),
        ["it remarks: by appointment"],
    )
    late = from_osm("10:00+")
    assert (late.hours, late.unread[0].code) == (read("10:00-24:00"), "hours.osm_open_end")
    assert from_osm('"sunrise is nice" 10:00-12:00 "by week 3"').unread[0].code != "hours.osm_sun"


def test_remarks_do_not_part_a_time() -> None:
    """Two spells with a comment each are one time."""
    assert from_osm('Mo 09:00-10:00 "desk 1", Mo 10:00-11:00 "desk 2"').hours == read("Mo 09:00-11:00")


@pytest.mark.parametrize("text", ["week 01-10 Mo 09:00-10:00", "Feb 29 Th 10:00-12:00"])
def test_days_that_differ_from_year_to_year_are_noticed(text: str) -> None:
    """Also where nothing in the text gives it away."""
    with pytest.raises(Unreadable):
        _Engine(text, over_midnight=True).hours([], holidays=False)


def test_nobody_reads_what_is_no_text() -> None:
    """A number or a novel is no opening_hours."""
    for nothing in (9, "Mo-Fr 09:00-17:00; " * 100):
        assert from_osm(nothing).unread[0].code == "hours.osm_syntax"  # type: ignore[arg-type] # as a careless caller would


def test_without_the_engine_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """A typed error that names the extra."""
    monkeypatch.setitem(sys.modules, "opening_hours", None)
    with pytest.raises(Invalid, match=r"pip install 'friendly-services\[osm\]'"):
        from_osm("Mo 11:11-12:12")


def test_hours_of_a_real_map_are_read() -> None:
    """Every opening_hours around a university in Beijing, the same minute by minute over a day."""
    root = ElementTree.parse(data("osm_beijing_bjtu") / "map-BJTU.osm").getroot()  # noqa: S314 # ours
    texts = sorted({tag.attrib["v"] for tag in root.iter("tag") if tag.attrib["k"] == "opening_hours"})
    assert len(texts) == 12
    for text in texts:
        assert from_osm(text).unread == ()
        assert differing(text, datetime(2026, 10, 1, tzinfo=UTC), 1440) == []


days = st.sampled_from(
    ["", "Mo-Fr ", "Sa,Su ", "We-Mo ", "PH ", "Fr,PH ", "Jul-Aug ", "Nov-Feb Mo-Th ", "Dec 24-Jan 02 "]
)
times = st.sampled_from(
    ["09:00-17:00", "08:00-12:00,13:30-18:00", "20:00-02:00", "off", "00:00-24:00", "18:00-26:00 unknown"]
)
rules = st.lists(st.tuples(days, times).map("".join), min_size=1, max_size=3)


@settings(max_examples=count(6, 20))
@given(rules, st.sampled_from(["; ", ", "]), st.integers(0, 364))
def test_whatever_is_held_is_held_to_the_minute(parts: list[Any], sign: str, day: int) -> None:
    """Rules that override or add, in any order: the same as opening-hours-py, or unknown and said."""
    text = sign.join(parts)
    found = from_osm(text)
    if found.hours is None:
        assert found.unread
    else:
        assert differing(text, datetime(2026, 1, 1, tzinfo=UTC) + timedelta(day), 2 * 1440) == []
