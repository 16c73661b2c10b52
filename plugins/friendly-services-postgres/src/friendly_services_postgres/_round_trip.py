"""Statements sent together, as one transaction: by libpq itself, where most of a commit's own time goes."""

import re
import select
from collections.abc import Mapping, Sequence
from typing import Final

import attrs
import psycopg
from psycopg import errors
from psycopg.pq import DiagnosticField, ExecStatus
from psycopg.pq.abc import PGresult

__all__ = ["Prepared", "Values", "round_trip"]

Values = Mapping[str, bytes | None]
"""Parameters by name, in binary."""

_BINARY: Final = 1
_PARAMETER: Final = re.compile(r"%\((\w+)\)s")


@attrs.frozen(eq=False)
class Prepared:
    """A statement that a connection prepares when it first sends it."""

    name: bytes
    sql: bytes
    order: tuple[str, ...]
    """The names of its parameters: $1, $2 …"""
    types: tuple[int, ...]
    formats: tuple[int, ...]

    @classmethod
    def of(cls, name: str, sql: str, types: Mapping[str, int]) -> "Prepared":
        """The statement with `%(name)s` where its parameters belong, each of the type its name says."""
        order = tuple(dict.fromkeys(_PARAMETER.findall(sql)))
        text = _PARAMETER.sub(lambda found: f"${order.index(found[1]) + 1}", sql)
        oids = tuple(types[each] for each in order)
        return cls(name.encode(), text.encode(), order, oids, (_BINARY,) * len(order))


def round_trip(
    connection: "psycopg.Connection[object]", ready: set[bytes], calls: Sequence[tuple[Prepared, Values]]
) -> PGresult:
    """Send calls as one transaction, and answer with the last one's result once it is committed.

    Args:
        connection: in no transaction, and in nobody else's hands.
        ready: the names of what it has prepared; added to.
        calls: the statements with their parameters.

    Raises:
        psycopg.Error: the first that the server raised, and all is rolled back; or the connection was lost,
            and nobody knows.
    """
    libpq = connection.pgconn
    libpq.enter_pipeline_mode()
    sent: list[bytes | None] = []
    for call, values in calls:
        if call.name not in ready:
            libpq.send_prepare(call.name, call.sql, call.types)
            sent.append(call.name)
        libpq.send_query_prepared(call.name, [values[each] for each in call.order], call.formats, _BINARY)
        sent.append(None)
    libpq.pipeline_sync()
    sent.append(None)  # the commit, which has a result of its own only if it is refused
    results = _results(connection)
    libpq.exit_pipeline_mode()
    for made, result in zip(sent, results, strict=False):  # what was prepared stays, whatever is rolled back
        if result.status == ExecStatus.FATAL_ERROR:
            raise _error(result)
        if made is not None:
            ready.add(made)
    return results[-1]


def _results(connection: "psycopg.Connection[object]") -> list[PGresult]:
    """Wait for every result up to the end of the pipeline, where the server commits."""
    libpq = connection.pgconn
    found: list[PGresult] = []
    ended = False
    unsent = libpq.flush()
    while True:
        while unsent or libpq.is_busy():
            _wait(libpq.socket, bool(unsent))
            libpq.consume_input()
            unsent = unsent and libpq.flush()
        result = libpq.get_result()
        if result is None:
            if ended:
                raise psycopg.OperationalError(libpq.get_error_message() or "the connection was lost")
            ended = True
        elif result.status == ExecStatus.PIPELINE_SYNC:
            return found
        else:
            found.append(result)
            ended = False


def _wait(socket: int, to_send: bool) -> None:
    """Wait until there is something to read, or if asked room to send."""
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(socket, select.POLLIN | select.POLLOUT if to_send else select.POLLIN)
        poll.poll()
    else:
        select.select([socket], [socket] if to_send else [], [])


def _error(result: PGresult) -> psycopg.Error:
    """What the server raised."""
    state = (result.error_field(DiagnosticField.SQLSTATE) or b"").decode()
    try:
        kind = errors.lookup(state)
    except KeyError:
        kind = psycopg.OperationalError
    return kind((result.error_field(DiagnosticField.MESSAGE_PRIMARY) or b"").decode(errors="replace"))
