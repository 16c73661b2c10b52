"""Records as they were last read or written, so that none is decoded twice."""

import threading
from typing import Any, Final

import attrs

from ..codec import unchangeable
from ..ids import Key
from ..storage import Checksums, Record
from ._private import PRIVATE_STATES
from ._registry import Registry

__all__ = ["Memory"]

_MOST: Final = 16_384
"""Records that are remembered at most; some kilobytes each."""


@attrs.frozen(eq=False, repr=False)
class Memory:
    """Decodes records, and remembers what came of it for as long as the store returns the same bytes.

    So it is never out of date, whoever else writes to the store; it saves the decoding, not the reading. Of
    private records nothing is remembered, nor of those that hold a dictionary: who got one may change it.
    """

    partition: str
    registry: Registry
    _known: dict[Key, tuple[int, bytes, Any]] = attrs.field(init=False, factory=dict)
    """Version, body and state; what was decoded or written longest ago comes first."""
    _lock: threading.Lock = attrs.field(init=False, factory=threading.Lock)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.partition!r}>"

    def state(self, record: Record) -> Any:
        """The record's state, None once erased.

        Raises:
            Corrupt: its body is not what was written.
            Undecodable: its body was written by a later release.
        """
        known = self._known.get(record.key)
        if known is not None and known[0] == record.version and known[1] == record.body:
            return known[2]
        content = Checksums(self.partition).body_of(record)
        if content is None or record.body is None:
            return None
        state = self.registry.states[record.key[0]].decode(content)
        self.keep(record.key, record.version, record.body, state)
        return state

    def keep(self, key: Key, version: int, body: bytes, state: Any) -> None:
        """Remember what a record is at a version, unless it is private or a caller could change it."""
        if key[0] in PRIVATE_STATES or not unchangeable(state.__class__):
            return
        with self._lock:
            self._known.pop(key, None)
            self._known[key] = version, body, state
            if len(self._known) > _MOST:
                for old in [*self._known][: _MOST // 4]:
                    del self._known[old]
