"""Opening hours: a week of spans with exceptions, and whether a place is open at an instant.

The answer has three values. Hours nobody has recorded make a place unknown, never closed; a public holiday
that the calendar cannot tell makes it unknown where the answer depends on it. A span that runs past midnight
belongs to the day it starts on.
"""

from ._read import read
from ._spans import ALL_DAY, Span
from ._tokens import spans
from ._week import DAYS, Hours, Openness, status, week_text

__all__ = ["ALL_DAY", "DAYS", "Hours", "Openness", "Span", "read", "spans", "status", "week_text"]
