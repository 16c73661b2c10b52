"""The city's map in memory: every place that is shown, kept up with the journal."""

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

import attrs

from ..ids import Key
from ..places import Datum, Place
from ..proximity import Index
from ..storage import Record
from ..text import Reason
from ._reader import Reader
from ._signs import Signs

__all__ = ["CityMap"]

T = TypeVar("T")


@attrs.define(eq=False, repr=False)
class CityMap:
    """A lazy index of the places shown, brought up to the partition's head before each question."""

    reader: Reader
    datum: Datum
    """The city's working datum, into which every point is converted."""
    signs: Signs = attrs.field(init=False)
    """What hangs outside the places, by the day."""
    _index: Index | None = None
    _head: int = 0
    _damaged: tuple[Key, ...] = ()
    """Left out, and looked at again before each question."""
    _lock: Any = attrs.Factory(threading.Lock)

    def __attrs_post_init__(self) -> None:
        self.signs = Signs(self.reader)

    def ask(self, question: Callable[[Index], T]) -> T:
        """Ask the index as of now; nobody changes it meanwhile."""
        with self._lock:
            head = self.reader.store.load(self.reader.partition, ()).head
            if self._index is None:
                self._index = Index(self._everything(), datum=self.datum)
                self.signs.read()
            elif head > self._head or self._damaged:
                self._catch_up(self._index)
            self._head = head
            return question(self._index)

    def size(self) -> int:
        """How many places are held."""
        return 0 if self._index is None else len(self._index)

    def notes(self) -> tuple[Reason, ...]:
        """What is to be said of any answer: how many places are left out."""
        return (Reason("nearby.damaged", places=len(self._damaged)),) if self._damaged else ()

    def _everything(self) -> Iterator[Place]:
        yield from self._shown(record for _, record in self.reader.index("map"))

    def _catch_up(self, index: Index) -> None:
        changed = dict.fromkeys(entry.key for entry in self.reader.entries(after=self._head))
        self.signs.catch_up(changed)
        keys = [key for key in changed if self.reader.registry.kinds[key[0]].on_map]
        every = tuple(dict.fromkeys((*keys, *self._damaged)))
        records = self.reader.store.load(self.reader.partition, every).records
        for _, id_ in every:
            index.remove(id_)
        for place in self._shown(record for record in records if record is not None):
            index.replace(place)

    def _shown(self, records: Iterable[Record]) -> Iterator[Place]:
        """The places among these that the map shows; from now on, no others are known to be damaged."""
        damaged: list[Reason] = []
        for record, state in self.reader.readable(records, damaged, known=self._damaged):
            place = self.reader.place(record.key, state)
            if place is not None and place.absent is None:
                yield place
        self._damaged = tuple((reason.values["kind"], reason.values["key"]) for reason in damaged)
