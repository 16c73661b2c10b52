"""Bytes to text without a guess, and cells that a spreadsheet must not take for formulas."""

import codecs
import re
from typing import Final

from ...errors import Invalid

__all__ = ["decode", "guarded", "unguarded"]

_BOMS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_GUARDED: Final = re.compile(r"'*([=+\-@\t\r\n\0＝＋－＠]|(0[0-9]+|[0-9]{12,}|[0-9]+[Ee][0-9]+)\Z)")
"""What would run, and digits that would lose a leading zero, their end or all but an exponent."""


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


def guarded(text: str) -> str:
    """Text as a cell that no spreadsheet runs or rounds: it gets an apostrophe in front.

    That is for what would start a formula, and for a text of digits that would be taken for a number.

    >>> guarded("=1+1"), guarded("wheat = flour"), guarded("'=1+1")
    ("'=1+1", 'wheat = flour', "''=1+1")
    >>> guarded("500113600000018"), guarded("007"), guarded("12")
    ("'500113600000018", "'007", '12')
    """
    return f"'{text}" if _GUARDED.match(text) else text


def unguarded(cell: str) -> str:
    """The text that `guarded` was given.

    >>> unguarded("'=1+1"), unguarded("'tis")
    ('=1+1', "'tis")
    """
    return cell[1:] if cell.startswith("'") and _GUARDED.match(cell) else cell
