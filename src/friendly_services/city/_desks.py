"""Where one kind of record is asked for: by id, by index, as it was known before."""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final, Generic, TypeVar, cast

import attrs

from .. import honours, merchants, points, stations
from ..codec import Undecodable, key_bytes
from ..decider import Kind, fold
from ..errors import Invalid, NotFound, check_count
from ..ids import Key, MerchantId
from ..places import Place
from ..standards import Verdict
from ..storage import Checksums, Corrupt, Entry, IndexKey, Page, Record, Store
from ..text import Reason
from ..workdays import Calendar
from ._answers import Found, Line, NoRules
from ._incoming import FactsTaken, facts_from
from ._questions import Question, after_all, ask
from ._registry import Registry
from ._times import aware, instant, micros

__all__ = [
    "Desk",
    "Honours",
    "Ledger",
    "Merchants",
    "Reader",
    "Stations",
    "a_text",
    "page_size",
]

S = TypeVar("S")

_LOG: Final = logging.getLogger(__name__)
_PAGE: Final = 1_000
_MOST: Final = 1_000
_BATCH: Final = 500
_LOOKED_AT: Final = 10_000
"""Records that one page may look at, so that no call is without an end."""
_FIRST_YEAR, _LAST_YEAR = 1900, 9000


def _no_rules(capability: str, _: datetime | None) -> Any:
    raise NoRules(capability, "")


@attrs.frozen(eq=False)
class Reader:
    """Reads one partition: records decoded, journals followed to the end."""

    store: Store
    partition: str
    registry: Registry
    clock: Callable[[], datetime]
    """The time in the city's zone."""
    rules: Callable[[str, datetime | None], Any] = _no_rules
    """A capability's rules by the pack in force, now or as it was known at a time."""
    calendar: Callable[[], Calendar] = Calendar
    """The working days of the pack in force."""

    @property
    def checksums(self) -> Checksums:
        """What tells whether the store returns what was written."""
        return Checksums(self.partition)

    def state(self, record: Record) -> Any:
        """The record's state, None once erased."""
        body = self.checksums.body_of(record)
        return None if body is None else self.registry.states[record.key[0]].decode(body)

    def place(self, key: Key, state: Any) -> Place | None:
        """The record as a place on the map, if it is one."""
        return None if state is None else self.registry.kinds[key[0]].place(state)

    def load(self, *keys: Key) -> tuple[Any, ...]:
        """The states of these records, None where there is none."""
        records = self.store.load(self.partition, keys).records
        return tuple(self.state(r) if r is not None else None for r in records)

    def readable(
        self, records: Iterable[Record], damaged: list[Reason], known: Collection[Key] = ()
    ) -> Iterator[tuple[Record, Any]]:
        """The records with their states; those damaged go to `damaged`, and to the log unless known."""
        for record in records:
            try:
                state = self.state(record)
            except (Corrupt, Undecodable) as error:
                kind, id_ = record.key
                damaged.append(Reason("verify.record_unreadable", kind=kind, key=id_, why=error.reason))
                if record.key not in known:
                    _LOG.error("left out of an answer, since it is damaged: the record %s %s", kind, id_)
            else:
                yield record, state

    def mended(self, key: Key) -> Any:
        """The record's state; if the record is damaged, what its own history makes of it.

        Raises:
            Corrupt: its history is damaged too, or is not all there.
        """
        try:
            (state,) = self.load(key)
        except (Corrupt, Undecodable):
            (record,) = self.store.load(self.partition, (key,)).records
            entries = list(self.entries(key=key))
            if record is None or not entries or entries[-1].version != record.version:
                raise
            _LOG.error("made from its history, since it is damaged until a rebuild: the record %s %s", *key)
            state = fold(self.registry.kinds[key[0]], map(self.event, entries))
        return state

    def entries(
        self,
        *,
        after: int = 0,
        key: Key | None = None,
        kind: str | None = None,
        known: datetime | None = None,
    ) -> Iterator[Entry]:
        """Journal entries in order, of one record, of one kind or of all, up to what was recorded by `known`.

        Raises:
            Corrupt: the store tells the same again, and would for ever.
        """
        upto = None if known is None else micros(aware("known", known))
        while page := self.store.read(self.partition, after, _PAGE, key=key, kind=kind, upto=upto):
            yield from page
            if page[-1].position <= after:
                raise Corrupt(Reason("verify.gap", expected=after + 1, found=page[-1].position))
            after = page[-1].position

    def index(self, name: str, lo: bytes = b"", hi: bytes | None = None) -> Iterator[tuple[IndexKey, Record]]:
        """Every entry of an index with `lo <= key < hi`, and its record."""
        after: bytes | None = None
        while True:
            page = self.store.scan(self.partition, name, lo, hi, _PAGE, False, after)
            yield from page.items
            if page.next is None:
                return
            after = page.next

    def event(self, entry: Entry) -> Any:
        """The entry's event."""
        return self.registry.events[entry.key[0]].decode(self.checksums.event_of(entry))

    def as_known(self, key: Key, known: datetime) -> Any:
        """The record's state as the journal had it then, None before its first event."""
        kind = self.registry.kinds[key[0]]
        return fold(kind, (self.event(entry) for entry in self.entries(key=key, known=known)))

    def history(self, key: Key, known: datetime | None = None) -> tuple[Line, ...]:
        """What happened to a record, first to last."""
        zone = self.clock().tzinfo
        return tuple(
            Line(e.position, instant(e.at, zone), self.event(e), e.command.by, e.command.pack)
            for e in self.entries(key=key, known=known)
        )


@attrs.frozen(eq=False)
class Desk(Generic[S]):
    """One kind of record of a city.

    >>> city.merchants.find(standing="named", area="花溪街道", limit=50)    # doctest: +SKIP
    """

    _reader: Reader
    kind: Kind[S]

    def get(self, id: str, *, known: datetime | None = None) -> S:  # noqa: A002 # the field's own word
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

    def history(self, id: str, *, known: datetime | None = None) -> tuple[Line, ...]:  # noqa: A002 # as above
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
                capitals, dots and spaces are written.
            limit: records a page, 1 to 1,000.
            after: `next` of the page before.
            reverse: from the end of the index.

        Raises:
            NoIndex: nothing is found by such a name; the error lists those there are.
            Invalid: a value that no index holds, or a limit out of range.
        """
        question = ask(self.kind, where, self._reader.clock())
        limit = page_size(limit)
        if not question.tests:
            page = self._scan(question, limit, reverse, after)
            damaged: list[Reason] = []
            found = [state for _, state in self._reader.readable((r for _, r in page.items), damaged)]
            return Found(tuple(found), page.next, tuple(damaged), len(page.items))
        items: list[S] = []
        damaged = []
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
            if after is None or len(items) >= limit or looked >= _LOOKED_AT:
                return Found(tuple(items), after, tuple(damaged), looked)

    def count(self, **where: Any) -> int:
        """How many records `find` finds in all, page after page; it reads as many as that would.

        Raises:
            NoIndex: as `find`.
            Invalid: as `find`.
        """
        found, after = 0, None
        while True:
            page = self.find(limit=_MOST, after=after, **where)
            found += len(page)
            if (after := page.next) is None:
                return found

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


def a_text(field: str, id_: object) -> str:
    """The id, refused if it is no text at all; a text that no record has is for the search to miss."""
    if not isinstance(id_, str):
        raise Invalid.at(field, "id.malformed", value=id_)
    return id_


def page_size(limit: int) -> int:
    """The number of records a page may have, refused if it is none."""
    return check_count("limit", limit, 1, _MOST)


@attrs.frozen(eq=False)
class Merchants(Desk[merchants.Merchant]):
    """The register of merchants."""

    def verdict(self, id: str, *, on: date | None = None, known: datetime | None = None) -> Verdict:  # noqa: A002 # the field's own word
        """What the standard says of a merchant as of a day, on what was on record at a time.

        An application under way is judged by the version that it keeps.

        Args:
            id: the merchant.
            on: the day; the city's today if left out.
            known: by the facts and the pack as they were then; as they are now if left out.
        """
        merchant = self.get(id, known=known)
        return merchants.judge(
            self._reader.rules("merchants", known).standard,
            merchant,
            on=on or self._reader.clock().date(),
            applied=merchant.applied_on if merchant.naming is None else None,
        )

    def facts_from(
        self,
        rows: Iterable[Mapping[str, Any]],
        *,
        source: str,
        evidence: merchants.Evidence | str = "registry",
    ) -> FactsTaken:
        """The commands that put rows of another system on record, and what of them cannot be taken.

        Nothing is recorded yet: send `commands` with `do_many`. What is on record already, just so, gives no
        command, so the same rows can come again and again. Of two rows about one day the later counts.

        Args:
            rows: mappings, as `csv.DictReader` gives them: `merchant`, an id, or `licence`, a number, which
                means every merchant under it; `fact`, as the standard names it; `value`, of its type or as
                text; `on`, the day on which it was so, a date or ISO text.
            source: where they come from, in a few words.
            evidence: what they rest on.
        """
        today = self._reader.clock().date()
        version = self._reader.rules("merchants", None).standard.in_force(today)
        declared = {fact.name: fact for fact in version.facts}
        rests_on = merchants.Evidence(evidence) if isinstance(evidence, str) else evidence
        return facts_from(self, rows, declared, rests_on, source, today)

    def standing(
        self,
        id: str,  # noqa: A002 # the field's own word
        *,
        on: date | None = None,
        known: datetime | None = None,
    ) -> merchants.Standing | None:
        """Where a merchant lawfully stood on a day: a revocation that fell on appeal never was.

        Args:
            id: the merchant.
            on: the day; the city's today if left out. Before the application it stood nowhere.
            known: by what was on record then; by all that is on record now if left out. What the map showed
                at a time is `get` with that time.
        """
        history = ((line.at.date(), line.event) for line in self.history(id, known=known))
        return merchants.standing_on(history, on or self._reader.clock().date())

    def plan_reviews(self, year: int, *, area: str | None = None) -> tuple[merchants.AppointReview, ...]:
        """The appointments that re-reviews due in a year lack, on as level a calendar as can be.

        Send them with `City.do_many`, and plan again whenever merchants were named since: who has an
        appointment keeps it, unless the calendar has learnt that it is a day off. Plan before the pack's
        `ahead_days` of the year's first due day begin, or the first ones have fewer days to go to.

        Args:
            year: of the due days. The appointments may lie in the year before it.
            area: one district or street alone, whose officer's days are levelled for themselves; all of the
                city's together if left out.
        """
        year = check_count("year", year, _FIRST_YEAR, _LAST_YEAR)
        today, calendar = self._reader.clock().date(), self._reader.calendar()
        days: int = self._reader.rules("merchants", None).review.ahead_days
        lo, hi = date(year, 1, 1) - timedelta(days=days), date(year + 1, 1, 1) + timedelta(days=days)
        due: dict[MerchantId, date] = {}
        taken: list[date] = []
        for merchant in self._by_review(area, lo, hi):
            review = cast("merchants.Naming", merchant.naming).review
            kept = review.appointed is not None and calendar.is_workday(review.appointed) is not False
            if review.on.year == year and review.on > today and review.term is None and not kept:
                due[merchant.id] = review.on
            elif review.appointed is not None:
                taken.append(review.appointed)
        first = today + timedelta(days=1)
        plan = merchants.schedule(due, calendar=calendar, days=days, first=first, taken=taken)
        return tuple(merchants.AppointReview(merchant, on) for merchant, on in plan.items())

    def overdue_reviews(
        self,
        *,
        on: date | None = None,
        area: str | None = None,
        limit: int = 50,
        after: bytes | None = None,
    ) -> Found[merchants.OverdueReview]:
        """A page of the re-reviews that are overdue, longest first, each with who owes what.

        Args:
            on: the day; the city's today if left out. A day to come shows what will be, if nobody acts.
            area: one district or street; the whole city if left out.
            limit: lines a page, 1 to 1,000.
            after: `next` of the page before.
        """
        day = on or self._reader.clock().date()
        where = {"review": (None, day)} if area is None else {"area": area, "review": (None, day)}
        page = self.find(limit=limit, after=after, **where)
        rules = self._reader.rules("merchants", None)
        entries = (self._reader.entries(key=("merchant", merchant.id)) for merchant in page)
        histories = (map(self._reader.event, found) for found in entries)
        late = (merchants.overdue(m, past, rules, day) for m, past in zip(page, histories, strict=True))
        return Found(tuple(late), page.next, page.damaged)

    def _by_review(
        self, area: str | None, first: date | None, before: date | None
    ) -> Iterator[merchants.Merchant]:
        """Every named merchant whose re-review is to be done by a day of these; the damaged are logged."""
        where = {"review": (first, before)} if area is None else {"area": area, "review": (first, before)}
        after: bytes | None = None
        while True:
            page = self.find(limit=_MOST, after=after, **where)
            yield from page
            if (after := page.next) is None:
                return


@attrs.frozen(eq=False)
class Stations(Desk[stations.Station]):
    """The register of stations."""

    def verdicts(
        self,
        id: str,  # noqa: A002 # the field's own word
        *,
        on: date | None = None,
        known: datetime | None = None,
    ) -> Mapping[str, Verdict]:
        """What each level's standard says of a station, for itself: see `Merchants.verdict`."""
        rules: stations.Rules = self._reader.rules("stations", known)
        day = on or self._reader.clock().date()
        return stations.verdicts(self.get(id, known=known), rules.scheme, day, rules.spans)

    def missing_for(
        self,
        id: str,  # noqa: A002 # the field's own word
        level: str,
        *,
        on: date | None = None,
        known: datetime | None = None,
    ) -> stations.Missing:
        """What a station lacks for a level, or what has to be found out first."""
        rules: stations.Rules = self._reader.rules("stations", known)
        day = on or self._reader.clock().date()
        return stations.missing_for(self.get(id, known=known), rules.scheme, level, day, rules.spans)

    def upgrade(
        self,
        id: str,  # noqa: A002 # the field's own word
        level: str,
        *,
        prices: Mapping[str, stations.Price],
        riders: int | None = None,
        on: date | None = None,
        known: datetime | None = None,
    ) -> stations.Upgrade:
        """What a station lacks for a level, priced item by item: see `stations.upgrade`."""
        rules: stations.Rules = self._reader.rules("stations", known)
        day, station = on or self._reader.clock().date(), self.get(id, known=known)
        return stations.upgrade(station, rules.scheme, level, day, prices, riders=riders, windows=rules.spans)

    def plan_budget(
        self,
        budget: int,
        *,
        prices: Mapping[str, stations.Price],
        riders: Mapping[str, int | Mapping[str, int]],
        area: str | None = None,
        levels: Collection[str] | None = None,
        on: date | None = None,
    ) -> stations.BudgetPlan:
        """Which upgrades of all stations serve the most riders a day for a sum: see `stations.plan_budget`.

        Stations that are closed for good are left aside.

        Args:
            budget: yuan.
            prices: by fact, as the scheme's standards name them.
            riders: by station, how many a day it would serve: one number, or one for each level. A station
                or level left out is one that nobody has counted.
            area: only its stations.
            levels: only these; every level of the scheme if left out.
            on: the day; the city's today if left out.

        Raises:
            NotFound: riders of a station that there is not.
        """
        rules: stations.Rules = self._reader.rules("stations", None)
        day, windows = on or self._reader.clock().date(), rules.spans
        damaged: list[Reason] = []
        every = tuple(self._every({} if area is None else {"area": area}, damaged))
        for id_ in riders.keys() - {station.id for station in every}:
            self.get(id_)
        asked = rules.scheme.codes if levels is None else levels
        upgrades = [
            stations.upgrade(
                station,
                rules.scheme,
                level,
                day,
                prices,
                riders=_served(riders, station, level),
                windows=windows,
            )
            for station in every
            for level in asked
            if station.standing != "closed"
        ]
        return attrs.evolve(stations.plan_budget(upgrades, budget), damaged=tuple(damaged))

    def _every(self, where: Mapping[str, Any], damaged: list[Reason]) -> Iterator[stations.Station]:
        after: bytes | None = None
        while True:
            page = self.find(limit=_MOST, after=after, **where)
            damaged += page.damaged
            yield from page
            if (after := page.next) is None:
                return


def _served(
    riders: Mapping[str, int | Mapping[str, int]], station: stations.Station, level: str
) -> int | None:
    """How many riders a day a station would serve at a level, if somebody has counted."""
    served = riders.get(station.id)
    return served.get(level) if isinstance(served, Mapping) else served


@attrs.frozen(eq=False)
class Honours(Desk[honours.Honour]):
    """Titles, from their nomination on."""

    def held_by(self, subject: str, *, on: date | None = None) -> tuple[honours.Honour, ...]:
        """The titles that a merchant, station or worker holds on a day; the city's today if left out.

        A term that has run out, a revocation and an open appeal end it at once, whether or not `tick` ran.
        """
        day = on or self._reader.clock().date()
        prefix = key_bytes(a_text("subject", subject))
        found = self._reader.index("honour.by_subject.1", prefix, after_all(prefix))
        return tuple(state for _, record in found if (state := self._reader.state(record)).held(day))


@attrs.frozen(eq=False)
class Ledger(Desk[points.Account]):
    """Workers' accounts, under the host's own ids."""

    def balance(self, worker: str, *, on: date | None = None, known: datetime | None = None) -> int:
        """The points a worker can spend on a day, as on record at a time: 0 for who never earned any.

        Args:
            worker: the host's id.
            on: the day; the city's today if left out. Points that expire before it do not count.
            known: what was recorded by then; now if left out.
        """
        try:
            account = self.get(worker, known=known)
        except NotFound:
            return 0
        return points.available(account, on or self._reader.clock().date())

    def statement(self, worker: str, *, known: datetime | None = None) -> tuple[points.Line, ...]:
        """Every entry of a worker's account with its reason and the balance after it, first to last."""
        entries = self._reader.entries(key=(self.kind.name, worker), known=known)
        return points.statement(map(self._reader.event, entries), self._reader.rules("points", known))
