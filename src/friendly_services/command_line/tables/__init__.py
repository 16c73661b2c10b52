"""Tables that strangers keep: CSV, GeoJSON and Excel files read row by row, each with its number and line."""

from ._read import read_columns, read_table
from ._table import Cell, Layout, Limits, Problems, Row, Stopped, Table
from ._text import decode

__all__ = [
    "Cell",
    "Layout",
    "Limits",
    "Problems",
    "Row",
    "Stopped",
    "Table",
    "decode",
    "read_columns",
    "read_table",
]
