"""Standards: conditions as dated data that give their reasons.

A standard declares facts, and asks conditions of them in groups (all of them, or k of n), in versions that
are in force one after the other. Its verdict has three answers: met, unmet and, as long as a fact that
matters is not known, unknown. The language of its conditions is small and closed; nothing in it is executed.
"""

from ._compare import Cause, Impact, compare
from ._compiled import Engine, engine_of
from ._days import Duration
from ._facts import Evidence, Fact, FactType, FactValue, Given, Known, Scalar
from ._findings import Finding, Node
from ._lint import Flaw, Remark, lint
from ._many import Counts, Outcomes, evaluate_many
from ._next import Change
from ._population import Population
from ._read import read_standard
from ._recheck import Altered
from ._reform import laid_over
from ._repairs import Repair, Repairs
from ._standard import (
    Condition,
    Group,
    NamedValue,
    NotInForce,
    OpenCases,
    Scheme,
    Standard,
    Status,
    Version,
)
from ._tally import Answer, Score, Tally
from ._verdict import Verdict, evaluate

__all__ = [
    "Altered",
    "Answer",
    "Cause",
    "Change",
    "Condition",
    "Counts",
    "Duration",
    "Engine",
    "Evidence",
    "Fact",
    "FactType",
    "FactValue",
    "Finding",
    "Flaw",
    "Given",
    "Group",
    "Impact",
    "Known",
    "NamedValue",
    "Node",
    "NotInForce",
    "OpenCases",
    "Outcomes",
    "Population",
    "Remark",
    "Repair",
    "Repairs",
    "Scalar",
    "Scheme",
    "Score",
    "Standard",
    "Status",
    "Tally",
    "Verdict",
    "Version",
    "compare",
    "engine_of",
    "evaluate",
    "evaluate_many",
    "laid_over",
    "lint",
    "read_standard",
]
