"""What conditions mean, and how those that cannot be read are refused."""

from datetime import date
from typing import Any

import pytest

from friendly_services.errors import Invalid
from friendly_services.standards import read_standard
from tests.standards.samples import ask, condition, plain, refused


@pytest.mark.parametrize(
    ("requires", "facts", "answer"),
    [
        ("fixed", {"fixed": True}, "met"),
        ("fixed", {"fixed": False}, "unmet"),
        ("fixed", {}, "unknown"),
        ("not fixed", {"fixed": False}, "met"),
        ("fixed == false", {"fixed": False}, "met"),
        ("fixed != false", {"fixed": True}, "met"),
        ("seats >= 2", {"seats": 2}, "met"),
        ("2 <= seats", {"seats": 2}, "met"),
        ("seats > 2", {"seats": 2}, "unmet"),
        ("not (seats > 2)", {"seats": 2}, "met"),
        ("not seats > 2", {}, "unknown"),
        ("seats < 3 and seats != 0", {"seats": 2}, "met"),
        ("seats == 2.0", {"seats": 2}, "met"),
        ("distance <= 0.5", {"distance": 0.5}, "met"),
        ("distance > -1.5", {"distance": 3}, "met"),
        ("seats >= wanted", {"seats": 3, "wanted": 3}, "met"),
        ("seats >= wanted", {"seats": 3}, "unknown"),
        ("licence == 'active'", {"licence": "cancelled"}, "unmet"),
        ("trade in ['food', \"pharmacy\",]", {"trade": "pharmacy"}, "met"),
        ("trade not in ['food']", {"trade": "food"}, "unmet"),
        ("not trade in ['food']", {"trade": "repair"}, "met"),
        ("not (trade not in ['food'])", {"trade": "repair"}, "unmet"),
        ('note == "l\'heure"', {"note": "l'heure"}, "met"),
        ("opened_on <= today - months(1)", {"opened_on": date(2026, 2, 28)}, "met"),
        ("opened_on <= today - months(1)", {"opened_on": date(2026, 3, 1)}, "unmet"),
        ("today >= opened_on + days(2) + years(1)", {"opened_on": date(2025, 3, 29)}, "met"),
        ("opened_on in [2026-01-01, 2026-02-01]", {"opened_on": date(2026, 2, 1)}, "met"),
        ("opened_on < checked_on", {"opened_on": date(2026, 2, 1), "checked_on": date(2026, 2, 2)}, "met"),
        ("today >= 2026-03-31", {}, "met"),
        ("checked_on + years(200) > today", {"checked_on": date(9999, 1, 1)}, "met"),
        ("checked_on - years(200) < today", {"checked_on": date(1, 1, 1)}, "met"),
        ("fixed or seats > 1", {"seats": 2}, "met"),
        ("fixed or seats > 1", {"seats": 1}, "unknown"),
        ("fixed or seats > 1", {"fixed": False, "seats": 1}, "unmet"),
        ("fixed and seats > 1", {"seats": 1}, "unmet"),
        ("fixed and seats > 1", {"seats": 2}, "unknown"),
        ("not (fixed and seats > 1)", {"seats": 1}, "met"),
        ("not (fixed or not seats > 1)", {"fixed": False, "seats": 2}, "met"),
        ("fixed\n  and (seats > 1\r\n or\twanted > 1)", {"fixed": True, "wanted": 2}, "met"),
    ],
)
def test_a_condition_means_what_it_says(requires: str, facts: dict[str, Any], answer: str) -> None:
    """Comparisons, lists, dates and the words and, or, not answer as a reader expects, unknown included."""
    assert ask(requires, **facts) == answer


@pytest.mark.parametrize(
    ("requires", "sentence"),
    [
        ("", "'' is not a text of 1 to 2000 characters"),
        ("fixd", "'fixd' at character 1 is not a declared fact: did you mean 'fixed'?"),
        (
            "zzz > 1",
            "'zzz' at character 1 is not a declared fact: declare it under facts; texts stand in quotes",
        ),
        ("seats", "'seats' at character 1 is not a yes or no: compare it with a value"),
        ("7", "a value alone at character 1 is no condition: compare a fact with it"),
        ("today", "a value alone at character 1 is no condition: compare a fact with it"),
        ("fixed fixed", "'fixed' at character 7: expected and, or, or the end"),
        ("licence == “active”", "at character 12: write ' instead of '“'"),
        ("opened_on < 3", "at character 11: a date cannot be compared with a number"),
        ("seats >= '2'", "at character 7: a number cannot be compared with a text"),
        ("fixed == 1", "at character 7: a yes or no cannot be compared with a number"),
        ("seats in [1, 'a']", "at character 14: a number cannot be compared with a text"),
        ("note < 'b'", "at character 6: a text has no order, so < means nothing: use == or in"),
        ("1 < 2", "at character 3: two fixed values are compared, so the answer is always the same"),
        ("2026-01-01 + days(1) < 2026-01-05", "at character 22: two fixed values are compared"),
        ("3 in [3]", "at character 3: two fixed values are compared"),
        (
            "licence == 'activ'",
            "'activ' at character 9 is never the value of licence: did you mean 'active'?",
        ),
        ("'zzz' == licence", "'zzz' at character 7 is never the value of licence: its choices are active"),
        ("licence in ['closed']", "'closed' at character 13 is never the value of licence"),
        ("(seats > 1) == true", "a condition at character 8 stands where a value is expected"),
        ("(fixed and fixed) in [true]", "a condition at character 2 stands where a value is expected"),
        ("seats + days(3) > 2", "at character 7: days can be added to a date only"),
        ("seats + 1 > 2", "'1' at character 9: only days(n), months(n) or years(n) can be added"),
        ("seats / 2 > 1", "character 7, '/': conditions only compare"),
        ("shop.seats > 1", "character 5, '.': conditions only compare"),
        ("len(note) > 1", "'len' at character 1 is called: only days(n), months(n) and years(n) can be"),
        ("__import__('os')", "'__import__' at character 1 is called"),
        ("seats = 2", "at character 7: write == instead of '='"),
        ("fixed && seats > 1", "at character 7: write and instead of '&&'"),
        ("fixed | fixed", "at character 7: write or instead of '|'"),
        ("!fixed", "at character 1: write not instead of '!'"),
        ("fixed AND fixed", "at character 7: write and instead of 'AND'"),
        ("fixed == True", "at character 10: write true instead of 'True'"),
        ("seats ＞ 1", "at character 7: write > instead of '＞'"),
        ("licence == ‘active’", "at character 12: write ' instead of '‘'"),
        ("fixed\ufeff", r"character 6, '\ufeff', is not part of the language of conditions"),
        ("seats >= 2 😀", "character 12, '😀', is not part of the language of conditions"),
        ("note == 'a", "the quote that opens at character 9 is not closed on its line"),
        ("seats > 12abc", "'12abc' at character 9 is not a number"),
        ("seats > 007", "'007' at character 9 is not a number"),
        ("seats > 1_000", "'1_000' at character 9 is not a number"),
        ("seats > 1234567890123456", "'1234567890123456' at character 9 is not a number"),
        ("opened_on > 2026-02-30", "'2026-02-30' at character 13 is not a day of the calendar"),
        ("seats >", "ends at character 8 where a value or a closing bracket is expected"),
        ("(seats > 1", "ends at character 11"),
        ("seats > 1)", "')' at character 10: expected and, or, or the end"),
        ("(seats > 1]", "']' at character 11: expected ')'"),
        ("seats > and", "'and' at character 9: expected a fact or a value"),
        ("seats > -today", "'today' at character 10: expected a fact or a value"),
        ("seats > )", "')' at character 9: expected a fact or a value"),
        ("seats in []", "']' at character 11: expected a fact or a value"),
        ("seats not 1", "'1' at character 11: expected 'in'"),
        ("0 < seats < 5", "'<' at character 11: a comparison has two sides; join two of them by and"),
        ("opened_on > today - days(99999999)", "at character 26: days takes a whole number from 0 to 73000"),
        ("opened_on > today - days(1.5)", "at character 26: days takes a whole number from 0 to 73000"),
        ("opened_on > today - months(true)", "at character 28: months takes a whole number from 0 to 2400"),
    ],
)
def test_a_condition_that_cannot_be_read_says_why(requires: str, sentence: str) -> None:
    """Whatever is not in the small language is refused at its place, with what to write instead."""
    assert refused(requires).startswith(sentence)


@pytest.mark.parametrize(
    "requires",
    ["(" * 50_000 + "fixed" + ")" * 50_000, "not " * 50_000 + "fixed", "fixed and " * 50_000 + "fixed"],
)
def test_a_monstrous_condition_is_refused_by_its_length(requires: str) -> None:
    """Nesting 50,000 deep is an error, never a crash."""
    assert "characters" in refused(requires)


@pytest.mark.parametrize("requires", ["(" * 41 + "fixed" + ")" * 41, "not " * 41 + "fixed"])
def test_nesting_has_a_limit(requires: str) -> None:
    """Brackets and nots inside one another are read to a depth of 40."""
    assert "too many brackets or nots" in refused(requires)
    assert ask(requires.replace("(", "", 1).replace(")", "", 1).replace("not ", "", 1), fixed=True) == "met"


def test_all_type_problems_of_a_condition_are_told_at_once() -> None:
    """A condition with three slips lists three problems."""
    with pytest.raises(Invalid) as caught:
        read_standard(plain(condition("X", "fixd and (seats > 'a' or not zzz) and opened_on == 2")))
    assert len(caught.value.problems) == 4
