"""Remarks on a standard: all that trying everything finds, and no others."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from friendly_services.standards import (
    FactValue,
    NotInForce,
    Remark,
    Scheme,
    Standard,
    Version,
    evaluate,
    lint,
    read_standard,
)
from friendly_services.standards._interpret import interpret
from friendly_services.standards._tally import stand, tallied
from friendly_services.text import Label, say
from tests.budget import count
from tests.standards import generated, small
from tests.standards.generated import ON
from tests.standards.samples import condition, label, plain

SOME = settings(max_examples=count(10, 200, 1_000), deadline=None)
X = Label(en="x", zh="某")


def by_trying(version: Version) -> set[tuple[str, str, str]]:
    """The flaw, the code and the other code of each remark, found by trying all values of all facts."""
    tried = [
        interpret(version, small.values_of(version, facts), ON)
        for facts in small.everything(small.read_by(version))
    ]
    rows = [
        [stand(one, answer) for one, answer in zip(version.conditions, answers, strict=True)]
        for _, answers in tried
    ]
    found: dict[int, str] = {}
    for n in range(len(version.conditions)):
        seen = {row[n] for row in rows}
        if seen == {"not_applicable"}:
            found[n] = "never_applies"
        elif "met" not in seen:
            found[n] = "never_met"
        elif "unmet" not in seen:
            found[n] = "asks_nothing"
    remarks = {(flaw, version.conditions[n].code, "") for n, flaw in found.items()}
    weighed = {group.code for group in version.groups if group.at_least_score or group.weight}
    for n, one in enumerate(version.conditions):
        for m, other in enumerate(version.conditions):
            if n == m or n in found or m in found:
                continue
            counted = one.group == other.group and one.group not in weighed
            beside = counted or (one.alone and other.alone)
            apart = {fact.name for fact in one.facts()}.isdisjoint(fact.name for fact in other.facts())
            if beside and not apart and not any(row[n] == "unmet" != row[m] for row in rows):
                remarks.add(("implied", one.code, other.code))
    for group, places in version.grouped():
        members = [version.conditions[n] for n in places]
        if all(tallied(group, members, [row[n] for n in places]).answer != "met" for row in rows):
            remarks.add(("group_never_met", group.code, ""))
    if all(answer != "met" for answer, _ in tried):
        remarks.add(("whole_never_met", "", ""))
    return remarks


def key(remark: Remark) -> tuple[str, str, str]:
    """What a remark is about."""
    values = remark.reason.values
    return remark.flaw, values.get("code", ""), values.get("other", "")


@SOME
@given(small.small_versions())
def test_remarks_are_those_that_trying_everything_finds(version: Version) -> None:
    """No flaw is missed and none is made up; each comes with facts of which the conditions say as much."""
    remarks = lint(version, ON)
    assert {key(remark) for remark in remarks} == by_trying(version)
    shown = {
        "never_met": {"unmet"},
        "asks_nothing": {"met"},
        "never_applies": {"not_applicable"},
        "implied": {"met", "not_applicable"},
    }
    for remark in remarks:
        assert all(say(remark.reason, language) for language in ("en", "zh"))
        answers = evaluate(version, dict(remark.facts), ON).answers
        for one, answer in zip(version.conditions, answers, strict=True):
            if remark.at.endswith(f".{one.code}") and remark.flaw in shown:
                assert stand(one, answer) in shown[remark.flaw]


@SOME
@given(st.tuples(small.small_versions(5, 2), small.small_versions(5, 2)))
def test_levels_nest_or_facts_show_that_they_do_not(versions: tuple[Version, Version]) -> None:
    """Levels that claim to nest are remarked on exactly if some facts meet the higher and not the lower."""
    higher, lower = versions
    names = list(dict.fromkeys((*small.read_by(higher), *small.read_by(lower))))

    def only_higher(facts: dict[str, FactValue]) -> bool:
        above, below = (interpret(one, small.values_of(one, facts), ON)[0] for one in versions)
        return above == "met" != below

    levels = tuple(("AB"[n], Standard("s", X, "x", one.facts, (one,))) for n, one in enumerate(versions))
    remarks = lint(Scheme("s", X, levels, nested=True), ON)
    assert bool(remarks) == any(map(only_higher, small.everything(names)))
    assert all(only_higher(dict(remark.facts)) for remark in remarks)
    assert lint(Scheme("s", X, levels)) == ()


@SOME
@given(generated.standards(1))
def test_days_without_a_known_version_are_told(standard: Standard) -> None:
    """A gap is every day on which nothing was in force as far as anybody knew then."""

    def unknown(day: date) -> bool:
        try:
            standard.in_force(day, known=day)
        except NotInForce:
            return True
        return False

    first = standard.versions[0].in_force
    end = standard.versions[-1].until or first + timedelta(days=250)
    days = [first + timedelta(days=n) for n in range((end - first).days)]
    told = {day for remark in lint(standard) if remark.flaw == "gap" for day in days_of(remark)}
    assert told == {day for day in days if unknown(day)}


def days_of(remark: Remark) -> Iterator[date]:
    """The days of a gap."""
    since, until = remark.reason.values["since"], remark.reason.values["until"]
    return (since + timedelta(days=n) for n in range((until - since).days + 1))


FLAWS = [
    ("seats > 3 and seats < 4", "never_met"),
    ("seats >= 3 and seats < 2 or fixed and not fixed", "never_met"),
    ("seats > wanted and wanted > seats", "never_met"),
    ("distance > 3 and distance < 4", None),
    ("seats >= 2 or seats < 3", "asks_nothing"),
    ("licence in ['active', 'cancelled']", "asks_nothing"),
    ("note != 'x' or note == 'x'", "asks_nothing"),
    ("opened_on < 2020-01-01 and checked_on < opened_on and checked_on > 2019-12-29", None),
    ("opened_on < 2020-01-01 and checked_on < opened_on and checked_on > 2019-12-30", "never_met"),
    ("0.001 * distance > 900000000000000", "never_met"),
    ("today < 2024-06-01", "never_met"),
    ("today > 2026-06-01", None),
    ("opened_on > 2026-01-01 and opened_on + months(1) < today", None),
    ("opened_on + months(1) > today and opened_on < today - months(2)", "never_met"),
    ("wanted >= 0.5 * seats and wanted < 0.25 * seats and seats > 0", "never_met"),
]


@pytest.mark.parametrize(("text", "flaw"), FLAWS)
def test_a_flaw_is_one_on_every_day(text: str, flaw: str | None) -> None:
    """What the calendar will make possible, or has made, is no flaw; what no day makes possible is one."""
    [version] = read_standard(plain(condition("X", text))).versions
    found = [remark.flaw for remark in lint(version) if remark.flaw != "whole_never_met"]
    assert found == ([flaw] if flaw else [])


def test_exits_and_groups_have_flaws_of_their_own() -> None:
    """A ground that always or never exists, one within another; conditions that exclude each other."""
    rules = plain(
        condition("A", "seats > 3", group="g"),
        condition("B", "seats < 3", group="g"),
        condition("C", "fixed", applies="seats < wanted and wanted < seats"),
        groups={"g": None},
    )
    grounds = {"N": "seats > 3 and seats < 3", "Y": "fixed or not fixed"}
    grounds |= {"P": "wanted > 5", "Q": "wanted > 9"}
    exits = [condition(code, "") | {"when": text} for code, text in grounds.items()]
    rules["versions"][0]["exits"] = [{k: v for k, v in one.items() if k != "requires"} for one in exits]
    standard = read_standard(rules)
    assert {str(remark.reason) for remark in lint(standard)} == {
        "C title C: it never applies",
        "N title N: this ground can never exist",
        "Y title Y: this ground always exists, so nobody is ever met",
        "Q title Q: it asks nothing beyond P title P",
        "g group g: nothing that the facts can be meets this group",
        "version 1: nothing that the facts can be meets it",
    }
    assert [remark.at for remark in lint(standard, ON)] == [remark.at for remark in lint(standard)]


def test_what_takes_too_long_is_not_remarked_on() -> None:
    """Seven things in six places, no two in one: the search gives up, and nothing is said of the whole."""
    in_ = [[f"t{thing}_{place}" for thing in range(7)] for place in range(6)]
    apart = [" and ".join(f"(not {a} or not {b})" for a, b in combinations(row, 2)) for row in in_]
    somewhere = [" or ".join(row[thing] for row in in_) for thing in range(7)]
    rules = plain(*(condition(f"C{n}", text) for n, text in enumerate((*apart, *somewhere))))
    rules["facts"] = {name: {"type": "bool", "title": label(name)} for row in in_ for name in row}
    assert lint(read_standard(rules)) == ()
