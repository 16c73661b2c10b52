"""The text of a verdict, quickly made, is that of its reasons, word for word."""

from datetime import date
from html import escape
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from friendly_services.standards import Verdict, Version, evaluate, read_standard
from friendly_services.standards._sentences import _Sentences, teller
from friendly_services.text import LANGUAGES, Label, say
from tests.budget import count
from tests.standards.generated import DATED, DAYS, FACTS, KNOWN, ON, plain, row, version_of, versions

LABELS = st.sampled_from([Label(en="x", zh="某"), Label(en="{0} %s 'm\\'", zh='{} %(a)s "m" \n"""')])


@given(versions(), st.lists(st.one_of(KNOWN, DATED), min_size=1, max_size=4), DAYS, LABELS)
@settings(max_examples=count(40, 500, 10_000), deadline=None)
def test_the_text_is_what_the_reasons_say(
    rules: Version, people: list[dict[str, Any]], on: date, title: Label
) -> None:
    """Lists, groups, scores, exits, what does not apply, is unknown or stale: the same bytes."""
    conditions = tuple(attrs.evolve(condition, title=title) for condition in rules.conditions)
    rules = attrs.evolve(rules, title=title, conditions=conditions)
    for language in LANGUAGES:
        assert teller(rules, language) is not None
        for facts in people:
            verdict = evaluate(rules, facts, on)
            assert verdict.text(language).encode() == _plain(verdict, language).encode()


def _plain(verdict: Verdict, language: Any) -> str:
    return "\n".join(say(reason, language) for reason in verdict.reasons())


@pytest.mark.parametrize("number", [0, -1, 7, 2**53, 0.1, 1 / 3, 1e-300, 123456789012.5, -0.0])
def test_numbers_are_said_alike(number: float) -> None:
    """Whole numbers in full, others to ten digits, with their units."""
    facts: dict[str, Any] = {"n": number, "j": int(number), "l": [{"degree": 2}, {"degree": None}]}
    texts = [
        "n > 0",
        "j > 0.25 * n and j < 5",
        "j > 0 or n > 0 or t in ['x']",
        "count(l where degree > 1) > 0",
    ]
    rules = read_standard(plain(version_of(*[row(f"C{n}", text) for n, text in enumerate(texts)]))).versions[
        0
    ]
    for language in LANGUAGES:
        verdict = evaluate(rules, facts, ON)
        assert verdict.text(language) == _plain(verdict, language)


def test_a_table_has_the_sentence_of_each_condition() -> None:
    """HTML says of each condition what its finding says, escaped."""
    rules = read_standard(plain(version_of(row("A", "i > 0 and a"), row("B", "t in ['<b>', '&']")))).versions[
        0
    ]
    verdict = evaluate(rules, {"i": 0, "t": "<i>"}, ON)
    for language in LANGUAGES:
        assert all(escape(say(one.reason, language)) in verdict.html(language) for one in verdict.findings)


def test_what_looks_like_an_open_place_is_none() -> None:
    """A title that no sentence could tell from a place left open is said as it is, by the findings."""
    title = Label(en="\0" + "2\0", zh="\0")
    rules = read_standard(
        plain(version_of(row("A", "i > 0", title={"en": title.en, "zh": title.zh})))
    ).versions[0]
    assert teller(rules, "en") is None
    assert evaluate(rules, {"i": 1}, ON).text().endswith(f"A {title.en}: met – x: 1")


def test_nothing_that_a_stranger_wrote_is_in_the_sentences_code() -> None:
    """Titles, texts and thresholds reach the code as constants beside it."""
    mark = "qwerty"
    title = {"en": mark, "zh": mark}
    texts = [f"t == '{mark}'", f"t in ['{mark}', 'x'] or i > 4711"]
    conditions = [row(f"C{n}", text, title=title, applies=text) for n, text in enumerate(texts)]
    declared = {name: {**fact, "title": title} for name, fact in FACTS.items()}
    [rules] = read_standard({**plain(version_of(*conditions)), "facts": declared}).versions
    code = "\n".join(_Sentences(rules, "en", {}).lines())
    assert mark not in code
    assert "4711" not in code
    assert mark in evaluate(rules, {"t": "x"}, ON).text()
