"""Tables of the reference that the code itself gives: commands, events, errors, reasons, keys of a pack."""

import importlib
import pkgutil
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs
from sphinx.pycode import ModuleAnalyzer

import friendly_services
from friendly_services import (
    honours,
    matching,
    merchants,
    offers,
    packs,
    points,
    proximity,
    stations,
    targets,
    visits,
)
from friendly_services.cases import Duration
from friendly_services.city import CAPABILITIES
from friendly_services.errors import FriendlyServicesError
from friendly_services.hours import Hours
from friendly_services.places import Point
from friendly_services.standards import Scheme, Standard
from friendly_services.text import Label, words


def rooms() -> list[Any]:
    """The rooms of the package, imported."""
    names = sorted(room.name for room in pkgutil.iter_modules(friendly_services.__path__))
    return [importlib.import_module(f"friendly_services.{name}") for name in names if name != "__main__"]


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    lines = [list(head), *([" ".join(cell.split()) for cell in row] for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def code(text: str) -> str:
    """Text as code, so that Markdown and tables leave it alone."""
    return f"`{text.replace('|', chr(92) + '|')}`"


def prose(text: str) -> str:
    """Text that may stand in a cell."""
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*").replace("_", "\\_")


def summary(cls: type) -> str:
    """The first sentence of a class's docstring."""
    return (cls.__doc__ or "").strip().partition("\n\n")[0].replace("\n", " ")


def public(cls: type) -> str:
    """The name by which a reader imports a class."""
    for room in rooms():
        if cls.__name__ in getattr(room, "__all__", ()) and getattr(room, cls.__name__) is cls:
            return f"{room.__name__.rpartition('.')[2]}.{cls.__name__}"
    return cls.__name__


def notes(cls: type) -> Mapping[str, str]:
    """What the source says under each field."""
    found = ModuleAnalyzer.for_module(cls.__module__).find_attr_docs()
    return {
        field: " ".join(lines).strip() for (owner, field), lines in found.items() if owner == cls.__name__
    }


# --- types as a reader of JSON or TOML knows them -------------------------------------------------------

PLAIN: Mapping[Any, str] = {
    bool: "true or false",
    int: "whole number",
    float: "number",
    str: "text",
    date: "date",
    datetime: "instant with its offset",
    Label: "`{ en, zh }`",
    Duration: '`{ days, unit }`, the unit `"working"` (if left out) or `"natural"`',
    Hours: "hours of a week",
    Point: "`{ lat, lon, datum }`",
    Standard: "id of a standard",
    Scheme: "table: level to id of a standard",
    Any: "anything",
}


ASKED_FOR = {(points.Action, "funder")}
"""What old packs are read without, and a pack without it is not published."""


def kind(annotation: Any) -> str:
    """A type in words."""
    while hasattr(annotation, "__supertype__"):
        annotation = annotation.__supertype__
    arguments = get_args(annotation)
    match get_origin(annotation):
        case None:
            return PLAIN.get(annotation) or f"`{annotation.__name__}`"
        case origin if origin is Literal:
            return " or ".join(f"`{value!r}`".replace("'", '"') for value in arguments)
        case origin if origin in (Union, UnionType):
            present = [part for part in arguments if part is not NoneType]
            return " or ".join(dict.fromkeys(kind(part) for part in present))
        case origin if origin is tuple and arguments[1:] != (...,):
            return "list of " + " and ".join(kind(part) for part in arguments)
        case origin if origin in (tuple, frozenset):
            return f"list of {kind(arguments[0])}"
        case _:
            return f"table: name to {kind(arguments[1])}"


def fields(cls: type) -> Iterator[tuple[str, str, str]]:
    """Each field of a class: its name, what stands there, and what it means."""
    hints, said = get_type_hints(cls), notes(cls)
    for field in attrs.fields(cls):
        if field.init:
            left_out = field.default is not attrs.NOTHING and (cls, field.name) not in ASKED_FOR
            optional = " (optional)" if left_out else ""
            yield field.alias, kind(hints[field.name]) + optional, said.get(field.name, "")


def inner(annotation: Any) -> Iterator[type]:
    """The classes of this library that stand inside a type and have keys of their own."""
    if attrs.has(annotation) and annotation not in PLAIN:
        yield annotation
    for part in get_args(annotation):
        yield from inner(part)


def within(classes: Iterable[type]) -> list[type]:
    """The classes that stand inside these, at any depth, each once."""
    found: dict[type, None] = {}
    waiting = [*classes]
    while waiting:
        for annotation in get_type_hints(waiting.pop(0)).values():
            new = [part for part in inner(annotation) if part not in found]
            found.update(dict.fromkeys(new))
            waiting += new
    return [*found]


def described(cls: type, head: str) -> str:
    """The table of a class's fields."""
    rows = [(code(name), what, prose(meaning)) for name, what, meaning in fields(cls)]
    columns = 3 if any(meaning for *_, meaning in rows) else 2
    return table((head, "Value", "Meaning")[:columns], (row[:columns] for row in rows))


def keys(cls: type, path: str) -> Iterator[str]:
    """A table of a class's keys, then one for each class inside it."""
    yield f"{summary(cls)}\n\n{described(cls, 'Key')}"
    for field in (field for field in attrs.fields(cls) if field.init):
        annotation = get_type_hints(cls)[field.name]
        named = get_origin(annotation) not in (None, tuple, frozenset, Union, UnionType)
        for part in inner(annotation):
            below = f"{path}.{field.alias}" + (".NAME" if named else "")
            first, *rest = keys(part, below)
            yield from (f"#### {code(f'[{below}]')}\n\n{first}", *rest)


# --- pages ----------------------------------------------------------------------------------------------


def pack() -> str:
    """Every section of a pack.toml with its keys."""
    sections = [
        ("pack", packs.About),
        ("city", packs.CityRules),
        ("merchants", merchants.Rules),
        ("stations", stations.Rules),
        ("points", points.Rules),
        ("honours", honours.Rules),
        ("offers", offers.Rules),
        ("proximity", proximity.Rules),
        ("matching", matching.Rules),
        ("visits", visits.Rules),
        ("targets", targets.Rules),
    ]
    return "".join(
        f"### {code(f'[{name}]')}\n\n" + "\n\n".join(keys(cls, name)) + "\n\n" for name, cls in sections
    )


def commands() -> str:
    """Every command with its fields."""
    parts = []
    for capability in CAPABILITIES:
        if capability.commands:
            parts.append(f"## {code(capability.name)}\n")
        for command in capability.commands:
            parts.append(f"### {code(f'{capability.name}.{command.__name__}')}\n\n{summary(command)}\n")
            parts.append(described(command, "Field"))
        parts += [
            f"### {code(part.__name__)}\n\n{summary(part)}\n\n{described(part, 'Field')}"
            for part in within(capability.commands)
        ]
    return "\n".join(parts)


def events() -> str:
    """Every kind of record with its events in the order of their numbers."""
    parts = []
    for record in (record for capability in CAPABILITIES for record in capability.kinds):
        indexes = ", ".join(code(f"{index.name}({', '.join(index.fields)})") for index in record.indexes)
        parts.append(f"## {code(record.name)}\n\n{summary(record.state)}\n")
        parts.append(f"Found by: {indexes}.\n" if indexes else "")
        rows = (
            (
                str(n),
                code(event.__name__),
                prose(summary(event)),
                ", ".join(code(name) for name, _, _ in fields(event)),
            )
            for n, event in enumerate(record.events)
        )
        parts.append(table(("n", "Event", "What happened", "Its fields, in order"), rows))
    return "\n".join(parts)


def errors() -> str:
    """Every error that callers can meet, by its code."""
    found: dict[str, type[FriendlyServicesError]] = {}
    waiting: list[type[FriendlyServicesError]] = [FriendlyServicesError]
    while waiting:
        cls = waiting.pop()
        waiting += cls.__subclasses__()
        if "code" in vars(cls):
            found[cls.code] = cls
    rows = (
        (
            code(name),
            code(public(cls)),
            prose(summary(cls)),
            ", ".join(code(field.name) for field in attrs.fields(cls)),
        )
        for name, cls in sorted(found.items())
    )
    return table(("Code", "Class", "When", "Facts"), rows)


def reasons() -> str:
    """Every code of the catalogue with its words."""
    parts = []
    for room in sorted(pkgutil.iter_modules(words.__path__), key=lambda room: room.name):
        said = importlib.import_module(f"{words.__name__}.{room.name}").WORDS
        rows = (
            (code(name), prose(english), prose(chinese)) for name, (english, chinese) in sorted(said.items())
        )
        parts.append(f"## {code(room.name)}\n\n{table(('Code', 'English', '中文'), rows)}")
    return "\n".join(parts)


def features() -> str:
    """Each feature of the source documents with the test that shows it."""
    plain = tomllib.loads((Path(__file__).parent / "reference" / "features.toml").read_text(encoding="utf-8"))
    rows = [
        (row, prose(feature["what"]), f"{words.replace('_', ' ')} ({code(path)})")
        for row, feature in plain["rows"].items()
        for path, _, name in [feature["test"].partition("::")]
        for words in [name.rpartition("::")[2].removeprefix("test_")]
    ]
    documents = table(("Document", "What it is"), plain["documents"].items())
    return f"{documents}\n{table(('Row', 'Feature', 'Shown by'), rows)}"


PAGES = {
    "pack": pack,
    "commands": commands,
    "events": events,
    "errors": errors,
    "reasons": reasons,
    "features": features,
}
