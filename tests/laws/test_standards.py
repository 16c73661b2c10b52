"""Laws of standards, on standards that nobody thought of."""

import itertools
import random
from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from friendly_services.errors import Invalid
from friendly_services.standards import (
    Altered,
    Answer,
    Known,
    NotInForce,
    Standard,
    Verdict,
    Version,
    evaluate,
    read_standard,
)
from friendly_services.standards._types import read_condition
from friendly_services.text import say
from tests.budget import count
from tests.standards.generated import (
    COMPLETE,
    CONDITIONS,
    DATED,
    KNOWN,
    ON,
    TITLE,
    Written,
    plain,
    row,
    standards,
    version_of,
    versions,
)


@given(versions(), KNOWN, COMPLETE)
def test_learning_a_fact_never_flips_a_decided_answer(
    version: Version, known: dict[str, Any], rest: dict[str, Any]
) -> None:
    """Whatever an unknown fact turns out to be, what was decided without it stays."""
    before = evaluate(version, known, ON)
    learnt = dict(known)
    for name in rest.keys() - known.keys():
        learnt[name] = rest[name]
        after = evaluate(version, learnt, ON)
        assert before.answer in {"unknown", after.answer}
        for one, other in zip(before.answers, after.answers, strict=True):
            assert one in {"unknown", other}
        before = after
    assert before.answer != "unknown"


@given(CONDITIONS, COMPLETE)
def test_a_condition_answers_as_plain_logic_does(written: Written, facts: dict[str, Any]) -> None:
    """With every fact known, a condition means what its words mean."""
    standard = read_standard(plain(version_of(row("C", written.text))))
    answer = evaluate(standard.versions[0], facts, ON).answer
    assert answer == ("met" if written.means(facts) else "unmet")


@given(versions(), KNOWN)
def test_why_not_needs_and_changes_agree_with_the_answer(version: Version, known: dict[str, Any]) -> None:
    """A met verdict has nothing against it, an unmet or unknown one has; only an unknown one asks."""
    verdict = evaluate(version, known, ON)
    settled = verdict.answer in {"met", "not_applicable"}
    assert settled is (not verdict.why_not())
    assert len(verdict.why_not()) == len(verdict.changes())
    assert (verdict.answer == "unknown") is bool(verdict.needs())
    assert not set(verdict.needs()) & known.keys()
    for language in ("en", "zh"):
        text = verdict.text(language)
        lines = 1 + len(version.groups) + len(version.conditions) + (verdict.score is not None)
        assert len(text.splitlines()) == lines
        assert "standards." not in text + "".join(say(reason, language) for reason in verdict.changes())


@given(versions(), KNOWN, COMPLETE)
def test_only_needed_facts_can_decide(version: Version, known: dict[str, Any], rest: dict[str, Any]) -> None:
    """Facts that are not listed as needed leave the answer as it is."""
    verdict = evaluate(version, known, ON)
    others = {name: value for name, value in rest.items() if name not in verdict.needs()}
    assert evaluate(version, {**others, **known}, ON).answer == verdict.answer


@st.composite
def counted(draw: st.DrawFn) -> tuple[Version, dict[str, bool]]:
    """Up to six conditions or exits that each read one fact of their own, in up to two groups."""
    size = draw(st.integers(1, 6))
    rows: list[dict[str, Any]] = []
    exits: list[dict[str, Any]] = []
    for n in range(size):
        group = draw(st.sampled_from([None, "g", "h"]))
        if n and draw(st.integers(0, 5)) == 0:
            exits.append(row(f"C{n}", f"f{n}", "when"))
        else:
            one = row(f"C{n}", f"f{n}", must=draw(st.booleans()))
            rows.append(one | ({"group": group} if group else {}))
    groups: list[dict[str, Any]] = []
    for code in ("g", "h"):
        members = [one for one in rows if one.get("group") == code]
        kind = draw(st.sampled_from(["all", "some", "score"]))
        if kind == "score":
            for one in members:
                one["weight"] = draw(st.integers(1, 3))
        more: dict[str, dict[str, int]] = {
            "all": {},
            "some": {"at_least": draw(st.integers(1, max(1, len(members))))},
            "score": {"at_least_score": draw(st.sampled_from([30, 50, 100]))},
        }
        if members:
            groups.append({"code": code, "title": TITLE, **more[kind]})
    whole: dict[str, Any] = {"groups": groups} if groups else {}
    whole |= {"exits": exits} if exits else {}
    if draw(st.booleans()) and groups:
        whole["at_least_score"] = draw(st.sampled_from([25, 50, 80]))
        for one in groups:
            one["weight"] = draw(st.sampled_from([1, 2, 7]))
    facts = {f"f{n}": {"type": "bool", "title": TITLE} for n in range(size)}
    version = read_standard({**plain(version_of(*rows, **whole)), "facts": facts}).versions[0]
    return version, draw(st.dictionaries(st.sampled_from(sorted(facts)), st.booleans()))


@given(counted())
def test_needs_are_exactly_what_could_decide(given: tuple[Version, dict[str, bool]]) -> None:
    """By trying every case: a fact that flips the answer in one is asked for, and without scores no other."""
    version, known = given
    unknown = [fact.name for fact in version.facts if fact.name not in known]
    answers = {
        values: evaluate(version, known | dict(zip(unknown, values, strict=True)), ON).answer
        for values in itertools.product([False, True], repeat=len(unknown))
    }
    decisive = tuple(
        name
        for n, name in enumerate(unknown)
        if any(answers[*v[:n], False, *v[n + 1 :]] != answers[*v[:n], True, *v[n + 1 :]] for v in answers)
    )
    verdict = evaluate(version, known, ON)
    if version.at_least_score or any(group.at_least_score for group in version.groups):
        assert set(verdict.needs()) >= set(decisive)
    else:
        assert sorted(verdict.needs()) == sorted(decisive)
    wanted = {reason.values["code"] for reason in verdict.changes() if "code" in reason.values}
    exits = {condition.code for condition in version.conditions if condition.exit}
    all_met = {name: f"C{name[1:]}" not in exits for name in unknown} | known
    all_met |= {f"f{code[1:]}": code not in exits for code in wanted}
    assert evaluate(version, all_met, ON).answer == "met"


PIECES = st.one_of(
    st.sampled_from(["a", "i", "d", "c", "t", "l", "and", "or", "not", "in", "days", "months", "years"]),
    st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "(", ")", "[", "]", ",", "+", "-", "*"]),
    st.sampled_from(["true", "1", "2.5", "2026-01-01", "'x'", "today", "count(", "where", "upheld", "most"]),
)


def said(text: str) -> str:
    """What comes of a condition's text: its answer in words, or its error in both languages."""
    try:
        version = read_standard(plain(version_of(row("C", text)))).versions[0]
    except Invalid as error:
        assert error.problems  # noqa: PT017 # an error is one of two good outcomes
        return error.say("en") + error.say("zh")
    return evaluate(version, {}, ON).text()


@given(st.one_of(st.text(), st.lists(PIECES, max_size=25).map(" ".join), st.binary().map(repr)))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Any text at all is a condition or an error that can be said in both languages."""
    found = said(text)
    assert found
    assert "standards." not in found


LANGUAGE = {fact.name: fact for fact in read_standard(plain(version_of(row("C", "a")))).facts}
WORDS = """
    a b i n d c t l most window on upheld degree and or not in where today true count( days( months( years(
    == != < <= > >= ( ) [ ] , + - * 1 2.5 0 -1 2026-01-01 2026-02-30 'x' ' " . / % = é ＞
"""
FRAGMENTS = (
    *WORDS.split(),
    *(" ", "\n", "\0", "count(l where upheld) > 1", "i >= 0.25 * j", "d <= today - months(3)", "t in ['x']"),
)


def test_a_flood_of_texts_breaks_nothing() -> None:
    """Conditions put together from pieces by lot are read or refused, none of them silently or slowly."""
    lot = random.Random(20260331)
    read = 0
    for _ in range(count(1_000, 20_000, 1_000_000)):
        text = lot.choice(("", " ")).join(lot.choices(FRAGMENTS, k=lot.randint(1, 12)))
        try:
            read_condition(text, LANGUAGE, {"most": 2, "window": 20})
            read += 1
        except Invalid as error:
            assert error.problems, text  # noqa: PT017 # an error is one of two good outcomes
    assert read


def on_each_day(
    verdict: Verdict, standard: Standard | None, horizon: int
) -> tuple[date, Answer | None, tuple[str, ...]] | None:
    """The first of so many days on which the answer is another, found by asking on every one of them."""

    def ask(day: date) -> Verdict | None:
        try:
            rules = standard.in_force(day) if standard else verdict.rules
        except NotInForce:
            return None
        return evaluate(rules, verdict.facts, day)

    before: Verdict | None = verdict
    for n in range(1, horizon):
        day = verdict.on + timedelta(days=n)
        now = ask(day)
        if now is None or now.answer != verdict.answer:
            old, new = ({} if v is None else answers_of(v) for v in (before, now))
            changed = tuple(code for code in {**new, **old} if new.get(code) != old.get(code))
            return day, now.answer if now else None, changed
        before = now
    return None


def answers_of(verdict: Verdict) -> dict[str, Answer]:
    """By code: what each condition answers."""
    return {c.code: a for c, a in zip(verdict.rules.conditions, verdict.answers, strict=True)}


@settings(max_examples=count(40, 250, 2_000))
@given(standards(), DATED, st.booleans())
def test_the_next_change_is_what_asking_every_day_finds(
    standard: Standard, facts: dict[str, Any], versions_too: bool
) -> None:
    """The day, the answer and the conditions equal those of a walk through 450 days."""
    verdict = evaluate(standard.in_force(standard.versions[0].in_force), facts, ON)
    change = verdict.next_change(standard if versions_too else None)
    horizon = 450
    walked = on_each_day(verdict, standard if versions_too else None, horizon)
    if walked is None:
        assert change is None or (change.on - ON).days >= horizon
    else:
        assert change is not None
        assert (change.on, change.answer, change.conditions) == walked


@given(versions(), DATED, COMPLETE)
def test_what_is_stale_or_yet_to_come_counts_as_unknown(
    version: Version, facts: dict[str, Any], rest: dict[str, Any]
) -> None:
    """Dated facts answer as the plain values of those that count that day; the rest flips nothing decided."""
    verdict = evaluate(version, facts, ON)
    values = zip(version.facts, verdict.values, strict=True)
    plain_values = {fact.name: value for fact, value in values if value is not None}
    same = evaluate(version, plain_values, ON)
    assert (same.answer, same.answers, same.values) == (verdict.answer, verdict.answers, verdict.values)
    assert set(verdict.stale()) <= facts.keys() - plain_values.keys()
    for name in verdict.stale():
        assert isinstance(facts[name], Known)
    known = evaluate(version, {**rest, **plain_values}, ON)
    assert verdict.answer in {"unknown", known.answer}


MUTANTS = st.sampled_from(["met", "unmet", "unknown", "not_applicable"])


@given(versions(), DATED, MUTANTS, st.integers(0, 20), st.booleans())
def test_an_altered_verdict_is_rejected(
    version: Version, facts: dict[str, Any], answer: Answer, place: int, whole: bool
) -> None:
    """A verdict passes its re-check; with any answer replaced by another it does not."""
    verdict = evaluate(version, facts, ON)
    verdict.recheck()
    place %= len(verdict.answers)
    if whole:
        altered = attrs.evolve(verdict, answer=answer)
    else:
        answers = (*verdict.answers[:place], answer, *verdict.answers[place + 1 :])
        altered = attrs.evolve(verdict, answers=answers)
    if altered == verdict:
        altered = attrs.evolve(verdict, answers=verdict.answers[:-1])
    with pytest.raises(Altered):
        altered.recheck()
