"""Standards: conditions as dated data that give their reasons.

A standard declares facts, and asks conditions of them in groups (all of them, or k of n), in versions that
are in force one after the other. Its verdict has three answers: met, unmet and, as long as a fact that
matters is not known, unknown. The language of its conditions is small and closed; nothing in it is executed.
"""

from ._facts import Fact, FactType, Scalar
from ._read import read_standard
from ._reform import laid_over
from ._standard import Condition, Evidence, Group, NotInForce, OpenCases, Scheme, Standard, Status, Version
from ._verdict import Answer, Finding, Tally, Verdict, evaluate

__all__ = [
    "Answer",
    "Condition",
    "Evidence",
    "Fact",
    "FactType",
    "Finding",
    "Group",
    "NotInForce",
    "OpenCases",
    "Scalar",
    "Scheme",
    "Standard",
    "Status",
    "Tally",
    "Verdict",
    "Version",
    "evaluate",
    "laid_over",
    "read_standard",
]
