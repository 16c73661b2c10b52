"""Offers: what friendly shops give workers off their prices (骑手友好商家), when, how often and until when.

A use is counted for the offer, and against the limit for a token of that day alone: nobody can read from this
register who ate where. Prices are whole fen.
"""

from ._capability import (
    CAPABILITY,
)
from ._commands import (
    ChangeOffer,
    Command,
    EndOffer,
    ExpireOffer,
    PublishOffer,
    UseOffer,
)
from ._decide import (
    STANDINGS,
    decide,
    possible,
    subjects,
)
from ._errors import (
    HostAbsent,
    LimitReached,
    NotNow,
    NotValid,
    OutsideHours,
    WrongCode,
)
from ._events import (
    Counted,
    Ended,
    Event,
    Expired,
    Published,
    Used,
    evolve,
)
from ._values import (
    Allowance,
    Item,
    Offer,
    OfferId,
    Price,
    Rule,
    Rules,
    Standing,
    Terms,
    Window,
    price_of,
    token_for,
)

__all__ = [
    "CAPABILITY",
    "STANDINGS",
    "Allowance",
    "ChangeOffer",
    "Command",
    "Counted",
    "EndOffer",
    "Ended",
    "Event",
    "ExpireOffer",
    "Expired",
    "HostAbsent",
    "Item",
    "LimitReached",
    "NotNow",
    "NotValid",
    "Offer",
    "OfferId",
    "OutsideHours",
    "Price",
    "PublishOffer",
    "Published",
    "Rule",
    "Rules",
    "Standing",
    "Terms",
    "UseOffer",
    "Used",
    "Window",
    "WrongCode",
    "decide",
    "evolve",
    "possible",
    "price_of",
    "subjects",
    "token_for",
]
