"""Why a balance is what it is: every point of it traced to the award that brought it.

Lots of one month merge and points have no marks, so the account is read from its first entry and told apart:
of a lot the points of the oldest award go first, what comes back is what had gone, and a reversal takes the
points of the award it undoes before any other's.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import assert_never

import attrs

from ..ids import WorkerId
from ..text import Language, Reason, say
from ._book import Book
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
from ._ledger import reason_of
from ._lots import last_day, month_of, pairs
from ._rules import Rules
from ._values import Account

__all__ = ["Share", "Why", "why"]


@attrs.frozen
class Share:
    """Points of a balance that one award brought."""

    points: int
    """What is left of them."""
    expires: date
    """The last day on which they count."""
    entry: int
    day: date
    """The business day of the entry, which is that of the act."""
    brought: int
    """What the award brought in all."""
    reason: Reason
    """What the award was for."""
    pack: int
    """The number of the pack whose rules brought them."""
    caps: tuple[Reason, ...] = ()
    """The caps that the award filled, so that no more of the same was taken."""
    reversed_by: int = 0
    """The entry that undid the award after these points had been spent; other points were taken for them."""
    since: date | None = None
    """The first day of the terms that the award was worth; None where they hold from the beginning."""


@attrs.frozen
class Why:
    """What a balance is made of: its shares sum to it exactly.

    `str(why)` and `text(language)` say it in sentences.
    """

    worker: WorkerId
    on: date
    shares: tuple[Share, ...]
    """Earliest expiry first, of one lot the oldest award first: the order in which they are spent."""
    debt: int = 0
    """Points owed; the next points settle it first."""

    @property
    def balance(self) -> int:
        """The points that can be spent that day."""
        return sum(share.points for share in self.shares)

    def text(self, language: Language = "en") -> str:
        """The balance, then a sentence for each share of it."""
        code = "points.why.debt" if self.debt else "points.why.balance"
        whole = Reason(code, worker=self.worker, on=self.on, points=self.balance, debt=self.debt)
        return "\n".join([say(whole, language), *(self._said(share, language) for share in self.shares)])

    def __str__(self) -> str:
        return self.text()

    @staticmethod
    def _said(share: Share, language: Language) -> str:
        facts = attrs.asdict(share, recurse=False)
        parts = [Reason("points.why.share", **facts), *share.caps]
        if share.since is not None:
            parts.insert(1, Reason("points.why.since", since=share.since))
        if share.reversed_by:
            parts.append(Reason("points.why.reversed", by=share.reversed_by))
        return ("; ", "；")[language == "zh"].join(say(part, language) for part in parts)


def why(
    worker: WorkerId,
    history: Iterable[tuple[AccountEvent, int]],
    on: date,
    rules: Callable[[int], Rules | None] = lambda _: None,
) -> Why:
    """What a balance is made of on a day.

    >>> from friendly_services.points import After
    >>> day = date(2026, 3, 2)
    >>> received = Received(2, day, "transit-1", "hechi", 30, (24315, 30), 0, 0, After(30, 0, (24315, 30)))
    >>> print(why(WorkerId("rider-7"), [(received, 1)], day))
    'rider-7' can spend 30 points on 2026-03-02
    30 of 30 points for 30 points from hechi: entry 2 of 2026-03-02, by pack 1, counting to 2026-04-30

    Args:
        worker: whose it is.
        history: every event of the account, each with the number of the pack by which it was decided.
        on: the day; what time has done by then is counted, entered or not.
        rules: a pack's rules by its number, for titles and caps.
    """
    traced, account, pack = _Traced(rules), Account(worker), 0
    for event, pack in history:
        account = evolve_account(account, event)
        traced.enter(event, pack)
    book = Book(account, on)
    for event in book.events:
        traced.enter(event, pack)
    return Why(worker, on, tuple(traced.shares()), book.debt)


def _periods(day: date) -> Mapping[str, object]:
    """By what caps count: the period of each length in which a day lies."""
    return {"ever": None, "month": month_of(day), "day": day}


@attrs.frozen
class _Piece:
    """Points of one award that lie, or lay, in one lot."""

    month: int
    award: int
    points: int


class _Traced:
    """The points of an account, each under the award that brought it."""

    def __init__(self, rules: Callable[[int], Rules | None]) -> None:
        self.rules = rules
        self.lots: dict[int, Counter[int]] = {}
        """By month, by the entry that brought them: the points there are."""
        self.gone: dict[int | str, list[_Piece]] = {}
        """By entry or redemption: the points that left with it, and may come back."""
        self.debts: dict[int, int] = {}
        """By the entry that made it: the debt that is not settled yet, oldest first."""
        self.settled: dict[int, list[_Piece]] = {}
        """By the entry that made a debt: the points that settled it."""
        self.awards: dict[int, tuple[Earned | Received, int, tuple[Reason, ...]]] = {}
        """By entry, what came from another city too: with the number of its pack, and the caps it filled."""
        self.undone: dict[int, int] = {}
        """By the award's entry: the entry that reversed it."""
        self.used: Counter[tuple[object, ...]] = Counter()
        """What counts towards each cap."""

    def enter(self, event: AccountEvent, pack: int) -> None:
        """Follow the points of an event, if it moves any."""
        if not isinstance(event, Entry):
            return
        match event:
            case Earned():
                self._count(event, 1)
                self.awards[event.entry] = event, pack, self._filled(event, self.rules(pack))
                self._come(event, [_Piece(event.month, event.entry, event.points)])
            case Held():
                self.gone[event.redemption] = self._go(event)
            case Purchased():
                self.gone[event.entry] = self._go(event)
            case Sent():
                self.gone[event.transit] = self._go(event)
            case SentBack():
                self._come(event, self.gone[event.transit])
            case Received():
                self.awards[event.entry] = event, pack, ()
                self._come(event, [_Piece(month, event.entry, came) for month, came in pairs(event.lots)])
            case Deducted():
                self.gone[event.entry] = self._go(event)
                self.debts[event.entry] = event.owed
            case Reversed():
                self._go(event, first=event.of)
                self.debts[event.entry] = event.owed
                self.undone[event.of] = event.entry
                undone = self.awards[event.of][0]
                assert isinstance(undone, Earned)  # noqa: S101 # what came from elsewhere is not reversed here
                self._count(undone, -1)
            case Released() | Refunded():
                self._come(event, self.gone[event.redemption])
            case PurchaseReversed():
                self._come(event, self.gone[event.of])
            case Restored():
                self.debts[event.of] = 0
                self._come(event, self.gone[event.of], self.settled.pop(event.of, []))
            case Expired():
                self._go(event)
            case Spent() | Delivered():
                pass  # what is spent had left the balance when it was set aside
            case _:
                assert_never(event)

    def shares(self) -> Iterator[Share]:
        """What there is, in the order in which it is spent."""
        for month, lot in sorted(self.lots.items()):
            for entry, points in sorted(lot.items()):
                event, pack, caps = self.awards[entry]
                yield Share(
                    points=points,
                    expires=last_day(month),
                    entry=entry,
                    day=event.on,
                    brought=event.points,
                    reason=reason_of(event, self.rules(pack)),
                    pack=pack,
                    caps=caps,
                    reversed_by=self.undone.get(entry, 0),
                    since=self._since(event, pack),
                )

    def _since(self, award: Earned | Received, pack: int) -> date | None:
        rules = self.rules(pack)
        if isinstance(award, Received) or rules is None or award.action not in rules.actions:
            return None
        return rules.terms(award.action, award.on).since

    def _go(self, event: Entry, first: int = 0) -> list[_Piece]:
        """What the entry took out of each lot: the points of the award `first`, then of the oldest."""
        pieces = []
        for month, left in pairs(event.after.lots):
            lot = self.lots[month]
            points = lot.total() - left
            for award in sorted(lot, key=lambda one: (one != first, one)):
                if part := min(points, lot[award]):
                    pieces.append(_Piece(month, award, part))
                    lot[award] -= part
                    points -= part
            self.lots[month] = +lot
        return pieces

    def _come(self, event: Entry, pieces: Iterable[_Piece], loose: Iterable[_Piece] = ()) -> None:
        """Put points into the lots that the entry filled; those that find no room there settle debts.

        Points of awards that were reversed settle first, then the oldest. The `loose` had settled a debt that
        is undone now: they fill what the others leave.
        """
        filled = dict(pairs(event.after.lots))
        last_first = sorted(pieces, key=lambda piece: (piece.award in self.undone, -piece.award))
        rest = [self._put(piece, piece.month, filled) for piece in last_first]
        for month in filled:
            loose = [self._put(piece, month, filled) for piece in loose]
        self._settle([*reversed(rest), *loose])

    def _put(self, piece: _Piece, month: int, filled: Mapping[int, int]) -> _Piece:
        """Put in what the lot has room for, and give the rest back."""
        lot = self.lots.setdefault(month, Counter())
        part = max(0, min(piece.points, filled.get(month, 0) - lot.total()))
        if part:
            lot[piece.award] += part
        return attrs.evolve(piece, points=piece.points - part)

    def _settle(self, pieces: Iterable[_Piece]) -> None:
        for piece in pieces:
            points = piece.points
            for debt, owed in self.debts.items():
                if part := min(points, owed):
                    self.debts[debt] -= part
                    self.settled.setdefault(debt, []).append(attrs.evolve(piece, points=part))
                    points -= part

    def _count(self, award: Earned, sign: int) -> None:
        for per, period in _periods(award.on).items():
            self.used[award.action, per, period] += sign * award.quantity
            if award.in_totals:
                self.used["", per, period] += sign * award.points

    def _filled(self, award: Earned, rules: Rules | None) -> tuple[Reason, ...]:
        """The caps, of the action and of all together, that left no room for one more of the same."""
        rule = rules.actions.get(award.action) if rules else None
        if rules is None or rule is None:
            return ()
        periods, terms = _periods(award.on), rule.terms(award.on)
        full = []
        if (cap := terms.cap) is not None and self.used[award.action, cap.per, periods[cap.per]] >= cap.times:
            full.append(Reason(f"points.why.cap_{cap.per}", cap=cap.times))
        for per in ("day", "month"):
            most: int | None = getattr(rules.totals, per) if award.in_totals else None
            if most is not None and self.used["", per, periods[per]] + terms.points > most:
                full.append(Reason(f"points.why.total_{per}", cap=most))
        return tuple(full)
