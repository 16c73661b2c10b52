"""What a mapping file names, and whether its table has it: asked even where the file itself has faults."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from ...errors import Problem
from ...text import Reason
from ._cells import unknown

__all__ = ["misplaced", "named_columns", "table_of"]


def misplaced(named: Iterable[tuple[str, str]], columns: Collection[str]) -> Iterator[Problem]:
    """Of keys and the columns they name, those that a table lacks or has twice."""
    there, asked = tuple(column for column in columns if column), tuple(named)
    has_names = any(name in there for _, name in asked)
    for key, name in asked:
        match there.count(name):
            case 0:
                reason = unknown("mapping.column", name, there)
                if reason.code == "mapping.column" and not has_names:  # a row of data, not to be repeated
                    reason = Reason("mapping.no_names", value=name)
                yield Problem(key, reason)
            case 1:
                pass
            case _:
                yield Problem(key, Reason("mapping.column_twice", value=name))


def named_columns(plain: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every column that a file names, with the key that names it, whatever else is wrong with the file."""
    for who in ("merchant", "rider"):
        for key, column in table_of(plain, who).items():
            match column:
                case {"lat": str(lat), "lon": str(lon)} if key == "point":
                    yield from ((f"{who}.point", lat), (f"{who}.point", lon))
                case {"wkt": str(name)} if key == "point":
                    yield f"{who}.point", name
                case str(name) | {"column": str(name)} if key != "point":
                    yield f"{who}.{key}", name
    for fact, column in table_of(plain, "facts").items():
        stated = {"column": column} if isinstance(column, str) else column
        for key in ("column", "since", "recorded") if isinstance(stated, Mapping) else ():
            match stated.get(key):
                case str(name) | {"column": str(name)}:
                    yield f"facts.{fact}.{key}", name


def table_of(plain: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """One table of a file; empty if there is none."""
    found = plain.get(key)
    return found if isinstance(found, Mapping) else {}
