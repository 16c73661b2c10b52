"""The rules of alliances: who joins one, how a member leaves, when a membership is over."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, assert_never

from ..cases import term_to
from ..decider import Context, Decision
from ..errors import Invalid, NotFound
from ..ids import Key
from ..text import Reason
from ._alliances import MEMBERSHIPS, Agreement, AllianceId, Membership, membership_of
from ._commands import ExpireMembership, FoundAlliance, JoinAlliance, LeaveAlliance
from ._errors import MembershipNotNow, NotMember
from ._events import Founded, Joined, Lapsed, Left
from ._values import Rules

__all__ = ["allied", "check_member", "possible_for"]

Allied = FoundAlliance | JoinAlliance | LeaveAlliance | ExpireMembership


def possible_for(membership: Membership) -> Mapping[str, Reason | None]:
    """Every command about a membership: None where its standing allows it, else why not.

    A new agreement may always be made: it begins after the last one ends.
    """
    return {
        "JoinAlliance": None,
        "LeaveAlliance": None
        if membership.standing == "member"
        else _not_now("LeaveAlliance", membership).reason,
        "ExpireMembership": None
        if membership.standing != "ended"
        else _not_now("ExpireMembership", membership).reason,
    }


def check_member(alliance: str, host: str, membership: Membership | None, context: Context[Rules]) -> None:
    """Refuse an alliance's offer at a host that is no member today."""
    if membership is None or membership.on(context.today) is None:
        raise NotMember(AllianceId(alliance), host, context.today)


def allied(states: Mapping[Key, Any], command: Allied, context: Context[Rules]) -> Decision:
    """What a command does to an alliance or a membership, or why it is refused."""
    if isinstance(command, FoundAlliance):
        id_ = AllianceId(context.new("alliance"))
        return ((("alliance", id_), Founded(id_, command.name, command.sign, context.today)),)
    key = membership_of(command.alliance, command.host)
    membership: Membership | None = states.get(key)
    if isinstance(command, JoinAlliance):
        if ("alliance", command.alliance) not in states:
            raise NotFound("alliance", command.alliance)
        return ((key, _joined(key[1], command, membership, context)),)
    if membership is None:
        raise NotMember(command.alliance, command.host, context.today)
    if possible_for(membership)[type(command).__name__] is not None:
        raise _not_now(type(command).__name__, membership)
    match command:
        case LeaveAlliance():
            return ((key, _left(command, membership, context)),)
        case ExpireMembership():
            if not membership.ends.over(context.today):
                raise _not_now("ExpireMembership", membership)
            return ((key, Lapsed(context.today)),)
        case _:
            assert_never(command)


def _joined(id_: str, command: JoinAlliance, before: Membership | None, context: Context[Rules]) -> Joined:
    first = max(command.since, context.today)
    if command.until < first:
        raise Invalid.at("until", "offers.ends", value=command.until, first=first)
    if before is not None and command.since <= before.ends.day:
        raise _not_now("JoinAlliance", before)
    agreement = Agreement(command.since, command.until, command.ref)
    return Joined(id_, command.alliance, command.host, agreement, term_to(command.until, context.now))


def _left(command: LeaveAlliance, membership: Membership, context: Context[Rules]) -> Left:
    first = context.today + timedelta(days=context.rules.notice_days)
    if not first <= command.last < membership.ends.day:
        ends = membership.ends.day
        raise Invalid.at("last", "offers.notice", value=command.last, first=first, ends=ends)
    return Left(context.today, command.ref, term_to(command.last, context.now))


def _not_now(command: str, membership: Membership) -> MembershipNotNow:
    standing = MEMBERSHIPS[membership.standing]
    return MembershipNotNow(command, membership.alliance, membership.host, standing, membership.ends.reason)
