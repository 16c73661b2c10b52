"""JSON Schema of what `read` reads, for a host's forms and for the writers of its clients."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

import attrs

from ..private import Private
from ._forms import FORMS
from ._leaves import DATE, DATE_TAG, HIGH, INSTANT, LOW, TAG, bare
from ._write import write

__all__ = ["schema"]

Schema = dict[str, Any]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_DATE: Final[Schema] = {"type": "string", "format": "date", "pattern": f"^{DATE.pattern}$"}
_DATE_APART: Final[Schema] = {
    "type": "object",
    "properties": {DATE_TAG: _DATE},
    "required": [DATE_TAG],
    "additionalProperties": False,
}
_LEAVES: Final[Mapping[Any, Schema]] = {
    bool: {"type": "boolean"},
    int: {"type": "integer", "minimum": LOW, "maximum": HIGH},
    float: {"type": "number"},
    str: {"type": "string"},
    Private: {"type": "string", "writeOnly": True},
    bytes: {"type": "string", "contentEncoding": "base64"},
    date: _DATE,
    datetime: {"type": "string", "format": "date-time", "pattern": f"^{INSTANT.pattern}$"},
    NoneType: {"type": "null"},
    Any: {},
    object: {},
}


def schema(cls: type[Any]) -> Schema:
    """The JSON Schema (2020-12) of an attrs class, with the classes inside it as `$defs`.

    All that `read` takes is valid by it. The rules of a class itself, such as a latitude's range, are not in
    it: `read` tells them, with words for a person.

    >>> from friendly_services.text import Label
    >>> schema(Label)["$defs"]["Label"]["required"]
    ['en', 'zh']
    """
    drawn = _Drawing()
    top = drawn.of(cls)
    return {"$schema": DIALECT, **top, "$defs": drawn.defs}


class _Drawing:
    """Draws types, and keeps each class once."""

    def __init__(self) -> None:
        self.defs: dict[str, Schema] = {}
        self._names: dict[Any, str] = {}

    def of(self, annotation: Any) -> Schema:
        """The schema of any type that `read` knows."""
        kind = bare(annotation)
        arguments = get_args(kind)
        match get_origin(kind):
            case None:
                return self._single(kind)
            case origin if origin is Literal:
                return {"enum": list(arguments)}
            case origin if origin in (Union, UnionType):
                return self._union(tuple(bare(member) for member in arguments))
            case origin if origin is tuple and arguments[1:] != (...,):
                parts = [self.of(part) for part in arguments]
                return {"type": "array", "prefixItems": parts, "items": False, "minItems": len(parts)}
            case origin if origin is frozenset:
                return {"type": "array", "items": self.of(arguments[0]), "uniqueItems": True}
            case origin if origin in (tuple, list):
                return {"type": "array", "items": self.of(arguments[0])}
            case origin if issubclass(origin, Mapping):
                names = self.of(arguments[0])
                keyed = {} if names == _LEAVES[str] else {"propertyNames": names}
                return {"type": "object", "additionalProperties": self.of(arguments[1]), **keyed}
            case _:
                raise TypeError(f"values of {annotation!r} have no plain form")

    def _single(self, kind: Any) -> Schema:
        if kind in _LEAVES:
            return dict(_LEAVES[kind])
        if isinstance(kind, type) and issubclass(kind, Enum):
            return {"enum": [member.value for member in kind]}
        if kind in FORMS:
            return self._kept(kind, kind.__name__, lambda: self._form(kind))
        if attrs.has(kind):
            return self._kept(kind, kind.__name__, lambda: self._record(kind))
        raise TypeError(f"values of {kind!r} have no plain form")

    def _form(self, kind: Any) -> Schema:
        choices = FORMS[kind].choices
        return {
            "anyOf": [{"const": choice} if isinstance(choice, str) else self.of(choice) for choice in choices]
        }

    def _union(self, members: tuple[Any, ...]) -> Schema:
        records = [member for member in members if attrs.has(member) and member not in FORMS]
        if len(records) == 1:  # it needs no tag
            records = []
        drawn = [self.of(member) for member in members if member not in records]
        drawn += [self._tagged(record) for record in records]
        if {date, str} <= set(members):
            drawn.append(_DATE_APART)
        return {"anyOf": drawn}

    def _tagged(self, cls: Any) -> Schema:
        def draw() -> Schema:
            record = self._record(cls)
            record["properties"] = {TAG: {"const": cls.__name__}, **record["properties"]}
            record["required"] = [TAG, *record.get("required", ())]
            return record

        return self._kept((TAG, cls), f"{cls.__name__}-{TAG}", draw)

    def _record(self, cls: Any) -> Schema:
        hints = get_type_hints(cls)
        fields = [field for field in attrs.fields(cls) if field.init]
        required = [field.alias for field in fields if field.default is attrs.NOTHING]
        return {
            "title": cls.__name__,
            "description": (cls.__doc__ or "").strip().partition("\n")[0],
            "type": "object",
            "properties": {field.alias: self.of(hints[field.name]) | _default(field) for field in fields},
            **({"required": required} if required else {}),
            "additionalProperties": False,
        }

    def _kept(self, key: Any, name: str, draw: Callable[[], Schema]) -> Schema:
        """A reference to the one drawing of a class, which may refer to itself."""
        if key not in self._names:
            taken = set(self._names.values())
            self._names[key] = next(
                n for n in (name, *(f"{name}{i}" for i in range(2, 100))) if n not in taken
            )
            self.defs[self._names[key]] = {}
            self.defs[self._names[key]] = draw()
        return {"$ref": f"#/$defs/{self._names[key]}"}


_FACTORY: Final[Any] = attrs.Factory  # a class, though typed as a function


def _default(field: "attrs.Attribute[Any]") -> Schema:
    default = field.default
    if default is attrs.NOTHING or isinstance(default, _FACTORY):
        return {}
    return {"default": write(default)}
