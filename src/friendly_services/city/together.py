"""What capabilities do together: commands over the records of several, as pure as theirs."""

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from typing import Any, Final, assert_never, cast

import attrs

from .. import honours, matching, merchants, offers, persons, points, stations, visits
from ..decider import Capability, Context, Decision, NewId
from ..errors import Invalid, NotFound, Refused
from ..ids import Key, RedemptionId, RewardId, WorkerId
from ..packs import CityRules
from ..places import Place
from ..proximity import Tag
from ..text import Reason
from ._answers import NoRules

__all__ = [
    "CAPABILITY",
    "CONTESTED",
    "HONOURS",
    "OFFERS",
    "VISITS",
    "Collect",
    "HostClosed",
    "OtherHost",
    "Redeem",
    "catalogue",
    "closed",
    "host_key",
    "marked",
    "open_cases",
]

CONTESTED: Final = ("objected", "revoking", "hearing", "appealed")
"""The standings of a merchant in which whoever applied for it is being heard."""

_HOSTS: Final = {
    kind.name: kind
    for capability in (merchants.CAPABILITY, stations.CAPABILITY)
    for kind in capability.kinds
    if kind.on_map
}


@attrs.frozen
class Redeem:
    """Ask for a reward at the place that hands it out: its points and one item are set aside, in one commit.

    The one to send for a worker who stands at a host's door: as `points.Redeem`, and the host must be on the
    map, so that no points are held for a shop that is suspended or gone.
    """

    worker: WorkerId
    """Who asks, by the host system's id."""
    reward: RewardId
    """What for: the id that `points.OfferReward` gave."""
    host: str
    """The id of the merchant or station that hands it out."""


@attrs.frozen
class Collect:
    """Hand over what was set aside, at the place where it waits: the points are spent.

    As `points.Collect`, and the host must be on the map: a shop that is suspended hands out nothing. Where
    the register knows who runs the host, only they may hand over, or who may act for them.
    """

    redemption: RedemptionId
    """The id that asking for the reward gave."""
    worker: WorkerId
    """Who asked, by the host system's id."""
    reward: RewardId
    """What for: the id that `points.OfferReward` gave."""
    host: str
    """The id of the merchant or station that hands it out."""


@attrs.define(slots=False)
class HostClosed(Refused):
    """The place that hands out the reward is not on the map now."""

    code = "together.host_closed"

    host: str
    why: Reason


@attrs.define(slots=False)
class OtherHost(Refused):
    """The reward is handed out elsewhere."""

    code = "together.other_host"

    host: str
    asked: str


def subjects(command: Redeem | Collect, new: NewId) -> tuple[Key, ...]:
    """The account, the reward and the redemption; and the host, which is read and so guards the commit."""
    return (*points.subjects(_inner(command), new), host_key(command.host))


def decide(states: Mapping[Key, Any], command: Redeem | Collect, context: Context[Any]) -> Decision:
    """What the ledger does, if the reward is this host's, and the host on the map and in the right hands."""
    key = host_key(command.host)
    if key not in states:
        raise NotFound(*key)
    reward: points.Reward | None = states.get(("reward", command.reward))
    if reward is not None and reward.host != command.host:
        raise OtherHost(reward.host, command.host)
    why = closed(key, states[key])
    if why is not None:
        raise HostClosed(command.host, why)
    if isinstance(command, Collect) and _is_run(states[key]):
        _speak_for((states[key],), context)
    return points.decide(states, _inner(command), _within(context, points.CAPABILITY.name))


def closed(key: Key, host: merchants.Merchant | stations.Station) -> Reason | None:
    """Why a merchant or station hands out nothing now: it is not on the map; None while it is."""
    place = _HOSTS[key[0]].place(host)
    return None if place is None else place.absent


def _is_run(host: merchants.Merchant | stations.Station) -> bool:
    """Whether the register knows who runs it; else the `may` table alone says who hands out there."""
    return bool(host.keeper if isinstance(host, stations.Station) else host.applicant)


def open_cases(ref: str, found: Iterable[merchants.Merchant]) -> tuple[persons.OpenCase, ...]:
    """The cases in which a person with this reference is heard: until then nothing of theirs is erased."""
    return tuple(
        persons.OpenCase(merchant.id, merchant.term.day if merchant.term else None)
        for merchant in found
        if merchant.standing in CONTESTED and merchant.applicant == ref
    )


def marked(place: Place, state: Any, tags: Mapping[str, Tag]) -> Place:
    """The place with the tags that its record shows: a fact that is true, a kind of equipment that works."""
    known = {fact.name: fact.value for fact in sorted(getattr(state, "facts", ()), key=lambda fact: fact.on)}
    kinds = {
        kind
        for kind, found in getattr(state, "equipment", {}).items()
        if found.state == "working" and found.quantity
    }
    shown = {
        key
        for key, tag in tags.items()
        if any(known.get(fact) is True for fact in tag.facts) or not kinds.isdisjoint(tag.equipment)
    }
    return attrs.evolve(place, tags=shown) if shown else place


def catalogue(rules: Mapping[str, Any]) -> matching.Catalogue:
    """What merchants and stations can offer by a pack's rules, and under which tags."""
    hosts: stations.Rules | None = rules.get("stations")
    of: dict[str, merchants.Rules | stations.Rules | None] = {
        "merchant": rules.get("merchants"),
        **dict.fromkeys(hosts.kinds if hosts else (), hosts),
    }
    return matching.Catalogue(
        services={
            kind: {key: matching.Service(service.title, service.tag) for key, service in one.services.items()}
            for kind, one in of.items()
            if one is not None
        },
        tags={key: title for one in of.values() if one is not None for key, title in one.tags.items()},
        kinds={kind: rule.title for kind, rule in hosts.kinds.items()} if hosts else {},
    )


def _inner(command: Redeem | Collect) -> points.Redeem | points.Collect:
    match command:
        case Redeem():
            return points.Redeem(command.worker, command.reward)
        case Collect():
            return points.Collect(command.redemption, command.worker, command.reward)
        case _:
            assert_never(command)


def _within(context: Context[Any], capability: str) -> Context[Any]:
    """The context with one capability's rules in place of all of them."""
    rules = context.rules.get(capability)
    if rules is None:
        raise NoRules(capability, str(context.pack))
    return attrs.evolve(context, rules=rules)


def host_key(host: str) -> Key:
    """The record of a host.

    Raises:
        Invalid: it is the id of neither a merchant nor a station.
    """
    kind = host.rpartition("-")[0]
    if kind not in _HOSTS:
        raise Invalid.at("host", "together.no_host", value=host)
    return kind, host


# --- honours: what the register says of whoever is nominated ---------------------------------------------


def _honours_subjects(command: honours.Command, new: NewId) -> tuple[Key, ...]:
    """As the capability says, and the merchant or station that is nominated, which guards the commit."""
    return (*honours.subjects(command, new), *_named(command))


def _honours_decide(states: Mapping[Key, Any], command: honours.Command, context: Context[Any]) -> Decision:
    """What the capability decides, told what the register says of the merchant or station."""
    own = _within(context, honours.CAPABILITY.name)
    for key in _named(command):
        if key not in states:
            raise NotFound(*key)
        if isinstance(command, honours.Nominate):
            _check_area(command, states[key], context.rules["city"])
        own = attrs.evolve(own, found=(_candidate(key, states[key], context.now.tzinfo),))
    return honours.decide(states, command, own)


def _check_area(
    command: honours.Nominate, subject: merchants.Merchant | stations.Station, city: CityRules
) -> None:
    """Refuse the quota of an area in which the merchant or station does not lie."""
    area: str | None = subject.area if isinstance(subject, stations.Station) else subject.premises.area
    areas = []
    while area is not None:
        areas.append(area)
        area = city.areas[area].within if area in city.areas else None
    if command.area not in areas:
        raise Invalid.at(
            "area", "together.other_area", value=command.area, subject=command.subject, areas=tuple(areas)
        )


def _named(command: honours.Command) -> tuple[Key, ...]:
    """The merchant or station that a command honours; none for a worker, whom the host alone knows."""
    match command:
        case honours.StateBonus():
            return (("merchant", command.merchant),)
        case honours.Nominate() | honours.Grant() | honours.Commend():
            kind = command.subject.rpartition("-")[0]
            return ((kind, command.subject),) if kind in _HOSTS else ()
        case _:
            return ()


def _candidate(
    key: Key, state: merchants.Merchant | stations.Station, zone: tzinfo | None
) -> honours.Candidate:
    """Only a place on the map is honoured, and a merchant only while nobody would take its naming away."""
    place = _HOSTS[key[0]].place(state)
    unfit = None if place is None else place.absent
    if isinstance(state, stations.Station):
        return honours.Candidate(unfit, state.keeper)
    if state.standing != "named":
        standing = merchants.STANDINGS[state.standing]
        return honours.Candidate(Reason("merchants.absent_standing", standing=standing), state.applicant)
    naming = cast("merchants.Naming", state.naming)
    ruling = naming.ruling if naming.review.term is None else None
    passed = ruling.at.astimezone(zone).date() if ruling else None  # a record keeps instants in UTC
    return honours.Candidate(unfit, state.applicant, naming.on, passed)


HONOURS: Final[Capability[Any]] = attrs.evolve(
    cast("Capability[Any]", honours.CAPABILITY),
    subjects=_honours_subjects,
    decide=_honours_decide,
    rules=dict,
)
"""Honours in a city: a merchant is given a title of its own area, while it is named and on the map."""


CAPABILITY: Final[Capability[Any]] = Capability(
    name="together",
    kinds=(),
    commands=(Redeem, Collect),
    subjects=subjects,
    decide=decide,
    rules=dict,
    remembers_refusals=True,
)


# --- offers: whether the place that makes one is on the map, and who speaks for it ------------------------


def _offers_subjects(command: offers.Command, new: NewId) -> tuple[Key, ...]:
    """As the capability says, and the place that makes the offer, joins or leaves: it guards the commit."""
    return (*offers.subjects(command, new), *_offering(command))


def _offers_decide(states: Mapping[Key, Any], command: offers.Command, context: Context[Any]) -> Decision:
    """What the capability decides, told whether the place is on the map; for who may speak for the place."""
    own = _within(context, offers.CAPABILITY.name)
    hosts = []
    for key in _offering(command):
        if key not in states:
            raise NotFound(*key)
        hosts.append(states[key])
        own = attrs.evolve(own, found=(closed(key, states[key]), *context.found))
    match command:
        case offers.PublishOffer() | offers.LeaveAlliance():
            _speak_for(hosts, context)
        case offers.ChangeOffer() | offers.EndOffer():
            _speak_for(context.found, context)
        case _:
            pass
    return offers.decide(states, command, own)


def _speak_for(hosts: Iterable[merchants.Merchant | stations.Station], context: Context[Any]) -> None:
    """Refuse who is neither a merchant's applicant, a station's keeper, nor allowed to act for them."""
    for host in hosts:
        if isinstance(host, stations.Station):
            stations.check_keeper(host, _within(context, stations.CAPABILITY.name))
        else:
            merchants.speak_for(host, _within(context, merchants.CAPABILITY.name))


def _offering(command: offers.Command) -> tuple[Key, ...]:
    match command:
        case offers.PublishOffer() | offers.UseOffer() | offers.JoinAlliance() | offers.LeaveAlliance():
            return (host_key(command.host),)
        case _:
            return ()


OFFERS: Final[Capability[Any]] = attrs.evolve(
    cast("Capability[Any]", offers.CAPABILITY), subjects=_offers_subjects, decide=_offers_decide, rules=dict
)
"""Offers in a city: made and used only at a place that is on the map, and made by who speaks for it."""


# --- visits: a station that is used is not dormant -------------------------------------------------------


def _visits_decide(states: Mapping[Key, Any], command: visits.Command, context: Context[Any]) -> Decision:
    """What the capability decides; and of a station, that somebody was there, once for each day."""
    decision = visits.decide(states, command, _within(context, visits.CAPABILITY.name))
    return (*decision, *(found for _, event in decision for found in _visited(states, event, context)))


def _visited(states: Mapping[Key, Any], event: Any, context: Context[Any]) -> Decision:
    """What `stations.RecordVisit` does, where the day is later than what the station knows already.

    A station that is closed for good or not open yet takes no visits: its count is kept all the same.
    """
    match event:
        case visits.UseCounted() | visits.VisitProved():
            pass
        case visits.UseRecorded() if any(event.by_hour):
            pass
        case _:
            return ()
    station: stations.Station | None = states.get(("station", event.place))
    if station is None or stations.CAPABILITY.name not in context.rules:
        return ()
    known = stations.last_seen(station, context.now.tzinfo)
    if known is not None and event.on <= known:
        return ()
    try:
        visit = stations.RecordVisit(station.id, event.on)
        return stations.decide(states, visit, _within(context, stations.CAPABILITY.name))
    except stations.NotNow:
        return ()


VISITS: Final[Capability[Any]] = attrs.evolve(
    cast("Capability[Any]", visits.CAPABILITY), decide=_visits_decide, rules=dict
)
"""Visits in a city: the place is read as ever, and a station's record changes once a day at most."""
