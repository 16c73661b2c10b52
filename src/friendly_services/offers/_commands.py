"""What can be asked of offers and alliances."""

from datetime import date

import attrs
from attrs.validators import optional

from ..fields import a_name, an_id, if_given, whole
from ._alliances import AllianceId
from ._values import OfferId, Terms

__all__ = [
    "ChangeOffer",
    "Command",
    "EndOffer",
    "ExpireMembership",
    "ExpireOffer",
    "FoundAlliance",
    "JoinAlliance",
    "LeaveAlliance",
    "PublishOffer",
    "UseOffer",
]


@attrs.frozen
class PublishOffer:
    """Publish what a merchant or station gives workers off its prices."""

    host: str = attrs.field(validator=an_id)
    """The id of the merchant or station."""
    terms: Terms
    """What is offered, when, how often and until when."""
    alliance: AllianceId | None = attrs.field(default=None, validator=optional(an_id))
    """The alliance whose offer it is: it holds while the host is a member; left out, the host's own."""


@attrs.frozen
class ChangeOffer:
    """Change an offer: a new version of its terms; the ones before stay readable."""

    offer: OfferId = attrs.field(validator=an_id)
    """The id of the offer."""
    terms: Terms
    """All of them, as they are from now on."""


@attrs.frozen
class EndOffer:
    """End an offer before its last day."""

    offer: OfferId = attrs.field(validator=an_id)
    """The id of the offer."""
    ref: str = attrs.field(validator=a_name)
    """The letter or decision it rests on."""


@attrs.frozen
class ExpireOffer:
    """Enter that an offer's last day has passed; `tick` sends it."""

    offer: OfferId = attrs.field(validator=an_id)
    """The id of the offer."""


@attrs.frozen
class UseOffer:
    """Use an offer at the counter: counted for the offer, and for the worker's token of that day alone.

    It is sent by the host's till or service. What a worker sent in person would leave a row with their id.
    """

    offer: OfferId = attrs.field(validator=an_id)
    """The id of the offer."""
    worker: str = attrs.field(validator=an_id)
    """The worker's token of the day, as `offers.token_for` makes it: never the worker's id."""
    host: str = attrs.field(validator=an_id)
    """The merchant or station at whose counter it is."""
    original: int | None = attrs.field(default=None, validator=optional(whole(1, 10**9)))
    """What others pay, in fen; left out where the offer has a price list."""
    item: str = attrs.field(default="", validator=if_given(a_name))
    """Which thing on the price list."""
    code: str = attrs.field(default="", validator=if_given(a_name))
    """What was scanned or said, where the offer asks for it."""


@attrs.frozen
class FoundAlliance:
    """Put an alliance of merchants on record; hosts join it one by one."""

    name: str = attrs.field(validator=a_name)
    """As on its papers: no two alliances of a city share one."""
    sign: str = attrs.field(validator=a_name)
    """What the sign outside its members' doors says, such as `骑手友好商家`."""


@attrs.frozen
class JoinAlliance:
    """Make a merchant or station a member by an agreement; after the last day of one, by a new one."""

    alliance: AllianceId = attrs.field(validator=an_id)
    """The id of the alliance."""
    host: str = attrs.field(validator=an_id)
    """The id of the merchant or station, which must be on the map."""
    since: date
    """The first day; after the last one of the agreement before."""
    until: date
    """The last day: no agreement holds for ever."""
    ref: str = attrs.field(validator=a_name)
    """The agreement's number."""


@attrs.frozen
class LeaveAlliance:
    """Give notice of a member's last day: it leaves without stain, and may join again."""

    alliance: AllianceId = attrs.field(validator=an_id)
    """The id of the alliance."""
    host: str = attrs.field(validator=an_id)
    """The id of the merchant or station."""
    last: date
    """The last day: the pack's `offers.notice_days` from today at the earliest."""
    ref: str = attrs.field(validator=a_name)
    """The number of the notice."""


@attrs.frozen
class ExpireMembership:
    """Enter that a member's last day has passed; `tick` sends it."""

    alliance: AllianceId = attrs.field(validator=an_id)
    """The id of the alliance."""
    host: str = attrs.field(validator=an_id)
    """The id of the merchant or station."""


Command = (
    PublishOffer
    | ChangeOffer
    | EndOffer
    | ExpireOffer
    | UseOffer
    | FoundAlliance
    | JoinAlliance
    | LeaveAlliance
    | ExpireMembership
)
