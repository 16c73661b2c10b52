"""Codes of counties and districts through time: what a code was on a day, and every code of its ground."""

import csv
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import count as counting

import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendly_services import packs
from friendly_services.errors import Invalid
from friendly_services.places import DivisionChange, Divisions
from tests.budget import data

CHINA = packs.load("merchant-14-9-9").divisions
FIRST = date(2000, 1, 1)
BEFORE, AFTER = date(1999, 1, 1), date(2030, 1, 1)


def change(old: Iterable[str], new: Iterable[str], day: int = 0) -> DivisionChange:
    """Codes that became others, so many days after the first."""
    return DivisionChange(tuple(old), tuple(new), FIRST + timedelta(days=day), "made up for tests")


@st.composite
def tables(draw: st.DrawFn) -> Divisions:
    """Counties that merge, split, go on larger or smaller and are numbered anew, some on one day."""
    fresh = (f"{n:06}" for n in counting(1))
    living = [next(fresh) for _ in range(4)]
    changes: list[DivisionChange] = []
    for day in range(draw(st.integers(0, 4))):
        touched = draw(st.lists(st.sampled_from(living), min_size=1, max_size=4, unique=True))
        cut = draw(st.integers(1, len(touched)))
        for old in filter(None, (touched[:cut], touched[cut:])):
            kept = draw(st.lists(st.sampled_from(old), max_size=1))
            new = kept + [next(fresh) for _ in range(draw(st.integers(0 if kept else 1, 2)))]
            changes.append(change(old, new, day))
            living = [code for code in living if code not in old] + new
    return Divisions(draw(st.permutations(changes)))


CODES = st.integers(1, 30).map(lambda n: f"{n:06}")
DAYS = st.integers(-1, 5).map(lambda n: FIRST + timedelta(days=n))


@given(tables(), CODES, DAYS)
def test_the_codes_of_a_day_stand_for_themselves(divisions: Divisions, code: str, on: date) -> None:
    """There is one at least, all are kin of the code, and asking again on the day changes nothing."""
    found = divisions.as_of(code, on)
    assert found
    assert set(found) <= set(divisions.kin(code))
    assert [divisions.as_of(one, on) for one in found] == [(one,) for one in found]


@given(tables(), CODES, CODES)
def test_kin_is_mutual(divisions: Divisions, one: str, other: str) -> None:
    """A code is its own kin, and kin of whatever is kin of it."""
    assert one in divisions.kin(one)
    assert (other in divisions.kin(one)) == (one in divisions.kin(other))


@given(tables(), CODES)
def test_days_part_into_before_while_and_after(divisions: Divisions, code: str) -> None:
    """A code is in force on some days, without a gap; on all others different codes stand for it."""
    answers = [divisions.as_of(code, FIRST + timedelta(days=n)) for n in range(-1, 6)]
    assert all(found == (code,) or code not in found for found in answers)
    in_force = "".join("x" if found == (code,) else " " for found in answers).strip()
    assert in_force == "x" * max(len(in_force), 1)


@given(tables(), CODES, DAYS)
def test_twelve_digits_are_the_same_county(divisions: Divisions, code: str, on: date) -> None:
    """A code that ends in six zeros is answered in the same form."""
    assert divisions.as_of(f"{code}000000", on) == tuple(f"{one}000000" for one in divisions.as_of(code, on))
    assert divisions.kin(f"{code}000000") == tuple(f"{one}000000" for one in divisions.kin(code))
    assert (f"{code}000000" in divisions) == (code in divisions)


def test_a_day_of_two_decisions_is_one_change() -> None:
    """What a district gave up that day does not pass on what it gained the same day."""
    divisions = Divisions(
        [change(["000001", "000002"], ["000001"]), change(["000001", "000003"], ["000003", "000004"])]
    )
    assert divisions.kin("000002") == ("000001", "000002")
    assert divisions.as_of("000004", BEFORE) == ("000001", "000003")
    assert divisions.as_of("000002", AFTER) == ("000001",)


def test_ground_that_left_later_is_not_taken_along() -> None:
    """A code that gave ground away and went on leads to where the ground went, by the days between."""
    divisions = Divisions([change(["000001"], ["000001", "000002"]), change(["000002"], ["000003"], 10)])
    assert divisions.kin("000003") == ("000001", "000002", "000003")
    assert divisions.as_of("000003", FIRST + timedelta(days=5)) == ("000002",)
    assert divisions.as_of("000003", BEFORE) == ("000001",)


@pytest.mark.parametrize(
    "area", ["花溪街道", "37120", "3712021", "371202001", "371202001000", "３７１２０２", ""]
)
def test_what_is_no_county_s_code_is_left_as_it_is(area: str) -> None:
    """Names, streets' codes and codes cut short pass unchanged, and are said not to be known."""
    assert (CHINA.as_of(area, BEFORE), CHINA.kin(area), area in CHINA) == ((area,), (area,), False)


def test_a_number_is_no_code() -> None:
    """As a number a code would lose the zeros it begins with, so it is refused."""
    for ask in (CHINA.kin, lambda code: CHINA.as_of(code, AFTER)):
        with pytest.raises(Invalid, match="write a code as text"):
            ask(371202)  # type: ignore[arg-type] # what is refused
    assert 371202 not in CHINA


@pytest.mark.parametrize("codes", [("37120",), ("3712021",), (371202,), ("３７１２０２",), ()])
def test_a_table_has_codes_of_six_digits(codes: tuple[str, ...]) -> None:
    """Anything else is refused on either side."""
    for old, new in ((codes, ("370116",)), (("371202",), codes)):
        with pytest.raises(Invalid, match="six digits as text"):
            DivisionChange(old, new, FIRST, "x")


@pytest.mark.parametrize(
    "changes",
    [
        [change(["000001"], ["000002"]), change(["000001"], ["000003"], 1)],
        [change(["000001"], ["000003"]), change(["000002"], ["000003"], 1)],
        [change(["000001"], ["000002"]), change(["000002"], ["000001"], 1)],
        [change(["000001"], ["000002"], 1), change(["000002"], ["000003"])],
    ],
)
def test_a_code_begins_once_and_ends_once(changes: list[DivisionChange]) -> None:
    """A table in which a code ends twice, begins twice, comes back or changes before it began is refused."""
    with pytest.raises(Invalid, match="begins once and ends once"):
        Divisions(changes)


def test_the_library_s_table_agrees_with_published_lists() -> None:
    """Every code in force in 2023 is in the list of that year, and none that had ended by then."""
    with (data("divisions_cn") / "areas.csv").open(encoding="utf-8") as file:
        published = {row["code"] for row in csv.DictReader(file)}
    codes = {code for change in CHINA.changes for code in (*change.old, *change.new)}
    on = date(2023, 6, 30)
    assert {code for code in codes if CHINA.as_of(code, on) == (code,)} == codes & published
    assert all(set(CHINA.as_of(code, on)) <= published for code in codes)
    assert (len(CHINA.changes), len(codes)) == (93, 193)


def test_every_row_names_its_decision() -> None:
    """Title and number, of the year in which the row begins."""
    assert [row for row in CHINA.changes if f"〔{row.since.year}〕" not in row.source] == []


def test_a_code_changed_twice() -> None:
    """Ping'an was a county of a prefecture, then of a city, and is a district of it."""
    assert CHINA.as_of("630203", date(2012, 1, 1)) == ("632121",)
    assert CHINA.as_of("632121", date(2014, 1, 1)) == ("630221",)
    assert CHINA.kin("630221") == ("630203", "630221", "632121")
