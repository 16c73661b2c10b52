"""Days: what goes stale, what was known when, when an answer changes by itself."""

from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest

from friendly_services.errors import Invalid
from friendly_services.standards import (
    Altered,
    Duration,
    Known,
    NotInForce,
    Standard,
    Verdict,
    evaluate,
    read_standard,
)
from tests.standards.samples import ON, condition, plain


def lasting(*conditions: dict[str, Any], life: Any = "12 months") -> Standard:
    """A standard whose seats count for so long."""
    given = plain(*conditions or (condition("A", "seats >= 2"),))
    given["facts"]["seats"]["life"] = life
    return read_standard(given)


def judged(known: Any, on: date, life: Any = "12 months") -> Verdict:
    """The verdict of a day on seats that were counted on another."""
    return evaluate(lasting(life=life).versions[0], {"seats": known}, on)


def test_what_is_older_than_its_life_is_unknown() -> None:
    """A finding counts through the last day of its life; then its fact is unknown and asked for again."""
    known = Known(3, date(2025, 3, 31))
    assert judged(known, date(2026, 3, 31)).answer == "met"
    stale = judged(known, date(2026, 4, 1))
    assert (stale.answer, stale.stale(), stale.needs()) == ("unknown", ("seats",), ("seats",))
    assert stale.text().splitlines()[-1] == (
        "seats: established on 2025-03-31, counted until 2026-03-31, to be checked again"
    )
    assert judged(3, date(2099, 1, 1)).answer == "met"
    assert judged(known, date(2025, 3, 30)).answer == "unknown"
    assert judged(known, date(2025, 3, 30)).stale() == ()
    assert judged(Known(None, date(2020, 1, 1)), ON).stale() == ()


@pytest.mark.parametrize(
    ("evidence", "verify_by", "last"),
    [
        ("document", None, date(2027, 1, 1)),
        ("pledge", None, date(2026, 1, 31)),
        ("site_check", None, date.max),
        (None, None, date.max),
        ("pledge", date(2026, 1, 15), date(2026, 1, 15)),
        ("document", date(2029, 1, 1), date(2027, 1, 1)),
        (None, date(2026, 2, 1), date(2026, 2, 1)),
    ],
)
def test_a_pledge_counts_until_it_is_to_be_verified(
    evidence: str | None, verify_by: date | None, last: date
) -> None:
    """Each kind of evidence has a life of its own, and a pledge the day by which it must be verified."""
    fact = next(fact for fact in lasting(life={"document": "1 year", "pledge": "30 days"}).facts if fact.life)
    assert fact.last_day(Known(3, date(2026, 1, 1), evidence, verify_by)) == last


def test_days_are_dates() -> None:
    """A time or a text is no day, wherever one is given."""
    with pytest.raises(Invalid, match=r"on: .* is not a date"):
        Known(3, datetime(2026, 1, 1, tzinfo=UTC))
    with pytest.raises(Invalid, match="verify_by: '2026-01-01' is not a date"):
        Known(3, ON, "pledge", "2026-01-01")  # type: ignore[arg-type] # on purpose
    with pytest.raises(Invalid, match="seats: '3' is not a whole number"):
        judged(Known("3", ON), ON)
    assert Duration.read("1 day") == Duration(1, "days")
    assert [Duration.read(text) for text in ("0 days", "01 days", "3 weeks", "9999 years", "")] == [None] * 5


def dated(*spans: tuple[int, str, str | None, str | None]) -> Standard:
    """A standard with versions of these numbers, first days, days of announcement and ends."""
    given = plain(condition("A", "seats >= 2"))
    [base] = given["versions"]
    given["versions"] = [
        {
            **base,
            "number": number,
            "in_force": start,
            **({"announced": announced} if announced else {}),
            **({"until": until} if until else {}),
            "conditions": [
                condition("A", f"seats >= {1 + number}"),
                *[condition("B", "fixed")] * (number > 1),
            ],
        }
        for number, start, announced, until in spans
    ]
    return read_standard(given)


def test_what_was_known_on_a_day_leaves_out_what_was_announced_later() -> None:
    """A version counts from its first day, for those who ask what was known only since it was announced."""
    standard = dated((1, "2025-01-01", None, None), (2, "2026-01-01", "2026-03-01", None))

    def number(on: date, known: date | None = None) -> int:
        return standard.in_force(on, known).number

    assert number(date(2026, 2, 1)) == 2
    assert number(date(2026, 2, 1), known=date(2026, 2, 1)) == 1
    assert number(date(2026, 2, 1), known=date(2026, 3, 1)) == 2
    assert number(date(2025, 6, 1), known=date(2026, 3, 1)) == 1
    with pytest.raises(NotInForce, match="no version of sample was known on 2024-12-31"):
        standard.in_force(date(2026, 1, 1), known=date(2024, 12, 31))
    ended = dated((1, "2025-01-01", None, "2026-01-01"), (2, "2026-01-01", "2026-03-01", None))
    with pytest.raises(NotInForce, match="the last ended on 2026-01-01"):
        ended.in_force(date(2026, 2, 1), known=date(2026, 2, 1))


def test_an_answer_says_when_it_changes_by_itself() -> None:
    """By the clock, by what goes stale, by what is to come, by another version, by the end of the last."""
    standard = lasting(condition("A", "seats >= 2"), condition("B", "opened_on <= today - months(3)"))
    facts: dict[str, Any] = {"seats": Known(2, date(2026, 1, 1)), "opened_on": date(2026, 2, 28)}
    change = evaluate(standard.versions[0], facts, ON).next_change(standard)
    assert change is not None
    assert (change.on, change.answer, change.conditions, change.stale, change.version) == (
        date(2026, 5, 28),
        "met",
        ("B",),
        (),
        None,
    )
    later = evaluate(standard.versions[0], facts, change.on).next_change()
    assert later is not None
    assert (later.on, later.answer, later.conditions, later.stale) == (
        date(2027, 1, 2),
        "unknown",
        ("A",),
        ("seats",),
    )
    facts = {"seats": Known(1, date(2026, 4, 2)), "opened_on": date(2020, 1, 1)}
    coming = evaluate(standard.versions[0], facts, ON).next_change()
    assert coming is not None
    assert (coming.on, coming.answer) == (date(2026, 4, 2), "unmet")


def test_another_version_changes_the_answer_unless_the_case_keeps_its_own() -> None:
    """With the standard given, its next version and its end count; without it, this version goes on."""
    standard = dated((1, "2025-01-01", None, None), (2, "2026-05-01", None, "2026-09-01"))
    verdict = evaluate(standard.in_force(ON), {"seats": 2, "fixed": True}, ON)
    change = verdict.next_change(standard)
    assert change is not None
    assert (change.on, change.answer, change.conditions, change.version) == (
        date(2026, 5, 1),
        "unmet",
        ("A", "B"),
        2,
    )
    assert verdict.next_change() is None
    ended = evaluate(standard.in_force(date(2026, 5, 1)), {"seats": 3, "fixed": True}, date(2026, 5, 1))
    end = ended.next_change(standard)
    assert end is not None
    assert (end.on, end.answer, end.conditions, end.version) == (date(2026, 9, 1), None, ("A", "B"), None)


@pytest.mark.parametrize(
    ("requires", "on"),
    [
        ("today == 2026-06-01", date(2026, 6, 1)),
        ("today in [2026-06-01, 2026-05-01]", date(2026, 5, 1)),
        ("not today > opened_on + years(1)", None),
        ("today + years(200) < checked_on", date(9799, 12, 31)),
        ("fixed", None),
    ],
)
def test_days_are_found_however_they_are_compared(requires: str, on: date | None) -> None:
    """Equality and lists come true on their day, and the calendar ends where dates end."""
    version = lasting(condition("A", requires)).versions[0]
    facts: dict[str, Any] = {"opened_on": date(2020, 1, 1), "checked_on": date.max, "fixed": True}
    change = evaluate(version, facts, ON).next_change()
    assert (change and change.on) == on


def test_a_verdict_is_worked_out_again() -> None:
    """Rules are re-derived from their text, values from their days, answers from both."""
    standard = lasting(condition("A", "seats >= 2"), condition("B", "fixed", applies="seats > 0"))
    [rules] = standard.versions
    verdict = evaluate(rules, {"seats": Known(3, date(2026, 1, 1)), "fixed": True}, ON)
    verdict.recheck(standard)
    first = rules.conditions[0]
    lower = attrs.evolve(rules, conditions=(attrs.evolve(first, check=rules.conditions[1].check),))
    unread = attrs.evolve(rules, conditions=(attrs.evolve(first, requires="seats >"),))
    altered: dict[str, Verdict] = {
        "answer": attrs.evolve(verdict, answer="unmet"),
        "answers.A": attrs.evolve(verdict, answers=("unmet", "met")),
        "answers": attrs.evolve(verdict, answers=("met",)),
        "values": attrs.evolve(verdict, values=verdict.values[1:]),
        "values.seats": attrs.evolve(verdict, values=(*verdict.values[:3], 4, *verdict.values[4:])),
        "values.fixed": attrs.evolve(verdict, values=(1, *verdict.values[1:])),
        "on": attrs.evolve(verdict, on=None),  # type: ignore[arg-type] # on purpose
        "rules.A.requires": attrs.evolve(verdict, rules=lower),
    }
    for field, one in altered.items():
        with pytest.raises(Altered, match=field) as caught:
            one.recheck()
        assert caught.value.field == field
    with pytest.raises(Altered, match=r"rules\.A\.requires"):
        attrs.evolve(verdict, rules=unread).recheck()
    with pytest.raises(Altered, match="rules is not what follows"):
        attrs.evolve(verdict, rules=attrs.evolve(rules, number=7)).recheck(standard)
    with pytest.raises(Altered, match="values is not"):
        attrs.evolve(verdict, dated=(None,)).recheck()
