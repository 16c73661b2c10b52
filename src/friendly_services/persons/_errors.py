"""Why the register of persons says no, with the facts and never with a private text."""

from datetime import date
from typing import ClassVar

import attrs

from ..errors import Refused
from ..ids import PersonId
from ..text import Reason
from ._values import Standing

__all__ = ["HeldNow", "NoConsent", "NotKept", "NotNow", "NotUsable"]


@attrs.define(slots=False)
class NotNow(Refused):
    """Where the person's record stands, this cannot be done to it."""

    code: ClassVar[str] = "persons.not_now"

    command: str
    person: PersonId
    standing: Standing

    @property
    def reason(self) -> Reason:
        """The error as a value, worded for where the record stands."""
        return Reason(f"persons.not_now_{self.standing}", command=self.command, person=self.person)


@attrs.define(slots=False)
class NoConsent(Refused):
    """A field is kept by consent alone, and there is none."""

    code: ClassVar[str] = "persons.no_consent"

    field: str
    purpose: str


@attrs.define(slots=False)
class HeldNow(Refused):
    """A hold forbids erasing anything."""

    code: ClassVar[str] = "persons.held"

    person: PersonId
    basis: str
    until: date


@attrs.define(slots=False)
class NotKept(Refused):
    """There is no such field of this person."""

    code: ClassVar[str] = "persons.not_kept"

    person: PersonId
    field: str


@attrs.define(slots=False)
class NotUsable(Refused):
    """What is kept may not be used any more: it waits for its erasure."""

    code: ClassVar[str] = "persons.not_usable"

    person: PersonId
    field: str
