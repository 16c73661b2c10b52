"""The catalogue of rewards, read: what is on offer, and whether its hosts are on the map."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from .. import points
from ..errors import Invalid
from ..ids import Key
from ..text import Reason
from ._desk import Desk
from ._reader import Reader
from .together import closed, host_key

__all__ = ["catalogue"]


def catalogue(
    reader: Reader, host: str | None, on: date, balance: int | None = None, stopped: Reason | None = None
) -> tuple[points.Offer, ...]:
    """What is on offer at one host or at all, for somebody with so many points or for nobody.

    `stopped` tells why nothing can be had for these points: their account is frozen, say.
    """
    desk: Desk[points.Reward] = Desk(reader, reader.registry.kinds["reward"])
    where: dict[str, Any] = {} if host is None else {"host": host}
    rewards = list(desk.every(**where))
    why = _closed(reader, {reward.host for reward in rewards})
    return points.catalogue(
        rewards, reader.rules("points", None), on, balance, lambda host: stopped or why.get(host)
    )


def _closed(reader: Reader, hosts: Iterable[str]) -> Mapping[str, Reason | None]:
    """Why each of these hands out nothing now; nothing is known of those that are no place on the map."""
    keys: dict[str, Key] = {}
    for host in sorted(hosts):
        try:
            keys[host] = host_key(host)
        except Invalid:
            continue
    states = reader.load(*keys.values())
    found = zip(keys.items(), states, strict=True)
    return {host: closed(key, state) for (host, key), state in found if state is not None}
