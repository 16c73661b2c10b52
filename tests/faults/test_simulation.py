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
    check_seeds("simulation", count(4, 300, 20_000), lambda seed: bool(run(seed).steps))


def test_a_seed_is_a_run() -> None:
    """The same seed gives the same run, to the last byte of its journal; another one another."""
    first, again, other = run(1), run(1), run(2)
    assert first == again
    assert first != other


@pytest.mark.parametrize("planted", PLANTED[: count(4, len(PLANTED))], ids=lambda planted: planted.__name__)
def test_finds_what_is_planted(planted: Plant) -> None:
    """A simulation that cannot fail is worth nothing: each fault planted in the library breaks a law soon."""
    for seed in range(1, SOON):
        try:
            run(seed, planted)
        except AttributeError:
            raise  # what it is planted in stands somewhere else now
        except Exception as broken:  # as `check_seeds` does
            print(f"planted {planted.__name__}: found at seed {seed}: {broken!r}")
            run(seed)  # where nothing is planted, nothing is found
            return
    pytest.fail(f"not found by {SOON} seeds")
