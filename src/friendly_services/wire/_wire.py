"""Commands by name: what a host's one endpoint for all of them needs."""

from collections.abc import Mapping
from typing import Any, Final

import attrs

from ..errors import Invalid, Problem
from ..text import Language
from ._json import LARGEST, from_json
from ._leaves import Hooks, refuse, unknown
from ._read import check_depth, read
from ._schema import schema
from ._write import write

__all__ = ["COMMAND", "Wire"]

COMMAND: Final = "command"
"""The key that names the command in a table of its fields."""


def _fit(_: Any, __: Any, commands: Mapping[str, type[Any]]) -> None:
    for name, cls in commands.items():
        if COMMAND in {field.alias for field in attrs.fields(cls)}:
            raise TypeError(f"{name} has a field {COMMAND!r}, which is the key of its name")


@attrs.frozen(repr=False)
class Wire:
    """Reads and writes the commands of a registry, as `{"command": "merchants.Apply", …fields}`.

    >>> from friendly_services.text import Label
    >>> wire = Wire({"texts.Add": Label})
    >>> wire.read_command({"command": "texts.Add", "en": "water", "zh": "水"})
    Label(en='water', zh='水')
    """

    commands: Mapping[str, type[Any]] = attrs.field(validator=_fit)
    """Qualified name to class, such as `merchants.Apply`."""
    hooks: Hooks = attrs.field(factory=dict)

    def __repr__(self) -> str:
        return f"<Wire of {len(self.commands)} commands>"

    def read_command(self, plain: object) -> Any:
        """Build the command that a table names.

        Raises:
            Invalid: lists every problem; an unknown command comes with the nearest name.
        """
        check_depth(plain)
        if not isinstance(plain, Mapping):
            raise refuse("wire.not_table", plain)
        if COMMAND not in plain:
            raise Invalid.at(COMMAND, "value.missing")
        named = self._named(plain[COMMAND])
        fields = {key: value for key, value in plain.items() if key != COMMAND}
        return read(named, fields, hooks=self.hooks)

    def read_command_json(self, text: str | bytes, *, largest: int = LARGEST) -> Any:
        """Build the command that a JSON text states; see `from_json` for what is refused in it."""
        return self.read_command(from_json(text, largest=largest))

    def write_command(self, command: Any, language: Language = "en") -> dict[str, Any]:
        """A command as the table that `read_command` reads."""
        for name, cls in self.commands.items():
            if cls is type(command):
                return {COMMAND: name} | dict(write(command, language))
        raise TypeError(f"a {type(command).__qualname__} is no command here")

    def schema(self, name: str) -> dict[str, Any]:
        """The JSON Schema of a command, its name included.

        Raises:
            Invalid: there is no such command; the nearest name comes with it.
        """
        drawn = schema(self._named(name))
        top: dict[str, Any] = drawn["$defs"][drawn.pop("$ref").rpartition("/")[2]]
        properties = {COMMAND: {"const": name}, **top["properties"]}
        return drawn | top | {"properties": properties, "required": [COMMAND, *top.get("required", ())]}

    def _named(self, name: object) -> type[Any]:
        if not isinstance(name, str) or name not in self.commands:
            raise Invalid((Problem(COMMAND, unknown(name, tuple(sorted(self.commands)), "command")),))
        return self.commands[name]
