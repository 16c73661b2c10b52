"""Targets: what a programme has undertaken to reach, by when, and on which document that rests.

A target is a number and a day. How far it is reached is not kept but asked (`City.targets.progress`), of the
registers as they are or were, so that nobody reports their own success.
"""

from ._capability import CAPABILITY
from ._commands import Close, Command, Remind, Revise, Set
from ._decide import decide, subjects
from ._errors import NotNow
from ._events import Closed, Event, Reminded, Revised, WasSet
from ._evolve import evolve
from ._lifecycle import possible
from ._values import PERCENT, Goal, Measure, Metric, Rules, Standing, Target

__all__ = [
    "CAPABILITY",
    "PERCENT",
    "Close",
    "Closed",
    "Command",
    "Event",
    "Goal",
    "Measure",
    "Metric",
    "NotNow",
    "Remind",
    "Reminded",
    "Revise",
    "Revised",
    "Rules",
    "Set",
    "Standing",
    "Target",
    "WasSet",
    "decide",
    "evolve",
    "possible",
    "subjects",
]
