"""Lists of dated facts, how conditions count them, and other words that the language has for numbers."""

import copy
from datetime import date
from typing import Any

import pytest

from friendly_services.errors import Invalid
from friendly_services.standards import Version, evaluate, read_standard
from friendly_services.text import say
from tests.standards.samples import ON, condition, label, plain, problems

COMPLAINTS: dict[str, Any] = {
    "type": "list",
    "title": label("complaints", "投诉"),
    "item": {
        "on": {"type": "date", "title": label("day", "日期")},
        "upheld": {"type": "bool", "title": label("upheld", "属实")},
        "degree": {
            "type": "choice",
            "choices": {"minor": label("minor", "轻微"), "serious": label("serious", "严重")},
            "title": label("degree", "程度"),
        },
    },
}
SOME: list[dict[str, Any]] = [
    {"on": date(2026, 3, 1), "upheld": True, "degree": "minor"},
    {"on": date(2025, 6, 1), "upheld": True, "degree": "serious"},
    {"on": date(2024, 6, 1), "upheld": True, "degree": "serious"},
    {"on": date(2026, 3, 2), "upheld": False, "degree": "minor"},
]


def listed(requires: str, values: dict[str, Any] | None = None, **facts: Any) -> dict[str, Any]:
    """A standard of one condition that may count complaints."""
    given = plain(condition("X", requires))
    given["facts"] |= {
        "complaints": copy.deepcopy(COMPLAINTS),
        "orders": {"type": "int", "title": label("orders")},
        **facts,
    }
    if values is not None:
        given["versions"][0]["values"] = values
    return given


def rules(requires: str, values: dict[str, Any] | None = None) -> Version:
    """The version of that standard."""
    return read_standard(listed(requires, values)).versions[0]


@pytest.mark.parametrize(
    ("requires", "facts", "answer"),
    [
        ("count(complaints) == 4", {"complaints": SOME}, "met"),
        ("count(complaints) <= 2", {"complaints": []}, "met"),
        ("count(complaints) <= 2", {}, "unknown"),
        ("2 < count(complaints where upheld)", {"complaints": SOME}, "met"),
        ("count(complaints where upheld and on >= today - months(12)) <= 2", {"complaints": SOME}, "met"),
        ("count(complaints where upheld and on >= today - months(12)) < 2", {"complaints": SOME}, "unmet"),
        ("count(complaints where degree == 'serious' or not upheld) == 3", {"complaints": SOME}, "met"),
        ("count(complaints where degree in ['minor']) in [2, 3]", {"complaints": SOME}, "met"),
        ("count(complaints where upheld) >= seats", {"complaints": SOME, "seats": 3}, "met"),
        ("count(complaints where upheld) >= seats", {"complaints": SOME}, "unknown"),
        ("count(complaints where upheld) <= 0.5 * count(complaints)", {"complaints": SOME}, "unmet"),
        ("count(complaints) <= 0.04 * orders", {"complaints": SOME, "orders": 100}, "met"),
        ("seats <= 0.29 * orders", {"seats": 29, "orders": 100}, "met"),
        ("3 * seats >= wanted", {"seats": 1, "wanted": 3}, "met"),
        ("distance <= 0.5 * seats", {"distance": 0.5, "seats": 1}, "met"),
        ("distance <= 0.5 * seats", {"distance": 0.5}, "unknown"),
        ("count(complaints where upheld) == 3", {"complaints": [{"on": ON, "upheld": None}]}, "unknown"),
        ("count(complaints where on < today) == 0", {"complaints": [{"on": ON}]}, "met"),
        ("count(complaints where upheld) == 1", {"complaints": ((ON, True, "minor"),)}, "met"),
    ],
)
def test_lists_are_counted(requires: str, facts: dict[str, Any], answer: str) -> None:
    """Items are counted, all or those of which a condition holds; what cannot be told of one is unknown."""
    assert evaluate(rules(requires), facts, ON).answer == answer


def test_an_item_that_cannot_be_told_is_asked_for() -> None:
    """A list with an item of which nobody knows whether it counts is among what has to be found out."""
    verdict = evaluate(rules("count(complaints where upheld) == 0"), {"complaints": [{"on": ON}]}, ON)
    assert (verdict.answer, verdict.needs()) == ("unknown", ("complaints",))


def test_named_values_stand_for_thresholds_shares_and_durations() -> None:
    """A value named by the version is read wherever a literal of its type is, and bears its source."""
    values = {
        "most": {"value": 1, "source": "notice 7, article 4"},
        "window": {"value": 12, "title": label("window")},
        "share": {"value": 0.5},
        "opening": {"value": date(2026, 1, 1)},
    }
    version = rules(
        "count(complaints where upheld and on >= today - months(window)) <= most "
        "and seats >= share * wanted and checked_on >= opening",
        values,
    )
    facts: dict[str, Any] = {"complaints": SOME, "seats": 1, "wanted": 2, "checked_on": date(2026, 1, 1)}
    assert [(one.name, one.value, one.source) for one in version.values] == [
        ("most", 1, "notice 7, article 4"),
        ("window", 12, "proposed"),
        ("share", 0.5, "proposed"),
        ("opening", date(2026, 1, 1), "proposed"),
    ]
    verdict = evaluate(version, facts, ON)
    assert [say(reason) for reason in verdict.why_not()] == [
        (
            "X title X: not met – number of complaints with upheld and on >= today - months(window): 2 "
            "(needed: at most 1)"
        )
    ]
    assert evaluate(version, facts, date(2026, 7, 1)).answer == "met"


@pytest.mark.parametrize(
    ("requires", "sentence"),
    [
        ("complaints", "'complaints' at character 1 is not a yes or no"),
        ("complaints == 3", "at character 12: a list cannot be compared with a number"),
        ("complaints == complaints", "a list at character 12 cannot be compared: count it"),
        ("complaints in [3]", "a list at character 12 cannot be compared: count it"),
        ("count(seats) > 1", "'seats' at character 7 is not a list"),
        ("count(complaint) > 1", "'complaint' at character 7 is not a declared fact: did you mean 'compl"),
        ("count(7) > 1", "'7' at character 7: expected the name of a list to count"),
        ("count() > 1", "')' at character 7: expected the name of a list to count"),
        ("count > 1", "'count' at character 1 is not a declared fact"),
        ("count(complaints where) > 1", "')' at character 23: expected a fact or a value"),
        ("count(complaints upheld) > 1", "'upheld' at character 18: expected ')'"),
        ("count(complaints where upheld", "ends at character 30"),
        ("count(complaints where uphelt) > 1", "'uphelt' at character 24 is not a declared fact: did"),
        ("count(complaints where seats > 1) > 1", "'seats' at character 24 is not a declared fact"),
        (
            "count(complaints where degree == 'worse') > 1",
            "'worse' at character 31 is never the value of",
        ),
        (
            "count(complaints where count(complaints) > 1) > 1",
            "'complaints' at character 30 is not a",
        ),
        ("count(complaints)", "a value alone at character 1 is no condition"),
        ("count(complaints) + days(1) > today", "at character 19: days can be added to a date only"),
        ("seats * 2 > 1", "at character 7: only a fixed number above 0 can multiply a fact"),
        ("seats * wanted > 1", "at character 7: only a fixed number above 0 can multiply a fact"),
        ("0 * seats > 1", "at character 3: only a fixed number above 0 can multiply a fact"),
        ("-1 * seats > 1", "at character 4: only a fixed number above 0 can multiply a fact"),
        ("true * seats > 1", "at character 6: only a fixed number above 0 can multiply a fact"),
        ("2 * 3 > seats", "at character 3: only a fixed number above 0 can multiply a fact"),
        ("2 * note > 'a'", "at character 3: only a fixed number above 0 can multiply a fact"),
        ("(seats > 1) * 2 > 1", "at character 13: only a fixed number above 0 can multiply a fact"),
        ("2 ** seats > 1", "'*' at character 4: expected a fact or a value"),
        ("2 * sets > 1", "'sets' at character 5 is not a declared fact: did you mean 'seats'?"),
        ("2 * seats", "a value alone at character 3 is no condition"),
        ("today > today - days(1)", "at character 7: today stands on both sides"),
        ("opened_on > today - days(seats)", "at character 26: days takes a whole number from 0 to 73000"),
        ("opened_on > today - days(setas)", "'setas' at character 26 is not a declared fact"),
        ("seats + days(1) > 3", "at character 7: days can be added to a date only"),
        ("most", "at character 1: two fixed values are compared"),
        ("most == 2", "at character 6: two fixed values are compared"),
        ("count(most) > 1", "'most' at character 7 is not a list"),
    ],
)
def test_what_cannot_be_counted_or_scaled_says_why(requires: str, sentence: str) -> None:
    """Slips in counts, products and named values are refused at their place."""
    found = problems(listed(requires, {"most": {"value": 2}}))
    assert found["versions.1.conditions.X.requires"].startswith(sentence)


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (3, "3 is not a list of items: give a list, each item a table of on, upheld, degree"),
        ("abc", "'abc' is not a list of items"),
        ([3], "item 1, 3, does not have the fields on, upheld, degree"),
        ([SOME[0], {"day": ON}], "item 2, \"{'day': datetime.date(2026, 3, 31)}\", does not have the fields"),
        ([(ON, True)], "item 1, '(datetime.date(2026, 3, 31), True)', does not have the fields"),
        ([{"upheld": 1}], "item 1, upheld: 1 is not true or false"),
        ([{"degree": "worse"}], "item 1, degree: 'worse' is not one of minor, serious"),
    ],
)
def test_a_list_that_does_not_fit_is_refused(value: Any, sentence: str) -> None:
    """Items are tables of the declared fields, each of its type."""
    with pytest.raises(Invalid) as caught:
        evaluate(rules("count(complaints) > 1"), {"complaints": value}, ON)
    assert str(caught.value).startswith(f"complaints: {sentence}")


def test_lists_and_choices_are_shown_by_their_names() -> None:
    """A list is told by its length, a choice by its label, in both languages."""
    version = rules("count(complaints) <= 2 and 2 * seats >= wanted")
    verdict = evaluate(version, {"complaints": SOME, "seats": 1, "wanted": 3}, ON)
    assert say(verdict.why_not()[0]) == (
        "X title X: not met – number of complaints: 4 (needed: at most 2), "
        "2 × seats: 2 (needed: at least seats asked for (3))"
    )
    assert verdict.findings[0].facts[0][1] == tuple(tuple(one.values()) for one in SOME)
    kept = evaluate(version, {"complaints": SOME[:1], "seats": 2, "wanted": 3}, ON)
    assert say(kept.findings[0].reason, "zh").startswith("X 名称X：符合——投诉：记录 1 条")
    choice = {
        "type": "choice",
        "choices": {"a": label("ay", "甲"), "b": label("bee", "乙")},
        "title": label("c"),
    }
    labelled = read_standard(listed("grade == 'b'", grade=choice)).versions[0]
    assert (
        say(evaluate(labelled, {"grade": "a"}, ON).why_not()[0]) == "X title X: not met – c: ay (needed: bee)"
    )


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("facts.complaints.item", ..., "is required"),
        ("facts.complaints.item", 3, "'3' stands where a table is expected"),
        (
            "facts.complaints.item.on.type",
            "list",
            "'list' is not one of bool, int, number, text, date, choice",
        ),
        ("facts.complaints.item.on.life", "3 days", "there is no key 'life' here"),
        ("facts.seats.item", {}, "a fact of type int has no items"),
        ("facts.seats.cost", -1, "-1 is too small: at least 0"),
        ("facts.seats.cost", 2_000_000_000, "2000000000 is too large: at most 1000000000"),
        ("facts.seats.life", "a year", "'a year' is not a duration: write 30 days, 12 months or 2 years"),
        ("facts.seats.life", "201 years", "'201 years' is not a duration"),
        ("facts.seats.life", 12, "'12' is not a duration"),
        ("facts.seats.life.pledge", "x", "'x' is not a duration"),
        (
            "facts.seats.life.rumour",
            "1 day",
            "there is no key 'rumour' here: the keys are document, registry",
        ),
        ("facts.trade.choices", {}, "'dict' stands where a list with at least one item"),
        ("facts.trade.choices", {"food": "Food"}, "'Food' stands where a table is expected"),
        ("versions.1.values", [], "'list' stands where a table is expected"),
        ("versions.1.values", {f"v{n}": {} for n in range(1_001)}, "1001 items are too many"),
        ("versions.1.values.most", 2, "'2' stands where a table is expected"),
        ("versions.1.values.most.value", ..., "is required"),
        ("versions.1.values.most.value", [], "'list' is not a value that conditions can name"),
        ("versions.1.values.most.value", 10**15, "'1000000000000000' is not a value"),
        ("versions.1.values.most.value", float("nan"), "nan is not a value"),
        ("versions.1.values.Most", {"value": 1}, "'Most' is not a fact's name"),
        ("versions.1.values.seats", {"value": 1}, "'seats' stands here twice"),
        ("versions.1.values.today", {"value": 1}, "'today' is a word of the language"),
    ],
)
def test_slips_in_lists_lives_and_values_are_found(path: str, value: Any, sentence: str) -> None:
    """Each planted error is told under its path."""
    given = listed("count(complaints) > 1", {"most": {"value": 2}})
    at: Any = given
    *steps, last = path.split(".")
    for step in steps:
        at = at[0] if isinstance(at, list) else at.setdefault(step, {})
    if value is ...:
        del at[last]
    else:
        at[last] = value
    found = problems(given)
    where = path if value != {"food": "Food"} else f"{path}.food"
    assert found[where].startswith(sentence) or sentence in found[where]


def test_a_count_that_the_clock_moves_can_be_waited_for() -> None:
    """What nobody can change is still not called so where time will change it."""
    for where, code in (
        ("upheld and on >= today - months(12)", "standards.change"),
        ("upheld or degree == 'minor'", "standards.cannot_change"),
        ("upheld or on >= today", "standards.change"),
    ):
        given = listed(f"count(complaints where {where}) == 0")
        given["facts"]["complaints"]["immovable"] = True
        [reason] = evaluate(read_standard(given).versions[0], {"complaints": SOME}, ON).changes()
        assert reason.code == code
