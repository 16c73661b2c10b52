"""Workers' accounts: what they can spend, how it came about, and what the whole ledger holds."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any, overload

import attrs

from .. import packs, points
from ..decider import fold
from ..errors import Invalid, NotFound
from ..ids import RedemptionId, WorkerId
from ..packs import Pack
from ..storage import EVERY_RECORD, Record
from . import _catalogue
from ._attempt import rules_of
from ._desk import Desk, a_text
from ._times import a_day, aware, instant

__all__ = ["Ledger"]


@attrs.frozen(eq=False, repr=False)
class Ledger(Desk[points.Account]):
    """Workers' accounts, under the host's own ids."""

    _rules_of: Callable[[int], points.Rules | None]
    """The rules of a pack by its number."""

    def balance(self, worker: str, *, on: date | None = None, known: datetime | None = None) -> int:
        """The points a worker can spend on a day, as on record at a time: 0 for who never earned any.

        >>> from friendly_services import Actor, City, points
        >>> officer = Actor("u17", roles={"officer"})
        >>> with City.open("memory://", city="banan", pack="points-default") as city:
        ...     earned = city.do(points.Earn("rider-7", "registration"), by=officer)
        ...     print(city.points.balance("rider-7"), city.points.balance("rider-8"))
        20 0

        Args:
            worker: the host's id.
            on: the day; the city's today if left out. Points that expire before it do not count.
            known: what was recorded by then; now if left out.
        """
        try:
            account = self.get(worker, known=known)
        except NotFound:
            return 0
        return points.available(account, self._reader.day(on))

    def hours(self, worker: str, *, known: datetime | None = None) -> int:
        """The volunteer hours of a worker, as on record at a time: 0 for who never served any.

        Points that are spent or expire leave them as they are.

        >>> from friendly_services import Actor, City, points
        >>> leader, served = Actor("u5", roles={"leader"}), points.Earn("rider-7", "volunteer_hour", "rota-3")
        >>> with City.open("memory://", city="banan", pack="points-default") as city:
        ...     earned = city.do(served, by=leader)
        ...     print(city.points.hours("rider-7"), city.points.balance("rider-7"))
        1 20
        """
        try:
            return self.get(worker, known=known).hours
        except NotFound:
            return 0

    def catalogue(
        self, worker: str | None = None, *, host: str | None = None, on: date | None = None
    ) -> tuple[points.Offer, ...]:
        """What points can be exchanged for: price, what is free, how long one waits, what a worker lacks.

        >>> from friendly_services import Actor, City, points
        >>> officer = Actor("u17", roles={"officer"})
        >>> with City.open("memory://", city="banan", pack="points-default") as city:
        ...     offered = city.do(points.OfferReward("gloves", "union-hall", 3), by=officer)
        ...     for offer in city.points.catalogue("rider-7"):
        ...         print(offer.title, offer.price, offer.free, offer.missing, offer.possible)
        gloves 80 3 80 False

        Args:
            worker: the host's id; each offer then says how many points they lack for it.
            host: a merchant or a station; all of them if left out.
            on: the day; the city's today if left out.
        """
        day = self._reader.day(on)
        if worker is None:
            return _catalogue.catalogue(self._reader, host, day)
        try:
            account = self.get(worker)
        except NotFound:
            account = points.Account(WorkerId(worker))
        stopped = self.kind.possible(account)["Redeem"] if account.standing else None
        return _catalogue.catalogue(self._reader, host, day, points.available(account, day), stopped)

    def why(self, worker: str, *, on: date | None = None, known: datetime | None = None) -> points.Why:
        """What a worker's balance is made of: every point with its award, its rule and its expiry.

        Its shares sum to `balance` exactly.

        >>> from friendly_services import Actor, City, points
        >>> officer, now = Actor("u17", roles={"officer"}), datetime.fromisoformat("2026-03-02T11:00+08:00")
        >>> with City.open("memory://", city="banan", pack="points-default", clock=lambda: now) as city:
        ...     earned = city.do(points.Earn("rider-7", "registration"), by=officer)
        ...     print(city.points.why("rider-7"))
        'rider-7' can spend 20 points on 2026-03-02
        20 of 20 points for first registration, profile verified: entry 2 of 2026-03-02, by pack 1,
        counting to 2027-03-31; with it the 1 that there ever are were reached

        Args:
            worker: the host's id.
            on: as for `balance`.
            known: as for `balance`.
        """
        entries = self._reader.entries(key=(self.kind.name, a_text("worker", worker)), known=known)
        history = ((self._reader.event(entry), entry.command.pack) for entry in entries)
        return points.why(WorkerId(worker), history, self._reader.day(on), self._rules_of)

    def expiries(self, worker: str, *, on: date | None = None) -> tuple[points.Lot, ...]:
        """The points a worker can spend, by the last day on which they count, earliest first.

        >>> from friendly_services import Actor, City, points
        >>> officer, now = Actor("u17", roles={"officer"}), datetime.fromisoformat("2026-03-02T11:00+08:00")
        >>> with City.open("memory://", city="banan", pack="points-default", clock=lambda: now) as city:
        ...     earned = city.do(points.Earn("rider-7", "registration"), by=officer)
        ...     for lot in city.points.expiries("rider-7"):
        ...         print(lot.points, lot.expires)
        20 2027-03-31

        Args:
            worker: the host's id.
            on: as for `balance`.
        """
        try:
            account = self.get(worker)
        except NotFound:
            return ()
        return points.expiries(account, self._reader.day(on))

    @overload
    def statement(self, worker: str, *, known: datetime | None = None) -> tuple[points.Line, ...]: ...

    @overload
    def statement(
        self, worker: str, *, month: tuple[int, int], known: datetime | None = None
    ) -> points.Statement: ...

    def statement(
        self, worker: str, *, month: tuple[int, int] | None = None, known: datetime | None = None
    ) -> tuple[points.Line, ...] | points.Statement:
        """Every entry of a worker's account with its reason and the balance after it, first to last.

        >>> from friendly_services import Actor, City, points
        >>> officer, now = Actor("u17", roles={"officer"}), datetime.fromisoformat("2026-03-02T11:00+08:00")
        >>> with City.open("memory://", city="banan", pack="points-default", clock=lambda: now) as city:
        ...     earned = city.do(points.Earn("rider-7", "registration"), by=officer)
        ...     print(city.points.statement("rider-7", month=(2026, 3)))
        Points of 'rider-7' from 2026-03-01 to 2026-03-31
        opening balance: 0
        2026-03-02  +20  first registration, profile verified  balance 20
        closing balance: 20
        not final: awards for days of this month can be entered until 2026-04-07

        Args:
            worker: the host's id.
            month: year and month, such as `(2026, 3)`: a statement of its business days, with the balances
                that it began and ended with. What time has done by now is in it, entered or not.
            known: only what was recorded by then; by now if left out.
        """
        entries = self._reader.entries(key=(self.kind.name, a_text("worker", worker)), known=known)
        events = list(map(self._reader.event, entries))
        rules: points.Rules = self._reader.rules("points", known)
        if month is None:
            return points.statement(events, rules)
        today = self._today(known)
        account: points.Account | None = fold(self.kind, events)
        if account is not None:
            events += points.pending(account, today)
        lines = points.statement(events, rules)
        return points.monthly(WorkerId(worker), lines, _month(month), today, rules.late_days)

    def liability(self, on: date | None = None, *, known: datetime | None = None) -> points.Liability:
        """What the programme owes: the points that all workers can spend on a day, by month of expiry.

        >>> from friendly_services import Actor, City, points
        >>> officer, now = Actor("u17", roles={"officer"}), datetime.fromisoformat("2026-03-02T11:00+08:00")
        >>> with City.open("memory://", city="banan", pack="points-default", clock=lambda: now) as city:
        ...     earned = city.do(points.Earn("rider-7", "registration"), by=officer)
        ...     print(city.points.liability())
        20 points of 1 worker can be spent on 2026-03-02; 0 more are set aside for rewards
        20 expire after 2027-03-31

        Args:
            on: the day; the city's today if left out.
            known: as on record then; now if left out. For the end of a day that is past, give both.
        """
        return points.liability(self._accounts(known), self._reader.day(on))

    def trial_balance(
        self, day: date | None = None, *, detailed: bool = False, known: datetime | None = None
    ) -> points.TrialBalance:
        """What every account of the ledger holds at the end of a business day: debits equal credits.

        >>> from friendly_services import Actor, City, points
        >>> officer, now = Actor("u17", roles={"officer"}), datetime.fromisoformat("2026-03-02T11:00+08:00")
        >>> with City.open("memory://", city="banan", pack="points-default", clock=lambda: now) as city:
        ...     earned = city.do(points.Earn("rider-7", "registration"), by=officer)
        ...     print(city.points.trial_balance())
        trial balance of 2026-03-02: awards for that day can be entered until 2026-03-09
        issued: debits 20, credits 0, balance -20
        points of workers: debits 0, credits 20, balance 20

        Args:
            day: the business day; the city's today if left out.
            detailed: every worker's accounts on their own.
            known: only what was recorded by then; by now if left out.
        """
        kinds = (self._reader.entries(kind=kind, known=known) for kind in (self.kind.name, "fund"))
        events = ((entry.key[1], self._reader.event(entry)) for entry in chain.from_iterable(kinds))
        today, rules = self._today(known), self._reader.rules("points", known)
        day = self._reader.day(day)
        return points.trial_balance(events, day, today, rules.late_days, detailed=detailed)

    def reconcile(self) -> points.Reconciliation:
        """Add up every entry of the ledger and compare the sums with the accounts on record.

        It may run while others write: what they enter meanwhile is left to the next time.

        >>> from friendly_services import Actor, City, points
        >>> with City.open("memory://", city="banan", pack="points-default") as city:
        ...     earned = city.do(points.Earn("rider-7", "registration"), by=Actor("u17", roles={"officer"}))
        ...     print(city.points.reconcile())
        2 entries and 1 account compared, 0 differences found

        Raises:
            Corrupt: an entry or an account is damaged; `City.verify` tells of all that are.
        """
        kinds = self.kind.name, "fund"
        head = self._reader.store.load(self._reader.partition, ()).head
        found = [(record, state) for kind in kinds for record, state in self._every(kind)]
        versions = {record.key: record.version for record, _ in found}
        counted: Counter[str] = Counter()

        def entries() -> Iterator[tuple[str, Any]]:
            for kind in kinds:
                for entry in self._reader.entries(kind=kind):
                    version = versions.get(entry.key, entry.version if entry.position <= head else 0)
                    if entry.version <= version:  # what was entered since is in no record that was read
                        counted[kind] += 1
                        yield entry.key[1], self._reader.event(entry)

        sums = points.totals(entries())
        return points.reconcile(sums, [state for _, state in found], counted.total())

    def rehearse(
        self,
        pack: str | Path | Pack,
        *,
        since: date,
        until: date | None = None,
        progress: Callable[[Sequence[str]], Iterable[str]] = iter,
    ) -> points.Rehearsal:
        """What workers would have, had another pack's rules held in a time that is past; nothing is changed.

        >>> import json
        >>> from friendly_services import Actor, City, packs, points
        >>> plain = json.loads(packs.load("points-default").content)
        >>> plain["points"]["actions"]["registration"]["points"] = 30
        >>> with City.open("memory://", city="banan", pack="points-default") as city:
        ...     earned = city.do(points.Earn("rider-7", "registration"), by=Actor("u17", roles={"officer"}))
        ...     found = city.points.rehearse(packs.from_content(json.dumps(plain)), since=date(2020, 1, 1))
        ...     print(found.before.points, found.after.points)
        20 30

        Args:
            pack: a pack, its folder, or a built-in pack's name.
            since: the first day whose entries are entered again.
            until: the last; the city's today if left out.
            progress: is given the workers and goes through them, such as `tqdm` for a bar.

        Raises:
            NoRules: the pack has no `[points]`.
            Invalid: the last day is before the first, `progress` cannot be called, or the pack has problems.
        """
        tried = pack if isinstance(pack, Pack) else packs.load(pack)
        rules: points.Rules = rules_of(tried, "points")
        first, last = a_day("since", since), self._reader.day(until)
        if last < first:
            raise Invalid.at("until", "city.period", first=first, last=last)
        if not callable(progress):
            raise Invalid.at("progress", "points.rehearsal.no_callable", value=progress)
        zone = self._reader.clock().tzinfo
        items: dict[RedemptionId, str] = {}
        histories: dict[str, list[tuple[date, Any]]] = {}
        for entry in self._reader.entries(kind="redemption"):
            if isinstance(event := self._reader.event(entry), points.Requested):
                items[event.id] = event.item
        for entry in self._reader.entries(kind=self.kind.name):
            day = instant(entry.command.now, zone).date()
            histories.setdefault(entry.key[1], []).append((day, self._reader.event(entry)))
        each = ((WorkerId(worker), histories[worker]) for worker in progress(sorted(histories)))
        return points.rehearse(each, rules, first, last, items)

    def _today(self, known: datetime | None) -> date:
        """The city's date now, or then."""
        now = self._reader.clock()
        return (now if known is None else aware("known", known).astimezone(now.tzinfo)).date()

    def _accounts(self, known: datetime | None) -> Iterator[points.Account]:
        """Every account, as it is or as it was known; one that is damaged is an error, not left out."""
        if known is None:
            yield from (state for _, state in self._every(self.kind.name))
            return
        states: dict[Any, Any] = {}
        for entry in self._reader.entries(kind=self.kind.name, known=known):
            states[entry.key] = self.kind.evolve(states.get(entry.key), self._reader.event(entry))
        yield from states.values()

    def _every(self, kind: str) -> Iterator[tuple[Record, Any]]:
        """The records of a kind as they are now, each with its state."""
        prefix = kind.encode()
        for _, record in self._reader.index(EVERY_RECORD, prefix + b"\0", prefix + b"\1"):
            yield record, self._reader.state(record)


def _month(month: object) -> int:
    match month:
        case (int(year), int(number)) if date.min.year < year < date.max.year and 1 <= number <= 12:
            return points.month_of(date(year, number, 1))
        case _:
            raise Invalid.at("month", "points.no_month", value=month)
