"""What can be asked of the register of targets."""

from datetime import date

import attrs
from attrs.validators import optional

from ..fields import a_name, an_id, whole
from ..ids import TargetId

__all__ = ["Close", "Command", "Remind", "Revise", "Set"]


@attrs.frozen
class Set:
    """Set a target: so much of a metric, by a day."""

    metric: str
    """One of the pack's `targets.metrics`."""
    value: int = attrs.field(validator=whole(1))
    """What is to be reached at least; percent where the metric is a share."""
    due: date
    """The last day for it."""
    source: str = attrs.field(validator=a_name)
    """The plan or decision that it rests on."""
    area: str | None = attrs.field(default=None, validator=optional(a_name))
    """The district or street; left out, the whole city."""


@attrs.frozen
class Revise:
    """Change what is to be reached or by when; what it was before stays on record."""

    target: TargetId = attrs.field(validator=an_id)
    """The id that `Set` gave."""
    value: int = attrs.field(validator=whole(1))
    """What is to be reached now."""
    due: date
    """The last day for it."""
    source: str = attrs.field(validator=a_name)
    """The decision to change it."""


@attrs.frozen
class Close:
    """Close a target: it was reached, or it is given up; the source tells which."""

    target: TargetId = attrs.field(validator=an_id)
    """The id that `Set` gave."""
    source: str = attrs.field(validator=a_name)
    """The decision that it rests on."""


@attrs.frozen
class Remind:
    """Enter that a target is past its day and not closed; `tick` sends it."""

    target: TargetId = attrs.field(validator=an_id)
    """The id that `Set` gave."""


Command = Set | Revise | Close | Remind
