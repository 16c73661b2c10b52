"""Why an offer says no, with the facts."""

from datetime import date
from typing import ClassVar

import attrs

from ..errors import Refused
from ..text import Label, Reason
from ._alliances import AllianceId
from ._values import OfferId

__all__ = [
    "HostAbsent",
    "LimitReached",
    "MembershipNotNow",
    "NotMember",
    "NotNow",
    "NotValid",
    "OutsideHours",
    "WrongCode",
]


@attrs.define(slots=False)
class NotNow(Refused):
    """The offer no longer runs."""

    code: ClassVar[str] = "offers.not_now"

    command: str
    offer: OfferId
    standing: Label
    term: Reason
    """To the end of which day it held."""


@attrs.define(slots=False)
class NotValid(Refused):
    """The offer does not hold today, or its last day has not passed yet."""

    code: ClassVar[str] = "offers.not_valid"

    offer: OfferId
    starts: date
    ends: date


@attrs.define(slots=False)
class OutsideHours(Refused):
    """The offer does not hold at this hour, or nobody can tell whether it does."""

    code: ClassVar[str] = "offers.outside_hours"

    offer: OfferId
    why: Reason


@attrs.define(slots=False)
class LimitReached(Refused):
    """The worker has used the offer as often as it can be used in a day."""

    code: ClassVar[str] = "offers.limit_reached"

    offer: OfferId
    per_day: int
    again_on: date


@attrs.define(slots=False)
class WrongCode(Refused):
    """The code of the counter is another one."""

    code: ClassVar[str] = "offers.wrong_code"

    offer: OfferId


@attrs.define(slots=False)
class HostAbsent(Refused):
    """The merchant or station is not on the map now."""

    code: ClassVar[str] = "offers.host_absent"

    host: str
    why: Reason


@attrs.define(slots=False)
class NotMember(Refused):
    """The host is no member of the alliance on that day."""

    code: ClassVar[str] = "offers.not_member"

    alliance: AllianceId
    host: str
    day: date


@attrs.define(slots=False)
class MembershipNotNow(Refused):
    """Where the membership stands, this cannot be done with it."""

    code: ClassVar[str] = "offers.membership_not_now"

    command: str
    alliance: AllianceId
    host: str
    standing: Label
    term: Reason
    """To the end of which day it holds or held."""
