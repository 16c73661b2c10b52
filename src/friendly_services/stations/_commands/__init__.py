"""What can be asked of the register of stations."""

from ._projects import Accept, FinishFitting, ProjectCommand, ReturnForCorrection, StartFitting
from ._register import (
    AddRef,
    Classify,
    Measure,
    Plan,
    RecordEquipment,
    RecordFacts,
    Register,
    SetEntry,
    SetHours,
    SetServices,
)
from ._running import (
    AnswerReports,
    AppointKeeper,
    Close,
    CloseTemporarily,
    ConfirmOpen,
    EndKeeper,
    Grade,
    MarkExpired,
    RecordVisit,
    Reopen,
    ReportStatus,
)

__all__ = [
    "Accept",
    "AddRef",
    "AnswerReports",
    "AppointKeeper",
    "Classify",
    "Close",
    "CloseTemporarily",
    "Command",
    "ConfirmOpen",
    "EndKeeper",
    "FinishFitting",
    "Grade",
    "MarkExpired",
    "Measure",
    "Plan",
    "ProjectCommand",
    "RecordEquipment",
    "RecordFacts",
    "RecordVisit",
    "Register",
    "Reopen",
    "ReportStatus",
    "ReturnForCorrection",
    "SetEntry",
    "SetHours",
    "SetServices",
    "StartFitting",
    "StationCommand",
]

StationCommand = (
    ProjectCommand
    | RecordEquipment
    | RecordFacts
    | Measure
    | SetHours
    | SetEntry
    | Classify
    | SetServices
    | AppointKeeper
    | EndKeeper
    | Grade
    | CloseTemporarily
    | Reopen
    | ReportStatus
    | AnswerReports
    | ConfirmOpen
    | RecordVisit
    | Close
    | MarkExpired
    | AddRef
)
"""About a station that is in the register."""
Command = Register | Plan | StationCommand
