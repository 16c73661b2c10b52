"""Why the register of honours says no, with the facts."""

from datetime import date
from typing import ClassVar

import attrs

from ..errors import Refused
from ..text import Label, Reason
from ._values import HonourId

__all__ = [
    "BonusNotDue",
    "NotNow",
    "NotYours",
    "QuotaFull",
    "SameHands",
    "ScoreTooLow",
    "TermRunning",
    "TooLate",
    "Unfit",
]


@attrs.define(slots=False)
class NotNow(Refused):
    """The honour stands where this command is not possible."""

    code: ClassVar[str] = "honours.not_now"

    command: str
    honour: HonourId
    standing: Label
    ground: str | None
    """The ground of a pending or decided revocation."""
    term: Reason
    """Until when the present standing lasts or waits for somebody, or that no term runs."""

    @property
    def reason(self) -> Reason:
        """The error as a value; a ground is named with it."""
        return Reason("honours.not_now_ground" if self.ground else self.code, **self.facts)


@attrs.define(slots=False)
class QuotaFull(Refused):
    """All places of the title are taken, in that area and period."""

    code: ClassVar[str] = "honours.quota_full"

    title: Label
    area: str
    number: int
    period: str
    next_free: date | None
    """The first day on which one more is free if nothing is taken away before; None if none is known."""

    @property
    def reason(self) -> Reason:
        """The error as a value, worded for a period, for a day or for none."""
        if self.period:
            return Reason("honours.quota_full_period", **self.facts)
        return Reason("honours.quota_full_until" if self.next_free else self.code, **self.facts)


@attrs.define(slots=False)
class Unfit(Refused):
    """The merchant or station can be given no title now."""

    code: ClassVar[str] = "honours.unfit"

    subject: str
    why: Reason


@attrs.define(slots=False)
class BonusNotDue(Refused):
    """The merchant counts for nothing in that rating now."""

    code: ClassVar[str] = "honours.bonus_not_due"

    merchant: str
    scheme: Label
    why: tuple[Reason, ...]


@attrs.define(slots=False)
class ScoreTooLow(Refused):
    """The score does not reach what the title asks for."""

    code: ClassVar[str] = "honours.score_too_low"

    title: Label
    score: int
    needed: int


@attrs.define(slots=False)
class TermRunning(Refused):
    """Something may only be done once a term has passed."""

    code: ClassVar[str] = "honours.term_running"

    what: Label
    term: Reason


@attrs.define(slots=False)
class TooLate(Refused):
    """The term within which this could be done has passed."""

    code: ClassVar[str] = "honours.too_late"

    what: Label
    term: Reason


@attrs.define(slots=False)
class SameHands(Refused):
    """Whoever did the one duty may not do the other."""

    code: ClassVar[str] = "honours.same_hands"

    actor: str
    did: Label
    duty: Label


@attrs.define(slots=False)
class NotYours(Refused):
    """Only whoever speaks for the holder, or a role that may act on its behalf, may say this."""

    code: ClassVar[str] = "honours.not_yours"

    actor: str
    roles: tuple[str, ...]
