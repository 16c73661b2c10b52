"""Which places qualify, in exact order: a question's filters, each asked once of those that are alike."""

from typing import Any, NamedTuple

from ..places import Point, convert
from ._bands import Entry
from ._columns import DEPENDS
from ._exact import search
from ._index import Index
from ._question import Question


class Found(NamedTuple):
    """A place on its way into an answer."""

    metres: float
    id: Any
    entry: Entry
    sure: bool = False
    """Whether its hours, and what it offers, are the same whenever one comes."""


def ranked(index: Index, asked: Question, limit: int | None) -> list[Found]:
    """The places that qualify, in order: the nearest so many, or all within the radius."""
    origin = convert(asked.origin, index.datum, approximate=index.approximate)

    columns = index.columns
    rarest = min(asked.services, key=lambda service: (index.offered(service), service), default=None)
    traits = index.asked(columns, asked.wanted, asked.wants, columns.trait)
    times = index.asked(columns, asked.when, asked.opens, columns.time)

    def stays(row: int, metres: float) -> bool:
        depends = times.table[columns.times[row]] == DEPENDS
        return not depends or asked.stays(index.place(columns, row), metres)

    while True:
        changes = columns.changes
        bands = columns.posting(rarest)
        rows, far = search(columns, bands, origin, limit, asked.within, times, traits, stays)
        if changes == columns.changes and not changes % 2:
            break
    return [
        Found(
            metres,
            columns.ids[row],
            Entry(index.place(columns, row), Point(columns.lats[row], columns.lons[row], index.datum)),
            times.table[columns.times[row]] != DEPENDS,
        )
        for row, metres in zip(rows, far, strict=True)
    ]
