"""The whole library under seeded clocks, schedulers, stores, channels and deaths."""

from typing import Final

import pytest

from tests.budget import count
from tests.faults.seeds import check_seeds
from tests.faults.simulation import PLANTED, Plant, run

SOON: Final = 100
"""Seeds within which whatever is planted is found."""


def test_the_whole_library() -> None:
    """Nothing acknowledged is lost or done twice, the laws hold, every message goes out in the end."""
    check_seeds("simulation", count(10, 300, 20_000), lambda seed: bool(run(seed).steps))


def test_a_seed_is_a_run() -> None:
    """The same seed gives the same run, to the last byte of its journal; another one another."""
    assert run(1) == run(1)
    assert run(1) != run(2)


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.__name__)
def test_finds_what_is_planted(planted: Plant) -> None:
    """A simulation that cannot fail is worth nothing: each fault planted in the library breaks a law soon."""
    for seed in range(1, SOON):
        try:
            run(seed, planted)
        except Exception as broken:  # as `check_seeds` does
            print(f"planted {planted.__name__}: found at seed {seed}: {broken!r}")
            run(seed)  # where nothing is planted, nothing is found
            return
    pytest.fail(f"not found by {SOON} seeds")
