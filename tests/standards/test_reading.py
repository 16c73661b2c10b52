"""How standards are read from plain values, and how bad ones are refused."""

import re
from datetime import date
from typing import Any

import pytest

from friendly_services.standards import NotInForce, Scheme, Standard, read_standard
from friendly_services.text.words import standards as words
from tests.standards.samples import FACTS, condition, label, plain, problems


def test_a_standard_in_order_is_read() -> None:
    """Every key of the form is taken; dates may be text."""
    given = plain(condition("A", "fixed", group="g"), groups={"g": 1})
    given["versions"][0]["in_force"] = "2025-01-01"
    standard = read_standard(given)
    assert (standard.id, standard.title.zh, standard.versions[0].in_force) == (
        "sample",
        "样例",
        date(2025, 1, 1),
    )
    assert standard.fact_names == frozenset(FACTS)
    scheme = Scheme("abc", standard.title, (("A", standard), ("B", standard)))
    assert scheme.codes == ("A", "B")


def broken(change: str, value: Any, /) -> dict[str, Any]:
    """A good standard with the value at one dotted path replaced, or removed if it is `...`."""
    given = plain(condition("A", "fixed", group="g"), condition("B", "fixed", group="g"), groups={"g": 1})
    *path, last = change.split(".")
    at: Any = given
    for step in path:
        at = at[int(step)] if isinstance(at, list) else at[step]
    if value is ...:
        del at[last]
    elif isinstance(at, list):
        at[int(last)] = value
    else:
        at[last] = value
    return given


@pytest.mark.parametrize(
    ("change", "value", "path", "sentence"),
    [
        ("id", ..., "id", "is required"),
        ("id", "Has Spaces", "id", "'Has Spaces' is not a standard's id"),
        ("title", ..., "title", "is required"),
        ("title", "Sample", "title", "'Sample' stands where a table is expected"),
        ("title", {"en": "Sample"}, "title.zh", "is required"),
        ("title", {"en": "Sample", "zh": " "}, "title.zh", "' ' is not a text of 1 to 2000 characters"),
        ("source", 7, "source", "'7' is not a text"),
        ("titel", 7, "titel", "there is no key 'titel' here: did you mean 'title'?"),
        ("zzz", 7, "zzz", "there is no key 'zzz' here: the keys are id, title, source, facts, versions"),
        ("facts", ..., "facts", "is required"),
        ("facts", [], "facts", "'list' stands where a table is expected"),
        ("facts.Seats", {"type": "int", "title": label("x")}, "facts.Seats", "'Seats' is not a fact's name"),
        (
            "facts.today",
            {"type": "int", "title": label("x")},
            "facts.today",
            "'today' is a word of the language",
        ),
        ("facts.seats.type", "integer", "facts.seats.type", "'integer' is not one of bool, int, number"),
        ("facts.seats.type", ..., "facts.seats.type", "is required"),
        ("facts.seats.unit", 3, "facts.seats.unit", "'3' is not a text"),
        ("facts.seats.choices", ["a"], "facts.seats.choices", "a fact of type int has no choices"),
        ("facts.seats.immovable", "no", "facts.seats.immovable", "'no' is not true or false"),
        ("facts.trade.choices", ..., "facts.trade.choices", "is required"),
        (
            "facts.trade.choices",
            [],
            "facts.trade.choices",
            "'list' stands where a list with at least one item",
        ),
        ("facts.trade.choices", ["a", "a"], "facts.trade.choices.1", "'a' stands here twice"),
        ("facts.trade.choices", ["a", 3], "facts.trade.choices.1", "'3' is not a text"),
        ("versions", [], "versions", "'list' stands where a list with at least one item is expected"),
        ("versions.0", 3, "versions.#1", "'3' stands where a table is expected"),
        ("versions.0.number", "1", "versions.#1.number", "'1' is not a whole number"),
        ("versions.0.number", 0, "versions.0.number", "0 is too small: at least 1"),
        ("versions.0.number", ..., "versions.#1.number", "is required"),
        ("versions.0.in_force", "tomorrow", "versions.1.in_force", "'tomorrow' is not a date"),
        ("versions.0.in_force", "2025-02-30", "versions.1.in_force", "'2025-02-30' is not a date"),
        ("versions.0.in_force", ..., "versions.1.in_force", "is required"),
        ("versions.0.until", date(2025, 1, 1), "versions.1.until", "2025-01-01 is not after the first day"),
        (
            "versions.0.open_cases",
            "both",
            "versions.1.open_cases",
            "'both' is not one of submission, decision",
        ),
        ("versions.0.open_cases", ..., "versions.1.open_cases", "is required"),
        ("versions.0.conditions", ..., "versions.1.conditions", "is required"),
        ("versions.0.groups", 3, "versions.1.groups", "'3' stands where a list"),
        ("versions.0.groups.0.at_least", 3, "versions.1.groups.g.at_least", "asks for 3 of 2 conditions"),
        ("versions.0.groups.0.at_least", 0, "versions.1.groups.g.at_least", "0 is too small: at least 1"),
        ("versions.0.groups.0.at_least", True, "versions.1.groups.g.at_least", "True is not a whole number"),
        ("versions.0.groups.0.title", ..., "versions.1.groups.g.title", "is required"),
        (
            "versions.0.conditions.0",
            [],
            "versions.1.conditions.#1",
            "'list' stands where a table is expected",
        ),
        ("versions.0.conditions.0.code", ..., "versions.1.conditions.#1.code", "is required"),
        ("versions.0.conditions.0.code", "a b", "versions.1.conditions.#1.code", "'a b' is not a code"),
        ("versions.0.conditions.1.code", "A", "versions.1.conditions.A.code", "'A' stands here twice"),
        ("versions.0.conditions.0.group", "gg", "versions.1.conditions.A.group", "there is no group 'gg'"),
        ("versions.0.conditions.0.group", "zzz", "versions.1.conditions.A.group", "there is no group 'zzz'"),
        ("versions.0.conditions.0.must", 1, "versions.1.conditions.A.must", "'1' is not true or false"),
        ("versions.0.conditions.0.status", ..., "versions.1.conditions.A.status", "is required"),
        ("versions.0.conditions.0.status", "stated", "versions.1.conditions.A.source", "is required"),
        ("versions.0.conditions.0.applies", "zzz", "versions.1.conditions.A.applies", "'zzz' at character 1"),
        ("versions.0.conditions.0.requires", 3, "versions.1.conditions.A.requires", "'3' is not a text"),
        (
            "versions.0.conditions.0.evidence",
            ["photo"],
            "versions.1.conditions.A.evidence.0",
            "'photo' is not",
        ),
        (
            "versions.0.conditions.0.evidence",
            ["pledge", "pledge"],
            "versions.1.conditions.A.evidence.1",
            "'pledge' stands here twice",
        ),
        (
            "versions.0.conditions.0.requirs",
            "x",
            "versions.1.conditions.A.requirs",
            "did you mean 'requires'?",
        ),
    ],
)
def test_a_standard_out_of_order_says_where(change: str, value: Any, path: str, sentence: str) -> None:
    """Each planted error is found under its path, with what was expected."""
    found = problems(broken(change, value))
    assert path in found
    assert found[path].startswith(sentence) or sentence in found[path]


def test_every_problem_is_told_at_once_under_the_path_given() -> None:
    """Problems in facts, groups and conditions are listed together, below the path given."""
    given = broken("facts.seats.type", "integer")
    given["versions"][0]["groups"].append({"code": "h", "title": label("H")})
    given["versions"][0]["conditions"][0]["requires"] = "nothing"
    assert problems(given, "standards.sample").keys() == {
        "standards.sample.facts.seats.type",
        "standards.sample.versions.1.groups.h",
        "standards.sample.versions.1.conditions.A.requires",
    }


def test_sizes_are_limited() -> None:
    """A million conditions, or facts, or a wall of text, are refused before they are read."""
    row = condition("A", "fixed")
    assert "1000000 items are too many" in problems(plain(*([row] * 1_000_000)))["versions.1.conditions"]
    many = plain(row, facts={f"f{n}": {} for n in range(1_001)})
    assert "1001 items are too many" in problems(many)["facts"]
    assert "2000" in problems(plain(row, source="x" * 2_001))["source"]


def test_a_standard_is_a_table() -> None:
    """A list is no standard."""
    assert problems([])[""] == "'list' stands where a table is expected"  # type: ignore[arg-type] # on purpose


def dated(*spans: tuple[int, str, str | None]) -> dict[str, Any]:
    """A standard with versions of these numbers, first days and ends."""
    given = plain(condition("A", "fixed"))
    [base] = given["versions"]
    given["versions"] = [
        {**base, "number": number, "in_force": start, **({"until": until} if until else {})}
        for number, start, until in spans
    ]
    return given


def test_the_version_in_force_is_found_by_day() -> None:
    """A version holds from its first day to the day before the next one's, in whatever order they stand."""
    standard = read_standard(dated((2, "2026-01-01", "2026-07-01"), (1, "2025-01-01", None)))
    assert [v.number for v in standard.versions] == [1, 2]
    assert standard.in_force(date(2025, 12, 31)).number == 1
    assert standard.in_force(date(2026, 1, 1)).number == 2
    with pytest.raises(NotInForce, match="first version came on 2025-01-01, the last ended on 2026-07-01"):
        standard.in_force(date(2026, 7, 1))
    with pytest.raises(NotInForce, match="not yet in force on 2024-12-31") as caught:
        standard.in_force(date(2024, 12, 31))
    assert caught.value.say("zh").startswith("sample 在 2024-12-31 尚未施行")


@pytest.mark.parametrize(
    ("spans", "path", "sentence"),
    [
        (
            [(1, "2025-01-01", "2025-06-01"), (2, "2025-07-01", None)],
            "versions.2.in_force",
            "no version is in force from 2025-06-01 to 2025-06-30",
        ),
        (
            [(1, "2025-01-01", "2025-08-01"), (2, "2025-07-01", None)],
            "versions.2.in_force",
            "version 1 is still in force on 2025-07-01",
        ),
        ([(1, "2025-01-01", None), (2, "2025-01-01", None)], "versions.2.in_force", "version 1 is still"),
        (
            [(2, "2025-01-01", None), (1, "2026-01-01", None)],
            "versions.1.number",
            "number 1 comes into force after",
        ),
        (
            [(1, "2025-01-01", None), (1, "2026-01-01", None)],
            "versions.1.number",
            "number 1 comes into force after",
        ),
    ],
)
def test_versions_have_neither_gap_nor_overlap(spans: Any, path: str, sentence: str) -> None:
    """A day without a version, or with two, is an error when the standard is read."""
    assert problems(dated(*spans))[path].startswith(sentence)


def test_both_languages_use_the_same_values() -> None:
    """Each sentence has the same placeholders in English and Chinese."""
    for code, sentences in words.WORDS.items():
        first, second = (set(re.findall(r"{(\w+)", sentence)) for sentence in sentences)
        assert first == second, code


def test_standards_are_plain_values() -> None:
    """A standard read twice is equal to itself."""
    given = plain(condition("A", "fixed"))
    assert read_standard(given) == read_standard(given)
    assert isinstance(read_standard(given), Standard)
