"""The part of a pack that honours live by: titles with their quota, grounds for praise, grounds for loss."""

from collections.abc import Mapping
from typing import Final, Literal

import attrs
from attrs.validators import optional

from ..cases import Duration
from ..errors import Invalid
from ..fields import whole
from ..text import Label

__all__ = ["Appeals", "Bonus", "Ground", "Praise", "Quota", "Rules", "Title"]

Source = Literal["stated", "found", "proposed"]
"""How well a rule is founded: stated by a source document, found in another city, or proposed here."""
_MOST: Final = 1_000
"""Of one title in one area: so many a record holds."""


@attrs.frozen
class Quota:
    """How many of a title there can be in one area."""

    number: int = attrs.field(validator=whole(1, _MOST))
    per: Literal["live", "year", "month"] = "live"
    """At one time, or for each year or month that it is given for."""

    @property
    def form(self) -> str:
        """How a period is written, as `strftime` has it; empty where there is none."""
        return {"live": "", "year": "%Y", "month": "%Y-%m"}[self.per]


@attrs.frozen
class Title:
    """A title that is given for a term."""

    title: Label
    subject: Literal["merchant", "station", "worker"]
    """Who can hold it."""
    quota: Quota
    months: int = attrs.field(validator=whole(1, 120))
    """How long it is held: none is given for life."""
    score: int | None = attrs.field(default=None, validator=optional(whole(1)))
    """What a nomination has to reach; left out, it states cases instead."""
    source: str = ""
    status: Source = "proposed"


@attrs.frozen
class Ground:
    """A ground on which a title is taken away."""

    title: Label
    source: str = ""
    status: Source = "proposed"


@attrs.frozen
class Praise:
    """A ground on which somebody is commended."""

    title: Label
    source: str = ""
    status: Source = "proposed"


@attrs.frozen
class Bonus:
    """What a named merchant counts for in a rating that another system gives (星级评定加分).

    Only stated, with its reasons: no rating is changed here, and no food-safety rule ever weighs less for it.
    """

    title: Label
    """The rating."""
    item: Label
    """The line of its sheet that the points are for."""
    points: int = attrs.field(validator=whole(1))
    """The most that the line gives."""
    of: int = attrs.field(validator=whole(1))
    """What the whole sheet gives."""
    months: int = attrs.field(validator=whole(0, 120))
    """For how long the merchant must have been named."""
    reviewed: bool = True
    """Whether it must have passed its last review, with none waiting."""
    source: str = ""
    status: Source = "proposed"

    def __attrs_post_init__(self) -> None:
        if self.points > self.of:
            raise Invalid.at("points", "number.too_large", value=self.points, high=self.of)


@attrs.frozen
class Appeals:
    """How long an appeal can be lodged, and how long it may lie."""

    within: Duration
    decided: Duration


@attrs.frozen
class Rules:
    """The `[honours]` section of a pack."""

    titles: Mapping[str, Title]
    grounds: Mapping[str, Ground]
    """Why a title can be taken away."""
    decision: Duration
    """How long a nomination may lie."""
    notice: Duration
    """How long a name is on public notice before the title is given."""
    answer: Duration
    """How long an objection may lie."""
    statement: Duration
    """How long whoever holds a title has to state the case, once told that it may be taken away."""
    revocation: Duration
    """How long such a case may lie."""
    appeal: Appeals
    reminder: Duration
    """How long after one reminder the next one comes."""
    on_behalf: tuple[str, ...] = ()
    """Roles that may speak for whoever holds a title."""
    commendations: Mapping[str, Praise] = attrs.field(factory=dict)
    """What the bureau commends for."""
    bonuses: Mapping[str, Bonus] = attrs.field(factory=dict)
    """What being named counts for elsewhere, by the rating."""
    areas: frozenset[str] = frozenset()
    """The areas that have a quota; none listed, and any name is taken. Left out, the city's."""

    def __attrs_post_init__(self) -> None:
        if not self.titles:
            raise Invalid.at("titles", "value.missing")
