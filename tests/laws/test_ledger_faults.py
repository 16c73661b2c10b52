"""Every bug that is planted in the ledger is caught by the law that the reference names."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.budget import ROOT, count
from tests.laws.killer import caught
from tests.laws.ledger_faults import BUGS, PAGE, Bug, missed, page


def test_there_are_enough_of_them() -> None:
    """At least 30, each told once, those among them that other systems had."""
    assert len({bug.what for bug in BUGS}) == len(BUGS) >= 30
    assert sum(bool(bug.like) for bug in BUGS) >= 6


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.what)
def test_each_can_still_be_planted(bug: Bug) -> None:
    """The line to spoil is there exactly once, and so is the law to catch it."""
    file, name = bug.law.split("::")
    assert bug.places == 1
    assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8")


def test_each_is_caught() -> None:
    """With the bug planted in a copy of the ledger, an assertion of the law fails."""
    tried = BUGS[:: count(20, 1)]
    with ThreadPoolExecutor(os.cpu_count()) as several:
        told = [said for said in several.map(missed, tried) if said]
    print(f"\nledger bugs {len(tried)} caught {len(tried) - len(told)}")
    assert told == []


def test_a_right_ledger_is_not_caught() -> None:
    """Where nothing is planted, the law holds: it is the bug that is caught, and not the copying."""
    law = "tests/laws/test_ledger.py::test_l04_nothing_goes_below_zero"
    nothing = Bug("nothing", "_lots.py", "def total(", "def total(", law)
    assert "ended with 0" in missed(nothing)
    assert caught(law) is None


def test_the_page_is_up_to_date() -> None:
    """The reference says what is planted: write it with `python -m tests.laws.ledger_faults`."""
    assert PAGE.read_text(encoding="utf-8") == page()
