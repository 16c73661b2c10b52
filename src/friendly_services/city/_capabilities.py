"""What a city is made of: its capabilities, and every kind, command and event of theirs by name."""

from typing import Any, Final

from .. import merchants, persons, points, stations, targets
from ..decider import Capability
from . import _published, together
from ._registry import Registry

__all__ = ["CAPABILITIES", "REGISTRY"]

CAPABILITIES: Final[tuple[Capability[Any], ...]] = (
    _published.CAPABILITY,
    merchants.CAPABILITY,
    stations.CAPABILITY,
    points.CAPABILITY,
    together.HONOURS,
    together.OFFERS,
    persons.CAPABILITY,
    together.VISITS,
    targets.CAPABILITY,
    together.CAPABILITY,
)

REGISTRY: Final = Registry.of(*CAPABILITIES)
