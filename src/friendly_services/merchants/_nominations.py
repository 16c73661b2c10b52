"""Places that others name (群众上报): what is asked, what happened, who answers and until when."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, Literal, assert_never, cast

import attrs

from .. import cases
from ..cases import Term
from ..decider import Context, Decision
from ..errors import NotFound
from ..fields import a_name, a_text, check_listed
from ..ids import Key, MerchantId, NominationId, derive
from ..names import folded
from ..places import check_in_box, convert, distance
from ..text import Label, Reason
from ._errors import MerchantAlready, NominationClosed, TermRunning
from ._rules import Rules
from ._values import Licence, Merchant, Photo, Premises, check_photos

__all__ = [
    "DeclineNomination",
    "LapseNomination",
    "Nominate",
    "Nominated",
    "Nomination",
    "NominationCommand",
    "NominationDeclined",
    "NominationEvent",
    "NominationFollowed",
    "NominationLapsed",
    "NominationStanding",
    "Seconded",
    "decide_nomination",
    "evolve_nomination",
    "follow",
    "nomination_id",
    "nomination_possible",
    "nomination_subjects",
]

NominationStanding = Literal["open", "followed", "declined", "lapsed"]

NOMINATION_STANDINGS: Final[Mapping[NominationStanding, Label]] = {
    "open": Label(en="open", zh="待答复"),
    "followed": Label(en="followed by an application", zh="已转为申报"),
    "declined": Label(en="declined", zh="未采纳"),
    "lapsed": Label(en="lapsed without an answer", zh="逾期未答复"),
}
ANSWERING: Final = Label(en="time to answer the nomination", zh="推荐答复期限")


# commands


@attrs.frozen
class Nominate:
    """Name a place that would make a good friendly merchant, without being its applicant."""

    name: str = attrs.field(validator=a_name)
    """As on the sign over the door."""
    premises: Premises
    """Where it is, with area and point."""
    why: str = attrs.field(validator=a_text)
    """What makes it a good one. It names the place and no person."""
    photos: tuple[Photo, ...] = ()
    """Photographs of it, by digest; the files stay with the host."""
    licence: Licence | None = None
    """Its licence, where that is known."""


@attrs.frozen
class DeclineNomination:
    """Answer that the place will not be asked to apply, and why."""

    nomination: NominationId
    """The id that `Nominate` gave."""
    reason: str = attrs.field(validator=a_text)
    """What those who named it are told."""


@attrs.frozen
class LapseNomination:
    """Close a nomination that nobody answered in time."""

    nomination: NominationId
    """The id that `Nominate` gave."""


NominationCommand = Nominate | DeclineNomination | LapseNomination


# events


@attrs.frozen
class Nominated:
    """A place was named, for the first time or anew after an answer."""

    id: NominationId
    name: str
    premises: Premises
    why: str
    photos: tuple[Photo, ...]
    licence: Licence | None
    by: str
    on: date
    term: Term
    like: tuple[str, ...]
    """Records that may be about the same place, as far as anybody could tell then."""


@attrs.frozen
class Seconded:
    """Somebody else named the same place."""

    by: str
    on: date
    why: str
    photos: tuple[Photo, ...]
    licence: Licence | None


@attrs.frozen
class NominationFollowed:
    """The place applied."""

    merchant: MerchantId
    on: date


@attrs.frozen
class NominationDeclined:
    """The office will not ask the place to apply."""

    reason: str
    by: str
    on: date


@attrs.frozen
class NominationLapsed:
    """Nobody answered in time."""

    on: date


NominationEvent = Nominated | Seconded | NominationFollowed | NominationDeclined | NominationLapsed


# state


@attrs.frozen
class Nomination:
    """A place that somebody named as a good friendly merchant: one record for each name at each premises."""

    id: NominationId
    name: str
    premises: Premises
    why: str
    """What whoever named it first said; what the others said is in its history."""
    photos: tuple[Photo, ...]
    licence: Licence | None
    by: tuple[str, ...]
    """Everybody who named it, by the host's ids, each once."""
    on: date
    """The day on which it was first named."""
    term: Term
    """Until when the office answers."""
    like: tuple[str, ...] = ()
    """Ids of nominations and merchants that may be the same place: for whoever answers to look at."""
    standing: NominationStanding = "open"
    closed_on: date | None = None
    merchant: MerchantId | None = None
    """The application that followed."""
    reason: str | None = None
    """Why it was declined."""


def evolve_nomination(state: Nomination | None, event: NominationEvent) -> Nomination:
    """The nomination after what happened to it; named anew, it begins anew."""
    if isinstance(event, Nominated):
        return Nomination(
            id=event.id,
            name=event.name,
            premises=event.premises,
            why=event.why,
            photos=event.photos,
            licence=event.licence,
            by=(event.by,),
            on=event.on,
            term=event.term,
            like=event.like,
        )
    nomination = cast("Nomination", state)
    match event:
        case Seconded():
            return attrs.evolve(
                nomination,
                by=(*nomination.by, event.by),
                photos=(*nomination.photos, *event.photos),
                licence=nomination.licence or event.licence,
            )
        case NominationFollowed():
            return attrs.evolve(nomination, standing="followed", closed_on=event.on, merchant=event.merchant)
        case NominationDeclined():
            return attrs.evolve(nomination, standing="declined", closed_on=event.on, reason=event.reason)
        case NominationLapsed():
            return attrs.evolve(nomination, standing="lapsed", closed_on=event.on)
        case _:
            assert_never(event)


def nomination_possible(nomination: Nomination) -> Mapping[str, Reason | None]:
    """What can be done about it now, and why not the rest."""
    still_open = nomination.standing == "open"
    names = (DeclineNomination.__name__, LapseNomination.__name__)
    return {name: None if still_open else _closed(nomination, name).reason for name in names}


# decisions


def nomination_id(command: Nominate) -> NominationId:
    """The id of what is named: the same for everybody who names it by the same name and address."""
    premises = command.premises
    place = "\0".join((premises.area, folded(command.name), premises.claim))
    return NominationId(derive("nomination", "", place.encode()))


def nomination_subjects(command: NominationCommand) -> tuple[Key, ...]:
    """The one record that such a command is about."""
    id_ = nomination_id(command) if isinstance(command, Nominate) else command.nomination
    return (("nomination", id_),)


def decide_nomination(
    states: Mapping[Key, Any], command: NominationCommand, context: Context[Rules]
) -> Decision:
    """What the command does, or why not."""
    if isinstance(command, Nominate):
        return _nominate(states, command, context)
    nomination = _open_one(command.nomination, states, type(command).__name__)
    match command:
        case DeclineNomination():
            declined = NominationDeclined(command.reason, context.actor.id, context.today)
            return ((("nomination", nomination.id), declined),)
        case LapseNomination():
            if not nomination.term.over(context.today):
                raise TermRunning(what=ANSWERING, term=nomination.term.reason)
            return ((("nomination", nomination.id), NominationLapsed(context.today)),)
        case _:
            assert_never(command)


def _nominate(states: Mapping[Key, Any], command: Nominate, context: Context[Rules]) -> Decision:
    """Take a nomination, or count one more voice for one that is open; the same voice again is no other."""
    id_ = nomination_id(command)
    known: Nomination | None = states.get(("nomination", id_))
    check_listed("premises.area", command.premises.area, context.rules.areas)
    if context.rules.box is not None:
        check_in_box(command.premises.point, context.rules.box)
    check_photos(command.photos, context.today)
    actor, today = context.actor.id, context.today
    like = _alike(id_, command, context)
    if known is not None and known.standing == "open":
        if actor in known.by:
            return ()
        seconded = Seconded(actor, today, command.why, command.photos, command.licence)
        return ((("nomination", id_), seconded),)
    nominated = Nominated(
        id=id_,
        name=command.name,
        premises=command.premises,
        why=command.why,
        photos=command.photos,
        licence=command.licence,
        by=actor,
        on=today,
        term=cases.term(context.rules.nomination.answer, context.now, context.calendar),
        like=like,
    )
    return ((("nomination", id_), nominated),)


def _alike(id_: NominationId, command: Nominate, context: Context[Rules]) -> tuple[str, ...]:
    """Which of the records that City found may be the same place; one that surely is a merchant refuses."""
    like: list[str] = []
    surely: list[str] = []
    for found in context.found:
        same_room = found.premises.claim == command.premises.claim
        same_name = folded(found.name) == folded(command.name)
        same_place = same_name and (same_room or _near(found.premises, command.premises, context.rules))
        match found:
            case Merchant() if found.alive and same_place:
                surely.append(found.id)
            case Merchant() if found.alive and same_room and found.licence == command.licence:
                like.append(found.id)
            case Nomination() if found.standing == "open" and found.id != id_ and (same_room or same_place):
                like.append(found.id)
            case _:
                pass
    if surely:
        raise MerchantAlready(min(surely))
    return tuple(sorted(like))


def _near(one: Premises, other: Premises, rules: Rules) -> bool:
    """Whether two doors are so near that two of one name may be one."""
    return distance(convert(one.point, "gcj02"), convert(other.point, "gcj02")) <= rules.nomination.metres


def follow(id_: NominationId, states: Mapping[Key, Any], merchant: MerchantId, on: date) -> Decision:
    """What an application does to the nomination that it names: even late, it is the answer."""
    nomination = states.get(("nomination", id_))
    if nomination is None:
        raise NotFound("nomination", id_)
    if nomination.standing in {"followed", "declined"}:
        raise _closed(nomination, "Apply")
    return ((("nomination", id_), NominationFollowed(merchant, on)),)


def _open_one(id_: NominationId, states: Mapping[Key, Any], command: str) -> Nomination:
    """The open nomination with this id."""
    nomination: Nomination | None = states.get(("nomination", id_))
    if nomination is None:
        raise NotFound("nomination", id_)
    if nomination.standing != "open":
        raise _closed(nomination, command)
    return nomination


def _closed(nomination: Nomination, command: str) -> NominationClosed:
    return NominationClosed(
        command=command,
        nomination=nomination.id,
        standing=NOMINATION_STANDINGS[nomination.standing],
        on=cast("date", nomination.closed_on),
    )
