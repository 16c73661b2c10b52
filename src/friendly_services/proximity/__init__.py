"""The nearest places that have what a worker needs, in exact order, each rank with its reasons.

The order is that of the WGS-84 geodesic, then of the id: never a sphere's, never bought. Places are filtered
before they are counted, so that a limit loses no answer. A place whose hours nobody knows stays in the
answer, marked; `why_not` says of any absent place why it is absent and what would change that.
"""

from ._answers import Nearest
from ._index import Index
from ._picture import picture
from ._query import Order, Query
from ._rank import Hit, Nearby, rank
from ._route import Along, Stop, along
from ._rules import CAPABILITY, Circle, Rules, Tag, Weights
from ._score import Terms
from ._travel import Ratings, Travel
from ._why_not import why_not

__all__ = [
    "CAPABILITY",
    "Along",
    "Circle",
    "Hit",
    "Index",
    "Nearby",
    "Nearest",
    "Order",
    "Query",
    "Ratings",
    "Rules",
    "Stop",
    "Tag",
    "Terms",
    "Travel",
    "Weights",
    "along",
    "picture",
    "rank",
    "why_not",
]
