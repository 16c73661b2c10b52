"""How far a command is from what people did: a message may have a plugin send one, and that makes a message.

Unbounded, a plugin that answers every message with a command talks to itself for ever.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import ClassVar, Final

import attrs

from ..errors import FriendlyServicesError
from ..storage import Receipt

__all__ = ["FURTHEST", "Chain", "TooDeep"]

FURTHEST: Final = 3
"""Commands in a row, each sent by a notifier because of a message that the one before caused."""

_REMEMBERED: Final = 10_000
_DEPTH: Final = ContextVar("_DEPTH", default=0)
"""Of a command that is sent from here; 0 outside of every notifier."""


@attrs.define(slots=False)
class TooDeep(FriendlyServicesError):
    """A notifier sent a command because of a message that such a command caused, and so on, too often."""

    code: ClassVar[str] = "delivery.too_deep"

    most: int


class Chain:
    """Which of the journal's entries notifiers caused, and how many steps away from people.

    This process alone remembers it, and of the last entries only: enough to stop a loop while it runs.
    """

    def __init__(self) -> None:
        self._depths: OrderedDict[int, int] = OrderedDict()
        self._lock = threading.Lock()

    @contextmanager
    def telling(self, position: int) -> Iterator[None]:
        """Meanwhile somebody is told of the entry at this position."""
        before = _DEPTH.set(self._depths.get(position, 0) + 1)
        try:
            yield
        finally:
            _DEPTH.reset(before)

    @staticmethod
    def check() -> None:
        """Refuse a command that is one too many, as `TooDeep`."""
        if _DEPTH.get() > FURTHEST:
            raise TooDeep(FURTHEST)

    def note(self, receipt: Receipt) -> None:
        """Remember what was committed from here, if a notifier did it."""
        if not _DEPTH.get() or receipt.replayed:
            return
        with self._lock:
            self._depths.update(dict.fromkeys(range(receipt.first, receipt.last + 1), _DEPTH.get()))
            while len(self._depths) > _REMEMBERED:
                self._depths.popitem(last=False)
