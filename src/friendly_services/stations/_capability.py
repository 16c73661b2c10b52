"""The capability of stations as a whole."""

from typing import Final

from ..decider import Capability
from ._commands import (
    Accept,
    AddRef,
    AnswerReports,
    AppointKeeper,
    Classify,
    Close,
    CloseTemporarily,
    ConfirmOpen,
    EndKeeper,
    FinishFitting,
    Grade,
    MarkExpired,
    Measure,
    Plan,
    RecordEquipment,
    RecordFacts,
    RecordVisit,
    Register,
    Reopen,
    ReportStatus,
    ReturnForCorrection,
    SetEntry,
    SetHours,
    SetServices,
    StartFitting,
)
from ._decide import decide, subjects
from ._explored import flaws
from ._records import RECORD
from ._rules import Rules

__all__ = ["CAPABILITY"]

CAPABILITY: Final = Capability(
    name="stations",
    kinds=(RECORD,),
    commands=(
        Register,
        RecordEquipment,
        RecordFacts,
        Measure,
        SetHours,
        SetServices,
        AppointKeeper,
        Grade,
        CloseTemporarily,
        Reopen,
        Close,
        MarkExpired,
        ReportStatus,
        AnswerReports,
        Plan,
        StartFitting,
        FinishFitting,
        Accept,
        ReturnForCorrection,
        ConfirmOpen,
        RecordVisit,
        SetEntry,
        Classify,
        EndKeeper,
        AddRef,
    ),
    subjects=subjects,
    decide=decide,
    rules=Rules,
    flaws=flaws,
)
"""Everything that the facade, the codec and the stores need to know about stations."""
