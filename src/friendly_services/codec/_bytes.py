"""The few MessagePack forms that are kept on disk, each value in its one shortest form.

nil, booleans, whole numbers of 64 bits, float64, UTF-8 text, bytes and arrays: any MessagePack library reads
them. There are no maps, no float32, no extensions, and no second way to write a value.
"""

import math
from collections.abc import Callable
from struct import Struct
from typing import Any, Final

__all__ = ["DEEPEST", "HIGH", "LOW", "Malformed", "array", "binary", "number", "real", "text", "unpack"]

LOW: Final = -(2**63)
HIGH: Final = 2**63 - 1
DEEPEST: Final = 64

_ONE: Final = tuple(bytes((n,)) for n in range(256))
_SINGLE: Final = Struct(">Bd")


class Malformed(Exception):
    """These bytes are not of the form kept here; `code` and `at` say why and where."""

    def __init__(self, code: str, at: int) -> None:
        super().__init__(code, at)
        self.code = code
        self.at = at


def number(value: int) -> bytes:
    """Write a whole number of 64 bits in its shortest form; `OverflowError` for a larger one."""
    if 0 <= value < 0x80 or -0x20 <= value < 0:
        return _ONE[value & 0xFF]
    if value >= 0:
        if value < 0x100:
            return b"\xcc" + _ONE[value]
        if value < 0x10000:
            return b"\xcd" + value.to_bytes(2, "big")
        if value < 0x1_0000_0000:
            return b"\xce" + value.to_bytes(4, "big")
        return b"\xcf" + value.to_bytes(8, "big", signed=True)
    for size, lead in ((1, b"\xd0"), (2, b"\xd1"), (4, b"\xd2")):
        if value >= -1 << 8 * size - 1:
            return lead + value.to_bytes(size, "big", signed=True)
    return b"\xd3" + value.to_bytes(8, "big", signed=True)


def real(value: float) -> bytes:
    """Write a finite number; minus zero becomes zero, since equal values have equal bytes."""
    return _SINGLE.pack(0xCB, value + 0.0)


def text(value: str) -> bytes:
    """Write text as UTF-8."""
    raw = value.encode()
    size = len(raw)
    if size < 0x20:
        return _ONE[0xA0 | size] + raw
    if size < 0x100:
        return b"\xd9" + _ONE[size] + raw
    return (b"\xda" + size.to_bytes(2, "big") if size < 0x10000 else b"\xdb" + size.to_bytes(4, "big")) + raw


def binary(value: bytes) -> bytes:
    """Write bytes."""
    size = len(value)
    if size < 0x100:
        return b"\xc4" + _ONE[size] + value
    return (
        b"\xc5" + size.to_bytes(2, "big") if size < 0x10000 else b"\xc6" + size.to_bytes(4, "big")
    ) + value


def array(size: int) -> bytes:
    """Write the head of an array; its values follow."""
    if size < 0x10:
        return _ONE[0x90 | size]
    return b"\xdc" + size.to_bytes(2, "big") if size < 0x10000 else b"\xdd" + size.to_bytes(4, "big")


def unpack(raw: bytes) -> list[Any]:
    """Read the one array that `raw` must be, whole and in canonical form."""
    try:
        values, end = _values(raw, 0, 1, 0)
    except (IndexError, UnicodeDecodeError) as error:
        code = "codec.too_short" if isinstance(error, IndexError) else "codec.broken_text"
        raise Malformed(code, len(raw)) from error
    if end != len(raw):  # parts cut off at the end come out short here, so that nothing below need check
        raise Malformed("codec.too_short" if end > len(raw) else "codec.too_long", min(end, len(raw)))
    if values[0].__class__ is not list:
        raise Malformed("codec.no_array", 0)
    found: list[Any] = values[0]
    return found


def _values(raw: bytes, at: int, count: int, depth: int) -> tuple[list[Any], int]:
    """Read `count` values from `at`; positions may run past the end, which `unpack` notices."""
    if depth > DEEPEST:
        raise Malformed("codec.too_deep", at)
    values: list[Any] = []
    add = values.append
    for _ in range(count):
        lead = raw[at]
        at += 1
        if lead < 0x80:
            add(lead)
        elif 0xA0 <= lead < 0xC0:
            end = at + (lead & 0x1F)
            add(raw[at:end].decode())
            at = end
        elif 0x90 <= lead < 0xA0:
            inner, at = _values(raw, at, lead & 0x0F, depth + 1)
            add(inner)
        elif lead >= 0xE0:
            add(lead - 0x100)
        elif lead in _CONSTANTS:
            add(_CONSTANTS[lead])
        elif lead in _NUMBERS:
            size, low, high, signed = _NUMBERS[lead]
            if at + size > len(raw):
                raise Malformed("codec.too_short", len(raw))
            value = int.from_bytes(raw[at : at + size], "big", signed=signed)
            if low <= value <= high:
                raise Malformed("codec.not_shortest", at)
            if value > HIGH:
                raise Malformed("codec.too_large", at)
            add(value)
            at += size
        elif lead == _FLOAT:
            single = _float(raw, at)
            add(single)
            at += 8
        elif lead in _SIZED:
            width, least, make = _SIZED[lead]
            size = int.from_bytes(raw[at : at + width], "big")
            at += width
            if size < least:
                raise Malformed("codec.not_shortest", at)
            if make is None:
                inner, at = _values(raw, at, size, depth + 1)
                add(inner)
            else:
                add(make(raw[at : at + size]))
                at += size
        else:
            raise Malformed("codec.unused_form", at)
    return values, at


def _float(raw: bytes, at: int) -> float:
    if at + 8 > len(raw):
        raise Malformed("codec.too_short", len(raw))
    value: float = _SINGLE.unpack_from(raw, at - 1)[1]
    if not math.isfinite(value) or (value == 0 and math.copysign(1, value) < 0):
        raise Malformed("codec.not_finite", at)
    return value


_CONSTANTS: Final[dict[int, bool | None]] = {0xC0: None, 0xC2: False, 0xC3: True}
_FLOAT: Final = 0xCB
_NUMBERS: Final[dict[int, tuple[int, int, int, bool]]] = {
    0xCC: (1, 0, 0x7F, False),
    0xCD: (2, 0, 0xFF, False),
    0xCE: (4, 0, 0xFFFF, False),
    0xCF: (8, 0, 0xFFFF_FFFF, False),
    0xD0: (1, -0x20, 0x7F, True),
    0xD1: (2, -0x80, 0x7FFF, True),
    0xD2: (4, -0x8000, 0x7FFF_FFFF, True),
    0xD3: (8, -0x8000_0000, HIGH, True),
}
"""Lead byte to size, the range that has a shorter form (or, if signed, is written unsigned), and sign."""
_SIZED: Final[dict[int, tuple[int, int, Callable[[bytes], Any] | None]]] = {
    0xC4: (1, 0, bytes),
    0xC5: (2, 0x100, bytes),
    0xC6: (4, 0x10000, bytes),
    0xD9: (1, 0x20, bytes.decode),
    0xDA: (2, 0x100, bytes.decode),
    0xDB: (4, 0x10000, bytes.decode),
    0xDC: (2, 0x10, None),
    0xDD: (4, 0x10000, None),
}
"""Lead byte to width of the size, the least size that needs it, and what the bytes are (None: an array)."""
