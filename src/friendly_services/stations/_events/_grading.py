"""What happened to the level of a station."""

from collections.abc import Mapping
from datetime import date, datetime

import attrs

from ...standards import Scalar
from .._values import Cause, Grace, Level

__all__ = ["GraceBegun", "GraceEnded", "Graded", "LevelDropped", "LevelExpired", "RecheckSet"]


@attrs.frozen
class Graded:
    """A level was granted."""

    level: Level
    facts: Mapping[str, Scalar] = attrs.field(factory=dict)
    """What its standard was told that day: a later drop names what changed."""


@attrs.frozen
class LevelExpired:
    """The term of its level ran out."""

    on: date


@attrs.frozen
class GraceBegun:
    """Its level's standard is no longer met: it can be mended until a day."""

    grace: Grace


@attrs.frozen
class GraceEnded:
    """Nothing is known any more that its level's standard would not allow."""

    on: date


@attrs.frozen
class LevelDropped:
    """It lost its level, which it did not meet on the first day of its grace, nor after the last."""

    level: str
    causes: tuple[Cause, ...]
    on: date
    meets: tuple[str, ...]
    """The levels whose standards it does meet: one of them can be granted."""


@attrs.frozen
class RecheckSet:
    """The passing of days alone changes what its level's standard answers, from an instant on."""

    at: datetime | None
    """None where nothing changes by itself any more."""
