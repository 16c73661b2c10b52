"""Stores that are wrong on purpose, each in one way: the kit must catch every one of them."""

from . import _answers, _crash, _together, _writes  # each notes its stores
from ._plain import PlainStore
from ._run import TESTS, clauses_of, failure, failures
from ._tables import COLUMNS, SPOILT, UNWRITTEN, bench_of, spoilt_tables
from ._wrong import WRONG, Bench, Wrong, bench

__all__ = [
    "COLUMNS",
    "SPOILT",
    "TABLES",
    "TESTS",
    "UNWRITTEN",
    "WRONG",
    "Bench",
    "PlainStore",
    "Wrong",
    "bench",
    "bench_of",
    "clauses_of",
    "failure",
    "failures",
]

TABLES = spoilt_tables()

del _answers, _crash, _together, _writes
