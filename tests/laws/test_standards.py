"""Laws of standards, on standards that nobody thought of."""

import itertools
import operator
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

from friendly_services.errors import Invalid
from friendly_services.standards import Version, evaluate, read_standard
from friendly_services.text import say

TITLE = {"en": "x", "zh": "某"}
ON = date(2026, 3, 31)
COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
FACTS: dict[str, dict[str, Any]] = {
    "a": {"type": "bool", "title": TITLE},
    "b": {"type": "bool", "title": TITLE, "immovable": True},
    "i": {"type": "int", "title": TITLE},
    "j": {"type": "int", "title": TITLE, "unit": "m"},
    "n": {"type": "number", "title": TITLE},
    "d": {"type": "date", "title": TITLE},
    "e": {"type": "date", "title": TITLE, "immovable": True},
    "c": {"type": "choice", "choices": ["x", "y"], "title": TITLE},
    "t": {"type": "text", "title": TITLE},
}
DAYS = st.integers(-40, 40).map(lambda n: ON + timedelta(days=n))
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "a": st.booleans(),
    "b": st.booleans(),
    "i": st.integers(-2, 3),
    "j": st.integers(-2, 3),
    "n": st.one_of(st.integers(-2, 3), st.floats(-2, 3)),
    "d": DAYS,
    "e": DAYS,
    "c": st.sampled_from("xy"),
    "t": st.sampled_from(["", "x", "z"]),
}


@attrs.frozen
class Written:
    """A condition as text, with what it means when every fact is known, worked out in another way."""

    text: str
    means: Callable[[Mapping[str, Any]], bool]


def compared(left: str, sign: str, right: str | int) -> Written:
    """A fact compared with a number or another fact, or the other way round."""

    def value(facts: Mapping[str, Any], side: str | int) -> Any:
        return facts[side] if isinstance(side, str) else side

    return Written(f"{left} {sign} {right}", lambda f: COMPARISONS[sign](value(f, left), value(f, right)))


def dated(left: str, sign: str, n: int) -> Written:
    """A date compared with another day of this one."""
    shift = f"+ days({n})" if n >= 0 else f"- days({-n})"
    return Written(
        f"{left} {sign} today {shift}", lambda f: COMPARISONS[sign](f[left], ON + timedelta(days=n))
    )


SIGNS = st.sampled_from(sorted(COMPARISONS))
NUMBERS = st.sampled_from(["i", "j", "n"])
LEAVES = st.one_of(
    st.sampled_from("ab").map(lambda name: Written(name, operator.itemgetter(name))),
    st.builds(compared, NUMBERS, SIGNS, st.one_of(st.integers(-2, 3), NUMBERS)),
    st.builds(dated, st.sampled_from("de"), SIGNS, st.integers(-40, 40)),
    st.sampled_from(["==", "!="]).map(
        lambda sign: Written(f"c {sign} 'x'", lambda f: COMPARISONS[sign](f["c"], "x"))
    ),
    st.sampled_from(["in", "not in"]).map(
        lambda word: Written(f"t {word} ['x', 'y']", lambda f: (f["t"] in ("x", "y")) is (word == "in"))
    ),
)


def joined(word: str, parts: list[Written]) -> Written:
    """Conditions joined by `and` or `or`."""
    whole = all if word == "and" else any
    text = f" {word} ".join(f"({part.text})" for part in parts)
    return Written(text, lambda f: whole(part.means(f) for part in parts))


def negated(part: Written) -> Written:
    """The opposite of a condition."""
    return Written(f"not ({part.text})", lambda f: not part.means(f))


CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(joined, st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=3)),
        inner.map(negated),
    ),
    max_leaves=5,
)


@st.composite
def versions(draw: st.DrawFn) -> Version:
    """A version with up to eight conditions in up to three groups or in none."""
    codes = draw(st.sampled_from([[], ["g"], ["g", "h"]]))
    rows = [
        {
            "code": f"C{n}",
            "title": TITLE,
            "requires": draw(CONDITIONS).text,
            "must": draw(st.booleans()),
            "status": "proposed",
        }
        for n in range(draw(st.integers(max(1, len(codes)), 8)))
    ]
    for n, row in enumerate(rows):
        group = codes[n] if n < len(codes) else draw(st.sampled_from([None, *codes]))
        if group:
            row["group"] = group
        if draw(st.integers(0, 3)) == 0:
            row["applies"] = draw(CONDITIONS).text
    groups: list[dict[str, Any]] = []
    for code in codes:
        members = sum(row.get("group") == code for row in rows)
        at_least = draw(st.one_of(st.none(), st.integers(1, members)))
        groups.append({"code": code, "title": TITLE} | ({"at_least": at_least} if at_least else {}))
    version = {
        "number": 1,
        "in_force": date(2025, 1, 1),
        "open_cases": "decision",
        "source": "proposed",
        "conditions": rows,
    }
    if groups:
        version["groups"] = groups
    return read_standard(
        {"id": "s", "title": TITLE, "source": "proposed", "facts": FACTS, "versions": [version]}
    ).versions[0]


KNOWN = st.fixed_dictionaries({}, optional=VALUES)
COMPLETE = st.fixed_dictionaries(VALUES)


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
    row = {"code": "C", "title": TITLE, "requires": written.text, "status": "proposed"}
    version = {
        "number": 1,
        "in_force": ON,
        "open_cases": "decision",
        "source": "proposed",
        "conditions": [row],
    }
    standard = read_standard(
        {"id": "s", "title": TITLE, "source": "proposed", "facts": FACTS, "versions": [version]}
    )
    answer = evaluate(standard.versions[0], facts, ON).answer
    assert answer == ("met" if written.means(facts) else "unmet")


@given(versions(), KNOWN)
def test_why_not_missing_and_changes_agree_with_the_answer(version: Version, known: dict[str, Any]) -> None:
    """A met verdict has nothing against it, an unmet or unknown one has; only an unknown one asks."""
    verdict = evaluate(version, known, ON)
    settled = verdict.answer in {"met", "not_applicable"}
    assert settled is (not verdict.why_not())
    assert len(verdict.why_not()) == len(verdict.changes())
    assert (verdict.answer == "unknown") is bool(verdict.missing())
    assert not set(verdict.missing()) & known.keys()
    for language in ("en", "zh"):
        text = verdict.text(language)
        assert len(text.splitlines()) == 1 + len(version.groups) + len(version.conditions)
        assert "standards." not in text + "".join(say(reason, language) for reason in verdict.changes())


@given(versions(), KNOWN, COMPLETE)
def test_only_missing_facts_can_decide(version: Version, known: dict[str, Any], rest: dict[str, Any]) -> None:
    """Facts that are not listed as missing leave the answer as it is."""
    verdict = evaluate(version, known, ON)
    others = {name: value for name, value in rest.items() if name not in verdict.missing()}
    assert evaluate(version, {**others, **known}, ON).answer == verdict.answer


@st.composite
def counted(draw: st.DrawFn) -> tuple[Version, dict[str, bool]]:
    """Up to six conditions that each read one fact of their own, in up to two groups; some facts known."""
    size = draw(st.integers(1, 6))
    rows: list[dict[str, Any]] = []
    for n in range(size):
        group = draw(st.sampled_from([None, "g", "h"]))
        row = {"code": f"C{n}", "title": TITLE, "requires": f"f{n}", "status": "proposed"}
        rows.append(row | {"must": draw(st.booleans())} | ({"group": group} if group else {}))
    members = {code: sum(row.get("group") == code for row in rows) for code in ("g", "h")}
    groups = [
        {
            "code": code,
            "title": TITLE,
            **({"at_least": draw(st.integers(1, n))} if draw(st.booleans()) else {}),
        }
        for code, n in members.items()
        if n
    ]
    version = {
        "number": 1,
        "in_force": ON,
        "open_cases": "decision",
        "source": "proposed",
        "conditions": rows,
        **({"groups": groups} if groups else {}),
    }
    facts = {f"f{n}": {"type": "bool", "title": TITLE} for n in range(size)}
    whole = {"id": "s", "title": TITLE, "source": "proposed", "facts": facts, "versions": [version]}
    known = draw(st.dictionaries(st.sampled_from(sorted(facts)), st.booleans()))
    return read_standard(whole).versions[0], known


@given(counted())
def test_missing_is_exactly_what_could_decide(given: tuple[Version, dict[str, bool]]) -> None:
    """By trying every case: a fact is asked for if, and only if, flipping it flips the answer in one."""
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
    assert verdict.missing() == decisive
    wanted = {reason.values["code"] for reason in verdict.changes() if "code" in reason.values}
    all_met = dict.fromkeys(unknown, True) | known | {f"f{code[1:]}": True for code in wanted}
    assert evaluate(version, all_met, ON).answer == "met"


PIECES = st.one_of(
    st.sampled_from(["a", "i", "d", "c", "t", "and", "or", "not", "in", "days", "months", "years", "today"]),
    st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "(", ")", "[", "]", ",", "+", "-"]),
    st.sampled_from(["true", "1", "2.5", "2026-01-01", "'x'"]),
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=25).map(" ".join), st.binary().map(repr)))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Any text at all is a condition or an error that can be said in both languages."""
    row = {"code": "C", "title": TITLE, "requires": text, "status": "proposed"}
    version = {
        "number": 1,
        "in_force": ON,
        "open_cases": "decision",
        "source": "proposed",
        "conditions": [row],
    }
    whole = {"id": "s", "title": TITLE, "source": "proposed", "facts": FACTS, "versions": [version]}
    try:
        said = evaluate(read_standard(whole).versions[0], {}, ON).text()
    except Invalid as error:
        said = error.say("en") + error.say("zh")
    assert said
    assert "standards." not in said
