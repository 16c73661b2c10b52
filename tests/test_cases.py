"""Cases on their route: terms, posts, returns."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendly_services import cases
from friendly_services.cases import Duration, Post, ReturnedAlready, Route
from friendly_services.errors import Invalid
from friendly_services.text import Label, say
from friendly_services.workdays import Calendar, Year

SHANGHAI = ZoneInfo("Asia/Shanghai")
EMPTY = Calendar({})
NOW = datetime(2026, 2, 13, 9, 30, tzinfo=SHANGHAI)
"""A Friday, before the Spring Festival of 2026."""

SPRING_FESTIVAL = Year(
    year=2026,
    off=frozenset(date(2026, 2, day) for day in range(15, 24)),
    work=frozenset({date(2026, 2, 14), date(2026, 2, 28)}),
    status="official",
    source="the notice",
)


def post(days: int, role: str | None = None) -> Post:
    """A post of so many working days."""
    return Post(title=Label(en=f"{days}-day desk", zh=f"{days}日岗"), within=Duration(days), role=role)


ROUTE = Route(
    posts={"desk": post(3), "visit": post(10), "board": post(5)}, correction=Duration(10), returns=1
)


def test_a_working_term_counts_make_up_days_and_not_the_holiday() -> None:
    """Five working days from Friday 13 February 2026 end on the 27th, by the official calendar."""
    term = cases.term(Duration(5), NOW, Calendar({2026: SPRING_FESTIVAL}))
    assert (term.day, term.status) == (date(2026, 2, 27), "official")
    assert term.ends == datetime(2026, 2, 28, tzinfo=SHANGHAI)
    assert say(term.reason) == "until the end of 2026-02-27"


@pytest.mark.parametrize(
    ("years", "words"),
    [
        ({}, "no holiday calendar"),
        ({2026: attrs.evolve(SPRING_FESTIVAL, status="provisional")}, "not final yet"),
    ],
)
def test_a_term_says_when_its_calendar_is_not_sure(years: dict[int, Year], words: str) -> None:
    """A deadline that rests on a provisional or missing calendar says so in words."""
    assert words in say(cases.term(Duration(5), NOW, Calendar(years)).reason)


def test_natural_days_need_no_calendar() -> None:
    """Three natural days from a Friday end on Monday, for certain, whatever calendar is loaded."""
    term = cases.term(Duration(3, "natural"), NOW, EMPTY)
    assert (term.day, term.status) == (date(2026, 2, 16), "official")


def test_a_term_ends_with_the_first_instant_of_a_day_that_has_no_midnight() -> None:
    """Row 28: where clocks skip 00:00, the term ends when they do, not an hour before or after."""
    beirut = ZoneInfo("Asia/Beirut")
    term = cases.term(Duration(1, "natural"), datetime(2022, 3, 25, 12, tzinfo=beirut), EMPTY)
    assert term.ends.astimezone(UTC) == datetime(2022, 3, 26, 22, tzinfo=UTC)


@given(start=st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1)), days=st.integers(1, 60))  # noqa: DTZ001 # the zone is added below
def test_a_term_is_over_exactly_from_its_end(start: datetime, days: int) -> None:
    """The last day still counts, whole; from its end on the term is over."""
    term = cases.term(Duration(days), start.replace(tzinfo=SHANGHAI), EMPTY)
    instant = timedelta(microseconds=1)
    assert not term.over((term.ends - instant).date())
    assert term.over(term.ends.date())


def test_a_case_travels_its_posts_in_order_and_is_signed() -> None:
    """Each post passes the case to the next with that one's own term; the last one keeps it."""
    case = cases.open_case(ROUTE, NOW, EMPTY)
    seen = [case.post]
    for name in ("ann", "bob", "cai"):
        case = cases.advance(case, ROUTE, (name,), NOW, EMPTY)
        seen.append(case.post)
    assert seen == ["desk", "visit", "board", "board"]
    assert [s.by for s in case.signed] == [("ann",), ("bob",), ("cai",)]


def test_a_post_returns_a_case_once_and_takes_it_up_with_its_whole_term() -> None:
    """The applicant has the route's term; afterwards the post starts anew, and may not return it again."""
    case = cases.return_for_correction(cases.open_case(ROUTE, NOW, EMPTY), ROUTE, NOW, EMPTY)
    assert case.correcting
    assert case.term.day == date(2026, 2, 27)
    later = NOW + timedelta(days=7)
    again = cases.take_up_again(case, ROUTE, later, EMPTY)
    assert (again.post, again.correcting) == ("desk", False)
    assert again.term == cases.term(Duration(3), later, EMPTY)
    with pytest.raises(ReturnedAlready, match="may not again") as refused:
        cases.return_for_correction(again, ROUTE, later, EMPTY)
    assert refused.value.times == 1
    visit = cases.advance(again, ROUTE, ("ann",), later, EMPTY)
    assert cases.return_for_correction(visit, ROUTE, later, EMPTY).returned == ("desk", "visit")


def test_a_case_goes_back_to_an_earlier_post() -> None:
    """Sent back, the case lies at that post with a fresh term and keeps its signatures."""
    case = cases.advance(cases.open_case(ROUTE, NOW, EMPTY), ROUTE, ("ann",), NOW, EMPTY)
    back = cases.send_back(case, "desk", ROUTE, NOW, EMPTY)
    assert (back.post, back.signed) == ("desk", case.signed)
    assert not cases.overdue(back, back.term.day)
    assert cases.overdue(back, back.term.day + timedelta(days=1))


def test_a_route_says_what_is_wrong_with_it() -> None:
    """No posts, a term of no days and a negative number of returns are refused with the field's name."""
    with pytest.raises(Invalid, match="posts"):
        Route(posts={}, correction=Duration(1), returns=1)
    with pytest.raises(Invalid, match="days: 0 is too small"):
        Duration(0)
    with pytest.raises(Invalid, match="returns: -1 is too small"):
        Route(posts={"desk": post(1)}, correction=Duration(1), returns=-1)
