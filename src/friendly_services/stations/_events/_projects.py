"""What happened to a station on its way into being: fitted out, accepted, opened."""

from datetime import date, datetime

import attrs

from ...cases import Signature, Term

__all__ = [
    "Accepted",
    "FittingFinished",
    "FittingStarted",
    "Opened",
    "ProjectOverdue",
    "ReturnedForCorrection",
]


@attrs.frozen
class FittingStarted:
    """Work on a planned station began."""

    by: str
    on: date
    term: Term
    """Until when it has to be ready."""


@attrs.frozen
class FittingFinished:
    """It is ready to be looked at."""

    by: str
    on: date
    term: Term
    """Until when it has to be accepted or returned."""


@attrs.frozen
class ReturnedForCorrection:
    """It was not accepted as it is."""

    items: tuple[str, ...]
    """What must be mended."""
    by: str
    on: date
    term: Term
    """Until when."""


@attrs.frozen
class Accepted:
    """Somebody has looked at it and accepts it."""

    signature: Signature


@attrs.frozen
class Opened:
    """It was accepted by as many as had to, and is open."""

    on: date
    at: datetime


@attrs.frozen
class ProjectOverdue:
    """The day passed by which a step of its project had to be done; told again until it is."""

    on: date
    again: Term | None = None
    """After which day it is told again."""
