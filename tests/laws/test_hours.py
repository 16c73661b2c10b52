"""Laws of opening hours: the answer of every minute, and the minute at which it becomes another."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st

from friendly_services.hours import Hours, Season, Span, read, status, together, write
from friendly_services.workdays import Calendar, Year

SYDNEY = ZoneInfo("Australia/Sydney")
"""Put back on 5 April 2026 at 3:00 and forward on 4 October at 2:00."""
TURNS = [datetime(2026, 4, 4, tzinfo=SYDNEY), datetime(2026, 10, 3, tzinfo=SYDNEY)]
FIRST = [*TURNS, datetime(2025, 12, 30, tzinfo=UTC), datetime(2026, 9, 29, tzinfo=ZoneInfo("Asia/Shanghai"))]
NEW_YEAR = date(2024, 1, 1)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)

spans = st.builds(
    lambda opens, length, sure: Span(opens * 15, (opens + length) * 15, sure),
    st.integers(0, 95),
    st.integers(1, 96),
    st.sampled_from([True, True, True, False]),
)
days = st.lists(spans, max_size=2)
weeks = st.lists(days, min_size=7, max_size=7)
ends = st.sampled_from([(1, 1), (2, 29), (4, 4), (4, 30), (9, 30), (10, 3), (12, 31)])
seasons = st.builds(Season, ends, ends, weeks, st.sampled_from([None, None, 2025, 2026]))
dates = st.sampled_from([date(2026, 1, 1), date(2026, 4, 4), date(2026, 10, 3), date(2026, 10, 4)])
every = st.builds(
    Hours,
    weeks,
    st.dictionaries(dates, days, max_size=2),
    st.booleans(),
    st.lists(seasons, max_size=2),
    st.none() | days,
    st.sampled_from([0, 0, 30, 90]),
)
plain = st.builds(Hours, weeks, last_entry=st.sampled_from([0, 30]))
calendars = st.sampled_from(
    [
        None,
        Calendar([Year(2025, [], [], "official", "made for the test")]),
        Calendar(
            [
                Year(2025, [], [], "official", "made for the test"),
                Year(
                    2026,
                    [date(2026, 1, 1), date(2026, 4, 6), date(2026, 10, 1)],
                    [date(2026, 10, 4)],
                    "official",
                    "as well",
                ),
            ]
        ),
    ]
)


def ways(hours: Hours, day: date, calendar: Calendar | None) -> list[tuple[Span, ...]]:
    """All that the day's hours may be, told without a look at how the room does it."""
    for special, open_ in hours.exceptions:
        if special == day:
            return [open_]
    week = hours.week
    for season in (*(s for s in hours.seasons if s.year), *(s for s in hours.seasons if not s.year)):
        years = [season.year] if season.year else [day.year - 1, day.year]
        for year in years:
            n, inside = 0, set()
            begin = date(year, season.first[0], 1) + (season.first[1] - 1) * DAY
            if begin.month != season.first[0]:  # 29 February of another year
                begin = date(year, 3, 1)
            while n < 367:
                one = begin + n * DAY
                over = one.year > year
                if (season.first <= season.last and (over or (one.month, one.day) > season.last)) or (
                    season.first > season.last and over and (one.month, one.day) > season.last
                ):
                    break
                inside.add(one)
                n += 1
            if day in inside:
                week = season.week
                break
        else:
            continue
        break
    usual, weekend = week[day.weekday()], day.weekday() > 4
    known = calendar is not None and day.year in calendar.years
    found = []
    for holiday, works in [(False, False), (False, True), (True, False)]:
        if known and calendar is not None:
            if holiday != calendar.is_holiday(day) or works != calendar.is_workday(day):
                continue
        elif not weekend and not holiday and not works:
            continue
        if holiday and hours.holidays is not None:
            found.append(hours.holidays)
        elif hours.follow_workdays and holiday and not weekend:
            found.append(week[6])
        elif hours.follow_workdays and works and weekend:
            found.append(week[0])
        else:
            found.append(usual)
    return found


def on_the_clock(hours: Hours, first: date, count: int, calendar: Calendar | None) -> list[str]:
    """The answer of every minute that a clock shows in so many days."""
    each = [ways(hours, first + n * DAY, calendar) for n in range(-1, count)]
    answers = []
    for n in range(count):
        for minute in range(1440):
            said = set()
            for before in each[n]:
                for today in each[n + 1]:
                    covering = [s.sure for s in today if s.opens <= minute < s.closes]
                    covering += [s.sure for s in before if s.opens <= minute + 1440 < s.closes]
                    said.add("open" if True in covering else "unknown" if covering else "closed")
            answers.append(said.pop() if len(said) == 1 else "unknown")
    if hours.last_entry:
        shut = list(answers)
        for n, answer in enumerate(answers):
            if answer == "open":
                later = answers[n : n + hours.last_entry + 1]
                shut[n] = next((one for one in later if one != "open"), "open")
        return shut
    return answers


@given(every | plain, calendars, st.sampled_from(FIRST), st.integers(0, 2 * 1440 - 1))
def test_every_answer_is_that_of_a_clock_read_minute_by_minute(
    hours: Hours, calendar: Calendar | None, first: datetime, minute: int
) -> None:
    """Over seasons, holidays, midnight and a clock that is put forward or back; so is the next change."""
    zone = first.tzinfo
    assert zone is not None
    clock = on_the_clock(hours, first.date(), 5, calendar)
    start = first.astimezone(UTC) + minute * MINUTE

    def answer(n: int) -> str:
        wall = (start + n * MINUTE).astimezone(zone)
        return clock[(wall.date() - first.date()).days * 1440 + wall.hour * 60 + wall.minute]

    now = status(hours, start.astimezone(zone), calendar)
    assert now.answer == answer(0)
    far = 2 * 1440
    change = next((n for n in range(1, far) if answer(n) != answer(0)), None)
    found = None if now.changes is None else (now.changes.astimezone(UTC) - start) // MINUTE
    assert (
        found == change
        or (change is None and found is not None and found >= far)
        or (change is None and found is None)
    )
    if now.next is not None and (now.next.astimezone(UTC) - start) // MINUTE < far:
        opens = (now.next.astimezone(UTC) - start) // MINUTE
        assert answer(opens) == "open"
        assert "open" not in {answer(n) for n in range(opens)}


@given(every | plain)
def test_what_is_written_is_read_as_the_same_hours(hours: Hours) -> None:
    """One text holds seasons, holidays, exceptions, last entry and what is not known, if no day is in two."""
    each_year = [season for season in hours.seasons if season.year is None]
    assume(all(sum(season.holds(NEW_YEAR + n * DAY) for season in each_year) < 2 for n in range(366)))
    assume(len({(season.first, season.last, season.year) for season in hours.seasons}) == len(hours.seasons))
    assert read(write(hours)) == hours


@given(plain, plain, st.integers(0, 7 * 96))
def test_layers_are_open_together_when_each_is(door: Hours, service: Hours, quarter: int) -> None:
    """And what is said of the next change and the next opening holds of both."""
    at = datetime(2026, 3, 2, tzinfo=UTC) + quarter * 15 * MINUTE
    both, decides = together((door, service), at)

    def answer(moment: datetime) -> str:
        answers = {status(one, moment).answer for one in (door, service)}
        return next(one for one in ("closed", "unknown", "open") if one in answers)

    assert both.answer == answer(at) == status((door, service)[decides], at).answer
    for n in range(1, 8 * 96):
        moment = at + n * 15 * MINUTE
        if both.changes is None or moment < both.changes:
            assert answer(moment) == both.answer
        if both.next is not None and moment < both.next:
            assert answer(moment) != "open"
    if both.changes is not None:
        assert answer(both.changes) != both.answer
    if both.next is not None:
        assert answer(both.next) == "open"
