"""Whatever bit of what is stored was changed, and wherever content was moved, reading it says so."""

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendly_services.storage import Checksums, Command, Corrupt, Entry, Record, eventless, written_by
from friendly_services.testing import put
from tests.storage.bits import flipped

CHECKSUMS = Checksums("banan")
KEY = ("merchant", "m-7")
BODY = CHECKSUMS.body(KEY, 3, b"open all day")
RECORD = Record(KEY, 3, BODY, at=9)
COMMAND = CHECKSUMS.command(Command(b"t" * 16, b"d" * 32, "u17", 2, 1_000, b"\x01m-7"))
ENTRY = Entry(5, 9, KEY, 3, CHECKSUMS.event(KEY, 3, COMMAND.token, b"Opened"), COMMAND)


def test_what_was_written_is_read() -> None:
    """The content comes back as it was, without the checksum."""
    assert CHECKSUMS.body_of(RECORD) == b"open all day"
    assert CHECKSUMS.body_of(attrs.evolve(RECORD, body=None)) is None
    assert CHECKSUMS.event_of(ENTRY) == b"Opened"
    assert CHECKSUMS.result_of(COMMAND) == b"\x01m-7"


@given(st.integers(0, 8 * len(BODY) - 1), st.integers(0, 8 * len(ENTRY.event) - 1))
def test_every_changed_bit_is_noticed(in_body: int, in_event: int) -> None:
    """Row 61: in the content and in the checksum alike."""
    with pytest.raises(Corrupt, match="merchant m-7"):
        CHECKSUMS.body_of(attrs.evolve(RECORD, body=flipped(BODY, in_body)))
    with pytest.raises(Corrupt, match="position 5"):
        CHECKSUMS.event_of(attrs.evolve(ENTRY, event=flipped(ENTRY.event, in_event)))


@pytest.mark.parametrize(
    "moved",
    [
        attrs.evolve(RECORD, key=("merchant", "m-8")),
        attrs.evolve(RECORD, key=("station", "m-7")),
        attrs.evolve(RECORD, version=4),
        attrs.evolve(RECORD, body=b""),
        attrs.evolve(RECORD, body=BODY[:4]),
    ],
)
def test_a_body_in_another_place_is_noticed(moved: Record) -> None:
    """Under another id, kind or version, or cut."""
    with pytest.raises(Corrupt):
        CHECKSUMS.body_of(moved)
    with pytest.raises(Corrupt):
        Checksums("jiangbei").body_of(RECORD)


@pytest.mark.parametrize(
    "changed",
    [
        {"token": b"u" * 16},
        {"token": b"t" * 17},
        {"digest": b"e" * 32},
        {"by": "u18"},
        {"pack": 3},
        {"now": 1_001},
        {"result": b"\x00" + COMMAND.result[1:]},
        {"result": b""},
    ],
)
def test_every_field_of_a_command_is_vouched_for(changed: dict[str, object]) -> None:
    """The checksum in the result is over the whole row."""
    with pytest.raises(Corrupt, match="the row of the command"):
        CHECKSUMS.result_of(attrs.evolve(COMMAND, **changed))  # type: ignore[arg-type] # any of its fields


def test_an_event_of_another_command_is_noticed() -> None:
    """Who did it is part of what happened."""
    other = CHECKSUMS.command(attrs.evolve(COMMAND, token=b"u" * 16, result=b"\x01m-7"))
    with pytest.raises(Corrupt):
        CHECKSUMS.event_of(attrs.evolve(ENTRY, command=other))


def test_a_commit_without_events_tells_what_it_wrote() -> None:
    """In as many commands as their results have room for."""
    wanted = [put(f"m-{n:03}", body=None if n == 7 else b"x", base=n, events=()) for n in range(99)]
    batch = eventless("banan", "test", wanted, 1_000)
    told = [w for row in batch.commands for w in written_by(CHECKSUMS.result_of(row))]
    assert [(w.key[1], w.version, w.erased) for w in told] == [
        (f"m-{n:03}", n + 1, n == 7) for n in range(99)
    ]
    assert max(len(row.result) for row in batch.commands) <= 4_096
    bodies = [
        CHECKSUMS.body_of(Record(w.key, w.version, p.body, at=0))
        for w, p in zip(told, batch.puts, strict=True)
    ]
    assert set(bodies) == {b"x", None}
    assert written_by(b"\x01m-7") == ()
    assert eventless("banan", "nothing", (), 1_000).puts == ()
