"""A disk that is full, read-only or broken: nothing is half done, and once it is well again work goes on."""

from collections.abc import Callable
from contextlib import AbstractContextManager, closing, nullcontext
from functools import partial
from pathlib import Path
from random import Random
from typing import Final

from friendly_services.storage import Batch, Indeterminate, MemoryStore, Receipt, SQLiteStore, Unavailable
from friendly_services.testing import Fault, no_room
from tests.budget import count
from tests.faults.batches import PATIENCE, check_settled, drawn
from tests.faults.seeds import check_seeds
from tests.storage.labs import breakable, locked_if_possible
from tests.storage.test_agreement import everything

ROUNDS: Final = 10
"""In one run, on one file."""
BROKEN: Final = (
    "IOERR_READ",
    "IOERR_WRITE",
    "IOERR_FSYNC",
    "IOERR_LOCK",
    "CANTOPEN_FULLPATH",
)

Opened = Callable[[], SQLiteStore]
Trouble = tuple[AbstractContextManager[object], Opened]
"""What is wrong while it lasts, and how the store is opened meanwhile."""


def cannot_grow(path: Path, draw: Random) -> Trouble:
    """No file becomes larger than so, from the next commit on: the system says so within a write."""
    return no_room(draw.randrange(100_000)), partial(SQLiteStore, path)


def read_only(path: Path, _: Random) -> Trouble:
    """Nobody may write in the folder; where the superuser cannot be stopped, nothing is wrong."""
    locked = locked_if_possible(path.parent)
    return locked() if locked else nullcontext(), partial(SQLiteStore, path)


def broken(path: Path, draw: Random) -> Trouble:
    """The system fails at some call of a commit."""
    fault = Fault()
    fault.arm(draw.randint(1, 25), done=False)
    return nullcontext(), partial(breakable(path, f"SQLITE_{draw.choice(BROKEN)}"), fault)


KINDS: Final = (cannot_grow, cannot_grow, read_only, broken)


def test_a_bad_disk(tmp_path: Path) -> None:
    """A commit that meets it is refused or done, never there by halves, and goes through afterwards."""
    check_seeds("disk", count(15, 50, 1_000), lambda seed: run(seed, tmp_path / f"{seed}"))


def run(seed: int, folder: Path) -> int:
    """The rounds of one seed, on a file in a folder of its own; how many commits did not go through."""
    folder.mkdir()
    path, draw, model, made = folder / "city.db", Random(seed), MemoryStore(), 0
    with closing(SQLiteStore(path)) as open_meanwhile:
        for n in range(ROUNDS):
            sent = drawn(draw, f"{n} well", model)
            open_meanwhile.commit(sent, PATIENCE)
            model.commit(sent, PATIENCE)
            sent = drawn(draw, f"{n}", model)
            told = tried(*draw.choice(KINDS)(path, draw), sent)
            check_settled(open_meanwhile, model, sent, told)
            made += not isinstance(told, Receipt)
        assert everything(open_meanwhile) == everything(model)
    return made


def tried(trouble: AbstractContextManager[object], opened: Opened, sent: Batch) -> Receipt | Exception:
    """What a store says to a batch while there is trouble."""
    with trouble:
        try:
            with closing(opened()) as store:
                return store.commit(sent, PATIENCE)
        except (Unavailable, Indeterminate) as error:
            return error
