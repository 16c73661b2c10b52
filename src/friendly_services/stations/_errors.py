"""Why the register says no, with the facts."""

from typing import ClassVar, Literal

import attrs

from ..errors import Refused
from ..ids import StationId
from ..text import Label, Reason
from ._values import Standing

__all__ = ["LevelNotMet", "NotNow"]


@attrs.define(slots=False)
class NotNow(Refused):
    """Where the station stands, this cannot be done to it."""

    code: ClassVar[str] = "stations.not_now"

    command: str
    station: StationId
    standing: Standing

    @property
    def reason(self) -> Reason:
        """The error as a value, worded for where the station stands."""
        return Reason(f"stations.not_now_{self.standing}", command=self.command, station=self.station)


@attrs.define(slots=False)
class LevelNotMet(Refused):
    """The facts on record do not meet the standard of the level."""

    code: ClassVar[str] = "stations.level_not_met"

    level: str
    title: Label
    answer: Literal["unmet", "unknown", "not_applicable"]
    why: tuple[Reason, ...]
