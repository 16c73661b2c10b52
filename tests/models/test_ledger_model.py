"""The ledger never differs from a naive model: the pure functions, a city on memory, a city on SQLite."""

import itertools
from collections import Counter
from pathlib import Path
from typing import Final

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from friendly_services import points
from tests.budget import BUDGET, count
from tests.faults.seeds import asked
from tests.models.ledger_model import Ledger
from tests.models.ledger_twin import VERBS, WAYS, Triple, run
from tests.models.naive import method

COMMANDS: Final = count(3_000, 50_000, 1_000_000)
CITIES: Final = count(2, 1, 10)
"""Cities on both stores take part in one program of so many; pure functions and model in all."""
MODELLED: Final = {
    command.__name__
    for command in points.CAPABILITY.commands
    if hasattr(Ledger, method(command.__name__)[1:])
}
"""The commands that the model knows."""
SHORT: Final = 8
"""Ways of refusal that a short run need not meet."""
NUMBERS: Final = st.integers(0, WAYS - 1)


def test_the_ledger_and_the_model_never_differ(tmp_path: Path) -> None:
    """Of so many random commands each is done or refused as the model says, and leaves what it says."""
    chosen = asked()
    done: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    sent = stored = seed = 0
    for seed in itertools.count(1) if chosen is None else chosen:
        folder = tmp_path / str(seed)
        folder.mkdir()
        with_cities = seed % CITIES == 0
        triple = run(seed, folder if with_cities else None)
        for path in folder.iterdir():
            path.unlink()
        sent += triple.sent
        stored += triple.sent * with_cities
        done += triple.done
        refused += triple.refused
        if chosen is None and sent >= COMMANDS:
            break
    first = 1 if chosen is None else chosen.start
    ways = len(refused)
    print(f"\nledger model {sent} operations diverged 0 seeds {first}-{seed}: {done.total()} done,", end=" ")
    print(f"{refused.total()} refused in {ways} ways, {stored} of them on memory and SQLite too")
    assert done.total() + refused.total() == sent
    if chosen is None:
        assert done.keys() == MODELLED
        assert ways >= 20 - SHORT * (BUDGET == "quick"), sorted(refused)


class Machine(RuleBasedStateMachine):
    """The same steps, chosen by Hypothesis, which looks for the shortest program that differs."""

    def __init__(self) -> None:
        super().__init__()
        self.triple = Triple()

    @rule(verb=st.sampled_from(VERBS), who=NUMBERS, which=NUMBERS, how=NUMBERS)
    def any_step(self, verb: str, who: int, which: int, how: int) -> None:
        """One step."""
        self.triple.take(verb, who, which, how)

    def teardown(self) -> None:
        """All is what the model says."""
        self.triple.end()
        assert self.triple.done.total() + self.triple.refused.total() == self.triple.sent


TestMachine = Machine.TestCase
TestMachine.settings = settings(
    max_examples=count(5, 60, 600),
    stateful_step_count=60,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
