"""The lock among threads and processes: one holder, in turn, until a deadline."""

import os
import subprocess
import sys
import threading
import time
import types
from collections.abc import Callable
from pathlib import Path

import pytest

from friendly_services.storage import FileLock, Unavailable

PATIENCE = 10.0

HOLDER = """
import sys
from friendly_services.storage import FileLock
with FileLock(sys.argv[1]).held(10):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file that is locked."""
    return tmp_path / "lock"


def test_has_one_holder_among_threads(path: Path) -> None:
    """Threads that use the same lock come one after the other."""
    lock, inside, most = FileLock(path), [], []

    def work() -> None:
        for _ in range(50):
            with lock.held(PATIENCE):
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lock.close()
    assert (len(most), max(most)) == (200, 1)


def test_gives_turns_in_the_order_asked(path: Path) -> None:
    """Who waits first is served first."""
    lock, served = FileLock(path), []
    waiting = threading.Semaphore(0)

    def work(me: int) -> None:
        waiting.release()
        with lock.held(PATIENCE):
            served.append(me)

    threads = []
    with lock.held(PATIENCE):
        for me in range(5):
            threads.append(threading.Thread(target=work, args=(me,)))
            threads[-1].start()
            waiting.acquire()
            until = time.monotonic() + PATIENCE
            while len(lock._turn._waiting) <= me and time.monotonic() < until:
                pass
    for thread in threads:
        thread.join()
    lock.close()
    assert served == [0, 1, 2, 3, 4]


def test_ends_at_the_deadline_among_threads(path: Path) -> None:
    """A thread that is not served in time gives up, and the lock is free for the next."""
    lock = FileLock(path)
    with lock.held(PATIENCE), pytest.raises(Unavailable), lock.held(0.02):
        pytest.fail("held by two")
    with lock.held(0.02):
        assert path.exists()
    lock.close()


def test_ends_at_the_deadline_among_handles(path: Path) -> None:
    """Another handle on the same file, as another process has, gives up in time and leaves nothing locked."""
    one, other = FileLock(path), FileLock(path)
    with one.held(PATIENCE), pytest.raises(Unavailable), other.held(0.02):
        pytest.fail("held by two")
    with other.held(PATIENCE):
        assert path.exists()
    one.close()
    other.close()


def test_waits_for_another_process(path: Path) -> None:
    """The lock is ours as soon as the process that held it is gone."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        lock = FileLock(path)
        threading.Timer(0.05, process.kill).start()
        with lock.held(PATIENCE):
            assert process.wait() != 0
        lock.close()


def test_needs_a_place_for_its_file(tmp_path: Path) -> None:
    """A lock whose file cannot be made is unavailable, and says why."""
    with pytest.raises(Unavailable) as refused, FileLock(tmp_path / "no" / "lock").held(1):
        pytest.fail("held without a file")
    assert refused.value.why.code == "storage.system"


def test_is_not_reused_while_held_elsewhere_on_windows(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system only answers yes or no, as Windows does, the lock asks again until the deadline."""
    imitation = windows_locks()
    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.setitem(sys.modules, "msvcrt", imitation)
    one, other = FileLock(path), FileLock(path)
    assert one.between_processes
    with one.held(PATIENCE), pytest.raises(Unavailable), other.held(0.02):
        pytest.fail("held by two")
    with other.held(PATIENCE):
        assert path.exists()
    one.close()
    other.close()


def test_keeps_threads_apart_where_there_are_no_locks(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any lock of the system the threads still take turns, and the lock says what it cannot do."""
    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.setitem(sys.modules, "msvcrt", None)
    lock = FileLock(path)
    with lock.held(PATIENCE), pytest.raises(Unavailable), lock.held(0.02):
        pytest.fail("held by two")
    assert not lock.between_processes


def windows_locks() -> types.ModuleType:
    """What Windows offers, made of what is here: locks that belong to the handle and never wait."""
    fcntl = pytest.importorskip("fcntl", reason="Windows' locks are imitated with Unix's")

    def locking(fd: int, mode: int, _: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_UN if mode == 0 else fcntl.LOCK_EX | fcntl.LOCK_NB)

    module = types.ModuleType("msvcrt")
    functions: dict[str, int | Callable[[int, int, int], None]] = {
        "LK_UNLCK": 0,
        "LK_NBLCK": 2,
        "locking": locking,
    }
    vars(module).update(functions)
    return module
