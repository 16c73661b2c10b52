"""What happened in a re-review."""

import attrs

from ...cases import Term
from .._values import Correction, Review, ReviewSignature, Ruling

__all__ = ["CorrectionOrdered", "ReviewAppointed", "ReviewPassed", "ReviewSigned", "ReviewStarted"]


@attrs.frozen
class ReviewAppointed:
    """A day was appointed for the next re-review."""

    review: Review


@attrs.frozen
class ReviewStarted:
    """The re-review that had come due was opened."""

    review: Review


@attrs.frozen
class ReviewSigned:
    """A party to the re-review signed what the standard says."""

    signature: ReviewSignature


@attrs.frozen
class CorrectionOrdered:
    """The merchant was told what is in the way of its re-review, and given time to mend it."""

    correction: Correction
    term: Term


@attrs.frozen
class ReviewPassed:
    """The merchant still meets the standard; the next re-review is set."""

    ruling: Ruling
    review: Review
    term: Term | None
    """What it waits for still: to be listed."""
