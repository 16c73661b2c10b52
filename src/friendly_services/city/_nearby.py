"""The city's map: all places shown, in memory and kept up with the journal, or read where they are asked for.

A process that has only begun, or asks a few questions and ends, reads the squares around each of them from
the store. Once such questions have read as many records as the map holds, all of it is read and kept.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, TypeVar

import attrs

from ..ids import Key
from ..places import Datum, Metres, Place, Point, Strip, cover
from ..proximity import Index
from ..storage import IndexKey, Record
from ..text import Reason
from ._on_map import MAP, MapEntry, is_by_square, is_in, map_entries, map_entries_in
from ._reader import Reader
from ._signs import Signs, SignsOfSome

__all__ = ["SCANS", "CityMap", "Shown"]

T = TypeVar("T")

SCANS: Final = 24
"""Strips of squares, a scan each, that a question may need to be answered without the whole map: 7 km."""
_PAGE: Final = 1_000


@attrs.define(eq=False, repr=False)
class Shown:
    """The places that the map shows, all or those in some squares, as of a position of the journal."""

    reader: Reader
    index: Index
    signs: Signs
    """What hangs outside the places, by the day."""
    known: set[Key]
    """The damaged records that the log names already."""
    head: int
    asked: tuple[Strip, ...] | None = None
    """The squares that the question is about; None for all of them."""
    _damaged: dict[Key, IndexKey] = attrs.Factory(dict)
    """Left out, each with its entry in the index of the map, and looked at again before each question."""

    def take(self, entries: Iterable[MapEntry]) -> int:
        """Begin with what the index of the map tells; how many records that is."""
        where: dict[Key, IndexKey] = {}

        def records() -> Iterator[Record]:
            for entry, record in entries:
                where[record.key] = entry
                yield record

        places, damaged = self._read(records())
        self.index = Index(places, datum=self.index.datum)
        self._damaged = {key: where[key] for key in damaged}
        return len(where)

    def catch_up(self, head: int) -> None:
        """Read again what the journal has changed since, up to there at least, and what was damaged."""
        if head <= self.head and not self._damaged:
            return
        changed = dict.fromkeys(entry.key for entry in self.reader.entries(after=self.head))
        self.signs.catch_up(changed)
        keys = [key for key in changed if self.reader.registry.kinds[key[0]].on_map]
        every = tuple(dict.fromkeys((*keys, *self._damaged)))
        records = self.reader.store.load(self.reader.partition, every).records
        places, damaged = self._read(record for record in records if record is not None)
        for place in places:
            self.index.replace(place)
        for id_ in {id_ for _, id_ in every}.difference(place.id for place in places):
            self.index.remove(id_)
        if any(key in changed for key in damaged):  # who knows where the map shows them now
            where = {record.key: entry for entry, record in map_entries(self.reader)}
        else:
            where = self._damaged
        self._damaged = {key: where[key] for key in damaged if key in where}
        self.head = head

    def notes(self) -> tuple[Reason, ...]:
        """What is to be said of the answer: how many places are left out that it may lack."""
        asked = self.asked
        lacking = sum(asked is None or is_in(entry, asked) for entry in self._damaged.values())
        return (Reason("nearby.damaged", places=lacking),) if lacking else ()

    def _read(self, records: Iterable[Record]) -> tuple[list[Place], list[Key]]:
        """The places among these that the map shows, and which records are damaged."""
        places: list[Place] = []
        damaged: list[Reason] = []
        for record, state in self.reader.readable(records, damaged, known=self.known):
            self.known.discard(record.key)
            place = self.reader.place(record.key, state)
            if place is not None and place.absent is None:
                places.append(place)
        keys = [(reason.values["kind"], reason.values["key"]) for reason in damaged]
        self.known.update(keys)
        return places, keys


def _never(_: object) -> bool:
    return False


@attrs.define(eq=False, repr=False)
class CityMap:
    """Answers from the places around, read for the question, or from a map kept up with the journal."""

    reader: Reader
    datum: Datum
    """The city's working datum, into which every point is converted."""
    read: int = 0
    """Records and scans that questions have cost while there was no map."""
    _whole: Shown | None = None
    _known: set[Key] = attrs.Factory(set)
    _counted: int = 0
    """Records that the index of the map was found to have so far, and where to count on."""
    _after: bytes | None = None
    _lock: Any = attrs.Factory(threading.Lock)

    def ask(
        self,
        question: Callable[[Shown], T],
        *,
        around: tuple[Point, Metres] | None = None,
        of_all: Callable[[T], bool] = _never,
    ) -> T:
        """Ask the map as of now; nobody changes it meanwhile.

        Args:
            question: the same, whether it is asked of the whole map or of what lies around.
            around: the circle outside which no place matters to the answer; the whole map if left out.
            of_all: whether an answer shows that the whole map matters to it after all.
        """
        strips = None if around is None else cover(*around, self.datum)
        with self._lock:
            if strips is not None and self._is_cold_for(strips):
                answer = question(self._some(strips))
                if not of_all(answer):
                    return answer
            if self._whole is None:
                self._whole = self._everything()
            self._whole.catch_up(self._head())  # who moved while it was read may be in none of its pages
            return question(attrs.evolve(self._whole, asked=strips))

    def size(self) -> int:
        """How many places are held."""
        return 0 if self._whole is None else len(self._whole.index)

    def _is_cold_for(self, strips: tuple[Strip, ...]) -> bool:
        """Whether these squares are to be read, since there is no map yet and they cost little."""
        if self._whole is not None or len(strips) > SCANS:
            return False
        return not self._paid() and is_by_square(self.reader)

    def _some(self, strips: tuple[Strip, ...]) -> Shown:
        """What the map shows in these squares."""
        here = self._nothing(SignsOfSome(self.reader))
        here.asked = strips
        self.read += here.take(map_entries_in(self.reader, strips)) + len(strips)
        here.catch_up(self._head())  # who moved while the strips were read may be in none of them
        return here

    def _everything(self) -> Shown:
        whole = self._nothing(Signs(self.reader))
        whole.take(map_entries(self.reader))
        whole.signs.read()
        return whole

    def _nothing(self, signs: Signs) -> Shown:
        return Shown(self.reader, Index(datum=self.datum), signs, self._known, self._head())

    def _head(self) -> int:
        return self.reader.store.load(self.reader.partition, ()).head

    def _paid(self) -> bool:
        """Whether questions have cost as much as reading the map would, which is counted by the thousand."""
        while self.read - self._counted >= _PAGE:
            store, here = self.reader.store, self.reader.partition
            page = store.scan(here, MAP, b"", None, _PAGE, False, self._after)
            if page.next is None:
                return True
            self._counted += len(page.items)
            self._after = page.next
        return False
