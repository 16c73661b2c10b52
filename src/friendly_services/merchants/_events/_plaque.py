"""What happened to a plaque."""

from datetime import date
from typing import Literal

import attrs

from .._values import Plaque

__all__ = ["PlaqueRecovered", "PlaqueReplaced", "PlaqueVoided"]


@attrs.frozen
class PlaqueRecovered:
    """The plaque of a merchant that left came back."""

    on: date
    by: str


@attrs.frozen
class PlaqueVoided:
    """The plaque of a merchant that left was declared void."""

    on: date
    by: str
    why: str
    """Empty where its term to come back had passed."""


@attrs.frozen
class PlaqueReplaced:
    """A named merchant was given another plaque, and the old one is void."""

    plaque: Plaque
    why: Literal["lost", "damaged"]
    by: str
