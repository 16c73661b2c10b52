"""The catalogue of bad input, rows 51 to 65: imports, disks and machines that stop in the middle.

Other rows of this kind are shown by the kit for stores and by the stores' own tests:
`tests/meta/test_bad_input_rows.py` misses none.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from friendly_services import points
from friendly_services.city import Done, Indeterminate
from friendly_services.ids import WorkerId
from friendly_services.plugins import open_store
from friendly_services.storage import Unavailable
from friendly_services.testing import no_room
from tests.budget import count
from tests.city.town import CLERK, OWNER, application, paid, small

ROWS = count(600, 6_000, 100_000)
AT_ONCE = 100
KILLED_AT = ROWS * 6 // 10
COMMITS = count(12, 60)

IMPORT = """
import sys
from pathlib import Path
from tests.test_bad_input_storage import imported
imported(sys.argv[1], Path(sys.argv[2]))
"""

CUT = """
import shutil, sys
from friendly_services.plugins import open_store
from friendly_services.storage.sqlite._file import SQLiteFile
from friendly_services.testing._worker import count_up
url, synced, cuts, commits, setting = sys.argv[1:]
connect = SQLiteFile._connect
def with_setting(self):
    connection = connect(self)
    if setting:
        connection.execute(setting)
    return connection
SQLiteFile._connect = with_setting
store = open_store(url, ["friendly_services_filestore"])
for n in range(1, int(commits) + 1):
    count_up(store, f"commit-{n}")
    shutil.copytree(synced, f"{cuts}/{n}")
"""

SHIM = r"""
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void forget(const char *folder) { /* what was deleted there stays deleted */
    char there[PATH_MAX * 2], copy[PATH_MAX * 2];
    DIR *synced = opendir(getenv("SYNCED"));
    for (struct dirent *each; (each = readdir(synced));) {
        snprintf(there, sizeof there, "%s/%s", folder, each->d_name);
        snprintf(copy, sizeof copy, "%s/%s", getenv("SYNCED"), each->d_name);
        if (access(there, F_OK)) unlink(copy);
    }
    closedir(synced);
}
static void keep(int fd) { /* the file is on the disk as it is now */
    char link[64], path[PATH_MAX], copy[PATH_MAX * 2], bytes[65536];
    struct stat what;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1), got;
    path[length < 0 ? 0 : length] = 0;
    if (fstat(fd, &what) || !strchr(path, '/')) return;
    if (S_ISDIR(what.st_mode)) return forget(path);
    snprintf(copy, sizeof copy, "%s%s", getenv("SYNCED"), strrchr(path, '/'));
    int from = open(path, O_RDONLY), to = open(copy, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    while (from >= 0 && to >= 0 && (got = read(from, bytes, sizeof bytes)) > 0)
        if (write(to, bytes, got) != got) abort();
    close(from);
    close(to);
}
int fsync(int fd) {
    int done = ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(fd);
    keep(fd);
    return done;
}
int fdatasync(int fd) {
    int done = ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(fd);
    keep(fd);
    return done;
}
"""


def imported(url: str, file: Path, said: bool = True) -> tuple[int, int]:
    """Bring the rows of a file into a city; how many were new, and how many were there before.

    Each row's key is the digest of the file with the row's number.
    """
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    rows = file.read_text("utf-8").splitlines()
    new = 0
    with small(url=url) as city:
        for start in range(0, len(rows), AT_ONCE):
            batch = [
                (points.Earn(WorkerId(worker), "lead", quantity=1), f"{digest}-{row}")
                for row, worker in enumerate(rows[start : start + AT_ONCE], start)
            ]
            answers = city.do_many(batch, by=CLERK)
            assert all(isinstance(answer, Done) for answer in answers)
            new += sum(isinstance(answer, Done) and not answer.replayed for answer in answers)
            if said:
                sys.stdout.write(f"{start + len(batch)}\n")
                sys.stdout.flush()
    return new, len(rows) - new


def test_row_51_an_import_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    """Started again with the same file it brings what is missing and doubles nothing."""
    file, url = tmp_path / "rows.csv", f"sqlite:///{tmp_path / 'city.db'}"
    file.write_text("".join(f"rider-{n}\n" for n in range(ROWS)), "utf-8")
    told = 0
    with subprocess.Popen(
        [sys.executable, "-c", IMPORT, url, str(file)],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    ) as child:
        assert child.stdout is not None
        while told < KILLED_AT:
            told = int(child.stdout.readline())
        child.kill()
    new, before = imported(url, file, said=False)
    assert before in (told, told + AT_ONCE, told + 2 * AT_ONCE)
    assert new == ROWS - before
    with small(url=url) as city:
        assert {city.points.balance(WorkerId(f"rider-{n}")) for n in range(0, ROWS, 59)} == {50}
        assert city.verify().clean


def test_row_64_a_full_disk_is_told_and_nothing_is_half(tmp_path: Path) -> None:
    """The command fails as a whole; once there is room the same key brings it through.

    Here no file may grow, which SQLite takes for an error of the disk, so that the answer may be
    `Indeterminate` in place of `Unavailable`: both name what went wrong, and neither says done.
    """
    with small(url=f"sqlite:///{tmp_path / 'city.db'}", patience=0.3) as city:
        paid(city)
        with no_room(size=1), pytest.raises((Unavailable, Indeterminate)):
            city.do(application(), by=OWNER, once="form 1")
        assert list(city.merchants.find()) == []
        assert city.verify().clean
        done = city.do(application(), by=OWNER, once="form 1")
        assert city.merchants.get(done.id).standing == "form_check"


@pytest.mark.parametrize("kind", ["sqlite", "file"])
def test_row_65_what_was_acknowledged_survives_a_power_cut(kind: str, tmp_path: Path) -> None:
    """At every answer, what the system was asked to put on the disk by then already holds the commit."""
    assert after_power_cuts(kind, tmp_path, "") == list(range(1, COMMITS + 1))


def test_row_65_a_store_that_does_not_wait_for_the_disk_would_be_found_out(tmp_path: Path) -> None:
    """The same trial shows that commits are lost with a setting that is faster."""
    found = after_power_cuts("sqlite", tmp_path, "PRAGMA synchronous = NORMAL")
    assert found != list(range(1, COMMITS + 1))


def after_power_cuts(kind: str, folder: Path, setting: str) -> list[int]:
    """What a counter says after a power cut at each of its commits, the one behind the last answer.

    A library of ours stands before the system's `fsync` and keeps each file as it is when it is called, and
    of a folder what is gone from it: the least that is on the disk by then. The entry of a new file in its
    folder is taken for granted, and so is a disk that does what it is told.
    """
    compiler = shutil.which("cc")
    if compiler is None or not sys.platform.startswith("linux"):
        pytest.skip("not tried: a power cut, since there is no C compiler or this is not Linux")
    (folder / "shim.c").write_text(SHIM)
    shim, synced, cuts, data = (folder / name for name in ("shim.so", "synced", "cuts", "data"))
    build = [compiler, "-shared", "-fPIC", "-o", str(shim), str(folder / "shim.c"), "-ldl"]
    subprocess.run(build, check=True, capture_output=True)
    for each in (synced, cuts, data):
        each.mkdir()
    names = {"sqlite": "sqlite:///{}/city.db", "file": "file://{}/city.journal"}
    subprocess.run(
        [sys.executable, "-c", CUT, names[kind].format(data), synced, cuts, str(COMMITS), setting],
        env={
            **os.environ,
            "LD_PRELOAD": str(shim),
            "SYNCED": str(synced),
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        },
        check=True,
    )
    found = []
    for n in range(1, COMMITS + 1):
        store = open_store(names[kind].format(cuts / str(n)), ["friendly_services_filestore"])
        (record,) = store.load("banan", (("merchant", "counter"),)).records
        found.append(int(record.body or 0) if record else 0)
        store.close()
    return found
