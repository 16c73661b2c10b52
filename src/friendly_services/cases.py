"""Something that travels a route of posts against deadlines: an application; later an appeal, a demand.

A route and its terms are pack data; a case is a frozen value, and each function here gives the next one. The
record that owns the case stores what it got in an event, so that folding a journal needs no calendar.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Literal

import attrs

from .errors import Invalid, Refused
from .text import Label, Reason
from .workdays import Calendar

__all__ = [
    "Case",
    "Duration",
    "Post",
    "ReturnedAlready",
    "Route",
    "Signature",
    "Term",
    "advance",
    "open_case",
    "overdue",
    "return_for_correction",
    "send_back",
    "take_up_again",
    "term",
    "term_to",
]


# values


@attrs.frozen
class Duration:
    """A number of days, working or natural; the day it starts on is not counted."""

    days: int = attrs.field()
    unit: Literal["working", "natural"] = "working"

    @days.validator
    def _check_days(self, _: object, value: int) -> None:
        if value < 1:
            raise Invalid.at("days", "number.too_small", value=value, low=1)


@attrs.frozen
class Term:
    """The last day of a term, the instant at which that day is over, and how sure the calendar is of it."""

    day: date
    ends: datetime
    """The first instant after the last day, in the city's zone."""
    status: Literal["official", "provisional", "no_data"] = "official"

    def over(self, today: date) -> bool:
        """Whether the last day has passed."""
        return today > self.day

    @property
    def reason(self) -> Reason:
        """The term in words; one that rests on a provisional or missing calendar says so."""
        return Reason(f"cases.term_{self.status}", day=self.day)


@attrs.frozen
class Post:
    """One station of a route: who works there and how long a case may lie with them."""

    title: Label
    within: Duration
    role: str | None = None
    """The role whose holders pass a case on from here; none where time alone does."""


@attrs.frozen
class Route:
    """The posts a case travels, in order, and what holds at each of them."""

    posts: Mapping[str, Post]
    correction: Duration
    """How long whoever sent the case has to mend it."""
    returns: int = attrs.field()
    """How often one post may return the case."""

    @returns.validator
    def _check_returns(self, _: object, value: int) -> None:
        if value < 0:
            raise Invalid.at("returns", "number.too_small", value=value, low=0)

    def __attrs_post_init__(self) -> None:
        if not self.posts:
            raise Invalid.at("posts", "value.missing")

    def first(self) -> str:
        """Where every case starts."""
        return next(iter(self.posts))

    def after(self, post: str) -> str | None:
        """The post that follows, or none after the last."""
        names = list(self.posts)
        following = names[names.index(post) + 1 :]
        return following[0] if following else None


@attrs.frozen
class Signature:
    """Who passed a case on from a post, and when."""

    post: str
    by: tuple[str, ...]
    """Everyone who did the work there, by the host's ids."""
    at: datetime


@attrs.frozen
class Case:
    """Where a case stands on its route, since when and until when."""

    post: str
    since: datetime
    term: Term
    correcting: bool = False
    """Whether it lies with whoever sent it, to be mended; the term is then theirs."""
    returned: tuple[str, ...] = ()
    """The posts that have returned it, once for every time."""
    signed: tuple[Signature, ...] = ()


# errors


@attrs.define(slots=False)
class ReturnedAlready(Refused):
    """A post asks for corrections all at once: it may not return the same case again and again."""

    code = "cases.returned_already"

    post: Label
    times: int


# what happens to a case


def term(duration: Duration, start: datetime, calendar: Calendar) -> Term:
    """The term that begins at `start`: that day is not counted, the last one counts to its end."""
    if duration.unit == "natural":
        return term_to(start.date() + timedelta(days=duration.days), start)
    deadline = calendar.after(start.date(), duration.days)
    return attrs.evolve(term_to(deadline.day, start), status=deadline.status)


def term_to(day: date, start: datetime) -> Term:
    """A term that runs to the end of a given day, in the zone in which it starts."""
    return Term(day, datetime.combine(day + timedelta(days=1), time.min, start.tzinfo))


def open_case(route: Route, now: datetime, calendar: Calendar) -> Case:
    """A new case at the first post of its route."""
    return _at(route, route.first(), now, calendar, Case(route.first(), now, Term(now.date(), now)))


def advance(case: Case, route: Route, by: tuple[str, ...], now: datetime, calendar: Calendar) -> Case:
    """The case at the next post, signed by those who worked at this one; at the last post it stays."""
    signed = attrs.evolve(case, signed=(*case.signed, Signature(case.post, by, now)))
    following = route.after(case.post)
    return signed if following is None else _at(route, following, now, calendar, signed)


def send_back(case: Case, post: str, route: Route, now: datetime, calendar: Calendar) -> Case:
    """The case at an earlier post again, for instance because an objection was upheld."""
    return _at(route, post, now, calendar, case)


def return_for_correction(case: Case, route: Route, now: datetime, calendar: Calendar) -> Case:
    """The case with whoever sent it, to be mended within the route's term for corrections."""
    times = case.returned.count(case.post)
    if times >= route.returns:
        raise ReturnedAlready(post=route.posts[case.post].title, times=times)
    return attrs.evolve(
        case,
        since=now,
        term=term(route.correction, now, calendar),
        correcting=True,
        returned=(*case.returned, case.post),
    )


def take_up_again(case: Case, route: Route, now: datetime, calendar: Calendar) -> Case:
    """The mended case at the post that returned it, with that post's whole term."""
    return _at(route, case.post, now, calendar, case)


def overdue(case: Case, today: date) -> bool:
    """Whether the term of whoever the case lies with has passed."""
    return case.term.over(today)


def _at(route: Route, post: str, now: datetime, calendar: Calendar, case: Case) -> Case:
    within = term(route.posts[post].within, now, calendar)
    return attrs.evolve(case, post=post, since=now, term=within, correcting=False)
