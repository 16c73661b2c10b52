"""What a map shows."""

import attrs

from ..hours import Hours
from ..names import words
from ..text import Reason
from ._points import Point


@attrs.frozen
class Place:
    """A merchant or station as the map sees it: where it is, what it offers, when it opens."""

    id: str
    kind: str
    name: str
    point: Point
    services: frozenset[str] = attrs.field(converter=words, default=())
    hours: Hours | None = None
    """Unknown is None, which is neither open nor closed."""
    level: str | None = None
    area: str | None = None
    absent: Reason | None = None
    """Why the map does not show it now (hidden, suspended, closed down); None if it does."""
