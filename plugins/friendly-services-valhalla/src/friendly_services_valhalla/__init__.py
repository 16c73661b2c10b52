"""Ways and areas from OpenStreetMap data, offered to friendly-services under `valhalla:`."""

from collections.abc import Callable
from urllib.parse import parse_qsl

from friendly_services.errors import Invalid
from friendly_services.hookspecs import MapService, hookimpl

from . import _words as _words
from ._maps import Valhalla
from ._tiles import build_tiles

__all__ = ["Valhalla", "build_tiles", "open_valhalla", "register_maps"]

_EXAMPLE = "valhalla:///srv/tiles?ride=motor_scooter"


@hookimpl
def register_maps(register: Callable[[MapService], None]) -> None:
    """Offer this service under `valhalla:`."""
    register(MapService("valhalla", open_valhalla, protocol=1))


def open_valhalla(url: str) -> Valhalla:
    """Open `valhalla:path/from/here` or `valhalla:///path/from/the/root`: a folder that `build_tiles` made.

    What follows a `?` says how somebody moves in a mode, and whether points of other datums may be brought to
    WGS-84, which is never exact: `?ride=motor_scooter&drive=truck&approximate=yes`.

    >>> open_valhalla("valhalla:")
    Traceback (most recent call last):
        ...
    friendly_services.errors.Invalid: maps: 'valhalla:' cannot be read: write it like valhalla:///srv/tiles?ride=motor_scooter
    """
    path, _, query = url.removeprefix("valhalla:").partition("?")
    if path.startswith("//"):
        path = path.removeprefix("//") if path.startswith("///") else ""
    try:
        costing = dict(parse_qsl(query, keep_blank_values=True, strict_parsing=True)) if query else {}
    except ValueError:
        path = ""
    if not path or not url.startswith("valhalla:"):
        raise Invalid.at("maps", "plugins.url", url=url, example=_EXAMPLE)
    approximate = costing.pop("approximate", "no")
    if approximate not in ("yes", "no"):
        raise Invalid.at("maps.approximate", "value.not_one_of", value=approximate, choices=("yes", "no"))
    return Valhalla(path, costing, approximate=approximate == "yes")
