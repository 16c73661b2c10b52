"""The index of what the map shows, by the square in which a place lies."""

from collections.abc import Iterator, Sequence
from typing import Final

from ..codec import key_bytes
from ..places import Strip
from ..storage import IndexKey, Record
from ._reader import Reader

__all__ = ["MAP", "MAP_BEFORE", "MapEntry", "is_by_square", "is_in", "map_entries", "map_entries_in"]

MAP: Final = "map.2"
"""Row and column of the place's square, which `places.square` tells."""
MAP_BEFORE: Final = "map"
"""Number 1, by id. It is read too as long as records are in it: until each changes next, or a rebuild."""

MapEntry = tuple[IndexKey, Record]


def map_entries(reader: Reader) -> Iterator[MapEntry]:
    """Every record that the map shows; the last counts of one that comes twice, since it moved meanwhile."""
    yield from reader.index(MAP_BEFORE)
    yield from reader.index(MAP)


def map_entries_in(reader: Reader, strips: Sequence[Strip]) -> Iterator[MapEntry]:
    """The records that the map shows in these squares, where `is_by_square`: one scan for each strip."""
    for strip in strips:
        yield from reader.index(MAP, *_span(strip))


def is_in(entry: IndexKey, strips: Sequence[Strip]) -> bool:
    """Whether a record may lie in these squares: one that is found by its id may lie anywhere."""
    return entry.name == MAP_BEFORE or any(lo <= entry.key < hi for lo, hi in map(_span, strips))


def is_by_square(reader: Reader) -> bool:
    """Whether every record on the map is found by its square, and none by its id."""
    return not reader.store.scan(reader.partition, MAP_BEFORE, b"", None, 1, False, None).items


def _span(strip: Strip) -> tuple[bytes, bytes]:
    return key_bytes(strip.row, strip.first), key_bytes(strip.row, strip.last + 1)
