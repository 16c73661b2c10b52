"""Double entry: every entry as transfers between two accounts each, and the worker's own view of them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import assert_never

import attrs

from ..ids import WorkerId
from ..text import Label, Reason
from ._events import (
    AccountEvent,
    AppealDecided,
    Appealed,
    Closed,
    Deducted,
    Delivered,
    Earned,
    Entry,
    Expired,
    Frozen,
    Held,
    Noticed,
    NoticeDaysSet,
    Opened,
    Purchased,
    PurchaseReversed,
    Received,
    Refunded,
    Released,
    Reminded,
    Restored,
    Reversed,
    Sent,
    SentBack,
    Spent,
    Thawed,
)
from ._lots import total
from ._programme_events import Drawn, Funded, FundEvent, GivenBack
from ._rules import Action, Ground, Item, OtherCity, Rules
from ._values import Account, Fund

__all__ = ["Line", "Transfer", "holdings", "reason_of", "statement", "totals", "transfers"]


@attrs.frozen
class Transfer:
    """Points that move from one account of the ledger to another; an entry may be several of them.

    A worker has three accounts: `points/…` what can be spent, `held/…` what is set aside, `debt/…` what is
    owed, which is 0 or below. The programme's own have no record; they are sums over the journal: `issued`,
    `reversed`, `deducted`, `redeemed`, `expired`, and `transit/…` for each other city: above 0 what has gone
    there, below 0 what has come from it. Of a funder with a budget, `fund/…` is what is left of `granted`: an
    award comes out of it through `issued`, and goes back through `reversed`. Volunteer hours are a unit of
    their own, in accounts of their own: `hours/…` of a worker, and `served`.
    """

    source: str
    """The account that is debited."""
    target: str
    """The account that is credited."""
    amount: int
    """More than 0."""
    unit: str = "points"
    """What moves: sums are kept for each unit alone."""


def transfers(record: str, event: AccountEvent | FundEvent) -> tuple[Transfer, ...]:
    """What one entry moves between accounts of the ledger.

    >>> from friendly_services.points import After
    >>> transfers("rider-7", Expired(entry=3, on=date(2026, 5, 1), points=30, after=After(0, 0)))
    (Transfer(source='points/rider-7', target='expired', amount=30, unit='points'),)

    Args:
        record: the worker whose account it is of, or the funder whose fund.
        event: the entry.
    """
    match event:
        case Funded():
            return (Transfer("granted", f"fund/{record}", event.points),)
        case Drawn():
            return (Transfer(f"fund/{record}", "issued", event.points),)
        case GivenBack():
            return (Transfer("reversed", f"fund/{record}", event.points),)
        case _:
            return _of_account(WorkerId(record), event)


def _of_account(worker: WorkerId, event: AccountEvent) -> tuple[Transfer, ...]:
    match event:
        case Opened() | NoticeDaysSet() | Noticed():
            return ()
        case Frozen() | Thawed() | Closed() | Appealed() | AppealDecided() | Reminded():
            return ()
        case Earned():
            return (
                *_in(worker, "issued", event.points, event.settled),
                *_hours("served", f"hours/{worker}", event.hours),
            )
        case Restored():
            return _in(worker, "deducted", event.points, event.settled)
        case Refunded() | PurchaseReversed():
            return _in(worker, "redeemed", event.points, event.settled)
        case Released() | SentBack():
            return _in(worker, f"held/{worker}", event.points, event.settled)
        case Reversed():
            return (
                *_out(worker, "reversed", event.points, event.owed),
                *_hours(f"hours/{worker}", "served", event.hours),
            )
        case Deducted():
            return _out(worker, "deducted", event.points, event.owed)
        case Purchased():
            return _out(worker, "redeemed", event.points, 0)
        case Expired():
            return _out(worker, "expired", event.points, 0)
        case Held() | Sent():
            return _out(worker, f"held/{worker}", event.points, 0)
        case Spent():
            return (Transfer(f"held/{worker}", "redeemed", event.points),)
        case Delivered():
            return (Transfer(f"held/{worker}", f"transit/{event.to}", event.points),)
        case Received():
            return _in(worker, f"transit/{event.origin}", event.points, event.settled)
        case _:
            assert_never(event)


def _in(worker: WorkerId, source: str, points: int, settled: int) -> tuple[Transfer, ...]:
    """Points that come in: what settles a debt never reaches the balance."""
    legs = ((f"points/{worker}", points - settled), (f"debt/{worker}", settled))
    return tuple(Transfer(source, account, amount) for account, amount in legs if amount)


def _out(worker: WorkerId, target: str, points: int, owed: int) -> tuple[Transfer, ...]:
    """Points that go out: what the balance does not hold becomes debt."""
    legs = ((f"points/{worker}", points - owed), (f"debt/{worker}", owed))
    return tuple(Transfer(account, target, amount) for account, amount in legs if amount)


def _hours(source: str, target: str, hours: int) -> tuple[Transfer, ...]:
    return (Transfer(source, target, hours, "hours"),) if hours else ()


def totals(entries: Iterable[tuple[str, AccountEvent | FundEvent]]) -> Mapping[tuple[str, str], int]:
    """What every (unit, account) of the ledger holds by its transfers; those of a unit together are 0.

    >>> from friendly_services.points import After
    >>> expired = Expired(entry=3, on=date(2026, 5, 1), points=30, after=After(0, 0))
    >>> for (unit, name), held in totals([("rider-7", expired)]).items():
    ...     print(unit, name, held)
    points points/rider-7 -30
    points expired 30
    """
    sums: Counter[tuple[str, str]] = Counter()
    for record, event in entries:
        for moved in transfers(record, event):
            sums[moved.unit, moved.source] -= moved.amount
            sums[moved.unit, moved.target] += moved.amount
    return sums


def holdings(record: Account | Fund) -> Mapping[tuple[str, str], int]:
    """What a worker's accounts of the ledger, or a fund, hold by the record: `totals` must say the same.

    >>> for (unit, name), held in holdings(Account(WorkerId("rider-7"), balance=30)).items():
    ...     print(unit, name, held)
    points points/rider-7 30
    points held/rider-7 0
    points debt/rider-7 0
    hours hours/rider-7 0
    """
    if isinstance(record, Fund):
        return {("points", f"fund/{record.id}"): record.left}
    held = sum(total(hold.lots) for hold in record.holds)
    return {
        ("points", f"points/{record.id}"): record.balance,
        ("points", f"held/{record.id}"): held,
        ("points", f"debt/{record.id}"): -record.debt,
        ("hours", f"hours/{record.id}"): record.hours,
    }


@attrs.frozen
class Line:
    """One line of a statement."""

    entry: int
    on: date
    """The business day: of an award the day of the act, of all else the day of the entry."""
    points: int
    """What the balance gained or lost."""
    balance: int
    """The balance after it."""
    debt: int
    reason: Reason


def statement(events: Iterable[AccountEvent], rules: Rules | None = None) -> tuple[Line, ...]:
    """A worker's entries as lines that say what each was for; with rules, in the catalogue's words.

    >>> from friendly_services.points import After
    >>> march, may = date(2026, 3, 2), date(2026, 5, 1)
    >>> received = Received(2, march, "transit-1", "hechi", 30, (24315, 30), 0, 0, After(30, 0, (24315, 30)))
    >>> for line in statement([received, Expired(3, may, 30, After(0, 0, (24315, 0)))]):
    ...     print(line.on, line.points, line.balance, line.reason)
    2026-03-02 30 30 30 points from hechi
    2026-05-01 -30 0 30 points expired
    """
    lines: list[Line] = []
    balance = 0
    for event in events:
        if isinstance(event, Entry):
            after = event.after
            reason = reason_of(event, rules)
            lines.append(
                Line(event.entry, event.on, after.balance - balance, after.balance, after.debt, reason)
            )
            balance = after.balance
    return tuple(lines)


def reason_of(event: Entry, rules: Rules | None) -> Reason:
    """What an entry was for."""
    match event:
        case Earned():
            action: str | Label | Reason = _title(event.action, rules.actions if rules else {})
            if event.hours:
                action = Reason("points.line.hours", action=action, hours=event.hours)
            elif event.quantity > 1:
                action = Reason("points.line.times", action=action, times=event.quantity)
            if event.first:
                return Reason("points.line.also_seen", action=action, ref=event.ref, first=event.first)
            if event.ref:
                return Reason("points.line.earned", action=action, ref=event.ref)
            return Reason("points.line.earned_alone", action=action)
        case Reversed():
            return Reason("points.line.reversed", of=event.of, ref=event.ref)
        case Deducted():
            ground = _title(event.ground, rules.deductions if rules else {})
            return Reason("points.line.deducted", ground=ground, ref=event.ref)
        case Restored():
            return Reason("points.line.restored", of=event.of, ref=event.ref)
        case Held():
            return Reason("points.line.held", points=event.points, until=event.until)
        case Spent():
            return Reason("points.line.spent", points=event.points)
        case Released():
            code = "points.line.lapsed" if event.lapsed else "points.line.cancelled"
            return Reason(code, points=event.points)
        case Refunded():
            return Reason("points.line.refunded", points=event.points, ref=event.ref)
        case Expired():
            return Reason("points.line.expired", points=event.points)
        case Purchased():
            item = _title(event.item, rules.rewards if rules else {})
            return Reason("points.line.purchased", item=item, times=event.quantity, ref=event.ref)
        case PurchaseReversed():
            return Reason("points.line.purchase_reversed", of=event.of, ref=event.ref)
        case Sent():
            return Reason("points.line.sent", points=event.points, to=_city(event.to, rules))
        case Delivered():
            return Reason("points.line.delivered", points=event.points, to=_city(event.to, rules))
        case SentBack():
            code = f"points.line.sent_back_{event.why}"
            return Reason(code, points=event.points, to=_city(event.to, rules))
        case Received():
            code = "points.line.received_cut" if event.cut else "points.line.received"
            origin = _city(event.origin, rules)
            return Reason(code, points=event.points, origin=origin, cut=event.cut)
        case _:
            assert_never(event)


def _city(name: str, rules: Rules | None) -> str | Label:
    return _title(name, rules.cities if rules else {})


def _title(
    code: str,
    catalogue: Mapping[str, Action] | Mapping[str, Ground] | Mapping[str, Item] | Mapping[str, OtherCity],
) -> str | Label:
    return catalogue[code].title if code in catalogue else code
