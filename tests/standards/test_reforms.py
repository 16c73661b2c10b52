"""Versions that say only what they change."""

from datetime import date
from typing import Any

import pytest

from friendly_services.standards import laid_over, read_standard
from friendly_services.text import say
from tests.standards.samples import condition, label, plain, problems

FIRST = (
    condition("A", "fixed", group="g", must=True, repair=label("mend it", "整改")),
    condition("B", "seats >= 2", group="g"),
    condition("C", "wanted > 1"),
)


def reform(**changes: Any) -> dict[str, Any]:
    """A second version, based on the first, as plain values."""
    second = {"number": 2, "in_force": date(2026, 7, 1), "source": "decision 7", "based_on": 1}
    return second | changes


def standard(*later: dict[str, Any]) -> dict[str, Any]:
    """The standard of three conditions with later versions."""
    whole = plain(*FIRST, groups={"g": 1})
    whole["versions"] += later
    return whole


def test_a_reform_says_only_what_changes() -> None:
    """All else is that version's: what it writes goes over the same code, and what is new comes last."""
    later = reform(
        groups=[{"code": "g", "at_least": 2}],
        conditions=[{"code": "B", "requires": "seats >= 3"}, condition("D", "distance < 50")],
        without=["C"],
    )
    old, new = read_standard(standard(later)).versions
    assert (old.until, new.in_force, new.open_cases, new.source) == (
        date(2026, 7, 1),
        date(2026, 7, 1),
        "submission",
        "decision 7",
    )
    assert [(c.code, c.requires) for c in new.conditions] == [
        ("A", "fixed"),
        ("B", "seats >= 3"),
        ("D", "distance < 50"),
    ]
    assert new.conditions[0] == old.conditions[0]
    assert [(group.code, group.at_least) for group in (*old.groups, *new.groups)] == [("g", 1), ("g", 2)]


def test_a_reform_can_be_reformed_and_taken_back() -> None:
    """Each version is based on the one it names, in whatever order they stand in the file."""
    second = reform(conditions=[{"code": "B", "requires": "seats >= 3"}])
    third = reform(number=3, in_force=date(2027, 1, 1), based_on=2, without=["C"])
    back = reform(number=4, in_force=date(2028, 1, 1), conditions=[condition("E", "fixed")])
    versions = read_standard(standard(back, third, second)).versions
    assert [[c.requires for c in version.conditions] for version in versions] == [
        ["fixed", "seats >= 2", "wanted > 1"],
        ["fixed", "seats >= 3", "wanted > 1"],
        ["fixed", "seats >= 3"],
        ["fixed", "seats >= 2", "wanted > 1", "fixed"],
    ]


def test_a_group_can_be_dropped_with_its_conditions() -> None:
    """Nothing is left of a group when it and its conditions are listed."""
    [_, new] = read_standard(standard(reform(without=["g", "A", "B"]))).versions
    assert (new.groups, [c.code for c in new.conditions]) == ((), ["C"])


@pytest.mark.parametrize(
    ("later", "where", "sentence"),
    [
        (reform(based_on=7), "versions.2.based_on", "no version 7 to be based on: the versions are 1"),
        (reform(based_on=2), "versions.2.based_on", "version 2 does not come before this one"),
        (reform(based_on="1"), "versions.2.based_on", "no version '1' to be based on"),
        (reform(based_on=True), "versions.2.based_on", "no version True to be based on"),
        (reform(based_on=[1]), "versions.2.based_on", "no version 'list' to be based on"),
        (reform(without=["Z"]), "versions.2.without", "'Z' is not a list of codes of that version"),
        (reform(without="C"), "versions.2.without", "'C' is not a list of codes"),
        (reform(without=[["C"]]), "versions.2.without", "its codes are g, A, B, C"),
        (reform(conditions=3), "versions.2.conditions", "'3' stands where a list"),
        (reform(groups=[3]), "versions.2.groups.#2", "'3' stands where a table"),
        (
            reform(conditions=[{"code": "B", "requires": "seats >= 3"}, {"code": "B", "must": True}]),
            "versions.2.conditions.B.code",
            "'B' stands here twice",
        ),
        (
            reform(conditions=[{"code": "B", "requires": "seat >= 3"}]),
            "versions.2.conditions.B.requires",
            "did you mean 'seats'?",
        ),
    ],
)
def test_a_slip_in_a_reform_is_told(later: dict[str, Any], where: str, sentence: str) -> None:
    """What cannot be taken over, or is wrong in what is new, is told under its path."""
    assert sentence in problems(standard(later), "")[where]


def test_a_reform_cites_its_own_decision() -> None:
    """The source of the version it is based on is not its own."""
    later = {key: value for key, value in reform().items() if key != "source"}
    assert problems(standard(later)) == {"versions.2.source": "is required"}


def test_without_needs_something_to_be_without_of() -> None:
    """Conditions can be dropped only of a version that the new one is based on."""
    later = {**plain(*FIRST, groups={"g": 1})["versions"][0], **reform(without=["C"])}
    del later["based_on"]
    assert "write based_on" in problems(standard(later))["versions.2.without"]


def rows(*conditions: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    """The versions of a standard as plain values."""
    return [{**plain(*conditions, groups={"g": 1})["versions"][0], **more}]


def test_a_file_goes_over_another_by_number() -> None:
    """New versions come beside those that are there; one of the same number replaces it, or changes it."""
    beside, none = laid_over(rows(*FIRST), [reform()])
    assert ([row["number"] for row in beside], none) == ([1, 2], ())
    [changed], none = laid_over(rows(*FIRST), [{"number": 1, "based_on": 1, "until": date(2027, 1, 1)}])
    assert (changed["until"], changed["source"], len(changed["conditions"]), none) == (
        date(2027, 1, 1),
        "proposed",
        3,
        (),
    )
    replaced = rows(*FIRST, condition("D", "fixed"))
    assert laid_over(rows(*FIRST), replaced) == (replaced, ())


@pytest.mark.parametrize("number", [1, 2])
def test_a_file_cannot_drop_conditions_without_a_word(number: int) -> None:
    """Whoever writes one condition means to change one."""
    merged, [problem] = laid_over(rows(*FIRST), rows(FIRST[1], number=number))
    assert problem.field == f"versions.{number}"
    assert say(problem.reason) == (
        f"version {number} leaves out A, C, which version 1 of the extended standard has: "
        "write based_on = 1 to keep them, and under without those that are no longer asked"
    )
    assert [len(row["conditions"]) for row in merged] == [3] * number


def test_versions_that_cannot_be_told_apart_are_left_to_the_reader() -> None:
    """A row that is no table or has no number goes last, as it is; one before every other replaces none."""
    assert laid_over(rows(*FIRST), [3, {"number": "2"}, {"number": 0}])[0][1:] == [
        {"number": 0},
        3,
        {"number": "2"},
    ]


def test_a_reform_changes_named_values_and_exits() -> None:
    """A value keeps its title but not its source, which is the reform's; exits go by their codes."""
    whole = standard(
        reform(
            values={"least": {"value": 3}, "new": {"value": 1, "source": "annex"}, "odd": 4},
            exits=[{"code": "E2", "when": "seats < least"}],
            without=["E1"],
        )
    )
    first = whole["versions"][0]
    first["values"] = {
        "least": {"value": 2, "source": "notice 1", "title": label("least")},
        "odd": {"value": 1},
    }
    first["exits"] = [
        {"code": code, "title": label(code), "when": "seats < least", "status": "proposed"}
        for code in ("E1", "E2")
    ]
    assert problems(whole).keys() == {"versions.2.values.odd"}
    del whole["versions"][1]["values"]["odd"]
    old, new = read_standard(whole).versions
    assert [(one.value, one.source, one.title is None) for one in old.values] == [
        (2, "notice 1", False),
        (1, "proposed", True),
    ]
    assert [(one.value, one.source, one.title is None) for one in new.values] == [
        (3, "decision 7", False),
        (1, "decision 7", True),
        (1, "annex", True),
    ]
    assert [c.code for c in new.conditions if c.exit] == ["E2"]
    del whole["versions"][1]["exits"]
    whole["versions"][1]["without"] = ["E1", "E2"]
    assert not [c.code for c in read_standard(whole).versions[1].conditions if c.exit]


def test_leaving_out_an_exit_must_be_said_too() -> None:
    """A file that extends a standard cannot drop its exits by writing others."""
    lower = [{"number": 1, "conditions": [{"code": "A"}], "exits": [{"code": "E"}]}]
    upper = [{"number": 2, "conditions": [{"code": "A"}]}]
    _, [problem] = laid_over(lower, upper)
    assert problem.reason.values["codes"] == ("E",)


def test_versions_are_not_based_on_one_another_in_a_circle() -> None:
    """Two that name each other, and one that names itself, are told so; nothing is followed for ever."""
    whole = plain()
    base = {"in_force": date(2026, 1, 1), "source": "x"}
    whole["versions"] = [base | {"number": n, "based_on": other} for n, other in ((1, 2), (2, 1), (3, 3))]
    found = problems(whole)
    assert found["versions.1.based_on"].startswith("version 2 does not come before this one")
    assert found["versions.2.based_on"].startswith("there is no version 1 to be based on")
    assert found["versions.3.based_on"].startswith("version 3 does not come before this one")
