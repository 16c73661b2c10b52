"""Points between two cities: set aside here, credited there, let go of here once that is on record there.

No commit spans two cities, so each has a record of its own under the same id. The city that receives answers
once and for all: its record says that the points were credited, or that they were refused and never will be.
Only that record, as `City.carry` reads it, ends what is set aside where the points come from. No time does:
points that came back by themselves while the other city credited them would be there twice.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Final, assert_never

import attrs

from ..decider import Context, Decision, Due, Index, Keyed, Kind
from ..errors import Invalid, NotFound
from ..ids import TransitId
from ..text import Reason
from ._book import Book
from ._commands import Receive, Send, Settle
from ._errors import InsufficientPoints, NotCarried, NotYours, TransitEnded
from ._events import After, Delivered, Opened, Received, Sent, SentBack
from ._evolve import evolve_account
from ._known import States, check_spending, speak_for, the_account
from ._lots import Lots, month_of, pairs, plus, total
from ._programme_events import Accepted, Departed, Settled, TransitEvent, TurnedAway
from ._rules import LARGEST_BALANCE, Rules
from ._values import Account, Closing, Transit, Unwanted

__all__ = ["OVERDUE", "TRANSIT", "receive", "send", "settle"]

OVERDUE: Final = timedelta(minutes=15)
"""After this long on their way, points need somebody to look: the other city does not answer."""


def send(states: States, command: Send, context: Context[Rules]) -> Decision:
    """Set points aside; City says which city this is."""
    speak_for(command.worker, context)
    receiver = command.receiver or command.worker
    if receiver != command.worker and not context.actor.may(context.rules.on_behalf):
        raise NotYours(context.actor.id, receiver, context.rules.on_behalf)
    (here,) = context.found
    others = tuple(city for city in context.rules.cities if city != here)
    if command.to not in others:
        raise Invalid.at("to", "points.not_a_city", value=command.to, choices=others)
    account: Account = states.get(("account", command.worker)) or Account(command.worker)
    check_spending(account, context.rules)
    book = Book(account, context.today)
    if book.balance < command.points:
        raise InsufficientPoints(command.points, book.balance)
    transit = TransitId(context.new("transit"))
    taken, _, after = book.debit(command.points)
    book.enter(Sent(book.next, context.today, transit, command.to, command.points, taken, after))
    departed = Departed(
        id=transit,
        worker=command.worker,
        receiver=receiver,
        origin=here,
        to=command.to,
        points=command.points,
        lots=taken,
        at=context.now,
    )
    return ((("transit", transit), departed), *book.decision())


def receive(states: States, command: Receive, context: Context[Rules]) -> Decision:
    """Credit what was sent, or refuse it, by what the city that sends has on record."""
    key = ("transit", command.transit)
    if key in states:
        raise TransitEnded(command.transit, states[key].status)
    sent = _other_side(command.transit, "sent", context)
    if sent.receiver != command.worker:
        raise Invalid.at("worker", "points.not_its_receiver", value=command.worker, transit=sent.id)
    account: Account | None = states.get(("account", command.worker))
    opening: Decision = ()
    if account is None:
        opened = Opened(command.worker, context.today, context.rules.expiry.notice_days)
        opening = ((("account", command.worker), opened),)
        account = evolve_account(None, opened)
    book = Book(account, context.today)
    lots, cut = _shortened(sent.lots, month_of(context.today) + context.rules.expiry.months)
    settled, after = book.credit(lots)
    why: Unwanted | None = None
    if sent.origin not in context.rules.cities:
        why = "city_unknown"
    elif isinstance(account.standing, Closing):
        why = "account_closed"
    elif after.balance > LARGEST_BALANCE:
        why = "balance_too_large"
    if why is not None:
        refused = TurnedAway(sent.id, command.worker, sent.origin, sent.to, sent.points, why, context.now)
        return ((key, refused),)
    book.enter(
        Received(book.next, context.today, sent.id, sent.origin, sent.points, lots, settled, cut, after)
    )
    accepted = Accepted(sent.id, command.worker, sent.origin, sent.to, sent.points, lots, context.now)
    return ((key, accepted), *opening, *book.decision())


def settle(states: States, command: Settle, context: Context[Rules]) -> Decision:
    """Let go of what the other city has credited, or give back what it has refused."""
    key = ("transit", command.transit)
    sent: Transit | None = states.get(key)
    if sent is None:
        raise NotFound(*key)
    if sent.worker != command.worker:
        raise Invalid.at("worker", "points.not_its_sender", value=command.worker, transit=sent.id)
    if sent.status != "sent":
        raise TransitEnded(sent.id, sent.status)
    today = context.today
    answer = _other_side(sent.id, ("received", "refused"), context)
    book = Book(the_account(states, command.worker), today)
    if answer.why is None:
        after = After(book.balance, book.debt)
        book.enter(Delivered(book.next, today, sent.id, sent.to, sent.points, after))
        return ((key, Settled(today, "delivered")), *book.decision())
    settled, after = book.credit(sent.lots)
    book.enter(SentBack(book.next, today, sent.id, sent.to, sent.points, settled, answer.why, after))
    return ((key, Settled(today, "returned", answer.why)), *book.decision())


def _other_side(transit: TransitId, wanted: str | tuple[str, ...], context: Context[Rules]) -> Transit:
    """The record of the other city, which City reads; no command can bring it."""
    for found in context.found:
        if isinstance(found, Transit) and found.id == transit and found.status in wanted:
            return found
    raise NotCarried(transit)


def _shortened(lots: Lots, longest: int) -> tuple[Lots, int]:
    """The lots with no month after the longest, and how many points lose months by it."""
    kept = tuple(n for lot in pairs(lots) if lot[0] <= longest for n in lot)
    cut = total(lots) - total(kept)
    return (plus(kept, (longest, cut)) if cut else kept), cut


# --- its record ------------------------------------------------------------------------------------------


def _evolve(transit: Transit | None, event: TransitEvent) -> Transit:
    match event:
        case Departed():
            return Transit(
                event.id,
                event.worker,
                event.receiver,
                event.origin,
                event.to,
                event.points,
                event.lots,
                event.at,
            )
        case Accepted():
            return _answered(event, event.lots)
        case TurnedAway():
            return _answered(event, why=event.why)
        case Settled():
            assert transit is not None  # noqa: S101 # a journal begins with another event
            return attrs.evolve(transit, status=event.status, why=event.why)
        case _:
            assert_never(event)


def _answered(event: Accepted | TurnedAway, lots: Lots = (), why: Unwanted | None = None) -> Transit:
    return Transit(
        id=event.id,
        worker=event.worker,
        receiver=event.worker,
        origin=event.origin,
        to=event.to,
        points=event.points,
        lots=lots,
        at=event.at,
        status="refused" if why else "received",
        why=why,
    )


def _keys(transit: Transit) -> Iterable[Keyed]:
    yield "by_status", (transit.status, transit.at)
    yield "by_worker", (transit.worker, transit.status, transit.at)


def _due(transit: Transit) -> Due | None:
    if transit.status != "sent":
        return None
    return Due(transit.at + OVERDUE, Settle(transit.id, transit.worker))


def _possible(transit: Transit) -> Mapping[str, Reason | None]:
    ended = TransitEnded(transit.id, transit.status).reason
    return {"Settle": None if transit.status == "sent" else ended}


TRANSIT: Final = Kind(
    name="transit",
    state=Transit,
    events=(Departed, Accepted, TurnedAway, Settled),
    evolve=_evolve,
    indexes=(Index("by_status", ("status", "at")), Index("by_worker", ("worker", "status", "at"))),
    keys=_keys,
    due=_due,
    possible=_possible,
)
