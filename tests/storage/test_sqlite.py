"""The store in one SQLite file keeps the contract, and looks after its file."""

import os
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from friendly_services.storage import (
    Conflict,
    Corrupt,
    FileLock,
    Indeterminate,
    SQLiteStore,
    Unavailable,
    Unique,
    check_place,
)
from friendly_services.testing import Lab, StoreContract, batch, put, token
from tests.budget import BUDGET
from tests.storage.labs import WatchedConnection, WatchedStore, engine_error, sqlite_lab

PATIENCE = 10.0


class TestSQLiteStore(StoreContract):
    tier = "quick" if BUDGET == "quick" else "full"

    @pytest.fixture
    def lab(self, tmp_path: Path) -> Lab:
        """A file of its own for every test."""
        return sqlite_lab(tmp_path)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the city's file is, or is to be made."""
    return tmp_path / "city.db"


@pytest.fixture
def store(path: Path) -> Iterator[SQLiteStore]:
    """A store of one commit."""
    store = SQLiteStore(path)
    store.commit(batch("1", put("m-1")), PATIENCE)
    yield store
    store.close()


def run(path: Path, *statements: str) -> None:
    """What somebody else does to the file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def refusal(path: Path) -> str:
    """The code of the reason for which the file is not opened."""
    try:
        SQLiteStore(path)
    except (Unavailable, Corrupt) as refused:
        return refused.why.code
    return "opened"


def test_waits_no_longer_than_told(store: SQLiteStore, path: Path) -> None:
    """A writer who does not get the lock in time has written nothing."""
    with FileLock(f"{path}-lock").held(PATIENCE), pytest.raises(Unavailable) as refused:
        store.commit(batch("2", put("m-2")), 0.05)
    assert refused.value.why.code == "storage.busy"
    assert store.commit(batch("2", put("m-2")), PATIENCE).replayed is False


def test_waits_no_longer_for_a_stranger(store: SQLiteStore, path: Path) -> None:
    """A program that knows no lock of ours and writes to the file is waited for until the deadline, too."""
    with closing(sqlite3.connect(path, isolation_level=None)) as stranger:
        stranger.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable):
            store.commit(batch("2", put("m-2")), 0.05)
        assert store.load("banan", ()).head == 1
    assert store.commit(batch("2", put("m-2")), PATIENCE).first == 2


def test_a_reader_waits_for_nobody(store: SQLiteStore, path: Path) -> None:
    """Loading goes on while another writer holds the lock and a transaction."""
    with FileLock(f"{path}-lock").held(PATIENCE), closing(sqlite3.connect(path)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert store.load("banan", ()).head == 1


def test_refuses_a_newer_schema(store: SQLiteStore, path: Path) -> None:
    """A file written by a newer version is refused with both numbers, and left as it is."""
    store.close()
    run(path, "PRAGMA user_version = 7")
    with pytest.raises(Unavailable) as refused:
        SQLiteStore(path)
    assert refused.value.why.values == {"path": str(path), "found": 7, "known": 1}


@pytest.mark.parametrize(
    "statements",
    [["CREATE TABLE diary (day TEXT)"], ["PRAGMA application_id = 5"], ["PRAGMA user_version = 3"]],
)
def test_refuses_a_strangers_database(path: Path, statements: list[str]) -> None:
    """A database of something else is refused, and not even its journal mode is changed."""
    run(path, *statements)
    assert refusal(path) == "storage.other_schema"
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_refuses_what_is_no_database(path: Path) -> None:
    """A text file is refused and not touched."""
    path.write_text("name,address\n" * 500, encoding="utf-8")
    assert refusal(path) == "storage.other_schema"
    assert path.read_text(encoding="utf-8").startswith("name")


def test_refuses_a_missing_folder(tmp_path: Path) -> None:
    """A path in a folder that does not exist is refused by the folder's name; none is made."""
    assert refusal(tmp_path / "nowhere" / "city.db") == "storage.no_folder"
    assert list(tmp_path.iterdir()) == []


def test_refuses_a_folder(tmp_path: Path) -> None:
    """A path that is a folder is refused by its name."""
    assert refusal(tmp_path) == "storage.is_folder"


def test_refuses_a_schema_step_it_did_not_write(store: SQLiteStore, path: Path) -> None:
    """Tables made by a step of the same number and another text are not trusted."""
    store.close()
    run(path, "UPDATE migration SET checksum = x'00'")
    assert refusal(path) == "storage.migration_changed"


@pytest.mark.parametrize("number", [0, 2, -1, 10**12])
def test_refuses_a_schema_step_it_does_not_know(store: SQLiteStore, path: Path, number: int) -> None:
    """A step under another number is not trusted either, whatever the number."""
    store.close()
    run(path, f"UPDATE migration SET number = {number}")  # noqa: S608 # a number of ours
    assert refusal(path) == "storage.migration_changed"


@pytest.mark.parametrize("previous", [3, 4, 2**39, -1])
def test_tells_a_broken_history(store: SQLiteStore, path: Path, previous: int) -> None:
    """An entry that points to itself, forward or nowhere is told, not followed for ever."""
    store.commit(batch("2", put("m-2")), PATIENCE)
    store.commit(batch("3", put("m-2", 1)), PATIENCE)
    assert [entry.position for entry in store.read("banan", 0, 9, key=("merchant", "m-2"))] == [2, 3]
    run(path, f"UPDATE entry SET previous = {previous} WHERE version = 2")  # noqa: S608 # as above
    with pytest.raises(Corrupt) as told:
        store.read("banan", 0, 9, key=("merchant", "m-2"))
    assert told.value.why.code == "storage.broken_history"


def test_tells_broken_index_entries(store: SQLiteStore, path: Path) -> None:
    """A commit to a record whose list of index entries was damaged names the record and writes nothing."""
    store.commit(batch("2", put("m-2", index={"name": b"a"})), PATIENCE)
    store.close()
    run(path, "UPDATE record SET keys = substr(keys, 1, 3) WHERE name = 'm-2'")
    again = SQLiteStore(path)
    with pytest.raises(Corrupt) as told:
        again.commit(batch("3", put("m-2", 1)), PATIENCE)
    assert (told.value.why.code, told.value.why.values["id"]) == ("storage.broken_keys", "m-2")
    assert again.load("banan", (), (token("3"),)).committed == (None,)
    again.close()


def test_an_error_in_the_middle_of_a_list_leaves_no_old_snapshot(store: SQLiteStore, path: Path) -> None:
    """G7: what is committed after a read failed is seen by the next one, though the error is still held."""
    store.commit(batch("2", put("m-2", index={"name": b"a"})), PATIENCE)
    run(path, "UPDATE record SET keys = x'7f000000000000' WHERE name = 'm-1'")
    with pytest.raises(Corrupt) as told:
        store.rows("banan", None, 10)
    store.commit(batch("3", put("m-3")), PATIENCE)
    assert told.value.why.code == "storage.broken_keys"
    assert store.load("banan", (("merchant", "m-3"),)).records != (None,)


class SlipperyLock(FileLock):
    """A lock that the system does not want to give back in the usual way."""

    def _drop(self) -> None:
        raise OSError("input/output error")


def test_a_commit_stands_when_the_lock_is_not_given_back(store: SQLiteStore, path: Path) -> None:
    """What fails after COMMIT takes nothing back: the receipt is returned, and others get the lock."""
    store._file.lock = SlipperyLock(f"{path}-lock")
    assert store.commit(batch("2", put("m-2")), PATIENCE).first == 2
    other = SQLiteStore(path)
    assert other.commit(batch("3", put("m-3")), 0.5).first == 3
    other.close()


@pytest.mark.parametrize("failing", ["PRAGMA wal_checkpoint", "PRAGMA busy_timeout = 0"])
def test_a_commit_stands_when_tidying_fails(path: Path, failing: str) -> None:
    """A checkpoint that fails after COMMIT is tried again later; the commit is not called in question."""
    broken = [False]

    def watch(sql: str, do: Callable[[], Any]) -> Any:
        if broken[0] and sql.startswith(failing):
            raise engine_error("SQLITE_IOERR")
        return do()

    store = WatchedStore(path, lambda connection: WatchedConnection(connection, watch))
    store.commit(batch("1", put("m-1")), PATIENCE)
    broken[0] = True
    contact = put(("contact", "c-1"), body=b"555", private=True)
    erased = put(("contact", "c-1"), 1, None, private=True)
    assert store.commit(batch("2", contact), PATIENCE).replayed is False
    assert store.commit(batch("3", erased), PATIENCE).replayed is False
    broken[0] = False
    assert store.load("banan", (("contact", "c-1"),)).records[0] is not None
    store.close()


def test_forgets_what_it_knew_when_a_commit_is_interrupted(path: Path) -> None:
    """What was going to be committed when somebody pressed Ctrl-C is read from the file the next time."""
    interrupted = [False]

    def watch(sql: str, do: Callable[[], Any]) -> Any:
        if interrupted[0] and sql == "COMMIT":
            raise KeyboardInterrupt
        return do()

    store = WatchedStore(path, lambda connection: WatchedConnection(connection, watch))
    store.commit(batch("1", put("m-1")), PATIENCE)
    interrupted[0] = True
    with pytest.raises(KeyboardInterrupt):
        store.commit(batch("2", put("m-1", 1, index={"area": b"a"})), PATIENCE)
    interrupted[0] = False
    receipt = store.commit(batch("2", put("m-1", 1, index={"area": b"a"})), PATIENCE)
    assert (receipt.first, receipt.replayed) == (2, False)
    assert len(store.scan("banan", "area", b"", None, 9).items) == 1
    store.close()


def test_notices_what_others_wrote(store: SQLiteStore, path: Path) -> None:
    """What a process knows from its own commits counts no more once somebody else has written."""
    other = SQLiteStore(path)
    for version in range(1, 9, 2):
        assert store.commit(batch(f"a-{version}", put("m-1", version)), PATIENCE).first == version + 1
        with pytest.raises(Conflict):
            other.commit(batch(f"b-{version}", put("m-1", version)), PATIENCE)
        assert other.commit(batch(f"b-{version}", put("m-1", version + 1)), PATIENCE).first == version + 2
        with pytest.raises(Conflict):
            store.commit(
                batch(f"c-{version}", put("m-3"), expect={("merchant", "m-1"): version + 1}), PATIENCE
            )
    other.close()


def test_remembers_no_more_than_it_should(store: SQLiteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """When it knows many records it forgets them all, and goes on as before."""
    monkeypatch.setattr("friendly_services.storage.sqlite._known._MOST", 3)
    for n in range(2, 9):
        store.commit(batch(str(n), put(f"m-{n}")), PATIENCE)
        assert store._known._size <= 4
    assert store.commit(batch("again", put("m-2", 1)), PATIENCE).first == 9


@pytest.mark.parametrize(
    ("mounts", "refused"),
    [
        ("", False),
        ("/dev/sda1 / ext4 rw 0 0", False),
        ("nas:/export / nfs4 rw 0 0", True),
        ("nas:/export / nfs4 rw 0 0\n/dev/sda1 {folder} ext4 rw 0 0", False),
        ("/dev/sda1 / ext4 rw 0 0\n//nas/city {folder} cifs rw 0 0", True),
        ("/dev/sda1 / ext4 rw 0 0\n//nas/city {folder}-other cifs rw 0 0", False),
    ],
)
def test_refuses_a_network_file_system(tmp_path: Path, mounts: str, refused: bool) -> None:
    """Row 63: where it can be told, a file on another machine's disk is refused, its file system named."""
    mounts = mounts.format(folder=str(tmp_path.resolve()).replace(" ", r"\040"))
    if not refused:
        check_place(tmp_path / "city.db", mounts)
        return
    with pytest.raises(Unavailable) as error:
        check_place(tmp_path / "city.db", mounts)
    assert error.value.why.code == "storage.network_file_system"


def crashed(store: SQLiteStore, path: Path, folder: Path) -> Path:
    """The files as a crash leaves them: copied while the store is open."""
    copy = folder / "crashed.db"
    shutil.copy(path, copy)
    shutil.copy(f"{path}-wal", f"{copy}-wal")
    assert store.load("banan", ()).head > 0
    return copy


def test_goes_on_after_a_crash(store: SQLiteStore, path: Path, tmp_path: Path) -> None:
    """What was committed and not yet carried into the database is there after an unclean end."""
    again = SQLiteStore(crashed(store, path, tmp_path))
    assert again.load("banan", ()).head == 1
    assert again.commit(batch("2", put("m-2")), PATIENCE).first == 2
    again.close()


def test_checks_the_file_after_a_crash(path: Path, tmp_path: Path) -> None:
    """A file that was damaged before an unclean end is refused when it is opened."""
    store = SQLiteStore(path)
    many = [put(f"m-{n}", body=b"x" * 900) for n in range(200)]
    store.commit(batch("1", *many), PATIENCE)
    store.close()
    store = SQLiteStore(path)
    store.commit(batch("2", put("n-1")), PATIENCE)
    copy = crashed(store, path, tmp_path)
    store.close()
    content = bytearray(copy.read_bytes())
    content[40_960:77_824] = os.urandom(36_864)
    copy.write_bytes(content)
    with pytest.raises(Corrupt):
        SQLiteStore(copy)


def test_does_not_check_while_others_have_it_open(store: SQLiteStore, path: Path) -> None:
    """A second handle opens the file although the first one's log is there."""
    assert Path(f"{path}-wal").exists()
    other = SQLiteStore(path)
    assert other.load("banan", ()).head == 1
    other.close()
    assert store.commit(batch("2", put("m-2")), PATIENCE).first == 2


def test_says_that_it_does_not_know(store: SQLiteStore) -> None:
    """A commit that the system fails to write is not called done, and sent again it is done once."""
    resource = pytest.importorskip("resource", reason="this system cannot limit the size of files")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    sent = batch("2", put("m-2", body=b"x" * 200_000))
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))
    try:
        with pytest.raises((Indeterminate, Unavailable)):
            store.commit(sent, PATIENCE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert store.load("banan", ()).head == 1
    assert store.commit(sent, PATIENCE).first == 2


def test_erases_from_the_log_once_readers_let_it(store: SQLiteStore, path: Path) -> None:
    """While a reader holds an old snapshot bytes stay; the first commit after it is done erases them."""
    contact, mark = ("contact", "c-1"), b"a canary in the log"
    store.commit(batch("2", put(contact, body=mark, private=True)), PATIENCE)

    def left() -> bool:
        return any(mark in file.read_bytes() for file in path.parent.iterdir())

    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM record").fetchall()
        store.commit(batch("3", put(contact, 1, None, private=True)), PATIENCE)
        assert left()
    store.commit(batch("4", put("m-2")), PATIENCE)
    assert not left()


def test_keeps_no_private_body_that_was_replaced(store: SQLiteStore, path: Path) -> None:
    """One field of several that is erased leaves a body behind it, and no byte of the body before."""
    contact, mark = ("contact", "c-1"), b"a canary that was replaced"
    store.commit(batch("2", put(contact, body=mark, private=True)), PATIENCE)
    store.commit(batch("3", put(contact, 1, b"what is left", private=True)), PATIENCE)
    assert not any(mark in file.read_bytes() for file in path.parent.iterdir())


def test_carries_its_log_into_the_database(store: SQLiteStore, path: Path) -> None:
    """The write-ahead log does not grow for ever, and is gone when the last one closes."""
    before = path.stat().st_size
    for n in range(6):
        store.commit(
            batch(f"big-{n}", *(put(f"m-{n}-{k}", body=b"x" * 1_000_000) for k in range(2))), PATIENCE
        )
    assert path.stat().st_size - before > 5_000_000
    assert Path(f"{path}-wal").stat().st_size < 17 * 1024 * 1024
    store.close()
    assert sorted(file.name for file in path.parent.iterdir()) == ["city.db", "city.db-lock"]


def test_warns_of_an_old_engine(store: SQLiteStore) -> None:
    """An SQLite with the known fault is told of, a mended one is not."""
    told = any(sqlite3.sqlite_version in note for note in store.describe().notes)
    assert told is (sqlite3.sqlite_version_info < (3, 51, 3))


def test_a_refused_commit_leaves_no_number_of_an_index_behind(store: SQLiteStore) -> None:
    """An index named first by a refused commit gets its number anew, and shares it with no other."""
    store.commit(batch("2", put("m-2", unique={"licence": b"1"})), PATIENCE)
    with pytest.raises(Unique):
        store.commit(batch("3", put("m-3", unique={"licence": b"1"}, index={"due": b"x"})), PATIENCE)
    store.commit(batch("4", put("m-4", index={"inbox": b"x"})), PATIENCE)
    store.commit(batch("5", put("m-2", base=1)), PATIENCE)
    store.commit(batch("6", put("m-3", unique={"licence": b"1"}, index={"due": b"x"})), PATIENCE)
    found = {
        name: [record.key[1] for _, record in store.scan("banan", name, b"", None, 9).items]
        for name in ("due", "inbox")
    }
    assert found == {"due": ["m-3"], "inbox": ["m-4"]}


def test_threads_share_it(store: SQLiteStore) -> None:
    """Many threads use one store, each with a connection while it needs one."""

    def work(me: int) -> None:
        for n in range(5):
            store.commit(batch(f"{me}-{n}", put(f"m-{me}-{n}")), PATIENCE)
            store.scan("banan", "", b"", None, 9)

    threads = [threading.Thread(target=work, args=(me,)) for me in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.load("banan", ()).head == 41
