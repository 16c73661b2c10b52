"""Whose hands were in it already: nobody judges what they brought, and only the holder's own speak for it."""

from collections.abc import Iterable
from typing import Final

from ..decider import Context
from ..text import Label
from ._errors import NotYours, SameHands
from ._rules import Rules
from ._values import Honour, Revocation

__all__ = [
    "DECIDING",
    "keep_apart",
    "keep_apart_answering",
    "keep_apart_in_appeal",
    "keep_apart_in_case",
    "speak_for",
]

NOMINATING: Final = Label(en="nomination", zh="推荐")
HOLDING: Final = Label(en="being the one who is honoured", zh="被授予荣誉")
DECIDING: Final = Label(en="decision on the nomination", zh="评定决定")
OBJECTING: Final = Label(en="objection", zh="提出异议")
ANSWERING: Final = Label(en="answer to the objection", zh="异议答复")
OPENING: Final = Label(en="opening of the case", zh="立案")
STATING_CASE: Final = Label(en="statement of case", zh="陈述申辩")
DECIDING_CASE: Final = Label(en="decision on the case", zh="撤销决定")
APPEALING: Final = Label(en="appeal", zh="申诉")
DECIDING_APPEAL: Final = Label(en="decision on the appeal", zh="申诉决定")

_Hands = tuple[Label, Iterable[str | None]]
"""What was done, and by whom, if by anybody."""


def keep_apart(honour: Honour, duty: Label, person: str, *hands: _Hands) -> None:
    """Refuse a duty to whoever is honoured, nominated, or did one of these things, naming which."""
    own: _Hands = (HOLDING, (honour.subject, honour.speaker))
    for did, whose in (own, (NOMINATING, (honour.nominated_by,)), *hands):
        if person in whose:
            raise SameHands(actor=person, did=did, duty=duty)


def keep_apart_answering(honour: Honour, objector: str, person: str) -> None:
    """Refuse an answer by whoever objected, or took the decision objected to."""
    keep_apart(honour, ANSWERING, person, (OBJECTING, (objector,)), (DECIDING, (honour.decided_by,)))


def keep_apart_in_case(honour: Honour, case: Revocation, person: str) -> None:
    """Refuse a decision on a case by whoever opened it or spoke in it."""
    keep_apart(honour, DECIDING_CASE, person, *_in_case(case))


def keep_apart_in_appeal(honour: Honour, case: Revocation, person: str) -> None:
    """Refuse a decision on an appeal by whoever took any part in what is appealed against."""
    keep_apart(
        honour,
        DECIDING_APPEAL,
        person,
        *_in_case(case),
        (DECIDING_CASE, (case.decided_by,)),
        (APPEALING, (case.appealed_by,)),
    )


def _in_case(case: Revocation) -> tuple[_Hands, ...]:
    return (OPENING, (case.opened_by,)), (STATING_CASE, (case.stated_by,))


def speak_for(honour: Honour, context: Context[Rules]) -> None:
    """Refuse whoever neither speaks for the holder nor may act on its behalf."""
    roles = context.rules.on_behalf
    if context.actor.id not in (honour.subject, honour.speaker) and not context.actor.may(roles):
        raise NotYours(actor=context.actor.id, roles=roles)
