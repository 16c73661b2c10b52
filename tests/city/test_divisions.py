"""Records that were entered under a code that has changed are found under the old one and the new one."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from friendly_services import merchants, packs, targets
from friendly_services.city import City, _asking
from friendly_services.errors import Invalid
from friendly_services.ids import TargetId
from friendly_services.testing import StandingClock
from tests.city.town import CLERK, MONDAY, PACK, TODAY, applied, shown, small, station

OLD, NEW = "371202", "370116"
AREAS = [OLD, "north", NEW, "370117", OLD, NEW, "north", OLD]


@pytest.fixture(name="city", scope="module")
def the_city() -> City:
    """Eight shops and eight stations: five of each in Laiwu, three under its old code."""
    city = small()
    for n, area in enumerate(AREAS, 1):
        shop = applied(city, n, area=area, trade="repair" if n == 1 else "catering")
        if n in (3, 4, 8):
            city.do(merchants.CompleteCheck(shop), by=CLERK)
        station(city, n, area=area)
    return city


def shops(city: City, **where: Any) -> list[str]:
    """The numbers of the shops that are found, in their order."""
    return [shop.name.removeprefix("Shop ") for shop in city.merchants.find(**where)]


@pytest.mark.parametrize("area", [OLD, NEW])
def test_row_76_both_are_found_under_the_old_code_and_the_new_one(city: City, area: str) -> None:
    """Merchants, stations and what is due, whichever code they were entered under; no other area's."""
    assert sorted(shops(city, area=area)) == ["1", "3", "5", "6", "8"]
    assert {one.area for one in city.stations.find(area=area)} == {OLD, NEW}
    assert city.merchants.count(area=area) == city.stations.count(area=area) == 5
    found = {todo.id for todo in city.inbox(area=area)}
    assert found == {one.id for desk in (city.merchants, city.stations) for one in desk.find(area=area)}


@pytest.mark.parametrize("area", [OLD, NEW])
def test_counted_are_those_that_are_found(city: City, area: str) -> None:
    """The funnel, a target, the ledger and the places on the map have the shops of both codes."""
    target = TargetId(city.do(targets.Set("stations_open", 5, TODAY, "plan 1", area=area), by=CLERK).id)
    assert city.funnel(area=area).applied.of == 5
    assert city.targets.progress(target).value == 5
    assert city.visits.total(TODAY, TODAY, area=area).places.of == 5
    assert len(list(city.ledger(TODAY, TODAY, area=area).register)) == 10
    city.do(targets.Close(target, "done"), by=CLERK)


@pytest.mark.parametrize("area", [OLD, NEW])
@pytest.mark.parametrize("limit", range(1, 7))
@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({}, "13568"),
        ({"standing": "site_check"}, "38"),
        ({"standing": "form_check", "due": (None, date(2026, 12, 31))}, "156"),
        ({"trade": "catering"}, "3568"),
        ({"name": ("shop", "shoq")}, "13568"),
    ],
)
def test_pages_hold_each_of_them_once(
    city: City, area: str, limit: int, where: dict[str, Any], expected: str
) -> None:
    """However the pages lie, forwards and backwards, with whatever else is asked."""
    for reverse in (False, True):
        found: list[str] = []
        after: bytes | None = None
        while True:
            page = city.merchants.find(area=area, limit=limit, after=after, reverse=reverse, **where)
            assert len(page) <= limit
            found += [shop.name.removeprefix("Shop ") for shop in page]
            if (after := page.next) is None:
                break
        assert "".join(sorted(found)) == expected


@pytest.mark.parametrize("most", [1, 2, 10_000])
def test_an_inbox_of_both_codes_is_soonest_first(
    city: City, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Page by page, each line once, in the order in which they are due, however many a page looks at."""
    ours = {one.id for desk in (city.merchants, city.stations) for one in desk.find(area=OLD)}
    every = [todo.id for todo in city.inbox() if todo.id in ours]
    monkeypatch.setattr(_asking, "LOOKED_AT", most)
    for limit in (1, 2, 50):
        found: list[str] = []
        after: bytes | None = None
        while True:
            page = city.inbox(area=NEW, limit=limit, after=after)
            assert len(page) <= limit
            found += [todo.id for todo in page]
            if (after := page.next) is None:
                break
        assert found == every
    monkeypatch.undo()
    last = city.inbox(area=NEW).items[-1].due
    found = [todo.id for todo in city.inbox(area=OLD, due_before=last)]
    assert 0 < len(found) < len(every)
    assert found == [todo.id for todo in city.inbox() if todo.id in ours and todo.due < last]


def test_the_longest_overdue_comes_first_whatever_its_code() -> None:
    """A range keeps its order over both codes: the list of overdue re-reviews begins with the oldest."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    for n, area in enumerate([NEW, OLD, NEW], 1):
        shown(city, clock, n, area=area)
    clock.now += timedelta(days=900)
    late = [one.merchant for one in city.merchants.overdue_reviews(area=OLD)]
    assert late == [one.merchant for one in city.merchants.overdue_reviews()]
    assert len(late) == 3


def test_a_name_and_an_unknown_code_are_found_as_they_are(city: City) -> None:
    """Areas that have no changed code are only themselves."""
    assert sorted(shops(city, area="north")) == ["2", "7"]
    assert shops(city, area="370117") == ["4"]
    assert shops(city, area="110105") == shops(city, area="371202001000") == []
    assert len(city.inbox(area="north")) == 4


def test_a_code_as_a_number_is_refused(city: City) -> None:
    """It would find nothing, and as a number a code loses the zeros it begins with."""
    for ask in (city.merchants.find, city.stations.count, city.inbox):
        with pytest.raises(Invalid, match="write a code as text") as error:
            ask(area=371202)  # type: ignore[arg-type] # what is refused
        assert error.value.problems[0].field == "area"


def test_a_cursor_of_another_question_is_refused(city: City) -> None:
    """It belongs to no page of this one."""
    with pytest.raises(Invalid) as error:
        city.merchants.find(area=OLD, after=b"\x09")
    assert error.value.problems[0].field == "after"


def test_a_city_that_names_no_table_keeps_its_codes_apart(tmp_path: Path) -> None:
    """The table is the pack's own choice."""
    own = tmp_path / "pack.toml"
    told = PACK.read_text(encoding="utf-8").replace("calendars = []", "calendars = []\ndivisions = []")
    own.write_text(told, encoding="utf-8")
    city = small(pack=packs.load(own))
    applied(city, 1, area=OLD)
    assert (shops(city, area=OLD), shops(city, area=NEW)) == (["1"], [])
