"""What upgrades of stations cost, and which of them a sum should pay for."""

from itertools import product
from random import Random
from typing import cast

import attrs
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from friendly_services.errors import Invalid
from friendly_services.ids import StationId
from friendly_services.standards import Scheme
from friendly_services.stations import (
    Fact,
    Item,
    Price,
    RecordFacts,
    Station,
    Upgrade,
    plan_budget,
    upgrade,
)
from friendly_services.stations._knapsack import best_choice
from friendly_services.text import LANGUAGES, say
from tests.budget import count
from tests.small_city import SmallCity
from tests.station_register import DAY, RULES, equip, label, register, small_city, standard, station

PRICES = {"microwave": Price(800), "seats": Price(60, each=True)}


@pytest.fixture
def city() -> SmallCity:
    """A city with two levels and no station."""
    return small_city()


def known(city: SmallCity) -> Station:
    """A station in a street without a microwave and with one seat."""
    name = register(city, seats=1)
    equip(city, name, quantity=0)
    return station(city, name)


def to(level: str, found: Station, **given: object) -> Upgrade:
    """The upgrade to a level of the small register."""
    fields = {"prices": PRICES, "scheme": RULES.scheme, "windows": RULES.spans, **given}
    return upgrade(found, level=level, on=DAY, **fields)  # type: ignore[arg-type] # a test's own words


def made(name: str, level: str = "A", yuan: int | None = 100, riders: int | None = 10) -> Upgrade:
    """An upgrade of one item."""
    item = Item("seats", label("seats"), 1, 4, yuan)
    return Upgrade(StationId(f"station-{name}"), name, level, "unmet", (item,), riders=riders)


class TestUpgrade:
    """What stands between a station and a level, priced."""

    def test_every_item_is_named_with_its_price(self, city: SmallCity) -> None:
        """Equipment by the change, seats by the piece; the sum for each rider a day."""
        found = to("A", known(city), riders=98)
        assert [(item.fact, item.now, item.becomes, item.yuan) for item in found.items] == [
            ("microwave", 0, 1, 800),
            ("seats", 1, 4, 180),
        ]
        assert (found.state, found.cost, found.per_rider, found.unpriced) == ("priced", 980, 10.0, ())
        assert [say(reason) for reason in found.reasons()] == [
            "Riverside station to level A: 980 yuan for 98 riders a day, 10 yuan each",
            "microwave: from 0 to 1, 800 yuan",
            "seats: from 1 to 4, 180 yuan",
        ]

    def test_what_has_no_price_is_named_and_not_guessed(self, city: SmallCity) -> None:
        """One item without a price leaves the whole without one."""
        found = to("A", known(city), prices={"seats": Price(60, each=True)}, riders=98)
        assert (found.state, found.cost, found.per_rider, found.unpriced) == (
            "unpriced",
            None,
            None,
            ("microwave",),
        )
        assert [say(reason, "zh") for reason in found.reasons()][:2] == [
            "Riverside station 升至 A 级：请先给出以下各项的价格：microwave",
            "microwave：由 0 到 1，未给出价格",
        ]

    @pytest.mark.parametrize("microwave", [None, 0])
    def test_what_is_not_known_is_never_free(self, city: SmallCity, microwave: int | None) -> None:
        """Seats that nobody counted have to be counted first, whether or not the level is unmet anyway."""
        name = register(city)
        equip(city, name, quantity=1 if microwave is None else 0)
        found = to("A", station(city, name))
        assert (found.state, found.cost, found.items) == ("unknown", None, ())
        assert list(found.find_out) == ["seats"]
        assert (
            say(found.reason)
            == "Riverside station to level A: what is missing is not known, find out first: seats"
        )

    def test_a_way_around_what_is_not_known_is_taken(self, city: SmallCity) -> None:
        """Where either of two would do, the one that is known has a price."""
        either = Scheme(
            "one", label("one"), (("K", standard("k", "seats >= 4 or microwave >= 1", "water >= 1")),)
        )
        name = register(city)
        equip(city, name, quantity=0)
        equip(city, name, "water", quantity=0)
        prices = {**PRICES, "water": Price(300)}
        found = to("K", station(city, name), scheme=either, prices=prices)
        assert [item.fact for item in found.items] == ["water", "microwave"]
        assert found.cost == 1100

    def test_the_cheapest_way_is_taken(self, city: SmallCity) -> None:
        """By the caller's prices; a way without a price comes after every way with one."""
        either = Scheme("one", label("one"), (("K", standard("k", "seats >= 4 or microwave >= 1")),))
        found = known(city)
        for prices, chosen in (
            (PRICES, "seats"),
            ({"microwave": Price(100), "seats": Price(60, each=True)}, "microwave"),
            ({"microwave": Price(9_000)}, "microwave"),
        ):
            (item,) = to("K", found, scheme=either, prices=prices).items
            assert item.fact == chosen

    def test_a_level_of_another_host_is_out_of_reach(self, city: SmallCity) -> None:
        """What nobody can change has no price."""
        name = register(city)
        city.do(RecordFacts(name, (Fact("toilet_nearby", False, DAY, "site check"),)))
        found = to("B", station(city, name))
        assert (found.state, found.cost, found.items) == ("out_of_reach", None, ())
        assert "cannot reach level B" in say(found.reason)

    def test_what_nobody_can_change_may_still_have_to_be_found_out(self, city: SmallCity) -> None:
        """An unknown host is not another host."""
        found = attrs.evolve(known(city), host=None)  # type: ignore[arg-type] # as an older record may be
        assert list(to("A", found).find_out) == ["host"]

    def test_a_level_that_is_met_costs_nothing(self, city: SmallCity) -> None:
        """It has to be granted, and there is no upgrade."""
        name = register(city, seats=4)
        equip(city, name)
        found = to("A", station(city, name))
        assert (found.state, found.cost, found.items) == ("met", None, ())
        assert say(found.reason, "zh") == "Riverside station 已符合 A 级，可直接评定"

    def test_a_search_that_was_cut_short_says_so(self) -> None:
        """No way found is not the same as no way."""
        found = Upgrade(StationId("station-1"), "R", "A", "unmet", complete=False)
        assert (found.state, say(found.reason)) == (
            "out_of_reach",
            "R to level A: no way was found in the time allowed",
        )

    def test_parts_of_a_unit_are_paid_in_whole_yuan(self) -> None:
        """Upwards, and exactly: a tenth of a square metre at 100 yuan is 10 yuan."""
        assert Price(100, each=True).of(19.9, 20) == 10
        assert Price(3, each=True).of(7.5, 8) == 2
        assert Price(60, each=True).of(3, 1) == 120
        assert Price(60, each=True).of(False, True) == 60
        assert Price(60, each=True).of("old", "new") == 60

    def test_a_price_of_nothing_that_is_asked_for_is_refused(self, city: SmallCity) -> None:
        """A misspelt one would leave the change without a price; so does a level that there is not."""
        with pytest.raises(Invalid, match=r"prices.microwav: .*did you mean 'microwave'"):
            to("A", known(city), prices={"microwav": Price(1)})
        with pytest.raises(
            Invalid, match=r"prices.microwave: 1200 is no price: write stations.Price\(1200\)"
        ):
            to("A", known(city), prices=cast("dict[str, Price]", {"microwave": 1200}))
        with pytest.raises(Invalid, match="'Z'"):
            to("Z", known(city))
        with pytest.raises(Invalid, match="yuan: -1"):
            Price(-1)

    def test_riders_that_nobody_counted_are_not_none(self, city: SmallCity) -> None:
        """Not known and nobody are two answers, and neither has a price for each."""
        found = known(city)
        uncounted, nobody = to("A", found), to("A", found, riders=0)
        assert (uncounted.per_rider, nobody.per_rider) == (None, None)
        assert "nobody knows" in say(uncounted.reason)
        assert say(nobody.reason).endswith("980 yuan, and no rider a day")


class TestBudget:
    """Which upgrades a sum pays for."""

    def test_the_most_riders_and_not_the_cheapest_each(self) -> None:
        """The best for each rider leaves no room for what serves more; every station left out says why."""
        plan = plan_budget(
            [made("a", yuan=60, riders=61), made("b", yuan=50, riders=50), made("c", yuan=50, riders=50)], 100
        )
        assert [one.name for one in plan.chosen] == ["b", "c"]
        assert (plan.riders, plan.cost, plan.left, plan.best, plan.gap) == (100, 100, 0, True, 0.0)
        assert plan.text().splitlines() == [
            "2 upgrades for 100 of 100 yuan: 100 riders a day, and no plan serves more",
            "b to level A: 50 yuan for 50 riders a day, 1 yuan each",
            "c to level A: 50 yuan for 50 riders a day, 1 yuan each",
            (
                "a is left out: level A costs 60 yuan, 0.98 for each rider a day; "
                "the dearest chosen costs 1, and 0 yuan are left"
            ),
        ]

    def test_one_level_a_station(self) -> None:
        """A higher level where it serves more and there is the money, and never both."""
        upgrades = [made("a", "C", 100, 10), made("a", "A", 300, 25), made("b", "C", 200, 14)]
        levels = {
            sum_: [(one.name, one.level) for one in plan_budget(upgrades, sum_).chosen]
            for sum_ in (99, 100, 300, 500)
        }
        assert levels == {99: [], 100: [("a", "C")], 300: [("a", "A")], 500: [("a", "A"), ("b", "C")]}

    def test_what_cannot_be_weighed_is_listed_apart(self) -> None:
        """No price, no count of riders, a fact not known: none of them is free, and none is lost."""
        unknown = Upgrade(StationId("station-u"), "u", "A", "unknown", find_out={"seats": label("seats")})
        far = Upgrade(StationId("station-f"), "f", "A", "unmet")
        done = Upgrade(StationId("station-m"), "m", "A", "met")
        unpriced, uncounted = made("p", yuan=None), made("r", riders=None)
        plan = plan_budget([unknown, far, done, unpriced, uncounted], 1000)
        assert plan.apart == (unknown, far, unpriced, uncounted)
        assert (plan.met, plan.chosen, plan.left_out, plan.gap) == ((done,), (), (), 0.0)

    def test_why_a_station_is_left_out(self) -> None:
        """It costs more than all there is, or it serves nobody; the next to pay for comes first."""
        plan = plan_budget([made("n", riders=0), made("d", yuan=2_000), made("e", yuan=900, riders=1)], 1_000)
        assert [one.name for one in plan.chosen] == ["e"]
        assert [say(one.why, "zh") for one in plan.left_out] == [
            "d 未入选：A 级需 2000 元，人均 200 元；其最低一项需 2000 元，超过全部预算 1000 元",
            "n 升至 A 级：100 元，每日服务 0 人",
        ]

    def test_a_plan_that_is_not_proved_says_how_far_off_it_can_be(self) -> None:
        """The gap is the share of the bound that is missed, in both languages."""
        upgrades = [
            made("a", yuan=60, riders=61),
            made("b", yuan=50, riders=50),
            made("c", yuan=50, riders=50),
        ]
        plan = plan_budget(upgrades, 100, work=0)
        assert (plan.riders, plan.bound, plan.best) == (61, 101, False)
        assert plan.gap == pytest.approx(40 / 101)
        assert [plan.text(language).splitlines()[0] for language in LANGUAGES] == [
            (
                "1 upgrade for 60 of 100 yuan: 61 riders a day; "
                "no plan serves more than 101, of which 40 % are missed"
            ),
            "1 项升级，共 60 元（预算 100 元）：每日服务 61 人；任何方案都不超过 101 人，差距不超过 40%",
        ]

    def test_what_is_no_plan_is_refused(self) -> None:
        """The same upgrade twice would be paid twice; a sum is a whole number of yuan."""
        with pytest.raises(Invalid, match=r"upgrades.1: a is to be brought to level A twice"):
            plan_budget([made("a"), made("a")], 100)
        with pytest.raises(Invalid, match="budget"):
            plan_budget([], -1)


OPTIONS = st.tuples(st.integers(0, 30), st.integers(0, 30))
CLASSES = st.lists(st.lists(OPTIONS, max_size=3), max_size=6)


def brute_force(classes: list[list[tuple[int, int]]], budget: int) -> int:
    """The most value that any choice has."""
    choices = product(*([(0, 0), *options] for options in classes))
    paid = (choice for choice in choices if sum(cost for cost, _ in choice) <= budget)
    return max(sum(value for _, value in choice) for choice in paid)


@settings(max_examples=count(150, 1000, 5000))
@given(CLASSES, st.integers(0, 120))
@example([[(4, 7)], [(7, 9)], [(9, 7)]], 9)  # what is found first leaves nothing else to try
def test_small_cases_are_solved_exactly(classes: list[list[tuple[int, int]]], budget: int) -> None:
    """The choice is feasible, worth what it says, proved, and no other is worth more."""
    choice = best_choice(classes, budget)
    taken = [options[n] for options, n in zip(classes, choice.picks, strict=True) if n is not None]
    assert sum(cost for cost, _ in taken) == choice.cost <= budget
    assert sum(value for _, value in taken) == choice.value == brute_force(classes, budget) == choice.bound


@settings(max_examples=count(150, 1000, 5000))
@given(CLASSES, st.integers(0, 120), st.integers(0, 40))
def test_a_bound_is_never_below_the_best(
    classes: list[list[tuple[int, int]]], budget: int, work: int
) -> None:
    """However early the search ends, the choice can be paid and the truth lies between value and bound."""
    choice = best_choice(classes, budget, work)
    assert choice.cost <= budget
    assert choice.value <= brute_force(classes, budget) <= choice.bound


def test_a_whole_province_is_planned_at_once() -> None:
    """Ten thousand stations of three levels: proved, or a gap below one in ten thousand."""
    draw = Random(20260310)
    classes = []
    for _ in range(count(1_000, 10_000)):
        riders, yuan = draw.randint(5, 400), draw.randint(5, 80) * 100
        levels = range(1, 4)
        classes.append(
            [(yuan * level + draw.randint(0, 50) * 100, riders * (10 + level) // 11) for level in levels]
        )
    budget = sum(options[-1][0] for options in classes) // 5
    choice = best_choice(classes, budget)
    assert choice.cost <= budget
    assert (choice.bound - choice.value) * 10_000 <= choice.bound
