"""Many at once: as lists and as numpy arrays they get the answers that each would get alone."""

import random
import sys
from datetime import date, datetime, timedelta
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from friendly_services.errors import Invalid
from friendly_services.packs import builtin_packs
from friendly_services.packs import load as load_pack
from friendly_services.standards import Known, Population, Version, evaluate, evaluate_many, read_standard
from friendly_services.standards._interpret import interpret
from friendly_services.standards._many import ANSWERS
from friendly_services.testing.pack_contract._search import some, values_of
from friendly_services.text import say
from tests.budget import count
from tests.standards.generated import DATED, DAYS, KNOWN, plain, row, version_of, versions
from tests.standards.samples import ON, condition, version

ROWS = st.one_of(st.lists(KNOWN, max_size=6), st.lists(DATED, max_size=6))
BOTH = pytest.mark.parametrize("columns", ["lists", "numpy"])


def check_each(rules: Version, rows: list[dict[str, Any]], on: date, columns: Any) -> None:
    """Every row's answer, and the counts, are what the interpreter says of each alone."""
    outcomes = evaluate_many(rules, Population.of(rules, rows, columns), on)
    alone = [interpret(rules, rules.known(facts, on)[0], on) for facts in rows]
    assert [outcomes.answer(n) for n in range(len(rows))] == [answer for answer, _ in alone]
    for n, (code, counts) in enumerate(outcomes.conditions.items()):
        found = [answers[n] for _, answers in alone]
        assert [getattr(counts, answer) for answer in ANSWERS] == [found.count(one) for one in ANSWERS], code
    assert outcomes.fallbacks == ()


@BOTH
@given(versions(), ROWS, DAYS)
@settings(max_examples=count(30, 1500, 10_000), deadline=None)
def test_each_of_many_gets_the_answer_it_would_get_alone(
    columns: str, rules: Version, rows: list[dict[str, Any]], on: date
) -> None:
    """Lists, groups, scores, exits, values gone stale: the whole and every count come out the same."""
    check_each(rules, rows, on, columns)


ABOUT = ("fixed", "seats", "distance", "opened_on", "trade", "note")
MANY: list[dict[str, Any]] = [
    {
        "fixed": n % 3 > 0,
        "seats": n % 7,
        "distance": n / 4,
        "opened_on": ON - timedelta(days=n % 200),
        "trade": ("food", "pharmacy")[n % 2],
        "note": f"note {n % 5}",
    }
    for n in range(300)
]
RULES = version(
    condition("A", "fixed"),
    condition("B", "seats > 1 and distance < 0.5 * seats"),
    condition("C", "opened_on + months(1) <= today", applies="trade == 'food'"),
    condition("D", "note in ['note 1', 'note 2', 'note 9'] or today >= 2026-01-01"),
    condition("E", "seats in [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1000]"),
)


@BOTH
def test_columns_of_any_kind_are_the_same_population(columns: Any) -> None:
    """Lists, tuples, arrays, masked arrays and arrays of days: each gives what rows give."""
    want = evaluate_many(RULES, MANY, ON).codes
    lists = {name: [row[name] for row in MANY] for name in ABOUT}
    arrays: dict[str, Any] = {name: np.array(column) for name, column in lists.items()}
    arrays["opened_on"] = np.array(lists["opened_on"], "M8[D]")
    masked = {name: np.ma.masked_array(arrays[name], np.zeros(300, bool)) for name in ABOUT}
    for given_ in (lists, {name: tuple(column) for name, column in lists.items()}, arrays, masked):
        assert evaluate_many(RULES, Population.of(RULES, given_, columns), ON).codes == want


@BOTH
def test_what_is_masked_is_not_known(columns: Any) -> None:
    """A masked value and a day that is none are as good as None."""
    days = np.array(["2026-01-01", "NaT", "2026-01-01"], "M8[D]")
    given_ = {
        "seats": np.ma.masked_array([1, 2, 3], [True, False, False]),
        "distance": np.ma.masked_array([0.5, np.nan, 0.25], [False, True, False]),
        "opened_on": days,
        "checked_on": np.array(["NaT"] * 3, "M8[D]"),
    }
    people = Population.of(RULES, given_, columns)
    assert people.row(0) == {"distance": 0.5, "opened_on": date(2026, 1, 1)}
    assert people.row(-2) == {"seats": 2}
    known = version(condition("A", "seats > 0 or distance > 0"), condition("B", "opened_on < checked_on"))
    counts = evaluate_many(known, people, ON).conditions
    assert (counts["A"].met, counts["B"].unknown) == (3, 3)
    assert evaluate_many(version(condition("A", "seats == 3")), people, ON).places("met") == [2]


def test_the_verdict_of_each_can_be_had() -> None:
    """The counts are for all; the reasons of one are made when asked for."""
    outcomes = evaluate_many(RULES, MANY, ON)
    assert {outcomes.verdict(n).answer for n in outcomes.places("unmet", "unknown")} == {"unmet"}
    assert outcomes.verdict(1) == evaluate(RULES, MANY[1], ON)
    assert len(outcomes.places("met")) == outcomes.total.met == outcomes.codes.count(0)
    with pytest.raises(IndexError):
        outcomes.verdict(300)


def test_the_counts_can_be_read() -> None:
    """A line for the whole and one for each condition, in both languages."""
    outcomes = evaluate_many(RULES, MANY[:3], ON)
    assert outcomes.text().splitlines()[:2] == [
        "Sample on 2026-03-31: 0 met, 3 not met, 0 unknown, 0 not applicable",
        "A title A: 2 met, 1 not met, 0 unknown, 0 not applicable",
    ]
    assert "不适用 1" in outcomes.text("zh")


@BOTH
@pytest.mark.parametrize(
    ("given_", "told"),
    [
        ([{"seats": 1}, {"seats": "2"}], {"rows.1.seats": "'2' is not a whole number"}),
        ({"seats": [1, True]}, {"rows.1.seats": "True is not a whole number"}),
        ({"seats": [1, 2**60]}, {"rows.1.seats": f"{2**60} is not a whole number"}),
        ({"seats": np.array([1, 2**60])}, {"rows.1.seats": f"{2**60} is not a whole number"}),
        ({"seats": np.array([1.0])}, {"rows.0.seats": "1.0 is not a whole number"}),
        ({"distance": np.array([np.nan])}, {"rows.0.distance": "nan is not a number"}),
        ({"distance": [1.5, float("inf")]}, {"rows.1.distance": "inf is not a number"}),
        ({"trade": ["food", "foot"]}, {"rows.1.trade": "'foot' is not one of food, pharmacy, repair"}),
        ({"seats": [Known("2", ON)]}, {"rows.0.seats": "'2' is not a whole number"}),
        ({"seat": [1]}, {"seat": "sample declares no fact of this name: did you mean 'seats'?"}),
        ({"zzz": [1]}, {"zzz": "sample declares no fact of this name: leave it out"}),
        ({"seats": [1], "fixed": [True, False]}, {"seats": "has 1 values where another column has 2"}),
    ],
)
def test_what_does_not_fit_is_named_by_row(given_: Any, told: dict[str, str], columns: Any) -> None:
    """Every value of another type is told with its row and fact; nothing is dropped, nothing guessed."""
    with pytest.raises(Invalid) as caught:
        Population.of(RULES, given_, columns)
    assert [problem.field for problem in caught.value.problems] == list(told)
    for problem, sentence in zip(caught.value.problems, told.values(), strict=True):
        assert say(problem.reason).startswith(sentence)


def test_at_most_a_hundred_problems_are_told() -> None:
    """A wrong column of a million is a hundred lines, not a million."""
    with pytest.raises(Invalid) as caught:
        Population.of(RULES, {"seats": ["x"] * 1000})
    assert len(caught.value.problems) == 100


def test_a_population_of_other_facts_is_refused() -> None:
    """A version that declares a fact in another way does not read columns that were made for the old one."""
    other = plain(version_of(row("A", "a"), values={}))
    people = Population.of(read_standard(other), [{"a": True}])
    with pytest.raises(Invalid, match="was not made for version 1 of sample"):
        evaluate_many(RULES, people, ON)
    with pytest.raises(Invalid):
        evaluate_many(RULES, [], "2026-03-31")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("requires", "seats", "wanted"),
    [
        ("seats <= 0.000123457 * wanted", 987654321000, 8 * 10**15),
        ("seats <= 123456789 * wanted", 2**53 - 1, 72958325),
        ("distance <= 0.29 * wanted", 100, 9007199254740991),
    ],
)
def test_where_numpy_would_round_python_counts_and_it_is_told(requires: str, seats: int, wanted: int) -> None:
    """Products beyond what floats hold are worked out in whole numbers, and the condition is named."""
    rules = version(condition("A", requires), condition("B", "fixed"))
    rows: list[dict[str, Any]] = [
        {"seats": seats + n, "wanted": wanted - abs(n), "distance": seats * 26120877838748.0}
        for n in (-1, 0, 1)
    ]
    outcomes = evaluate_many(rules, Population.of(rules, [*rows, {}], "numpy"), ON)
    assert (outcomes.engine, outcomes.fallbacks) == ("numpy", ("A",))
    alone = evaluate_many(rules, Population.of(rules, [*rows, {}], "lists"), ON)
    assert (outcomes.codes, outcomes.conditions) == (alone.codes, alone.conditions)


def test_numbers_of_both_kinds_are_scaled_exactly() -> None:
    """A column of floats and whole numbers keeps the whole ones whole where that makes a difference."""
    rules = version(condition("A", "distance >= 0.123456789 * distance"), condition("B", "distance > 1"))
    rows: list[dict[str, Any]] = [{"distance": x} for x in (2**53, 2.0**53, 3, 0.5, 2**53 - 1)] + [{}]
    outcomes = evaluate_many(rules, Population.of(rules, rows, "numpy"), ON)
    assert outcomes.fallbacks == ("A",)
    assert outcomes.codes == evaluate_many(rules, Population.of(rules, rows, "lists"), ON).codes


def test_no_standard_of_a_built_in_pack_needs_python_beside_numpy() -> None:
    """Each of their versions, over facts drawn at random, is answered by numpy alone."""
    lottery = random.Random(1)
    asked = 0
    fallbacks: list[str] = []
    for pack in map(load_pack, builtin_packs()):
        for standard in pack.standards.values():
            for rules in standard.versions:
                values = values_of(rules, ON)
                people = Population.of(rules, [some(values, lottery) for _ in range(50)], "numpy")
                outcomes = evaluate_many(rules, people, ON)
                assert outcomes.codes == evaluate_many(rules, people_in_lists(rules, people), ON).codes
                asked += 1
                fallbacks += outcomes.fallbacks
    print(f"{asked} versions of standards in built-in packs: {len(fallbacks)} conditions fall back to Python")
    assert asked > 0
    assert fallbacks == []


def people_in_lists(rules: Version, people: Population) -> Population:
    """The same population, as lists."""
    return Population.of(rules, [people.row(n) for n in range(people.size)], "lists")


@BOTH
def test_a_standard_that_asks_the_calendar_alone_counts_everyone(columns: Any) -> None:
    """Without a fact there are still rows to answer for."""
    rules = read_standard(
        {
            **plain(version_of(row("A", "today >= 2026-01-01 and today in [2026-03-31]"), values={})),
            "facts": {},
        }
    ).versions[0]
    assert evaluate_many(rules, Population.of(rules, [{}] * 3, columns), ON).total.met == 3


def test_without_numpy_columns_are_lists_unless_arrays_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which of both it is can be seen, and asking for what is not installed is an error."""
    monkeypatch.setitem(sys.modules, "friendly_services.standards._arrays", None)
    monkeypatch.delattr("friendly_services.standards._arrays", raising=False)
    assert evaluate_many(RULES, MANY, ON).engine == "generated"
    with pytest.raises(ImportError):
        Population.of(RULES, MANY, "numpy")


@attrs.frozen
class Arrow:
    """A table as pyarrow has them: columns as plain values are what it gives."""

    table: dict[str, list[Any]]
    columns: tuple[str, ...] = ()

    def to_pydict(self) -> dict[str, list[Any]]:
        """The columns."""
        return self.table


@attrs.frozen
class Series:
    """A column as polars has them."""

    name: str
    values: list[Any]

    def to_list(self) -> list[Any]:
        """The values."""
        return self.values


@attrs.frozen
class Polars:
    """A frame as polars has them."""

    table: dict[str, list[Any]]
    columns: tuple[str, ...] = ()

    def get_columns(self) -> list[Series]:
        """The columns."""
        return [Series(name, column) for name, column in self.table.items()]


class Stamp(datetime):
    """A moment as pandas has them."""

    def normalize(self) -> "Stamp":
        """The same day's midnight."""
        return Stamp(self.year, self.month, self.day)


@attrs.frozen
class PandasSeries:
    """A column as pandas has them: objects, of which some are missing."""

    values: list[Any]
    iloc: None = None

    def isna(self) -> np.ndarray[Any, Any]:
        """Which are missing."""
        return np.array([value is None or value != value for value in self.values])  # noqa: PLR0124 # NaN

    def astype(self, _: type) -> np.ndarray[Any, Any]:
        """The values as objects."""
        found = np.empty(len(self.values), object)
        found[:] = self.values
        return found


@attrs.frozen
class Pandas:
    """A frame as pandas has them."""

    table: dict[str, list[Any]]

    @property
    def columns(self) -> list[str]:
        """The columns' names."""
        return list(self.table)

    def __getitem__(self, name: str) -> PandasSeries:
        return PandasSeries(self.table[name])


def test_frames_become_columns_at_the_edge() -> None:
    """Frames of three libraries are read by their shape: what they call missing is not known."""
    lists: dict[str, list[Any]] = {name: [row[name] for row in MANY[:9]] for name in ABOUT}
    want = evaluate_many(RULES, lists, ON).codes
    odd = {
        **lists,
        "seats": [float(n) for n in lists["seats"]],
        "fixed": [np.bool_(n) for n in lists["fixed"]],
    }
    odd["opened_on"] = [Stamp(day.year, day.month, day.day) for day in lists["opened_on"]]
    series = {name: Series(name, column) for name, column in lists.items()}
    as_pandas = {name: PandasSeries(column) for name, column in lists.items()}
    for frame in (Arrow(lists), Polars(lists), Pandas(odd), series, as_pandas):
        assert evaluate_many(RULES, frame, ON).codes == want
    gaps = Population.of(RULES, Pandas({"seats": [1.0, float("nan")], "note": ["x", None]}))
    assert (gaps.row(0), gaps.row(1)) == ({"seats": 1, "note": "x"}, {})


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_frames_of_the_libraries_themselves(library: str) -> None:
    """The same with the library itself, where it is installed."""
    module = pytest.importorskip(library)
    lists: dict[str, list[Any]] = {name: [None, *(row[name] for row in MANY[:9])] for name in ABOUT}
    frame = module.table(lists) if library == "pyarrow" else module.DataFrame(lists)
    assert evaluate_many(RULES, frame, ON).codes == evaluate_many(RULES, lists, ON).codes


@BOTH
def test_nobody_and_nothing_counted(columns: Any) -> None:
    """A population of none, and lists without items."""
    rules = read_standard(
        plain(version_of(row("A", "count(l where on + months(1) >= today) == 0"), values={}))
    ).versions[0]
    assert evaluate_many(rules, Population.of(rules, [], columns), ON).codes == b""
    assert evaluate_many(rules, Population.of(rules, [{"l": []}, {}], columns), ON).codes == b"\0\2"
