"""What an intent takes where nothing is kept on a disk: the decision alone, and a city in memory."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from friendly_services import packs, points
from friendly_services.decider import Context
from friendly_services.errors import NotFound, Refused
from friendly_services.ids import Key
from friendly_services.workdays import Calendar
from tests.bench.points_city import CLERK, commands, noon, opened, put_pack, refused
from tests.bench.points_turns import Run, in_turns, made
from tests.bench.points_work import DUPLICATE, EXPIRE, NOOP, OK, Batch, batches, expected, largest

__all__ = ["measure"]


def measure(folder: Path, count: int, accounts: int, rounds: int) -> None:
    """Print what an intent of the year takes in memory."""
    plan = list(batches(made(count, accounts), min(1_000, largest(count))))
    decided = Decided(packs.load(put_pack(folder)).rules["points"])
    with opened("memory://", folder) as kept:
        runs = [Run("decide and evolve, no store", decided), Run("the library on memory://", kept)]
        in_turns(runs, plan, rounds)
        must = expected(plan)
        for run in runs:
            run.check(must)


class Decided:
    """The capability alone, on a dict of states and one of first answers."""

    def __init__(self, rules: points.Rules) -> None:
        self.rules = rules
        self.states: dict[Key, Any] = {}
        self.first: dict[str, Any] = {}

    def prepared(self, batch: Batch) -> list[tuple[Any, str]]:
        """What a batch sends."""
        return commands(batch.intents)

    def commit(self, batch: Batch, prepared: Sequence[tuple[Any, str]]) -> list[tuple[Any, bool]]:
        """Decide a batch; the answer to each, and whether it was given before."""
        context = Context(noon(batch.today), CLERK, self.rules, 1, Calendar({}), _nothing_new)
        return [self._answer(command, once, context) for command, once in prepared]

    def outcomes(self, batch: Batch, answers: Sequence[tuple[Any, bool]]) -> list[int]:
        """What the answers mean."""
        found = []
        for intent, (answer, again) in zip(batch.intents, answers, strict=True):
            if not isinstance(answer, tuple):
                found.append(refused(intent, answer))
            elif intent.kind == EXPIRE and not answer:
                found.append(NOOP)
            else:
                found.append(DUPLICATE if again else OK)
        return found

    def balances(self) -> Iterator[tuple[int, tuple[int, int]]]:
        """Balance and debt of the accounts that have either."""
        for (_, name), account in self.states.items():
            if account.balance or account.debt:
                yield int(name.partition("-")[2]), (account.balance, account.debt)

    def _answer(self, command: Any, once: str, context: Context[points.Rules]) -> tuple[Any, bool]:
        if once in self.first:
            return self.first[once], True
        capability, states = points.CAPABILITY, self.states
        keys = capability.subjects(command, _nothing_new)
        known = {key: states[key] for key in keys if key in states}
        answer: Any
        try:
            answer = capability.decide(known, command, context)
        except (Refused, NotFound) as error:
            answer = error.with_traceback(None)  # which would keep every value of the decision
        else:
            evolve = capability.kinds[0].evolve
            for key, event in answer:
                states[key] = evolve(states.get(key), event)
        self.first[once] = answer
        return answer, False


def _nothing_new(kind: str, n: int = 0) -> str:
    raise AssertionError(f"no intent makes a {kind} ({n})")
