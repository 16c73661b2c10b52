"""Opening hours: weeks, exceptions, three answers, and the texts that people write."""

import csv
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendly_services.errors import Invalid
from friendly_services.hours import (
    ALL_DAY,
    DAYS,
    Hours,
    Season,
    Span,
    read,
    spans,
    status,
    together,
    week_text,
)
from friendly_services.hours._changes import OPEN, minute_by_minute
from friendly_services.text import LANGUAGES, say
from friendly_services.workdays import Calendar, Year
from tests.budget import data

CHINA = ZoneInfo("Asia/Shanghai")
MONDAY = date(2026, 3, 2)
OFFICE = Hours.weekly(dict.fromkeys(DAYS[:5], "08:30-12:00, 14:30-18:00"))
CALENDAR = Calendar(
    [Year(2026, [date(2026, 3, 4)], [date(2026, 3, 7)], "official", "made for the test")]
)  # Wednesday 4 March is off, Saturday 7 March is worked


def at(day: int, time: str) -> datetime:
    """That time of March 2026 in China; the 2nd is a Monday."""
    hour, minute = time.split(":")
    return datetime(2026, 3, day, int(hour), int(minute), tzinfo=CHINA)


def test_a_lunch_break_is_closed() -> None:
    """Several spans a day: open, closed at noon with the next opening, open again, closed at the minute."""
    assert status(OFFICE, at(2, "08:29")).answer == "closed"
    assert status(OFFICE, at(2, "08:30")).until == at(2, "12:00")
    assert status(OFFICE, at(2, "12:00")).next == at(2, "14:30")
    assert status(OFFICE, at(2, "17:59")).answer == "open"
    assert status(OFFICE, at(6, "18:00")).next == at(9, "08:30")


def test_after_midnight_belongs_to_the_day_before() -> None:
    """Saturday's 20:00-02:00 is open at 01:30 on Sunday and closed at 01:30 on Saturday."""
    night = Hours.weekly(sat="20:00-02:00")
    assert status(night, at(8, "01:30")).until == at(8, "02:00")
    assert status(night, at(7, "01:30")).next == at(7, "20:00")
    assert status(night, at(8, "02:00")).next == at(14, "20:00")


def test_an_exception_rules_the_night_that_starts_on_it() -> None:
    """A closed Saturday has no small hours of Sunday; an ordinary Friday keeps its own."""
    hours = Hours.weekly(
        fri="20:00-02:00",
        sat="20:00-02:00",
        exceptions={date(2026, 3, 7): "closed", date(2026, 3, 9): "9:00-10:00"},
    )
    assert status(hours, at(7, "01:30")).answer == "open"
    assert status(hours, at(8, "01:30")).answer == "closed"
    assert status(hours, at(9, "09:30")).until == at(9, "10:00")


def test_spans_that_meet_at_midnight_are_one() -> None:
    """Open until 24:00 and from 00:00 closes once, in the morning."""
    hours = Hours.weekly(mon="18:00-24:00", tue="00:00-03:00")
    assert status(hours, at(2, "23:00")).until == at(3, "03:00")


def test_round_the_clock_never_closes() -> None:
    """24 hours a day has no closing time; a week of nothing has no opening time."""
    always = status(Hours.always(), at(2, "03:00"))
    assert (always.answer, always.until) == ("open", None)
    never = status(Hours.weekly(), at(2, "03:00"))
    assert (never.answer, never.next) == ("closed", None)


def test_unknown_is_not_closed() -> None:
    """Hours that nobody recorded give a third answer."""
    assert status(None, at(2, "12:00")).answer == "unknown"


def test_a_time_without_a_zone_is_refused() -> None:
    """Whether a place is open cannot be said of a naive time."""
    with pytest.raises(Invalid, match="no time zone"):
        status(OFFICE, datetime(2026, 3, 2, 12, 0))  # noqa: DTZ001 # what is refused
    with pytest.raises(Invalid, match="is no time"):
        status(OFFICE, "2026-03-02T12:00")  # type: ignore[arg-type] # the case


def test_the_clock_is_that_of_the_zone_given() -> None:
    """The same instant is open by one zone's clock and closed by another's: the caller says which."""
    noon = at(2, "09:00")
    assert status(OFFICE, noon).answer == "open"
    assert status(OFFICE, noon.astimezone(UTC)).answer == "closed"


def test_make_up_days_and_holidays_follow_the_calendar() -> None:
    """With the calendar, a make-up Saturday has Monday's hours and a Wednesday off has Sunday's."""
    hours = Hours.weekly(mon="09:00-17:00", wed="09:00-17:00", sun="10:00-11:00", follow_workdays=True)
    assert status(hours, at(7, "12:00"), CALENDAR).answer == "open"
    assert status(hours, at(4, "12:00"), CALENDAR).answer == "closed"
    assert status(hours, at(4, "10:30"), CALENDAR).answer == "open"
    assert status(hours, at(2, "12:00"), CALENDAR).answer == "open"
    assert status(hours, at(1, "10:30"), CALENDAR).answer == "open"


@pytest.mark.parametrize("calendar", [None, Calendar()], ids=["none", "empty"])
def test_without_holiday_data_the_answer_is_unknown_where_it_matters(calendar: Calendar | None) -> None:
    """Where the week and the holiday differ it is unknown; where both agree it is known."""
    hours = Hours.weekly(mon="09:00-17:00", sun="10:00-11:00", follow_workdays=True)
    assert status(hours, at(2, "12:00"), calendar).answer == "unknown"
    assert status(hours, at(2, "10:30"), calendar).answer == "open"
    assert status(hours, at(2, "18:00"), calendar).answer == "closed"
    always = Hours([[ALL_DAY]] * 7, follow_workdays=True)
    assert status(always, at(2, "12:00"), calendar).answer == "open"


SYDNEY = ZoneInfo("Australia/Sydney")
"""Its clock is put back on 5 April 2026 at 3:00 and forward on 4 October at 2:00."""


def test_a_clock_that_is_put_back_shows_an_hour_twice() -> None:
    """Until 2:30 it closes twice that night, and what is open at 2:15 is open at 2:15 again."""
    bar = Hours.weekly(sat="20:00-02:30")
    first = datetime(2026, 4, 5, 2, 15, tzinfo=SYDNEY)
    assert status(bar, first).until == first.replace(minute=30)
    again = status(bar, first.replace(minute=45))
    assert (again.answer, again.next) == ("closed", first.replace(minute=0, fold=1))
    assert again.next is not None
    assert again.next.astimezone(UTC) == datetime(2026, 4, 4, 16, tzinfo=UTC)
    assert status(bar, first.replace(fold=1)).until == first.replace(minute=30, fold=1)


def test_a_clock_that_is_put_forward_skips_what_lies_in_between() -> None:
    """Open until 2:30, of a night without that time, it closes as the clock goes from 2:00 to 3:00."""
    bar = Hours.weekly(sat="20:00-02:30", sun="02:10-02:40")
    openness = status(bar, datetime(2026, 10, 4, 1, 45, tzinfo=SYDNEY))
    assert openness.until is not None
    assert openness.until.astimezone(UTC) == datetime(2026, 10, 3, 16, tzinfo=UTC)
    assert openness.until.hour == 3


def test_the_last_entry_of_a_night_with_an_hour_twice() -> None:
    """The first 2:30 is the last entry that is told; the doors close when the clock shows 3:30."""
    club = Hours.weekly(sun="01:00-03:30", last_entry=60)
    openness = status(club, datetime(2026, 4, 5, 1, 30, tzinfo=SYDNEY))
    assert openness.last_entry == openness.changes == datetime(2026, 4, 5, 2, 30, tzinfo=SYDNEY)
    assert openness.until == datetime(2026, 4, 5, 3, 30, tzinfo=SYDNEY)


def test_after_the_last_entry_it_is_closed_to_who_comes() -> None:
    """Open until five, nobody is let in after half past four; before that it says so."""
    museum = Hours.weekly(mon="09:00-17:00", tue="09:00-17:00", last_entry=30)
    before = status(museum, at(2, "16:29"))
    assert (before.answer, before.last_entry, before.until) == ("open", at(2, "16:30"), at(2, "17:00"))
    after = status(museum, at(2, "16:30"))
    assert (after.answer, after.next, after.changes) == ("closed", at(3, "09:00"), at(3, "09:00"))
    assert "nobody is let in" in say(after.reason)
    assert "16:30" in say(before.reason)


def test_it_is_said_what_closes_soon() -> None:
    """Within so many minutes of the closing, or of the last entry; not where it never closes."""
    assert status(OFFICE, at(2, "11:30"), soon=30).closing_soon
    assert not status(OFFICE, at(2, "11:29"), soon=30).closing_soon
    assert status(Hours.weekly(mon="09:00-17:00", last_entry=30), at(2, "16:15"), soon=15).closing_soon
    assert not status(Hours.always(), at(2, "11:30"), soon=1_440).closing_soon


def test_the_next_change_may_be_to_unknown() -> None:
    """A time left open comes before the next sure opening, and an open place may become unknown."""
    hours = Hours.weekly(mon="08:00-12:00, 12:00-13:00?", tue="unknown", wed="08:00-09:00")
    closed = status(hours, at(2, "07:00"))
    assert (closed.next, closed.changes) == (at(2, "08:00"), at(2, "08:00"))
    assert status(hours, at(2, "09:00")).changes == at(2, "12:00")
    unknown = status(hours, at(2, "12:30"))
    assert (unknown.answer, unknown.changes, unknown.next) == ("unknown", at(2, "13:00"), None)
    evening = status(hours, at(2, "20:00"))
    assert (evening.changes, evening.next) == (at(3, "00:00"), at(4, "08:00"))
    assert status(Hours.weekly(dict.fromkeys(DAYS, "unknown")), at(2, "12:00")).changes is None


def test_what_may_open_is_not_said_to_stay_closed() -> None:
    """Closed on Mondays, and nothing is stated of other days: closed until then at least."""
    hours = Hours.weekly(dict.fromkeys(DAYS[1:], "unknown"))
    monday = status(hours, at(2, "12:00"))
    assert (monday.answer, monday.next, monday.changes) == ("closed", None, at(3, "00:00"))
    assert say(monday.reason).startswith("closed until 2026-03-03 00:00+08:00 at least")
    layered, _ = together((None, Hours.weekly(tue="07:00-22:00")), at(2, "12:00"))
    assert (layered.answer, layered.next, layered.changes) == ("closed", None, at(3, "07:00"))
    assert say(layered.reason).startswith("closed until 2026-03-03 07:00+08:00 at least")


def test_seasons_have_weeks_of_their_own() -> None:
    """Each year or in one alone, over the New Year too; what is closed all winter opens in spring."""
    long = Hours.weekly(dict.fromkeys(DAYS, "09:00-19:00")).week
    summer = Season((7, 1), (8, 31), long)
    hours = Hours.weekly(dict.fromkeys(DAYS, "09:00-17:00"), seasons=[summer])
    july = datetime(2026, 7, 1, 18, tzinfo=CHINA)
    assert status(hours, july).answer == "open"
    assert status(hours, july - timedelta(days=1)).answer == "closed"
    once = Hours(hours.week, seasons=[summer, Season((7, 1), (7, 1), [()] * 7, 2026)])
    assert status(once, july).answer == "closed"
    assert status(once, july.replace(year=2027)).answer == "open"
    winter = Hours(long, seasons=[Season((11, 1), (3, 31), [()] * 7)])
    asleep = status(winter, datetime(2026, 11, 1, 9, tzinfo=CHINA))
    assert asleep.next == datetime(2027, 4, 1, 9, tzinfo=CHINA)
    assert Season((12, 20), (1, 5), [()] * 7, 2025).holds(date(2026, 1, 5))
    assert not Season((12, 20), (1, 5), [()] * 7, 2025).holds(date(2025, 1, 5))


@pytest.mark.parametrize(
    ("first", "last", "week", "year", "code"),
    [
        ((13, 1), (1, 1), [()] * 7, None, "hours.no_such_day"),
        ((1, 1), (2, 30), [()] * 7, None, "hours.no_such_day"),
        ((1, 1), (2, 1), [()] * 6, None, "hours.not_a_week"),
        ((1, 1), (2, 1), [()] * 7, 0, "hours.no_such_year"),
    ],
)
def test_a_season_is_of_days_that_there_are(first: Any, last: Any, week: Any, year: Any, code: str) -> None:
    """Months and days of some year, seven days a week."""
    with pytest.raises(Invalid) as caught:
        Season(first, last, week, year)
    assert [problem.reason.code for problem in caught.value.problems] == [code]


def test_public_holidays_have_hours_of_their_own() -> None:
    """Whatever weekday or season; unknown without the calendar, where it matters."""
    shop = Hours.weekly(dict.fromkeys(DAYS, "09:00-21:00"), holidays="10:00-18:00")
    assert status(shop, at(4, "09:30"), CALENDAR).answer == "closed"
    assert status(shop, at(4, "17:59"), CALENDAR).until == at(4, "18:00")
    assert status(shop, at(3, "20:00"), CALENDAR).answer == "open"
    assert status(shop, at(7, "09:30"), CALENDAR).answer == "open"  # a make-up workday is no holiday
    assert [status(shop, at(4, time)).answer for time in ("09:30", "12:00", "19:00", "22:00")] == [
        "unknown",
        "open",
        "unknown",
        "closed",
    ]


@pytest.mark.parametrize("minutes", [-1, 721, True])
def test_the_last_entry_is_some_minutes_before_closing(minutes: Any) -> None:
    """A whole number up to half a day."""
    with pytest.raises(Invalid, match="last_entry"):
        Hours.weekly(mon="09:00-17:00", last_entry=minutes)


def test_days_that_differ_leave_an_open_week_open() -> None:
    """Exceptions that change nothing; no change is found for as long as is looked ahead."""
    always = Hours(Hours.always().week, {date(2026, 3, 5): [ALL_DAY]})
    assert status(always, at(2, "12:00")).changes is None
    assert list(minute_by_minute(always, date(2026, 3, 5), date(2026, 3, 5), CALENDAR)) == [(0, OPEN)]


def test_layers_of_which_nobody_knows_stay_unknown_until_one_does() -> None:
    """The door's hours are not recorded; its service has hours: unknown while they run, else closed."""
    both, decides = together((None, Hours.weekly(mon="09:00-12:00")), at(2, "10:00"))
    assert (both.answer, both.changes, decides) == ("unknown", at(2, "12:00"), 0)
    nothing, _ = together((None, None), at(2, "10:00"))
    assert (nothing.answer, nothing.changes) == ("unknown", None)
    never_known = Hours.weekly(dict.fromkeys(DAYS, "00:00-12:00, 12:00-24:00?"))
    assert together((None, never_known), at(2, "10:00"))[0].changes is None
    closed, _ = together((Hours.weekly(mon="09:00-12:00"), Hours.weekly(tue="09:00-12:00")), at(2, "10:00"))
    assert (closed.answer, closed.next) == ("closed", None)
    assert "closed for the next" in say(closed.reason)


def test_a_last_entry_is_told_of_layers_only_while_all_of_them_are_open() -> None:
    """The door's is told where it comes before the service ends, and is none after that."""
    door = Hours.weekly(mon="09:00-18:00", last_entry=90)
    both, decides = together((door, Hours.weekly(mon="11:00-17:00")), at(2, "12:00"))
    assert (both.until, both.last_entry, decides) == (at(2, "17:00"), at(2, "16:30"), 1)
    assert say(both.reason) == "open until 2026-03-02 17:00+08:00, last entry 2026-03-02 16:30+08:00"
    both, _ = together((door, Hours.weekly(mon="11:00-14:00")), at(2, "12:00"))
    assert (both.until, both.last_entry) == (at(2, "14:00"), None)


def test_every_answer_is_worded_in_both_languages() -> None:
    """Open, open throughout, closed, closed throughout, unknown twice: six sentences in each language."""
    follow = Hours.weekly(mon="09:00-17:00", follow_workdays=True)
    answers = [
        status(OFFICE, at(2, "09:00")),
        status(Hours.always(), at(2, "09:00")),
        status(OFFICE, at(2, "13:00")),
        status(Hours.weekly(), at(2, "09:00")),
        status(None, at(2, "09:00")),
        status(follow, at(2, "09:00")),
    ]
    for language in LANGUAGES:
        assert len({say(answer.reason, language) for answer in answers}) == len(answers)


@pytest.mark.parametrize(
    ("opens", "closes", "code"),
    [
        (-1, 60, "hours.opens_range"),
        (1440, 1500, "hours.opens_range"),
        (True, 60, "hours.opens_range"),
        (0, 0, "hours.empty_span"),
        (600, 540, "hours.closes_range"),
        (600, 600 + 1441, "hours.closes_range"),
        (600, 660.0, "hours.closes_range"),
    ],
)
def test_a_span_is_whole_minutes_of_at_most_a_day(opens: Any, closes: Any, code: str) -> None:
    """Spans outside the day, backwards, empty or longer than 24 hours are refused."""
    with pytest.raises(Invalid) as caught:
        Span(opens, closes)
    assert [problem.reason.code for problem in caught.value.problems] == [code]


def test_a_week_has_seven_days() -> None:
    """Fewer or more days are refused."""
    with pytest.raises(Invalid, match="6 days are no week"):
        Hours([()] * 6)


def test_the_same_minutes_are_the_same_hours() -> None:
    """Order, overlap and touching of spans make no difference: equal hours compare equal and hash alike."""
    one = Hours.weekly(mon="14:00-18:00, 08:00-12:00, 12:00-13:00, 09:00-10:00")
    other = Hours.weekly(mon="08:00-13:00, 14:00-18:00")
    assert one == other
    assert hash(one) == hash(other)
    given_twice = {date(2026, 3, 3): [Span(60, 120)], date(2026, 3, 2): []}
    assert Hours(one.week, given_twice) == Hours(one.week, tuple(reversed(given_twice.items())))


def test_no_minute_is_lost_where_spans_would_exceed_a_day() -> None:
    """24 hours and a night past it on one day stay both."""
    hours = Hours.weekly(mon="00:00-24:00, 22:00-02:00")
    assert status(hours, at(3, "01:00")).answer == "open"
    assert status(hours, at(3, "02:00")).answer == "closed"


def test_weekly_reports_every_bad_day_at_once() -> None:
    """A misspelt day, an unreadable text and a bad exception are told together, each at its field."""
    with pytest.raises(Invalid) as caught:
        Hours.weekly(mon="morning", monday="08:00-12:00", exceptions={MONDAY: "00:00-00:00"})
    fields = {problem.field: problem.reason.code for problem in caught.value.problems}
    assert fields == {
        "mon": "hours.unreadable_day",
        "monday": "value.not_one_of",
        "exceptions.2026-03-02.closes": "hours.empty_span",
    }


def test_a_week_is_written_as_it_is_read() -> None:
    """The text of a week, read again, is the same week."""
    texts = {"mon": "08:30-12:00, 14:30-18:00", "sat": "20:00-02:00", "sun": "00:00-24:00"}
    assert week_text(Hours.weekly(texts)) == texts


WORKDAYS = dict.fromkeys(DAYS[:5], "08:30-12:00, 14:30-18:00")
READ = {
    "Mo-Fr:7AM-8AM/10AM-11AM": dict.fromkeys(DAYS[:5], "07:00-08:00, 10:00-11:00"),
    "Su/We/Sa:11AM-3PM": dict.fromkeys(("wed", "sat", "sun"), "11:00-15:00"),
    "Tu/Sa:8AM-3PM;Mo/Tu:10AM-2PM": {"mon": "10:00-14:00", "tue": "08:00-15:00", "sat": "08:00-15:00"},
    "Su/Fr/Sa:12AM-3AM;Th/Fr/Sa:10PM-12AM": {
        "thu": "22:00-24:00",
        "fri": "00:00-03:00, 22:00-24:00",
        "sat": "00:00-03:00, 22:00-24:00",
        "sun": "00:00-03:00",
    },
    "8PM-2AM": dict.fromkeys(DAYS, "20:00-02:00"),
    "Mo-Fr 09:00-17:00": dict.fromkeys(DAYS[:5], "09:00-17:00"),
    "Fr-Mo 9:00-17:00": dict.fromkeys(("mon", "fri", "sat", "sun"), "09:00-17:00"),
    "Monday to Thursday, Saturday 09:00-17:00": dict.fromkeys((*DAYS[:4], "sat"), "09:00-17:00"),
    "Mo-Fr 9-17 p.m.": None,
    "24/7": dict.fromkeys(DAYS, "00:00-24:00"),
    "全天": dict.fromkeys(DAYS, "00:00-24:00"),
    "24小时营业": dict.fromkeys(DAYS, "00:00-24:00"),
    "周六 全天": {"sat": "00:00-24:00"},
    "周一至周五 8:30-12:00，14:30-18:00": WORKDAYS,
    "星期一到星期五 8:30—12:00、14:30—18:00": WORKDAYS,
    "周一至周五：８：３０－１２：００，１４：３０－１８：００。": WORKDAYS,
    "周一至周五 上午8点半至12点，下午2点半至6点": WORKDAYS,
    "周二至周日 9:00—20:30，周一闭馆": dict.fromkeys(DAYS[1:], "09:00-20:30"),
    "每天 9:00-20:30;周一 休息": dict.fromkeys(DAYS[1:], "09:00-20:30"),
    "周一至周五：7:30–19:00；周末：9:30–17:30": dict.fromkeys(DAYS[:5], "07:30-19:00")
    | dict.fromkeys(DAYS[5:], "09:30-17:30"),
    "礼拜天 18:00-次日2:00": {"sun": "18:00-02:00"},
    "周日 18:00-2:00": {"sun": "18:00-02:00"},
    "10:00-02:00": dict.fromkeys(DAYS, "10:00-02:00"),
    "8:30-12:00; 14:30-18:00": dict.fromkeys(DAYS, "08:30-12:00, 14:30-18:00"),
    "10:00-次日11:00": None,
    "9:00-5:00": None,
    "以现场公告为准": None,
    "周一至周五 8:30-12:00；14:30-18:00": None,
    "周一至 8:30": None,
    "Mo-Fr": None,
    "Mo-Fr 9-17": None,
    "13PM-14PM": None,
    "9:60-10:00": None,
    "24:30-25:00": None,
    "24:00-02:00": None,
    "9:00-17:00 maybe": None,
    "9:00-17:00 18:00": None,
    "": None,
    ";": None,
    "9:00-10:00/" * 200: None,
}


@pytest.mark.parametrize(("text", "week"), READ.items(), ids=lambda value: str(value)[:40])
def test_texts_that_people_write_are_read_or_refused(text: str, week: dict[str, str] | None) -> None:
    """What is certain is read as meant; anything else is refused, never guessed."""
    if week is None:
        with pytest.raises(Invalid) as caught:
            read(text)
        assert all(problem.field.startswith("hours") for problem in caught.value.problems)
    else:
        assert read(text) == Hours.weekly(week)


def test_what_is_not_a_text_is_refused() -> None:
    """A number or nothing at all is not hours."""
    for nothing in (None, 9):
        with pytest.raises(Invalid, match="cannot be read as hours"):
            read(nothing)  # type: ignore[arg-type] # as a careless caller would


def test_workdays_follow_the_calendar() -> None:
    """工作日 names Monday to Friday, and the days that the calendar makes workdays."""
    hours = read("工作日 9:00-17:30")
    assert hours.follow_workdays
    assert status(hours, at(7, "12:00"), CALENDAR).answer == "open"
    assert status(hours, at(4, "12:00"), CALENDAR).answer == "closed"


def test_the_hours_of_one_day_are_read_whole() -> None:
    """A day's text holds spans alone: no day's name, nothing after."""
    assert spans("全天") == (ALL_DAY,)
    assert spans("closed") == ()
    for text in ("Mo 9:00-10:00", "9:00-10:00;", "closed 9:00-10:00"):
        with pytest.raises(Invalid, match="hours of a day"):
            spans(text)


def test_real_texts_are_read() -> None:
    """Every one of the 92 hours texts of the San Francisco permits is read, and none opens nowhere."""
    with (data("sf_food_permits") / "Mobile_Food_Facility_Permit.csv").open(encoding="utf-8-sig") as file:
        texts = [row["dayshours"] for row in csv.DictReader(file) if row["dayshours"]]
    assert len(texts) == 92
    assert all(any(read(text).week) for text in texts)


day_spans = st.lists(
    st.builds(lambda opens, length: Span(opens, opens + length), st.integers(0, 1439), st.integers(1, 1440)),
    max_size=3,
)
weeks = st.lists(day_spans, min_size=7, max_size=7)
minutes = st.integers(0, 14 * 24 * 60 - 1)
exceptions = st.dictionaries(st.integers(0, 13), day_spans, max_size=3)


@given(weeks, exceptions, minutes)
def test_a_minute_is_open_if_a_span_covers_it(
    week: list[list[Span]], special: dict[int, list[Span]], minute: int
) -> None:
    """The answer equals a look at every span of that day and the day before, and changes when it says."""
    hours = Hours(week, {MONDAY + timedelta(days=n): open_ for n, open_ in special.items()})
    start = datetime(2026, 3, 2, tzinfo=CHINA)

    def is_open(m: int) -> bool:
        days = ((n, special.get(n, week[n % 7])) for n in (m // 1440, m // 1440 - 1))
        return any(span.opens <= m - n * 1440 < span.closes for n, open_ in days for span in open_)

    answer = status(hours, start + timedelta(minutes=minute))
    assert answer.answer == ("open" if is_open(minute) else "closed")
    change = answer.until or answer.next
    if change is not None:
        first = int((change - start).total_seconds()) // 60
        assert is_open(first) is not is_open(minute)
        assert all(is_open(m) is is_open(minute) for m in range(minute, first))


@pytest.mark.parametrize(
    ("hours", "shown"),
    [
        (Hours.always(), "Hours('24/7')"),
        (read("每天 08:30-21:00"), "Hours('Mo-Su 08:30-21:00')"),
        (
            Hours.weekly(mon="8:30-12:00, 14:30-18:00", tue="8:30-12:00, 14:30-18:00", sat="20:00-02:00"),
            "Hours('Mo-Tu 08:30-12:00, 14:30-18:00; Sa 20:00-02:00')",
        ),
        (Hours.weekly(), "Hours('closed')"),
        (
            Hours(Hours.weekly(sun="00:00-24:00").week, {date(2026, 10, 1): ()}, follow_workdays=True),
            "Hours('Su 00:00-24:00; by the calendar of workdays; exceptions: 1')",
        ),
    ],
)
def test_hours_are_shown_as_people_write_them(hours: Hours, shown: str) -> None:
    """Days with the same hours stand together; what the week does not say is counted."""
    assert repr(hours) == shown
    if not hours.exceptions and any(hours.week):
        assert read(shown.split("'")[1]) == hours
