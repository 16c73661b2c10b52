"""Frames: tables as analysts hold them, as columns of plain values; none of their libraries is imported."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, cast

from ._facts import Fact

__all__ = ["columns_of"]


def columns_of(given: Any, declared: Mapping[str, Fact]) -> tuple[dict[str, Sequence[Any]], int]:
    """The columns of a mapping, of a frame of pandas, polars or pyarrow, or of rows; and how many rows."""
    if isinstance(given, Iterable) and not hasattr(given, "columns") and not isinstance(given, Mapping):
        rows = list(given)
        names = dict.fromkeys(chain.from_iterable(rows))
        return {name: [row.get(name) for row in rows] for name in names}, len(rows)
    columns = _columns(given, declared)
    return columns, max(map(len, columns.values()), default=0)


def _columns(given: Any, declared: Mapping[str, Fact]) -> dict[str, Sequence[Any]]:
    if isinstance(given, Mapping):
        return {str(name): _values(column, declared.get(str(name))) for name, column in given.items()}
    if hasattr(given, "to_pydict"):  # pyarrow
        return cast("dict[str, Sequence[Any]]", given.to_pydict())
    if hasattr(given, "get_columns"):  # polars
        return {column.name: column.to_list() for column in given.get_columns()}
    # pandas
    return {str(name): _pandas(given[name], declared.get(str(name))) for name in given.columns}


def _values(column: Any, fact: Fact | None) -> Sequence[Any]:
    """A column as a list, or as the array that it is."""
    if hasattr(column, "iloc"):
        return _pandas(column, fact)
    for name in ("to_pylist", "to_list"):
        if hasattr(column, name):
            return cast("Sequence[Any]", getattr(column, name)())
    return cast(
        "Sequence[Any]", column if isinstance(column, list) or hasattr(column, "dtype") else list(column)
    )


def _pandas(series: Any, fact: Fact | None) -> Sequence[Any]:
    """A series as plain values: what is missing is None, moments at midnight are dates.

    A column of whole numbers of which some are missing is one of floats there; it is made whole again.
    """
    missing = series.isna().tolist()
    values = series.astype(object).tolist()
    whole = fact is not None and fact.type == "int"
    return [None if gone else _plain(value, whole=whole) for value, gone in zip(values, missing, strict=True)]


def _plain(value: Any, *, whole: bool) -> Any:
    if whole and type(value) is float and value.is_integer():
        return int(value)
    if hasattr(value, "normalize") and value == value.normalize():
        return value.date()
    return value.item() if hasattr(value, "dtype") else value
