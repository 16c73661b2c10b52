"""The places of a city, made ready to be asked which are nearest."""

from collections import Counter
from collections.abc import Iterable, Iterator

from ..hours import Hours
from ..places import ConversionRefused, Datum, Place, convert, ecef
from ..text import Reason
from ._bands import Bands, Entry


class Index:
    """Places in one datum; changed place by place, without being built anew.

    A question asked in another thread meanwhile sees each place as it was or as it is; changes themselves
    come one at a time.

    >>> from friendly_services.places import Point
    >>> index = Index([Place("m1", "merchant", "Lan's noodles", Point.wgs84(lat=29.40, lon=106.54))])
    >>> len(index), index.get("m1").name
    (1, "Lan's noodles")
    """

    def __init__(
        self, places: Iterable[Place] = (), *, datum: Datum = "wgs84", approximate: bool = False
    ) -> None:
        self.datum: Datum = datum
        """What distances are measured in; points given in another datum are converted."""
        self.approximate = approximate
        """Whether GCJ-02 may become WGS-84, which is never exact; if not, such places are unplaced."""
        self._places: dict[str, Place] = {}
        self._unplaced: dict[str, Reason] = {}
        self._entries: dict[str, Entry] = {}
        self._bands: dict[str | None, Bands] = {}
        self._offered: Counter[str] = Counter()
        self._schedules: dict[Hours | None, int] = {}
        for place in places:
            self.replace(place)

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[Place]:
        return iter(tuple(self._places.values()))

    def get(self, id_: str) -> Place | None:
        """The place of that id, shown or not."""
        return self._places.get(id_)

    @property
    def unplaced(self) -> dict[str, Reason]:
        """Why a place cannot be found by distance, by id: its datum has no exact way to the index's."""
        return dict(self._unplaced)

    def replace(self, place: Place) -> None:
        """Put a place in, or in the place of an earlier one of its id."""
        self.remove(place.id)
        self._places[place.id] = place
        entry = self.ready(place)
        if isinstance(entry, Reason):
            self._unplaced[place.id] = entry
        elif place.absent is None:
            self._entries[place.id] = entry
            self._offered.update(place.services)
            for key in (None, *place.services):
                if key in self._bands:
                    self._bands[key].add(entry)

    def remove(self, id_: str) -> None:
        """Forget a place; nothing happens if there is none of that id."""
        self._places.pop(id_, None)
        self._unplaced.pop(id_, None)
        entry = self._entries.pop(id_, None)
        if entry is None:
            return
        self._offered.subtract(entry.place.services)
        for key in (None, *entry.place.services):
            if key in self._bands:
                self._bands[key].remove(entry)

    def ready(self, place: Place) -> Entry | Reason:
        """The place in the index's datum, or why it has no point there."""
        try:
            point = convert(place.point, self.datum, approximate=self.approximate)
        except ConversionRefused as error:
            return error.reason
        schedule = self._schedules.setdefault(place.hours, len(self._schedules))
        return Entry(place, point, ecef(point), schedule)

    def offered(self, service: str) -> int:
        """How many places on the map offer it."""
        return self._offered[service]

    def bands(self, services: frozenset[str]) -> Bands:
        """The places among which those with all of these services are: those with the rarest of them."""
        rarest = min(services, key=lambda service: (self._offered[service], service), default=None)
        bands = self._bands.get(rarest)
        if bands is None:
            entries = self._entries.values()
            bands = Bands(e for e in entries if rarest is None or rarest in e.place.services)
            self._bands[rarest] = bands
        return bands

    def is_current(self, entry: Entry) -> bool:
        """Whether the place has not been replaced since."""
        return self._entries.get(entry.place.id) is entry
