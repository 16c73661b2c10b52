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
    Matched,
    MatchedPlace,
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
from ._capabilities import CAPABILITIES
from ._city import City
from ._desk import Desk
from ._erasures import ErasureFile, Erasures
from ._export import PersonExport
from ._honours import Honours
from ._incoming import FactsTaken
from ._ledger import Column, PeriodLedger, Sheet
from ._merchants import Merchants
from ._opening import PackDiffers
from ._persons import Overdue, Persons
from ._points import Ledger
from ._private import Access, NoIndexKey
from ._progress import Funnel, Share
from ._published import AlreadyInForce, Publish
from ._stations import Stations
from ._targets import Progress, Targets
from ._visits import Total, Visits
from .together import Collect, Redeem

__all__ = [
    "CAPABILITIES",
    "Access",
    "Actor",
    "AlreadyClaimed",
    "AlreadyInForce",
    "City",
    "ClockAhead",
    "Collect",
    "Column",
    "Decided",
    "Desk",
    "Done",
    "ErasureFile",
    "Erasures",
    "FactsTaken",
    "Found",
    "Funnel",
    "Honours",
    "Indeterminate",
    "Ledger",
    "Line",
    "Matched",
    "MatchedPlace",
    "Merchants",
    "NoIndex",
    "NoIndexKey",
    "NoPack",
    "NoRules",
    "OnceReused",
    "Options",
    "Overdue",
    "PackDiffers",
    "PeriodLedger",
    "PersonExport",
    "Persons",
    "Progress",
    "Publish",
    "Rebuilt",
    "Redeem",
    "Share",
    "Sheet",
    "Stations",
    "Targets",
    "Ticked",
    "Todo",
    "Total",
    "Verification",
    "Visits",
]
