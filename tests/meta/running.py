"""Other interpreters for tests that need a world unlike this one."""

import os
import subprocess
import sys
from pathlib import Path

from tests.budget import ROOT


def environment(**changed: str) -> dict[str, str]:
    """This process's environment, with the package's source first and nobody measuring coverage unasked."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    return {**kept, "PYTHONPATH": str(ROOT / "src"), **changed}


def python(
    *arguments: str, cwd: Path = ROOT, timeout: float = 120, **changed: str
) -> subprocess.CompletedProcess[bytes]:
    """Run this interpreter with these arguments and changes to its environment."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env=environment(**changed),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=timeout,
        check=False,
    )
