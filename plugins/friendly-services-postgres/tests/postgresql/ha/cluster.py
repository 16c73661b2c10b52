"""Servers that copy one another, and what an operator does when the first of them dies.

Each has a name, and waits at a commit for one of the others, whichever is the primary: what a cluster manager
such as Patroni sets up. Nothing here waits for a time to pass; every step waits for what it observes.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

import attrs

from ..server import Postgres, until

SETTINGS: Final = {
    "wal_keep_size": "1GB",  # whoever was away for a while still finds what it missed
    "wal_retrieve_retry_interval": "100ms",  # a standby looks for its new primary without a pause
}


@attrs.define(eq=False)
class Node(Postgres):
    """One server: it makes its own data, or begins as a copy of the one it follows."""

    name: str = ""
    peers: tuple[str, ...] = ()
    """The standbys of which one must confirm a commit; none if commits wait for nobody."""
    origin: "Node | None" = None
    settings: dict[str, Any] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        """Say what differs from the others."""
        confirm = f"ANY 1 ({', '.join(self.peers)})" if self.peers else ""
        self.settings = SETTINGS | {"cluster_name": self.name, "synchronous_standby_names": confirm}

    @property
    def received(self) -> int:
        """How far a standby's log goes that is safe on its disk, in bytes."""
        ((lsn,),) = self.execute(
            "SELECT greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()) - '0/0'::pg_lsn"
        )
        return int(lsn)

    def receives(self) -> bool:
        """Whether a standby is being sent anything now."""
        return bool(self.execute("SELECT 1 FROM pg_stat_wal_receiver WHERE status = 'streaming'"))

    def is_cut_off(self) -> bool:
        """Whether a standby is sent nothing any more."""
        return not self.receives()

    def standbys(self) -> set[str]:
        """The names of those that have caught up with this primary."""
        return {name for (name,) in self.execute(
            "SELECT application_name FROM pg_stat_replication WHERE state = 'streaming'"
        )}  # fmt: skip

    def follow(self, primary: "Node | None") -> None:
        """Have a running standby follow another primary, or nobody, from now on."""
        told = primary.address(self.name) if primary else ""
        self.execute(f"ALTER SYSTEM SET primary_conninfo = '{told}'")
        self.execute("SELECT pg_reload_conf()")
        until(lambda: self.receives() is bool(primary), f"{self.name} behind {primary and primary.name}")

    def confirm_alone(self) -> None:
        """Have commits wait for nobody, from now on."""
        self.execute("ALTER SYSTEM SET synchronous_standby_names = ''")
        self.execute("SELECT pg_reload_conf()")
        until(
            lambda: self.execute("SHOW synchronous_standby_names") == [("",)], "commits that wait for nobody"
        )

    def promote(self) -> None:
        """Make a standby the primary."""
        self.execute("SELECT pg_promote(false)")
        until(lambda: self.execute("SELECT pg_is_in_recovery()") == [(False,)], f"{self.name} as primary")

    def rejoin(self, primary: "Node") -> None:
        """Bring a dead primary back as a standby: what only it had is undone, since nobody was told of it."""
        kept = (self.data / "postgresql.conf").read_text()
        primary.execute("CHECKPOINT")  # pg_rewind reads the new timeline from where a checkpoint leaves it
        self.run(
            str(self.programs / "pg_rewind"),
            "-D",
            str(self.data),
            "--source-server",
            primary.address(self.name, "postgres"),
        )
        (self.data / "postgresql.conf").write_text(kept)  # pg_rewind copies the other's
        self._write_standby(primary)
        self.start()

    def address(self, caller: str, database: str = "") -> str:
        """What libpq needs to connect to this server."""
        found = f"host=127.0.0.1 port={self.port} user=city application_name={caller}"
        return f"{found} dbname={database}" if database else found

    def _make_data(self) -> None:
        if self.origin is None:
            super()._make_data()
            return
        self.run(
            str(self.programs / "pg_basebackup"),
            "-D",
            str(self.data),
            "-c",
            "fast",
            "-d",
            self.origin.address(self.name),
        )
        self._write_standby(self.origin)

    def _write_standby(self, primary: "Node") -> None:
        lines = {
            "postgresql.auto.conf": f"primary_conninfo = '{primary.address(self.name)}'\n",
            "standby.signal": "",
        }
        for name, line in lines.items():
            (self.data / name).write_text(line)
            if self._user:
                shutil.chown(self.data / name, self._user["user"], self._user["group"])


@attrs.define(eq=False)
class Cluster:
    """A primary and its standbys."""

    primary: Node
    standbys: list[Node]

    @property
    def nodes(self) -> list[Node]:
        """All of them, in the order of their names."""
        return sorted([self.primary, *self.standbys], key=lambda node: node.name)

    @property
    def url(self) -> str:
        """The URL that names every host, in no order that means anything."""
        hosts = ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)
        return f"postgresql://city@{hosts}/postgres"

    def until_whole(self) -> None:
        """Wait until every standby has caught up with the primary."""
        names = {node.name for node in self.standbys}
        until(lambda: self.primary.standbys() == names, "every standby")

    def kill_primary(self) -> None:
        """Kill the primary with all its processes, and wait until no standby is sent anything any more."""
        self.primary.kill()
        for node in self.standbys:
            until(node.is_cut_off, f"the end of the primary for {node.name}")

    def fail_over(self, chosen: Node) -> Node:
        """Promote a standby and have the others follow it; answers with the server that was the primary."""
        dead = self.primary
        others = [node for node in self.standbys if node is not chosen]
        chosen.promote()
        self.primary, self.standbys = chosen, others
        for node in others:
            node.follow(chosen)
        return dead

    def furthest(self) -> Node:
        """The standby that received most; of two that are level, the first."""
        return max(self.standbys, key=lambda node: node.received)

    def rejoin(self, dead: Node) -> None:
        """Bring the old primary back behind the new one."""
        dead.rejoin(self.primary)
        self.standbys.append(dead)
        self.until_whole()


@contextmanager
def cluster(
    programs: Path, names: Sequence[str] = ("n1", "n2", "n3"), wait: bool = True
) -> Iterator[Cluster]:
    """A cluster whose first server is the primary; `wait` tells whether a commit waits for a standby."""
    with ExitStack() as stack:
        nodes: list[Node] = []
        for name in names:
            peers = tuple(other for other in names if other != name) if wait else ()
            origin = nodes[0] if nodes else None
            nodes.append(Node(programs, name=name, peers=peers, origin=origin))
            stack.enter_context(nodes[-1])
        whole = Cluster(nodes[0], nodes[1:])
        whole.until_whole()
        yield whole
