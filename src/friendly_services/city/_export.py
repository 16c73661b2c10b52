"""Everything about one person, for that person to read or to take elsewhere."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from .. import persons
from ..ids import Key
from ..private import Private
from ..text import LANGUAGES, Reason, as_csv, say, show
from ..wire import write
from ._private import Access
from ._reader import Reader

__all__ = ["PersonExport", "exported"]


@attrs.frozen(repr=False)
class PersonExport:
    """What is kept about a person, in two forms with the same content; it shows itself nowhere."""

    person: str
    json: str
    csv: str


def exported(
    person: persons.Person,
    fields: Mapping[str, Private],
    rules: persons.Rules,
    accesses: Iterable[Access],
    records: Iterable[tuple[Key, Any]],
    reader: Reader,
) -> PersonExport:
    """Write it; `fields` are those that whoever gets it may have."""
    left_out = sorted(person.kept.keys() - fields.keys())
    content = {
        "guide": {language: say(Reason("persons.guide"), language) for language in LANGUAGES},
        "person": {name: part for name, part in write(person).items() if name != "seal"},
        "fields": {
            name: {
                "text": text.text,
                "title": write(rules.fields[name].title) if name in rules.fields else name,
                "kept": write(person.kept[name]),
            }
            for name, text in fields.items()
        },
        "left_out": left_out,
        "history": [
            {"at": line.at.isoformat(), "event": type(line.event).__name__, "by": line.by}
            for line in reader.history(("person", person.id))
        ],
        "accesses": [_access(access) for access in accesses],
        "records": [{"kind": key[0], "id": key[1], "record": write(state)} for key, state in records],
    }
    return PersonExport(person.id, json.dumps(content, ensure_ascii=False, indent=2), _csv(content))


def _access(access: Access) -> dict[str, Any]:
    return {name: part for name, part in write(access).items() if name not in ("person", "salt")}


def _csv(content: Mapping[str, Any]) -> str:
    """One line for every value: where it stands, and what it is."""
    return as_csv(("path", "value"), ((path, _cell(value)) for path, value in _values("", content)))


def _values(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    match value:
        case Mapping():
            for name, part in value.items():
                yield from _values(f"{path}.{name}" if path else str(name), part)
        case list():
            for n, part in enumerate(value):
                yield from _values(f"{path}.{n}", part)
        case _:
            yield path, value


def _cell(value: Any) -> Any:
    return show(value) if isinstance(value, bool) else value
