"""The city's map in memory: every place that is shown, kept up with the journal."""

import threading
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import attrs

from ..ids import Key
from ..places import Datum, Place
from ..proximity import Index
from ._desks import Reader

__all__ = ["CityMap"]

T = TypeVar("T")


@attrs.define(eq=False)
class CityMap:
    """A lazy index of the places shown, brought up to the partition's head before each question."""

    reader: Reader
    datum: Datum
    """The city's working datum, into which every point is converted."""
    _index: Index | None = None
    _head: int = 0
    _lock: Any = attrs.Factory(threading.Lock)

    def ask(self, question: Callable[[Index], T]) -> T:
        """Ask the index as of now; nobody changes it meanwhile."""
        with self._lock:
            head = self.reader.store.load(self.reader.partition, ()).head
            if self._index is None:
                self._index = Index(self._everything(), datum=self.datum)
            elif head > self._head:
                self._catch_up(self._index)
            self._head = head
            return question(self._index)

    def size(self) -> int:
        """How many places are held."""
        return 0 if self._index is None else len(self._index)

    def _everything(self) -> Iterator[Place]:
        for _, record in self.reader.index("map"):
            place = self.reader.place(record.key, self.reader.state(record))
            if place is not None and place.absent is None:
                yield place

    def _catch_up(self, index: Index) -> None:
        changed = dict.fromkeys(entry.key for entry in self.reader.entries(after=self._head))
        keys: list[Key] = [key for key in changed if self.reader.registry.kinds[key[0]].on_map]
        for key, state in zip(keys, self.reader.load(*keys), strict=True):
            place = self.reader.place(key, state)
            if place is None or place.absent is not None:
                index.remove(key[1])
            else:
                index.replace(place)
