"""What a naming gives: a ruling under dated rules, a plaque, and the re-review that comes next."""

from datetime import date, datetime
from typing import Literal

import attrs

from ...cases import Term

__all__ = ["Correction", "Naming", "Plaque", "PlaqueState", "Review", "ReviewSignature", "Ruling"]


@attrs.frozen
class Ruling:
    """What the standard said when a decision was taken, and under which published rules."""

    approved: bool
    by: str
    at: datetime
    standard: str
    version: int
    pack: int
    applied: date
    """The day whose version of the standard was used: of the application or of the decision."""
    answers: tuple[tuple[str, str], ...]
    """Every condition's code with its answer: met, unmet, unknown or not_applicable."""


PlaqueState = Literal["issued", "recalled", "returned", "void"]
"""Of a plaque: it hangs; it is to come back; it came back; nobody may show it any more, wherever it is."""


@attrs.frozen
class Plaque:
    """The sign a named merchant puts up."""

    number: str
    """Empty where an older register did not say."""
    template: str
    """The version of the artwork it is printed from."""
    issued: date
    """The day of the naming, where an older register did not say."""
    recalled: date | None = None
    return_by: Term | None = None
    """Until when it is to be brought back, once it is recalled."""
    returned: date | None = None
    voided: date | None = None

    @property
    def state(self) -> PlaqueState:
        """Where it is."""
        if self.voided is not None:
            return "void"
        if self.returned is not None:
            return "returned"
        return "issued" if self.recalled is None else "recalled"


@attrs.frozen
class ReviewSignature:
    """A party to a joint re-review has signed what the standard says of the merchant."""

    party: str
    """One of the pack's `merchants.review.parties`."""
    by: str
    on: date
    answers: tuple[tuple[str, str], ...]
    """Every condition's code with its answer, as it was signed: once another is given, it is signed anew."""


@attrs.frozen
class Correction:
    """What a merchant has to mend, or somebody to find out, before its re-review can be passed."""

    by: str
    on: date
    conditions: tuple[tuple[str, str], ...]
    """The code of each condition that is in the way, with its answer: unmet, or unknown."""


@attrs.frozen
class Review:
    """The next re-review of a named merchant: nothing is granted for life."""

    number: int
    """Counted from the naming; 0 is the first after a take-over, from which the others count."""
    on: date
    """The day it is due: the anniversary."""
    opens: datetime
    """The first instant at which it begins, in the city's zone: of its appointment, or of its due day."""
    term: Term | None = None
    """Once it has been opened: until when it must be done; in a correction, until when that is to be made."""
    appointed: date | None = None
    """The day that was appointed for it, of those before it is due."""
    signatures: tuple[ReviewSignature, ...] = ()
    """The latest signature of each party."""
    correction: Correction | None = None
    """What is to be corrected first. Plaque and point on the map stay the merchant's meanwhile."""

    @property
    def begins(self) -> date:
        """The day on which it begins: that of its appointment, or else its due day."""
        return self.appointed or self.on

    @property
    def to_be_done_by(self) -> date:
        """The last day of its term; while it is not open, its due day."""
        return self.term.day if self.term else self.on


@attrs.frozen
class Naming:
    """When and by which ruling a merchant was named, its plaque and its next re-review."""

    on: date
    ruling: Ruling | None
    """None where it was named before this register, until its first re-review here."""
    plaque: Plaque
    review: Review
