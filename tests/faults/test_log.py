"""A write-ahead log that was cut, torn, flipped or overwritten: what is left is a whole prefix of commits."""

from bisect import bisect_right
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any, Final

import attrs

from friendly_services.storage import Batch, Corrupt, MemoryStore, SQLiteStore
from friendly_services.testing import batch, put
from tests.budget import count
from tests.faults.batches import PARTITION, PATIENCE, drawn
from tests.faults.seeds import Lost, check_seeds
from tests.storage.test_agreement import everything

FAULTS: Final = 25
"""In one run: of one city, each time as it was."""
IN_LOG: Final = 8
"""Commits that are in the log alone."""
SECTOR: Final = 512
PAGE: Final = 4_096
FRAME: Final = 24 + PAGE
HEADER: Final = 32


@attrs.define
class Files:
    """What lies on the disk, and from which byte of the log on it is not what was written."""

    base: bytes
    log: bytes
    sidecars: dict[str, bytes]
    damaged: int


@attrs.frozen
class City:
    """A city whose last commits are in its log: the files, and what the city was after each commit."""

    files: Files
    ends: tuple[int, ...]
    """Where each of those commits ends in the log."""
    states: tuple[Any, ...]
    """Everything in it before the first of them, and after each."""


def made(seed: int, folder: Path) -> City:
    """A city of some commits; those after which something private is gone carry the log into the database."""
    path, draw, model = folder / f"{seed}.db", Random(seed), MemoryStore()
    store, log, n = SQLiteStore(path), Path(f"{path}-wal"), 0
    ends: list[int] = []
    states: list[Any] = [everything(model)]
    while len(ends) < IN_LOG:
        sent = drawn(draw, f"{n}", model)
        if erases(sent) and draw.random() < 0.95:
            continue  # else the log would hardly ever come to hold so many
        store.commit(sent, PATIENCE)
        model.commit(sent, PATIENCE)
        n += 1
        if end := log.stat().st_size:
            ends.append(end)
        else:
            ends.clear()
            states.clear()
        states.append(everything(model))
    sidecars = {name: Path(f"{path}{name}").read_bytes() for name in ("-shm", "-lock")}
    files = Files(path.read_bytes(), log.read_bytes(), sidecars, 0)
    store.close()
    return City(files, tuple(ends), tuple(states))


def erases(sent: Batch) -> bool:
    """Whether a body has to be gone from every file once this is committed."""
    return any(put.body is None or (put.private and put.base) for put in sent.puts)


# --- what may happen to files ---------------------------------------------------------------------


def cut(files: Files, draw: Random) -> None:
    """The log ends early."""
    files.damaged = draw.randrange(len(files.log))
    files.log = files.log[: files.damaged]


def torn(files: Files, draw: Random) -> None:
    """Some sectors were never written, those behind them were."""
    overwrite(files, draw, bytes)


def garbage(files: Files, draw: Random) -> None:
    """Some sectors hold anything."""
    overwrite(files, draw, draw.randbytes)


def overwrite(files: Files, draw: Random, by: Callable[[int], bytes]) -> None:
    """Sectors from some place on."""
    start = draw.randrange(0, len(files.log), SECTOR)
    size = min(SECTOR * draw.randint(1, 12), len(files.log) - start)
    files.log = files.log[:start] + by(size) + files.log[start + size :]
    files.damaged = start


def flipped(files: Files, draw: Random) -> None:
    """One bit of the log is another."""
    log = bytearray(files.log)
    files.damaged = draw.randrange(len(log))
    log[files.damaged] ^= 1 << draw.randrange(8)
    files.log = bytes(log)


def swapped(files: Files, draw: Random) -> None:
    """Two frames of the log stand in each other's place."""
    frames = [files.log[at : at + FRAME] for at in range(HEADER, len(files.log), FRAME)]
    one, other = sorted(draw.sample(range(len(frames)), 2))
    frames[one], frames[other] = frames[other], frames[one]
    files.log = files.log[:HEADER] + b"".join(frames)
    files.damaged = HEADER + one * FRAME


def header(files: Files, draw: Random) -> None:
    """The head of the log holds anything: none of it counts."""
    files.log = draw.randbytes(HEADER) + files.log[HEADER:]
    files.damaged = 0


def gone(files: Files, _: Random) -> None:
    """There is no log."""
    files.log, files.damaged = b"", 0


def longer(files: Files, draw: Random) -> None:
    """Behind the log lies what was there before."""
    files.log += draw.choice((draw.randbytes(FRAME), files.log[HEADER : HEADER + 3 * FRAME]))


def sidecar(files: Files, draw: Random) -> None:
    """The index of the log, or the lock, holds anything, or is gone."""
    name = draw.choice(sorted(files.sidecars))
    size = len(files.sidecars[name])
    files.sidecars[name] = draw.choice((b"", draw.randbytes(size or 9), files.sidecars[name][: size // 2]))


def half_carried(files: Files, draw: Random) -> None:
    """The power went while the log was carried into the database: its pages are torn there."""
    base = bytearray(files.base)
    for at in range(HEADER, len(files.log), FRAME):
        page = int.from_bytes(files.log[at : at + 4], "big") - 1
        if draw.random() < 0.5 and page * PAGE < len(base):
            start = page * PAGE + draw.randrange(0, PAGE, SECTOR)
            base[start : start + SECTOR] = draw.randbytes(SECTOR)
    files.base = bytes(base)


KINDS: Final = (cut, torn, garbage, flipped, swapped, header, gone, longer, sidecar, half_carried)


# --- the test -------------------------------------------------------------------------------------


def test_a_damaged_log(tmp_path: Path) -> None:
    """Whoever opens it finds commits up to one of them, at least those before the damage, or is told."""
    check_seeds("log", count(25, 500, 20_000), lambda seed: run(seed, tmp_path))


def run(seed: int, folder: Path) -> int:
    """The faults of one seed."""
    city, draw = made(seed, folder), Random(f"faults {seed}")
    for n in range(FAULTS):
        kind = KINDS[(seed + n) % len(KINDS)]
        files = attrs.evolve(city.files, sidecars=dict(city.files.sidecars), damaged=len(city.files.log))
        kind(files, draw)
        check(city, files, folder / f"{seed}-{n}.db", kind.__name__)
    return FAULTS


def check(city: City, files: Files, path: Path, kind: str) -> None:
    """Open what is left and compare it with what was there after each commit."""
    path.write_bytes(files.base)
    Path(f"{path}-wal").write_bytes(files.log)
    for name, content in files.sidecars.items():
        Path(f"{path}{name}").write_bytes(content)
    try:
        store = SQLiteStore(path)
    except Corrupt:
        return
    found = everything(store)
    least = bisect_right(city.ends, files.damaged)
    assert found in city.states, f"{kind}: no prefix of the commits"
    there = max(n for n, state in enumerate(city.states) if state == found)
    if there < least:
        raise Lost(f"{kind}: {there} commits of the log's, where {least} lie before the damage")
    head = store.load(PARTITION, ()).head
    assert store.commit(batch("after", put("after")), PATIENCE).first == head + 1
    store.close()
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()
