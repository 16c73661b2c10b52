"""Why the register says no, with the facts."""

from typing import ClassVar, Literal

import attrs

from ..errors import Refused
from ..ids import StationId
from ..text import Label, Reason

__all__ = ["LevelNotMet", "NotGraded", "NotNow", "NotYours", "SameHands"]


@attrs.define(slots=False)
class NotNow(Refused):
    """Where the station stands, this cannot be done to it."""

    code: ClassVar[str] = "stations.not_now"

    command: str
    station: StationId
    standing: Label
    possible: tuple[str, ...]
    """The commands that are."""
    term: Reason
    """Until when the present standing waits for somebody, or that no term runs."""


@attrs.define(slots=False)
class SameHands(Refused):
    """Whoever did the one duty may not do the other."""

    code: ClassVar[str] = "stations.same_hands"

    actor: str
    did: Label
    duty: Label


@attrs.define(slots=False)
class NotYours(Refused):
    """Only a keeper of the station, or a role that the pack lets speak for it, may say so."""

    code: ClassVar[str] = "stations.not_yours"

    actor: str
    station: StationId
    roles: tuple[str, ...]


@attrs.define(slots=False)
class NotGraded(Refused):
    """The scheme's levels are not for this kind of place."""

    code: ClassVar[str] = "stations.not_graded"

    kind: str
    title: Label


@attrs.define(slots=False)
class LevelNotMet(Refused):
    """The facts on record do not meet the standard of the level."""

    code: ClassVar[str] = "stations.level_not_met"

    level: str
    title: Label
    answer: Literal["unmet", "unknown", "not_applicable"]
    why: tuple[Reason, ...]
