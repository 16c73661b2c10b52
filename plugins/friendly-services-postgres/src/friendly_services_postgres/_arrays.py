"""Columns of values as PostgreSQL takes them in binary: one parameter for any number of rows."""

import struct
from collections.abc import Collection
from typing import Final

from psycopg.adapt import AdaptersMap, Dumper
from psycopg.pq import Format

__all__ = ["Byteas", "Int8s", "Texts", "register"]

_INT8: Final = 20
_BYTEA: Final = 17
_TEXT: Final = 25
_NULL: Final = b"\xff\xff\xff\xff"


class _Array:
    """The bytes of an array, for the dumper to hand on as they are."""

    __slots__ = ("data",)

    data: bytes


class Int8s(_Array):
    """A column of bigint."""

    __slots__ = ()

    def __init__(self, values: Collection[int]) -> None:
        size = len(values)
        self.data = _header(_INT8, size) + b"".join([_SIZED_INT(8, value) for value in values])


class Byteas(_Array):
    """A column of bytea, in which None is NULL."""

    __slots__ = ()

    def __init__(self, values: Collection[bytes | None]) -> None:
        parts = [_header(_BYTEA, len(values), nulls=None in values)]
        for value in values:
            if value is None:
                parts.append(_NULL)
            else:
                parts.append(_SIZE(len(value)))
                parts.append(value)
        self.data = b"".join(parts)


class Texts(_Array):
    """A column of text."""

    __slots__ = ()

    def __init__(self, values: Collection[str]) -> None:
        parts = [_header(_TEXT, len(values))]
        for value in values:
            encoded = value.encode()
            parts.append(_SIZE(len(encoded)))
            parts.append(encoded)
        self.data = b"".join(parts)


_SIZE: Final = struct.Struct(">i").pack
_SIZED_INT: Final = struct.Struct(">iq").pack
_HEADER: Final = struct.Struct(">iiIii").pack
_EMPTY: Final = struct.Struct(">iiI").pack


def _header(oid: int, size: int, nulls: bool = False) -> bytes:
    """Dimensions, whether NULLs occur, type of the elements, how many of them, number of the first."""
    return _HEADER(1, nulls, oid, size, 1) if size else _EMPTY(0, 0, oid)


class _ArrayDumper(Dumper):
    format = Format.BINARY

    def dump(self, obj: _Array) -> bytes:
        return obj.data


class _Int8sDumper(_ArrayDumper):
    oid = 1016


class _ByteasDumper(_ArrayDumper):
    oid = 1001


class _TextsDumper(_ArrayDumper):
    oid = 1009


def register(adapters: AdaptersMap) -> None:
    """Teach a connection these columns."""
    adapters.register_dumper(Int8s, _Int8sDumper)
    adapters.register_dumper(Byteas, _ByteasDumper)
    adapters.register_dumper(Texts, _TextsDumper)
