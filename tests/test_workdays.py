"""Working days: published years, years without data, terms counted over them."""

import json
import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendly_services.errors import Invalid
from friendly_services.text import Label, say
from friendly_services.workdays import Calendar, Count, Deadline, Year
from tests.budget import ROOT, data

CN = ROOT / "src" / "friendly_services" / "packs" / "calendars" / "cn"
FILES = sorted(CN.glob("*.toml"))


def year(path: Path) -> Year:
    """One of the calendars that the project ships."""
    return Year.read(tomllib.loads(path.read_text(encoding="utf-8")))


CHINA = Calendar(year(path) for path in FILES)

PLAIN: dict[str, Any] = {
    "year": 2026,
    "status": "official",
    "source": "the notice",
    "holidays": [
        {
            "name": {"en": "National Day", "zh": "国庆节"},
            "first": date(2026, 10, 1),
            "last": date(2026, 10, 7),
            "work": [date(2026, 9, 20), date(2026, 10, 10)],
        }
    ],
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_shipped_years_equal_the_published_table(path: Path) -> None:
    """Each shipped year has the days off and the make-up workdays of the table made from the notices."""
    table = json.loads(
        (data("cn_calendars") / "holiday_cn" / f"{path.stem}.json").read_text(encoding="utf-8")
    )
    ours = year(path)
    assert ours.off == {date.fromisoformat(day["date"]) for day in table["days"] if day["isOffDay"]}
    assert ours.work == {date.fromisoformat(day["date"]) for day in table["days"] if not day["isOffDay"]}
    assert ours.year == table["year"] == int(path.stem)
    assert tomllib.loads(path.read_text(encoding="utf-8"))["address"] in table["papers"]


def test_a_year_not_yet_published_is_not_a_year_without_holidays() -> None:
    """The published table of 2027 is empty; our calendar has no data for it rather than no holidays."""
    table = json.loads((data("cn_calendars") / "holiday_cn" / "2027.json").read_text(encoding="utf-8"))
    assert table["days"] == []
    assert CHINA.is_workday(date(2027, 1, 1)) is None


def test_three_years_are_shipped_as_official() -> None:
    """2024, 2025 and 2026 ship, each official, with its source and how it was read."""
    assert [path.stem for path in FILES] == ["2024", "2025", "2026"]
    for path in FILES:
        plain = tomllib.loads(path.read_text(encoding="utf-8"))
        assert plain["status"] == "official"
        assert "国务院办公厅" in plain["source"]
        assert plain["read"]


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 2, 13), True),
        (date(2026, 2, 14), True),
        (date(2026, 2, 15), False),
        (date(2026, 2, 16), False),
        (date(2026, 2, 24), True),
        (date(2026, 3, 1), False),
        (date(2023, 12, 29), None),
    ],
)
def test_a_day_is_worked_by_the_notice_then_by_the_week(day: date, works: bool | None) -> None:
    """Make-up Saturdays are worked, holidays are not, other days follow the week, other years are unknown."""
    assert CHINA.is_workday(day) is works


def test_a_term_counts_make_up_days_and_skips_holidays() -> None:
    """Five working days from Friday 13 February 2026 end on the 27th; the first is a make-up Saturday."""
    assert CHINA.after(date(2026, 2, 13), 1) == Deadline(date(2026, 2, 14), "official", None)
    assert CHINA.after(date(2026, 2, 13), 5) == Deadline(date(2026, 2, 27), "official", None)


def test_a_term_of_no_days_ends_where_it_starts() -> None:
    """Zero working days is the start itself, in whatever year."""
    assert CHINA.after(date(2030, 1, 1), 0) == Deadline(date(2030, 1, 1), "official", None)
    assert CHINA.until(date(2030, 1, 1), date(2030, 1, 1)) == Count(0, "official", None)


def test_a_term_into_a_year_without_data_says_so() -> None:
    """The deadline is counted Monday to Friday and names the year that is missing."""
    deadline = CHINA.after(date(2026, 12, 30), 3)
    assert (deadline.day, deadline.status) == (date(2027, 1, 4), "no_data")
    assert deadline.reason is not None
    assert deadline.reason.values == {"years": (2027,)}
    assert "2027" in say(deadline.reason)
    assert "2027" in say(deadline.reason, "zh")


def test_a_term_through_a_provisional_year_says_so() -> None:
    """The weakest of the years touched names the answer's reliability: no data, then provisional."""
    expected = Year(2027, [date(2027, 1, 1)], (), "provisional", "expected")
    calendar = Calendar([*CHINA.years.values(), expected])
    assert calendar.after(date(2026, 12, 30), 3) == Deadline(
        date(2027, 1, 5), "provisional", calendar.until(date(2026, 12, 30), date(2027, 1, 5)).reason
    )
    assert calendar.until(date(2026, 12, 30), date(2028, 1, 3)).status == "no_data"


def test_the_last_day_of_a_year_counts_alone() -> None:
    """A start on 31 December touches the new year only: the start itself is not counted."""
    assert CHINA.after(date(2023, 12, 31), 1) == Deadline(date(2024, 1, 2), "official", None)


@given(st.dates(date(2024, 1, 1), date(2026, 6, 30)), st.integers(1, 120))
def test_counting_back_gives_the_term(start: date, n: int) -> None:
    """`until` answers the number that `after` was asked, and the last day is a working day."""
    deadline = CHINA.after(start, n)
    assert CHINA.until(start, deadline.day) == Count(n, deadline.status, deadline.reason)
    assert CHINA.is_workday(deadline.day)
    assert CHINA.until(start, deadline.day - timedelta(days=1)).days == n - 1


@pytest.mark.parametrize("n", [-1, 1.0, True, 100_000])
def test_a_term_is_a_whole_number_of_days(n: Any) -> None:
    """A negative, broken, boolean or absurd term is refused."""
    with pytest.raises(Invalid, match="not a number of working days"):
        CHINA.after(date(2026, 1, 5), n)


def test_days_are_not_counted_backwards() -> None:
    """The end of a count does not lie before its start."""
    with pytest.raises(Invalid, match="give the earlier day first"):
        CHINA.until(date(2026, 1, 5), date(2026, 1, 4))


def test_holidays_have_names() -> None:
    """A day off and the weekend that makes up for it carry the holiday's name; other days carry none."""
    spring = Label("Spring Festival", "春节")
    assert CHINA.name(date(2026, 2, 14)) == CHINA.name(date(2026, 2, 16)) == spring
    assert CHINA.name(date(2026, 3, 3)) is None
    assert CHINA.name(date(2031, 3, 3)) is None


def test_a_notice_may_name_days_of_the_year_before() -> None:
    """A make-up workday in December that next year's notice names counts, and has its holiday's name."""
    before = Year(2024, (), (), "official", "a notice")
    after = Year.read(
        {
            "year": 2025,
            "status": "official",
            "source": "a notice",
            "holidays": [
                {
                    "name": {"en": "New Year", "zh": "元旦"},
                    "first": date(2024, 12, 31),
                    "last": date(2025, 1, 1),
                    "work": [date(2024, 12, 29)],
                }
            ],
        }
    )
    calendar = Calendar({2024: before, 2025: after})
    assert calendar.is_workday(date(2024, 12, 29)) is True
    assert calendar.is_workday(date(2024, 12, 31)) is False
    assert calendar.name(date(2024, 12, 29)) == Label("New Year", "元旦")


def changed(**values: Any) -> dict[str, Any]:
    """The plain year with other values at the top."""
    return {key: value for key, value in (PLAIN | values).items() if value is not ...}


def holiday(**values: Any) -> dict[str, Any]:
    """The plain year with other values in its one holiday."""
    whole = PLAIN["holidays"][0] | values
    return changed(holidays=[{key: value for key, value in whole.items() if value is not ...}])


def test_a_plain_year_is_read() -> None:
    """Days off, make-up workdays, a single day off without `last` or `work`."""
    assert len(Year.read(PLAIN).off) == 7
    assert Year.read(holiday(last=..., work=...)).off == {date(2026, 10, 1)}


@pytest.mark.parametrize(
    ("plain", "field", "code"),
    [
        (changed(year=...), "year", "value.missing"),
        (changed(year="2026"), "year", "workdays.wrong_kind"),
        (changed(year=True), "year", "workdays.wrong_kind"),
        (changed(status="sure"), "status", "value.not_one_of"),
        (changed(source=...), "source", "value.missing"),
        (changed(holiday=[]), "holiday", "workdays.unknown_key"),
        (changed(holidays="none"), "holidays", "workdays.wrong_kind"),
        (changed(holidays=["2026-01-01"]), "holidays.0", "workdays.wrong_kind"),
        (holiday(to=date(2026, 10, 2)), "holidays.0.to", "workdays.unknown_key"),
        (holiday(name=...), "holidays.0.name", "value.missing"),
        (holiday(name={"en": "x"}), "holidays.0.name.zh", "value.missing"),
        (holiday(first=...), "holidays.0.first", "value.missing"),
        (holiday(first="2026-10-01"), "holidays.0.first", "workdays.wrong_kind"),
        (holiday(first=datetime(2026, 10, 1, tzinfo=UTC)), "holidays.0.first", "workdays.wrong_kind"),
        (holiday(last=date(2026, 9, 30)), "holidays.0.last", "workdays.span"),
        (holiday(last=date(2026, 12, 1)), "holidays.0.last", "workdays.span"),
        (holiday(last="x"), "holidays.0.last", "workdays.wrong_kind"),
        (holiday(work="x"), "holidays.0.work", "workdays.wrong_kind"),
        (holiday(work=["x"]), "holidays.0.work.0", "workdays.wrong_kind"),
        (holiday(work=[date(2026, 10, 12)]), "holidays.0.work.0", "workdays.makeup_on_weekday"),
        (holiday(work=[date(2026, 10, 3)]), "holidays", "workdays.both"),
        (changed(year=2030), "holidays.0", "workdays.other_year"),
    ],
)
def test_a_bad_calendar_is_refused_at_its_key(plain: dict[str, Any], field: str, code: str) -> None:
    """Each fault is reported with the dotted path of the key and a code that says what is wrong."""
    with pytest.raises(Invalid) as caught:
        Year.read(plain)
    assert (field, code) in [(problem.field, problem.reason.code) for problem in caught.value.problems]


def test_all_faults_of_a_calendar_are_told_at_once() -> None:
    """A file with three faults is refused once, with all of them."""
    with pytest.raises(Invalid) as caught:
        Year.read({"status": "sure", "holidays": []})
    assert [problem.field for problem in caught.value.problems] == ["year", "source", "status"]
