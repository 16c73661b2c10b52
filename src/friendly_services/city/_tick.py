"""Sending what records have scheduled, once its time has come."""

from datetime import datetime, timedelta
from typing import Final

from ..codec import Undecodable, key_bytes
from ..errors import FriendlyServicesError, Invalid, check_count
from ..storage import Conflict, Corrupt, Record, Unique
from ._answers import Done, Ticked
from ._executor import SYSTEM, Answer, Executor
from ._reader import Reader

__all__ = ["tick"]

_MOST: Final = 1_000_000
"""Acts of one round."""


def tick(reader: Reader, executor: Executor, now: datetime, limit: int) -> Ticked:
    """Do what is due by now, oldest first, until `limit` acts are done; a refused one holds up nobody."""
    check_count("limit", limit, 1, _MOST)
    until = key_bytes(now + timedelta(microseconds=1))
    done: list[Done] = []
    refused: list[tuple[str, FriendlyServicesError]] = []
    for _, record in reader.index("due", b"", until):
        if len(done) >= limit:
            break
        answer = _act(reader, executor, record)
        if isinstance(answer, FriendlyServicesError):
            refused.append((record.key[1], answer))
        elif answer is not None and not answer.replayed:
            done.append(answer)
    return Ticked(tuple(done), tuple(refused))


def _act(reader: Reader, executor: Executor, record: Record) -> Answer | None:
    """Send what one record has scheduled; None if that is nothing. What is wrong with it is an answer too."""
    kind, id_ = record.key
    try:
        due = reader.registry.kinds[kind].due(reader.state(record))
        if due is None:
            return None
        order = executor.order(due.command, f"tick:{kind}:{id_}:{record.version}", scheduled=True)
        (answer,) = executor.run([order], SYSTEM, scheduled=True)
    except (Conflict, Corrupt, Invalid, Undecodable, Unique) as error:
        return error
    return answer
