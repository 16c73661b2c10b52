"""The capability as a whole."""

from typing import Final, get_args

from ..decider import Capability
from ._commands import Command
from ._decide import decide, subjects
from ._explored import flaws
from ._nominations import NominationCommand
from ._records import APPLICATION, MERCHANT, NOMINATION, REVOCATION
from ._rules import Rules

__all__ = ["CAPABILITY"]

CAPABILITY: Final = Capability(
    name="merchants",
    kinds=(MERCHANT, APPLICATION, REVOCATION, NOMINATION),
    commands=(*get_args(Command), *get_args(NominationCommand)),
    subjects=subjects,
    decide=decide,
    rules=Rules,
    flaws=flaws,
)
"""Everything that the facade, the codec and the stores need to know about merchants."""
