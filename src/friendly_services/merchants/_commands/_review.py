"""What can be asked of a re-review."""

from datetime import date

import attrs

from ...ids import MerchantId

__all__ = ["AppointReview", "OrderCorrection", "PassReview", "ReviewCommand", "SignReview", "StartReview"]


@attrs.frozen
class AppointReview:
    """Appoint a day for the next re-review, or another day: it begins then, and not only when it is due."""

    merchant: MerchantId
    """The id of the merchant."""
    on: date
    """A day before it is due, no more of them than the pack's `merchants.review.ahead_days`; or that day."""


@attrs.frozen
class StartReview:
    """Open the re-review whose day has come."""

    merchant: MerchantId
    """The id of the merchant."""


@attrs.frozen
class SignReview:
    """Sign, as one party to a joint re-review, what the standard says of the merchant now."""

    merchant: MerchantId
    """The id of the merchant."""
    party: str
    """One of the pack's `merchants.review.parties`: a role that the actor holds."""


@attrs.frozen
class OrderCorrection:
    """Give a merchant time to mend what its re-review found unmet; and all, to find out what is unknown."""

    merchant: MerchantId
    """The id of the merchant."""


@attrs.frozen
class PassReview:
    """Close an open re-review whose standard is met, and which all parties signed, until the next one."""

    merchant: MerchantId
    """The id of the merchant."""


ReviewCommand = AppointReview | StartReview | SignReview | OrderCorrection | PassReview
"""About the next re-review."""
