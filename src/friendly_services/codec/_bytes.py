"""The few MessagePack forms that are kept on disk, each value in its one shortest form.

nil, booleans, whole numbers of 64 bits, float64, UTF-8 text, bytes and arrays: any MessagePack library reads
them. There are no maps, no float32, no extensions, and no second way to write a value: what is read must be
what would be written again.
"""

import math
from typing import Any, Final, NoReturn

import msgpack

__all__ = ["HIGH", "LOW", "Malformed", "check", "pack", "unpack"]

LOW: Final = -(2**63)
HIGH: Final = 2**63 - 1
_DEEPEST: Final = 64
_FLOAT32: Final = 0xCA
_FORMS: Final = (type(None), bool, str, bytes)


class Malformed(Exception):
    """These bytes are not of the form kept here; `code` and `at` say why and where."""

    def __init__(self, code: str, at: int) -> None:
        super().__init__(code, at)
        self.code = code
        self.at = at


def pack(value: Any) -> bytes:
    """Write a value that is made of the forms above.

    Raises:
        UnicodeEncodeError: a text has half a character.
    """
    packed: bytes = msgpack.packb(value)
    return packed


def unpack(raw: bytes) -> list[Any]:
    """Read the one array that `raw` must be, whole and in canonical form.

    Numbers that are never written pass: whoever takes a number out looks at it, and `check` tells of them.
    """
    end = len(raw)

    def unused(*_: object) -> NoReturn:
        raise Malformed("codec.unused_form", end)

    try:
        found = msgpack.unpackb(raw, object_pairs_hook=unused, ext_hook=unused, strict_map_key=False)
        again = pack(found)
    except msgpack.ExtraData as error:
        raise Malformed("codec.too_long", end - len(error.extra)) from error
    except msgpack.FormatError as error:
        raise Malformed("codec.unused_form", end) from error
    except msgpack.StackError as error:
        raise Malformed("codec.too_deep", end) from error
    except UnicodeDecodeError as error:
        raise Malformed("codec.broken_text", end) from error
    except ValueError as error:
        raise Malformed("codec.too_short", end) from error
    if found.__class__ is not list:
        raise Malformed("codec.no_array", 0)
    values: list[Any] = found
    if again != raw:
        at = next(at for at, (one, other) in enumerate(zip(again, raw, strict=False)) if one != other)
        raise Malformed("codec.unused_form" if raw[at] == _FLOAT32 else "codec.not_shortest", at)
    return values


def check(raw: bytes) -> list[Any]:
    """Read the same and look at every value: what is shown or was refused may hold what is never written."""
    values = unpack(raw)
    _look(values, raw, 0)
    return values


def _look(value: Any, raw: bytes, depth: int) -> None:
    if depth > _DEEPEST:
        raise Malformed("codec.too_deep", len(raw))
    if value.__class__ is list:
        for part in value:
            _look(part, raw, depth + 1)
    elif value.__class__ is float:
        if not math.isfinite(value) or (value == 0 and math.copysign(1, value) < 0):
            raise Malformed("codec.not_finite", raw.find(pack(value)))
    elif value.__class__ is int:
        if value > HIGH:
            raise Malformed("codec.too_large", raw.find(pack(value)))
    elif value.__class__ not in _FORMS:
        raise Malformed("codec.unused_form", len(raw))
