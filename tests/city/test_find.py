"""Finding by any combination of filters: the same as looking at every record, page after page."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendly_services import merchants, stations
from friendly_services.city import City, NoIndex, _desk
from friendly_services.city._questions import ask
from friendly_services.decider import Kind
from friendly_services.errors import Invalid
from friendly_services.testing import StandingClock
from tests.city.town import CLERK, MONDAY, OWNER, TODAY, applied, paid, small, station

SHOPS = 24


@pytest.fixture(name="city", scope="module")
def the_city() -> City:
    """Shops of two areas, trades, services and standings; every third has a number of the hotline."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    for n in range(SHOPS):
        shop = applied(
            city,
            n,
            name=f"{'Ｌan' if n % 4 else 'River'} 店 {n}",
            area=("north", "south")[n % 2],
            trade=("catering", "repair")[n % 3 % 2],
            services=frozenset({"water", "rest"} if n % 5 else {"water"}),
            refs=(merchants.Ref("12345", str(n)), merchants.Ref("app", str(n + 1))) if n % 3 else (),
        )
        if n % 4 == 0:
            city.do(merchants.CompleteCheck(shop), by=CLERK)
        if n % 7 == 0:
            city.do(merchants.Withdraw(shop), by=OWNER)
    return city


WHERE: dict[str, tuple[st.SearchStrategy[Any], Any]] = {
    "standing": (st.sampled_from(["form_check", "site_check", "named"]), lambda m, v: m.standing == v),
    "area": (st.sampled_from(["north", "south"]), lambda m, v: m.premises.area == v),
    "trade": (st.sampled_from(["catering", "repair"]), lambda m, v: m.trade == v),
    "service": (st.sampled_from(["water", "rest"]), lambda m, v: v in m.services),
    "name_contains": (
        st.sampled_from(["lan", "ＲＩＶＥＲ", "店 1", "", "x"]),
        lambda m, v: {"ＲＩＶＥＲ": "River", "lan": "Ｌan"}.get(v, v) in m.name,
    ),
    "due": (
        st.just((None, date(2026, 3, 5))),
        lambda m, v: m.term is not None and m.term.day < v[1],
    ),
    "due_before": (
        st.sampled_from([TODAY + timedelta(days=n) for n in range(2, 6)]),
        lambda m, v: m.term is not None and m.term.day < v,
    ),
    "name": (st.just(("river", "s")), lambda m, _: m.name.startswith("River")),
    "number": (st.sampled_from(["5", "7"]), lambda m, v: any(ref.number == v for ref in m.refs)),
}
QUESTIONS = st.sets(st.sampled_from(sorted(WHERE)), max_size=4).flatmap(
    lambda names: st.fixed_dictionaries({name: WHERE[name][0] for name in names})
)


@given(where=QUESTIONS, limit=st.integers(1, 9), reverse=st.booleans())
def test_found_is_what_a_look_at_every_record_finds(
    city: City, where: dict[str, Any], limit: int, reverse: bool
) -> None:
    """Whatever is combined and however the pages lie, each record that answers comes exactly once."""
    everyone = city.merchants.find(limit=1_000).items
    expected = {m.id for m in everyone if all(WHERE[name][1](m, value) for name, value in where.items())}
    found: list[str] = []
    after: bytes | None = None
    while True:
        page = city.merchants.find(limit=limit, after=after, reverse=reverse, **where)
        assert len(page) <= limit
        found += [merchant.id for merchant in page]
        if (after := page.next) is None:
            break
    assert len(found) == len(set(found))
    assert set(found) == expected
    assert city.merchants.count(**where) == len(expected)


def test_a_page_looks_at_so_many_records_and_no_more(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says how many, may be empty, and the next one goes on where it stopped."""
    monkeypatch.setattr(_desk, "_BATCH", 5)
    monkeypatch.setattr(_desk, "LOOKED_AT", 10)
    page = city.merchants.find(name_contains="nowhere")
    assert (page.items, page.looked) == ((), 10)
    pages = [page]
    while pages[-1].next is not None:
        pages.append(city.merchants.find(name_contains="nowhere", after=pages[-1].next))
    assert sum(page.looked for page in pages) == SHOPS
    assert city.merchants.count(name_contains="店") == SHOPS
    assert city.merchants.find(area="north", limit=3).looked == 3


def test_what_an_index_answers_is_not_looked_for(city: City) -> None:
    """A number in another system finds its record at once, whatever else is asked of it."""
    page = city.merchants.find(system="12345", number="5", area="south", standing="form_check")
    assert (page.looked, [ref.number for ref in page.items[0].refs]) == (1, ["5", "6"])
    assert city.merchants.find(system="12345", number="5", area="north").items == ()
    assert city.merchants.find(name_contains="店", area="south").looked == SHOPS // 2


@pytest.mark.parametrize(
    ("where", "field"),
    [
        ({"name_contains": 7}, "name_contains"),
        ({"trade": ("a", "b")}, "trade"),
        ({"due_before": MONDAY}, "due_before"),
        ({"due_before": "2026-03-05"}, "due_before"),
        ({"area": ("a", "b", "c"), "trade": "x"}, "area"),
        ({"trade": "x", "due": datetime(2026, 3, 2)}, "due"),  # noqa: DTZ001 # what is refused
    ],
)
def test_a_value_that_finds_nothing_is_refused(city: City, where: dict[str, Any], field: str) -> None:
    """The error names the argument."""
    with pytest.raises(Invalid) as error:
        city.merchants.find(**where)
    assert error.value.problems[0].field == field


def test_stations_are_found_by_what_works_today() -> None:
    """By host, keeper, name and service: one whose equipment is broken does not offer what needs it."""
    city = small()
    first, second = station(city, 1, keeper="k-1"), station(city, 2, name="Ｒiver House")
    city.do(stations.RecordEquipment(first, "water", 1, TODAY, "broken"), by=CLERK)

    def found(**where: Any) -> list[str]:
        return [one.id for one in city.stations.find(**where)]

    assert found(service="water") == [second]
    assert sorted(found(service="rest")) == sorted([first, second])
    assert found(keeper="k-1", host="shop", standing="open", level="") == [first]
    assert found(name="river house") == found(name_contains="RIVER") == [second]
    assert city.stations.count(area="north") == 2
    with pytest.raises(NoIndex, match="keeper"):
        city.stations.find(owner="k-1")


def test_a_kind_without_indexes_is_not_found() -> None:
    """What is only got by its id says so."""
    kind: Kind[object] = Kind("note", object, (), lambda _, __: object())
    with pytest.raises(NoIndex):
        ask(kind, {}, MONDAY)
    with small() as city:
        paid(city)
        assert city.points.count() == 1
