"""What is known of a wrong store, and the laboratory in which it is tried."""

import re
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal

import attrs

from friendly_services.storage import Store
from friendly_services.testing import Fault, Lab

from ._plain import Disk, PlainStore, files_of, filled, held

When = Literal["always", "together", "crash"]
"""Wrong in any use; only if others write at the same time; only after a fault or a new start."""


@attrs.frozen
class Bench:
    """A lab, and what lets somebody else in between two calls of a commit."""

    lab: Lab
    visit: Callable[[int, Callable[[], None]], None]
    """Before the n-th call from now on, do this."""
    fault: Fault


@attrs.frozen
class Wrong:
    """A store that is wrong in one way."""

    name: str
    what: str
    clause: str
    when: When
    caught_by: str
    """A test of the kit that fails for it."""
    bench: Callable[[Path], Bench]


WRONG: Final[dict[str, Wrong]] = {}


def wrong(clause: str, when: When, caught_by: str) -> Callable[[type[PlainStore]], type[PlainStore]]:
    """Note a spoilt plain store: its docstring says what is wrong with it."""

    def note(cls: type[PlainStore]) -> type[PlainStore]:
        name = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", cls.__name__).lower()
        what = (cls.__doc__ or "").strip().removesuffix(".")
        WRONG[name] = Wrong(name, what, clause, when, caught_by, lambda folder: bench(cls, folder, when))
        return cls

    return note


def bench(cls: type[PlainStore], folder: Path, when: When = "always") -> Bench:
    """A spoilt plain store on a disk of its own."""
    disk = Disk(slow=when == "together")

    def open_anew() -> Store:
        return cls(disk)

    def breakable(fault: Fault) -> Store:
        disk.fault = fault
        return cls(disk)

    def make_newer() -> None:
        disk.newer = True

    def visit(at: int, visitor: Callable[[], None]) -> None:
        disk.visit_at, disk.visitor = at, visitor

    @contextmanager
    def fill_disk():  # type: ignore[no-untyped-def] # a context of the lab
        with filled(disk):
            yield

    lab = Lab(
        open=open_anew,
        url="plain:" if when == "together" else None,
        files=files_of(disk, folder),
        breakable=breakable,
        hold=held(disk),
        fill_disk=fill_disk,
        read_only=fill_disk,
        make_newer=make_newer,
    )
    return Bench(lab, visit, disk.fault)
