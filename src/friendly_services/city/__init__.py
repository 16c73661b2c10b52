"""City: one way to change the world, one way to ask."""

from ..decider import Actor
from ._answers import (
    AlreadyClaimed,
    ClockAhead,
    Decided,
    Done,
    Found,
    Indeterminate,
    Line,
    NoIndex,
    NoPack,
    NoRules,
    OnceReused,
    Options,
    Rebuilt,
    Ticked,
    Todo,
    Verification,
)
from ._city import CAPABILITIES, City, PackDiffers
from ._desks import Desk, Ledger, Merchants, Stations
from ._published import AlreadyInForce, Publish
from .together import Redeem

__all__ = [
    "CAPABILITIES",
    "Actor",
    "AlreadyClaimed",
    "AlreadyInForce",
    "City",
    "ClockAhead",
    "Decided",
    "Desk",
    "Done",
    "Found",
    "Indeterminate",
    "Ledger",
    "Line",
    "Merchants",
    "NoIndex",
    "NoPack",
    "NoRules",
    "OnceReused",
    "Options",
    "PackDiffers",
    "Publish",
    "Rebuilt",
    "Redeem",
    "Stations",
    "Ticked",
    "Todo",
    "Verification",
]
