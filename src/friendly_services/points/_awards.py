"""What is credited to an account and taken from it: awards, deductions, and what undoes them."""

from datetime import timedelta
from typing import assert_never

from ..decider import Context, Decision
from ..errors import Invalid
from ._book import Book
from ._caps import check_caps, first_kept, first_open
from ._commands import (
    Deduct,
    Earn,
    Reverse,
)
from ._errors import (
    AlreadyAwarded,
    AlreadyReversed,
    AwardedByOthers,
    DayAhead,
    DayClosed,
    EvidenceMissing,
    NotReversible,
    ReversalIsFinal,
)
from ._events import (
    Deducted,
    Earned,
    NoticeDaysSet,
    Opened,
    Particulars,
    PurchaseReversed,
    Restored,
    Reversed,
)
from ._evolve import evolve_account
from ._funds import budget_of, draw, give_back
from ._known import States, check_in_use, leave_to_others, named, the_account, time_to_appeal
from ._lots import month_of, plus, total
from ._rules import LARGEST_AMOUNT, LARGEST_BALANCE, Action, Rules
from ._sightings import Found, check_asked, day_of, find
from ._values import Account, Award, Deduction, Purchase

__all__ = ["deduct", "earn", "restore", "reverse"]


def earn(states: States, command: Earn, context: Context[Rules]) -> Decision:
    rules, today = context.rules, context.today
    rule = rules.actions.get(command.action)
    if rule is None:
        choices = tuple(rules.actions)
        raise Invalid.at("action", "value.not_one_of", value=command.action, choices=choices)
    on = (command.on or today) if command.seen is None else day_of(command.seen, command, context)
    terms = rule.terms(on)
    points = terms.points * command.quantity
    if points > LARGEST_AMOUNT:
        raise Invalid.at(
            "quantity", "number.too_large", value=command.quantity, high=LARGEST_AMOUNT // terms.points
        )
    if on > today:
        raise DayAhead(on, today)
    if on != today and on < (first := first_open(rules, today)):
        raise DayClosed(on, first)
    leave_to_others(command.worker, context)
    roles = rule.by or rules.by
    if roles and not context.actor.may(roles):
        raise AwardedByOthers(rule.title, context.actor.id, roles)
    if rule.evidence and not command.ref:
        raise EvidenceMissing(rule.title, rule.needs)
    if rule.place or rule.confirmations:
        check_asked(command, rule)
    account = states.get(("account", command.worker))
    opening: Decision = ()
    if account is None:
        opened = Opened(command.worker, today, rules.expiry.notice_days)
        opening = ((("account", command.worker), opened),)
        account = evolve_account(None, opened)
    check_in_use(account)
    book = Book(account, today)
    if account.notice_days != rules.expiry.notice_days:
        book.note(NoticeDaysSet(rules.expiry.notice_days))
    for award in account.awards if command.ref else ():
        if award.ref == command.ref and award.action == command.action and not award.reversed_by:
            raise AlreadyAwarded(rule.title, command.ref, award.entry, award.on)
    found = find(states, command, points, on, account, context) if command.place else None
    if found is not None:
        points = found.points
    check_caps(account, command.action, command.quantity, points, on, rules)
    month = month_of(on) + rules.expiry.months
    funder = budget_of(command.action, rules)
    drawn = draw(states, funder, command.worker, book.next, points, context) if funder else ()
    settled, after = book.credit((month, points))
    if after.balance > LARGEST_BALANCE:
        raise Invalid.at("quantity", "points.balance_too_large", high=LARGEST_BALANCE)
    particulars = None  # of most
    if rule.hours or found is not None or command.confirmed_by or funder:
        particulars = _particulars(command, rule, found, funder)
    book.enter(
        Earned(
            entry=book.next,
            on=on,
            action=command.action,
            quantity=command.quantity,
            points=points,
            settled=settled,
            month=month,
            ref=command.ref,
            in_totals=rule.in_totals,
            ever=terms.cap is not None and terms.cap.per == "ever",
            kept_from=first_kept(rules, today),
            after=after,
            particulars=particulars,
        )
    )
    kept = found.decision if found is not None else ()
    return (*opening, *book.decision(), *kept, *drawn)


def _particulars(command: Earn, rule: Action, found: Found | None, funder: str) -> Particulars | None:
    hours = command.quantity if rule.hours else 0
    first = found.first if found else ""
    if not (hours or first or command.confirmed_by or funder):
        return None
    return Particulars(hours, first, command.confirmed_by, funder)


def reverse(states: States, command: Reverse, context: Context[Rules]) -> Decision:
    leave_to_others(command.worker, context)
    book = Book(the_account(states, command.worker), context.today)
    undone = _reversible(book.found, command, context)
    returned: Decision = ()
    match undone:
        case Award():
            _, owed, after = book.debit(undone.points, first=undone.month)
            book.enter(
                Reversed(
                    entry=book.next,
                    on=context.today,
                    of=undone.entry,
                    points=undone.points,
                    owed=owed,
                    ref=command.ref,
                    after=after,
                    hours=undone.hours,
                )
            )
            returned = give_back(states, undone, command.worker, context) if undone.funder else ()
        case Deduction():
            restore(book, undone, command.ref, context.rules)
        case Purchase():
            settled, after = book.credit(undone.lots)
            book.enter(
                PurchaseReversed(
                    book.next, context.today, undone.entry, undone.points, settled, command.ref, after
                )
            )
        case _:
            assert_never(undone)
    return (*book.decision(), *returned)


def restore(book: Book, undone: Deduction, ref: str, rules: Rules) -> None:
    """Give back what a deduction took: to its lots, and for what had become debt to a new one."""
    month = month_of(book.today) + rules.expiry.months
    owed = undone.points - total(undone.lots)
    settled, after = book.credit(plus(undone.lots, (month, owed)), first=month)
    book.enter(Restored(book.next, book.today, undone.entry, undone.points, settled, ref, after))


def _reversible(account: Account, command: Reverse, context: Context[Rules]) -> Award | Deduction | Purchase:
    """The entry that is to be undone, if it still can be."""
    days = context.rules.reversible_days
    found = named(account, command)
    for old in found:
        if command.entry is not None and command.entry == old.reversed_by:
            raise ReversalIsFinal(old.reversed_by, old.entry)
        if old.reversed_by:
            raise AlreadyReversed(old.entry, old.reversed_by)
        expired = isinstance(old, Award) and old.month < month_of(context.today)
        if expired or old.on < context.today - timedelta(days=days):
            break
        return old
    raise NotReversible(command.of or command.entry or 0, days, bool(found) or command.entry is not None)


def deduct(states: States, command: Deduct, context: Context[Rules]) -> Decision:
    rules, today = context.rules, context.today
    ground = rules.deductions.get(command.ground)
    if ground is None:
        choices = tuple(rules.deductions)
        raise Invalid.at("ground", "value.not_one_of", value=command.ground, choices=choices)
    book = Book(the_account(states, command.worker), today)
    taken, owed, after = book.debit(ground.points)
    book.enter(
        Deducted(
            entry=book.next,
            on=today,
            ground=command.ground,
            points=ground.points,
            owed=owed,
            ref=command.ref,
            taken=taken,
            kept_from=today - timedelta(days=rules.reversible_days),
            after=after,
            by=context.actor.id,
            appeal_by=time_to_appeal(context),
        )
    )
    return book.decision()
