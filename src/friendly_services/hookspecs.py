"""The hooks: what a plugin can offer this library, and nothing that it must.

A hook hands over objects; the objects do the work. A plugin is a module (or any object) with functions of
these names, marked with `hookimpl`; the library's own stores and packs are handed over in the same way::

    from friendly_services.hookspecs import StoreOpener, hookimpl

    @hookimpl
    def register_stores(register):
        register(StoreOpener("ledger", open=open_ledger, protocol=1))
"""

from collections.abc import Callable
from importlib.resources.abc import Traversable
from typing import Final

import attrs
import pluggy

from .maps import Maps
from .messages import Notifier
from .storage import Store

__all__ = [
    "MAPS_PROTOCOL",
    "NOTIFIER_PROTOCOL",
    "PACK_PROTOCOL",
    "STORE_PROTOCOL",
    "Channel",
    "MapService",
    "PackFolder",
    "StoreOpener",
    "hookimpl",
    "register_maps",
    "register_notifiers",
    "register_packs",
    "register_stores",
]

PROJECT: Final = "friendly_services"
"""The name of the hooks, and of the entry-point group in which an installed plugin is found."""

hookimpl: Final = pluggy.HookimplMarker(PROJECT)
"""Marks a function as one of the hooks below; a marked function whose name is no hook is refused."""

_hookspec: Final = pluggy.HookspecMarker(PROJECT)

STORE_PROTOCOL: Final = 1
PACK_PROTOCOL: Final = 1
NOTIFIER_PROTOCOL: Final = 1
MAPS_PROTOCOL: Final = 1


@attrs.frozen
class StoreOpener:
    """A kind of store, found by the scheme of its URL."""

    scheme: str
    """What stands before the first colon of the URL, in lower case."""
    open: Callable[[str], Store]
    """Takes the whole URL; raises `Invalid` for one it cannot read, `Unavailable` for what it cannot open."""
    protocol: int
    """The number of the Store contract it was written for: write the number, do not import it."""


@attrs.frozen
class PackFolder:
    """A city pack that can be named, without its path, when a city is opened or another pack extends it."""

    name: str
    folder: Traversable
    """A `pathlib.Path`, or a folder inside a package as `importlib.resources.files` gives it."""
    protocol: int
    """The number of the pack format it was written for."""


@attrs.frozen
class Channel:
    """A way to reach people, under the name by which the host resolves addresses for it."""

    name: str
    """Of `a-z 0-9 - _`; the record of how far it has come carries it, so it never changes."""
    notifier: Notifier
    protocol: int
    """The number of the Notifier protocol it was written for."""


@attrs.frozen
class MapService:
    """A map service, found by the scheme of its URL as a store is."""

    name: str
    """What stands before the first colon of the URL, in lower case; answers name the service by it."""
    open: Callable[[str], Maps]
    """Takes the whole URL, or the name where that is all; raises `Invalid` for one it cannot read."""
    protocol: int
    """The number of the Maps protocol it was written for."""


@_hookspec
def register_stores(register: Callable[[StoreOpener], None]) -> None:
    """Hand over kinds of stores: call `register` once for each."""


@_hookspec
def register_packs(register: Callable[[PackFolder], None]) -> None:
    """Hand over city packs: call `register` once for each."""


@_hookspec
def register_notifiers(register: Callable[[Channel], None]) -> None:
    """Hand over channels to people: call `register` once for each."""


@_hookspec
def register_maps(register: Callable[[MapService], None]) -> None:
    """Hand over map services: call `register` once for each."""
