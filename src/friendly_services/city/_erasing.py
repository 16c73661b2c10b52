"""Erasing persons beyond one command: what forbids it for now, and whom a restored backup brought back."""

from typing import Final

from .. import persons
from ..codec import key_bytes
from . import together
from ._answers import Done
from ._executor import SYSTEM, Executor
from ._questions import after_all
from ._reader import Reader

__all__ = ["erase_again", "open_cases"]

_AT_ONCE: Final = 1_000


def open_cases(reader: Reader, command: persons.Erase) -> tuple[persons.OpenCase, ...]:
    """What keeps a person from being erased in the records of other capabilities."""
    (person,) = reader.load(("person", command.person))
    if person is None or person.ref is None:
        return ()
    contested = (
        reader.state(record)
        for standing in together.CONTESTED
        for prefix in [key_bytes(standing)]
        for _, record in reader.index("merchant.by_area.1", prefix, after_all(prefix))
    )
    return together.open_cases(person.ref, contested)


def erase_again(reader: Reader, executor: Executor) -> None:
    """Erase whom the register of erasures names and the store has again, from a backup."""
    ids = executor.erasures.ids() if executor.erasures else ()
    for n in range(0, len(ids), _AT_ONCE):
        states = reader.load(*(("person", id_) for id_ in ids[n : n + _AT_ONCE]))
        back = [state for state in states if state is not None and state.standing != "erased"]
        for person in back:
            order = executor.order(persons.EraseAgain(person.id), None, scheduled=True)
            (answer,) = executor.run([order], SYSTEM, scheduled=True)
            if not isinstance(answer, Done | persons.NotNow):  # another process was faster
                raise answer
