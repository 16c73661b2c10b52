"""Whatever call of a commit fails, or works and is not heard of: nothing is lost, doubled or halved."""

from pathlib import Path
from random import Random
from typing import Final

from friendly_services.storage import Indeterminate, MemoryStore, Receipt, SQLiteStore, Unavailable
from friendly_services.testing import Fault
from tests.budget import count
from tests.faults.batches import PARTITION, PATIENCE, check_settled, drawn
from tests.faults.seeds import check_seeds
from tests.storage.labs import breakable
from tests.storage.test_agreement import everything

SHAPES: Final = 3
"""Sorts of batches in one run, each tried with a fault at every one of its calls, before and after."""
BEFORE: Final = ("SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "SQLITE_FULL", "SQLITE_BUSY", "SQLITE_NOMEM")
"""What a call says that did nothing."""


def test_a_fault_at_any_call_of_a_commit(tmp_path: Path) -> None:
    """An error or a lost answer at every call of commits of all shapes, on SQLite."""
    check_seeds("statement", count(100, 10_000, 200_000), lambda seed: run(seed, tmp_path))


def run(seed: int, folder: Path) -> int:
    """The faults of one seed, on a file of its own; another handle sees what each has left."""
    path = folder / f"{seed}.db"
    fault, model = Fault(), MemoryStore()
    choose = Random(seed)
    names = {False: choose.choice(BEFORE), True: "SQLITE_IOERR"}
    made = 0
    stores = {done: breakable(path, name)(fault) for done, name in names.items()}
    other = SQLiteStore(path)
    for shape in range(SHAPES):
        for done, store in stores.items():
            at = 0
            while at == 0 or fault.happened:
                at += 1
                draw = Random(f"{seed} {shape} {done}")  # the same again, on records that have moved on
                sent = drawn(draw, f"{shape}-{done}-{at}", model)
                told: Receipt | Exception
                fault.arm(at, done)
                try:
                    told = store.commit(sent, PATIENCE)
                except (Unavailable, Indeterminate) as error:
                    told = error
                fault.rest()
                (there,) = other.load(PARTITION, (), (sent.commands[0].token,)).committed
                assert not (there and isinstance(told, Unavailable)), "committed, though surely not"
                check_settled(other, model, sent, told)
                made += fault.happened
    assert everything(other) == everything(model)
    for each in (*stores.values(), other):
        each.close()
    return made
