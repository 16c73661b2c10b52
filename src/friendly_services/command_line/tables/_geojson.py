"""GeoJSON files: a collection of points, read strictly, each with the line it starts on."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from ...errors import Invalid
from ...text import Reason
from ._table import Cell

__all__ = ["Feature", "features_of"]

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}\n]')
_FEATURE_DEPTH: Final = 3
"""A feature is an object in an array in an object."""
_POSITION: Final = (2, 3)
"""Numbers of a position: longitude, latitude, perhaps a height."""
_LONGEST_INTEGER: Final = 20


@attrs.frozen
class Feature:
    """One feature, or why it cannot be read."""

    line: int
    properties: Mapping[str, Cell]
    position: tuple[float, float] | None
    """None where it has no place at all."""
    wrong: Reason | None = None


def features_of(text: str, *, depth: int) -> Iterator[Feature]:
    """The features of a collection in their order."""
    lines = _lines(text, depth)
    try:
        plain = json.loads(
            text, object_pairs_hook=_once, parse_constant=_constant, parse_int=_integer, parse_float=_number
        )
    except json.JSONDecodeError as error:
        raise Invalid.at("", "geojson.not_json", line=error.lineno, error=error.msg) from error
    features = plain.get("features") if isinstance(plain, dict) else None
    if not isinstance(features, list) or plain.get("type") != "FeatureCollection":
        raise Invalid.at("", "geojson.not_a_collection")
    return (
        _feature(line, feature)
        for line, feature in zip(_padded(lines, len(features)), features, strict=False)
    )


def _lines(text: str, limit: int) -> list[int]:
    """The line on which each object at a feature's depth starts; refuses nesting beyond the limit."""
    found: list[int] = []
    line, depth, in_features, name = 1, 0, False, ""
    for match in _TOKEN.finditer(text):
        match match[0]:
            case "\n":
                line += 1
            case "{" | "[" as bracket:
                depth += 1
                if depth > limit:
                    raise Invalid.at("", "geojson.too_deep", limit=limit, line=line)
                if depth == _FEATURE_DEPTH - 1:
                    in_features = bracket == "[" and name == '"features"'
                elif depth == _FEATURE_DEPTH and in_features:
                    found.append(line)
            case "}" | "]":
                depth -= 1
            case text:
                name = text
    return found


def _padded(lines: list[int], count: int) -> list[int]:
    """Lines for all features: one that is no object has none of its own, and then none is trusted."""
    return lines if len(lines) == count else [1] * count


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise Invalid.at("", "geojson.key_twice", key=name)
        found[name] = value
    return found


def _constant(name: str) -> float:
    raise Invalid.at("", "geojson.not_a_number", value=name)


def _integer(digits: str) -> int:
    if len(digits) > _LONGEST_INTEGER:
        raise Invalid.at("", "geojson.not_a_number", value=digits)
    return int(digits)


def _number(digits: str) -> float:
    value = float(digits)
    if value in {float("inf"), float("-inf")}:
        raise Invalid.at("", "geojson.not_a_number", value=digits)
    return value


def _feature(line: int, plain: object) -> Feature:
    if not isinstance(plain, dict) or plain.get("type") != "Feature":
        return Feature(line, {}, None, Reason("geojson.not_a_feature"))
    properties = plain.get("properties") or {}
    if not isinstance(properties, dict):
        return Feature(line, {}, None, Reason("geojson.not_a_feature"))
    cells = {name: _cell(value) for name, value in properties.items()}
    if any(_has_surrogate(text) for text in (*cells, *cells.values())):
        return Feature(line, {}, None, Reason("geojson.half_character"))
    geometry = plain.get("geometry")
    if geometry is None:
        return Feature(line, cells, None)
    position = _position(geometry)
    return Feature(line, cells, position, None if position else Reason("geojson.not_a_point"))


def _position(geometry: object) -> tuple[float, float] | None:
    match geometry:
        case {"type": "Point", "coordinates": [int() | float() as lon, int() | float() as lat, *rest]} if (
            len(rest) + 2 in _POSITION and not isinstance(lon, bool) and not isinstance(lat, bool)
        ):
            return float(lon), float(lat)
        case _:
            return None


def _cell(value: object) -> Cell:
    match value:
        case None | str() | bool() | int() | float():
            return value
        case _:
            return json.dumps(value, ensure_ascii=False)


def _has_surrogate(value: object) -> bool:
    return isinstance(value, str) and any("\ud800" <= character <= "\udfff" for character in value)
