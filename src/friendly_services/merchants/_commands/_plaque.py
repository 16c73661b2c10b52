"""What can be asked of a plaque."""

from typing import Literal

import attrs

from ...fields import a_text, if_given
from ...ids import MerchantId

__all__ = ["RecoverPlaque", "ReplacePlaque", "VoidPlaque"]


@attrs.frozen
class RecoverPlaque:
    """Put on record that the plaque of a merchant that left came back."""

    merchant: MerchantId
    """The id of the merchant."""


@attrs.frozen
class VoidPlaque:
    """Declare void the plaque of a merchant that left, which nobody brought back."""

    merchant: MerchantId
    """The id of the merchant."""
    why: str = attrs.field(default="", validator=if_given(a_text))
    """Why already now; may be left out once the term to bring it back has passed."""


@attrs.frozen
class ReplacePlaque:
    """Give a named merchant a plaque of a new number; the old one is void."""

    merchant: MerchantId
    """The id of the merchant."""
    why: Literal["lost", "damaged"]
    """What happened to the old one."""
