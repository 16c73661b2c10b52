"""The loop behind every command: load, decide, commit, and again if the world moved meanwhile."""

import hashlib
import logging
import random
import secrets
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import chain
from typing import Any, Final

import attrs

from ..codec import decode_error, digest
from ..decider import Actor
from ..errors import Forbidden, FriendlyServicesError, Invalid
from ..ids import Key, check_id, derive
from ..packs import Pack
from ..storage import (
    Batch,
    Checksums,
    Committed,
    Conflict,
    Entry,
    Loaded,
    Receipt,
    Store,
    TokenReused,
    Unavailable,
    Unique,
)
from ..storage import Indeterminate as StoreIndeterminate
from ..text import Reason
from ._answers import ClockAhead, Decided, Done, Indeterminate
from ._attempt import REFUSED, Attempt, Claims, Look, Order, same_command
from ._erasures import Erasures, noting
from ._memory import Memory
from ._private import Cabinet
from ._published import REGISTER, Register
from ._registry import Registry
from ._times import instant

__all__ = ["SYSTEM", "Answer", "Executor", "an_actor"]

_LOG: Final = logging.getLogger(__name__)

SYSTEM: Final = Actor("system", roles={"system"})
"""Who sends what the rules themselves have scheduled."""

Answer = Done | FriendlyServicesError
_Told = dict[tuple[int, int], Mapping[bytes, list[Entry]]]
"""First and last position of commits to what they added, by the command's token."""

_CLASHES: Final = 8
"""Attempts more than there are orders, when others keep making the same claims first."""
_LONGEST_PAUSE: Final = 0.02
"""Seconds between two attempts after a conflict; two that write one record as fast as they can need many."""
_LONGEST_ONCE: Final = 256
_SCATTERED: Final = 50
"""Entries of a commit to one that is asked for, above which less is read around a record's own history."""
_AROUND: Final = 8
"""Entries before and after one of a command's, among which most commands have all of theirs."""
_FURTHEST_AHEAD: Final = timedelta(days=400)
_BEHIND: Final = timedelta(minutes=5)
"""More than the clocks of two machines that are set differ by."""


@attrs.frozen(eq=False, repr=False)
class Executor:
    """Decides and commits for one partition; holds nothing that another process could have changed."""

    store: Store
    partition: str
    registry: Registry
    pack_of: Callable[[Register | None], Pack | None]
    """The pack that a register names, read once."""
    clock: Callable[[], datetime]
    trust_clock: bool
    authorize: Callable[[Actor, Any], bool] | None
    patience: float
    """Seconds a call may take before it gives up."""
    cabinet: Cabinet = attrs.Factory(Cabinet)
    erasures: Erasures | None = None
    """Where erasures are noted before they are committed."""
    look: Look = lambda *_: ()
    """What the decision on a command must know of records that it does not name."""
    memory: Memory = attrs.Factory(lambda self: Memory(self.partition, self.registry), takes_self=True)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.partition!r}>"

    def order(self, command: Any, once: str | None, *, scheduled: bool = False) -> Order:
        """A command with the host's key, or with one drawn for the retries of this call.

        Args:
            command: what to do.
            once: the key, 1 to 256 characters.
            scheduled: the key is the library's own, and never meets one of the host's.

        Raises:
            Invalid: the key, a field or an id in the command can never be taken.
        """
        name = self.registry.name_of(command)
        if once is not None and not _is_key(once):
            raise Invalid.at("once", "city.once", value=once, high=_LONGEST_ONCE)
        key = secrets.token_hex(16) if once is None else once
        own = b"\xff" if scheduled else b""  # no text has this byte in UTF-8
        token = hashlib.sha256(own + key.encode("utf-8", "surrogatepass")).digest()
        fingerprint = digest(command, name)
        new = partial(_derived, self.partition, token)
        keys = self.registry.owners[type(command)].subjects(command, new)
        for kind, id_ in keys:
            check_id(kind, id_)
        return Order(command, name, key, token, fingerprint, new, keys)

    def run(self, orders: Sequence[Order], actor: Actor, *, scheduled: bool = False) -> list[Answer]:
        """Decide all orders and commit what they did in one commit; a result or a refusal for each.

        Args:
            orders: in the order in which they are decided.
            actor: who sends them.
            scheduled: sent by `tick`, on the authority of the rule that scheduled it and not of a role; a
                refusal is not remembered, since the rule sends it again.
        """
        an_actor(actor)
        with noting(self.erasures) as note:
            return self._run(orders, actor, note, scheduled=scheduled)

    def _run(
        self,
        orders: Sequence[Order],
        actor: Actor,
        note: Callable[[Collection[str]], None],
        *,
        scheduled: bool,
    ) -> list[Answer]:
        give_up = self.give_up()
        claimed: dict[tuple[str, bytes], Key] = {}
        clashes = 0
        while True:
            attempt, answers = self._attempt(orders, actor, claimed, scheduled=scheduled)
            note(attempt.erased)
            if not attempt.rows:
                return [answer for answer in answers if not isinstance(answer, Decided)]
            try:
                receipt = self.commit(attempt.batch(), give_up)
            except StoreIndeterminate as error:
                every = tuple(order.once for order in orders)
                raise Indeterminate(error.why, orders[0].once, every) from error
            except Unique:
                clashes += 1
                if clashes > _CLASHES + len(orders):
                    raise
                claimed |= self._holders(attempt)
            except (Conflict, TokenReused):
                if time.monotonic() >= give_up:
                    raise
                time.sleep(random.uniform(0, _LONGEST_PAUSE))  # noqa: S311 # jitter, not a secret
            else:
                if not receipt.replayed:
                    attempt.remember(self.memory)
                    told = attrs.evolve(receipt, results=())
                    return [_committed(answer, told) for answer in answers]
                # the same commands were committed by somebody else meanwhile: theirs are the answers

    def check(self, order: Order, actor: Actor) -> Decided:
        """Decide one order and commit nothing."""
        an_actor(actor)
        attempt, (answer,) = self._attempt([order], actor, {}, scheduled=False)
        if held := self._holders(attempt):
            _, (answer,) = self._attempt([order], actor, held, scheduled=False)
        match answer:
            case Decided():
                return answer
            case Done():
                return Decided(answer.id, answer.events)
            case _:
                raise answer

    def _attempt(
        self, orders: Sequence[Order], actor: Actor, claimed: Claims, *, scheduled: bool
    ) -> tuple[Attempt, list[Decided | Answer]]:
        keys = dict.fromkeys([REGISTER])
        for order in orders:
            keys |= dict.fromkeys(order.keys)
        loaded = self.store.load(self.partition, tuple(keys), tuple(order.token for order in orders))
        states = {
            record.key: (record.version, self.memory.state(record))
            for record in loaded.records
            if record is not None
        }
        pack = self.pack_of(states.get(REGISTER, (0, None))[1])
        allowed = partial(self._allowed, actor, pack, scheduled)
        now = self.now(loaded)
        attempt = Attempt(
            registry=self.registry,
            partition=self.partition,
            actor=actor,
            now=now,
            pack=pack,
            loaded=states,
            allowed=allowed,
            claimed=claimed,
            cabinet=self.cabinet,
            fetch=self._fetch,
            look=self.look,
            remembers=not scheduled,
        )
        answers: list[Decided | Answer] = []
        twins: dict[bytes, int] = {}
        told = self._told([past.receipt for past in loaded.committed if past is not None])
        for n, (order, committed) in enumerate(zip(orders, loaded.committed, strict=True)):
            if committed is not None:
                answers.append(self._replay(order, committed, told))
            elif (twin := twins.get(order.token)) is not None:
                answers.append(same_command(order, orders[twin]) or answers[twin])
            else:
                before = len(attempt.rows)
                answers.append(attempt.decide(order))
                if len(attempt.rows) > before:
                    twins[order.token] = n
        return attempt, answers

    def _fetch(self, key: Key) -> tuple[int, Any]:
        """Version and state of a record as the store has it; (0, None) if it does not."""
        (record,) = self.store.load(self.partition, (key,), ()).records
        return (0, None) if record is None else (record.version, self.memory.state(record))

    def give_up(self) -> float:
        """When a call that begins now gives up, by the monotonic clock."""
        return time.monotonic() + self.patience

    def now(self, loaded: Loaded) -> datetime:
        """The city's time: the clock's, and never before the last commit.

        Raises:
            ClockAhead: the clock cannot be right.
        """
        clock = self.clock()
        if not loaded.at:
            return clock
        last = instant(loaded.at, clock.tzinfo)
        if clock - last > _FURTHEST_AHEAD and not self.trust_clock:
            raise ClockAhead(clock, last, _FURTHEST_AHEAD.days)
        if last - clock > _BEHIND:
            _LOG.warning("%s", Reason("city.clock_behind", clock=clock, last=last))
        return max(clock, last)

    def check_may(self, actor: Actor, pack: Pack, name: str, asked: Any) -> None:
        """Refuse what the pack gives none of the actor's roles, or what the host narrows further.

        Raises:
            Forbidden: it names the roles that may.
        """
        an_actor(actor)
        roles = pack.may.get(name, frozenset())
        if not actor.may(roles):
            raise Forbidden(actor.id, name, tuple(sorted(roles)))
        if self.authorize is not None and not self.authorize(actor, asked):
            raise Forbidden(actor.id, name, tuple(sorted(roles)), by_host=True)

    def _allowed(self, actor: Actor, pack: Pack | None, scheduled: bool, order: Order) -> None:
        if not scheduled and pack is not None:
            self.check_may(actor, pack, order.name, order.command)

    def commit(self, batch: Batch, give_up: float) -> Receipt:
        """Commit; when the answer got lost, send the same batch again until the token tells."""
        lost: StoreIndeterminate | None = None
        pause = 0.005
        while True:
            try:
                return self.store.commit(batch, max(give_up - time.monotonic(), 0.05))
            except StoreIndeterminate as error:
                lost = error
            except Unavailable:
                if lost is None:
                    raise  # else it speaks of this try: the one before may have been committed
            if time.monotonic() + pause >= give_up:
                raise lost
            time.sleep(pause)
            pause = min(2 * pause, 0.5)

    def _holders(self, attempt: Attempt) -> Claims:
        """Which of the unique entries this attempt claims are another record's already."""
        found: dict[tuple[str, bytes], Key] = {}
        for entry, key in attempt.new_claims().items():
            page = self.store.scan(self.partition, entry.name, entry.key, entry.key + b"\0", 1)
            found.update(((entry.name, entry.key), r.key) for _, r in page.items if r.key != key)
        return found

    def _replay(self, order: Order, committed: Committed, told: _Told) -> Answer:
        """The first answer to a command that came before; a remembered refusal is that refusal again.

        `told` has the commits that were read as a whole.
        """
        if (reused := same_command(order, committed.command)) is not None:
            return reused
        checksums = Checksums(self.partition)
        result = checksums.result_of(committed.command)
        if result[:1] == REFUSED:
            return decode_error(result[1:])
        receipt = committed.receipt
        entries = told.get((receipt.first, receipt.last))
        found = self._entries_of(order, receipt) if entries is None else entries.get(order.token, ())
        events = tuple([self.registry.events[one.key[0]].decode(checksums.event_of(one)) for one in found])
        return Done(
            result[1:].decode(), attrs.evolve(receipt, results=(), replayed=True), events, replayed=True
        )

    def _told(self, receipts: Iterable[Receipt]) -> _Told:
        """What the commits added to the journal of which so much is asked that they are read as a whole."""
        asked = Counter((receipt.first, receipt.last) for receipt in receipts)
        spans = [(first, last) for (first, last), n in asked.items() if last - first < n * _SCATTERED]
        return {span: self._entries(*span) for span in spans}

    def _entries(self, first: int, last: int) -> Mapping[bytes, list[Entry]]:
        """What one commit added to the journal, by the token of the command."""
        found: defaultdict[bytes, list[Entry]] = defaultdict(list)
        for entry in self.store.read(self.partition, first - 1, last - first + 1) if first <= last else ():
            found[entry.command.token].append(entry)
        return found

    def _entries_of(self, order: Order, receipt: Receipt) -> Sequence[Entry]:
        """What one command of a large commit added: a piece of it, around an entry of a record that it names.

        Where it added none to these, the whole commit is read.
        """
        first, last = receipt.first, receipt.last
        among = (self.store.read(self.partition, first - 1, last - first + 1, key=key) for key in order.keys)
        own = (one.position for one in chain.from_iterable(among) if one.command.token == order.token)
        if (at := next(own, None)) is None:
            return self._entries(first, last).get(order.token, ())
        reach = _AROUND
        while True:
            low, high = max(first, at - reach), min(last, at + reach)
            found = self._entries(low, high)[order.token]
            if (low == first or found[0].position > low) and (high == last or found[-1].position < high):
                return found
            reach *= _AROUND


def an_actor(by: object) -> Actor:
    """Who sends a command or asks, refused if it is only their id."""
    if not isinstance(by, Actor):
        raise Invalid.at("by", "city.no_actor", value=by, id=by if isinstance(by, str) else "u17")
    return by


def _committed(answer: Decided | Answer, receipt: Receipt) -> Answer:
    if isinstance(answer, Decided):
        return Done(answer.id, receipt, answer.events, replayed=receipt.replayed)
    return answer


def _is_key(once: object) -> bool:
    return isinstance(once, str) and 1 <= len(once) <= _LONGEST_ONCE


def _derived(partition: str, token: bytes, kind: str, n: int = 0) -> str:
    return derive(kind, partition, token, n)
