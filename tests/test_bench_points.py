"""What the bench of the ledger measures is what it says: a few hundred intents through every side at hand."""

import re
from contextlib import closing
from pathlib import Path

import pytest

from tests.bench import points_memory, points_sqlite, points_together
from tests.bench.points_hand import Hand
from tests.bench.points_turns import Run, parts
from tests.bench.points_work import (
    CAPPED,
    DUPLICATE,
    EARN,
    EXPIRE,
    NOOP,
    OK,
    OVERDRAW,
    REFUSED,
    REVERSE,
    SPEND,
    Intent,
    Oracle,
    batches,
    expected,
    intents,
)

DAYS_TO_MAY = 120
"""From the first of January to the first of May: points of January have expired."""


def test_the_year_never_changes() -> None:
    """Figures of different days are of the same intents."""
    work = intents(200_000, 20_000)
    assert [sum(one.kind == kind for one in work) for kind in range(4)] == [143_847, 36_062, 8_047, 12_044]
    assert work[-1] == Intent(0, "task:00199999:done", 4976, 150, 364, 1, None)


def test_the_oracle_keeps_the_laws() -> None:
    """Earliest expiry first, the same lots back, debts settled, refusals remembered, caps by local day."""
    oracle = Oracle()

    def done(kind: int, key: str, points: int, day: int, target: str | None = None) -> int:
        return oracle.apply(Intent(kind, key, 7, points, day, 0, target), day)

    assert done(SPEND, "too early", 50, 0) == OVERDRAW
    assert [done(EARN, f"a{n}", 200, 0) for n in range(2)] == [OK, CAPPED]
    assert done(EARN, "b", 100, 40) == OK
    assert done(SPEND, "too early", 50, 40) == OVERDRAW
    assert done(EARN, "a1", 200, 40) == CAPPED
    account = oracle.accounts[7]
    assert done(SPEND, "c", 250, 41) == OK
    assert sorted(account.lots.values()) == [50]
    assert done(REVERSE, "d", 0, 41, "b") == OK
    assert (account.balance, account.debt) == (0, 50)
    assert [done(REVERSE, key, 0, 41, "b") for key in ("d", "e")] == [DUPLICATE, REFUSED]
    assert done(EXPIRE, "f", 0, DAYS_TO_MAY) == NOOP
    assert done(REVERSE, "g", 0, DAYS_TO_MAY, "c") == OK
    assert (account.balance, account.debt) == (50, 0)
    assert oracle.apply(Intent(EARN, "h", 7, 20, 0, 0, None), DAYS_TO_MAY) == REFUSED


@pytest.mark.parametrize("size", [1, 20])
def test_sql_by_hand_keeps_the_laws(tmp_path: Path, size: int) -> None:
    """The peer does the same work, or a ratio would mean nothing."""
    plan = list(batches(intents(3_000, 100), size))
    with closing(Hand(tmp_path / "hand.db")) as hand:
        run = Run("by hand", hand)
        side = run.side(parts(plan, 2))
        for turn in range(3):
            side.measure(turn)
        must = expected(plan)
        run.check(must)
        assert hand.postings() == must.postings
        assert hand.reconcile()
        hand.db.execute("UPDATE lot SET points = points + 1 WHERE account = 0")
        assert not hand.reconcile()


def test_a_tiny_run_prints_its_ratios(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each side's outcomes and balances are the oracle's, and every line is there."""
    points_memory.measure(tmp_path, 300, 30, 2)
    lines = points_sqlite.year(tmp_path, 300, 30, 2)
    points_together.on_sqlite(tmp_path, 300, 10)
    said = [re.sub(r"[\d.]+$", "n", line) for line in lines]
    assert said == ["ratio sqlite-1000 handsql n", "ratio sqlite-1 handsql n", "ratio reconcile handsql n"]
    assert "every law held" in capsys.readouterr().out
