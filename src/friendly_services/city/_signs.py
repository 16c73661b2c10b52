"""The signs that hang outside the doors of alliances' members, as the map tells of them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

import attrs

from .. import offers
from ..codec import key_bytes
from ..ids import Key
from ..storage import Record
from ._questions import after_all
from ._reader import Reader

__all__ = ["Signs", "SignsOfSome"]

_BY_HOST: Final = "membership.by_host.1"


@attrs.define(eq=False)
class Signs:
    """Every membership by its host: what the map tells of signs, kept up with the journal as it is."""

    reader: Reader
    _alliances: dict[str, offers.Alliance] = attrs.Factory(dict)
    _memberships: dict[str, dict[str, offers.Membership]] = attrs.Factory(dict)

    def read(self) -> None:
        """Read them all."""
        for index in ("alliance.by_name.1", _BY_HOST):
            self._keep(record for _, record in self.reader.index(index))

    def catch_up(self, changed: Iterable[Key]) -> None:
        """Read again those among these records that say who is a member of what."""
        keys = tuple(key for key in changed if key[0] in {"alliance", "membership"})
        if keys:
            found = self.reader.store.load(self.reader.partition, keys).records
            self._keep(record for record in found if record is not None)

    def hung(self, hosts: Sequence[str], day: date) -> dict[str, tuple[str, ...]]:
        """The signs that hang at these places on a day, in the order of their texts; of each that has any."""
        self._look_up(hosts)
        return {host: signs for host in hosts if (signs := self._at(host, day))}

    def _at(self, host: str, day: date) -> tuple[str, ...]:
        of_host = self._memberships.get(host, {}).values()
        joined = (one.alliance for one in of_host if one.on(day) is not None)
        return tuple(sorted({self._alliances[one].sign for one in joined if one in self._alliances}))

    def _look_up(self, hosts: Sequence[str]) -> None:
        """See to it that the signs of these places are known: those of all are."""

    def _keep(self, records: Iterable[Record]) -> None:
        """Keep what can be read of these; the log names what cannot."""
        for _, state in self.reader.readable(records, []):
            if isinstance(state, offers.Alliance):
                self._alliances[state.id] = state
            elif isinstance(state, offers.Membership):
                # replaced, never changed: a question that waits for a map service may be going through them
                self._memberships[state.host] = {**self._memberships.get(state.host, {}), state.id: state}


@attrs.define(eq=False)
class SignsOfSome(Signs):
    """The same for a few places: the memberships of each are read when it is named."""

    def _look_up(self, hosts: Sequence[str]) -> None:
        """Read the signs of these places, if there are any signs in the city."""
        store, here = self.reader.store, self.reader.partition
        if not store.scan(here, _BY_HOST, b"", None, 1, False, None).items:
            return
        for host in hosts:
            lo = key_bytes(host)
            self._keep(record for _, record in self.reader.index(_BY_HOST, lo, after_all(lo)))
        joined = (one.alliance for of_host in self._memberships.values() for one in of_host.values())
        self.catch_up({("alliance", id_) for id_ in joined})
