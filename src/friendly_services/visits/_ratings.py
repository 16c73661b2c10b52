"""What is shown of ratings, and how a host's word to a visitor is sealed."""

import hashlib
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

import attrs

from ..errors import Invalid
from ..ids import derive
from ..text import Reason
from ._values import SCORES, Rating, Rules, Visit

__all__ = ["ShownRating", "of_visitor", "opened", "sealed", "shown", "visit_of"]

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{22,64}", re.ASCII)
"""128 bits at least, where they are drawn as asked."""


@attrs.frozen
class ShownRating:
    """What may be shown of a place's ratings."""

    place: str
    count: int | None
    """How many there are; None where they are too few to be shown."""
    mean: Fraction | None
    """Their mean, exactly."""
    praise: Mapping[str, int]
    """What enough visitors thanked it for, and how many did: keys of the pack's `visits.praise`."""
    why: Reason
    """It in words, or why it is not shown."""


def shown(place: str, rating: Rating | None, rules: Rules) -> ShownRating:
    """A place's ratings once there are enough of them, and each praise once enough gave it.

    >>> rating = Rating("station-1", (0, 0, 1, 1, 3), {"kind": 5, "clean": 2})
    >>> told = shown("station-1", rating, Rules(dormant_days=30))
    >>> told.count, told.mean, told.praise
    (5, Fraction(22, 5), {'kind': 5})
    """
    count = sum(rating.scores) if rating else 0
    if rating is None or count < rules.shown_from:
        return ShownRating(place, None, None, {}, Reason("visits.too_few", needed=rules.shown_from))
    mean = Fraction(sum(score * n for score, n in enumerate(rating.scores, 1)), count)
    praise = {tag: n for tag, n in sorted(rating.praise.items()) if n >= rules.shown_from}
    why = Reason("visits.rated", mean=round(float(mean), 1), count=count)
    return ShownRating(place, count, mean, praise, why)


def visit_of(token: object) -> str:
    """The id of the visit that a token is for: what follows from it, and does not lead back to it.

    Raises:
        Invalid: it is too short to be unguessable, or is no token at all.
    """
    if not isinstance(token, str) or _TOKEN.fullmatch(token) is None:
        raise Invalid.at("token", "visits.no_token")
    return derive("visit", "", token.encode())


def sealed(token: str, score: int) -> int:
    """A score as it can be put on record: without the token, each of the five is as likely as the others.

    >>> token = "pQ8s0m3yV1xJ7cZkT2dLaw"
    >>> [opened(token, sealed(token, score)) for score in (1, 2, 3, 4, 5)]
    [1, 2, 3, 4, 5]
    """
    return (score - 1 + _mask(token)) % SCORES


def opened(token: str, seal: int) -> int:
    """The score again."""
    return (seal - _mask(token)) % SCORES + 1


def of_visitor(token: str, visit: Visit) -> int | None:
    """How the host rated whoever holds the token; None if it did not."""
    return None if visit.sealed is None else opened(token, visit.sealed)


def _mask(token: str) -> int:
    return int.from_bytes(hashlib.sha256(b"visitor\0" + token.encode()).digest())
