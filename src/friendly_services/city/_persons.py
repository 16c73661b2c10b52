"""Where persons are asked for: everything that reads a private field is on record before it is answered."""

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

import attrs
from dateutil.relativedelta import relativedelta

from .. import persons
from ..codec import key_bytes
from ..decider import Actor
from ..errors import Invalid, NotFound
from ..ids import Key
from ..names import check_name
from ..packs import Pack
from ..private import Private
from ..storage import EVERY_RECORD, Batch, Checksums, Command, Conflict, Put, Record, eventless, record_key
from ._answers import NoRules
from ._desk import Desk, a_text
from ._executor import Executor
from ._export import PersonExport, exported
from ._private import ACCESS, CONTACT, PRIVATE_STATES, Access, Cabinet, Contact, access_index, new_access
from ._questions import after_all
from ._times import aware, micros

__all__ = ["Overdue", "Persons"]

_TRIES: Final = 8
_AT_ONCE: Final = 1_000


@attrs.frozen
class Overdue:
    """Fields of a person that are past their retention: somebody decides to erase or to keep them."""

    person: str
    fields: Mapping[str, date]
    """By name, the last day on which each should have been kept."""
    held_until: date | None
    """The last day of a hold that forbids erasing them now."""


@attrs.frozen(eq=False, repr=False)
class Persons(Desk[persons.Person]):
    """The register of persons. `get`, `find` and `history` tell what is public: never who somebody is."""

    _executor: Executor
    _pack: Callable[[], Pack]

    def read(
        self,
        id: str,
        *,
        by: Actor,
        why: str,
        fields: Iterable[str] | None = None,
    ) -> Mapping[str, Private]:
        """Private fields of a person, once it is on record who reads them and why.

        Args:
            id: the person.
            by: who reads, as the host vouches; the pack's `may` table must give a role `persons.Read`.
            why: what for, in a few words; kept in a private record.
            fields: their names; all that may be used if left out.

        Raises:
            Forbidden: nobody said that this actor may.
            NotFound: there is no such person.
            NotKept: there is no such field of theirs, or not any more.
            NotUsable: it waits for its erasure and is not used.
        """
        wanted = None if fields is None else tuple(sorted({a_text("fields", name) for name in fields}))
        question = persons.Read(a_text("id", id), wanted or (), _reason(why))
        self._check_may(by, question)
        return self._disclosed(id, wanted, by, why, "read")

    def lookup(self, field: str, text: str, *, by: Actor, why: str) -> str | None:
        """The id of the person who has this in a field that the pack lists with `lookup`, found blindly.

        None if nobody has it, or nobody whose data may be used. Either way it is on record like a read, but
        not what was looked for: whoever walks through all numbers is seen.

        Raises:
            Forbidden: nobody said that this actor may (`persons.Find`).
            NoIndexKey: the city was opened without its index key.
            Invalid: the field is not one that persons are found by, or the text is none of its form.
        """
        rules = self._rules()
        self._check_may(by, persons.Find(a_text("field", field), _reason(why)))
        listed = tuple(name for name, rule in rules.fields.items() if rule.lookup)
        if field not in listed:
            raise Invalid.at("field", "value.not_one_of", value=field, choices=listed)
        canonical = self._cabinet.canonical(field, Private(text).text, rules)
        entry = self._cabinet.entry(field, canonical)
        page = self._reader.store.scan(self._reader.partition, entry.name, entry.key, entry.key + b"\0", 1)
        for _, record in page.items:
            id_ = record.key[1]
            try:
                self._disclosed(id_, (field,), by, why, "found")
            except (persons.NotKept, persons.NotUsable):
                continue
            return id_
        self._commit("access", (self._access(None, by, why, (field,), "not_found"),))
        return None

    def exposure(self, since: datetime, until: datetime, *, by: Actor) -> tuple[Access, ...]:
        """Every read and search in a span of time, first to last: who, why, which person and fields, when.

        Args:
            since: from this time on, aware.
            until: before this time, aware.
            by: who asks; `persons.Review` in the pack's `may` table.
        """
        self._check_may(by, persons.Review())
        lo, hi = key_bytes(aware("since", since)), key_bytes(aware("until", until))
        return tuple(self._accesses("access.at.1", lo, hi))

    def accesses(self, id: str, *, by: Actor) -> tuple[Access, ...]:
        """Every read of one person's fields that is on record, first to last."""
        self._check_may(by, persons.Review())
        return tuple(self._accesses_to(a_text("id", id)))

    def export_person(
        self,
        id: str,
        *,
        by: Actor,
        why: str,
        sensitive: bool = False,
    ) -> PersonExport:
        """Everything that is kept about a person, as one JSON and one CSV with a guide in both languages.

        Args:
            id: the person.
            by: who hands it over; `persons.Export` in the pack's `may` table.
            why: for whom, in a few words.
            sensitive: with the fields that the pack calls sensitive: for the person, not for others.
        """
        self._check_may(by, persons.Export(a_text("id", id), _reason(why)))
        person, rules = self.get(id), self._rules()
        names = tuple(
            sorted(
                name
                for name in person.kept
                if sensitive or (name in rules.fields and not rules.fields[name].sensitive)
            )
        )
        fields = self._disclosed(id, names, by, why, "exported") if names else {}
        found = tuple(self._referring(person)) if person.ref else ()
        return exported(person, fields, rules, tuple(self._accesses_to(id)), found, self._reader)

    def overdue(self, *, by: Actor, on: date | None = None) -> tuple[Overdue, ...]:
        """What is past its retention on a day, the longest first: a proposal, nothing is erased by it.

        Answer each with `persons.EraseFields`, `persons.Erase` or `persons.Keep`.

        Args:
            by: who asks; `persons.Review` in the pack's `may` table.
            on: the day; the city's today if left out.
        """
        self._check_may(by, persons.Review())
        day = self._reader.day(on)
        found = []
        for _, record in self._reader.index("person.by_retention.1", b"", key_bytes(day)):
            person: persons.Person = self._reader.state(record)
            past = {name: kept.until for name, kept in sorted(person.kept.items()) if kept.until < day}
            holds = [hold.until for hold in person.holds if hold.until >= day]
            found.append(Overdue(person.id, past, max(holds, default=None)))
        return tuple(found)

    def forget_accesses(self, *, by: Actor) -> int:
        """Erase the records of reads that are past the pack's `access_months`; how many those were."""
        self._check_may(by, persons.Review())
        now = self._reader.clock()
        past = now - relativedelta(months=self._rules().access_months)
        count = 0
        while page := self._reader.store.scan(
            self._reader.partition, "access.at.1", b"", key_bytes(past), _AT_ONCE
        ).items:
            puts = tuple(Put(r.key, r.version, None, private=True) for _, r in page)
            self._commit("forget accesses", puts)
            count += len(puts)
        return count

    def rekey(self, *, by: Actor) -> int:
        """Write the blind index anew under the index key with which the city is open; how many records.

        Run it after the key was changed; until it is done some persons are not found by their fields.
        """
        self._check_may(by, persons.Review())
        rules, count = self._rules(), 0
        for batch in _batches(self._records(CONTACT)):
            puts = []
            for record in batch:
                contact: Contact = self._reader.state(record)
                index = self._cabinet.index(contact, rules)
                puts.append(Put(record.key, record.version, record.body, (), index, True, rewrite=True))
            self._rewrite(by, tuple(puts))
            count += len(puts)
        return count

    # -- within

    @property
    def _cabinet(self) -> Cabinet:
        return self._executor.cabinet

    def _rules(self) -> persons.Rules:
        pack = self._pack()
        if persons.CAPABILITY.name not in pack.rules:
            raise NoRules(persons.CAPABILITY.name, pack.name)
        rules: persons.Rules = pack.rules[persons.CAPABILITY.name]
        return rules

    def _check_may(self, by: Actor, question: persons.Question) -> None:
        self._executor.check_may(by, self._pack(), f"persons.{type(question).__name__}", question)

    def _disclosed(
        self, id_: str, wanted: tuple[str, ...] | None, by: Actor, why: str, how: Any
    ) -> Mapping[str, Private]:
        """The fields, after the record of the read is committed; not if they change or go meanwhile."""
        keys: tuple[Key, ...] = ((self.kind.name, id_), (CONTACT, id_))
        tries = 0
        while True:
            records = self._reader.store.load(self._reader.partition, keys).records
            person, contact = (None if r is None else self._reader.state(r) for r in records)
            if person is None:
                raise NotFound(self.kind.name, id_)
            names = tuple(sorted(person.usable)) if wanted is None else wanted
            _check_usable(person, names, exporting=how == "exported")
            if not names or contact is None:
                return {}
            put = self._access(id_, by, why, names, how)
            try:
                self._commit("access", (put,), tuple((r.key, r.version) for r in records if r is not None))
            except Conflict:
                tries += 1
                if tries == _TRIES:
                    raise
            else:
                return {name: Private(contact.fields[name]) for name in names}

    def _access(self, person: str | None, by: Actor, why: str, fields: tuple[str, ...], how: Any) -> Put:
        """The record of a read or of a search, to be committed before it is answered."""
        access = Access(person, by.id, why, fields, self._reader.clock(), how, secrets.token_bytes(16))
        body = PRIVATE_STATES[ACCESS].encode(access)
        return Put(new_access(self._reader.partition), 0, body, index=access_index(access), private=True)

    def _commit(self, why: str, puts: tuple[Put, ...], expect: tuple[tuple[Key, int], ...] = ()) -> None:
        batch = eventless(self._reader.partition, why, puts, self._now())
        self._executor.commit(attrs.evolve(batch, expect=expect), self._executor.give_up())

    def _rewrite(self, by: Actor, puts: tuple[Put, ...]) -> None:
        """Write index entries anew: the records stay at the version at which they were decided."""
        partition = self._reader.partition
        row = Command(secrets.token_bytes(16), secrets.token_bytes(32), by.id, 0, self._now())
        batch = Batch(partition, (Checksums(partition).command(row),), puts)
        self._executor.commit(batch, self._executor.give_up())

    def _now(self) -> int:
        return micros(self._executor.now(self._reader.store.load(self._reader.partition, ())))

    def _accesses_to(self, id_: str) -> Iterator[Access]:
        prefix = key_bytes(id_)
        return self._accesses("access.person.1", prefix, after_all(prefix))

    def _accesses(self, index: str, lo: bytes, hi: bytes | None) -> Iterator[Access]:
        zone = self._reader.clock().tzinfo
        for _, record in self._reader.index(index, lo, hi):
            access: Access = self._reader.state(record)
            yield attrs.evolve(access, at=access.at.astimezone(zone))

    def _records(self, kind: str) -> Iterator[Record]:
        """Every record of a kind that was not erased."""
        prefix = record_key((kind, ""))
        for _, record in self._reader.index(EVERY_RECORD, prefix, after_all(prefix)):
            if record.body is not None:
                yield record

    def _referring(self, person: persons.Person) -> Iterator[tuple[Key, Any]]:
        """The public records in which the person's reference stands."""
        for kind in self._reader.registry.kinds:
            for record in self._records(kind) if kind not in ("packs", "pack", "person") else ():
                state = self._reader.state(record)
                if person.ref == record.key[1] or _mentions(state, person.ref):
                    yield record.key, state


def _reason(why: str) -> Private:
    return Private(check_name("why", why))


def _check_usable(person: persons.Person, names: Iterable[str], *, exporting: bool) -> None:
    for name in names:
        if name not in person.kept:
            raise persons.NotKept(person.id, name)
        if not exporting and name not in person.usable:
            raise persons.NotUsable(person.id, name)


def _mentions(value: Any, ref: str | None) -> bool:
    """Whether a text that is this reference stands anywhere in a value."""
    match value:
        case str():
            return value == ref
        case Mapping():
            return any(_mentions(part, ref) for pair in value.items() for part in pair)
        case tuple() | frozenset():
            return any(_mentions(part, ref) for part in value)
        case _ if attrs.has(type(value)):
            return any(_mentions(getattr(value, field.name), ref) for field in attrs.fields(type(value)))
        case _:
            return False


def _batches(records: Iterator[Record]) -> Iterator[list[Record]]:
    batch: list[Record] = []
    for record in records:
        batch.append(record)
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch
