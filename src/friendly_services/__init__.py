"""What a city needs to run a friendly-services programme, as a library that it embeds in its own systems.

The names below load on first use, so that importing the package costs next to nothing.

>>> from friendly_services import Reason
>>> print(Reason("value.missing"))
is required
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import (
        errors,
        honours,
        hours,
        matching,
        merchants,
        offers,
        persons,
        places,
        points,
        proximity,
        standards,
        stations,
        targets,
        text,
        visits,
        wire,
        workdays,
    )
    from .city import City, Collect, Redeem
    from .decider import Actor
    from .errors import Forbidden, FriendlyServicesError, Invalid, NotFound, Refused
    from .places import Point, metres
    from .text import Label, Reason, say

__all__ = [
    "Actor",
    "City",
    "Collect",
    "Forbidden",
    "FriendlyServicesError",
    "Invalid",
    "Label",
    "NotFound",
    "Point",
    "Reason",
    "Redeem",
    "Refused",
    "errors",
    "honours",
    "hours",
    "matching",
    "merchants",
    "metres",
    "offers",
    "persons",
    "places",
    "points",
    "proximity",
    "say",
    "standards",
    "stations",
    "targets",
    "text",
    "visits",
    "wire",
    "workdays",
]

_ROOM_OF = {
    "Actor": "decider",
    "City": "city",
    "Collect": "city",
    "Forbidden": "errors",
    "FriendlyServicesError": "errors",
    "Invalid": "errors",
    "Label": "text",
    "NotFound": "errors",
    "Point": "places",
    "Reason": "text",
    "Redeem": "city",
    "Refused": "errors",
    "metres": "places",
    "say": "text",
}
"""Where each name lives; a public name that is not here is a room itself."""


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    room = import_module(f"{__name__}.{_ROOM_OF.get(name, name)}")
    value = globals()[name] = getattr(room, name) if name in _ROOM_OF else room
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
