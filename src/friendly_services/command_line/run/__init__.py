"""The `run` command: judge the merchants of a file by a pack, and find the nearest for those who ask."""

from ._judge import Judged, applied, judge
from ._options import RunOptions, add_arguments, options_from
from ._report import RunReport
from ._run import run

__all__ = ["Judged", "RunOptions", "RunReport", "add_arguments", "applied", "judge", "options_from", "run"]
