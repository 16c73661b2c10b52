"""The registers of merchants and of stations never differ from a naive model, on memory and on SQLite."""

import itertools
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final, get_args

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from friendly_services import merchants, stations
from tests.budget import BUDGET, count
from tests.faults.seeds import asked
from tests.models.naive import pack
from tests.models.planted import PLANTED
from tests.models.twin import VERBS, Twin, run
from tests.models.verbs import WAYS

COMMANDS: Final = count(2_000, 50_000, 1_000_000)
ON_TIME: Final = {"Lapse", "StartReview", "EndCoolOff", "Remind", "MarkExpired"}
"""What nobody sends: a term that has passed does it."""
SOON: Final = 30
"""Seeds within which whatever is planted is noticed."""
NUMBERS: Final = st.integers(0, WAYS - 1)


def test_the_registers_and_the_model_never_differ(tmp_path: Path) -> None:
    """Of so many random commands each is done or refused as the model says, and leaves what it says."""
    chosen = asked()
    accepted: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    sent = seed = 0
    for seed in itertools.count(1) if chosen is None else chosen:
        folder = tmp_path / str(seed)
        folder.mkdir()
        twin = run(seed, folder)
        for path in folder.iterdir():
            path.unlink()
        sent += twin.sent
        accepted += twin.accepted
        refused += twin.refused
        if chosen is None and sent >= COMMANDS:
            break
    first = 1 if chosen is None else chosen.start
    done, kinds = accepted.total(), len(refused)
    print(f"models {sent} commands, {done} done, {sent - done} refused in {kinds} ways, 0 told otherwise")
    print(f"models seeds {first}-{seed}, on memory and on SQLite")
    assert accepted.total() + refused.total() == sent
    if chosen is None:
        assert sent >= COMMANDS
    if BUDGET == "record" and chosen is None:  # enough to have met everything
        every = {c.__name__ for c in (*get_args(merchants.Command), *get_args(stations.Command))}
        assert every - ON_TIME - accepted.keys() == set()
        assert kinds >= 23, sorted(refused)


class Machine(RuleBasedStateMachine):
    """The same steps, chosen by Hypothesis, which looks for the shortest program that differs."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.twin = Twin(Path(self.folder.name))

    @rule(verb=st.sampled_from(VERBS), who=NUMBERS, which=NUMBERS, how=NUMBERS)
    def any_command(self, verb: str, who: int, which: int, how: int) -> None:
        """One command, whether or not its time has come."""
        self.twin.take(verb, who, which, how)

    @rule(who=NUMBERS, which=NUMBERS, how=NUMBERS)
    def onward(self, who: int, which: int, how: int) -> None:
        """A command that may come next."""
        self.twin.take("onward", who, which, how)

    @rule(which=NUMBERS, how=NUMBERS)
    def wait(self, which: int, how: int) -> None:
        """Time passes."""
        self.twin.take("wait", 0, which, how)

    @rule()
    def tick(self) -> None:
        """All that is due happens."""
        self.twin.tick()

    def teardown(self) -> None:
        """Both stores are the same in the end."""
        self.twin.look()
        self.twin.same_stores()
        assert self.twin.accepted.total() + self.twin.refused.total() == self.twin.sent
        self.twin.close()
        self.folder.cleanup()


TestMachine = Machine.TestCase
TestMachine.settings = settings(
    max_examples=count(2, 40, 400),
    stateful_step_count=60,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("plant", PLANTED[: count(1, len(PLANTED))], ids=lambda plant: plant.__name__)
def test_the_model_notices_what_is_planted(
    plant: Callable[[pytest.MonkeyPatch], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each fault planted in the library makes it differ from the model soon, and nothing else does."""
    pack()  # read before anything is wrong
    plant(monkeypatch)
    for seed in range(1, SOON):
        folder = tmp_path / str(seed)
        folder.mkdir()
        try:
            run(seed, folder)
        except AssertionError as differs:
            print(f"planted {plant.__name__}: {differs}"[:160])
            return
    pytest.fail(f"not noticed within {SOON} seeds")
