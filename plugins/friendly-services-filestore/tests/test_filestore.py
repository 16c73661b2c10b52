"""The store on one append-only file keeps the contract, and tells a torn line from a damaged one."""

import errno
import os
from pathlib import Path

import pytest

from friendly_services.errors import Invalid
from friendly_services.plugins import open_store
from friendly_services.storage import Corrupt, FileLock, Unavailable
from friendly_services.testing import Fault, Lab, StoreContract, batch, no_room, put
from friendly_services_filestore import FileStore

PLUGIN = "friendly_services_filestore"
PATIENCE = 10.0
FSYNC = os.fsync


class TestFileStore(StoreContract):
    @pytest.fixture
    def lab(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lab:
        """A file of its own for every test."""
        path = tmp_path / "city.journal"
        url = f"file://{path}"

        def breakable(fault: Fault) -> FileStore:
            error = OSError(errno.EIO, "input/output error")
            monkeypatch.setattr(os, "fsync", lambda fd: fault.around(lambda: FSYNC(fd), error))
            return FileStore(path)

        return Lab(
            lambda: open_store(url, (PLUGIN,)),
            url,
            (PLUGIN,),
            files=tmp_path.iterdir,
            breakable=breakable,
            hold=lambda: FileLock(f"{path}.lock").held(PATIENCE),
            fill_disk=no_room,
            make_newer=lambda: path.write_bytes(b"friendly-services-filestore 2\n"),
        )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A journal of three commits, the last one with a private record."""
    store = FileStore(tmp_path / "city.journal")
    for n in range(3):
        private = [put(("contact", "c-1"), private=True)] if n == 2 else []
        store.commit(batch(f"{n}", put(f"m-{n}"), *private), PATIENCE)
    store.close()
    return tmp_path / "city.journal"


def test_drops_a_line_cut_short(path: Path) -> None:
    """A last line without its end was never acknowledged: it goes, and the store goes on."""
    whole = path.read_bytes()
    path.write_bytes(whole[:-5])
    store = FileStore(path)
    assert store.load("banan", ()).head == 2
    assert store.commit(batch("next", put("m-9")), PATIENCE).first == 3
    store.close()


def test_keeps_no_private_body_that_was_replaced(path: Path) -> None:
    """One field of several that is erased leaves a body behind it, and no byte of the body before."""
    private = Path(f"{path}.private")
    before = private.read_bytes()
    store = FileStore(path)
    store.commit(batch("3", put(("contact", "c-1"), 1, b"what is left", private=True)), PATIENCE)
    assert len(private.read_bytes().splitlines()) == 1
    assert before not in private.read_bytes()
    private.write_bytes(before + private.read_bytes())  # as if that had failed
    assert store.purge(PATIENCE)
    assert before not in private.read_bytes()
    store.close()


@pytest.mark.parametrize("line", [1, 2])
def test_refuses_a_damaged_line(path: Path, line: int) -> None:
    """A whole line with one bit changed is damage, and is named by its number."""
    lines = path.read_bytes().splitlines(keepends=True)
    lines[line] = lines[line][:40] + bytes([lines[line][40] ^ 1]) + lines[line][41:]
    path.write_bytes(b"".join(lines))
    with pytest.raises(Corrupt, match=f"line {line + 1}"):
        FileStore(path)


def test_refuses_a_lost_private_body(path: Path) -> None:
    """A private record that the journal knows and the private file does not is damage, not an empty body."""
    Path(f"{path}.private").write_bytes(b"")
    with pytest.raises(Corrupt, match="contact/c-1"):
        FileStore(path)


def test_erases_what_a_crash_left_in_the_private_file(path: Path) -> None:
    """A private line whose batch never reached the journal is gone once the file was opened."""
    private = Path(f"{path}.private")
    before = private.read_bytes()
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))
    FileStore(path).close()
    assert before != b""
    assert private.read_bytes() == b""


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"name,address\n", "storage.other_schema"),
        (b"no line at all", "storage.other_schema"),
        (b"friendly-services-filestore 2\n", "storage.newer_schema"),
    ],
)
def test_leaves_other_files_alone(tmp_path: Path, content: bytes, code: str) -> None:
    """A file that is not ours, or of a later format, is refused and not touched."""
    path = tmp_path / "city.journal"
    path.write_bytes(content)
    with pytest.raises(Unavailable) as refused:
        FileStore(path)
    assert refused.value.why.code == code
    assert path.read_bytes() == content


def test_has_no_private_byte_in_the_journal(path: Path) -> None:
    """The journal never holds a private body, so that erasing needs to change nothing there."""
    store = FileStore(path)
    before = path.read_bytes()
    store.commit(batch("erase", put(("contact", "c-1"), 1, None, private=True)), PATIENCE)
    store.close()
    assert path.read_bytes().startswith(before)
    assert Path(f"{path}.private").read_bytes() == b""


@pytest.mark.parametrize("url", ["file:", "file://host/city.journal"])
def test_reads_its_urls(url: str) -> None:
    """A URL without a path, or with a host, is invalid and shows how one is written."""
    with pytest.raises(Invalid, match="file:///srv"):
        open_store(url, (PLUGIN,))


def test_goes_on_after_a_failed_write(path: Path) -> None:
    """When the disk refuses, the memory forgets what did not reach it, and the batch can be sent again."""
    store = FileStore(path)
    sent = batch("next", put("m-9"))
    content = path.read_bytes()
    path.unlink()
    path.mkdir()
    with pytest.raises(Unavailable):
        store.commit(sent, PATIENCE)
    path.rmdir()
    path.write_bytes(content)
    assert store.commit(sent, PATIENCE).first == 4
    store.close()
