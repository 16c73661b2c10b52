"""How ways to be met are told, and where the search for them ends."""

import copy
import pickle
from datetime import date
from typing import Any

import pytest

from friendly_services.standards import Repairs, Verdict, _repairs, evaluate, read_standard
from tests.standards.samples import ON, condition, label, plain, version

SHOP = (
    condition("L1", "fixed and licence == 'active'", must=True, group="l"),
    condition("F1", "seats >= 2 or distance < 50", group="f", repair=label("Put up a bench", "添置长凳")),
    condition("F2", "seats >= wanted", group="f", cost=4),
    condition("F3", "checked_on >= today - months(3) and checked_on <= today", group="f"),
)
FACTS: dict[str, Any] = {"licence": "active", "seats": 1, "wanted": 4, "distance": 60.5}


def shop(**facts: Any) -> Verdict:
    """The verdict on a shop that must have a licence, and two of three things."""
    return evaluate(version(*SHOP, groups={"l": None, "f": 2}), FACTS | facts, ON)


def test_ways_are_told_with_what_each_fact_is_and_must_become() -> None:
    """The cheapest first, with the hints of the standard's writer, in both languages."""
    repairs = shop(fixed=False).repairs()
    day = "no earlier than 3 months before today (2025-12-31), no later than today (2026-03-31)"
    assert repairs.text().split("\n") == [
        (
            "1. fixed premises: no (needed: yes), distance: 60.5 m (needed: below 50 m), "
            f"checked on: unknown (needed: {day}) [cost 3]. Put up a bench"
        ),
        (
            "2. fixed premises: no (needed: yes), "
            "seats: 1 (needed: at least 2, at least seats asked for (4)) [cost 6]. Put up a bench"
        ),
        (
            "3. fixed premises: no (needed: yes), distance: 60.5 m (needed: below 50 m), "
            "seats asked for: 4 (needed: at most seats (1)) [cost 7]. Put up a bench"
        ),
        (
            "4. fixed premises: no (needed: yes), "
            f"seats asked for: 4 (needed: at most seats (1)), checked on: unknown (needed: {day}) [cost 7]"
        ),
    ]
    assert repairs.text("zh").startswith("1. 固定场所：否（要求：是）、距离：60.5 m（要求：低于 50 m）")
    assert repairs.complete


def test_a_fact_that_another_must_reach_is_told_from_its_own_side() -> None:
    """Whichever side of a comparison is to change, the sentence is about that; where both, each by name."""
    verdict = evaluate(version(condition("A", "seats >= wanted")), {"seats": 2, "wanted": 4}, ON)
    assert verdict.repairs().text().split("\n") == [
        "1. seats: 2 (needed: at least seats asked for (4)) [cost 1]",
        "2. seats asked for: 4 (needed: at most seats (2)) [cost 1]",
    ]
    both = evaluate(version(condition("A", "seats >= wanted")), {}, ON).repairs()
    assert both.text() == "1. seats: unknown (needed: at least seats asked for) [cost 2]"
    [way] = both
    assert way.facts == ("seats", "wanted")
    assert [way.allows({"seats": 5, "wanted": n}) for n in (5, 6)] == [True, False]


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ({"licence": "cancelled"}, "No change of what can be changed makes it met."),
        ({"fixed": True, "seats": 4}, "It is met as it is."),
    ],
)
def test_where_there_is_no_way_and_where_none_is_needed(facts: dict[str, Any], text: str) -> None:
    """What is immovable is in the way for good; what is met needs nothing."""
    repairs = shop(**facts).repairs()
    assert (repairs.text(), len(repairs), repairs.complete) == (text, 0, True)


def test_no_more_ways_are_listed_than_asked_for() -> None:
    """The cheapest are, and that there are others is said."""
    repairs = shop(fixed=False).repairs(limit=1)
    assert (len(repairs), repairs.complete) == (1, False)
    assert repairs.text().endswith("\nThere are other ways, or there may be.")


def test_a_search_that_is_too_long_ends_with_some_way() -> None:
    """Fifteen of thirty: more sets than anybody wants to read; one that does is told."""
    names = [f"f{n}" for n in range(30)]
    rules = plain(*(condition(name, name, group="g") for name in names), groups={"g": 15})
    rules["facts"] = {name: {"type": "bool", "title": label(name)} for name in names}
    repairs = evaluate(read_standard(rules).versions[0], {}, ON).repairs()
    assert ([len(way.facts) for way in repairs], repairs.complete) == ([15], False)


def test_short_of_work_what_is_found_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """However early the search ends: what it lists are ways, and it says that there may be others."""
    all_ways = set(shop(fixed=False).repairs().ways)
    for work in range(0, 1_200, 20):
        monkeypatch.setattr(_repairs, "_WORK", work)
        repairs = shop(fixed=False).repairs()
        assert set(repairs.ways) <= all_ways
        assert set(repairs.ways) == all_ways or not repairs.complete


def test_what_follows_from_the_rest_is_not_told() -> None:
    """Of two thresholds of one fact the harder one."""
    rules = version(condition("A", "seats >= 1"), condition("B", "seats >= 2"))
    assert evaluate(rules, {"seats": 0}, ON).repairs().text() == "1. seats: 0 (needed: at least 2) [cost 1]"


def of_lists(*texts: str) -> Repairs:
    """The ways to meet conditions on visits, of which there are none."""
    rules = plain(*(condition(f"C{n}", text) for n, text in enumerate(texts)))
    kinds = {"degree": "int", "points": "int", "price": "int"}
    item = {name: {"type": kind, "title": label(name)} for name, kind in kinds.items()}
    rules["facts"]["visits"] = {"type": "list", "title": label("visits"), "item": item}
    return evaluate(read_standard(rules).versions[0], {"visits": []}, ON).repairs()


def test_lists_that_can_come_out_in_too_many_ways() -> None:
    """More counts, or more kinds of items, than the search tries: that there may be ways is said."""
    some = of_lists("count(visits where degree > 2) >= 1", "count(visits) < 2")
    assert (len(some), some.complete) == (1, True)
    counts = of_lists(*(f"count(visits where degree == {n}) >= 6" for n in range(7)))
    assert counts.text() == "No way was found in the time allowed; there may be some."
    fields = ("degree", "points", "price")
    kinds = of_lists(*(f"count(visits where {name} == {9 * n}) >= 0" for name in fields for n in range(9)))
    assert (kinds.met, kinds.complete) == (True, True)
    assert not of_lists(
        *(f"count(visits where {name} == {9 * n}) >= 1" for name in fields for n in range(9))
    ).complete


def test_a_fact_with_more_values_than_are_tried() -> None:
    """A hundred and twenty thresholds of one fact: a way is found, and that there may be others is said."""
    texts = [" or ".join(f"seats == {n + 9 * m}" for m in range(60)) for n in (0, 1000)]
    rules = version(condition("A", texts[0]), condition("B", texts[1], applies="fixed"))
    repairs = evaluate(rules, {"seats": -1, "fixed": False}, ON).repairs(limit=1)
    assert (len(repairs), repairs.complete) == (1, False)


def test_repairs_are_values() -> None:
    """They can be compared, copied and pickled, and change nothing."""
    repairs = shop(fixed=False).repairs()
    assert repairs == shop(fixed=False).repairs()
    assert copy.deepcopy(repairs) == pickle.loads(pickle.dumps(repairs)) == repairs  # noqa: S301 # our own
    assert dict(repairs.ways[0].example)["checked_on"] == date(2025, 12, 31)
    assert repairs.ways[1].meets == ("L1", "F1", "F2")


def test_what_a_verdict_hangs_on() -> None:
    """A shop that has two of three things hangs on each of the two, and on its licence."""
    verdict = shop(fixed=True, seats=2, checked_on=ON)
    assert (verdict.answer, verdict.fragile()) == ("met", ("fixed", "licence", "seats", "checked_on"))
    assert shop(fixed=True, seats=4, checked_on=ON).fragile() == ("fixed", "licence", "seats")
