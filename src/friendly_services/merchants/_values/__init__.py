"""The nouns of the register: a merchant, its application, a case for revocation, and what they consist of."""

from ._business import Licence, Photo, Premises, Ref, Source, check_photos
from ._cases import Application, Hearing, Objection, Revocation
from ._facts import Evidence, Fact, facts, latest, with_facts
from ._merchant import IN_CASE, Closing, Hiding, Loss, Merchant, Standing, Suspension, TakenFrom, facts_on
from ._naming import Correction, Naming, Plaque, PlaqueState, Review, ReviewSignature, Ruling

__all__ = [
    "IN_CASE",
    "Application",
    "Closing",
    "Correction",
    "Evidence",
    "Fact",
    "Hearing",
    "Hiding",
    "Licence",
    "Loss",
    "Merchant",
    "Naming",
    "Objection",
    "Photo",
    "Plaque",
    "PlaqueState",
    "Premises",
    "Ref",
    "Review",
    "ReviewSignature",
    "Revocation",
    "Ruling",
    "Source",
    "Standing",
    "Suspension",
    "TakenFrom",
    "check_photos",
    "facts",
    "facts_on",
    "latest",
    "with_facts",
]
