"""Flat tables: one readable row a merchant, station, verdict and balance, for BI and for a host's own ORM.

They are kept by a consumer of the city's feed, in a database of the host's choice, and can always be made
anew: nothing is in them that is not in the city. Reading them costs the city nothing, and writing to them
changes nothing there.
"""

from ._columns import TABLES, Column, Table
from ._flat import AnotherCity, AnotherHistory, FlatTables, Followed, Overtaken

__all__ = [
    "TABLES",
    "AnotherCity",
    "AnotherHistory",
    "Column",
    "FlatTables",
    "Followed",
    "Overtaken",
    "Table",
]
