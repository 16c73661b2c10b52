"""The part of a pack that the ledger lives by."""

from collections.abc import Mapping
from datetime import date
from typing import Final, Literal

import attrs
from attrs.validators import deep_iterable, optional

from ..cases import Duration
from ..errors import Invalid
from ..fields import whole
from ..text import Label

__all__ = [
    "LARGEST_AMOUNT",
    "LARGEST_BALANCE",
    "LARGEST_CONFIRMATIONS",
    "LARGEST_REACH",
    "Action",
    "Appeals",
    "Cap",
    "Confirming",
    "Duplicates",
    "Expiry",
    "FreezeGround",
    "Funder",
    "Ground",
    "Item",
    "Later",
    "OtherCity",
    "Period",
    "Rules",
    "Terms",
    "Totals",
]

LARGEST_AMOUNT: Final = 10**12
"""Points that one entry can move."""
LARGEST_BALANCE: Final = 2**53 - 1
"""The largest whole number that every reader of JSON keeps exact."""
LARGEST_REACH: Final = 100
"""Metres within which two can have seen the same thing."""
LARGEST_CONFIRMATIONS: Final = 20
"""Others who confirm one award."""
_LONGEST_WINDOW: Final = 24 * 31
"""Hours within which two can have seen the same thing."""
_LONGEST_VALIDITY: Final = 36
"""Months: with it an account never holds more than 37 lots."""

Source = Literal["stated", "found", "proposed"]
"""How well a rule is founded: stated by a source document, found in another city, or proposed here."""
Period = Literal["day", "month"]
CapPeriod = Literal["day", "month", "ever"]


@attrs.frozen
class Cap:
    """How often an action earns: so many times a day, a month, or ever."""

    times: int = attrs.field(validator=whole(1, LARGEST_AMOUNT))
    per: CapPeriod = "day"


def _ever(cap: Cap | None) -> bool:
    return cap is not None and cap.per == "ever"


@attrs.frozen
class Duplicates:
    """When two awards are for the same thing: who is entered first earns it all, others what is said here."""

    metres: int = attrs.field(validator=whole(1, LARGEST_REACH))
    """How near it is the same."""
    hours: int = attrs.field(validator=whole(1, _LONGEST_WINDOW))
    """How soon it is the same."""
    points: int = attrs.field(default=0, validator=whole(0, LARGEST_AMOUNT))
    """For who also saw it; 0: nothing, and the award is refused."""


@attrs.frozen
class Terms:
    """What an action earns on a day, and how often."""

    points: int
    cap: Cap | None
    since: date | None = None
    """The first day on which they hold; None: from the beginning."""


@attrs.frozen
class Later:
    """From a day on an action earns otherwise; what is left out stays as it was before."""

    since: date
    """The first day. An act is worth what held on its own day, whenever it is entered."""
    points: int | None = attrs.field(default=None, validator=optional(whole(1, LARGEST_AMOUNT)))
    cap: Cap | None = None


@attrs.frozen
class Action:
    """Something a worker does for the city, and what it earns."""

    title: Label
    points: int = attrs.field(validator=whole(1, LARGEST_AMOUNT))
    """For each time, or each hour where the action is counted in hours."""
    cap: Cap | None = None
    needs: Label | None = None
    """What has to be shown for it, in words."""
    evidence: bool = True
    """Whether an award must name a reference to it: a report, a sign-in sheet, a decision."""
    in_totals: bool = True
    """Whether it counts towards the caps on all actions together."""
    funder: str = attrs.field(default="", kw_only=True)
    """Who pays for its points: one of `funders`. A pack in which nobody does is not published."""
    source: str = ""
    status: Source = "proposed"
    by: tuple[str, ...] = ()
    """Roles that award it, of those that may send `Earn`; left out: those that `points.by` names."""
    later: tuple[Later, ...] = ()
    """How points and cap change, day by day: the earliest first."""
    hours: bool = False
    """Whether its quantity is volunteer hours, which an account keeps when points are spent or expire."""
    place: bool = False
    """Whether an award must say where it was."""
    duplicates: Duplicates | None = None
    """When two awards with a place are for the same thing."""
    confirmations: int = attrs.field(default=0, validator=whole(high=LARGEST_CONFIRMATIONS))
    """How many others have to have said the same, by their references."""
    enough_from: tuple[str, ...] = ()
    """Kinds of records, such as `station`, of which one alone is confirmation enough."""
    _terms: tuple[Terms, ...] = attrs.field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        if self.duplicates is not None and not self.evidence:
            raise Invalid.at("evidence", "points.duplicates_by_reference")
        terms = [Terms(self.points, self.cap)]
        for n, change in enumerate(self.later):
            before = terms[-1]
            if before.since is not None and change.since <= before.since:
                raise Invalid.at(
                    f"later.{n}.since", "points.terms_out_of_order", value=change.since, before=before.since
                )
            if _ever(change.cap) and not _ever(before.cap):
                raise Invalid.at(f"later.{n}.cap.per", "points.later_ever", since=change.since)
            terms.append(Terms(change.points or before.points, change.cap or before.cap, change.since))
        object.__setattr__(self, "_terms", tuple(terms))

    def terms(self, on: date) -> Terms:
        """What holds on a day.

        >>> raised = Action(Label("tip", "线索"), 20, later=(Later(date(2026, 7, 1), points=30),))
        >>> raised.terms(date(2026, 6, 30)).points, raised.terms(date(2026, 7, 1)).points
        (20, 30)
        """
        if not self.later:
            return self._terms[0]
        return next(terms for terms in reversed(self._terms) if terms.since is None or terms.since <= on)


@attrs.frozen
class Funder:
    """Who pays for points or for rewards."""

    title: Label
    budgeted: bool = False
    """Whether its points come out of a fund that `points.FundProgramme` fills: once it is spent, its rules
    pay no more. Awards out of one fund wait for each other; left out, there is no limit."""
    source: str = ""
    status: Source = "proposed"


@attrs.frozen
class Item:
    """Something that points are exchanged for."""

    title: Label
    price: int = attrs.field(validator=whole(1, LARGEST_AMOUNT))
    funder: str
    """Who pays for it, one of `funders`: a promise that nobody funds is not made."""
    source: str = ""
    status: Source = "proposed"


@attrs.frozen
class Ground:
    """A ground on which points are taken away by a decision that can be appealed."""

    title: Label
    points: int = attrs.field(validator=whole(1, LARGEST_AMOUNT))
    source: str = ""
    status: Source = "proposed"


@attrs.frozen
class FreezeGround:
    """A ground on which an account is frozen by a decision that can be appealed."""

    title: Label
    source: str = ""
    status: Source = "proposed"


@attrs.frozen
class Appeals:
    """How an appeal against a deduction or a freeze is heard."""

    within: Duration
    """How long it can be lodged, from the day of the decision."""
    decided: Duration
    """How long it may lie."""
    reminder: Duration
    """How long after one reminder the next one comes."""


@attrs.frozen
class Confirming:
    """Which awards a second person has to confirm."""

    above: int = attrs.field(validator=whole(1, LARGEST_AMOUNT))
    """Those of more points than this."""
    within: Duration
    """How long such a proposal can be confirmed."""


@attrs.frozen
class Totals:
    """Caps on the points of all actions together that count towards them."""

    day: int | None = attrs.field(default=None, validator=optional(whole(1, LARGEST_AMOUNT)))
    month: int | None = attrs.field(default=None, validator=optional(whole(1, LARGEST_AMOUNT)))


@attrs.frozen
class Expiry:
    """How long points count: so many months, to the end of that month."""

    months: int = attrs.field(validator=whole(1, _LONGEST_VALIDITY))
    notice_days: tuple[int, ...] = attrs.field(default=(), validator=deep_iterable(whole(1, 366)))
    """How many days before it the worker is told."""
    source: str = ""
    status: Source = "proposed"


@attrs.frozen
class OtherCity:
    """A city whose workers bring points here, and to which workers take them; its pack names this one too."""

    title: Label


@attrs.frozen
class Rules:
    """The `[points]` section of a pack."""

    actions: Mapping[str, Action]
    rewards: Mapping[str, Item]
    expiry: Expiry
    hold_days: int = attrs.field(validator=whole(1, 366))
    """Days within which a reward is collected, the day of the request not counted."""
    late_days: int = attrs.field(validator=whole(high=366))
    """Days after which a day is closed: an award for an earlier one is refused."""
    reversible_days: int = attrs.field(validator=whole(high=366))
    """Days within which an award or a deduction can be reversed."""
    on_behalf: tuple[str, ...] = ()
    """Roles that may ask for a worker's rewards or give them up; others spend their own points alone."""
    deductions: Mapping[str, Ground] = attrs.field(factory=dict)
    totals: Totals = Totals()
    by: tuple[str, ...] = ()
    """Roles that award the actions that name none themselves; left out: all that may send `Earn`."""
    cities: Mapping[str, OtherCity] = attrs.field(factory=dict)
    """The cities between which points travel, by the names under which they are opened."""
    freezes: Mapping[str, FreezeGround] = attrs.field(factory=dict)
    """Why an account can be frozen; none listed, and none is."""
    funders: Mapping[str, Funder] = attrs.field(factory=dict)
    """Who pays: every action and every reward names one of them."""
    appeal: Appeals | None = None
    """How the worker can appeal: a pack that has deductions or freezes must say so."""
    confirm: Confirming | None = None
    """From where on two people make an award; left out, one does."""

    def terms(self, action: str, on: date) -> Terms:
        """What an action of the catalogue earns for an act of that day."""
        return self.actions[action].terms(on)
