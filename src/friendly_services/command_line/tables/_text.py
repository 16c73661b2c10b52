"""Bytes to text without a guess."""

import codecs
from typing import Final

from ...errors import Invalid

__all__ = ["decode"]

_BOMS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes) -> tuple[str, str]:
    r"""The text of a file and the encoding it was read with.

    A byte order mark decides; without one strict UTF-8 is tried, then strict GB18030, of which GBK and
    GB 2312 are parts. Nothing is ever replaced: a byte that no encoding explains refuses the file, naming
    its line.

    >>> decode("联通".encode("gbk"))
    ('联通', 'gb18030')
    >>> decode("\ufeff联通".encode())
    ('联通', 'utf-8-sig')
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _strictly(data, name), name
    sample = data[:4096]
    if sample.count(0) * 4 > len(sample):
        raise Invalid.at("", "table.utf16_without_mark")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _strictly(data, "gb18030"), "gb18030"


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Invalid.at(
            "", "table.encoding", encoding=encoding, line=line, byte=f"0x{data[error.start]:02X}"
        ) from error
