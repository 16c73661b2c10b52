"""What happened, in the past tense; each carries the values that now hold, so that folding needs no rule."""

from ._appeal import (
    AppealDecided,
    Appealed,
    AppealLodged,
    RevocationOverturned,
    RevocationStayed,
    RevocationUpheld,
    StayOrdered,
)
from ._application import (
    ApplicationClosed,
    ApplicationOpened,
    Applied,
    CheckCompleted,
    Corrected,
    Decided,
    Moved,
    Named,
    Objected,
    ObjectionAnswered,
    Resubmitted,
    ReturnedForCorrection,
)
from ._case import (
    CaseStated,
    CoolOffEnded,
    HearingAsked,
    HearingClosed,
    HearingHeld,
    HearingOpened,
    RevocationDecided,
    RevocationDismissed,
    RevocationNotified,
    RevocationOpened,
    Revoked,
)
from ._leaving import ClosingAnnounced, Ended, Withdrawn
from ._named import Hidden, Listed, Restored, Shown, Suspended
from ._plaque import PlaqueRecovered, PlaqueReplaced, PlaqueVoided
from ._register import FactsRecorded, RefAdded, Reminded, TakenOver
from ._review import CorrectionOrdered, ReviewAppointed, ReviewPassed, ReviewSigned, ReviewStarted

__all__ = [
    "AppealDecided",
    "AppealLodged",
    "Appealed",
    "ApplicationClosed",
    "ApplicationEvent",
    "ApplicationOpened",
    "Applied",
    "CaseStated",
    "CheckCompleted",
    "ClosingAnnounced",
    "CoolOffEnded",
    "Corrected",
    "CorrectionOrdered",
    "Decided",
    "Ended",
    "FactsRecorded",
    "HearingAsked",
    "HearingClosed",
    "HearingHeld",
    "HearingOpened",
    "Hidden",
    "Listed",
    "MerchantEvent",
    "Moved",
    "Named",
    "Objected",
    "ObjectionAnswered",
    "PlaqueRecovered",
    "PlaqueReplaced",
    "PlaqueVoided",
    "RefAdded",
    "Reminded",
    "Restored",
    "Resubmitted",
    "ReturnedForCorrection",
    "ReviewAppointed",
    "ReviewPassed",
    "ReviewSigned",
    "ReviewStarted",
    "RevocationDecided",
    "RevocationDismissed",
    "RevocationEvent",
    "RevocationNotified",
    "RevocationOpened",
    "RevocationOverturned",
    "RevocationStayed",
    "RevocationUpheld",
    "Revoked",
    "Shown",
    "StayOrdered",
    "Suspended",
    "TakenOver",
    "Withdrawn",
]

MerchantEvent = (
    Applied
    | Moved
    | Corrected
    | FactsRecorded
    | Named
    | Listed
    | Reminded
    | Hidden
    | Shown
    | Suspended
    | Restored
    | ReviewStarted
    | ReviewPassed
    | RevocationOpened
    | RevocationDismissed
    | Revoked
    | CoolOffEnded
    | Withdrawn
    | Appealed
    | RevocationStayed
    | RevocationUpheld
    | RevocationOverturned
    | TakenOver
    | ClosingAnnounced
    | Ended
    | PlaqueRecovered
    | PlaqueVoided
    | PlaqueReplaced
    | RefAdded
    | ReviewAppointed
    | ReviewSigned
    | CorrectionOrdered
    | HearingOpened
    | HearingClosed
)
ApplicationEvent = (
    ApplicationOpened
    | ReturnedForCorrection
    | Resubmitted
    | CheckCompleted
    | Decided
    | Objected
    | ObjectionAnswered
    | ApplicationClosed
)
RevocationEvent = (
    RevocationNotified
    | CaseStated
    | RevocationDecided
    | AppealLodged
    | StayOrdered
    | AppealDecided
    | HearingAsked
    | HearingHeld
)
