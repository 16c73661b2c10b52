"""Every clause of the store's contract has its tests, and every test its clause."""

import re

from tests.budget import ROOT
from tests.storage.wrong_stores import TESTS, clauses_of

from friendly_services.storage import Store

PAGE = (ROOT / "docs" / "reference" / "store-contract.md").read_text(encoding="utf-8")
CLAUSES = re.findall(r"^## ([GEL]\d+) ", PAGE, flags=re.MULTILINE)


def test_clauses_are_numbered() -> None:
    """The page has G1 to G13, as the protocol's docstring has, and a clause each on errors and limits."""
    assert [*(f"G{n}" for n in range(1, 14)), "E1", "L1"] == CLAUSES
    assert re.findall(r"\*\*(G\d+)\*\*", Store.__doc__ or "") == CLAUSES[:13]


def test_every_test_cites_a_clause() -> None:
    """The docstring of every test of the kit begins with the clauses it is about."""
    cited = {test: clauses_of(test) for test in TESTS}
    assert [test for test, clauses in cited.items() if not clauses or not set(clauses) <= set(CLAUSES)] == []


def test_every_clause_is_tested() -> None:
    """Each clause is cited by at least one test of the kit, and the kit has the 48 it is to have at least."""
    assert set(CLAUSES) == {clause for test in TESTS for clause in clauses_of(test)}
    assert len(TESTS) >= 48


def test_the_page_names_the_tests() -> None:
    """Under every clause stand the tests that cite it."""
    sections = re.findall(r"^## ([GEL]\d+) .*?^\*Tests:\*([^\n]*)$", PAGE, re.MULTILINE | re.DOTALL)
    assert len(sections) == len(CLAUSES)
    for clause, listed in sections:
        citing = [test for test in TESTS if clause in clauses_of(test)]
        assert re.findall(r"`(test_\w+)`", listed) == citing
