"""The demo runs where Linux is not at home: without fcntl, pwd and fork, and on a Chinese Windows console."""

import importlib.util
from pathlib import Path

import pytest
from tests.meta.running import python

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("friendly_services.__main__") is None, reason="there is no command line yet"
)

ELSEWHERE = """
import os, runpy, sys
for module in ("fcntl", "grp", "pwd", "resource", "termios"):
    sys.modules[module] = None
for name in ("fork", "forkpty", "getuid", "geteuid", "register_at_fork"):
    vars(os).pop(name, None)
sys.argv = ["friendly_services", "demo"]
runpy.run_module("friendly_services", run_name="__main__", alter_sys=True)
"""


def test_the_demo_runs_without_what_windows_and_macos_lack(tmp_path: Path) -> None:
    """No room needs fcntl, pwd or fork: the demo tells its story and draws its map without them."""
    done = python("-X", "utf8", "-c", ELSEWHERE, cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    assert done.stdout.strip()
    assert list(tmp_path.rglob("map.html"))


def test_the_demo_survives_a_chinese_windows_console(tmp_path: Path) -> None:
    """A console that knows only code page 936 gets the whole story, unmapped characters replaced."""
    done = python("-m", "friendly_services", "demo", cwd=tmp_path, PYTHONIOENCODING="cp936", PYTHONUTF8="0")
    assert done.returncode == 0, done.stderr.decode("cp936", errors="replace")
    assert done.stdout.decode("cp936").strip()
    assert b"Traceback" not in done.stderr
