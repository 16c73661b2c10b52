"""The register of merchants: what the standard says of them, where they stood, their re-reviews."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, cast

import attrs

from .. import merchants
from ..errors import check_count
from ..ids import MerchantId
from ..standards import Verdict
from ._answers import Found
from ._desk import Desk
from ._incoming import FactsTaken, facts_from

__all__ = ["Merchants"]

_FIRST_YEAR, _LAST_YEAR = 1900, 9000


@attrs.frozen(eq=False, repr=False)
class Merchants(Desk[merchants.Merchant]):
    """The register of merchants."""

    def verdict(self, id: str, *, on: date | None = None, known: datetime | None = None) -> Verdict:
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
            on=self._reader.day(on),
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
        id: str,
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
        return merchants.standing_on(history, self._reader.day(on))

    def earlier(self, id: str) -> tuple[merchants.Merchant, ...]:
        """The records that the same licence had in the same room before this one, the oldest first.

        Whoever applies again begins anew, under an id of its own; why it left before is in the `history` of
        each of these.
        """
        merchant = self.get(id)
        begun: dict[int, merchants.Merchant] = {}
        for other in self.every(licence=merchant.licence.number):
            if other.premises.claim == merchant.premises.claim:
                first = next(self._reader.entries(key=(self.kind.name, other.id)))
                begun[first.position] = other
        before = sorted(begun)
        return tuple(begun[at] for at in before[: [begun[at].id for at in before].index(merchant.id)])

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
        where = _reviewed(area, lo, hi)
        for merchant in self.every(**where):
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
        day = self._reader.day(on)
        page = self.find(limit=limit, after=after, **_reviewed(area, None, day))
        rules = self._reader.rules("merchants", None)
        entries = (self._reader.entries(key=("merchant", merchant.id)) for merchant in page)
        histories = (map(self._reader.event, found) for found in entries)
        late = (merchants.overdue(m, past, rules, day) for m, past in zip(page, histories, strict=True))
        return Found(tuple(late), page.next, page.damaged)


def _reviewed(area: str | None, first: date | None, before: date) -> Mapping[str, Any]:
    """What `find` is asked: every named merchant whose re-review is to be done by a day of these."""
    return {"review": (first, before)} | ({} if area is None else {"area": area})
