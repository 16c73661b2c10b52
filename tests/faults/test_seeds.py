"""What is said of runs that are made from a seed."""

import pytest

from tests.faults import seeds
from tests.faults.seeds import Lost, check_seeds


def test_seeds_that_break_a_law_are_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The line counts them, each has a line of its own, and the first is in the failure, ready to be run."""

    def one(seed: int) -> int:
        if seed == 13:
            raise Lost("commit 5")
        assert seed != 15
        return 2

    monkeypatch.setattr(seeds, "_ASKED", "11-15")
    with pytest.raises(AssertionError, match=r"FRIENDLY_SERVICES_SEEDS=13 .*commit 5"):
        check_seeds("thing", 999, one)
    counted, lost, broken = capsys.readouterr().out.split("\n")[1:-1]
    assert counted == "faults thing 6 lost 1 broken 1 seeds 11-15"
    assert lost.startswith("faults thing seed 13: test_seeds.py:")
    assert broken.startswith("faults thing seed 15: test_seeds.py:")


def test_seeds_are_tried_until_there_were_so_many_faults(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without seeds in the environment the first is 1; one that makes no fault does not count."""
    monkeypatch.setattr(seeds, "_ASKED", "")
    check_seeds("thing", 5, lambda seed: seed % 2)
    assert capsys.readouterr().out == "\nfaults thing 5 lost 0 broken 0 seeds 1-9\n"
