"""Finding and loading plugins: one manager for each city, which loads only what its configuration names."""

import logging
import re
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module, metadata, resources
from types import MappingProxyType
from typing import Final, TypeVar

import attrs
import pluggy

from . import hookspecs
from .errors import FriendlyServicesError, Invalid
from .hookspecs import (
    MAPS_PROTOCOL,
    NOTIFIER_PROTOCOL,
    PACK_PROTOCOL,
    PROJECT,
    STORE_PROTOCOL,
    Channel,
    MapService,
    PackFolder,
    StoreOpener,
    hookimpl,
)
from .maps import Maps, abilities
from .messages import Notifier
from .storage import MemoryStore, Store
from .text import Reason, one_line

__all__ = ["PluginError", "Plugins", "open_store"]

_T = TypeVar("_T")

_LOG: Final = logging.getLogger(__name__)
_BUILT_IN: Final = "friendly-services"
_METHODS: Final = ("describe", "load", "commit", "scan", "read", "partitions", "close")
"""What makes a Store: asked for one by one, since a store may pass them on to another that it wraps."""
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*", re.ASCII)
_CHANNEL: Final = re.compile(r"[a-z][a-z0-9_-]{0,31}", re.ASCII)


@attrs.define(slots=False)
class PluginError(FriendlyServicesError):
    """A plugin cannot be used; what its neighbours offer can."""

    code = "plugins.error"

    plugin: str
    why: Reason


class Plugins:
    """What the plugins named here and the library itself have to offer.

    Args:
        names: each an installed plugin's entry point in the group `friendly_services`, a module's dotted
            path, or the plugin itself (a module or object with the hooks). Installed plugins that are not
            named are not loaded.

    Raises:
        PluginError: a name is not installed, a module cannot be imported, or a hook is misspelt.

    >>> sorted(Plugins().stores)
    ['memory', 'sqlite']
    """

    def __init__(self, names: Iterable[str | object] = ()) -> None:
        self._manager = pluggy.PluginManager(PROJECT)
        self._manager.add_hookspecs(hookspecs)
        self._stores: dict[str, StoreOpener] = {}
        self._packs: dict[str, PackFolder] = {}
        self._channels: dict[str, Channel] = {}
        self._maps: dict[str, MapService] = {}
        self._offered_by: dict[str, str] = {}
        """The plugin behind each kind of store."""
        self._mapped_by: dict[str, str] = {}
        """The plugin behind each map service."""
        self._failures: dict[str, PluginError] = {}
        self._join(_BuiltIn(), _BUILT_IN)
        for named in (names,) if isinstance(names, str) else names:
            plugin = _load(named) if isinstance(named, str) else named
            self._join(plugin, named if isinstance(named, str) else _name_of(named))

    @property
    def stores(self) -> Mapping[str, StoreOpener]:
        """The kinds of stores, by scheme."""
        return MappingProxyType(self._stores)

    @property
    def packs(self) -> Mapping[str, PackFolder]:
        """The packs that can be named."""
        return MappingProxyType(self._packs)

    @property
    def channels(self) -> Mapping[str, Channel]:
        """The channels to people, by name."""
        return MappingProxyType(self._channels)

    @property
    def maps(self) -> Mapping[str, MapService]:
        """The map services, by name."""
        return MappingProxyType(self._maps)

    @property
    def failures(self) -> Mapping[str, PluginError]:
        """Plugins that raised, or handed over what is of no use, while the others went on."""
        return MappingProxyType(self._failures)

    def open_store(self, url: str) -> Store:
        """Open the store that a URL names: `memory://`, `sqlite:///city.db`, or what a plugin offers.

        Raises:
            Invalid: no plugin named here knows the scheme, or the URL is not written as its store asks.
            PluginError: the scheme is unknown, and a plugin that may know it failed; or what the plugin
                opened is no store.
        """
        if not isinstance(url, str):
            raise Invalid.at("url", "plugins.not_url", got=type(url).__name__)
        scheme = url.partition(":")[0]
        opener = self._stores.get(scheme)
        if opener is None:
            for failure in self._failures.values():
                raise failure
            others = tuple(name for name in sorted(_installed()) if not self._manager.has_plugin(name))
            code = "plugins.unknown_scheme_installed" if others else "plugins.unknown_scheme"
            raise Invalid.at("url", code, url=url, known=tuple(sorted(self._stores)), others=others)
        store: Store = opener.open(url)
        if not all(callable(getattr(store, method, None)) for method in _METHODS):
            why = Reason("plugins.rubbish", got=type(store).__name__, wanted=Store.__name__)
            raise PluginError(self._offered_by[scheme], why)
        return store

    def open_maps(self, url: str) -> tuple[str, Maps]:
        """Open the map service that a URL names, such as `valhalla:///srv/tiles`; its name, and the service.

        Raises:
            Invalid: no plugin named here knows the service, or the URL is not written as it asks.
            PluginError: the service is unknown, and a plugin that may know it failed; or what the plugin
                opened is no map service.
        """
        if not isinstance(url, str):
            raise Invalid.at("maps", "plugins.not_maps", got=type(url).__name__)
        name = url.partition(":")[0]
        service = self._maps.get(name)
        if service is None:
            for failure in self._failures.values():
                raise failure
            raise Invalid.at("maps", "plugins.unknown_maps", url=url, known=tuple(sorted(self._maps)))
        try:
            maps: Maps = service.open(url)
        except FriendlyServicesError:
            raise
        except (Exception, SystemExit) as error:  # a stranger's code raises what it likes
            why = Reason("plugins.raised", hook="open", message=repr(error))
            raise PluginError(self._mapped_by[name], why) from error
        if not abilities(maps):
            why = Reason("plugins.rubbish", got=type(maps).__name__, wanted="Maps")
            raise PluginError(self._mapped_by[name], why)
        return name, maps

    def _join(self, plugin: object, name: str) -> None:
        """Register a plugin, and call its hooks alone: what it raises stops nobody else."""
        try:
            self._manager.register(plugin, name)
            self._manager.check_pending()
        except (pluggy.PluginValidationError, ValueError) as error:
            raise PluginError(name, Reason("plugins.hook", message=str(error).splitlines()[-1])) from error
        others = [other for other in self._manager.get_plugins() if other is not plugin]
        hooks: tuple[tuple[str, Callable[[str, object], None]], ...] = (
            ("register_stores", self._take_store),
            ("register_packs", self._take_pack),
            ("register_notifiers", self._take_channel),
            ("register_maps", self._take_maps),
        )
        for hook, register in hooks:
            caller = self._manager.subset_hook_caller(hook, others)
            try:
                caller(register=lambda thing, register=register: register(name, thing))
            except PluginError as error:
                self._failed(error)
            except (Exception, SystemExit) as error:  # a stranger's code raises what it likes
                self._failed(PluginError(name, Reason("plugins.raised", hook=hook, message=repr(error))))

    def _failed(self, error: PluginError) -> None:
        self._failures.setdefault(error.plugin, error)
        _LOG.warning("%s", one_line(str(error)), extra={"reason": error.reason})

    def _take_store(self, plugin: str, store: object) -> None:
        opener = _checked(plugin, store, StoreOpener, STORE_PROTOCOL)
        if _SCHEME.fullmatch(opener.scheme) is None:
            raise PluginError(plugin, Reason("plugins.scheme", scheme=opener.scheme))
        _keep(self._stores, opener.scheme, opener, plugin)
        self._offered_by[opener.scheme] = plugin

    def _take_pack(self, plugin: str, pack: object) -> None:
        folder = _checked(plugin, pack, PackFolder, PACK_PROTOCOL)
        _keep(self._packs, folder.name, folder, plugin)

    def _take_channel(self, plugin: str, thing: object) -> None:
        channel = _checked(plugin, thing, Channel, NOTIFIER_PROTOCOL)
        if _CHANNEL.fullmatch(channel.name) is None:
            raise PluginError(plugin, Reason("plugins.channel", name=channel.name))
        notifier: object = channel.notifier
        if not isinstance(notifier, Notifier):
            got = type(notifier).__name__
            raise PluginError(plugin, Reason("plugins.rubbish", got=got, wanted=Notifier.__name__))
        _keep(self._channels, channel.name, channel, plugin)

    def _take_maps(self, plugin: str, thing: object) -> None:
        service = _checked(plugin, thing, MapService, MAPS_PROTOCOL)
        if _SCHEME.fullmatch(service.name) is None:
            raise PluginError(plugin, Reason("plugins.scheme", scheme=service.name))
        _keep(self._maps, service.name, service, plugin)
        self._mapped_by[service.name] = plugin


class _BuiltIn:
    """What comes with the library, handed over as any plugin does."""

    @hookimpl
    def register_stores(self, register: Callable[[StoreOpener], None]) -> None:
        register(StoreOpener("memory", _open_memory, protocol=1))
        register(StoreOpener("sqlite", _open_sqlite, protocol=1))

    @hookimpl
    def register_packs(self, register: Callable[[PackFolder], None]) -> None:
        folder = resources.files(__package__).joinpath("packs", "builtin")
        for pack in folder.iterdir() if folder.is_dir() else ():
            if pack.joinpath("pack.toml").is_file():
                register(PackFolder(pack.name, pack, protocol=1))


def _open_memory(url: str) -> Store:
    if url.rstrip("/") != "memory:":
        raise Invalid.at("url", "plugins.memory_url", url=url)
    return MemoryStore()


def _open_sqlite(url: str) -> Store:
    from .storage import SQLiteStore  # noqa: PLC0415 # brings sqlite3: loaded when a city asks for it

    path = url.removeprefix("sqlite:///")
    if path == url or not path or path == ":memory:" or "?" in path:
        raise Invalid.at("url", "plugins.sqlite_url", url=url)
    return SQLiteStore(path)


def open_store(url: str, plugins: Iterable[str | object] = ()) -> Store:
    """Open the store that a URL names, with the plugins named.

    >>> open_store("memory://").describe().name
    'memory'
    """
    return Plugins(plugins).open_store(url)


def _installed() -> dict[str, metadata.EntryPoint]:
    return {point.name: point for point in metadata.entry_points(group=PROJECT)}


def _load(name: str) -> object:
    """The plugin behind an entry point or a module's dotted path."""
    installed = _installed()
    try:
        return installed[name].load() if name in installed else import_module(name)
    except ModuleNotFoundError as error:
        if name in installed or not f"{name}.".startswith(f"{error.name}."):
            raise PluginError(name, Reason("plugins.import", message=repr(error))) from error
        raise PluginError(name, Reason("plugins.not_installed", others=tuple(sorted(installed)))) from None
    except (Exception, SystemExit) as error:
        raise PluginError(name, Reason("plugins.import", message=repr(error))) from error


def _name_of(plugin: object) -> str:
    return str(getattr(plugin, "__name__", type(plugin).__name__))


def _checked(plugin: str, thing: object, kind: type[_T], protocol: int) -> _T:
    if not isinstance(thing, kind):
        raise PluginError(plugin, Reason("plugins.rubbish", got=type(thing).__name__, wanted=kind.__name__))
    stated = getattr(thing, "protocol", None)
    if stated != protocol:
        raise PluginError(plugin, Reason("plugins.protocol", stated=stated, known=protocol))
    return thing


def _keep(kept: dict[str, _T], name: str, thing: _T, plugin: str) -> None:
    if name in kept:
        raise PluginError(plugin, Reason("plugins.taken", name=name))
    kept[name] = thing
