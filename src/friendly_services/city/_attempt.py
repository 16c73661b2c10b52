"""One attempt at a batch: every order decided against one snapshot, into what one commit would write."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import cache, lru_cache, partial
from typing import Any, Final

import attrs

from .. import persons
from ..codec import encode_error, key_bytes, reads_back
from ..decider import Actor, Capability, Context, Decision, Keyed, KeyValue, Kind, NewId
from ..errors import FriendlyServicesError, Refused
from ..ids import Key
from ..packs import Pack
from ..places import square
from ..storage import Batch, Checksums, Command, IndexKey, Put
from ..workdays import Calendar
from ._answers import AlreadyClaimed, Decided, NoRules, OnceReused
from ._memory import Memory
from ._on_map import MAP
from ._private import CONTACT, Cabinet, Moved
from ._registry import Registry
from ._times import micros

__all__ = ["DONE", "REFUSED", "Attempt", "Claims", "Look", "Order", "index_of", "rules_of", "same_command"]

REFUSED: Final = b"\x00"
DONE: Final = b"\x01"
"""First byte of a command's stored result."""

Look = Callable[[Any, Callable[[], Mapping[Key, Any]]], tuple[Any, ...]]
"""Finds records for a command, in the store and among those that the batch has written so far."""

Claims = Mapping[tuple[str, bytes], Key]
"""Unique index entries and the records that hold them."""


@attrs.frozen(eq=False)
class Order:
    """A command on its way: its name, its idempotency key and what the store is told of both."""

    command: Any
    name: str
    once: str
    token: bytes
    digest: bytes
    """What the same token must bring again."""
    new: NewId
    keys: tuple[Key, ...]
    """What must be loaded to decide it."""


@attrs.define(eq=False)
class _Draft:
    """One record as the batch has it so far."""

    base: int
    state: Any
    before: Callable[[], frozenset[IndexKey]]
    """The index entries that the record had: few commands ask for them."""
    now: Callable[[], frozenset[IndexKey]]
    """Those that it has: asked for once, unless some of them are unique."""
    claims: tuple[tuple[str, bytes], ...] = ()
    """The unique ones among them."""
    events: list[tuple[int, bytes]] = attrs.Factory(list)
    private: bool = False
    place: int = 0
    """Among the batch's records, in the order in which they were first written."""


@attrs.define(eq=False)
class Attempt:
    """Decides orders one after the other; each sees what those before it did."""

    registry: Registry
    partition: str
    actor: Actor
    now: datetime
    pack: Pack | None
    """None only while a new city publishes its first."""
    loaded: dict[Key, tuple[int, Any]]
    """Version and state of the records there are; an erased one has no state."""
    allowed: Callable[[Order], None]
    """Raises `Forbidden`."""
    claimed: Claims
    """Unique entries that other records were found to hold."""
    cabinet: Cabinet
    """Where private fields are put away before anything is decided."""
    fetch: Callable[[Key], tuple[int, Any]]
    """Reads a record that no order names: version and state, (0, None) if there is none."""
    look: Look
    """What a decision must know of records that its command does not name."""
    remembers: bool = True
    """Whether refusals are kept where the capability asks for it."""
    rows: list[Command] = attrs.Factory(list)
    erased: list[str] = attrs.Factory(list)
    """The ids of the persons of whom nothing private is left after this."""
    _drafts: dict[Key, _Draft] = attrs.Factory(dict)
    _guards: dict[Key, int] = attrs.Factory(dict)
    _taken: dict[tuple[str, bytes], Key] = attrs.Factory(dict)
    """The unique entries of the drafts."""
    _puts: tuple[Put, ...] = ()
    _checksums: Checksums = attrs.field(init=False)
    _at: int = attrs.field(init=False)
    _pack: int = attrs.field(init=False)
    _calendar: Calendar = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self._checksums = Checksums(self.partition)
        self._at = micros(self.now)
        self._pack = self.pack.number if self.pack else 0
        self._calendar = self.pack.calendar if self.pack else Calendar({})

    def decide(self, order: Order) -> Decided | FriendlyServicesError:
        """Decide one order; keep what it does, or a refusal that must be remembered, for the commit."""
        capability = self.registry.owners[type(order.command)]
        answer: Decided | FriendlyServicesError
        try:
            self.allowed(order)
            answer = self._decided(order)
            result = DONE + answer.id.encode()
        except FriendlyServicesError as error:
            error.__traceback__ = None  # it would hold this frame, and with it the whole batch
            if not (self.remembers and capability.remembers_refusals and isinstance(error, Refused)):
                return error
            answer = error
            result = REFUSED + encode_error(error)
            self._guard(order.keys)
        by = "" if type(order.command) in capability.unsigned else self.actor.id
        row = Command(order.token, order.digest, by, self._pack, self._at, result)
        self.rows.append(self._checksums.command(row))
        return answer

    def batch(self) -> Batch:
        """What one commit writes for all that was decided."""
        self._puts = tuple(
            [
                Put(key, d.base, self._body(key, d), tuple(d.events), d.now(), private=d.private)
                for key, d in self._drafts.items()
            ]
        )
        guards = (guard for guard in sorted(self._guards.items()) if guard[0] not in self._drafts)
        return Batch(self.partition, tuple(self.rows), self._puts, tuple(guards))

    def remember(self, memory: Memory) -> None:
        """Keep the records as they are now that the batch is committed, if they would be read so again."""
        for put in self._puts:
            state = self._drafts[put.key].state
            if put.body is not None and reads_back(state):
                memory.keep(put.key, self._reached(put.key), put.body, state)

    def new_claims(self) -> Mapping[IndexKey, Key]:
        """The unique entries that this batch would take, and for which record."""
        return {
            entry: key
            for key, draft in self._drafts.items()
            if draft.claims
            for entry in draft.now() - draft.before()
            if entry.unique
        }

    def _decided(self, order: Order) -> Decided:
        capability = self.registry.owners[type(order.command)]
        states: dict[Key, Any] = {}
        contact = None
        for key in order.keys:
            if key[0] == CONTACT:
                contact = key
            elif (state := self._state(key)) is not None:
                states[key] = state
        rules = self._rules(capability)
        moved = None if contact is None else self.cabinet.move(order.command, self._state(contact), rules)
        context: Context[Any] = Context(
            now=self.now,
            actor=self.actor,
            rules=rules,
            pack=self._pack,
            calendar=self._calendar,
            new=order.new,
            seal=moved.seal if moved else b"",
            found=self.look(order.command, self._drafted),
            digest=order.digest,
        )
        for key in capability.also(states, order.command, context):
            if (state := self._read(key)) is not None:
                states[key] = state
        decision = capability.decide(states, moved.command if moved else order.command, context)
        drafts = self._written(decision, states, order)
        if contact and moved and moved.writes(event for _, event in decision):
            drafts[contact] = self._private_draft(contact, moved, rules)
        self._claim(drafts)
        for key, draft in drafts.items():
            before = self._drafts.get(key)
            if before is None:
                draft.place = len(self._drafts)
            else:
                before.events += draft.events
                draft.events, draft.place = before.events, before.place
            self._drafts[key] = draft
        self._guard(order.keys)
        self.erased += [key[1] for key, event in decision if event.__class__ is persons.Erased]
        first = decision[0][0] if decision else order.keys[0]
        if len(drafts) > 1:  # put by put, as it is kept
            decision = tuple(sorted(decision, key=lambda entry: self._drafts[entry[0]].place))
        return Decided(first[1], tuple([event for _, event in decision]))

    def _written(self, decision: Decision, states: dict[Key, Any], order: Order) -> dict[Key, _Draft]:
        """The records as the decision leaves them, each with the events of this command alone."""
        drafts: dict[Key, _Draft] = {}
        place = len(self.rows)
        for key, event in decision:
            kind = self.registry.kinds[key[0]]
            state = states[key] = kind.evolve(states.get(key), event)
            draft = drafts.get(key)
            if draft is None:
                draft = drafts[key] = self._draft(key, kind)
            draft.state = state
            version = self._reached(key) + len(draft.events) + 1
            content = self.registry.events[key[0]].encode(event)
            draft.events.append((place, self._checksums.event(key, version, order.token, content)))
        for key, draft in drafts.items():
            kind = self.registry.kinds[key[0]]
            draft.now = partial(index_of, kind, draft.state)
            if _claiming(kind):
                draft.claims = _claims(draft.now())
        return drafts

    def _read(self, key: Key) -> Any:
        """The state of a record that only the rules name, read once for the batch; it guards the commit."""
        if key not in self.loaded:
            self.loaded[key] = self.fetch(key)
        self._guard([key])
        return self._state(key)

    def _guard(self, keys: Iterable[Key]) -> None:
        """See to it that the commit fails if these have changed; of the ones it writes, their base does."""
        for key in keys:
            self._guards[key] = self._version(key)

    def _rules(self, capability: Capability[Any]) -> Any:
        """The capability's section of the pack; every section for what capabilities do together."""
        if capability.rules is dict:
            return {**self.pack.rules, "city": self.pack.city} if self.pack else {}
        return rules_of(self.pack, capability.name)

    def _drafted(self) -> Mapping[Key, Any]:
        """The records that the batch has written so far."""
        return {key: draft.state for key, draft in self._drafts.items()}

    def _state(self, key: Key) -> Any:
        draft = self._drafts.get(key)
        return draft.state if draft is not None else self.loaded.get(key, (0, None))[1]

    def _body(self, key: Key, draft: _Draft) -> bytes | None:
        if draft.state is None:
            return None
        content = self.registry.states[key[0]].encode(draft.state)
        return self._checksums.body(key, self._reached(key), content)

    def _reached(self, key: Key) -> int:
        """The record's version by the batch so far."""
        draft = self._drafts.get(key)
        return self._version(key) if draft is None else draft.base + max(1, len(draft.events))

    def _version(self, key: Key) -> int:
        return self.loaded.get(key, (0, None))[0]

    def _draft(self, key: Key, kind: Kind[Any]) -> _Draft:
        """A record as it was before a command, with no events of that command yet."""
        draft = self._drafts.get(key)
        if draft is not None:
            return _Draft(draft.base, draft.state, draft.before, draft.now)
        version, state = self.loaded.get(key, (0, None))
        before = partial(index_of, kind, state)
        return _Draft(version, state, before, before)

    def _private_draft(self, key: Key, moved: Moved, rules: persons.Rules) -> _Draft:
        """A private record as a command leaves it; without a state it is erased."""
        version, before = self.loaded.get(key, (0, None))
        old, new = (partial(self.cabinet.index, contact, rules) for contact in (before, moved.contact))
        return _Draft(version, moved.contact, old, new, _claims(new()), private=True)

    def _claim(self, drafts: Mapping[Key, _Draft]) -> None:
        """Take the unique entries of one command's drafts, and give back those that they no longer hold."""
        taken: dict[tuple[str, bytes], Key] = {}
        for key, draft in drafts.items():
            for slot in draft.claims:
                holder = taken.setdefault(slot, key)
                if holder == key and (before := self._holder(slot)) not in drafts:
                    holder = before or key
                if holder != key:
                    raise self._claimed_by(holder, slot[0])
        for key in drafts:
            for slot in self._drafts[key].claims if key in self._drafts else ():
                del self._taken[slot]
        self._taken |= taken

    def _claimed_by(self, holder: Key, entry: str) -> AlreadyClaimed:
        """The error that says who holds a unique entry: of a private one, its field and never its text."""
        kind = self.registry.kinds.get(holder[0])
        name = entry.split(".")[1]
        if kind is None:
            return AlreadyClaimed("person", name, holder[1])
        state = self._state(holder) or self.fetch(holder)[1]
        until = None if state is None else kind.held(state)
        return AlreadyClaimed(kind.name, _fields(kind, name), holder[1], until)

    def _holder(self, slot: tuple[str, bytes]) -> Key | None:
        """The record that holds a unique entry by the drafts so far, else as found in the store."""
        found = self.claimed.get(slot)
        return self._taken.get(slot) or (None if found in self._drafts else found)


def _claims(index: Iterable[IndexKey]) -> tuple[tuple[str, bytes], ...]:
    return tuple([(entry.name, entry.key) for entry in index if entry.unique])


def rules_of(pack: Pack | None, capability: str) -> Any:
    """A capability's section of the pack, or the error that there is none."""
    if pack is None or capability not in pack.rules:
        raise NoRules(capability, pack.name if pack else "")
    return pack.rules[capability]


def same_command(order: Order, before: Order | Command) -> OnceReused | None:
    """The error of a key that brings another command than it did before."""
    return None if order.digest == before.digest else OnceReused(order.token, order.once)


def index_of(kind: Kind[Any], state: Any) -> frozenset[IndexKey]:
    """Every index entry of a record: its own, and its places in the shared ones (due, inbox, map)."""
    if state is None:
        return frozenset()
    due, place = kind.due(state), kind.place(state)
    return _entries(
        kind,
        tuple([(name, tuple(map(_exact, values))) for name, values in kind.keys(state)]),
        None if due is None else (due.at.astimezone(UTC), due.area),
        None if place is None or place.absent is not None else square(place.point),
    )


def _exact(value: KeyValue) -> KeyValue:
    """The value, a moment in UTC: two that only a change of clocks tells apart are equal in their zone."""
    return value.astimezone(UTC) if isinstance(value, datetime) else value


@lru_cache(4_096)  # accounts of thousands of workers expire on the same few days
def _entries(
    kind: Kind[Any],
    keys: tuple[Keyed, ...],
    due: tuple[datetime, str | None] | None,
    shown: tuple[int, int] | None,
) -> frozenset[IndexKey]:
    declared = _declared(kind)
    found = []
    for name, values in keys:
        stored, unique = declared[name]
        found.append(IndexKey(stored, key_bytes(*values), unique))
    if due is not None:
        at, area = due
        found.append(IndexKey("due", key_bytes(at)))
        if area is not None:
            found.append(IndexKey("inbox", key_bytes(area, at)))
    if shown is not None:
        found.append(IndexKey(MAP, key_bytes(*shown)))
    return frozenset(found)


@cache
def _declared(kind: Kind[Any]) -> Mapping[str, tuple[str, bool]]:
    """Each index by the name that `keys` calls it, with its name on disk and whether it is unique."""
    return {index.name: (f"{kind.name}.{index.name}.{index.number}", index.unique) for index in kind.indexes}


@cache
def _claiming(kind: Kind[Any]) -> bool:
    """Whether such a record can hold a unique entry."""
    return any(index.unique for index in kind.indexes)


def _fields(kind: Kind[Any], name: str) -> str:
    """What a unique index is about, as its declaration says."""
    return ", ".join(next(index.fields for index in kind.indexes if index.name == name))
