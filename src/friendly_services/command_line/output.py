"""Files as offices open them: CSV that Excel shows rightly and runs nothing of, and GeoJSON."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal, TextIO

import attrs

from ..errors import Invalid
from ..places import Datum, Point
from ..text import guarded

__all__ = ["Encoding", "Feature", "replacing", "write_csv", "write_geojson", "write_text"]

Encoding = Literal["utf-8", "gb18030"]
"""Both hold every character there is. GBK does not: asked for it, we refuse rather than drop a name."""

_PYTHON_NAMES: Final[Mapping[str, str]] = {"utf-8": "utf-8-sig", "gb18030": "gb18030"}


@attrs.frozen
class Feature:
    """One point of a GeoJSON file with what is told of it."""

    point: Point
    properties: Mapping[str, Any]


def write_csv(
    path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]], *, encoding: Encoding = "utf-8"
) -> int:
    """Write a table and give the number of its rows.

    UTF-8 carries the byte order mark by which Excel knows it. Text that a spreadsheet would take for a
    formula gets an apostrophe in front, which `tables.read_table` takes off again; numbers stay numbers.
    """
    if encoding not in _PYTHON_NAMES:
        raise Invalid.at("encoding", "output.encoding", value=encoding, choices=tuple(_PYTHON_NAMES))
    count = 0
    with _whole(path, _PYTHON_NAMES[encoding], newline="") as file:
        writer = csv.writer(file)
        writer.writerow([_cell(column) for column in columns])
        for row in rows:
            writer.writerow([_cell(value) for value in row])
            count += 1
    return count


def write_geojson(path: Path, features: Iterable[Feature], *, datum: Datum) -> None:
    """Write points as a GeoJSON collection.

    The format is meant for WGS-84. Where the positions are of another datum the collection says so under
    `datum`, since a map program that takes them for WGS-84 shows them some hundred metres off.
    """
    with _whole(path, "utf-8", newline="\n") as file:
        file.write('{"type": "FeatureCollection", ' + f'"datum": {json.dumps(datum)}, "features": [')
        for number, feature in enumerate(features):
            plain = {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [feature.point.lon, feature.point.lat]},
                "properties": dict(feature.properties),
            }
            file.write(
                ("," if number else "") + "\n" + json.dumps(plain, ensure_ascii=False, allow_nan=False)
            )
        file.write("\n]}\n")


def write_text(path: Path, text: str) -> None:
    """Write a page or a report."""
    with _whole(path, "utf-8", newline="\n") as file:
        file.write(text)


@contextmanager
def _whole(path: Path, encoding: str, newline: str) -> Iterator[TextIO]:
    """A file that appears under its name only once it is complete."""
    with replacing(path) as part, part.open("w", encoding=encoding, newline=newline) as file:
        yield file


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Where to write a file that takes its name only once it is complete."""
    part = path.with_name(f"{path.name}.part")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _cell(value: object) -> object:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return value
        case date():
            return value.isoformat()
        case _:
            return guarded(str(value))
