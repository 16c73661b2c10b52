"""The rules of offers: what a command does, or why not."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final, assert_never

from ..cases import term_to
from ..decider import Context, Decision, NewId
from ..errors import Invalid, NotFound
from ..hours import DAYS, Hours, status
from ..ids import Key
from ..text import Label, Reason
from ._alliances import AllianceId, membership_of
from ._commands import (
    ChangeOffer,
    Command,
    EndOffer,
    ExpireMembership,
    ExpireOffer,
    FoundAlliance,
    JoinAlliance,
    LeaveAlliance,
    PublishOffer,
    UseOffer,
)
from ._errors import HostAbsent, LimitReached, NotNow, NotValid, OutsideHours, WrongCode
from ._events import Counted, Ended, Expired, Published, Used
from ._joining import allied, check_member
from ._values import Allowance, Offer, OfferId, Rules, Standing, Terms, price_of

__all__ = ["ABOUT", "STANDINGS", "decide", "possible", "subjects"]

STANDINGS: Final[Mapping[Standing, Label]] = {
    "running": Label(en="running", zh="进行中"),
    "ended": Label(en="ended", zh="已提前结束"),
    "expired": Label(en="past its last day", zh="已到期"),
}
ABOUT: Final = ("ChangeOffer", "EndOffer", "ExpireOffer", "UseOffer")
"""Every command about an offer: possible while it runs, and not after."""


def subjects(command: Command, new: NewId) -> tuple[Key, ...]:
    """The offer, and for a use what its token of the day has used of it; or the alliance or membership."""
    match command:
        case PublishOffer(alliance=alliance):
            member = () if alliance is None else (membership_of(alliance, command.host),)
            return ("offer", new("offer")), *member
        case FoundAlliance():
            return (("alliance", new("alliance")),)
        case JoinAlliance():
            return membership_of(command.alliance, command.host), ("alliance", command.alliance)
        case LeaveAlliance() | ExpireMembership():
            return (membership_of(command.alliance, command.host),)
        case UseOffer():
            return ("offer", command.offer), _allowance(command)
        case _:
            return (("offer", command.offer),)


def _allowance(command: UseOffer) -> Key:
    digest = hashlib.sha256(f"{command.offer}\0{command.worker}".encode()).hexdigest()
    return "allowance", f"allowance-{digest[:32]}"


def possible(offer: Offer) -> Mapping[str, Reason | None]:
    """Every command about the offer: None while it runs, else why not."""
    return {name: None if offer.standing == "running" else _not_now(offer, name).reason for name in ABOUT}


def _not_now(offer: Offer, command: str) -> NotNow:
    return NotNow(command, offer.id, STANDINGS[offer.standing], offer.until.reason)


def decide(states: Mapping[Key, Any], command: Command, context: Context[Rules]) -> Decision:
    """What a command does to an offer, an alliance or a membership, or why it is refused."""
    if isinstance(command, PublishOffer | JoinAlliance):
        _check_host(command.host, context)
    if isinstance(command, FoundAlliance | JoinAlliance | LeaveAlliance | ExpireMembership):
        return allied(states, command, context)
    if isinstance(command, PublishOffer):
        if command.alliance is not None:
            membership = states.get(membership_of(command.alliance, command.host))
            check_member(command.alliance, command.host, membership, context)
        id_ = OfferId(context.new("offer"))
        published = _published(id_, command.host, 1, command.terms, command.alliance, context)
        return ((("offer", id_), published),)
    key = ("offer", command.offer)
    offer: Offer | None = states.get(key)
    if offer is None:
        raise NotFound(*key)
    if offer.standing != "running":
        raise _not_now(offer, type(command).__name__)
    match command:
        case ChangeOffer():
            version = offer.version + 1
            terms = _published(offer.id, offer.host, version, command.terms, offer.alliance, context)
            return ((key, terms),)
        case EndOffer():
            return ((key, Ended(context.today, command.ref)),)
        case ExpireOffer():
            if not offer.until.over(context.today):
                raise NotValid(offer.id, offer.terms.starts, offer.terms.ends)
            return ((key, Expired(context.today)),)
        case UseOffer():
            allowance = _allowance(command)
            return _used(key, offer, allowance, states.get(allowance), command, context)
        case _:
            assert_never(command)


def _check_host(host: str, context: Context[Rules]) -> None:
    """Refuse a host that City found absent from the map: the first thing it tells."""
    why: Reason | None = context.found[0] if context.found else None
    if why is not None:
        raise HostAbsent(host, why)


def _published(
    id_: OfferId,
    host: str,
    version: int,
    terms: Terms,
    alliance: AllianceId | None,
    context: Context[Rules],
) -> Published:
    rules, today = context.rules, context.today
    try:
        terms.rule.check()
    except Invalid as error:
        raise error.inside("terms") from None
    if terms.ends < max(terms.starts, today):
        raise Invalid.at("terms.ends", "offers.ends", value=terms.ends, first=max(terms.starts, today))
    latest = max(terms.starts, today) + timedelta(days=rules.longest_days - 1)  # the first day counts
    if terms.ends > latest:
        raise Invalid.at("terms.ends", "offers.too_long", value=terms.ends, latest=latest)
    if terms.per_day > rules.most_per_day:
        high = rules.most_per_day
        raise Invalid.at("terms.per_day", "number.too_large", value=terms.per_day, high=high)
    hours = terms.hours
    if terms.window:
        if hours is not None:
            raise Invalid.at("terms.hours", "offers.window_or_hours", window=terms.window)
        if terms.window not in rules.windows:
            choices = tuple(rules.windows)
            raise Invalid.at("terms.window", "value.not_one_of", value=terms.window, choices=choices)
        hours = Hours.weekly(dict.fromkeys(DAYS, rules.windows[terms.window].hours))
    return Published(id_, host, version, terms, hours, term_to(terms.ends, context.now), alliance)


def _used(
    key: Key,
    offer: Offer,
    allowance: Key,
    before: Allowance | None,
    command: UseOffer,
    context: Context[Rules],
) -> Decision:
    today, terms = context.today, offer.terms
    if command.host != offer.host:
        raise Invalid.at("host", "value.not_one_of", value=command.host, choices=(offer.host,))
    if not command.worker.startswith(f"{today:%Y%m%d}-"):
        raise Invalid.at("worker", "offers.token", day=today)
    if not terms.starts <= today <= terms.ends:
        raise NotValid(offer.id, terms.starts, terms.ends)
    if offer.hours is not None:
        openness = status(offer.hours, context.now, context.calendar)
        if openness.answer != "open":
            raise OutsideHours(offer.id, openness.reason)
    _check_host(offer.host, context)
    if offer.alliance is not None:  # City looks the membership up: its key is not in the command
        check_member(offer.alliance, offer.host, context.found[1], context)
    if terms.code and command.code != terms.code:
        raise WrongCode(offer.id)
    used = before.used if before else 0
    if used >= terms.per_day:
        raise LimitReached(offer.id, terms.per_day, today + timedelta(days=1))
    price = price_of(terms.rule, command.original, command.item)
    uses = offer.uses + 1 if offer.day == today else 1
    return (
        (key, Used(today, uses, price.original, price.rider)),
        (allowance, Counted(allowance[1], offer.id, today, used + 1)),
    )
