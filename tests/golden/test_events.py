"""What a journal holds is frozen: names, order of fields and bytes of every event ever written."""

from pathlib import Path

import attrs
import pytest

from friendly_services.codec import event_codec
from tests.golden.samples import COMMANDS, EVENTS, KINDS, commands, events, kept, sample

LINES = [line for line in kept(EVENTS) if not line.startswith("value ")]
BY_NAME = {kind.name: kind for kind in KINDS}


@pytest.mark.parametrize(("file", "lines"), [(EVENTS, events()), (COMMANDS, commands())])
def test_what_is_written_now_is_in_the_golden_file(file: Path, lines: list[str]) -> None:
    """A changed name, order or byte is not there: a new event takes a new number, a new field the last place.

    What is rightly new is appended (`python -m tests.golden.samples` prints it); no line is ever changed.
    """
    assert [line for line in lines if line not in kept(file)] == []


@pytest.mark.parametrize("line", LINES, ids=lambda line: " ".join(line.split()[:2]))
def test_what_was_ever_written_is_still_read(line: str) -> None:
    """An entry of any earlier release is the event it was, with defaults for the fields it did not have."""
    kind, number, rest = line.split(" ", 2)
    name, fields = rest.rpartition(" ")[0].rstrip(")").split("(")
    event = BY_NAME[kind].events[int(number)]
    assert event.__name__ == name
    read = event_codec(kind, BY_NAME[kind].events).decode(bytes.fromhex(line.rpartition(" ")[2]))
    assert type(read) is event
    named = [field.name for field in attrs.fields(event)]
    assert named[: len(fields.split(", "))] == fields.split(", ")
    for field in fields.split(", "):
        assert getattr(read, field) == getattr(sample(event), field)


def test_no_number_is_given_twice_or_left_out() -> None:
    """Of each kind the file has the numbers from 0 up, and every capability's kinds are in it."""
    numbers: dict[str, set[int]] = {}
    for line in LINES:
        kind, number, _ = line.split(" ", 2)
        numbers.setdefault(kind, set()).add(int(number))
    assert numbers == {kind.name: set(range(len(kind.events))) for kind in KINDS}


def test_a_command_is_known_by_its_content_for_ever() -> None:
    """The digests that tell a repeated key from a reused one are all different, one for each command."""
    digests = [line.rpartition(" ")[2] for line in kept(COMMANDS)]
    assert len(set(digests)) == len(digests) >= len(commands())
