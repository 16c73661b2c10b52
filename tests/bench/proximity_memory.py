"""How much memory an index takes, measured in a process of its own that does nothing else."""

import gc
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.proximity_city import city
from tests.bench.proximity_library import Columns, Engine

__all__ = ["alone", "grown"]

_CHILD = """
import sys
sys.path[:0] = sys.argv[3:]
from tests.bench.proximity_memory import alone
alone(sys.argv[1], int(sys.argv[2]))
"""


def grown(engine: Engine, places: int) -> str:
    """What building an index adds to a process: its line."""
    command = (sys.executable, "-c", _CHILD, engine, str(places), *sys.path)
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.rstrip()


def alone(engine: Engine, places: int) -> None:
    """Build an index of columns that are there already, and print what it adds to the process."""
    columns = Columns.of(city(places), engine)
    gc.collect()
    before = _resident()
    start = time.process_time()
    index = columns.index(engine)
    took = time.process_time() - start
    gc.collect()
    print(
        f"{places:>9,} {engine:18} built in {took:.2f} s CPU in a process of its own, which grows by"
        f" {(_resident() - before) / 1e6:.0f} MB; {index.nbytes / 1e6:.0f} MB by its own account"
    )


def _resident() -> int:
    """Bytes of this process in memory; 0 where the system does not tell."""
    try:
        pages = Path("/proc/self/statm").read_text().split()[1]
    except OSError:
        return 0
    return int(pages) * 4_096
