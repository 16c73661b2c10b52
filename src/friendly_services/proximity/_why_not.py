"""Why a place is not in an answer, and what would put it there."""

from collections.abc import Collection
from datetime import datetime
from math import ceil

from ..errors import NotFound
from ..places import FARTHEST, Place, Point, convert, distance
from ..text import Reason, noun
from ..workdays import Calendar
from ._bands import Entry
from ._index import Index
from ._nearest import confirmed, shown
from ._question import Question, question
from ._rules import MOST, Rules
from ._search import ranked


def why_not(
    index: Index,
    place: Place | str,
    origin: Point,
    *,
    at: datetime,
    rules: Rules,
    services: Collection[str] = (),
    within: float | None = None,
    mode: str | None = None,
    kinds: Collection[str] | None = None,
    entry: Collection[str] | None = None,
    limit: int | None = None,
    closed: bool = False,
    calendar: Calendar | None = None,
) -> tuple[Reason, ...]:
    """Every reason why the place, or the id, is absent from what `nearest` answers; empty if it is there.

    Each says what would change it: a wider circle, a service left out, another hour, a higher limit. Of a
    place that the map does not show this alone is said, since no other question would find it.

    >>> from datetime import UTC
    >>> from friendly_services.text import say
    >>> there = Place("m1", "merchant", "Lan's noodles", Point.wgs84(lat=29.41, lon=106.54))
    >>> rules = Rules(mode="walk", reach={"walk": 800}, limit=20)
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> for why in why_not(Index([there]), "m1", Point.wgs84(lat=29.40, lon=106.54), at=noon, rules=rules):
    ...     print(say(why))
    it is 1108.4 m away, 308.4 m beyond the 800 m asked for: ask within 1109 m
    """
    asked = question(
        origin,
        at=at,
        rules=rules,
        services=services,
        within=within,
        mode=mode,
        kinds=kinds,
        entry=entry,
        limit=limit,
        closed=closed,
        calendar=calendar,
    )
    if isinstance(place, str):
        known = index.get(place)
        if known is None:
            raise NotFound("place", place)
        place = known
    if place.absent is not None:
        return (Reason("proximity.not_shown", because=place.absent), *confirmed(place.as_of(asked.at)))
    reasons = [*_unfit(place, asked), *_not_reached(index, place, asked)]
    if not reasons and index.get(place.id) != place:
        reasons.append(Reason("proximity.not_indexed", id=place.id))
    if not reasons:
        all_ids = [found.id for found in ranked(index, asked, None)]
        rank = all_ids.index(place.id) + 1
        if rank > asked.limit:
            code = "proximity.beyond_limit" if rank <= MOST else "proximity.beyond_any_limit"
            reasons.append(Reason(code, rank=rank, limit=asked.limit))
    return tuple(reasons)


def _unfit(place: Place, asked: Question) -> list[Reason]:
    """What is in the way wherever one asks from."""
    reasons = []
    if asked.kinds is not None and place.kind not in asked.kinds:
        reasons.append(
            Reason("proximity.other_kind", kind=noun(place.kind), kinds=tuple(map(noun, sorted(asked.kinds))))
        )
    lapsed = place.lapsed(asked.at)
    offered = place.services - lapsed.keys()
    lacking = tuple(sorted(asked.services - offered - lapsed.keys()))
    if lacking:
        reasons.append(Reason("proximity.lacks", services=lacking, offered=tuple(sorted(offered))))
    reasons += [
        Reason("proximity.lapsed", service=service, because=lapsed[service])
        for service in sorted(asked.services & lapsed.keys())
    ]
    if asked.entry is not None and asked.entry.isdisjoint(place.entry):
        code = "proximity.other_entry" if place.entry else "proximity.entry_unknown"
        ways = {"asked": tuple(sorted(asked.entry)), "entry": tuple(sorted(place.entry))}
        reasons.append(Reason(code, **ways))
    openness = place.openness(asked.at, asked.calendar, asked.services)
    if not asked.takes(openness):
        reasons.append(Reason("proximity.is_closed", because=openness.reason))
    return reasons


def _not_reached(index: Index, place: Place, asked: Question) -> list[Reason]:
    """What is in the way from here."""
    entry = index.ready(place)
    if not isinstance(entry, Entry):
        return [Reason("proximity.unplaced", because=entry)]
    far = distance(convert(asked.origin, index.datum, approximate=index.approximate), entry.point)
    if far <= asked.within:
        return []
    values = {"metres": shown(far), "within": shown(asked.within), "beyond": shown(far - asked.within)}
    if far > FARTHEST:
        return [Reason("proximity.out_of_reach", farthest=FARTHEST, **values)]
    return [Reason("proximity.too_far", needed=ceil(far), **values)]
