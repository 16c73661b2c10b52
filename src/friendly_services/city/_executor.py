"""The loop behind every command: load, decide, commit, and again if the world moved meanwhile."""

import hashlib
import random
import secrets
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

import attrs

from ..codec import decode_error
from ..decider import Actor
from ..errors import Forbidden, FriendlyServicesError, Invalid
from ..ids import Key
from ..packs import Pack
from ..storage import Batch, Committed, Conflict, Loaded, Receipt, Store, Unique
from ..storage import Indeterminate as StoreIndeterminate
from ._answers import ClockAhead, Decided, Done, Indeterminate
from ._attempt import REFUSED, Attempt, Claims, Order, _derived, same_command
from ._published import REGISTER, Register
from ._registry import Registry
from ._times import instant

__all__ = ["SYSTEM", "Answer", "Executor"]

SYSTEM: Final = Actor("system", roles={"system"})
"""Who sends what the rules themselves have scheduled."""

Answer = Done | FriendlyServicesError

_ATTEMPTS: Final = 8
_LONGEST_ONCE: Final = 256
_FURTHEST_AHEAD: Final = timedelta(days=400)


@attrs.frozen(eq=False)
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

    def order(self, command: Any, once: str | None) -> Order:
        """A command with the host's key, or with one drawn for the retries of this call."""
        if once is not None and not 1 <= len(once) <= _LONGEST_ONCE:
            raise Invalid.at("once", "city.once", value=once, high=_LONGEST_ONCE)
        key = secrets.token_hex(16) if once is None else once
        return Order(command, self.registry.name_of(command), key, hashlib.sha256(key.encode()).digest())

    def run(self, orders: Sequence[Order], actor: Actor, *, scheduled: bool = False) -> list[Answer]:
        """Decide all orders and commit what they did in one commit; a result or a refusal for each.

        Args:
            orders: in the order in which they are decided.
            actor: who sends them.
            scheduled: sent by `tick`, on the authority of the rule that scheduled it and not of a role.
        """
        give_up = time.monotonic() + self.patience
        claimed: dict[tuple[str, bytes], Key] = {}
        tries = 0
        while True:
            attempt, answers = self._attempt(orders, actor, claimed, scheduled=scheduled)
            if not attempt.rows:
                return [answer for answer in answers if not isinstance(answer, Decided)]
            tries += 1
            try:
                receipt = self._commit(attempt.batch(), give_up)
            except Unique:
                holders = self._holders(attempt)
                if not holders or tries > _ATTEMPTS + len(orders):
                    raise
                claimed |= holders
            except Conflict:
                if tries >= _ATTEMPTS or time.monotonic() >= give_up:
                    raise
                time.sleep(random.uniform(0, 0.002 * 2**tries))  # noqa: S311 # jitter, not a secret
            except StoreIndeterminate as error:
                raise Indeterminate(error.why, orders[0].once) from error
            else:
                return [_committed(answer, receipt) for answer in answers]

    def check(self, order: Order, actor: Actor) -> Decided:
        """Decide one order and commit nothing."""
        _, (answer,) = self._attempt([order], actor, {}, scheduled=False)
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
            new = partial(_derived, self.partition, order.token)
            with suppress(FriendlyServicesError):  # its own answer, and nobody else's, once it is decided
                keys |= dict.fromkeys(self.registry.owners[type(order.command)].subjects(order.command, new))
        loaded = self.store.load(self.partition, tuple(keys), tuple(order.token for order in orders))
        states = {
            record.key: (record.version, self.registry.states[record.key[0]].decode(record.body))
            if record.body is not None
            else (record.version, None)
            for record in loaded.records
            if record is not None
        }
        pack = self.pack_of(states.get(REGISTER, (0, None))[1])
        allowed = partial(self._allowed, actor, pack, scheduled)
        now = self._now(loaded)
        attempt = Attempt(self.registry, self.partition, actor, now, pack, states, allowed, claimed)
        answers: list[Decided | Answer] = []
        first: dict[bytes, int] = {}
        for n, (order, committed) in enumerate(zip(orders, loaded.committed, strict=True)):
            if committed is not None:
                answers.append(self._replay(order, committed))
            elif (twin := first.get(order.token)) is not None:
                answers.append(same_command(order, orders[twin]) or answers[twin])
            else:
                kept = len(attempt.rows)
                answers.append(attempt.decide(order))
                if len(attempt.rows) > kept:  # a refusal that nobody remembers leaves its key free
                    first[order.token] = n
        return attempt, answers

    def _allowed(self, actor: Actor, pack: Pack | None, scheduled: bool, order: Order) -> None:
        if scheduled or pack is None:
            return
        roles = pack.may.get(order.name, frozenset())
        if not actor.may(roles) or (self.authorize is not None and not self.authorize(actor, order.command)):
            raise Forbidden(actor.id, order.name, tuple(sorted(roles)))

    def _commit(self, batch: Batch, give_up: float) -> Receipt:
        """Commit; when the answer got lost, send the same batch again until the token tells."""
        while True:
            try:
                return self.store.commit(batch, max(give_up - time.monotonic(), 0.05))
            except StoreIndeterminate:
                if time.monotonic() >= give_up:
                    raise

    def _holders(self, attempt: Attempt) -> Claims:
        """Which of the unique entries this attempt claims are another record's already."""
        found: dict[tuple[str, bytes], Key] = {}
        for entry, key in attempt.new_claims().items():
            page = self.store.scan(self.partition, entry.name, entry.key, entry.key + b"\0", 1)
            found.update(((entry.name, entry.key), r.key) for _, r in page.items if r.key != key)
        return found

    def _replay(self, order: Order, committed: Committed) -> Answer:
        """The first answer to a command that came before; a remembered refusal is that refusal again."""
        if (reused := same_command(order, committed.command)) is not None:
            return reused
        if committed.command.result[:1] == REFUSED:
            return decode_error(committed.command.result[1:])
        receipt = committed.receipt
        span = receipt.last - receipt.first + 1
        entries = self.store.read(self.partition, receipt.first - 1, span) if span else ()
        events = tuple(
            self.registry.events[entry.key[0]].decode(entry.event)
            for entry in entries
            if entry.command.token == order.token
        )
        id_ = committed.command.result[1:].decode()
        return Done(id_, attrs.evolve(receipt, replayed=True), events, replayed=True)

    def _now(self, loaded: Loaded) -> datetime:
        clock = self.clock()
        if not loaded.at:
            return clock
        last = instant(loaded.at, clock.tzinfo)
        if clock - last > _FURTHEST_AHEAD and not self.trust_clock:
            raise ClockAhead(clock, last, _FURTHEST_AHEAD.days)
        return max(clock, last)


def _committed(answer: Decided | Answer, receipt: Receipt) -> Answer:
    if isinstance(answer, Decided):
        return Done(answer.id, receipt, answer.events, replayed=receipt.replayed)
    return answer
