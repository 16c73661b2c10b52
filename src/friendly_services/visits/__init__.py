"""Visits: how much a place is used and what visitors say of it, without knowing who they are.

A count is a number and nothing else: no command, event or record here has a field for whoever came, and City
puts no sender on record beside a count or a rating. A visit is proved by a token that the host draws and
gives away; what is on record follows from it and does not lead back, and two visits of one person have
nothing in common. So there is nothing from which a person's way could be put together, and nothing to erase
when a person is. What a host says of a visitor can be read with the token alone, which nothing here keeps.
"""

from ._capability import CAPABILITY
from ._commands import Command, CountUse, ProveVisit, RatePlace, RateVisitor, RecordUse
from ._counts import Counted, Usage, counted, usage
from ._decide import decide, subjects
from ._errors import NotNow
from ._events import (
    PlaceRated,
    Rated,
    RatingEvent,
    UseCounted,
    UseEvent,
    UseRecorded,
    VisitEvent,
    VisitorRated,
    VisitProved,
)
from ._evolve import evolve_rating, evolve_use, evolve_visit
from ._lifecycle import possible
from ._ratings import ShownRating, of_visitor, opened, sealed, shown, visit_of
from ._values import HOURS, SCORES, Hourly, Rating, Rules, Standing, Use, Visit

__all__ = [
    "CAPABILITY",
    "HOURS",
    "SCORES",
    "Command",
    "CountUse",
    "Counted",
    "Hourly",
    "NotNow",
    "PlaceRated",
    "ProveVisit",
    "RatePlace",
    "RateVisitor",
    "Rated",
    "Rating",
    "RatingEvent",
    "RecordUse",
    "Rules",
    "ShownRating",
    "Standing",
    "Usage",
    "Use",
    "UseCounted",
    "UseEvent",
    "UseRecorded",
    "Visit",
    "VisitEvent",
    "VisitProved",
    "VisitorRated",
    "counted",
    "decide",
    "evolve_rating",
    "evolve_use",
    "evolve_visit",
    "of_visitor",
    "opened",
    "possible",
    "sealed",
    "shown",
    "subjects",
    "usage",
    "visit_of",
]
