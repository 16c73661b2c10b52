"""Plugins: what is named is loaded, what fails is named, and neighbours go on."""

import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from friendly_services import hookspecs
from friendly_services.city import City
from friendly_services.errors import Invalid
from friendly_services.hookspecs import Channel, MapService, PackFolder, StoreOpener, hookimpl
from friendly_services.messages import Accepted, Message, Outcome
from friendly_services.places import Datum
from friendly_services.plugins import PluginError, Plugins, open_store
from friendly_services.storage import MemoryStore, SQLiteStore, Store

Register = Callable[[Any], None]


def opener(scheme: str, protocol: int = 1) -> StoreOpener:
    """A kind of store that is kept in memory."""
    return StoreOpener(scheme, lambda _: MemoryStore(), protocol)


def plugin(name: str, **hooks: Callable[[Register], None]) -> types.ModuleType:
    """A plugin with these hooks."""
    module = types.ModuleType(name)
    for hook, function in hooks.items():
        function.__name__ = hook
        setattr(module, hook, hookimpl(function))
    return module


def stores(*things: Any, raising: BaseException | None = None) -> Callable[[Register], None]:
    """A hook that hands these over, and then raises if told so."""

    def register_stores(register: Register) -> None:
        for thing in things:
            register(thing)
        if raising is not None:
            raise raising

    return register_stores


@pytest.fixture
def importable() -> Iterator[str]:
    """The name of a module that can be imported and offers a store under `shelf:`."""
    name = "a_plugin_of_the_tests"
    sys.modules[name] = plugin(name, register_stores=stores(opener("shelf")))
    yield name
    del sys.modules[name]


def test_built_ins_register_through_the_hooks() -> None:
    """What comes with the library is there without any name, handed over by a plugin like others."""
    plugins = Plugins()
    assert {"memory", "sqlite"} <= plugins.stores.keys()
    assert plugins.stores["memory"].protocol == hookspecs.STORE_PROTOCOL
    assert plugins.failures == {}


def test_opens_a_store_in_memory() -> None:
    """The URL memory:// opens a store of its own each time."""
    one, other = open_store("memory://"), open_store("memory://")
    assert isinstance(one, MemoryStore)
    assert one is not other


def test_opens_a_file_by_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three slashes lead to a path from here, four to one from the root."""
    monkeypatch.chdir(tmp_path)
    for url, path in (("sqlite:///here.db", "here.db"), (f"sqlite:///{tmp_path}/there.db", "there.db")):
        store = open_store(url)
        store.close()
        assert isinstance(store, SQLiteStore)
        assert (tmp_path / path).exists()


@pytest.mark.parametrize(
    "url",
    ["sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite:///x.db?mode=ro", "memory://x", "memory:x"],
)
def test_refuses_a_url_it_cannot_read(url: str) -> None:
    """A URL that its store cannot read is invalid, and the message shows how it is written."""
    with pytest.raises(Invalid) as refused:
        open_store(url)
    assert "://" in refused.value.say()
    assert url in refused.value.say("zh")


@pytest.mark.parametrize("url", ["postgresql://h/d", "banan.db", ""])
def test_an_unknown_scheme_lists_the_known_ones(url: str) -> None:
    """A URL nobody knows is invalid; the message lists who is known and how another gets there."""
    with pytest.raises(Invalid) as refused:
        open_store(url)
    assert "memory, sqlite" in refused.value.say()
    assert refused.value.problems[0].field == "url"


@pytest.mark.parametrize("url", [MemoryStore(), None, Path("banan.db")])
def test_what_is_no_text_is_no_url(url: Any) -> None:
    """A store or a path in the place of the URL is invalid, and the message shows a URL."""
    with pytest.raises(Invalid, match="sqlite:///") as refused:
        open_store(url)
    assert refused.value.problems[0].field == "url"


def test_what_is_opened_must_be_a_store() -> None:
    """An opener that gives something else is its plugin's fault, which is named."""
    mine = plugin("mine", register_stores=stores(StoreOpener("mine", lambda _: object(), 1)))  # type: ignore[arg-type, return-value] # the fault
    with pytest.raises(PluginError, match="object where a Store belongs") as refused:
        open_store("mine:1", (mine,))
    assert refused.value.plugin == "mine"


def test_one_name_alone_is_one_plugin(importable: str) -> None:
    """A single text is one plugin's name, and not one for each of its letters."""
    assert isinstance(open_store("shelf:1", importable), MemoryStore)
    city = City.open("shelf:1", city="banan", pack="points-default", plugins=importable)
    assert repr(city) == "<City 'banan' on memory>"


def test_loads_a_plugin_by_its_module(importable: str) -> None:
    """A module's dotted path names a plugin, installed or not; unnamed it offers nothing."""
    assert isinstance(open_store("shelf:1", (importable,)), MemoryStore)
    with pytest.raises(Invalid):
        open_store("shelf:1")


def test_takes_a_plugin_itself() -> None:
    """A module or object with the hooks can be given in the place of a name."""
    mine = plugin("mine", register_stores=stores(opener("mine")))
    assert "mine" in Plugins([mine]).stores


def test_each_city_has_its_own(importable: str) -> None:
    """What one city loads is not there for another."""
    with_plugin, without = Plugins([importable]), Plugins()
    assert "shelf" in with_plugin.stores
    assert "shelf" not in without.stores


@pytest.mark.parametrize("name", ["no-such-plugin", "no_such_plugin", "no.such.plugin", "json.nothing"])
def test_refuses_a_name_that_is_not_installed(name: str) -> None:
    """A name that is neither installed nor a module is refused by name when plugins are loaded."""
    with pytest.raises(PluginError) as refused:
        Plugins([name])
    assert (refused.value.plugin, refused.value.why.code) == (name, "plugins.not_installed")


@pytest.mark.parametrize("error", ["1 / 0", "raise SystemExit(3)", "import no_such_dependency"])
def test_says_why_a_module_could_not_be_loaded(
    error: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A module that raises while it is imported is named, with what it raised."""
    (tmp_path / "broken_plugin.py").write_text(error)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(PluginError) as refused:
        Plugins(["broken_plugin"])
    assert (refused.value.plugin, refused.value.why.code) == ("broken_plugin", "plugins.import")


@pytest.mark.parametrize("hook", ["register_store", "registers_packs", "register_everything"])
def test_refuses_a_misspelt_hook(hook: str) -> None:
    """A marked function whose name is no hook is refused when plugins are loaded."""
    with pytest.raises(PluginError) as refused:
        Plugins([plugin("misspelt", **{hook: stores()})])
    assert refused.value.plugin == "misspelt"
    assert hook in refused.value.say()


def test_refuses_a_hook_with_other_arguments() -> None:
    """A hook that asks for an argument which does not exist is refused when plugins are loaded."""

    def register_stores(registry: Register) -> None:
        registry(opener("odd"))

    with pytest.raises(PluginError, match="registry"):
        Plugins([plugin("odd", register_stores=register_stores)])


def test_refuses_the_same_plugin_twice() -> None:
    """Naming a plugin twice is refused, since one of the two was meant to be another."""
    twice = plugin("twice", register_stores=stores())
    with pytest.raises(PluginError):
        Plugins([twice, twice])


@pytest.mark.parametrize("error", [RuntimeError("the disk of the vendor"), SystemExit(1)])
def test_a_plugin_that_raises_hurts_no_neighbour(error: BaseException) -> None:
    """A plugin that raises is named with what it raised; those before and after it are there."""
    broken = plugin("broken", register_stores=stores(opener("half"), raising=error))
    before, after = (plugin(name, register_stores=stores(opener(name))) for name in ("before", "after"))
    plugins = Plugins([before, broken, after])
    assert {"before", "after", "half", "memory"} <= plugins.stores.keys()
    assert list(plugins.failures) == ["broken"]
    assert repr(error) in plugins.failures["broken"].say()


def test_an_unknown_scheme_may_be_a_failed_plugins() -> None:
    """Where the scheme is unknown and a plugin failed, the failure is what is told."""
    plugins = Plugins([plugin("broken", register_stores=stores(raising=RuntimeError("why")))])
    with pytest.raises(PluginError, match="why"):
        plugins.open_store("broken://x")
    assert isinstance(plugins.open_store("memory://"), MemoryStore)


@pytest.mark.parametrize(
    ("thing", "code"),
    [
        (opener("later", protocol=2), "plugins.protocol"),
        (opener("memory"), "plugins.taken"),
        (opener("Not A Scheme"), "plugins.scheme"),
        (MemoryStore(), "plugins.rubbish"),
        (None, "plugins.rubbish"),
    ],
)
def test_does_not_take_what_is_of_no_use(thing: object, code: str) -> None:
    """Rubbish, another contract's number, and what somebody else offers are not taken, and said to be why."""
    plugins = Plugins([plugin("odd", register_stores=stores(thing))])
    assert plugins.failures["odd"].why.code == code
    assert isinstance(plugins.open_store("memory://"), MemoryStore)


def test_takes_packs(tmp_path: Path) -> None:
    """A pack's folder is handed over under the name by which it is asked for."""

    def register_packs(register: Register) -> None:
        register(PackFolder("banan", tmp_path, protocol=1))

    assert Plugins([plugin("packs", register_packs=register_packs)]).packs["banan"].folder == tmp_path


def test_a_store_is_known_by_its_methods() -> None:
    """What a URL opens has the seven methods of the contract."""
    assert isinstance(open_store("memory://"), Store)


@pytest.mark.parametrize("hook", ["register_stores", "register_packs", "register_notifiers", "register_maps"])
def test_every_hook_is_documented(hook: str) -> None:
    """A hook says in one sentence what it hands over, and what its one argument takes."""
    function = getattr(hookspecs, hook)
    assert function.__doc__.startswith("Hand over")
    assert list(function.__annotations__) == ["register", "return"]


def channels(*things: Any) -> Callable[[Register], None]:
    """A hook that hands these channels over."""

    def register_notifiers(register: Register) -> None:
        for thing in things:
            register(thing)

    return register_notifiers


class Mute:
    """A channel that takes whatever comes."""

    def send(self, message: Message) -> Outcome:  # noqa: ARG002 # the protocol's signature
        """Take it."""
        return Accepted()


def test_channels_are_found_by_name() -> None:
    """A notifier that a plugin hands over is there under its channel's name."""
    mute = Mute()
    plugins = Plugins((plugin("a", register_notifiers=channels(Channel("letters", mute, 1))),))
    assert plugins.channels["letters"].notifier is mute
    assert plugins.failures == {}


@pytest.mark.parametrize(
    ("thing", "said"),
    [
        (Channel("Letters", Mute(), 1), "no name of a channel"),
        (Channel("x" * 33, Mute(), 1), "no name of a channel"),
        (Channel("letters", object(), 1), "where a Notifier belongs"),  # type: ignore[arg-type] # a wrong plugin
        (Channel("letters", Mute(), 2), "contract 2"),
        (Mute(), "where a Channel belongs"),
    ],
)
def test_what_is_no_channel_is_a_failure(thing: Any, said: str) -> None:
    """A wrong name, a thing that cannot send, another protocol: the plugin is named, the others go on."""
    plugins = Plugins((plugin("a", register_notifiers=channels(thing)),))
    assert said in str(plugins.failures["a"])
    assert plugins.channels == {}


class Atlas:
    """A map service that finds nothing."""

    datum: Datum = "wgs84"

    def __init__(self, url: str) -> None:
        self.url = url

    def geocode(self, text: str) -> list[Any]:  # noqa: ARG002 # the protocol's signature
        """Nothing."""
        return []


def map_services(*things: Any) -> Callable[[Register], None]:
    """A hook that hands these map services over."""

    def register_maps(register: Register) -> None:
        for thing in things:
            register(thing)

    return register_maps


@pytest.mark.parametrize("url", ["atlas", "atlas:", "atlas:///srv/tiles?ride=scooter"])
def test_a_map_service_gets_the_url_that_names_it(url: str) -> None:
    """What stands before the colon names the service, which reads the rest itself."""
    opener: Any = Atlas
    plugins = Plugins((plugin("a", register_maps=map_services(MapService("atlas", opener, 1))),))
    name, opened = plugins.open_maps(url)
    maps: Any = opened
    assert name == "atlas"
    assert isinstance(maps, Atlas)
    assert maps.url == url
    assert list(plugins.maps) == ["atlas"]


def test_an_unknown_map_service_lists_the_known_ones() -> None:
    """A name that no plugin offers is invalid, and the message says where another comes from."""
    for known in ((), (plugin("a", register_maps=map_services(MapService("atlas", Atlas, 1))),)):
        with pytest.raises(Invalid, match="friendly-services-valhalla") as refused:
            Plugins(known).open_maps("valhalla:///srv/tiles")
        assert refused.value.problems[0].field == "maps"
        assert ("atlas" in str(refused.value)) == bool(known)


def test_what_is_no_text_names_no_map_service() -> None:
    """A service itself in the place of its name is invalid, and the message says what to write."""
    service: Any = Atlas("")
    with pytest.raises(Invalid, match="comes with a plugin"):
        Plugins().open_maps(service)


def test_a_failed_plugin_may_have_known_the_map_service() -> None:
    """Where a name is unknown and a plugin failed, the failure is told."""
    broken = plugin("broken", register_maps=map_services(MapService("atlas", Atlas, 2)))
    with pytest.raises(PluginError, match="contract 2"):
        Plugins((broken,)).open_maps("atlas")


def test_an_opener_that_raises_is_named() -> None:
    """What a service raises while it is opened is its plugin's error; the library's own are kept."""

    def opens(url: str) -> Any:
        if url == "mine:":
            raise Invalid.at("maps", "value.missing")
        raise OSError("no tiles")

    plugins = Plugins((plugin("mine", register_maps=map_services(MapService("mine", opens, 1))),))
    with pytest.raises(PluginError, match="no tiles") as refused:
        plugins.open_maps("mine")
    assert refused.value.plugin == "mine"
    with pytest.raises(Invalid):
        plugins.open_maps("mine:")


def test_what_is_opened_must_be_a_map_service() -> None:
    """An opener that gives something without one of the methods is its plugin's fault, which is named."""
    wrong: Any = MapService("mine", lambda _: object(), 1)  # type: ignore[arg-type, return-value] # the fault
    with pytest.raises(PluginError, match="object where a Maps belongs") as refused:
        Plugins((plugin("mine", register_maps=map_services(wrong)),)).open_maps("mine")
    assert refused.value.plugin == "mine"


@pytest.mark.parametrize(
    ("thing", "said"),
    [
        (MapService("Atlas", Atlas, 1), "no URL scheme"),
        (Atlas(""), "where a MapService belongs"),
    ],
)
def test_what_is_no_map_service_is_a_failure(thing: Any, said: str) -> None:
    """A wrong name or a wrong thing: the plugin is named, the others go on."""
    plugins = Plugins((plugin("a", register_maps=map_services(thing)),))
    assert said in str(plugins.failures["a"])
    assert plugins.maps == {}
