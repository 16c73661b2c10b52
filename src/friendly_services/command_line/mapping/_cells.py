"""One cell to one value: words that stand for nothing, dates, numbers, choices; and nothing guessed."""

import difflib
import math
import re
from collections.abc import Iterable
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Final, assert_never

from ...errors import Invalid
from ...standards import Fact, Scalar
from ...text import Reason
from ..tables import Cell
from ._dates import ISO

if TYPE_CHECKING:
    from ._form import Column, DayColumn, FactColumn, Nulls

__all__ = ["Null", "date_in", "fact_in", "number_in", "text_in", "unknown", "words_in", "written"]

_INTEGER: Final = re.compile(r"-?\d{1,18}", re.ASCII)
_NUMBER: Final = re.compile(r"-?\d{1,18}(\.\d{1,20})?", re.ASCII)
_EXACT: Final = 10**15
"""From here on Excel has lost digits of a number that was typed as one."""


class Null(Enum):
    """No value, in one of the two ways that must never be mixed."""

    NONE = "none"
    """There is none, and that is known."""
    UNKNOWN = "unknown"


def written(cell: Cell) -> str:
    """A cell's words, without the blanks around them; a number as its digits."""
    match cell:
        case None:
            return ""
        case str():
            return cell.strip()
        case bool():
            return "true" if cell else "false"
        case int():
            return str(cell)
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < _EXACT else repr(cell)
        case datetime():
            return cell.isoformat(sep=" ")
        case date():
            return cell.isoformat()
        case _:
            assert_never(cell)


def null_in(cell: Cell, column: "Column | DayColumn", general: "Nulls") -> Null | None:
    """Whether a cell stands for no value, and in which way."""
    words, text = column.nulls(general), written(cell)
    if text in words.none:
        return Null.NONE
    if text in words.unknown or text == "":
        return Null.UNKNOWN
    return None


def text_in(cell: Cell, column: "Column", general: "Nulls") -> str | Null:
    """What a column of text states."""
    text = written(cell)
    if text in column.values:
        return str(column.values[text])
    null = null_in(cell, column, general)
    if null is not None:
        return null
    if column.values:
        return _other(text, column)
    if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= _EXACT:
        raise Invalid.at("", "mapping.digits_lost", value=text)
    return text


def words_in(cell: Cell, column: "Column", general: "Nulls", separator: str) -> frozenset[str] | Null:
    """What a column that lists words states, each by its own meaning."""
    null = null_in(cell, column, general)
    if null is not None:
        return null
    found: set[str] = set()
    for part in written(cell).split(separator):
        word = text_in(part, column, general)
        if isinstance(word, str):
            found.add(word)
    return frozenset(found)


def date_in(cell: Cell, column: "DayColumn | FactColumn", general: "Nulls") -> date | Null:
    """What a column of dates states."""
    null = null_in(cell, column, general)
    if null is not None:
        return null
    return (column.date or ISO).read(cell.strip() if isinstance(cell, str) else cell)


def number_in(cell: Cell) -> int | float:
    """A number: plain digits, or a number of the file's own."""
    match cell:
        case int() | float() if not isinstance(cell, bool) and math.isfinite(cell):
            return cell
        case str() if _NUMBER.fullmatch(text := cell.strip()):
            return float(text) if "." in text else int(text)
        case _:
            raise Invalid.at("", "mapping.not_number", value=cell)


def fact_in(cell: Cell, column: "FactColumn", fact: Fact, general: "Nulls") -> Scalar | Null:
    """What a column states of a fact; for a comparison, what is to be compared."""
    text = written(cell)
    if text in column.values:
        return column.values[text]
    null = null_in(cell, column, general)
    if null is Null.NONE and fact.type != "bool":
        raise Invalid.at("", "mapping.none_of_fact", value=text, type=fact.type)
    if null is not None:
        return null
    try:
        if column.test is not None:
            return date_in(cell, column, general) if column.test.of_dates else number_in(cell)
        return _typed(cell, column, fact, general)
    except Invalid:
        if column.others == "unknown":
            return Null.UNKNOWN
        raise


def _typed(cell: Cell, column: "FactColumn", fact: Fact, general: "Nulls") -> Scalar | Null:
    value: Scalar | Null
    match fact.type:
        case "bool":
            value = cell if isinstance(cell, bool) else _other(written(cell), column)
        case "int":
            value = int(cell) if isinstance(cell, float) and cell.is_integer() else number_in(cell)
        case "number":
            value = number_in(cell)
        case "text" | "choice":
            value = text_in(cell, column, general)
        case "date":
            value = date_in(cell, column, general)
        case "list":  # a cell holds no list
            raise Invalid.at("", "mapping.list_fact", fact=fact.name)
        case _:
            assert_never(fact.type)
    if not isinstance(value, Null) and (wrong := fact.refuse(value)):
        raise Invalid.at("", wrong.code, **wrong.values)
    return value


def _other(text: str, column: "Column") -> Null:
    """A word that the column's `values` do not have."""
    if column.others == "unknown":
        return Null.UNKNOWN
    raise Invalid.at("", "value.not_one_of", value=text, choices=tuple(column.values))


def unknown(code: str, word: str, known: Iterable[str]) -> Reason:
    """That there is nothing of this name, with the nearest that there is."""
    names = tuple(known)
    close = difflib.get_close_matches(word[:100], names, 1)
    if close:
        return Reason(f"{code}_near", value=word, nearest=close[0])
    return Reason(code, value=word, known=names)
