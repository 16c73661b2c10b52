"""Why a command about a merchant is refused now, with what would change it."""

from datetime import date

import attrs

from ..errors import Refused
from ..text import Label, Reason

__all__ = [
    "EvidenceMissing",
    "FactsMissing",
    "MerchantAlready",
    "NominationClosed",
    "NotCorrected",
    "NotNow",
    "NotQualified",
    "NotYetSeen",
    "NotYours",
    "NothingToCorrect",
    "PointUnconfirmed",
    "Qualified",
    "SameHands",
    "TakenOverAlready",
    "TermRunning",
    "TooLate",
    "TooLong",
    "Unsigned",
]


@attrs.define(slots=False)
class NotNow(Refused):
    """The merchant stands where this command is not possible."""

    code = "merchants.not_now"

    command: str
    standing: Label
    possible: tuple[str, ...]
    """The commands that are."""
    ground: str | None
    """The ground of a pending or decided revocation."""
    term: Reason
    """Until when the present standing waits for somebody, or that no term runs."""
    why: Reason | None = None
    """More closely, where the standing alone would allow it."""

    @property
    def reason(self) -> Reason:
        """A closer reason speaks instead of the standing; a ground is named with it."""
        if self.why is not None:
            return Reason("merchants.not_now_because", **self.facts)
        return Reason("merchants.not_now_ground" if self.ground else self.code, **self.facts)


@attrs.define(slots=False)
class TermRunning(Refused):
    """Something may only be done once a term has passed."""

    code = "merchants.term_running"

    what: Label
    term: Reason


@attrs.define(slots=False)
class TooLate(Refused):
    """The term within which this could be done has passed."""

    code = "merchants.too_late"

    what: Label
    term: Reason


@attrs.define(slots=False)
class SameHands(Refused):
    """Whoever did the one duty may not do the other."""

    code = "merchants.same_hands"

    actor: str
    did: Label
    duty: Label


@attrs.define(slots=False)
class NotYours(Refused):
    """Only the applicant, or a role that the pack lets act on behalf, may speak for the merchant."""

    code = "merchants.not_yours"

    actor: str
    roles: tuple[str, ...]


@attrs.define(slots=False)
class FactsMissing(Refused):
    """The standard cannot be answered without these facts."""

    code = "merchants.facts_missing"

    standard: str
    title: Label
    version: int
    missing: tuple[str, ...]
    titles: tuple[Label, ...]
    """What the missing facts are called."""


@attrs.define(slots=False)
class NotQualified(Refused):
    """The standard is not met."""

    code = "merchants.not_qualified"

    standard: str
    title: Label
    version: int
    why: tuple[Reason, ...]


@attrs.define(slots=False)
class Qualified(Refused):
    """The standard is met, so that nobody may reject the application."""

    code = "merchants.qualified"

    standard: str
    title: Label
    version: int


@attrs.define(slots=False)
class EvidenceMissing(Refused):
    """A condition is met only by facts that do not rest on the evidence it asks for."""

    code = "merchants.evidence_missing"

    conditions: tuple[Reason, ...]


@attrs.define(slots=False)
class NotYetSeen(Refused):
    """Too few people have seen the premises."""

    code = "merchants.not_yet_seen"

    people: int
    photos: int


@attrs.define(slots=False)
class PointUnconfirmed(Refused):
    """The point lies outside the city's outline, and nobody has confirmed it on the spot."""

    code = "merchants.point_unconfirmed"


@attrs.define(slots=False)
class MerchantAlready(Refused):
    """The place that somebody names is in the register."""

    code = "merchants.merchant_already"

    merchant: str
    """Its id."""


@attrs.define(slots=False)
class NominationClosed(Refused):
    """The nomination was answered, or has lapsed."""

    code = "merchants.nomination_closed"

    command: str
    nomination: str
    standing: Label
    on: date


@attrs.define(slots=False)
class TakenOverAlready(Refused):
    """The same old file was taken over before, and stated otherwise."""

    code = "merchants.taken_over_already"

    system: str
    number: str
    merchant: str
    """Id of the merchant that it is."""
    on: date
    """When it was taken over."""


@attrs.define(slots=False)
class TooLong(Refused):
    """A suspension would last longer than the pack allows."""

    code = "merchants.too_long"

    until: date
    latest: Reason


@attrs.define(slots=False)
class Unsigned(Refused):
    """Not every party to a joint re-review has signed what the standard says now."""

    code = "merchants.unsigned"

    parties: tuple[str, ...]
    """The roles of those who have not."""


@attrs.define(slots=False)
class NothingToCorrect(Refused):
    """The standard is met, so that the re-review is to be passed."""

    code = "merchants.nothing_to_correct"

    standard: str
    title: Label
    version: int


@attrs.define(slots=False)
class NotCorrected(Refused):
    """A merchant gets time to mend what is unmet before there is a case on it."""

    code = "merchants.not_corrected"

    conditions: tuple[Label, ...]
    """Those that no correction named as unmet."""
