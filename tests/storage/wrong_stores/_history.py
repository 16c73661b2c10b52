"""Histories: a few operations after which a wrong store gives an answer that no right one gives.

What is right is told by the store in memory. Where an operation comes in the middle of another, or a commit
breaks off, it may tell several stories; a store is wrong if it tells none of them.
"""

import itertools
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import attrs

from friendly_services.errors import FriendlyServicesError
from friendly_services.ids import Key
from friendly_services.storage import Batch, MemoryStore, Store, dump, load
from friendly_services.testing import Fault, Lab

from ._wrong import Bench

PATIENCE = 2.0


@attrs.frozen
class Send:
    """Commit a batch, through the first handle or the second."""

    batch: Batch
    handle: int = 0
    patience: float = PATIENCE

    def ask(self, store: Store) -> Any:
        """The receipt."""
        return store.commit(self.batch, self.patience)

    def __str__(self) -> str:
        return f"commit {told(self.batch)}" + (" by another" if self.handle else "")


@attrs.frozen
class Look:
    """Load records and tokens."""

    names: tuple[str | Key, ...] = ()
    tokens: tuple[bytes, ...] = ()
    partition: str = "banan"
    handle: int = 0

    def ask(self, store: Store) -> Any:
        """What is loaded."""
        keys = tuple(("merchant", name) if isinstance(name, str) else name for name in self.names)
        return store.load(self.partition, keys, self.tokens)

    def __str__(self) -> str:
        names = [name if isinstance(name, str) else "/".join(name) for name in self.names]
        return f"load {', '.join([*names, *(['tokens'] if self.tokens else [])]) or 'head'}"


@attrs.frozen
class Scan:
    """Scan an index, page by page."""

    index: str = "area"
    lo: bytes = b""
    hi: bytes | None = None
    limit: int = 99
    reverse: bool = False
    between: Batch | None = None
    """Committed after the first page."""
    handle: int = 0

    def ask(self, store: Store) -> Any:
        """The items of all pages, and how many pages."""
        items: list[Any] = []
        after = None
        for n in range(20):
            page = store.scan("banan", self.index, self.lo, self.hi, self.limit, self.reverse, after)
            items += page.items
            after = page.next
            if after is None:
                return tuple(items), n + 1
            if n == 0 and self.between:
                store.commit(self.between, PATIENCE)
        return "pages without end"

    def __str__(self) -> str:
        name = self.index or "every record"
        bounds = f" from {self.lo!r} to {self.hi!r}" if self.lo or self.hi else ""
        pages = f" in pages of {self.limit}" if self.limit < 99 else ""
        between = f", then commit {told(self.between)}" if self.between else ""
        return f"scan {name}{bounds}{pages}{' backwards' if self.reverse else ''}{between}"


@attrs.frozen
class Read:
    """Read the journal."""

    after: int = 0
    limit: int = 99
    key: Key | None = None
    kind: str | None = None
    upto: int | None = None
    handle: int = 0

    def ask(self, store: Store) -> Any:
        """The entries."""
        return store.read("banan", self.after, self.limit, self.key, self.kind, self.upto)

    def __str__(self) -> str:
        asked = [f"after {self.after}"] if self.after else []
        asked += [f"{self.limit} of them"] if self.limit < 99 else []
        asked += ["/".join(self.key)] if self.key else [self.kind] if self.kind else []
        asked += ["up to a time"] if self.upto else []
        return " ".join(["read the journal", *asked])


@attrs.frozen
class Ask:
    """Something else about the store."""

    what: str
    how: Callable[[Any], Any]
    handle: int = 0

    def ask(self, store: Store) -> Any:
        """The answer."""
        return self.how(store)

    def __str__(self) -> str:
        return self.what


Plain = Send | Look | Scan | Read | Ask


@attrs.frozen
class Reopen:
    """Close all handles and open the data anew."""

    def __str__(self) -> str:
        return "open anew"


@attrs.frozen
class Meanwhile:
    """In the middle of one operation, before its n-th call, another handle does something else."""

    outer: Plain
    call: int
    inner: Plain

    def __str__(self) -> str:
        return f"{self.outer}; before its call {self.call}: {self.inner}"


@attrs.frozen
class Break:
    """The n-th call of a commit fails, or loses its answer; then the data are opened anew.

    Call 0 is no call: the disk is full.
    """

    batch: Batch
    call: int
    done: bool

    def __str__(self) -> str:
        how = f"{'loses the answer of' if self.done else 'fails at'} call {self.call}"
        return f"commit {told(self.batch)} {how if self.call else 'on a full disk'}, open anew"


@attrs.frozen
class InLab:
    """Something done in the laboratory, all handles open, and what a right store lets it come to."""

    what: str
    how: Callable[[Lab], Any]
    wanted: Any

    def __str__(self) -> str:
        return self.what


@attrs.frozen
class Files:
    """Look for bytes in the files, all handles closed."""

    mark: bytes

    def __str__(self) -> str:
        return f"search the files for {self.mark!r}"


Op = Plain | Reopen | Meanwhile | Break | InLab | Files
History = tuple[Op, ...]
Answers = list[Any]


def told(batch: Batch) -> str:
    """A batch in a few words."""
    parts = []
    for put in batch.puts:
        name = put.key[1] if put.key[0] == "merchant" else "/".join(put.key)
        words = [f"{name} on {put.base}"]
        words += [f"{entry.name}={entry.key!r}"[:24] for entry in sorted(put.index, key=str)]
        words += ["erased"] if put.body is None else ["private"] if put.private else []
        words += ["rewritten"] if put.rewrite else []
        words += [f"with {len(put.events)} events"] if len(put.events) > 1 else []
        parts.append(" ".join(words))
    parts += [f"if {'/'.join(key)} is at {seen}" for key, seen in batch.expect]
    commands = "+".join(command.digest.hex()[:2] for command in batch.commands)
    return f"{commands}{'' if batch.partition == 'banan' else ' in ' + batch.partition} ({', '.join(parts)})"


def size(history: Sequence[Op]) -> int:
    """How many operations: two where one comes in the middle of another."""
    return sum(
        2 if isinstance(op, Meanwhile) or (isinstance(op, Scan) and op.between) else 1 for op in history
    )


def answer(op: Plain, store: Store) -> Any:
    """What an operation brings: an answer or an error, which for any other exception is its type."""
    try:
        return op.ask(store)
    except FriendlyServicesError as error:
        return error.code, tuple(sorted(map(str, error.facts.items())))
    except Exception as error:
        return type(error).__name__


UNSURE = ("storage.indeterminate", "storage.unavailable")
NOT_REACHED = "nobody came"
MOMENT = 0.2
"""Seconds after which a visitor who has no answer is taken to wait for others."""


def run(history: Sequence[Op], bench: Bench) -> Answers:
    """What the store answers."""
    stores: list[Store] = [bench.lab.open(), bench.lab.open()]

    def reopen() -> None:
        for store in stores:
            store.close()
        stores[:] = [bench.lab.open(), bench.lab.open()]

    answers: Answers = []
    for op in history:
        match op:
            case Reopen():
                reopen()
                answers.append(None)
            case Files(mark):
                for store in stores:
                    store.close()
                assert bench.lab.files is not None
                answers.append(any(mark in file.read_bytes() for file in bench.lab.files()))
                stores[:] = [bench.lab.open(), bench.lab.open()]
            case Meanwhile(outer, call, inner):
                visitor = Visitor(inner, stores[1])
                bench.visit(call, visitor.visit)
                mine = answer(outer, stores[0])
                bench.visit(0, lambda: None)
                answers.append((mine, visitor.answer()))
            case InLab(_, how, _):
                answers.append(how(bench.lab))
            case Break(batch, call, done):
                answers.append(broken(batch, call, done, bench.lab))
                reopen()
            case _:
                answers.append(answer(op, stores[op.handle]))
    for store in stores:
        store.close()
    return answers


def broken(batch: Batch, call: int, done: bool, lab: Lab) -> Any:
    """What a commit is answered that meets a fault."""
    fault = Fault()
    assert lab.breakable is not None
    assert lab.fill_disk is not None
    store = lab.breakable(fault)
    fault.arm(call, done)
    with nullcontext() if call else lab.fill_disk():
        mine = answer(Send(batch), store)
    fault.rest()
    store.close()
    return mine[0] if isinstance(mine, tuple) and mine[0] in UNSURE else mine


class Visitor:
    """Somebody who comes in the middle: goes on at once, or waits until those before have gone."""

    def __init__(self, op: Plain, store: Store) -> None:
        self.answers: Answers = []
        self.thread = threading.Thread(target=lambda: self.answers.append(answer(op, store)), daemon=True)
        self.came = False

    def visit(self) -> None:
        """Come now, and be waited for if there is nothing to wait for."""
        self.came = True
        self.thread.start()
        self.thread.join(MOMENT)

    def answer(self) -> Any:
        """The answer, once those before have gone."""
        if not self.came:
            return NOT_REACHED
        self.thread.join()
        return self.answers[0]


def stories(history: Sequence[Op]) -> Iterator[Answers]:
    """Every list of answers that a right store may give; a callable stands for whatever it accepts."""
    open_ends = [op for op in history if isinstance(op, Meanwhile | Break)]
    for choices in itertools.product(range(2), repeat=len(open_ends)):
        yield story(history, iter(choices))


def story(history: Sequence[Op], choices: Iterator[int]) -> Answers:
    """The answers of a right store, with these choices where it has one."""
    store = MemoryStore()
    answers: Answers = []
    for op in history:
        match op:
            case Reopen():
                answers.append(None)
            case Files():
                answers.append(False)
            case Meanwhile(outer, _, inner):
                if next(choices):
                    second = answer(inner, store)
                    answers.append((answer(outer, store), second))
                else:
                    first = answer(outer, store)
                    answers.append((first, answer(inner, store)))
            case InLab(_, _, wanted):
                answers.append(wanted)
            case Break(batch):
                if next(choices):
                    answers.append({answer(Send(batch), store), "storage.indeterminate"})
                else:
                    answers.append(refusals(batch, store) or set(UNSURE))
            case _:
                answers.append(answer(op, store))
    return answers


def refusals(batch: Batch, store: MemoryStore) -> set[Any]:
    """The refusal that a batch meets in any case, and whatever is said when a fault comes before it."""
    state = attrs.evolve(batch, partition=batch.partition)
    trial = MemoryStore()
    file = BytesIO()
    dump(store, batch.partition, file)
    load(file, trial)
    mine = answer(Send(state), trial)
    return {mine, *UNSURE} if isinstance(mine, tuple) else set()


def is_wrong(history: Sequence[Op], make: Callable[[Path], Bench]) -> bool:
    """Whether the store gives answers that no right store gives."""
    with TemporaryDirectory() as folder:
        try:
            answers = run(history, make(Path(folder)))
        except Exception:  # it does not even open
            return True
    if any(isinstance(each, tuple) and each[-1:] == (NOT_REACHED,) for each in answers):
        return False
    return not any(
        all(
            mine in may if isinstance(may, set) else mine == may
            for mine, may in zip(answers, story, strict=True)
        )
        for story in stories(history)
    )


def minimised(history: Sequence[Op], shows: Callable[[Sequence[Op]], bool]) -> list[int]:
    """Places of operations that are enough, and of which none can be left out."""
    kept = list(range(len(history)))
    width = len(kept) // 2
    while width:
        shrunk = False
        for start in range(len(kept) - width, -1, -width):
            without = kept[:start] + kept[start + width :]
            if shows([history[n] for n in without]):
                kept, shrunk = without, True
        if not shrunk or width > 1:
            width //= 2
    return kept


__all__ = [
    "Ask",
    "Break",
    "Files",
    "History",
    "InLab",
    "Look",
    "Meanwhile",
    "Op",
    "Read",
    "Reopen",
    "Scan",
    "Send",
    "Visitor",
    "is_wrong",
    "minimised",
    "size",
    "told",
]
