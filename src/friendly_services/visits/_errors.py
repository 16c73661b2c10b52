"""Why a visit cannot be rated, with the facts."""

from datetime import date
from typing import ClassVar, Literal

import attrs

from ..errors import Refused
from ..text import Reason
from ._values import Standing

__all__ = ["NotNow"]


@attrs.define(slots=False)
class NotNow(Refused):
    """Where the visit stands, this cannot be done with it."""

    code: ClassVar[str] = "visits.not_now"

    command: str
    standing: Standing | Literal["over"]
    until: date
    """The last day on which it can be rated."""

    @property
    def reason(self) -> Reason:
        """The error as a value, worded for where the visit stands."""
        code = "taken" if self.command == "ProveVisit" else self.standing
        return Reason(f"visits.not_now_{code}", command=self.command, until=self.until)
