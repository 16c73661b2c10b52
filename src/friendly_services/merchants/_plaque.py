"""The plaque: brought back after the end or declared void, and replaced where it was lost."""

from ..cases import Term, term
from ..decider import Context, Decision
from ..errors import Invalid
from ..text import Label
from ._commands import ReplacePlaque, VoidPlaque
from ._errors import TermRunning
from ._events import PlaqueRecovered, PlaqueReplaced, PlaqueVoided
from ._rules import Rules
from ._values import Merchant, Naming, Plaque

__all__ = ["anew_if_void", "numbered", "recover_plaque", "replace_plaque", "return_term", "void_plaque"]

RETURNING = Label(en="time to bring back the plaque", zh="标牌交回期限")

_CHARACTERS = 10
"""Of the merchant's id: 50 bits, so that two plaques of one city never share a number."""


def numbered(merchant: Merchant, context: Context[Rules]) -> Plaque:
    """The merchant's next plaque: the first by its id, those that follow counted."""
    rule = context.rules.plaque
    count = len(merchant.plaques) + 1
    number = f"{rule.prefix}{merchant.id[-_CHARACTERS:].upper()}"
    return Plaque(number if count == 1 else f"{number}-{count}", rule.template, context.today)


def return_term(naming: Naming | None, context: Context[Rules]) -> Term | None:
    """By when a plaque that still hangs is to be brought back; none where there is none to recall."""
    if naming is None or naming.plaque.state != "issued":
        return None
    return term(context.rules.plaque.returned_within, context.now, context.calendar)


def anew_if_void(merchant: Merchant, context: Context[Rules]) -> Plaque | None:
    """The plaque for a merchant that gets its naming back: a new one where the old one was declared void."""
    voided = merchant.naming is not None and merchant.naming.plaque.state == "void"
    return numbered(merchant, context) if voided else None


def recover_plaque(merchant: Merchant, context: Context[Rules]) -> Decision:
    """Take the plaque back."""
    return ((("merchant", merchant.id), PlaqueRecovered(context.today, context.actor.id)),)


def void_plaque(merchant: Merchant, naming: Naming, command: VoidPlaque, context: Context[Rules]) -> Decision:
    """Declare void a plaque that did not come back; before its term only with a reason."""
    due = naming.plaque.return_by
    if not command.why and due is None:
        raise Invalid.at("why", "value.missing")
    if not command.why and due is not None and not due.over(context.today):
        raise TermRunning(what=RETURNING, term=due.reason)
    voided = PlaqueVoided(context.today, context.actor.id, command.why)
    return ((("merchant", merchant.id), voided),)


def replace_plaque(merchant: Merchant, command: ReplacePlaque, context: Context[Rules]) -> Decision:
    """Give out a plaque of a new number, from the artwork of today; the old one is void."""
    replaced = PlaqueReplaced(numbered(merchant, context), command.why, context.actor.id)
    return ((("merchant", merchant.id), replaced),)
