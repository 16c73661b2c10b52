"""Delivery: the journal handed on, to consumers of the host and to the channels that reach people.

The outbox is the journal. A consumer is a record that says how far it has come; what went out and was not
acknowledged goes out again. Nothing here takes part in a commit, so nothing here can hold one up.
"""

from ._callers import TIME_LIMIT, CallerBusy, TimedCaller
from ._chain import FURTHEST, Chain, TooDeep
from ._child import Child, callers_of
from ._feed import Feed, FeedBatch, FeedEntry
from ._letters import EVENTLESS, INDEXES, Letter, Letters
from ._loop import Delivery, Resolve, Round
from ._source import Source

__all__ = [
    "EVENTLESS",
    "FURTHEST",
    "INDEXES",
    "TIME_LIMIT",
    "CallerBusy",
    "Chain",
    "Child",
    "Delivery",
    "Feed",
    "FeedBatch",
    "FeedEntry",
    "Letter",
    "Letters",
    "Resolve",
    "Round",
    "Source",
    "TimedCaller",
    "TooDeep",
    "callers_of",
]
