"""Faults planted in the package on purpose, one at a time: the tests must catch each of them."""

import shutil
import tomllib
from pathlib import Path
from typing import Final

import attrs
import pytest
from tests.budget import ROOT, count
from tests.meta.running import python
from tests.meta.source import PACKAGE

TESTS_FAILED: Final = 1
"""Pytest's exit code when tests ran and some failed; a copy that cannot even be imported proves nothing."""


@attrs.frozen
class Fault:
    """One line of the package, and what it says once it is wrong."""

    what: str
    file: str
    old: str
    new: str
    test: str


TABLE = tomllib.loads((Path(__file__).parent / "faults.toml").read_text(encoding="utf-8"))
FAULTS = [Fault(**fault) for fault in TABLE["fault"]]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.what)
def test_each_fault_can_still_be_planted(fault: Fault) -> None:
    """The line to spoil is there exactly once, and so is the test to catch it."""
    assert (PACKAGE / fault.file).read_text(encoding="utf-8").count(fault.old) == 1
    assert (ROOT / fault.test).is_file()


@pytest.mark.parametrize("fault", FAULTS[: count(2, len(FAULTS))], ids=lambda fault: fault.what)
def test_each_fault_is_caught(fault: Fault, tmp_path: Path) -> None:
    """With the fault planted in a copy of the package, the test file named fails."""
    copy = tmp_path / "src"
    shutil.copytree(PACKAGE, copy / PACKAGE.name, ignore=shutil.ignore_patterns("__pycache__"))
    spoilt = copy / PACKAGE.name / fault.file
    spoilt.write_text(spoilt.read_text(encoding="utf-8").replace(fault.old, fault.new), encoding="utf-8")
    options = ["-x", "-q", "-p", "no:cacheprovider", "-o", f"pythonpath={copy} {ROOT}"]
    done = python("-m", "pytest", *options, fault.test, PYTHONPATH=str(copy), FRIENDLY_SERVICES_TESTS="quick")
    assert done.returncode == TESTS_FAILED, done.stdout.decode(errors="replace")
