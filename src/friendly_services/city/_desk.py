"""Where one kind of record is asked for: by id, by index, as it was known before."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final, Generic, TypeVar

import attrs

from ..decider import Kind
from ..errors import Invalid, NotFound, check_count
from ..storage import Page
from ..text import Reason
from ._answers import Found, Line
from ._questions import Question, ask
from ._reader import Reader

__all__ = ["LOOKED_AT", "Desk", "a_text", "page_size"]

S = TypeVar("S")

_MOST: Final = 1_000
_BATCH: Final = 500
LOOKED_AT: Final = 10_000
"""Records that one page may look at, so that no call is without an end."""


@attrs.frozen(eq=False, repr=False)
class Desk(Generic[S]):
    """One kind of record of a city.

    >>> city.merchants.find(standing="named", area="花溪街道", limit=50)    # doctest: +SKIP
    """

    _reader: Reader
    kind: Kind[S]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._reader.partition!r}: {self.kind.name}>"

    def get(self, id: str, *, known: datetime | None = None) -> S:
        """The record with this id, now or as it was known at an earlier time.

        Raises:
            NotFound: there is none, or there was none then.
        """
        key = (self.kind.name, a_text("id", id))
        state: S | None
        (state,) = self._reader.load(key) if known is None else (self._reader.as_known(key, known),)
        if state is None:
            raise NotFound(self.kind.name, id)
        return state

    def history(self, id: str, *, known: datetime | None = None) -> tuple[Line, ...]:
        """What happened to this record, with who sent the command and which pack was in force."""
        lines = self._reader.history((self.kind.name, a_text("id", id)), known)
        if not lines:
            raise NotFound(self.kind.name, id)
        return lines

    def find(
        self, *, limit: int = 50, after: bytes | None = None, reverse: bool = False, **where: Any
    ) -> Found[S]:
        """A page of records that answer all that is asked, in the order of the index that answers most of it.

        What no index answers is looked for among the records that the index leaves: a page looks at 10,000 of
        them at most, and may then have fewer records than `limit`, or none, and still a `next`. A record that
        is damaged stops no other: it is left out, named in `damaged` and logged as an error.

        Args:
            where: by any field of an index a value, or a pair `(low, high)` meaning `low <= value < high`,
                either of them None for no bound; by the kind's other filters, such as `trade`, `service` and
                `name_contains`, what they ask for; `due_before`, a day: what it needs next has its last day
                before it. Nothing given, and every record is found. A name is found however its width,
                capitals, dots and spaces are written; an area, by every code that its ground has had.
            limit: records a page, 1 to 1,000.
            after: `next` of the page before.
            reverse: from the end of the index.

        Raises:
            NoIndex: nothing is found by such a name; the error lists those there are.
            Invalid: a value that no index holds, or a limit out of range.
        """
        questions, limit = self._questions(where), page_size(limit)
        if len(questions) == 1:
            return self._page(questions[0], limit, reverse, after)
        if reverse:
            questions = questions[::-1]
        n, after = _cursor(after, len(questions))
        items: list[S] = []
        damaged: list[Reason] = []
        looked = 0
        while True:
            page = self._page(questions[n], limit - len(items), reverse, after)
            items += page.items
            damaged += page.damaged
            looked += page.looked
            after = page.next
            n += after is None
            if n == len(questions):
                return Found(tuple(items), None, tuple(damaged), looked)
            if after is not None or len(items) == limit:
                return Found(tuple(items), bytes([n]) + (after or b""), tuple(damaged), looked)

    def count(self, **where: Any) -> int:
        """How many records `find` finds in all, page after page; it reads as many as that would.

        Raises:
            NoIndex: as `find`.
            Invalid: as `find`.
        """
        return sum(map(len, self._pages(**where)))

    def every(self, **where: Any) -> Iterator[S]:
        """All that `find` finds, page after page.

        Raises:
            NoIndex: as `find`.
            Invalid: as `find`.
        """
        for page in self._pages(**where):
            yield from page

    def _pages(self, **where: Any) -> Iterator[Found[S]]:
        """Every page of what `find` finds, one after the other."""
        after: bytes | None = None
        while True:
            page = self.find(limit=_MOST, after=after, **where)
            yield page
            if (after := page.next) is None:
                return

    def _questions(self, where: Mapping[str, Any]) -> tuple[Question, ...]:
        """What is asked; of an area whose code has changed, by every code that its ground has had."""
        area = where.get("area")
        if area is not None and not isinstance(area, tuple) and len(codes := self._reader.areas(area)) > 1:
            where = {**where, "area": codes}
        return ask(self.kind, where, self._reader.clock())

    def _page(self, question: Question, limit: int, reverse: bool, after: bytes | None) -> Found[S]:
        """A page of the records that answer one question."""
        damaged: list[Reason] = []
        if not question.tests:
            page = self._scan(question, limit, reverse, after)
            found = [state for _, state in self._reader.readable((r for _, r in page.items), damaged)]
            return Found(tuple(found), page.next, tuple(damaged), len(page.items))
        items: list[S] = []
        looked = 0
        while True:
            page, unreadable = self._scan(question, _BATCH, reverse, after), list[Reason]()
            matching = self._matching(question, page, unreadable)
            if len(items) + len(matching) > limit:  # a page can end only where the store can go on
                last, _ = matching[limit - len(items) - 1]
                page, unreadable = self._scan(question, last + 1, reverse, after), []
                matching = self._matching(question, page, unreadable)
            items += (state for _, state in matching)
            damaged += unreadable
            looked += len(page.items)
            after = page.next
            if after is None or len(items) >= limit or looked >= LOOKED_AT:
                return Found(tuple(items), after, tuple(damaged), looked)

    def _scan(self, question: Question, limit: int, reverse: bool, after: bytes | None) -> Page:
        name = f"{self.kind.name}.{question.index.name}.{question.index.number}"
        return self._reader.store.scan(
            self._reader.partition, name, question.lo, question.hi, limit, reverse, after
        )

    def _matching(self, question: Question, page: Page, damaged: list[Reason]) -> list[tuple[int, S]]:
        """The records of a page that answer, with their places on it."""
        return [
            (n, state)
            for n, (_, record) in enumerate(page.items)
            for _, state in self._reader.readable((record,), damaged)
            if question.holds(state)
        ]


def _cursor(after: bytes | None, questions: int) -> tuple[int, bytes | None]:
    """Which of several questions a page goes on with, and where in it."""
    if not after:
        return 0, None
    if after[0] >= questions:
        raise Invalid.at("after", "storage.cursor")
    return after[0], after[1:] or None


def a_text(field: str, id_: object) -> str:
    """The id, refused if it is no text at all; a text that no record has is for the search to miss."""
    if not isinstance(id_, str):
        raise Invalid.at(field, "id.malformed", value=id_)
    return id_


def page_size(limit: int) -> int:
    """The number of records a page may have, refused if it is none."""
    return check_count("limit", limit, 1, _MOST)
