"""Whether an account is in use, frozen by a decision, or closed for good."""

from collections.abc import Iterable

from ..decider import Context, Decision
from ..errors import Invalid
from ..ids import WorkerId
from ._appeals import check_heard
from ._book import Book
from ._commands import CloseAccount, Freeze, Thaw
from ._errors import NotEmpty, NotFrozen
from ._events import Closed, Frozen, Thawed
from ._known import States, check_spending, leave_to_others, speak_for, the_account, time_to_appeal
from ._lots import total
from ._rules import Rules
from ._values import Freezing, Hold

__all__ = ["close", "freeze", "left", "thaw"]


def freeze(states: States, command: Freeze, context: Context[Rules]) -> Decision:
    """Stop all spending; a second ground while one holds is refused, so that each freeze is lifted once."""
    leave_to_others(command.worker, context)
    grounds = tuple(context.rules.freezes)
    if command.ground not in grounds:
        raise Invalid.at("ground", "value.not_one_of", value=command.ground, choices=grounds)
    account = the_account(states, command.worker)
    check_spending(account, context.rules)
    book = Book(account, context.today)
    book.note(Frozen(book.today, command.ground, command.ref, context.actor.id, time_to_appeal(context)))
    return book.decision()


def thaw(states: States, command: Thaw, context: Context[Rules]) -> Decision:
    """Let an account spend again."""
    leave_to_others(command.worker, context)
    account = the_account(states, command.worker)
    if not isinstance(account.standing, Freezing):
        raise NotFrozen(account.id)
    book = Book(account, context.today)
    book.note(Thawed(book.today, command.ref, context.actor.id))
    return book.decision()


def close(states: States, command: CloseAccount, context: Context[Rules]) -> Decision:
    """End an account in which nothing is left once time has had its due."""
    speak_for(command.worker, context)
    account = the_account(states, command.worker)
    check_spending(account, context.rules)
    check_heard(account)
    book = Book(account, context.today)
    if (error := left(account.id, book.balance, book.holds, book.debt)) is not None:
        raise error
    book.note(Closed(context.today, command.ref, context.actor.id))
    return book.decision()


def left(worker: WorkerId, balance: int, holds: Iterable[Hold], debt: int) -> NotEmpty | None:
    """What is in the way of closing an account; None if nothing is."""
    held = sum(total(hold.lots) for hold in holds)
    return NotEmpty(worker, balance, held, debt) if balance or held or debt else None
