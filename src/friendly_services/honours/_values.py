"""Honours as the register holds them: a title that is nominated, shown, given and lost; a commendation."""

from datetime import date
from typing import Final, Literal, NewType

import attrs

from ..cases import Term
from ..text import Label, Reason

__all__ = [
    "STANDINGS",
    "BonusId",
    "BonusStatement",
    "Candidate",
    "Commendation",
    "CommendationId",
    "Honour",
    "HonourId",
    "Objection",
    "QuotaId",
    "Revocation",
    "Seat",
    "Seats",
    "Standing",
]

HonourId = NewType("HonourId", str)
QuotaId = NewType("QuotaId", str)
CommendationId = NewType("CommendationId", str)
BonusId = NewType("BonusId", str)

Standing = Literal[
    "nominated",
    "notice",
    "objected",
    "granted",
    "revoking",
    "revoked",
    "appealed",
    "expired",
    "declined",
    "withdrawn",
]

STANDINGS: Final[dict[Standing, Label]] = {
    "nominated": Label(en="nominated", zh="已推荐，待决定"),
    "notice": Label(en="on public notice", zh="公示中"),
    "objected": Label(en="on public notice with an open objection", zh="公示异议待答复"),
    "granted": Label(en="granted", zh="已授予"),
    "revoking": Label(en="in a case for revocation", zh="撤销程序中"),
    "revoked": Label(en="revoked", zh="已撤销"),
    "appealed": Label(en="in an appeal against its revocation", zh="撤销申诉中"),
    "expired": Label(en="expired", zh="任期届满"),
    "declined": Label(en="not granted", zh="未授予"),
    "withdrawn": Label(en="given up by its holder", zh="本人放弃"),
}
"""Every standing with its name in both languages."""


@attrs.frozen
class Candidate:
    """What the register of merchants or stations says of whoever is nominated."""

    unfit: Reason | None = None
    """Why it can be given no title now; None if it can."""
    speaker: str | None = None
    """Who speaks for it, by the host's id."""
    named_on: date | None = None
    """Since when it is a named merchant, if it is one."""
    reviewed_on: date | None = None
    """When it last passed a review, its naming included; None if one is waiting, or none was held here."""


@attrs.frozen
class Seat:
    """One place of a quota, and who has it."""

    honour: HonourId
    until: date | None = None
    """The last day on which it is taken; None while the name is on public notice."""


@attrs.frozen
class Seats:
    """The places of one title in one area and period: no two commits can take the last one."""

    id: QuotaId
    title: str
    area: str
    period: str
    """Such as `2026` or `2026-03`; empty where what is held at one time counts."""
    seats: tuple[Seat, ...] = ()

    def taken(self, on: date) -> tuple[Seat, ...]:
        """The places that count on a day: of a year or month all, else those whose term has not run out."""
        if self.period:
            return self.seats
        return tuple(seat for seat in self.seats if seat.until is None or seat.until >= on)


@attrs.frozen
class Objection:
    """What somebody put forward against a name on public notice, and the answer."""

    number: int
    by: str
    on: date
    text: str
    answer: str | None = None
    upheld: bool | None = None


@attrs.frozen
class Revocation:
    """A case for taking a title away: ground, evidence, statement of case, decision, appeal."""

    ground: str
    evidence: tuple[str, ...]
    """Files and records by their reference."""
    findings: str
    """The facts that the holder is told."""
    opened_by: str
    opened_on: date
    heard: Term
    """Until when the holder may count on being heard first (陈述申辩)."""
    statement: str | None = None
    stated_by: str | None = None
    outcome: Literal["revoked", "dismissed"] | None = None
    decision: str | None = None
    decided_by: str | None = None
    decided_on: date | None = None
    appeal: str | None = None
    appealed_by: str | None = None
    overturned: bool | None = None
    """Whether the revocation fell; None while no appeal is decided."""
    judgement: str | None = None
    judged_by: str | None = None


@attrs.frozen
class Honour:
    """A title from its nomination on: held to a day, then kept as history."""

    id: HonourId
    title: str
    """Its code in the pack's list."""
    name: Label
    """What the pack called it when it was nominated."""
    subject: str
    """The merchant or station by its id, or a worker by the host's opaque one."""
    area: str
    period: str
    """The year or month that it is given for; empty where its quota counts what is held at one time."""
    cases: tuple[str, ...]
    """What was done to deserve it."""
    score: int | None
    ref: str
    """The file of the nomination."""
    nominated_by: str
    nominated_on: date
    speaker: str | None
    """Who speaks for its holder, by the host's id."""
    standing: Standing = "nominated"
    term: Term | None = None
    """Until when the present standing lasts, or waits for somebody."""
    reminded: Term | None = None
    """After an overdue term: the next reminder."""
    decided_by: str | None = None
    notice: Term | None = None
    objections: tuple[Objection, ...] = ()
    granted_on: date | None = None
    until: Term | None = None
    """To the end of which day it is held."""
    revocation: Revocation | None = None

    @property
    def alive(self) -> bool:
        """Whether it can still be held: nobody is nominated a second time for the same."""
        done = self.standing in ("expired", "declined", "withdrawn")
        return not done and (self.standing != "revoked" or self.term is not None)

    def held(self, on: date) -> bool:
        """Whether the title is held on a day, by what is on record now.

        A case that is open takes nothing away yet; a term that has run out does, whoever looks first.
        """
        granted = self.standing in ("granted", "revoking") and self.until is not None
        return granted and self.until is not None and not self.until.over(on)


@attrs.frozen
class Commendation:
    """Praise by the bureau (通报表扬), on record with its ground: it has no term, and gives no right."""

    id: CommendationId
    subject: str
    ground: str
    """Its code in the pack's list."""
    name: Label
    """What the pack called it that day."""
    text: str
    ref: str
    """The notice it was published by."""
    on: date
    by: str


@attrs.frozen
class BonusStatement:
    """That a merchant counts for so many points in a rating, and why: for that rating to fetch."""

    id: BonusId
    merchant: str
    scheme: str
    """Its code in the pack's list."""
    name: Label
    """What the pack called the rating that day."""
    item: Label
    points: int
    of: int
    period: str
    """The year for which it counts: one statement for each."""
    on: date
    named_on: date
    months: int
    """For how long it had to be named."""
    reviewed_on: date | None
    """When it had passed its last review; None where the rule does not ask."""
    pack: int
    """The number of the published pack whose rule this is."""

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What it rests on."""
        named = Reason("honours.bonus_named", since=self.named_on, months=self.months)
        if self.reviewed_on is None:
            return (named,)
        return named, Reason("honours.bonus_reviewed", on=self.reviewed_on)
