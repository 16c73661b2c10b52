"""What can be asked of the register; each names its merchant."""

from ._appeal import Appeal, AppealCommand, DecideAppeal, OrderStay
from ._application import (
    AnswerObjection,
    ApplicationCommand,
    Apply,
    CompleteCheck,
    Decide,
    Lapse,
    Name,
    Object,
    Resubmit,
    ReturnForCorrection,
)
from ._case import (
    AskHearing,
    CaseCommand,
    Dismiss,
    EndCoolOff,
    HoldHearing,
    OpenRevocation,
    Revoke,
    StateCase,
)
from ._leaving import EndBusiness, Withdraw
from ._named import Hide, List, Restore, Show, Suspend
from ._plaque import RecoverPlaque, ReplacePlaque, VoidPlaque
from ._register import AddRef, RecordFacts, Remind, TakeOver
from ._review import AppointReview, OrderCorrection, PassReview, ReviewCommand, SignReview, StartReview

__all__ = [
    "AddRef",
    "AnswerObjection",
    "Appeal",
    "AppealCommand",
    "ApplicationCommand",
    "Apply",
    "AppointReview",
    "AskHearing",
    "CaseCommand",
    "Command",
    "CompleteCheck",
    "Decide",
    "DecideAppeal",
    "Dismiss",
    "EndBusiness",
    "EndCoolOff",
    "Hide",
    "HoldHearing",
    "Lapse",
    "List",
    "Name",
    "Object",
    "OpenRevocation",
    "OrderCorrection",
    "OrderStay",
    "PassReview",
    "RecordFacts",
    "RecoverPlaque",
    "Remind",
    "ReplacePlaque",
    "Restore",
    "Resubmit",
    "ReturnForCorrection",
    "ReviewCommand",
    "Revoke",
    "Show",
    "SignReview",
    "StartReview",
    "StateCase",
    "Suspend",
    "TakeOver",
    "VoidPlaque",
    "Withdraw",
]

Command = (
    Apply
    | ReturnForCorrection
    | Resubmit
    | RecordFacts
    | CompleteCheck
    | Decide
    | Object
    | AnswerObjection
    | Name
    | List
    | Lapse
    | Remind
    | Hide
    | Show
    | Suspend
    | Restore
    | StartReview
    | PassReview
    | OpenRevocation
    | StateCase
    | Revoke
    | Dismiss
    | EndCoolOff
    | Withdraw
    | Appeal
    | OrderStay
    | DecideAppeal
    | TakeOver
    | EndBusiness
    | RecoverPlaque
    | VoidPlaque
    | ReplacePlaque
    | AddRef
    | AppointReview
    | SignReview
    | OrderCorrection
    | AskHearing
    | HoldHearing
)
