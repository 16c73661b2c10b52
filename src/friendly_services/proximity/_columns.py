"""The places of an index as columns, a row each, and the bands over them."""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import compress, groupby, repeat
from math import floor
from sys import getsizeof
from typing import Any, ClassVar, Final, Literal, NamedTuple, Protocol, get_args

from ..places import Place, cartesian
from ._bands import COARSE, Band, Bands, Entry, Rows, Xyz, height

Engine = Literal["python", "numpy"]
ENGINES: Final[tuple[Engine, ...]] = get_args(Engine)

LAST_LAT, LAST_LON = 90.0, 180.0
"""The last degrees."""
DEPENDS: Final = 2
"""A verdict: it depends on how far the place is. 0 is no and 1 is yes."""
NEW: Final = 255
"""Not asked yet."""
_POINT: Final = getsizeof((0.0, 0.0, 0.0)) + 3 * getsizeof(0.0)
"""Bytes of a point in space."""
_GONE: Final = -1


class Given(NamedTuple):
    """Places on their way in, in the order of their ids; lists, or arrays of numpy."""

    ids: Any
    lats: Any
    lons: Any
    traits: Any
    times: Any


class Column(Protocol):
    """A list, a range, or an array of numpy or of Python."""

    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Any]: ...


class Raw(NamedTuple):
    """Columns as somebody gives them, all as long as the first."""

    ids: Column
    lats: Column
    lons: Column
    services: Sequence[Column]
    schedules: Column


def listed(column: Iterable[Any]) -> list[Any]:
    """As a list of Python's own values."""
    return column.tolist() if hasattr(column, "tolist") else list(column)


def names(ids: Iterable[Any]) -> Any:
    """A list of ids, which takes less if all of them are whole numbers."""
    listed = list(ids)
    return array("q", listed) if listed and set(map(type, listed)) == {int} else listed


def trait(place: Place) -> Hashable:
    """What is asked of a place whatever the hour."""
    return place.kind, place.services, place.entry, place.tags, place.serves


def timetable(place: Place) -> Hashable:
    """What is asked of a place at an hour."""
    own = tuple(name for name, _ in place.service_hours if name in place.services)
    return place.hours, place.service_hours, own, place.staffed, place.lapses


class Interned:
    """What many places have in common, each as a number, with one place that has it."""

    def __init__(self, key: Callable[[Place], Hashable]) -> None:
        self._key = key
        self._known: dict[Hashable, int] = {}
        self.samples: list[Place] = []

    def of(self, place: Place) -> int:
        """The number of what this place has."""
        number = self._known.setdefault(self._key(place), len(self.samples))
        if number == len(self.samples):
            self.samples.append(place)
        return number

    def admit(self, place: Place) -> None:
        """The next number, for what this place has, even if that has a number already."""
        self._known.setdefault(self._key(place), len(self.samples))
        self.samples.append(place)


class Verdicts:
    """What a question says of each number of a column, asked once for each."""

    __slots__ = ("_ask", "_samples", "table")

    def __init__(self, ask: Callable[[Place], int], samples: list[Place]) -> None:
        self._ask = ask
        self._samples = samples
        self.table = bytearray()

    def extend(self) -> None:
        """Make room for numbers that came since."""
        self.table = self.table + bytes([NEW]) * (len(self._samples) - len(self.table))

    def of(self, numbers: Sequence[int]) -> Sequence[int]:
        """The verdict of each."""
        if len(self.table) < len(self._samples):
            self.extend()
        found = bytes(map(self.table.__getitem__, numbers))
        if NEW not in found:
            return found
        for number in set(compress(numbers, map(NEW.__eq__, found))):
            self.table[number] = self._ask(self._samples[number])
        return bytes(map(self.table.__getitem__, numbers))


class Cut(NamedTuple):
    """How places fall into bands."""

    per_degree: float
    """Bands to a degree of latitude."""
    order: Any
    """The places by band, longitude and, as they were given, id."""
    runs: Iterable[tuple[int, int, int]]
    """Each band's number, and where it starts and ends in that order."""


class Columns:
    """Places as columns; the first rows stand in the order of their bands, later ones as they came.

    A row is written once and is one place's for ever, so that a question asked meanwhile reads no mixture.
    Columns that have used up their spare rows are made anew.
    """

    engine: ClassVar[Engine] = "python"

    def __init__(self, given: Given, traits: Interned, times: Interned) -> None:
        self.trait, self.time = traits, times
        self.objects: dict[int, Place] = {}
        """The places that were given as such."""
        self.changes = 0
        """Odd while a place is being put in or taken out: what is found then is looked for again."""
        self.later: dict[Any, int] = {}
        """The row of a place put in later; that of one taken out is -1."""
        self.gone: set[int] = set()
        self.verdicts: dict[Hashable, Verdicts] = {}
        """What questions of these columns have learned of traits and timetables."""
        self.room = len(given.ids) + 1_024 + len(given.ids) // 2
        cut = self._cut(given.lats, given.lons)
        self._fill(given, cut.order)
        self.by_id: Rows = self._inverse(cut.order)
        self.postings: dict[str | None, Bands] = {None: self._bands(cut, range(len(given.ids)))}

    def __len__(self) -> int:
        return len(self.ids) - len(self.gone)

    @property
    def full(self) -> bool:
        """Whether there is no spare row left."""
        return len(self.ids) >= self.room

    def find(self, id_: Any) -> int | None:
        """The row of that id."""
        row = self.later.get(id_)
        if row is None:
            at = bisect_left(self.by_id, id_, key=self.ids.__getitem__)
            row = self.by_id[at] if at < len(self.by_id) and self.ids[self.by_id[at]] == id_ else _GONE
        return None if row == _GONE else row

    def same(self, one: int, other: int) -> bool:
        """Whether two rows stand at one point."""
        return bool(self.lats[one] == self.lats[other] and self.lons[one] == self.lons[other])

    def rows(self) -> Iterator[int]:
        """Every row whose place is there, those put in later at the end."""
        for row in (*self.by_id, *range(len(self.by_id), len(self.ids))):
            if row not in self.gone:
                yield row

    def change(self, id_: Any, entry: Entry | None) -> None:
        """Put a place in, in the place of an earlier one of its id, or take that out."""
        numbers = (self.trait.of(entry.place), self.time.of(entry.place)) if entry is not None else ()
        postings = tuple(self.postings.items())
        self.changes += 1
        try:
            old = self.find(id_)
            if old is not None:
                self.later[id_] = _GONE
                self.gone.add(old)
                for bands in self._holding(old, postings):
                    bands.remove(self.lats[old], self.lons[old], old, self.ids)
            if entry is not None:
                place, lat, lon = entry.place, entry.point.lat, entry.point.lon
                row = len(self.ids)
                self.objects[row] = place
                self._append(id_, lat, lon, *numbers)
                self.later[id_] = row
                for bands in self._holding(row, postings):
                    bands.add(lat, lon, row, self.ids)
            for _, bands in postings:
                if bands.current == self.changes - 1:
                    bands.current = self.changes + 1
        finally:
            self.changes += 1

    def posting(self, service: str | None) -> Bands:
        """The places that offer a service, or all; made when they are first asked for."""
        bands = self.postings.get(service)
        changes = self.changes
        if bands is None or bands.current | 1 != changes | 1:
            wanted = bytes(service is None or service in place.services for place in self.trait.samples)
            bands = self._posting(wanted)
            for row in range(len(self.by_id), len(self.ids)):
                if row not in self.gone and wanted[self.traits[row]]:
                    bands.add(self.lats[row], self.lons[row], row, self.ids)
            bands.current = changes
            self.postings[service] = bands
        return bands

    def _holding(self, row: int, postings: Iterable[tuple[str | None, Bands]]) -> Iterator[Bands]:
        services = self.trait.samples[self.traits[row]].services
        for service, bands in postings:
            if service is None or service in services:
                yield bands

    # What the numpy engine does in its own way.

    @classmethod
    def read(cls, raw: Raw) -> tuple[Given, list[tuple[bool, ...]]]:
        """Columns in the order of their ids, where a trait is one of these sets of services offered."""
        ids = listed(raw.ids)
        order = sorted(range(len(ids)), key=ids.__getitem__)
        offers: dict[tuple[bool, ...], int] = {}
        each = zip(*map(listed, raw.services), strict=True) if raw.services else repeat((), len(ids))
        traits = [offers.setdefault(tuple(map(bool, one)), len(offers)) for one in each]
        columns = (
            ids,
            list(map(float, raw.lats)),
            list(map(float, raw.lons)),
            traits,
            listed(raw.schedules),
        )
        return Given(*([column[n] for n in order] for column in columns)), list(offers)

    @classmethod
    def wrong(cls, given: Given) -> int | None:
        """The first that has no position, or the id of the one before."""
        ids, lats, lons = given[:3]
        for n, (lat, lon) in enumerate(zip(lats, lons, strict=True)):
            placed = abs(lat) <= LAST_LAT and abs(lon) <= LAST_LON and not lat == lon == 0
            if not placed or (n and ids[n] == ids[n - 1]):
                return n
        return None

    def _fill(self, given: Given, order: Any) -> None:
        self.ids: Any = names(given.ids[n] for n in order)
        self.lats: Any = array("d", map(given.lats.__getitem__, order))
        self.lons: Any = array("d", map(given.lons.__getitem__, order))
        self.traits: Any = array("i", map(given.traits.__getitem__, order))
        self.times: Any = array("i", map(given.times.__getitem__, order))
        spots = list(map(cartesian, self.lats, self.lons))
        self._xyz = tuple(array("d", (spot[n] for spot in spots)) for n in range(3))

    def _append(self, id_: Any, lat: float, lon: float, trait: int, time: int) -> None:
        self.lats.append(lat)
        self.lons.append(lon)
        self.traits.append(trait)
        self.times.append(time)
        for column, value in zip(self._xyz, cartesian(lat, lon), strict=True):
            column.append(value)
        self.ids.append(id_)

    def _inverse(self, order: Any) -> Rows:
        return array("i", sorted(range(len(order)), key=order.__getitem__))

    def _cut(self, lats: Sequence[float], lons: Sequence[float]) -> Cut:
        squares = Counter(
            (floor(lat / COARSE), floor(lon / COARSE)) for lat, lon in zip(lats, lons, strict=True)
        )
        per_degree = 1 / height(squares.values())
        numbers = [floor(lat * per_degree) for lat in lats]
        order = sorted(range(len(lats)), key=lons.__getitem__)
        order.sort(key=numbers.__getitem__)
        runs, start = [], 0
        for number, run in groupby(order, numbers.__getitem__):
            runs.append((number, start, start := start + sum(1 for _ in run)))
        return Cut(per_degree, order, runs)

    def _bands(self, cut: Cut, rows: Any) -> Bands:
        """The bands of rows that stand in the order of the cut."""
        bands = {}
        for number, start, end in cut.runs:
            here = array("i", rows[start:end])
            bands[number] = Band(array("d", map(self.lons.__getitem__, here)), here)
        return Bands(cut.per_degree, bands)

    def _posting(self, wanted: bytes) -> Bands:
        """The bands of the first rows that have a trait that is wanted."""
        rows = [row for row in self.by_id if wanted[self.traits[row]] and row not in self.gone]
        cut = self._cut([self.lats[row] for row in rows], [self.lons[row] for row in rows])
        return self._bands(cut, [rows[n] for n in cut.order])

    def many(self, *_: Any, **__: Any) -> Any:
        """The rows and metres of many questions and which are certain, as arrays; None if that is no gain."""
        return None

    def points(self, rows: Rows) -> list[Xyz]:
        """Where these are in space."""
        x, y, z = (map(column.__getitem__, rows) for column in self._xyz)
        return list(zip(x, y, z, strict=True))

    def taken(self, column: Any, rows: Rows) -> Sequence[int]:
        """What a column says of these."""
        return [column[row] for row in rows]

    @property
    def nbytes(self) -> int:
        """About how much memory they take, without the places that were given as such."""
        columns = (self.ids, self.lats, self.lons, self.traits, self.times, self.by_id)
        return sum(map(getsizeof, (*columns, *self._xyz))) + self._learned()

    def _learned(self) -> int:
        """The bands, and what is remembered."""
        tables = sum(getsizeof(verdicts.table) for verdicts in self.verdicts.values())
        for posting in self.postings.values():
            tables += sum(sum(map(getsizeof, band)) for band in posting.bands.values())
            tables += sum(_POINT * len(block.rows) for block in tuple(posting.blocks.values()))
        return tables
