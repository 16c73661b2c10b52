"""Nobody is told of a commit that a failover may still take back."""

import threading
from pathlib import Path

from friendly_services.storage import Committed, Indeterminate, Receipt, StoreError, Unavailable
from friendly_services.testing import batch, put, token
from friendly_services_postgres import PostgresStore

from ..server import until
from .cluster import Node, cluster

PATIENCE = 30.0


def test_a_commit_that_no_standby_has_is_told_to_nobody(found: Path) -> None:
    """G5: a primary that dies while a commit waits for its standbys has it afterwards; a retry waits too."""
    told: list[Receipt | Committed | StoreError | None] = []
    again = batch("2", put("m-2"))

    def commit() -> None:
        try:
            told.append(store.commit(again, PATIENCE))
        except StoreError as error:
            told.append(error)

    def look_up() -> None:
        try:
            told.append(store.load("banan", (), (token("2"),)).committed[0])
        except StoreError as error:
            told.append(error)

    with cluster(found) as servers:
        store = PostgresStore(servers.url + "?create=yes")
        store.commit(batch("1", put("m-1")), PATIENCE)
        for node in servers.standbys:
            node.follow(None)
        for ask in (commit, commit, look_up):  # the first before the primary has died, the others after it
            thread = threading.Thread(target=ask)
            thread.start()
            until(lambda: waits(servers.primary), f"{ask.__name__} waiting for a standby")
            servers.primary.kill()
            thread.join()
            if ask is not look_up:
                servers.primary.start()
        servers.fail_over(servers.furthest())
        receipt = store.commit(again, PATIENCE)
        store.close()
    assert [type(answer) for answer in told] == [Indeterminate, Indeterminate, Unavailable]
    assert (receipt.first, receipt.replayed) == (2, False)


def waits(primary: Node) -> bool:
    """Whether somebody waits there for a standby."""
    return bool(primary.execute("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep'"))
