"""Which addresses of the network a webhook may dial: none that lies inside, whatever a name resolves to."""

import ipaddress
import socket
from collections.abc import Callable, Iterable
from typing import Any, Final

import attrs

__all__ = ["Forbidden", "Guard"]

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_WRAPPING: Final = tuple(
    map(
        ipaddress.ip_network,
        ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96", "::ffff:0:0/96"),
    )
)
"""Networks of IPv6 whose addresses lead to one of IPv4, which may lie inside."""
_INSIDE: Final = tuple(
    map(ipaddress.ip_network, ("100.64.0.0/10", "192.0.0.0/24", "198.18.0.0/15", "fec0::/10"))
)
"""Not of the world, though not every release of Python says so."""


class Forbidden(Exception):
    """The host is at an address that must not be dialled."""


def _networks(networks: Iterable[str | Network]) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(network) for network in networks)


@attrs.frozen
class Guard:
    """Resolves a name once, and lets only addresses of the world through.

    >>> Guard().allows("203.0.114.9"), Guard().allows("127.0.0.1"), Guard().allows("::ffff:10.0.0.1")
    (True, False, False)
    >>> Guard(["127.0.0.0/8"]).allows("127.0.0.1")
    True
    """

    networks: tuple[Network, ...] = attrs.field(converter=_networks, default=())
    """Networks that the operator allows besides, such as `10.1.0.0/16` for a gateway of their own."""
    lookup: Callable[..., list[Any]] = attrs.field(default=socket.getaddrinfo, repr=False)
    """What asks the resolver; its answer is checked whoever gives it."""

    def allows(self, address: str) -> bool:
        """Whether this address may be dialled."""
        try:
            ip = ipaddress.ip_address(address)
        except ValueError:
            return False
        if any(ip in network for network in self.networks):
            return True
        unsafe = ip.is_private or ip.is_loopback or ip.is_link_local or ip.is_multicast or ip.is_reserved
        inside = any(ip in network for network in (*_WRAPPING, *_INSIDE) if network.version == ip.version)
        return ip.is_global and not unsafe and not inside

    def resolve(self, host: str, port: int) -> str:
        """The one address to dial; the name is not asked for again.

        Raises:
            Forbidden: any of the name's addresses must not be dialled: a name that leads both ways is a trap.
            OSError: the name cannot be resolved.
        """
        found = [str(entry[4][0]) for entry in self.lookup(host, port, type=socket.SOCK_STREAM)]
        if not found or not all(map(self.allows, found)):
            raise Forbidden
        return found[0]
