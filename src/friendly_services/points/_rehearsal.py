"""Rehearsing rules: what workers would have, had other rules held in a time that is past.

Every award, redemption, deduction and correction that was entered is entered again under the other rules, on
the same day and in the same order. What was refused then left no entry, so that more generous caps show no
gain of it; what somebody had to show, confirm or allow is taken as shown, confirmed and allowed.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, assert_never

import attrs

from ..errors import Refused
from ..ids import RedemptionId, WorkerId
from ..text import Language, Reason, as_csv, say
from ._book import Book
from ._caps import check_caps, first_kept
from ._errors import InsufficientPoints
from ._events import (
    AccountEvent,
    Deducted,
    Delivered,
    Earned,
    Entry,
    Expired,
    Held,
    Purchased,
    PurchaseReversed,
    Received,
    Refunded,
    Released,
    Restored,
    Reversed,
    Sent,
    SentBack,
    Spent,
)
from ._evolve import evolve_account
from ._liability import Liability, liability
from ._lots import Lots, month_of, plus, total
from ._rules import Rules
from ._values import Account, Award, Deduction, Hold, Purchase

__all__ = ["Change", "Rehearsal", "rehearse"]

History = Iterable[tuple[date, AccountEvent]]
"""The events of one account, each with the city's date on which it was entered."""


@attrs.frozen
class Change:
    """What other rules make of one worker's account."""

    worker: WorkerId
    earned_before: int
    """The points awarded in that time, as it was."""
    earned_after: int
    """And as it would have been."""
    balance_before: int
    """What the worker can spend at the end, owed points counted below 0."""
    balance_after: int
    capped: tuple[Reason, ...] = ()
    """Awards that a cap of the other rules would have refused."""
    missed: tuple[Reason, ...] = ()
    """Awards, rewards and deductions that could not have been had otherwise: no such rule, too few points."""

    @property
    def difference(self) -> int:
        """Points that the worker would have more at the end."""
        return self.balance_after - self.balance_before

    @property
    def gains(self) -> bool:
        """Whether the worker would have more at the end; what was missed is told on its own."""
        return self.difference > 0

    @property
    def loses(self) -> bool:
        """Whether the worker would have less at the end."""
        return self.difference < 0


@attrs.frozen
class Rehearsal:
    """What other rules would have made of a time that is past.

    `str(rehearsal)` and `text(language)` are for people, `rows` and `csv(language)` for programs.
    """

    since: date
    until: date
    changes: tuple[Change, ...]
    """Every worker with an entry in that time."""
    before: Liability
    """What the programme owes at the end, as it is."""
    after: Liability
    """And as it would be."""

    @property
    def gain(self) -> tuple[Change, ...]:
        """Who would have more at the end."""
        return tuple(change for change in self.changes if change.gains)

    @property
    def lose(self) -> tuple[Change, ...]:
        """Who would have less at the end."""
        return tuple(change for change in self.changes if change.loses)

    @property
    def missed(self) -> tuple[Change, ...]:
        """Who would have missed something, whether they end with more or with less."""
        return tuple(change for change in self.changes if change.missed)

    @property
    def capped(self) -> tuple[Change, ...]:
        """Who meets a cap that was not met."""
        return tuple(change for change in self.changes if change.capped)

    @property
    def rows(self) -> tuple[tuple[str, int, int, int, int, int, int], ...]:
        """Worker, earned before and after, balance before and after, awards capped, things missed."""
        return tuple(
            (
                *(change.worker, change.earned_before, change.earned_after),
                *(change.balance_before, change.balance_after, len(change.capped), len(change.missed)),
            )
            for change in self.changes
        )

    def text(self, language: Language = "en") -> str:
        """How many gain, lose and miss something, what it costs, then a line for each of them."""
        groups = {name: len(getattr(self, name)) for name in ("gain", "lose", "missed", "capped")}
        lines = [
            Reason(
                "points.rehearsal",
                since=self.since,
                until=self.until,
                workers=len(self.changes),
                **groups,
            ),
            Reason("points.rehearsal.liability", before=self.before.points, after=self.after.points),
        ]
        for change in self.changes:
            if change.difference or change.missed or change.capped:
                said = {field.name: getattr(change, field.name) for field in attrs.fields(Change)}
                lines.append(Reason("points.rehearsal.change", **said | {"capped": len(change.capped)}))
        return "\n".join(say(line, language) for line in lines)

    def csv(self, language: Language = "en") -> str:
        """The changes as a table in which no spreadsheet finds a formula; write it as `utf-8-sig`."""
        names = (
            *("worker", "earned_before", "earned_after", "balance_before", "balance_after"),
            *("capped", "missed"),
        )
        return as_csv([say(Reason(f"points.column.{name}"), language) for name in names], self.rows)

    def __str__(self) -> str:
        return self.text()


def rehearse(
    histories: Iterable[tuple[WorkerId, History]],
    rules: Rules,
    since: date,
    until: date,
    items: Mapping[RedemptionId, str],
) -> Rehearsal:
    """What accounts would be, had these rules held from `since` to `until`, both days counted.

    >>> from friendly_services import packs, points
    >>> rules, day = packs.load("points-default").rules["points"], date(2026, 3, 2)
    >>> after = points.After(15, 0, (24326, 15))
    >>> earned = Earned(2, day, "registration", 1, 15, 0, 24326, "", False, True, day, after)
    >>> rehearsal = rehearse([(WorkerId("rider-7"), [(day, earned)])], rules, day, day, items={})
    >>> for change in rehearsal.gain:
    ...     print(change.worker, change.earned_before, change.earned_after)
    rider-7 15 20

    Args:
        histories: every account's events from the first on.
        rules: those to try.
        since: entries of earlier days stay as they are.
        until: entries of later days are left out.
        items: by redemption, what was asked for: it tells the price.
    """
    changes, before, after = [], [], []
    for worker, history in histories:
        stage, account, earned = _Stage(worker, rules, items), Account(worker), 0
        touched = False
        for day, event in history:
            if day > until:
                break
            account = evolve_account(account, event)
            if day < since:
                stage.copy(event, account)
                continue
            touched = True
            earned += event.points if isinstance(event, Earned) else 0
            stage.play(event, day)
        then = Book(account, until)
        before.append(account)
        after.append(stage.account)
        if touched:
            mine = Book(stage.account, until)
            balances = then.balance - then.debt, mine.balance - mine.debt
            outcome = tuple(stage.capped), tuple(stage.missed)
            changes.append(Change(worker, earned, stage.earned, *balances, *outcome))
    return Rehearsal(since, until, tuple(changes), liability(before, until), liability(after, until))


class _Stage:
    """One account under the rules that are tried; an entry keeps the number that it really has."""

    def __init__(self, worker: WorkerId, rules: Rules, items: Mapping[RedemptionId, str]) -> None:
        self.account = Account(worker)
        self.rules = rules
        self.items = items
        self.undoable: dict[int, Award | Deduction | Purchase] = {}
        """By entry, what a correction may undo, as it is here."""
        self.collected: dict[RedemptionId, Lots] = {}
        """By redemption, the lots that a refund gives back."""
        self.earned = 0
        self.capped: list[Reason] = []
        self.missed: list[Reason] = []

    def copy(self, event: AccountEvent, account: Account) -> None:
        """Take what happened before as it was."""
        self.account = account
        self.undoable.update({old.entry: old for old in account.corrigible})
        if isinstance(event, Held):
            self.collected[event.redemption] = event.taken

    def play(self, event: AccountEvent, day: date) -> None:
        """Do on that day what the event says was done."""
        if not isinstance(event, Entry):
            return
        try:
            self._play(event, day)
        except Refused as error:
            self.capped.append(error.reason)

    def _play(self, event: Entry, day: date) -> None:
        book = Book(self.account, day)
        match event:
            case Earned():
                self._award(book, event, day)
            case Held():
                taken = self._buy(book, self.items.get(event.redemption, event.redemption), 1, day)
                if taken is not None:
                    until = day + (event.until - event.on)
                    hold = Hold(event.redemption, until, taken)
                    self._keep(book, day, holds=(*self._holds(day), hold))
                    self.collected[event.redemption] = taken
            case Purchased():
                taken = self._buy(book, event.item, event.quantity, day)
                if taken is not None:
                    self._keep(book, day)
                    bought = Purchase(event.entry, day, total(taken), taken, event.ref)
                    self.undoable[event.entry] = bought
            case Deducted():
                ground = self.rules.deductions.get(event.ground)
                if ground is not None:
                    taken, _, _ = book.debit(ground.points)
                    self._keep(book, day)
                    self.undoable[event.entry] = Deduction(event.entry, day, ground.points, taken)
            case Released() | Spent():
                self._end_hold(book, event.redemption, day, back=isinstance(event, Released))
            case Sent():
                taken = self._take(book, event.points, "not_sent", to=event.to, on=day)
                if taken is not None:
                    hold = Hold(RedemptionId(event.transit), date.max, taken)
                    self._keep(book, day, holds=(*self._holds(day), hold))
            case Delivered() | SentBack():
                self._end_hold(book, RedemptionId(event.transit), day, back=isinstance(event, SentBack))
            case Received():
                book.credit(event.lots)
                self._keep(book, day)
            case Refunded():
                book.credit(self.collected.get(event.redemption, ()))
                self._keep(book, day)
            case Reversed() | Restored() | PurchaseReversed():
                self._undo(book, self.undoable.get(event.of), day)
            case Expired():
                pass  # time does that here by itself
            case _:
                assert_never(event)

    def _award(self, book: Book, event: Earned, day: date) -> None:
        rule = self.rules.actions.get(event.action)
        if rule is None:
            self.missed.append(Reason("points.rehearsal.no_rule", action=event.action, on=event.on))
            return
        terms = rule.terms(event.on)
        points = terms.points * event.quantity
        if event.first and rule.duplicates is not None:  # a second stays one; another first is not looked for
            points = rule.duplicates.points
        if not points:
            self.missed.append(Reason("points.rehearsal.second", action=event.action, on=event.on))
            return
        check_caps(self.account, event.action, event.quantity, points, event.on, self.rules)
        month = month_of(event.on) + self.rules.expiry.months
        book.credit((month, points))
        award = Award(
            entry=event.entry,
            on=event.on,
            action=event.action,
            quantity=event.quantity,
            points=points,
            month=month,
            in_totals=rule.in_totals,
            ever=terms.cap is not None and terms.cap.per == "ever",
        )
        first = first_kept(self.rules, day)
        kept = [old for old in self.account.awards if old.ever or old.on >= first]
        self._keep(book, day, awards=(*kept, award))
        self.undoable[event.entry] = award
        self.earned += points

    def _buy(self, book: Book, code: str, quantity: int, day: date) -> Lots | None:
        item = self.rules.rewards.get(code)
        if item is None:
            self.missed.append(Reason("points.rehearsal.no_reward", item=code, on=day))
            return None
        return self._take(book, item.price * quantity, "not_had", item=code, on=day)

    def _take(self, book: Book, points: int, unless: str, **facts: Any) -> Lots | None:
        """The points, or nothing and what is missed for want of them."""
        if book.balance < points:
            why = InsufficientPoints(points, book.balance).reason
            self.missed.append(Reason(f"points.rehearsal.{unless}", why=why, **facts))
            return None
        taken, _, _ = book.debit(points)
        return taken

    def _end_hold(self, book: Book, redemption: RedemptionId, day: date, *, back: bool) -> None:
        """The hold ends as it did; one that lapsed ends by its date."""
        for hold in self._holds(day):
            if hold.redemption == redemption:
                if back:
                    book.release(hold, lapsed=False)
                rest = tuple(other for other in self._holds(day) if other is not hold)
                self._keep(book, day, holds=rest)

    def _undo(self, book: Book, undone: Award | Deduction | Purchase | None, day: date) -> None:
        if undone is None:
            return  # here it was never entered
        match undone:
            case Award():
                if undone.month >= month_of(day):
                    book.debit(undone.points, first=undone.month)
                    standing = [old for old in self.account.awards if old.entry != undone.entry]
                    self._keep(book, day, awards=tuple(standing))
            case Deduction():
                month = month_of(day) + self.rules.expiry.months
                owed = undone.points - total(undone.lots)
                book.credit(plus(undone.lots, (month, owed)), first=month)
                self._keep(book, day)
            case Purchase():
                book.credit(undone.lots)
                self._keep(book, day)
            case _:
                assert_never(undone)

    def _holds(self, day: date) -> tuple[Hold, ...]:
        return tuple(hold for hold in self.account.holds if hold.until >= day)

    def _keep(self, book: Book, day: date, **changes: Any) -> None:
        book.decision()  # what came back to a lot that is over expires
        self.account = attrs.evolve(
            self.account,
            **{"holds": self._holds(day)} | changes,
            balance=book.balance,
            debt=book.debt,
            lots=book.lots,
        )
