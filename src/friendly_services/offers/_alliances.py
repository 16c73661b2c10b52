"""Alliances of merchants (商家联盟): who belongs to one on which day, by which agreement."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Final, Literal, NewType

import attrs

from ..cases import Term
from ..ids import Key
from ..text import Label

__all__ = [
    "MEMBERSHIPS",
    "Agreement",
    "Alliance",
    "AllianceId",
    "Membership",
    "MembershipStanding",
    "membership_of",
]

AllianceId = NewType("AllianceId", str)
MembershipStanding = Literal["member", "leaving", "ended"]

MEMBERSHIPS: Final[Mapping[MembershipStanding, Label]] = {
    "member": Label(en="a member", zh="成员"),
    "leaving": Label(en="a member that has given notice", zh="已提出退出的成员"),
    "ended": Label(en="no longer a member", zh="已不是成员"),
}
"""Every standing of a membership with its name in both languages."""


def membership_of(alliance: str, host: str) -> Key:
    """The one record of all that a host and an alliance have agreed."""
    digest = hashlib.sha256(f"{alliance}\0{host}".encode()).hexdigest()
    return "membership", f"membership-{digest[:32]}"


@attrs.frozen
class Alliance:
    """An alliance, and the sign that hangs outside its members' doors."""

    id: AllianceId
    name: str
    sign: str
    founded: date


@attrs.frozen
class Agreement:
    """What makes a host a member, from one day to another."""

    since: date
    until: date
    """The last day."""
    ref: str
    """The agreement's number."""


@attrs.frozen
class Membership:
    """A host in an alliance: its agreements in order, of which no two share a day."""

    id: str
    alliance: AllianceId
    host: str
    """The merchant or station."""
    agreements: tuple[Agreement, ...]
    ends: Term
    """To the end of which day the last of them holds."""
    standing: MembershipStanding = "member"

    def on(self, day: date) -> Agreement | None:
        """The agreement that made the host a member on a day; None if none did.

        >>> from datetime import UTC, datetime
        >>> from friendly_services.cases import term_to
        >>> spring = Agreement(date(2026, 3, 1), date(2026, 5, 31), "2026-7")
        >>> ends = term_to(spring.until, datetime(2026, 3, 1, tzinfo=UTC))
        >>> member = Membership("membership-1", AllianceId("alliance-1"), "merchant-1", (spring,), ends)
        >>> member.on(date(2026, 5, 31)).ref, member.on(date(2026, 6, 1))
        ('2026-7', None)
        """
        return next((one for one in self.agreements if one.since <= day <= one.until), None)

    def until(self, last: Term) -> tuple[Agreement, ...]:
        """Its agreements as they are once nothing holds after a last day."""
        return tuple(
            attrs.evolve(one, until=min(one.until, last.day))
            for one in self.agreements
            if one.since <= last.day
        )
