"""What can be asked of a station on its way into being: to be fitted out, accepted or returned."""

import attrs
from attrs.validators import deep_iterable

from ...fields import a_name, an_id
from ...ids import StationId

__all__ = ["Accept", "FinishFitting", "ProjectCommand", "ReturnForCorrection", "StartFitting"]


@attrs.frozen
class StartFitting:
    """Begin to fit out a planned station."""

    station: StationId = attrs.field(validator=an_id)
    """The id of the station."""


@attrs.frozen
class FinishFitting:
    """State that a station is fitted out, or corrected, and ready to be accepted."""

    station: StationId = attrs.field(validator=an_id)
    """The id of the station."""


@attrs.frozen
class Accept:
    """Accept a station after a look at it; with the last signature that the pack asks for it opens.

    Each of those who accept sends it for themselves.
    """

    station: StationId = attrs.field(validator=an_id)
    """The id of the station."""


@attrs.frozen
class ReturnForCorrection:
    """Send a station back from its acceptance, with everything that must be mended."""

    station: StationId = attrs.field(validator=an_id)
    """The id of the station."""
    items: tuple[str, ...] = attrs.field(validator=deep_iterable(a_name))
    """What must be mended, one line each."""


ProjectCommand = StartFitting | FinishFitting | Accept | ReturnForCorrection
"""About a project that is there."""
