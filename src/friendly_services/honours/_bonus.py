"""What being named counts for in somebody else's rating: stated with its reasons, never given here."""

from dateutil.relativedelta import relativedelta

from ..decider import Context, Decision
from ..errors import Invalid
from ..text import Reason
from ._commands import StateBonus
from ._errors import BonusNotDue
from ._events import BonusStated
from ._rules import Rules
from ._values import BonusId, Candidate

__all__ = ["state_bonus"]


def state_bonus(command: StateBonus, found: Candidate, context: Context[Rules]) -> Decision:
    """The statement for this year.

    Raises:
        BonusNotDue: it names every condition that does not hold, and from when it can, if that is known.
    """
    rules, today = context.rules.bonuses, context.today
    if command.scheme not in rules:
        raise Invalid.at("scheme", "value.not_one_of", value=command.scheme, choices=tuple(rules))
    rule = rules[command.scheme]
    why = []
    if found.named_on is None:
        why.append(found.unfit or Reason("honours.not_named"))
    elif (due := found.named_on + relativedelta(months=rule.months)) > today:
        why.append(Reason("honours.named_too_short", since=found.named_on, months=rule.months, due=due))
    if rule.reviewed and found.reviewed_on is None:
        why.append(Reason("honours.not_reviewed"))
    if why or found.named_on is None:
        raise BonusNotDue(command.merchant, rule.title, tuple(why))
    bonus = BonusId(context.new("bonus"))
    stated = BonusStated(
        id=bonus,
        merchant=command.merchant,
        scheme=command.scheme,
        name=rule.title,
        item=rule.item,
        points=rule.points,
        of=rule.of,
        period=f"{today:%Y}",
        on=today,
        named_on=found.named_on,
        months=rule.months,
        reviewed_on=found.reviewed_on if rule.reviewed else None,
        pack=context.pack,
    )
    return ((("bonus", bonus), stated),)
