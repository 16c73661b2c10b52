"""Where Valhalla is not installed the plugin can be loaded, and says what is lacking once it is opened."""

import sys

import pytest

from friendly_services import City
from friendly_services.errors import Invalid
from friendly_services.plugins import PluginError, Plugins
from friendly_services_valhalla import build_tiles, open_valhalla


@pytest.fixture
def absent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody import Valhalla, even if it is here."""
    monkeypatch.setitem(sys.modules, "valhalla", None)


@pytest.mark.usefixtures("absent")
@pytest.mark.parametrize(
    ("version", "said"), [((3, 11), "3.12 and newer, and this is 3.11"), ((3, 13), "pip install")]
)
def test_a_city_says_what_is_lacking(
    version: tuple[int, int], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Python 3.11 there is no Valhalla to install; on a newer one it is told how."""
    monkeypatch.setattr(sys, "version_info", version)
    plugins = ["friendly_services_valhalla"]
    with pytest.raises(PluginError, match=said) as refused:
        City.open("memory://", city="banan", pack="points-default", plugins=plugins, maps="valhalla:tiles")
    assert refused.value.plugin == "valhalla"
    assert refused.value.say("zh") != str(refused.value)
    with pytest.raises(PluginError, match=said):
        build_tiles("town.osm.pbf", "tiles")


@pytest.mark.usefixtures("absent")
def test_it_is_offered_all_the_same() -> None:
    """A city that is opened with the plugin and without its maps does not miss them."""
    plugins = Plugins(["friendly_services_valhalla"])
    assert list(plugins.maps) == ["valhalla"]
    assert plugins.failures == {}


@pytest.mark.parametrize(
    "url", ["valhalla", "valhalla:", "valhalla://host/tiles", "valhalla:?ride=truck", "valhalla:tiles?ride"]
)
def test_a_url_that_cannot_be_read_shows_one_that_can(url: str) -> None:
    """Without a path, with a host, with half a setting."""
    with pytest.raises(Invalid, match="valhalla:///srv/tiles") as refused:
        open_valhalla(url)
    assert refused.value.problems[0].field == "maps"


def test_a_way_to_move_that_valhalla_lacks_is_refused() -> None:
    """Before anything is looked for, and with those that there are."""
    with pytest.raises(Invalid, match="motor_scooter") as refused:
        open_valhalla("valhalla:tiles?ride=horse")
    assert refused.value.problems[0].field == "maps.ride"
    with pytest.raises(Invalid, match="yes, no"):
        open_valhalla("valhalla:tiles?approximate=1")
