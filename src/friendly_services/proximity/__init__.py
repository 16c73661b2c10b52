"""The nearest places that have what a worker needs, in exact order, each rank with its reasons.

The order is that of the WGS-84 geodesic, then of the id: never a sphere's, never bought. Places are filtered
before they are counted, so that a limit loses no answer. A place whose hours nobody knows stays in the
answer, marked; `why_not` says of any absent place why it is absent and what would change that.
"""

from ._index import Index
from ._picture import picture
from ._query import Query
from ._rank import Hit, Nearby, rank
from ._rules import CAPABILITY, Rules
from ._why_not import why_not

__all__ = ["CAPABILITY", "Hit", "Index", "Nearby", "Query", "Rules", "picture", "rank", "why_not"]
