"""How merchants are found, what they need next, how the map sees them."""

from collections.abc import Iterable
from datetime import date
from typing import Final, get_args

from ..decider import Due, Index, Keyed, Kind
from ..names import folded
from ..places import Place
from ..text import Reason
from ._commands import (
    EndBusiness,
    EndCoolOff,
    Lapse,
    Name,
    Remind,
    Restore,
    Show,
    StartReview,
    VoidPlaque,
)
from ._events import ApplicationEvent, MerchantEvent, RevocationEvent
from ._evolve import evolve_application, evolve_merchant, evolve_revocation
from ._lifecycle import STANDINGS, possible, posts
from ._nominations import (
    LapseNomination,
    Nomination,
    NominationEvent,
    evolve_nomination,
    nomination_possible,
)
from ._values import IN_CASE, Application, Merchant, Revocation

__all__ = ["APPLICATION", "MERCHANT", "NOMINATION", "REVOCATION", "due", "dues", "keys", "place"]

_NAME_CHARACTERS: Final = 60
"""Of a name in the search index: what a key of 256 bytes holds of four-byte characters."""


def _searched(name: str) -> str:
    """The form of a name in the search index."""
    return folded(name)[:_NAME_CHARACTERS]


def keys(merchant: Merchant) -> Iterable[Keyed]:
    """What a merchant is found by; its claims are given up with its last chance to be named."""
    yield (
        "by_area",
        (merchant.standing, merchant.premises.area, merchant.term.day if merchant.term else date.max),
    )
    yield "in_area", (merchant.premises.area, merchant.standing)
    yield "by_name", (_searched(merchant.name),)
    yield "by_licence", (merchant.licence.number,)
    for ref in merchant.refs:
        yield "by_ref", (ref.system, ref.number)
    for plaque in merchant.plaques:
        if plaque.number:
            yield "by_plaque", (plaque.number,)
    if merchant.standing == "named" and merchant.naming is not None:
        last = merchant.naming.review.to_be_done_by
        yield "by_review", (last,)
        yield "in_area_by_review", (merchant.premises.area, last)
    if merchant.alive:
        yield "claim", (merchant.licence.number, merchant.premises.claim)


def due(merchant: Merchant) -> Due | None:
    """The next thing that time alone brings: the earliest, of several."""
    return min(dues(merchant), key=lambda due: due.at, default=None)


def dues(merchant: Merchant) -> Iterable[Due]:
    """Everything that time alone brings."""
    area, term = merchant.premises.area, merchant.term
    if term is not None:
        match merchant.standing:
            case "returned":
                yield Due(term.ends, Lapse(merchant.id), area)
            case "notice":
                yield Due(term.ends, Name(merchant.id), area)
            case "suspended":
                yield Due(term.ends, Restore(merchant.id), area)
            case _:
                yield Due((merchant.reminded or term).ends, Remind(merchant.id), area)
    if merchant.hidden is not None and merchant.standing not in IN_CASE:
        yield Due(merchant.hidden.term.ends, Show(merchant.id), area)
    if merchant.standing == "named" and merchant.naming is not None and merchant.naming.review.term is None:
        yield Due(merchant.naming.review.opens, StartReview(merchant.id), area)
    if merchant.closing is not None and merchant.standing in ("named", "suspended") and not merchant.hidden:
        last = merchant.closing.term
        yield Due(last.ends, EndBusiness(merchant.id, last.day), area)
    plaque = merchant.naming.plaque if merchant.naming else None
    if plaque is not None and plaque.state == "recalled" and plaque.return_by is not None:
        yield Due(plaque.return_by.ends, VoidPlaque(merchant.id), area)
    if merchant.claimed_until is not None:
        yield Due(merchant.claimed_until.ends, EndCoolOff(merchant.id), area)


def held(merchant: Merchant) -> Reason | None:
    """Until when a revoked merchant keeps its licence and premises: its appeal, or the time after it."""
    term = merchant.term if merchant.standing == "appealed" else merchant.claimed_until
    return term.reason if term else None


def place(merchant: Merchant) -> Place:
    """The merchant as the map sees it; one that is not shown says why."""
    return Place(
        id=merchant.id,
        kind="merchant",
        name=merchant.name,
        point=merchant.premises.point,
        services=merchant.services,
        hours=merchant.hours,
        area=merchant.premises.area,
        absent=_absent(merchant),
        notes=(Reason("merchants.closing", day=merchant.closing.term.day),) if merchant.closing else (),
    )


def _absent(merchant: Merchant) -> Reason | None:
    stayed = merchant.lost is not None and merchant.lost.stayed_on is not None
    if merchant.standing not in ("named", "suspended", *IN_CASE) and not stayed:
        return Reason("merchants.absent_standing", standing=STANDINGS[merchant.standing])
    if merchant.suspension is not None:
        return Reason("merchants.absent_suspended", term=merchant.suspension.term.reason)
    if merchant.hidden is not None:
        return Reason("merchants.absent_hidden", on=merchant.hidden.on)
    if merchant.listed_on is None:
        return Reason("merchants.absent_unlisted")
    return None


def _revocation_keys(revocation: Revocation) -> Iterable[Keyed]:
    yield "by_merchant", (revocation.merchant, revocation.opened_on)


def _nomination_keys(nomination: Nomination) -> Iterable[Keyed]:
    area, standing = nomination.premises.area, nomination.standing
    yield "by_area", (standing, area, nomination.term.day if standing == "open" else date.max)
    yield "in_area", (area, standing)
    yield "by_name", (_searched(nomination.name),)
    yield "by_premises", (nomination.premises.claim,)


def _nomination_due(nomination: Nomination) -> Due | None:
    """It lapses when its term has passed; until then it stands in its area's inbox."""
    if nomination.standing != "open":
        return None
    return Due(nomination.term.ends, LapseNomination(nomination.id), nomination.premises.area)


MERCHANT: Final = Kind(
    name="merchant",
    state=Merchant,
    events=get_args(MerchantEvent),
    evolve=evolve_merchant,
    indexes=(
        Index("by_area", ("standing", "area", "due")),
        Index("in_area", ("area", "standing")),
        Index("by_name", ("name",), forms={"name": _searched}),
        Index("by_licence", ("licence",)),
        Index("by_ref", ("system", "number"), unique=True),
        Index("by_plaque", ("plaque",), unique=True),
        Index("by_review", ("review",)),
        Index("in_area_by_review", ("area", "review")),
        Index("claim", ("licence", "premises"), unique=True),
    ),
    keys=keys,
    due=due,
    dues=dues,
    place=place,
    held=held,
    possible=possible,
    posts=posts,
    filters={
        "trade": lambda merchant, trade, _: merchant.trade == trade,
        "service": lambda merchant, service, _: service in merchant.services,
        "name_contains": lambda merchant, part, _: folded(part) in folded(merchant.name),
    },
)
APPLICATION: Final = Kind(
    name="application",
    state=Application,
    events=get_args(ApplicationEvent),
    evolve=evolve_application,
)
REVOCATION: Final = Kind(
    name="revocation",
    state=Revocation,
    events=get_args(RevocationEvent),
    evolve=evolve_revocation,
    indexes=(Index("by_merchant", ("merchant", "opened")),),
    keys=_revocation_keys,
)
NOMINATION: Final = Kind(
    name="nomination",
    state=Nomination,
    events=get_args(NominationEvent),
    evolve=evolve_nomination,
    indexes=(
        Index("by_area", ("standing", "area", "due")),
        Index("in_area", ("area", "standing")),
        Index("by_name", ("name",), forms={"name": _searched}),
        Index("by_premises", ("premises",)),
    ),
    keys=_nomination_keys,
    due=_nomination_due,
    possible=nomination_possible,
)
