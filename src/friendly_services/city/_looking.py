"""What City looks up for a decision in records that the command does not name."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from .. import merchants, offers, persons, points
from ..ids import Key
from ._desk import Desk
from ._erasing import open_cases
from ._reader import Reader

__all__ = ["look"]

_MOST: Final = 1_000
"""Of one name: enough for the branches of a chain in one city."""


Drafted = Callable[[], Mapping[Key, Any]]


def look(reader: Reader, command: Any, drafted: Drafted) -> tuple[Any, ...]:
    """The records that a decision on this command must know of, besides those it names.

    `drafted` tells those that the same batch has written before, as they are by then.
    """
    search = _SEARCHES.get(type(command))
    return search(reader, command, drafted) if search else ()


def _alike(reader: Reader, command: merchants.Nominate, drafted: Drafted) -> tuple[Any, ...]:
    """Merchants and nominations of the same name, of the same licence, at the same premises."""
    kinds = reader.registry.kinds
    shops, named = Desk[Any](reader, kinds["merchant"]), Desk[Any](reader, kinds["nomination"])
    found = [
        *shops.find(name=command.name, limit=_MOST),
        *(shops.find(licence=command.licence.number, limit=_MOST) if command.licence else ()),
        *named.find(name=command.name, limit=_MOST),
        *named.find(premises=command.premises.claim, limit=_MOST),
    ]
    newer = {key[1]: state for key, state in drafted().items() if key[0] in {"merchant", "nomination"}}
    return tuple(({one.id: one for one in found} | newer).values())


def _membership(reader: Reader, command: offers.UseOffer, drafted: Drafted) -> tuple[Any, ...]:
    """What the host has agreed with the alliance whose offer it is: of today, no notice changes that."""
    offer: offers.Offer | None = _now(reader, ("offer", command.offer), drafted())
    if offer is None or offer.alliance is None:
        return ()
    return (_now(reader, offers.membership_of(offer.alliance, offer.host), drafted()),)


def _host(reader: Reader, command: offers.ChangeOffer | offers.EndOffer, drafted: Drafted) -> tuple[Any, ...]:
    """The merchant or station that made the offer; nothing if there is no such offer."""
    offer: offers.Offer | None = _now(reader, ("offer", command.offer), drafted())
    if offer is None:
        return ()
    return (_now(reader, (offer.host.rpartition("-")[0], offer.host), drafted()),)


def _this_city(reader: Reader, _: points.Send, __: Drafted) -> tuple[Any, ...]:
    """Which city this is: no pack says it."""
    return (reader.partition,)


def _now(reader: Reader, key: Key, drafted: Mapping[Key, Any]) -> Any:
    """A record as the batch has left it so far."""
    return drafted[key] if key in drafted else reader.load(key)[0]


def _open_cases(reader: Reader, command: persons.Erase, _: Drafted) -> tuple[Any, ...]:
    return open_cases(reader, command)


_SEARCHES: Final[Mapping[type, Callable[[Reader, Any, Drafted], tuple[Any, ...]]]] = {
    persons.Erase: _open_cases,
    merchants.Nominate: _alike,
    offers.UseOffer: _membership,
    offers.ChangeOffer: _host,
    offers.EndOffer: _host,
    points.Send: _this_city,
}
"""What is searched for, by command: for most there is nothing, and they must not pay for these."""
