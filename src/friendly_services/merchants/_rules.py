"""A pack's section on merchants: everything about them that a city may set."""

from collections.abc import Mapping
from typing import Final, Literal

import attrs

from ..cases import Duration, Route
from ..errors import Invalid
from ..fields import whole
from ..names import check_name
from ..places import Box
from ..standards import Standard
from ..text import Label

__all__ = [
    "POSTS",
    "AppealRule",
    "Ground",
    "HearingRule",
    "NominationRule",
    "PlaqueRule",
    "ReviewRule",
    "Rules",
    "Service",
    "SiteCheckRule",
    "SuspensionRule",
]

POSTS: Final = ("form_check", "site_check", "decision", "notice", "listing")
"""The posts of the route, in this order: a pack sets who works there and how long."""

OPTIONAL_POSTS: Final = frozenset({"form_check"})
"""Those a pack may leave out."""

_LONGEST_MONTHS: Final = 120
"""Ten years, of a cool-off or between two re-reviews: nothing is for life."""

_LONGEST_AHEAD: Final = 366
"""Days between an appointment and its due day: a year."""

Status = Literal["stated", "found", "proposed"]
"""Whether a source states an item, other cities have it, or it is a proposal of ours."""


@attrs.frozen
class Service:
    """Something merchants offer to workers, and the tag it is found under."""

    title: Label
    tag: str
    needs: Label
    """What must be there before it counts as offered."""
    source: str
    status: Status


@attrs.frozen
class Ground:
    """A situation in which a naming may be revoked, after the merchant was heard."""

    title: Label
    evidence: tuple[str, ...]
    """The kinds of evidence a case may rest on."""
    source: str
    status: Status
    correction: Duration | None = None
    """How long the merchant may mend it before it can be revoked; none where that would be pointless."""
    cool_off_months: int = attrs.field(default=0, validator=whole(high=_LONGEST_MONTHS))
    """How long nobody may apply again for the same licence and premises."""


@attrs.frozen
class SiteCheckRule:
    """How many must have seen the premises."""

    people: int = attrs.field(validator=whole(low=1))
    photos: int = attrs.field(validator=whole(low=1))
    """So many photographs stand in for all people but one."""


@attrs.frozen
class SuspensionRule:
    """A reason for which a named merchant may rest, and for how long at most."""

    title: Label
    at_most: Duration


_A_WEEK: Final = Duration(5)


@attrs.frozen
class PlaqueRule:
    """How plaques are numbered and which artwork they are printed from."""

    prefix: str
    template: str
    returned_within: Duration = _A_WEEK
    """How long a merchant that left has to bring its plaque back; after that, it is void."""


@attrs.frozen
class ReviewRule:
    """How often a named merchant is looked at again, and how long that may take."""

    every_months: int = attrs.field(validator=whole(low=1, high=_LONGEST_MONTHS))
    within: Duration
    """How long it may take, once begun; where its due day is later, it runs to that."""
    ahead_days: int = attrs.field(default=90, validator=whole(low=1, high=_LONGEST_AHEAD))
    """How many days before it is due a re-review may be appointed for."""
    parties: tuple[str, ...] = attrs.field(default=())
    """Roles that review jointly: somebody of each signs before it is passed. None, and nobody need sign."""

    correction: Duration = attrs.field(factory=lambda: Duration(15))
    """How long a merchant has to mend what its re-review found, before a case may be opened on it."""
    ground: str = "review_failed"
    """The one of `merchants.grounds` for a case on a failed re-review, which never rests on an unknown."""

    @parties.validator
    def _check_parties(self, _: object, value: tuple[str, ...]) -> None:
        for i, party in enumerate(value):
            check_name(f"parties.{i}", party)
            if party in value[:i]:
                raise Invalid.at(f"parties.{i}", "merchants.party_twice", value=party)


@attrs.frozen
class AppealRule:
    """How a revocation may be appealed against."""

    within: Duration
    """How long after the decision."""
    decided: Duration
    """How long the appeal may stay undecided before its judge is reminded."""
    stays: bool = False
    """Whether every appeal stays the revocation; otherwise its judge may order that."""


@attrs.frozen
class HearingRule:
    """How a merchant gets a hearing before its case is decided (听证)."""

    asked: Duration
    """How long after the notice it may ask for one."""
    held: Duration
    """How long the office has to hold it, before it is reminded; until then nobody revokes."""


_THREE_WEEKS: Final = Duration(15)


@attrs.frozen
class NominationRule:
    """How the office deals with places that others name."""

    answer: Duration = _THREE_WEEKS
    """How long it has to answer; after that, the nomination lapses."""
    metres: int = attrs.field(default=30, validator=whole(low=0, high=1_000))
    """Within so many, two places of one name may be one."""


@attrs.frozen
class Rules:
    """The merchants' part of a pack: standard, route, services, grounds and every term."""

    standard: Standard
    route: Route = attrs.field()
    licences: tuple[Literal["credit_code", "registration", "other"], ...]
    """The kinds of licence the register takes."""
    trades: Mapping[str, Label]
    tags: Mapping[str, Label]
    services: Mapping[str, Service]
    grounds: Mapping[str, Ground]
    suspensions: Mapping[str, SuspensionRule]
    site_check: SiteCheckRule
    answer: Duration
    """How long an objection may stay unanswered before its officer is reminded."""
    statement: Duration
    """How long a merchant has to state its case before a revocation may be decided (陈述申辩)."""
    revocation: Duration
    """How long a case for revocation may stay undecided before its officer is reminded."""
    interim: Duration
    """How long a merchant may be hidden before a case must be open."""
    reminder: Duration
    """How often whoever is overdue is reminded."""
    review: ReviewRule
    plaque: PlaqueRule
    on_behalf: tuple[str, ...]
    """Roles that may act for a merchant: at the counter, for people without a telephone."""
    box: Box | None = None
    """The city's outline: a point outside is taken, marked, and confirmed by a person."""
    areas: frozenset[str] = frozenset()
    """The areas premises can be in; none listed, and any name is taken. Left out, the city's."""
    appeal: AppealRule | None = None
    """How a revocation may be appealed against; left out, it is final at once."""
    nomination: NominationRule = NominationRule()
    """How long a nomination may wait, and when two may be about one place."""
    hearing: HearingRule | None = None
    """How a merchant gets a hearing in a case for revocation; left out, there is none."""

    @route.validator
    def _check_route(self, _: object, route: Route) -> None:
        wanted = tuple(post for post in POSTS if post in route.posts or post not in OPTIONAL_POSTS)
        if tuple(route.posts) != wanted:
            raise Invalid.at("route.posts", "merchants.route", posts=tuple(route.posts), known=POSTS)

    def __attrs_post_init__(self) -> None:
        for code, service in self.services.items():
            if service.tag not in self.tags:
                raise Invalid.at(
                    f"services.{code}.tag", "value.not_one_of", value=service.tag, choices=tuple(self.tags)
                )
        ground = self.review.ground
        if ground not in self.grounds and ground != attrs.fields(ReviewRule).ground.default:
            raise Invalid.at("review.ground", "value.not_one_of", value=ground, choices=tuple(self.grounds))
