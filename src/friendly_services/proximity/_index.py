"""The places of a city, made ready to be asked which are nearest."""

from array import array
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence, Sized
from datetime import datetime
from importlib.util import find_spec
from operator import itemgetter
from typing import Any, Final, Self

from ..errors import Invalid, check_count
from ..hours import Hours
from ..places import DATUMS, FARTHEST, ConversionRefused, Datum, Place, Point, convert, metres
from ..text import Reason
from ..workdays import Calendar
from ._answers import Answers, Nearest
from ._bands import Entry
from ._columns import (
    ENGINES,
    Column,
    Columns,
    Engine,
    Given,
    Interned,
    Raw,
    Verdicts,
    listed,
    timetable,
    trait,
)
from ._exact import search

_MANY: Final = 100_000
"""Places from which on numpy, where it is there, saves more memory than it costs time."""
_USUAL: Final = 20
_MOST: Final = 1_000
"""Places that one answer lists, and may list."""
_REMEMBERED: Final = 16_000_000
"""Bytes of verdicts kept between questions, each table taking so many more than it has verdicts:"""
_TABLE: Final = 500


class Index:
    """Places in one datum; changed place by place, without being built anew.

    A question asked in another thread meanwhile sees each place as it was or as it is; changes themselves
    come one at a time.

    >>> index = Index([Place("m1", "merchant", "Lan's noodles", Point.wgs84(lat=29.40, lon=106.54))])
    >>> len(index), index.get("m1").name
    (1, "Lan's noodles")
    >>> index.nearest(Point.wgs84(lat=29.41, lon=106.54))
    Nearest(ids=['m1'], metres=[1108.42...])
    """

    def __init__(
        self,
        places: Iterable[Place] = (),
        *,
        datum: Datum = "wgs84",
        approximate: bool = False,
        engine: Engine | None = None,
    ) -> None:
        if datum not in DATUMS:
            raise Invalid.at("datum", "places.datum_unknown", value=datum)
        if engine not in {None, *ENGINES}:
            raise Invalid.at("engine", "value.not_one_of", value=engine, choices=ENGINES)
        if engine == "numpy" and find_spec("numpy") is None:
            raise Invalid.at("engine", "proximity.no_numpy")
        self.datum: Datum = datum
        """What distances are measured in; points given in another datum are converted."""
        self.approximate = approximate
        """Whether GCJ-02 may become WGS-84, which is never exact; if not, such places are unplaced."""
        self._wanted = engine
        self.columns: Columns
        self._hidden: dict[Any, Place] = {}
        """Places that are not on the map, or cannot be put there."""
        self._unplaced: dict[Any, Reason] = {}
        self._offered: Counter[str] = Counter()
        entries: dict[Any, Entry] = {}
        for place in places:
            entries.pop(place.id, None)
            entry = self._shown(place)
            if entry is not None:
                entries[place.id] = entry
        self._build([(id_, *entry) for id_, entry in sorted(entries.items(), key=itemgetter(0))])

    @classmethod
    def from_columns(
        cls,
        ids: Column,
        lats: Column,
        lons: Column,
        *,
        datum: Datum = "wgs84",
        services: Mapping[str, Column] | None = None,
        hours: Sequence[Hours | None] = (),
        schedules: Column | None = None,
        kind: str = "place",
        engine: Engine | None = None,
    ) -> Self:
        """An index of bare columns, lists or arrays, which takes less memory than places do.

        The ids are strings or whole numbers, each once; positions are degrees in that datum. `services` says
        of each whether a place offers it, `schedules` which of the `hours` it keeps, by number; without
        them, `hours` are the places' own, in the order of the ids.

        >>> index = Index.from_columns([7, 8], [29.40, 29.41], [106.54, 106.54], services={"water": [0, 1]})
        >>> index.nearest(Point.wgs84(lat=29.40, lon=106.54), service="water").ids
        [8]
        """
        services = services or {}
        keeps = schedules
        if keeps is None:
            keeps = range(len(hours)) if hours else array("i", bytes(4 * len(ids)))
        offers = {f"services.{name}": offered for name, offered in services.items()}
        kept = {"hours" if schedules is None else "schedules": keeps}
        _check_lengths(len(ids), lats=lats, lons=lons, **kept, **offers)
        index = cls(datum=datum, engine=engine)
        engine_ = index._engine(len(ids))
        traits, times = Interned(trait), Interned(timetable)
        for name, offered in offers.items():
            _check_values(name, offered, 1, "proximity.neither_yes_nor_no")
        if schedules is not None:
            _check_values("schedules", schedules, max(len(hours), 1) - 1, "proximity.no_such_schedule")
        try:
            given, combinations = engine_.read(Raw(ids, lats, lons, tuple(services.values()), keeps))
        except (TypeError, ValueError):
            for id_, lat, lon in zip(ids, lats, lons, strict=True):
                _point(id_, lat, lon, datum)
            raise Invalid.at("ids", "proximity.ids_mixed") from None
        wrong = engine_.wrong(given)
        if wrong is not None:
            _point(given.ids[wrong], listed(given.lats)[wrong], listed(given.lons)[wrong], datum)
            raise Invalid.at("ids", "proximity.id_twice", value=given.ids[wrong])
        if len(ids):
            point = Point(float(given.lats[0]), float(given.lons[0]), datum)
            for offered in combinations:
                words = {name for name, one in zip(services, offered, strict=True) if one}
                traits.admit(Place("", kind, "", point, words))
            for own in hours or (None,):
                times.admit(Place("", kind, "", point, hours=own))
        index._use(engine_(given, traits, times))
        return index

    def __repr__(self) -> str:
        return f"Index({'1 place' if len(self) == 1 else f'{len(self)} places'} in {self.datum})"

    def __len__(self) -> int:
        return len(self.columns) + len(self._hidden)

    def __iter__(self) -> Iterator[Place]:
        columns = self.columns
        return iter([*self._hidden.values(), *(self.place(columns, row) for row in columns.rows())])

    def get(self, id_: Any) -> Place | None:
        """The place of that id, shown or not."""
        columns = self.columns
        row = columns.find(id_)
        return self._hidden.get(id_) if row is None else self.place(columns, row)

    @property
    def engine(self) -> Engine:
        """What it searches with, `"python"` or `"numpy"`; answers are the same."""
        return self.columns.engine

    @property
    def nbytes(self) -> int:
        """About how much memory it takes, besides the places themselves where those were given."""
        return self.columns.nbytes

    @property
    def unplaced(self) -> dict[str, Reason]:
        """Why a place cannot be found by distance, by id: its datum has no exact way to the index's."""
        return dict(self._unplaced)

    def add(self, place: Place) -> None:
        """Put a place in whose id is new.

        Raises:
            Invalid: there is a place of that id already.
        """
        if place.id in self._hidden or self.columns.find(place.id) is not None:
            raise Invalid.at("id", "proximity.id_twice", value=place.id)
        self.replace(place)

    def replace(self, place: Place) -> None:
        """Put a place in, or in the place of an earlier one of its id."""
        self._change(place.id, self._shown(place))

    def remove(self, id_: Any) -> None:
        """Forget a place; nothing happens if there is none of that id."""
        self._hidden.pop(id_, None)
        self._unplaced.pop(id_, None)
        self._change(id_, None)

    def _change(self, id_: Any, entry: Entry | None) -> None:
        if self.columns.full:
            self._renew()
        columns = self.columns
        old = columns.find(id_)
        if old is None and entry is None:
            return
        columns.change(id_, entry)
        if old is not None:
            self._offered.subtract(columns.trait.samples[columns.traits[old]].services)
        if entry is not None:
            self._offered.update(entry.place.services)

    def ready(self, place: Place) -> Entry | Reason:
        """The place in the index's datum, or why it has no point there."""
        try:
            return Entry(place, convert(place.point, self.datum, approximate=self.approximate))
        except ConversionRefused as error:
            return error.reason

    def offered(self, service: str) -> int:
        """How many places on the map offer it."""
        return self._offered[service]

    def nearest(
        self,
        origin: Point,
        limit: int = _USUAL,
        *,
        service: str | None = None,
        within: float = FARTHEST,
        at: datetime | None = None,
        calendar: Calendar | None = None,
    ) -> Nearest:
        """The nearest places, or those with a service, in exact order: the plain question, and the fastest.

        With `at`, places that are closed then, or no longer offer the service, are left out; those of
        unknown hours stay. `rank` asks for more, and explains.
        """
        if not isinstance(origin, Point):
            raise Invalid.at("origin", "places.not_a_point", value=origin)
        if service is not None and not isinstance(service, str):
            raise Invalid.at("service", "proximity.one_service", value=service)
        if origin.datum != self.datum:
            origin = convert(origin, self.datum, approximate=self.approximate)
        if limit != _USUAL:
            check_count("limit", limit, 1, _MOST)
        if within is not FARTHEST:
            within = metres(within, "within")
        columns = self.columns
        while True:
            changes = columns.changes
            bands = columns.posting(service)
            times = None if at is None else self._open(columns, at, calendar, service)
            rows, far = search(columns, bands, origin, limit, within, times)
            if changes == columns.changes and not changes % 2:
                break
        ids = columns.ids
        return Nearest([ids[row] for row in rows], far)

    def nearest_many(
        self,
        lats: Column,
        lons: Column,
        limit: int = _USUAL,
        *,
        service: str | Sequence[str | None] | None = None,
        within: float = FARTHEST,
        at: datetime | Sequence[datetime | None] | None = None,
        calendar: Calendar | None = None,
    ) -> Sequence[Nearest]:
        """What `nearest` answers to each of many questions; `service` and `at` are for all, or one for each.

        Positions are degrees in the index's datum. With numpy, questions of one service and no hour are
        answered together.

        Raises:
            Invalid: a column is not as long as the first, or a question makes no sense; they count from 0.
        """
        each = {"service": service, "at": at}
        kept = {name: one for name, one in each.items() if not isinstance(one, str | datetime | None)}
        _check_lengths(len(lats), lons=lons, **kept)
        answers = Answers(self.columns.ids, len(lats))
        alone: Iterable[int] = range(len(lats))
        plain = at is None and type(limit) is int and 1 <= limit <= _MOST and 0 < within <= FARTHEST
        if plain and (service is None or isinstance(service, str)):
            found = self.columns.many(service, lats, lons, limit, within)
            if found is not None:
                answers.rows, answers.metres, sure = found
                alone = (~sure).nonzero()[0].tolist()
        lats, lons = listed(lats), listed(lons)
        for n in alone:
            try:
                origin = Point(lats[n], lons[n], self.datum)
            except Invalid as error:
                raise error.inside(f"questions.{n}") from None
            answers.alone[n] = self.nearest(
                origin,
                limit,
                service=service if service is None or isinstance(service, str) else service[n],
                within=within,
                at=at if at is None or isinstance(at, datetime) else at[n],
                calendar=calendar,
            )
        return answers

    def asked(self, columns: Columns, key: Hashable, ask: Callable[[Place], int], of: Interned) -> Verdicts:
        """What a question of that key has learned of traits or timetables, kept for the next alike."""
        verdicts = columns.verdicts.get(key)
        if verdicts is None:
            if len(columns.verdicts) * (len(of.samples) + _TABLE) > _REMEMBERED:
                columns.verdicts.clear()
            verdicts = columns.verdicts[key] = Verdicts(ask, of.samples)
        return verdicts

    def _open(
        self, columns: Columns, at: datetime, calendar: Calendar | None, service: str | None
    ) -> Verdicts:
        """Which timetables are not closed at that minute."""

        def is_open(place: Place) -> int:
            minute = at.replace(second=0, microsecond=0)
            door = place.openness(minute, calendar, () if service is None else (service,))
            return door.answer != "closed" and service not in place.lapsed(minute)

        key = (at.toordinal(), at.hour, at.minute, at.tzinfo, id(calendar), service)
        return self.asked(columns, key, is_open, columns.time)

    def _shown(self, place: Place) -> Entry | None:
        """Where the place is on the map; one that is not there is kept aside."""
        self._hidden.pop(place.id, None)
        self._unplaced.pop(place.id, None)
        entry = self.ready(place)
        if isinstance(entry, Reason):
            self._unplaced[place.id] = entry
        elif place.absent is None:
            return entry
        self._hidden[place.id] = place
        return None

    def place(self, columns: Columns, row: int) -> Place:
        """The place of a row; of bare columns it is made when somebody asks."""
        place = columns.objects.get(row)
        if place is None:
            of, keeps = columns.trait.samples[columns.traits[row]], columns.time.samples[columns.times[row]]
            id_, point = columns.ids[row], Point(columns.lats[row], columns.lons[row], self.datum)
            place = Place(id_, of.kind, str(id_), point, of.services, keeps.hours)
        return place

    def _build(self, entries: Sequence[tuple[Any, Place, Point]]) -> None:
        """Columns for places that are given as such, by id."""
        traits, times = Interned(trait), Interned(timetable)
        given = Given(
            [id_ for id_, _, _ in entries],
            [point.lat for _, _, point in entries],
            [point.lon for _, _, point in entries],
            [traits.of(place) for _, place, _ in entries],
            [times.of(place) for _, place, _ in entries],
        )
        columns = self._engine(len(entries))(given, traits, times)
        columns.objects.update(zip(columns.by_id, (place for _, place, _ in entries), strict=True))
        self._use(columns)

    def _renew(self) -> None:
        """Columns anew, without what is gone."""
        old = self.columns
        rows = sorted(old.rows(), key=old.ids.__getitem__)
        traits, times = Interned(trait), Interned(timetable)
        trait_of = {n: traits.of(old.trait.samples[n]) for n in {old.traits[row] for row in rows}}
        time_of = {n: times.of(old.time.samples[n]) for n in {old.times[row] for row in rows}}
        given = Given(
            [old.ids[row] for row in rows],
            [old.lats[row] for row in rows],
            [old.lons[row] for row in rows],
            [trait_of[old.traits[row]] for row in rows],
            [time_of[old.times[row]] for row in rows],
        )
        columns = self._engine(len(rows))(given, traits, times)
        for new, row in zip(columns.by_id, rows, strict=True):
            if row in old.objects:
                columns.objects[new] = old.objects[row]
        self._use(columns)

    def _use(self, columns: Columns) -> None:
        self.columns = columns
        self._offered = Counter()
        for number, many in Counter(listed(columns.traits[: len(columns.ids)])).items():
            for service in columns.trait.samples[number].services:
                self._offered[service] += many

    def _engine(self, places: int) -> type[Columns]:
        if self._wanted == "python" or (
            self._wanted is None and (places <= _MANY or find_spec("numpy") is None)
        ):
            return Columns
        from ._arrays import ArrayColumns  # noqa: PLC0415 # only where numpy is wanted

        return ArrayColumns


def _check_lengths(rows: int, **columns: Sized) -> None:
    """Each column has a value for each row."""
    for name, column in columns.items():
        if len(column) != rows:
            raise Invalid.at(name, "proximity.column_length", value=len(column), rows=rows)


def _check_values(name: str, column: Column, high: int, code: str) -> None:
    """Each value of the column is a whole number from 0 to that; true and false are 1 and 0."""
    for value in dict.fromkeys(listed(column)):
        if value not in range(high + 1):
            raise Invalid.at(name, code, value=value, high=high)


def _point(id_: Any, lat: Any, lon: Any, datum: Datum) -> Point:
    try:
        return Point(lat, lon, datum)
    except Invalid as error:
        raise error.inside(f"places.{id_}") from None
