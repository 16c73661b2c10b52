"""Columns of values as PostgreSQL takes them in binary: one parameter for any number of rows."""

import struct
from collections.abc import Collection
from typing import Final

from psycopg.adapt import AdaptersMap, Dumper
from psycopg.pq import Format

__all__ = ["INT8", "Byteas", "Int8s", "Texts", "register"]

_INT8: Final = 20
_BYTEA: Final = 17
_TEXT: Final = 25
_NULL: Final = b"\xff\xff\xff\xff"

INT8: Final = struct.Struct(">q")
"""A bigint."""


class Int8s(bytes):
    """A column of bigint."""

    __slots__ = ()

    def __new__(cls, values: Collection[int]) -> "Int8s":
        parts = [_SIZED_INT(8, value) for value in values]
        return super().__new__(cls, _header(_INT8, len(parts)) + b"".join(parts))


class Byteas(bytes):
    """A column of bytea, in which None is NULL."""

    __slots__ = ()

    def __new__(cls, values: Collection[bytes | None]) -> "Byteas":
        parts = [_NULL if value is None else _SIZE(len(value)) + value for value in values]
        return super().__new__(cls, _header(_BYTEA, len(parts), None in values) + b"".join(parts))


class Texts(bytes):
    """A column of text."""

    __slots__ = ()

    def __new__(cls, values: Collection[str]) -> "Texts":
        parts = [_SIZE(len(value)) + value for value in map(str.encode, values)]
        return super().__new__(cls, _header(_TEXT, len(parts)) + b"".join(parts))


_SIZE: Final = struct.Struct(">i").pack
_SIZED_INT: Final = struct.Struct(">iq").pack
_HEADER: Final = struct.Struct(">iiIii").pack
_EMPTY: Final = struct.Struct(">iiI").pack


def _header(oid: int, size: int, nulls: bool = False) -> bytes:
    """Dimensions, whether NULLs occur, type of the elements, how many of them, number of the first."""
    return _HEADER(1, nulls, oid, size, 1) if size else _EMPTY(0, 0, oid)


class _AsItIs(Dumper):
    format = Format.BINARY

    def dump(self, obj: bytes) -> bytes:
        return obj


class _Int8s(_AsItIs):
    oid = 1016


class _Byteas(_AsItIs):
    oid = 1001


class _Texts(_AsItIs):
    oid = 1009


def register(adapters: AdaptersMap) -> None:
    """Teach a connection these columns."""
    adapters.register_dumper(Int8s, _Int8s)
    adapters.register_dumper(Byteas, _Byteas)
    adapters.register_dumper(Texts, _Texts)
