"""Many at once: as lists and as numpy arrays they get the answers that each would get alone."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from friendly_services.errors import Invalid
from friendly_services.standards import Known, Population, Version, evaluate, evaluate_many, read_standard
from friendly_services.standards._interpret import interpret
from friendly_services.standards._many import ANSWERS
from friendly_services.text import say
from tests.budget import count
from tests.standards.generated import DATED, DAYS, KNOWN, plain, row, version_of, versions
from tests.standards.samples import ON, condition, version

ROWS = st.one_of(st.lists(KNOWN, max_size=6), st.lists(DATED, max_size=6))
BOTH = pytest.mark.parametrize("columns", ["lists", "numpy"])


def check(rules: Version, rows: list[dict[str, Any]], on: date, columns: Any) -> None:
    """Every row's answer, and the counts, are what the interpreter says of each alone."""
    outcomes = evaluate_many(rules, Population.of(rules, rows, columns), on)
    alone = [interpret(rules, rules.known(facts, on)[0], on) for facts in rows]
    assert [outcomes.answer(n) for n in range(len(rows))] == [answer for answer, _ in alone]
    for n, (code, counts) in enumerate(outcomes.conditions.items()):
        found = [answers[n] for _, answers in alone]
        assert [getattr(counts, answer) for answer in ANSWERS] == [found.count(one) for one in ANSWERS], code
    assert outcomes.fallbacks == ()


@BOTH
def test_each_of_many_gets_the_answer_it_would_get_alone(columns: str) -> None:
    """Lists, groups, scores, exits, values gone stale: the whole and every count come out the same."""

    @given(versions(), ROWS, DAYS)
    @settings(max_examples=count(30, 1500, 10_000), deadline=None)
    def law(rules: Version, rows: list[dict[str, Any]], on: date) -> None:
        check(rules, rows, on, columns)

    law()
