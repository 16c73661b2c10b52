"""The capabilities whose rules a pack may hold, and every command that it may let roles send."""

from typing import Any, Final

from .. import (
    honours,
    matching,
    merchants,
    messages,
    offers,
    persons,
    points,
    proximity,
    stations,
    targets,
    visits,
)
from ..decider import Capability
from ._build import Section

__all__ = ["SECTIONS"]

_CAPABILITIES: Final[tuple[Capability[Any], ...]] = (
    merchants.CAPABILITY,
    stations.CAPABILITY,
    points.CAPABILITY,
    honours.CAPABILITY,
    offers.CAPABILITY,
    persons.CAPABILITY,
    visits.CAPABILITY,
    targets.CAPABILITY,
    proximity.CAPABILITY,
    matching.CAPABILITY,
)

SECTIONS: Final[tuple[Section, ...]] = (
    *(
        Section(
            c.name,
            c.rules,
            frozenset(f"{c.name}.{asked.__name__}" for asked in (*c.commands, *c.questions)),
            c.flaws,
        )
        for c in _CAPABILITIES
    ),
    Section("city", None, frozenset({"city.Publish"})),
    Section("messages", messages.Rules),
    Section("together", None, frozenset({"together.Redeem", "together.Collect"})),
)
"""Each capability's, and the commands of the city itself and of several capabilities together."""
