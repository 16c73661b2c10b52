"""What happened to a station, with the values after it."""

from ._grading import GraceBegun, GraceEnded, Graded, LevelDropped, LevelExpired, RecheckSet
from ._projects import (
    Accepted,
    FittingFinished,
    FittingStarted,
    Opened,
    ProjectOverdue,
    ReturnedForCorrection,
)
from ._register import (
    Classified,
    EntrySet,
    EquipmentExpired,
    EquipmentRecorded,
    FactsRecorded,
    HoursSet,
    Measured,
    RefAdded,
    Registered,
    ServicesSet,
)
from ._running import (
    AnswerOverdue,
    Closed,
    ClosedTemporarily,
    Confirmed,
    FellDormant,
    Flagged,
    KeeperAppointed,
    KeeperEnded,
    Reopened,
    ReportsAnswered,
    Revived,
    StatusReported,
    Visited,
    Watched,
)

__all__ = [
    "Accepted",
    "AnswerOverdue",
    "Classified",
    "Closed",
    "ClosedTemporarily",
    "Confirmed",
    "EntrySet",
    "EquipmentExpired",
    "EquipmentRecorded",
    "Event",
    "FactsRecorded",
    "FellDormant",
    "FittingFinished",
    "FittingStarted",
    "Flagged",
    "GraceBegun",
    "GraceEnded",
    "Graded",
    "HoursSet",
    "KeeperAppointed",
    "KeeperEnded",
    "LevelDropped",
    "LevelExpired",
    "Measured",
    "Opened",
    "ProjectOverdue",
    "RecheckSet",
    "RefAdded",
    "Registered",
    "Reopened",
    "ReportsAnswered",
    "ReturnedForCorrection",
    "Revived",
    "ServicesSet",
    "StatusReported",
    "Visited",
    "Watched",
]

Event = (
    Registered
    | EquipmentRecorded
    | EquipmentExpired
    | FactsRecorded
    | Measured
    | HoursSet
    | ServicesSet
    | KeeperAppointed
    | Graded
    | LevelExpired
    | ClosedTemporarily
    | Reopened
    | Closed
    | StatusReported
    | Flagged
    | ReportsAnswered
    | AnswerOverdue
    | GraceBegun
    | GraceEnded
    | LevelDropped
    | FittingStarted
    | FittingFinished
    | ReturnedForCorrection
    | Accepted
    | Opened
    | ProjectOverdue
    | Confirmed
    | Visited
    | Watched
    | FellDormant
    | Revived
    | EntrySet
    | Classified
    | RecheckSet
    | KeeperEnded
    | RefAdded
)
