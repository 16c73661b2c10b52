"""The year on PostgreSQL: the library beside a function on the server, and beside two packaged ledgers."""

import copy
import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import psycopg

import friendly_services_postgres
from tests.bench.on_postgres import server
from tests.bench.points_city import Kept, opened
from tests.bench.points_function import Function
from tests.bench.points_together import both
from tests.bench.points_turns import Run, in_turns, made
from tests.bench.points_work import (
    EARN,
    OK,
    REVERSE,
    SPEND,
    Batch,
    Oracle,
    batches,
    expected,
    intents,
    largest,
)
from tests.bench.work import ratio

__all__ = ["measure"]

PLUGINS: Final = (friendly_services_postgres,)
PEERS: Final = (("nostro", (EARN, SPEND, REVERSE)), ("hordak", (EARN, SPEND)))
"""The packaged ledgers, each with what it can do."""


def measure(folder: Path, count: int, accounts: int, rounds: int) -> list[str]:
    """Start a server of our own and measure on it; the lines to print last."""
    module = server()
    programs = module.programs()
    if programs is None:
        return [f"skipped {peer} no PostgreSQL is installed" for peer in ("pipeline", "nostro", "hordak")]
    few = max(count // 100, 40), max(accounts // 100, 4)
    with module.Postgres(programs) as running:
        print(f"PostgreSQL {module.version_of(programs)}")
        lines = [pipeline(running.url(), folder, count, accounts, rounds)]
        for peer, kinds in PEERS:
            lines += packaged(running, folder, peer, kinds, *few, rounds)
        url = f"{running.url()}?schema=together&create=yes&connections=1"
        both(url, folder, count // 20, accounts // 20, PLUGINS)
    return lines


def pipeline(url: str, folder: Path, count: int, accounts: int, rounds: int) -> str:
    """The year at a thousand a commit; the line to print last."""
    plan = list(batches(made(count, accounts), min(1_000, largest(count))))
    with (
        opened(f"{url}?schema=year&create=yes&connections=1", folder, PLUGINS) as kept,
        psycopg.connect(url, autocommit=True, prepare_threshold=0) as db,
    ):
        function = Function(db)
        runs = [
            Run("the library on PostgreSQL", kept, _pid(kept)),
            Run("calls of a function, pipelined", function, (db.info.backend_pid,)),
        ]
        ours, theirs = in_turns(runs, plan, rounds)
        must = expected(plan)
        for run in runs:
            run.check(must)
        assert function.postings() == must.postings
    return ratio("postgres-1000", ours, "pipeline", theirs)


def packaged(
    running: Any, folder: Path, peer: str, kinds: Sequence[int], count: int, accounts: int, rounds: int
) -> list[str]:
    """What a packaged ledger can do, one by one; the line to print last."""
    try:
        module = importlib.import_module(f"tests.bench.points_{peer}")
    except ImportError as error:
        return [f"skipped {peer} {error}"]
    plan = good(kinds, count, accounts)
    running.execute(f"CREATE DATABASE {peer}")
    theirs = module.Peer(running.url(peer), [batch.intents[0] for batch in plan])
    with opened(f"{running.url()}?schema={peer}&create=yes&connections=1", folder, PLUGINS) as kept:
        pids = running.execute(f"SELECT pid FROM pg_stat_activity WHERE datname = '{peer}'")  # noqa: S608 # ours
        runs = [
            Run(f"the library, as {peer} can", kept, _pid(kept)),
            Run(peer, theirs, tuple(pid for (pid,) in pids)),
        ]
        ours, by_peer = in_turns(runs, plan, rounds)
        must = expected(plan)
        for run in runs:
            run.check(must)
    theirs.close()
    return [ratio("postgres-1", ours, peer, by_peer)]


def good(kinds: Sequence[int], count: int, accounts: int) -> list[Batch]:
    """The first week's intents of these kinds that succeed and leave nobody in debt, each by itself."""
    oracle, plan = Oracle(), []
    for intent in intents(50 * count, accounts)[:count]:
        known = intent.target in oracle.done or intent.kind != REVERSE
        if intent.kind in kinds and known:
            trial = copy.deepcopy(oracle)
            if trial.apply(intent, intent.day) == OK and not trial.accounts[intent.account].debt:
                oracle = trial
                plan.append(Batch(intent.day, [intent]))
    return plan


def _pid(kept: Kept) -> tuple[int, ...]:
    """The server's process that works for a city."""
    store: Any = kept.city._store
    with store._connections.one() as connection:
        return (connection.info.backend_pid,)
