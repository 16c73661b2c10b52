"""Generated code answers as the interpreter, holds nothing that a stranger wrote, and can be forbidden."""

import copy
import pickle
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from friendly_services.errors import Invalid
from friendly_services.standards import Known, Version, engine_of, evaluate, read_standard
from friendly_services.standards._compiled import _lines, run
from friendly_services.standards._interpret import interpret
from tests.budget import count
from tests.standards.generated import DATED, DAYS, FACTS, KNOWN, TITLE, plain, row, version_of, versions
from tests.standards.samples import ON, condition, version

ODD = st.sampled_from(
    [
        True,
        0,
        1,
        -1,
        2**53,
        2**53 + 1,
        -(10**400),
        1.5,
        float("nan"),
        float("inf"),
        1e300,
        "x",
        "q",
        ON,
        [],
        b"x",
    ]
)


@given(versions(), st.one_of(KNOWN, DATED), DAYS)
@settings(max_examples=count(80, 2000, 10_000), deadline=None)
def test_generated_code_answers_as_the_interpreter(rules: Version, facts: dict[str, Any], on: date) -> None:
    """Lists, groups, scores, exits, values gone stale: the whole and every condition come out the same."""
    verdict = evaluate(rules, facts, on)
    values, dated = rules.known(facts, on)
    assert engine_of(rules) == "generated"
    assert (verdict.values, verdict.dated) == (values, dated)
    assert (verdict.answer, verdict.answers) == interpret(rules, values, on)


@given(st.dictionaries(st.sampled_from([*FACTS, "zzz"]), ODD, max_size=4))
@settings(max_examples=count(60, 2000))
def test_the_fast_way_in_refuses_what_the_slow_one_does(facts: dict[str, Any]) -> None:
    """Plain values go by a short check of their types, and nothing gets past it that would be refused."""
    rules = read_standard(plain(version_of(row("A", "a and i > 0 and n < 3")))).versions[0]
    assert _values(lambda: evaluate(rules, facts, ON).values) == _values(lambda: rules.known(facts, ON)[0])


def _values(ask: Callable[[], object]) -> object:
    """What it gives, or the problems that it tells."""
    try:
        return ask()
    except Invalid as error:
        return error.problems


def test_any_mapping_will_do() -> None:
    """A dictionary that makes up what it lacks is asked for nothing that it does not hold."""
    facts: defaultdict[str, Any] = defaultdict(lambda: "made up", fixed=True)
    assert evaluate(version(condition("X", "fixed")), facts, ON).answer == "met"
    assert list(facts) == ["fixed"]


@pytest.mark.parametrize(
    ("declared", "text", "facts"),
    [({}, "today >= 2026-01-01", {}), ({"one": {"type": "bool", "title": TITLE}}, "one", {"one": True})],
)
def test_standards_of_hardly_any_facts(declared: Any, text: str, facts: dict[str, Any]) -> None:
    """A standard of one fact, or one that asks the calendar alone, is a standard too."""
    rules = read_standard({**plain(version_of(row("A", text), values={})), "facts": declared}).versions[0]
    assert evaluate(rules, facts, ON).answer == "met"
    assert engine_of(rules) == "generated"


def test_nothing_that_a_stranger_wrote_is_in_the_code() -> None:
    """Names, texts and thresholds reach the code as constants beside it."""
    mark = "qwerty"
    facts = {mark: {"type": "text", "title": {"en": mark, "zh": mark}}}
    text = f"{mark} == '{mark}' or {mark} in ['{mark}\"\"\"', '{mark}']"
    given_ = {**plain(version_of(row(mark, text), values={})), "facts": facts, "id": mark}
    [rules] = read_standard(given_).versions
    names: dict[str, object] = {}
    assert mark not in "\n".join(_lines(rules, names))
    assert mark in names.values()
    assert evaluate(rules, {mark: mark}, ON).answer == "met"


def test_a_copy_of_a_version_compiles_for_itself() -> None:
    """What was made from a version is no part of it: neither of its pickle nor of its equality."""
    rules = version(condition("X", "fixed"))
    before = pickle.dumps(rules)
    assert evaluate(rules, {"fixed": True}, ON).answer == "met"
    assert pickle.dumps(rules) == before
    for again in (copy.deepcopy(rules), pickle.loads(before)):  # noqa: S301 # our own, made above
        assert again == rules
        assert not again.made
        assert evaluate(again, {"fixed": Known(False, ON)}, ON).answer == "unmet"


FORBIDDEN = """
import sys
from tests.standards.samples import ON, condition, plain, version
from friendly_services.standards import read_standard
from friendly_services.standards import Population, engine_of, evaluate, evaluate_many

def refuse(event, _):
    if event in {"exec", "compile"}:
        raise PermissionError(event)

sys.addaudithook(refuse)
rules = version(condition("X", "fixed and seats > 1"))
people = [{"fixed": True, "seats": 2}, {}]
answers = [evaluate(rules, facts, ON).answer for facts in people]
many = evaluate_many(rules, Population.of(rules, people, "lists"), ON)
print(engine_of(rules), *answers, many.engine, many.total.met, many.conditions["X"].unknown)
calendar = read_standard({**plain(condition("X", "today >= 2026-01-01")), "facts": {}}).versions[0]
print(evaluate_many(calendar, Population.of(calendar, people[1:], "lists"), ON).total.met)
print("fixed premises: yes, seats: 2" in evaluate(rules, people[0], ON).text())
"""


def test_where_code_may_not_be_run_the_interpreter_answers() -> None:
    """A host whose audit hook refuses to compile or execute gets the same answers, and can see from whom."""
    paths = [path for path in sys.path if path]
    start = f"import sys; sys.path[:0] = {paths!r}"
    done = subprocess.run(
        [sys.executable, "-c", start + FORBIDDEN], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["interpreter", "met", "unknown", "interpreter", "1", "1", "1", "True"]


def test_a_slip_of_the_generator_is_no_refusal() -> None:
    """Code that is no Python is an error of ours, and never hidden behind the interpreter."""
    with pytest.raises(SyntaxError):
        run("def", {})
