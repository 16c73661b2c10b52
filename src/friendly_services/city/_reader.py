"""Records and journals of one partition as they are read: decoded, followed to the end, mended."""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

import attrs

from ..codec import Undecodable
from ..decider import fold
from ..errors import Invalid
from ..ids import Key
from ..places import Divisions, Place, is_division_code
from ..proximity import Tag
from ..storage import Checksums, Corrupt, Entry, IndexKey, Record, Store
from ..text import Reason
from ..workdays import Calendar
from . import together
from ._answers import Line, NoRules
from ._memory import Memory
from ._registry import Registry
from ._times import a_day, aware, instant, micros

__all__ = ["Reader"]

_LOG: Final = logging.getLogger(__name__)
_PAGE: Final = 1_000


def _no_rules(capability: str, _: datetime | None) -> Any:
    raise NoRules(capability, "")


@attrs.frozen(eq=False, repr=False)
class Reader:
    """Reads one partition: records decoded, journals followed to the end."""

    store: Store
    partition: str
    registry: Registry
    clock: Callable[[], datetime]
    """The time in the city's zone."""
    rules: Callable[[str, datetime | None], Any] = _no_rules
    """A capability's rules by the pack in force, now or as it was known at a time."""
    calendar: Callable[[], Calendar] = Calendar
    """The working days of the pack in force."""
    divisions: Callable[[], Divisions] = Divisions
    """The codes of counties and districts by the pack in force."""
    tags: Callable[[], Mapping[str, Tag]] = dict
    """What places are marked with by the pack in force."""
    memory: Memory = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "memory", Memory(self.partition, self.registry))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.partition!r}>"

    @property
    def checksums(self) -> Checksums:
        """What tells whether the store returns what was written."""
        return Checksums(self.partition)

    def day(self, on: date | None) -> date:
        """The day that is asked for; the city's today if left out.

        Raises:
            Invalid: it is no day.
        """
        return self.clock().date() if on is None else a_day("on", on)

    def areas(self, area: Any) -> frozenset[str]:
        """The codes that records of this area may have been entered under; a name is only itself.

        Raises:
            Invalid: a number, which no area is.
        """
        if isinstance(area, int):
            raise Invalid.at("area", "places.division_not_text", value=area)
        return frozenset(self.divisions().kin(area) if is_division_code(area) else (area,))

    def state(self, record: Record) -> Any:
        """The record's state, None once erased."""
        return self.memory.state(record)

    def place(self, key: Key, state: Any) -> Place | None:
        """The record as a place on the map, if it is one, with what it is marked with."""
        place = None if state is None else self.registry.kinds[key[0]].place(state)
        return None if place is None else together.marked(place, state, self.tags())

    def load(self, *keys: Key) -> tuple[Any, ...]:
        """The states of these records, None where there is none."""
        records = self.store.load(self.partition, keys).records
        return tuple(self.state(r) if r is not None else None for r in records)

    def readable(
        self, records: Iterable[Record], damaged: list[Reason], known: Collection[Key] = ()
    ) -> Iterator[tuple[Record, Any]]:
        """The records with their states; those damaged go to `damaged`, and to the log unless known."""
        for record in records:
            try:
                state = self.state(record)
            except (Corrupt, Undecodable) as error:
                kind, id_ = record.key
                damaged.append(Reason("verify.record_unreadable", kind=kind, key=id_, why=error.reason))
                if record.key not in known:
                    _LOG.error("left out of an answer, since it is damaged: the record %s %s", kind, id_)
            else:
                yield record, state

    def mended(self, key: Key) -> Any:
        """The record's state; if the record is damaged, what its own history makes of it.

        Raises:
            Corrupt: its history is damaged too, or is not all there.
        """
        try:
            (state,) = self.load(key)
        except (Corrupt, Undecodable):
            (record,) = self.store.load(self.partition, (key,)).records
            entries = list(self.entries(key=key))
            if record is None or not entries or entries[-1].version != record.version:
                raise
            _LOG.error("made from its history, since it is damaged until a rebuild: the record %s %s", *key)
            state = fold(self.registry.kinds[key[0]], map(self.event, entries))
        return state

    def entries(
        self,
        *,
        after: int = 0,
        key: Key | None = None,
        kind: str | None = None,
        known: datetime | None = None,
    ) -> Iterator[Entry]:
        """Journal entries in order, of one record, of one kind or of all, up to what was recorded by `known`.

        Raises:
            Corrupt: the store tells the same again, and would for ever.
        """
        upto = None if known is None else micros(aware("known", known))
        while page := self.store.read(self.partition, after, _PAGE, key=key, kind=kind, upto=upto):
            yield from page
            if page[-1].position <= after:
                raise Corrupt(Reason("verify.gap", expected=after + 1, found=page[-1].position))
            after = page[-1].position

    def index(self, name: str, lo: bytes = b"", hi: bytes | None = None) -> Iterator[tuple[IndexKey, Record]]:
        """Every entry of an index with `lo <= key < hi`, and its record."""
        after: bytes | None = None
        while True:
            page = self.store.scan(self.partition, name, lo, hi, _PAGE, False, after)
            yield from page.items
            if page.next is None:
                return
            after = page.next

    def event(self, entry: Entry) -> Any:
        """The entry's event."""
        return self.registry.events[entry.key[0]].decode(self.checksums.event_of(entry))

    def as_known(self, key: Key, known: datetime) -> Any:
        """The record's state as the journal had it then, None before its first event."""
        kind = self.registry.kinds[key[0]]
        return fold(kind, (self.event(entry) for entry in self.entries(key=key, known=known)))

    def history(self, key: Key, known: datetime | None = None) -> tuple[Line, ...]:
        """What happened to a record, first to last."""
        zone = self.clock().tzinfo
        return tuple(
            Line(e.position, instant(e.at, zone), self.event(e), e.command.by, e.command.pack)
            for e in self.entries(key=key, known=known)
        )
