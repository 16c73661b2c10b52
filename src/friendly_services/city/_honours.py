"""Titles, and who holds them on a day."""

from datetime import date

import attrs

from .. import honours
from ..codec import key_bytes
from ._desk import Desk, a_text
from ._questions import after_all

__all__ = ["Honours"]


@attrs.frozen(eq=False, repr=False)
class Honours(Desk[honours.Honour]):
    """Titles, from their nomination on."""

    def held_by(self, subject: str, *, on: date | None = None) -> tuple[honours.Honour, ...]:
        """The titles that a merchant, station or worker holds on a day; the city's today if left out.

        A term that has run out, a revocation and an open appeal end it at once, whether or not `tick` ran.
        """
        day = self._reader.day(on)
        prefix = key_bytes(a_text("subject", subject))
        found = self._reader.index("honour.by_subject.1", prefix, after_all(prefix))
        return tuple(state for _, record in found if (state := self._reader.state(record)).held(day))
