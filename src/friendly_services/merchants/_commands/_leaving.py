"""What can be asked of a merchant that leaves without stain."""

from datetime import date

import attrs

from ...fields import a_name, if_given
from ...ids import MerchantId

__all__ = ["EndBusiness", "Withdraw"]


@attrs.frozen
class Withdraw:
    """Leave of one's own accord and without stain, unless a matter is being looked into."""

    merchant: MerchantId
    """The id of the merchant."""
    ref: str = attrs.field(default="", validator=if_given(a_name))
    """The merchant's signed request, where somebody else sends it: nobody is put out unheard."""


@attrs.frozen
class EndBusiness:
    """Give notice that the merchant closes for good: it leaves without stain once its last day has passed.

    Sent again before that, it moves the day. A case that is open is decided first.
    """

    merchant: MerchantId
    """The id of the merchant."""
    last_day: date
    """The last day of business; one that has passed, and it is gone at once."""
    ref: str = attrs.field(default="", validator=if_given(a_name))
    """The merchant's signed notice, where somebody else sends it."""
