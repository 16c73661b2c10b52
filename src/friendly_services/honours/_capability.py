"""The capability of honours as a whole."""

from typing import Final, get_args

from ..decider import Capability
from ._commands import Command
from ._decide import decide, subjects
from ._explored import flaws
from ._records import BONUS, COMMENDATION, HONOUR, QUOTA
from ._rules import Rules

__all__ = ["CAPABILITY"]

CAPABILITY: Final = Capability(
    name="honours",
    kinds=(HONOUR, QUOTA, COMMENDATION, BONUS),
    commands=get_args(Command),
    subjects=subjects,
    decide=decide,
    rules=Rules,
    flaws=flaws,
)
"""Everything that the facade, the codec and the stores need to know about honours."""
