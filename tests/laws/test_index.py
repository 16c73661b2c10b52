"""Every law of the ledger has a test that is found by its number, and the reference lists them."""

import re

from hypothesis import settings

from tests.budget import ROOT
from tests.laws.index import LAWS, PAGE, page, told


def test_every_law_is_told() -> None:
    """No law is forgotten: a test tells it, and no test tells of a law that there is not."""
    assert sorted(told()) == list(LAWS)


def test_the_laws_are_counted() -> None:
    """`nox -s ledger` prints how many tests tell the laws, and runs the files in which they are."""
    files = {where.partition("::")[0] for tests in told().values() for _, where in tests}
    count = sum(len(tests) for tests in told().values())
    examples = settings().max_examples
    print(f"\nledger laws {len(told())} told by {count} tests, as a rule of {examples} programs each")
    assert files <= {path.relative_to(ROOT).as_posix() for path in ROOT.glob("tests/laws/test_*.py")}


def test_the_page_is_up_to_date() -> None:
    """The reference says what the tests say: write it with `python -m tests.laws.index`."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_a_test_is_named_for_its_law() -> None:
    """Where tests are named for laws, the number in the docstring is the one in the name."""
    for law, tests in told().items():
        for _, where in tests:
            named = re.match(r"test_l(\d\d)_", where.rpartition("::")[2])
            assert named is None or int(named[1]) == law, where
