"""Appeals against deductions and freezes: decided by somebody who had no hand in them."""

from typing import Final, assert_never

from ..cases import term
from ..decider import Context, Decision
from ..text import Label
from ._awards import restore
from ._book import Book
from ._commands import Appeal, DecideAppeal, Remind
from ._errors import AppealOpen, NoAppeal, NotAppealable, SameHands, TermRunning, TooLate
from ._events import AppealDecided, Appealed, Reminded, Thawed
from ._known import States, leave_to_others, speak_for, the_account
from ._rules import Rules
from ._values import Account, Deduction, Freezing, OpenAppeal

__all__ = ["appeal", "check_heard", "decide_appeal", "remind"]

_TO_APPEAL: Final = Label(en="time to appeal", zh="申诉期限")
_TO_DECIDE: Final = Label(en="time to decide the appeal", zh="申诉决定期限")
_DECIDING: Final = Label(en="decision appealed against", zh="被申诉的决定")
_APPEALING: Final = Label(en="appeal", zh="申诉")
_DECIDING_APPEAL: Final = Label(en="decision on the appeal", zh="申诉决定")


def appeal(states: States, command: Appeal, context: Context[Rules]) -> Decision:
    """Take an appeal in time; the decision stands meanwhile."""
    speak_for(command.worker, context)
    account = the_account(states, command.worker)
    rule = context.rules.appeal
    decided = account.contestable.get(command.entry or 0)
    if rule is None or decided is None or decided.appeal_by is None:
        raise NotAppealable(account.id, command.entry)
    if decided.appeal is not None:
        raise _open(account, decided.appeal)
    if decided.appeal_by.over(context.today):
        raise TooLate(_TO_APPEAL, decided.appeal_by.reason)
    until = term(rule.decided, context.now, context.calendar)
    book = Book(account, context.today)
    book.note(Appealed(book.today, command.entry or 0, command.ref, context.actor.id, until))
    return book.decision()


def decide_appeal(states: States, command: DecideAppeal, context: Context[Rules]) -> Decision:
    """Let a decision fall, with all that it took, or make it final."""
    leave_to_others(command.worker, context)
    account = the_account(states, command.worker)
    lodged = _the_appeal(account, command)
    decided = account.contestable[command.entry or 0]
    for did, by in ((_DECIDING, decided.by), (_APPEALING, lodged.by)):
        if context.actor.id == by:
            raise SameHands(by, did, _DECIDING_APPEAL)
    book = Book(account, context.today)
    book.note(
        AppealDecided(context.today, command.entry or 0, command.overturned, command.ref, context.actor.id)
    )
    if command.overturned:
        match decided:
            case Deduction():
                restore(book, decided, command.ref, context.rules)
            case Freezing():
                book.note(Thawed(context.today, command.ref, context.actor.id))
            case _:
                assert_never(decided)
    return book.decision()


def remind(states: States, command: Remind, context: Context[Rules]) -> Decision:
    """Say again that an appeal is overdue."""
    account = the_account(states, command.worker)
    lodged = _the_appeal(account, command)
    rule = context.rules.appeal
    if rule is None:
        raise NotAppealable(account.id, command.entry)
    if not lodged.waits.over(context.today):
        raise TermRunning(_TO_DECIDE, lodged.waits.reason)
    following = term(rule.reminder, context.now, context.calendar)
    book = Book(account, context.today)
    book.note(Reminded(book.today, command.entry or 0, following))
    return book.decision()


def check_heard(account: Account) -> None:
    """Refuse to end an account while an appeal waits for its decision."""
    for lodged in account.appeals.values():
        raise _open(account, lodged)


def _the_appeal(account: Account, command: DecideAppeal | Remind) -> OpenAppeal:
    lodged = account.appeals.get(command.entry or 0)
    if lodged is None:
        raise NoAppeal(account.id)
    return lodged


def _open(account: Account, lodged: OpenAppeal) -> AppealOpen:
    return AppealOpen(account.id, lodged.ref, lodged.waits.reason)
