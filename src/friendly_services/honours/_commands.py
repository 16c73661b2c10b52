"""What can be asked of the register of honours."""

from typing import Any

import attrs
from attrs.validators import deep_iterable, optional

from ..fields import a_name, a_text, an_id, if_given, whole
from ..names import check_name
from ._values import HonourId

__all__ = [
    "AnswerObjection",
    "Appeal",
    "Command",
    "Commend",
    "Decide",
    "DecideAppeal",
    "Dismiss",
    "Expire",
    "Grant",
    "Nominate",
    "Object",
    "OpenRevocation",
    "Remind",
    "Revoke",
    "StateBonus",
    "StateCase",
    "Withdraw",
]

_each_a_text = deep_iterable(a_text)
_each_a_name = deep_iterable(a_name)
_MOST = 1_000_000


def _area(_: object, attribute: "attrs.Attribute[Any]", value: Any) -> None:
    check_name(attribute.name, value, longest=64)


@attrs.frozen
class Nominate:
    """Nominate somebody for a title: with the score it asks for, or with what was done to deserve it."""

    title: str
    """One of the pack's `honours.titles`."""
    subject: str = attrs.field(validator=an_id)
    """The id of the merchant or station, or a worker's by the host system: never a name."""
    area: str = attrs.field(validator=_area)
    """The district or street whose quota it takes a place of: a shop's or station's own, or a larger one."""
    cases: tuple[str, ...] = attrs.field(default=(), validator=_each_a_text)
    """What was done, one text for each case: it will be published."""
    score: int | None = attrs.field(default=None, validator=optional(whole()))
    """What the assessment came to."""
    ref: str = attrs.field(default="", validator=if_given(a_name))
    """The file of the assessment or the proposal."""
    period: str = ""
    """What it is for, where the quota is of a year or a month: `2026` or `2026-03`; else empty."""


@attrs.frozen
class Decide:
    """Decide on a nomination: put the name on public notice, which takes a place of the quota, or decline."""

    honour: HonourId = attrs.field(validator=an_id)
    """The id of the honour."""
    approve: bool
    """Whether the name goes on public notice."""
    note: str = attrs.field(default="", validator=if_given(a_text))
    """Why; a nomination is declined with a reason."""


@attrs.frozen
class Object:
    """Object to a name that is on public notice, to the last day of it."""

    honour: HonourId = attrs.field(validator=an_id)
    """The id of the honour."""
    text: str = attrs.field(validator=a_text)
    """What speaks against it."""


@attrs.frozen
class AnswerObjection:
    """Answer an objection; one that is right ends the nomination."""

    honour: HonourId = attrs.field(validator=an_id)
    """The id of the honour."""
    number: int = attrs.field(validator=whole(1, _MOST))
    """Which objection, counted from 1."""
    upheld: bool
    """Whether it is right."""
    answer: str = attrs.field(validator=a_text)
    """The answer in words."""


@attrs.frozen
class Grant:
    """Give the title once the public notice is over; `tick` sends it."""

    honour: HonourId = attrs.field(validator=an_id)
    """The id of the honour."""
    subject: str = attrs.field(validator=an_id)
    """Who gets it, as nominated."""


@attrs.frozen
class OpenRevocation:
    """Open a case for taking the title away, and tell its holder: the title stays until it is decided."""

    honour: HonourId = attrs.field(validator=an_id)
    """The id of the honour."""
    ground: str
    """One of the pack's `honours.grounds`."""
    evidence: tuple[str, ...] = attrs.field(validator=_each_a_name)
    """Files and records by their reference."""
    findings: str = attrs.field(validator=a_text)
    """The facts that the holder is told."""


@attrs.frozen
class StateCase:
    """Put on record what the holder says to a case (陈述申辩)."""

    honour: HonourId = attrs.field(validator=an_id)
    """The id of the honour."""
    statement: str = attrs.field(validator=a_text)
    """In the holder's words."""


@attrs.frozen
class Revoke:
    """Take the title away, once the holder was heard or let the time for it pass."""

    honour: HonourId = attrs.field(validator=an_id)
    """The id of the honour."""
    decision: str = attrs.field(validator=a_text)
    """The decision in words."""


@attrs.frozen
class Dismiss:
    """Close the case: the title stays."""

    honour: HonourId = attrs.field(validator=an_id)
    """The id of the honour."""
    decision: str = attrs.field(validator=a_text)
    """The decision in words."""


@attrs.frozen
class Appeal:
    """Appeal against the revocation of a title, within the pack's term and once."""

    honour: HonourId = attrs.field(validator=an_id)
    """The id of the honour."""
    text: str = attrs.field(validator=a_text)
    """What the holder puts forward."""


@attrs.frozen
class DecideAppeal:
    """Decide an appeal: the title is its holder's again to the same day, or the revocation is final."""

    honour: HonourId = attrs.field(validator=an_id)
    """The id of the honour."""
    overturned: bool
    """Whether the revocation falls."""
    decision: str = attrs.field(validator=a_text)
    """The decision in words."""


@attrs.frozen
class Withdraw:
    """Put on record that a nominee or holder gives the title up."""

    honour: HonourId = attrs.field(validator=an_id)
    """The id of the honour."""
    ref: str = attrs.field(validator=a_name)
    """The letter it rests on."""


@attrs.frozen
class Expire:
    """Enter what time has done: the title's term ran out, or the time to appeal; `tick` sends it."""

    honour: HonourId = attrs.field(validator=an_id)
    """The id of the honour."""


@attrs.frozen
class Remind:
    """Remind whoever has let a term pass; `tick` sends it."""

    honour: HonourId = attrs.field(validator=an_id)
    """The id of the honour."""


@attrs.frozen
class Commend:
    """Commend somebody (通报表扬): praise with its ground, on record from that day."""

    subject: str = attrs.field(validator=an_id)
    """The id of a merchant or station, or a worker's by the host system: never a name."""
    ground: str
    """One of the pack's `honours.commendations`."""
    ref: str = attrs.field(validator=a_name)
    """The notice it was published by."""
    text: str = attrs.field(default="", validator=if_given(a_text))
    """What it says, where the ground alone does not."""


@attrs.frozen
class StateBonus:
    """State what a merchant counts for in a rating this year, if the rule's conditions hold: once a year."""

    merchant: str = attrs.field(validator=an_id)
    """The id of the merchant."""
    scheme: str
    """One of the pack's `honours.bonuses`."""


Command = (
    Nominate
    | Decide
    | Object
    | AnswerObjection
    | Grant
    | OpenRevocation
    | StateCase
    | Revoke
    | Dismiss
    | Appeal
    | DecideAppeal
    | Withdraw
    | Expire
    | Remind
    | Commend
    | StateBonus
)
