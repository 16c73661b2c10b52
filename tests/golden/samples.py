"""One sample of everything a journal holds, made from the types of its fields.

`python -m tests.golden.samples` prints the lines that the golden files lack: look at them, then append them.
"""

import itertools
import types
import typing
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any, Final, Literal, NewType, Union

import attrs

from friendly_services.city import CAPABILITIES
from friendly_services.codec import digest, event_codec
from friendly_services.decider import Kind
from friendly_services.hours import Hours
from friendly_services.merchants import Licence, Photo, Plaque, Review, Standing
from friendly_services.places import Point
from friendly_services.points import Particulars, Unwanted
from friendly_services.stations import Flag, Project
from friendly_services.text import Label, Reason

HOME: Final = Path(__file__).parent
EVENTS: Final = HOME / "events.txt"
COMMANDS: Final = HOME / "commands.txt"

KINDS: Final[tuple[Kind[Any], ...]] = tuple(kind for c in CAPABILITIES for kind in c.kinds)
_FIRST: Final = date(2026, 3, 1)
_GREW: Final[Mapping[Any, int]] = {
    Standing: 13,
    Plaque: 4,
    Review: 4,
    Flag: 5,
    Project: 9,
    Particulars: 3,
    Unwanted: 2,
}
"""How many members a choice had, or fields a value inside, when its first sample was written.

Later ones must not change that sample: they are left out, or left at their defaults.
"""


class Sampler:
    """Makes values of any type that the codec takes; no two numbers, texts or days of one value are equal."""

    def __init__(self) -> None:
        self.count = itertools.count(1)

    def of(self, kind: Any) -> Any:
        """A value of this type."""
        if isinstance(kind, NewType):
            return self.of(kind.__supertype__)
        made = self.exact(kind)
        return self.made_of_others(kind) if made is None else made

    def exact(self, kind: Any) -> Any:
        """A value of a plain type, or of one of ours that not every content fits; None for others."""
        if not isinstance(kind, type):
            return None
        n = next(self.count)
        day = _FIRST + timedelta(days=n)
        known = {
            bool: True,
            int: n,
            float: n + 0.5,
            str: f"t{n}",
            bytes: b"b%d" % n,
            date: day,
            datetime: datetime(day.year, day.month, day.day, tzinfo=UTC),
            Label: Label(en=f"en{n}", zh=f"中{n}"),
            Reason: Reason("value.missing", at=n),
            Point: Point.gcj02(lat=29 + n / 1000, lon=106 + n / 1000),
            Hours: Hours.weekly(mon="08:30-12:00", sat="20:00-02:00", exceptions={day: "10:00-11:00"}),
            Licence: Licence("92500113MA00000018"),
            Photo: Photo(f"{n:064x}", day),
        }
        return known.get(kind)

    def made_of_others(self, kind: Any) -> Any:
        """A value of a type that other types make up."""
        origin, parts = typing.get_origin(kind), typing.get_args(kind)
        if origin is Literal:
            return parts[next(self.count) % _GREW.get(kind, len(parts))]
        if origin in {Union, types.UnionType}:
            return self.of(_richest(parts))
        if origin is tuple and parts[1:] != (...,):
            return tuple(self.of(part) for part in parts)
        if origin in {tuple, frozenset}:
            return origin(self.of(parts[0]) for _ in range(2))
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return {self.of(parts[0]): self.of(parts[1]) for _ in range(2)}
        if isinstance(kind, type) and issubclass(kind, Enum):
            return list(kind)[next(self.count) % len(kind)]
        hints = typing.get_type_hints(kind)
        fields = attrs.fields(kind)[: _GREW.get(kind)]
        return kind(**{field.alias: self.of(hints[field.name]) for field in fields})


def _richest(parts: tuple[Any, ...]) -> Any:
    """Of the members of a union the one that says most: a value, not none; a date, not a number."""
    for member in (date, str):
        if member in parts and len(parts) > 2:
            return member
    return next(part for part in parts if part is not type(None))


def sample(cls: type[Any]) -> Any:
    """The sample of an event or a command; the same for ever."""
    return Sampler().of(cls)


def signature(cls: type[Any]) -> str:
    """A class with its fields in order."""
    return f"{cls.__name__}({', '.join(field.name for field in attrs.fields(cls))})"


def inside(cls: type[Any]) -> Iterator[type[Any]]:
    """Every class of ours that a value of this one may hold, at whatever depth."""
    for hint in typing.get_type_hints(cls).values():
        waiting = [hint]
        while waiting:
            one = waiting.pop()
            waiting += typing.get_args(one)
            if isinstance(one, type) and attrs.has(one):
                yield one
                yield from inside(one)


def events() -> list[str]:
    """A line for every event: kind, number, fields in order, bytes; then one for every value inside them."""
    lines = []
    values: dict[str, None] = {}
    for kind in KINDS:
        codec = event_codec(kind.name, kind.events)
        for number, event in enumerate(kind.events):
            lines.append(f"{kind.name} {number} {signature(event)} {codec.encode(sample(event)).hex()}")
            values |= dict.fromkeys(
                f"value {cls.__module__.split('.')[1]}.{signature(cls)}" for cls in inside(event)
            )
    return [*lines, *sorted(values)]


def commands() -> list[str]:
    """A line for every command: name, fields in order, the digest that tells a retry from another command."""
    return [
        f"{capability.name}.{signature(command)} "
        f"{digest(sample(command), f'{capability.name}.{command.__name__}').hex()}"
        for capability in CAPABILITIES
        for command in capability.commands
    ]


def kept(file: Path) -> list[str]:
    """The lines of a golden file."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return [line for line in lines if line and not line.startswith("#")]


if __name__ == "__main__":
    for file, lines in ((EVENTS, events()), (COMMANDS, commands())):
        print(f"# {file.name}")
        for line in lines:
            if line not in kept(file):
                print(line)
