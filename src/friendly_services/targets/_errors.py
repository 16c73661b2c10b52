"""Why the register of targets says no, with the facts."""

from datetime import date
from typing import ClassVar

import attrs

from ..errors import Refused
from ..ids import TargetId
from ..text import Reason
from ._values import Standing

__all__ = ["NotNow"]


@attrs.define(slots=False)
class NotNow(Refused):
    """Where the target stands, this cannot be done to it."""

    code: ClassVar[str] = "targets.not_now"

    command: str
    target: TargetId
    standing: Standing
    day: date
    """The last day for it, or the day on which it was closed."""

    @property
    def reason(self) -> Reason:
        """The error as a value, worded for where the target stands."""
        code = f"targets.not_now_{self.standing}"
        return Reason(code, command=self.command, target=self.target, day=self.day)
