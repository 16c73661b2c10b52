"""Visits: how much a place is used, by hour, without knowing by whom.

A count is a number and nothing else: no command, event or record here has a field for whoever came, and City
puts no sender on record beside one. So there is nothing from which a person's way could be put together, and
nothing to erase when a person is.
"""

from ._capability import CAPABILITY
from ._commands import Command, CountUse, RecordUse
from ._counts import Counted, Usage, counted, usage
from ._decide import decide, subjects
from ._events import Event, UseCounted, UseRecorded
from ._evolve import evolve
from ._values import HOURS, Hourly, Rules, Use

__all__ = [
    "CAPABILITY",
    "HOURS",
    "Command",
    "CountUse",
    "Counted",
    "Event",
    "Hourly",
    "RecordUse",
    "Rules",
    "Usage",
    "Use",
    "UseCounted",
    "UseRecorded",
    "counted",
    "decide",
    "evolve",
    "subjects",
    "usage",
]
