"""Which places qualify, in exact order: a question's filters, each asked once of those that are alike."""

from typing import Any, NamedTuple

from ..places import Place, Point, convert
from ._columns import DEPENDS, Columns
from ._exact import search
from ._index import Index
from ._question import Question


class Found(NamedTuple):
    """A place on its way into an answer."""

    metres: float
    id: Any
    sure: bool
    """Whether its hours, and what it offers, are the same whenever one comes."""
    source: Index
    columns: Columns
    row: int
    given: Place | None
    """The place, unless the index knows of bare columns only: then it is made when somebody asks."""

    @property
    def place(self) -> Place:
        """What was found."""
        return self.given or self.source.place(self.columns, self.row)

    @property
    def point(self) -> Point:
        """Where it is, in the index's datum."""
        return Point(self.columns.lats[self.row], self.columns.lons[self.row], self.source.datum)


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
    ids, numbers, given, table = columns.ids, columns.times, columns.objects.get, times.table
    return [
        Found(metres, ids[row], table[numbers[row]] != DEPENDS, index, columns, row, given(row))
        for row, metres in zip(rows, far, strict=True)
    ]
