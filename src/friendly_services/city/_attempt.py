"""One attempt at a batch: every order decided against one snapshot, into what one commit would write."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final

import attrs

from ..codec import digest, encode_error, key_bytes
from ..decider import Actor, Capability, Context, Kind
from ..errors import FriendlyServicesError, Refused
from ..ids import Key, derive
from ..packs import Pack
from ..storage import Batch, Command, IndexKey, Put, TokenReused
from ..workdays import Calendar
from ._answers import AlreadyClaimed, Decided, NoRules
from ._registry import Registry
from ._times import micros

__all__ = ["DONE", "REFUSED", "Attempt", "Claims", "Order", "index_of"]

REFUSED: Final = b"\x00"
DONE: Final = b"\x01"
"""First byte of a command's stored result."""

Claims = Mapping[tuple[str, bytes], Key]
"""Unique index entries and the records that hold them."""


@attrs.frozen
class Order:
    """A command on its way: its name, its idempotency key and what the store is told of both."""

    command: Any
    name: str
    once: str
    token: bytes

    @property
    def digest(self) -> bytes:
        """What the same token must bring again."""
        return digest(self.command, self.name)


@attrs.define(eq=False)
class _Draft:
    """One record as the batch has it so far."""

    base: int
    state: Any
    before: frozenset[IndexKey]
    index: frozenset[IndexKey] = frozenset()
    events: list[tuple[int, bytes]] = attrs.Factory(list)


@attrs.define(eq=False)
class Attempt:
    """Decides orders one after the other; each sees what those before it did."""

    registry: Registry
    partition: str
    actor: Actor
    now: datetime
    pack: Pack | None
    """None only while a new city publishes its first."""
    loaded: Mapping[Key, tuple[int, Any]]
    """Version and state of the records there are; an erased one has no state."""
    allowed: Callable[[Order], None]
    """Raises `Forbidden`."""
    claimed: Claims
    """Unique entries that other records were found to hold."""
    rows: list[Command] = attrs.Factory(list)
    _drafts: dict[Key, _Draft] = attrs.Factory(dict)
    _guards: dict[Key, int] = attrs.Factory(dict)
    _taken: dict[IndexKey, Key] = attrs.Factory(dict)
    """Unique entries, with the records that hold them as the batch has it so far."""

    def decide(self, order: Order) -> Decided | FriendlyServicesError:
        """Decide one order; keep what it does, or a refusal that must be remembered, for the commit."""
        capability = self.registry.owners[type(order.command)]
        answer: Decided | FriendlyServicesError
        try:
            self.allowed(order)
            answer = self._decided(order)
            result = DONE + answer.id.encode()
        except FriendlyServicesError as error:
            if not (capability.remembers_refusals and isinstance(error, Refused)):
                return error
            answer = error
            result = REFUSED + encode_error(error)
        number = self.pack.number if self.pack else 0
        self.rows.append(Command(order.token, order.digest, self.actor.id, number, micros(self.now), result))
        return answer

    def batch(self) -> Batch:
        """What one commit writes for all that was decided."""
        puts = (
            Put(key, d.base, self.registry.states[key[0]].encode(d.state), tuple(d.events), d.index)
            for key, d in self._drafts.items()
        )
        guards = (guard for guard in sorted(self._guards.items()) if guard[0] not in self._drafts)
        return Batch(self.partition, tuple(self.rows), tuple(puts), tuple(guards))

    def new_claims(self) -> Mapping[IndexKey, Key]:
        """The unique entries that this batch would take, and for which record."""
        return {
            entry: key
            for key, draft in self._drafts.items()
            for entry in draft.index - draft.before
            if entry.unique
        }

    def _decided(self, order: Order) -> Decided:
        capability = self.registry.owners[type(order.command)]
        new = partial(_derived, self.partition, order.token)
        keys = capability.subjects(order.command, new)
        states = {key: state for key in keys if (state := self._state(key)) is not None}
        context: Context[Any] = Context(
            now=self.now,
            actor=self.actor,
            rules=self._rules(capability),
            pack=self.pack.number if self.pack else 0,
            calendar=self.pack.calendar if self.pack else Calendar({}),
            new=new,
        )
        decision = capability.decide(states, order.command, context)
        after = dict(states)
        written: dict[Key, list[tuple[int, bytes]]] = {}
        for key, event in decision:
            after[key] = self.registry.kinds[key[0]].evolve(after.get(key), event)
            encoded = self.registry.events[key[0]].encode(event)
            written.setdefault(key, []).append((len(self.rows), encoded))
        drafts = {key: self._draft(key, after[key], events) for key, events in written.items()}
        for key, draft in drafts.items():
            self._keep(key, draft)
        self._guards |= {key: self._version(key) for key in keys if key not in drafts}
        first = decision[0][0] if decision else keys[0]
        place = {key: n for n, key in enumerate(self._drafts)}
        journal = sorted(decision, key=lambda entry: place[entry[0]])  # put by put, as the commit writes them
        return Decided(first[1], tuple(event for _, event in journal))

    def _rules(self, capability: Capability[Any]) -> Any:
        """The capability's section of the pack; every section for what capabilities do together."""
        rules = self.pack.rules if self.pack else {}
        if capability.rules is dict:
            return rules
        if capability.name not in rules:
            raise NoRules(capability.name, self.pack.name if self.pack else "")
        return rules[capability.name]

    def _state(self, key: Key) -> Any:
        draft = self._drafts.get(key)
        return draft.state if draft is not None else self.loaded.get(key, (0, None))[1]

    def _version(self, key: Key) -> int:
        return self.loaded.get(key, (0, None))[0]

    def _draft(self, key: Key, state: Any, events: list[tuple[int, bytes]]) -> _Draft:
        kind = self.registry.kinds[key[0]]
        index = index_of(kind, state)
        for entry in index:
            if entry.unique and (holder := self._holder(entry, key)) is not None:
                raise AlreadyClaimed(kind.name, entry.name.split(".")[1], holder[1])
        draft = self._drafts.get(key)
        if draft is None:
            version, before = self.loaded.get(key, (0, None))
            draft = _Draft(version, state, index_of(kind, before) if before is not None else frozenset())
        return attrs.evolve(draft, state=state, index=index, events=[*draft.events, *events])

    def _keep(self, key: Key, draft: _Draft) -> None:
        """Take a record as this order leaves it, and the unique entries that it holds now."""
        if key in self._drafts:
            for entry in self._drafts[key].index - draft.index:
                self._taken.pop(entry, None)
        self._drafts[key] = draft
        self._taken.update((entry, key) for entry in draft.index if entry.unique)

    def _holder(self, entry: IndexKey, key: Key) -> Key | None:
        """Another record that holds this unique entry, in this batch or in the store."""
        holder = self._taken.get(entry)
        if holder is None:
            holder = self.claimed.get((entry.name, entry.key))
            if holder in self._drafts:  # it had the entry, and has given it up in this batch
                return None
        return None if holder == key else holder


def same_command(order: Order, before: Order | Command) -> TokenReused | None:
    """The error of a token that brings another command than it did before."""
    return None if order.digest == before.digest else TokenReused(order.token)


def index_of(kind: Kind[Any], state: Any) -> frozenset[IndexKey]:
    """Every index entry of a record: its own, and its places in the shared ones (due, inbox, map)."""
    declared = {index.name: index for index in kind.indexes}
    found = [
        IndexKey(f"{kind.name}.{name}.{declared[name].number}", key_bytes(*values), declared[name].unique)
        for name, values in kind.keys(state)
    ]
    if (due := kind.due(state)) is not None:
        found.append(IndexKey("due", key_bytes(due.at)))
        if due.area is not None:
            found.append(IndexKey("inbox", key_bytes(due.area, due.at)))
    place = kind.place(state)
    if place is not None and place.absent is None:
        found.append(IndexKey("map", key_bytes(place.id)))
    return frozenset(found)


def _derived(partition: str, token: bytes, kind: str, n: int = 0) -> str:
    return derive(kind, partition, token, n)
