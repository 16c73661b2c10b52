"""What this library can do, found by name: kinds of records, commands, and the codecs that store them."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Self

import attrs

from ..codec import EventCodec, ValueCodec, event_codec, value_codec
from ..decider import Capability, Kind
from ._private import PRIVATE_STATES

__all__ = ["Registry"]


@attrs.frozen(eq=False, slots=False)
class Registry:
    """The capabilities of one City, indexed by everything that names a part of them."""

    capabilities: tuple[Capability[Any], ...]
    kinds: Mapping[str, Kind[Any]]
    owners: Mapping[type, Capability[Any]]
    """Command class to the capability that decides it."""
    commands: Mapping[str, type]
    """`capability.Command` to its class: the names of the `may` table, the wire and the journal."""
    names: Mapping[type, str]

    @classmethod
    def of(cls, *capabilities: Capability[Any]) -> Self:
        """Index these capabilities."""
        commands = {f"{c.name}.{command.__name__}": command for c in capabilities for command in c.commands}
        return cls(
            capabilities=capabilities,
            kinds={kind.name: kind for c in capabilities for kind in c.kinds},
            owners={command: c for c in capabilities for command in c.commands},
            commands=commands,
            names={command: name for name, command in commands.items()},
        )

    @cached_property
    def events(self) -> Mapping[str, EventCodec]:
        """The codec of each kind's events."""
        return {name: event_codec(name, kind.events) for name, kind in self.kinds.items()}

    @cached_property
    def states(self) -> Mapping[str, ValueCodec[Any]]:
        """The codec of each kind's records, private ones included."""
        return {**{name: value_codec(kind.state) for name, kind in self.kinds.items()}, **PRIVATE_STATES}

    def name_of(self, command: object) -> str:
        """The command's name, or an error that says it is none."""
        if isinstance(command, type):
            name = command.__name__
            raise TypeError(f"{name} is a class: make a command of it, {name}(…)")
        try:
            return self.names[type(command)]
        except KeyError:
            known = ", ".join(sorted(self.commands))
            raise TypeError(f"{command!r} is not a command of this city: use one of {known}") from None
