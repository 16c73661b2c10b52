"""Spans of a day, and what can be done with several of them."""

from collections.abc import Iterable
from typing import Final

import attrs

from ..errors import Invalid

MINUTES: Final = 24 * 60
"""Minutes of a day."""


@attrs.frozen(order=True, cache_hash=True)
class Span:
    """From opening to closing in minutes of the day it starts on; closing may lie past midnight.

    >>> Span(20 * 60, 26 * 60)
    Span(opens=1200, closes=1560)
    """

    opens: int
    closes: int
    sure: bool = attrs.field(default=True, repr=False)
    """False for a time of which nobody knows whether the place is open then."""

    def __attrs_post_init__(self) -> None:
        if type(self.opens) is not int or not 0 <= self.opens < MINUTES:
            raise Invalid.at("opens", "hours.opens_range", value=self.opens)
        if self.closes == self.opens:
            raise Invalid.at("closes", "hours.empty_span", time=clock(self.opens))
        if type(self.closes) is not int or not self.opens < self.closes <= self.opens + MINUTES:
            raise Invalid.at("closes", "hours.closes_range", opens=clock(self.opens), value=self.closes)


ALL_DAY: Final = Span(0, MINUTES)
UNKNOWN_DAY: Final = Span(0, MINUTES, sure=False)

Day = tuple[Span, ...]
"""What starts on one day; closed if empty."""


def clock(minutes: int) -> str:
    """The time of day, as people write it: 26:00 is 02:00."""
    hour, minute = divmod(minutes if minutes == MINUTES else minutes % MINUTES, 60)
    return f"{hour:02}:{minute:02}"


def union(given: Iterable[Span]) -> Day:
    """The same minutes written one way: sorted, one span where several meet; what is sure goes before."""
    spans = tuple(given)
    sure = _joined(span for span in spans if span.sure)
    if len(sure) == len(spans):
        return tuple(sure)
    unsure = _joined(span for span in spans if not span.sure)
    left = (
        span for span in unsure if not any(s.opens <= span.opens and span.closes <= s.closes for s in sure)
    )
    return tuple(sorted((*sure, *left)))


def _joined(given: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in sorted(given):
        last = merged[-1] if merged else None
        if last and span.closes <= last.closes:
            continue
        if last and span.opens <= last.closes and span.closes <= last.opens + MINUTES:
            merged[-1] = Span(last.opens, span.closes, last.sure)
        else:
            merged.append(span)
    return merged
