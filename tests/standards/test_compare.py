"""Comparing two versions over a population: who gains, who loses, and by which condition."""

import copy
from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from friendly_services.errors import Invalid
from friendly_services.standards import Population, Version, compare, evaluate, read_standard
from friendly_services.standards._compare import _in_the_way
from friendly_services.standards._tally import OPEN, stand
from tests.budget import count
from tests.standards.generated import DAYS, KNOWN, versions
from tests.standards.samples import ON, condition, label, plain, version
from tests.standards.test_many import BOTH

PEOPLE: list[dict[str, Any]] = [
    {"fixed": True, "seats": 3, "distance": 100.0},
    {"fixed": True, "seats": 2, "distance": 100.0},
    {"fixed": True, "seats": 1, "distance": 10.0},
    {"fixed": False, "seats": 5, "distance": 10.0},
    {"fixed": True, "distance": 10.0},
]
OLD = version(condition("S", "seats >= 2"), condition("D", "distance <= 50"))
NEW = version(condition("S", "seats >= 1"), condition("F", "fixed"))


@BOTH
def test_who_gains_and_who_loses_is_told_with_the_conditions(columns: Any) -> None:
    """Three gain by what is lowered or no longer asked, one loses by what is newly asked."""
    impact = compare(OLD, NEW, Population.of(OLD, PEOPLE, columns), ON)
    assert (impact.gain, impact.lose, impact.gains(), impact.losses()) == (3, 1, [0, 1, 2], [3])
    assert [(cause.condition.code, cause.count, cause.alone) for cause in impact.gained_by] == [
        ("D", 2, 2),
        ("S", 1, 1),
    ]
    assert [(cause.condition.code, cause.count, cause.alone) for cause in impact.lost_by] == [("F", 1, 1)]
    assert impact.moves == {("met", "unmet"): 1, ("unmet", "met"): 3, ("unknown", "unknown"): 1}
    assert impact.engine == ("numpy" if columns == "numpy" else "generated")
    assert impact.verdict(3) == evaluate(NEW, PEOPLE[3], ON)


def test_the_impact_can_be_read() -> None:
    """A line for the change and one for each condition; the same as rows, and for a notebook."""
    impact = compare(OLD, NEW, PEOPLE, ON)
    assert impact.text().splitlines() == [
        "Sample, version 1 instead of 1 on 2026-03-31: 0 stay met, 3 gain, 1 lose",
        "1 lose by F title F, 1 of them by nothing else",
        "2 gain who were kept out by D title D, 2 of them by nothing else",
        "1 gain who were kept out by S title S, 1 of them by nothing else",
    ]
    assert "1 家因 F 名称F 不再符合" in impact.text("zh")
    assert impact.rows()[0] == {"who": "loses", "code": "F", "title": "title F", "count": 1, "alone": 1}
    assert "<caption>Sample, version 1" in impact._repr_html_()


@BOTH
def test_a_group_that_asks_for_more_names_what_it_lacks(columns: Any) -> None:
    """No condition changed: those who lose are told all that now stands in their way."""
    conditions = [condition(code, text, group="g") for code, text in (("A", "fixed"), ("B", "seats > 2"))]
    one, two = (version(*conditions, groups={"g": n}) for n in (1, 2))
    impact = compare(one, two, Population.of(one, PEOPLE, columns), ON)
    assert impact.losses() == [1, 2, 3, 4]
    assert [(cause.condition.code, cause.count) for cause in impact.lost_by] == [("B", 3), ("A", 1)]


@BOTH
def test_every_gain_and_loss_is_told_by_what_each_alone_would_say(columns: Any) -> None:
    """Both engines find the answers and the causes that one finds by looking at each verdict."""

    @given(versions(5), versions(5), st.lists(KNOWN, max_size=6), DAYS)
    @settings(max_examples=count(20, 1000, 10_000), deadline=None)
    def law(old: Version, new: Version, rows: list[dict[str, Any]], on: date) -> None:
        impact = compare(old, new, Population.of(old, rows, columns), on)
        pairs = [tuple(evaluate(rules, row, on) for rules in (old, new)) for row in rows]
        assert impact.moves == Counter((was.answer, becomes.answer) for was, becomes in pairs)
        gained: Counter[str] = Counter()
        lost: Counter[str] = Counter()
        for was, becomes in pairs:
            if (was.answer == "met") is not (becomes.answer == "met"):
                gains = becomes.answer == "met"
                side, other = (was, becomes) if gains else (becomes, was)
                open_ = {
                    c.code
                    for c, answer in zip(other.rules.conditions, other.answers, strict=True)
                    if stand(c, answer) in OPEN
                }
                ways = [side.rules.conditions[n].code for n in _in_the_way(side.rules, side.answers)]
                (gained if gains else lost).update([code for code in ways if code not in open_] or ways)
        assert {cause.condition.code: cause.count for cause in impact.gained_by} == gained
        assert {cause.condition.code: cause.count for cause in impact.lost_by} == lost

    law()


@BOTH
def test_scores_that_ask_for_more_name_what_is_weighed(columns: Any) -> None:
    """A group's score and that of the whole: who falls short is told by each condition that is weighed."""

    def scored(group: int, whole: int) -> Version:
        conditions = [
            condition(code, text, group=home, weight=weight)
            for code, text, home, weight in (
                ("A", "fixed", "g", 1),
                ("B", "seats > 1", "g", 3),
                ("C", "distance > 50", "h", 1),
                ("D", "seats < 3", "h", 1),
            )
        ]
        given_ = plain(*conditions)
        groups = [
            {"code": "g", "title": label("g"), "at_least_score": group, "weight": 60},
            {"code": "h", "title": label("h"), "weight": 40},
        ]
        given_["versions"][0] |= {"groups": groups, "at_least_score": whole}
        return read_standard(given_).versions[0]

    people = Population.of(scored(25, 15), PEOPLE, columns)
    by_group = compare(scored(25, 15), scored(75, 15), people, ON)
    assert by_group.losses() == [2, 4]
    assert [(cause.condition.code, cause.count, cause.alone) for cause in by_group.lost_by] == [("B", 2, 2)]
    by_whole = compare(scored(25, 15), scored(25, 90), people, ON)
    assert by_whole.losses() == [0, 2, 3, 4]
    assert {cause.condition.code: cause.count for cause in by_whole.lost_by} == {
        "A": 1,
        "B": 2,
        "C": 3,
        "D": 3,
    }


def test_what_cannot_be_compared_is_refused() -> None:
    """A version over other facts, or a day that is none."""
    given_ = copy.deepcopy(plain(condition("S", "seats >= 2")))
    given_["facts"]["seats"]["type"] = "number"
    other = read_standard(given_).versions[0]
    with pytest.raises(Invalid, match="seats"):
        compare(OLD, other, PEOPLE, ON)
    with pytest.raises(Invalid):
        compare(OLD, NEW, PEOPLE, "2026-03-31")  # type: ignore[arg-type]
