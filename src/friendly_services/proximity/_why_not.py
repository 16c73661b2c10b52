"""Why a place is not in an answer, and what would put it there."""

from collections.abc import Sequence
from math import ceil

from ..errors import NotFound
from ..places import FARTHEST, Place, convert, distance
from ..text import Reason, noun
from ..workdays import Calendar
from ._bands import Entry
from ._index import Index
from ._query import MOST, Query
from ._question import Question
from ._rank import confirmed, listed, shown
from ._rules import Rules, mode_noun
from ._stay import later
from ._travel import Ratings, Travel


def why_not(
    index: Index,
    place: Place | str | int,
    query: Query,
    *,
    rules: Rules,
    calendar: Calendar | None = None,
    travel: Travel | None = None,
    ratings: Ratings | None = None,
) -> tuple[Reason, ...]:
    """Every reason why the place, or the id, is absent from what `rank` answers; empty if it is there.

    Each says what would change it: a wider circle, a service left out, another hour, a higher limit. Of a
    place that the map does not show this alone is said, since no other question would find it.

    >>> from datetime import UTC, datetime
    >>> from friendly_services.places import Point
    >>> from friendly_services.text import say
    >>> there = Place("m1", "merchant", "Lan's noodles", Point.wgs84(lat=29.41, lon=106.54))
    >>> rules = Rules(mode="walk", reach={"walk": 800}, limit=20)
    >>> query = Query(Point.wgs84(lat=29.40, lon=106.54), at=datetime(2026, 3, 2, 12, tzinfo=UTC))
    >>> for why in why_not(Index([there]), "m1", query, rules=rules):
    ...     print(say(why))
    it is 1108.4 m away, 308.4 m beyond the 800 m asked for: ask within 1109 m
    """
    asked = Question.of(query, rules, calendar, by_map=travel is not None)
    travel = None if travel is None else _once(travel)
    if not isinstance(place, Place):
        known = index.get(place)
        if known is None:
            raise NotFound("place", str(place))
        place = known
    if place.absent is not None:
        return (Reason("proximity.not_shown", because=place.absent), *confirmed(place.as_of(asked.at)))
    entry = index.ready(place)
    if travel is not None and isinstance(entry, Entry):
        asked.learn([place], travel)
    if isinstance(entry, Entry):
        far = distance(convert(asked.origin, index.datum, approximate=index.approximate), entry.point)
        reasons = [*unfit(place, asked, far), *_not_reached(place, far, asked)]
    else:
        reasons = [*unfit(place, asked, 0), Reason("proximity.unplaced", because=entry)]
    if not reasons:
        again = Question.of(query, rules, calendar, by_map=travel is not None)
        all_ids = [found.id for found in listed(index, again, None, travel, ratings)]
        if index.get(place.id) != place or place.id not in all_ids:  # it may go while a map service is asked
            return (Reason("proximity.not_indexed", id=place.id),)
        rank = all_ids.index(place.id) + 1
        if rank > asked.limit:
            code = "proximity.beyond_limit" if rank <= MOST else "proximity.beyond_any_limit"
            reasons.append(Reason(code, rank=rank, limit=asked.limit))
    return tuple(reasons)


def _once(travel: Travel) -> Travel:
    """The same, asked once of each place: a service that fails the second time contradicts nothing."""
    known: dict[str, float | None] = {}

    def asked(places: Sequence[Place]) -> Sequence[float | None]:
        new = [place for place in places if place.id not in known]
        if new:
            known.update(zip((place.id for place in new), travel(new), strict=True))
        return [known[place.id] for place in places]

    return asked


def unfit(place: Place, asked: Question, far: float) -> list[Reason]:
    """What is in the way of who comes from so far away, and stays as long as was asked."""
    reasons, query, comes = list[Reason](), asked.query, asked.comes(place, far)
    if query.kinds is not None and place.kind not in query.kinds:
        kinds = tuple(map(noun, sorted(query.kinds)))
        reasons.append(Reason("proximity.other_kind", kind=noun(place.kind), kinds=kinds))
    lapsed = {lapse.service: lapse.why for lapse in asked.gone(place, comes)}
    lacking = tuple(sorted(query.services - place.services - lapsed.keys()))
    if lacking:
        offered = tuple(sorted(place.services - place.lapsed(comes).keys()))
        reasons.append(Reason("proximity.lacks", services=lacking, offered=offered))
    reasons += [Reason("proximity.lapsed", service=one, because=lapsed[one]) for one in sorted(lapsed)]
    if query.entry is not None and query.entry.isdisjoint(place.entry):
        code = "proximity.other_entry" if place.entry else "proximity.entry_unknown"
        ways = {"asked": tuple(sorted(query.entry)), "entry": tuple(sorted(place.entry))}
        reasons.append(Reason(code, **ways))
    if not query.tags <= place.tags:
        tags = {"lacking": tuple(sorted(query.tags - place.tags)), "tags": tuple(sorted(place.tags))}
        reasons.append(Reason("proximity.lacks_tags", **tags))
    if query.worker is not None and place.serves and query.worker not in place.serves:
        serves = tuple(sorted(place.serves))
        reasons.append(Reason("proximity.serves_others", worker=query.worker, serves=serves))
    coming = asked.coming(place, far)
    if not query.closed and coming.begins is None:
        start = place.openness(asked.at, asked.calendar, query.services)
        if start.answer == "open" and coming.openness.reason.code != "proximity.closes_meanwhile":
            values = {"comes": coming.comes, "mode": mode_noun(asked.mode)}
            if start.until is not None and later(start.until, coming.comes):
                reasons.append(Reason("proximity.entry_before", last=start.last_entry, **values))
            else:
                reasons.append(Reason("proximity.closes_before", closes=start.until, **values))
        else:
            reasons.append(Reason("proximity.is_closed", because=coming.openness.reason))
    return reasons


def _not_reached(place: Place, far: float, asked: Question) -> list[Reason]:
    """What is in the way from here."""
    values = {"metres": shown(far), "within": shown(asked.within), "beyond": shown(far - asked.within)}
    if far > FARTHEST:
        return [Reason("proximity.out_of_reach", farthest=FARTHEST, **values)]
    circle = asked.ways.circle
    if circle is None:
        return [] if far <= asked.within else [Reason("proximity.too_far", needed=ceil(far), **values)]
    if far <= asked.within and asked.ways.inside(place.id, far) is not None:
        return []
    asks = {"minutes": circle.minutes, "mode": mode_noun(circle.mode), "metres": shown(far)}
    return [Reason("proximity.too_long", needed=asked.ways.quickest(place.id, far), **asks)]
