"""Opening hours: a week with seasons, holidays and exceptions, and whether a place is open at an instant.

The answer has three values. Hours nobody has recorded make a place unknown, never closed; so do times that
the hours themselves leave open, and a public holiday that the calendar cannot tell, where the answer depends
on it. A span that runs past midnight belongs to the day it starts on.
"""

from ._layers import together
from ._osm import from_osm
from ._read import Understood, read, understand
from ._seasons import DAYS, MonthDay, Season
from ._spans import ALL_DAY, UNKNOWN_DAY, Span
from ._status import Openness, status
from ._tokens import spans
from ._week import Hours, week_text, write

__all__ = [
    "ALL_DAY",
    "DAYS",
    "UNKNOWN_DAY",
    "Hours",
    "MonthDay",
    "Openness",
    "Season",
    "Span",
    "Understood",
    "from_osm",
    "read",
    "spans",
    "status",
    "together",
    "understand",
    "week_text",
    "write",
]
