"""A district's friendly merchants, from the letter to the second year: 382 apply, 308 are on the map."""

import csv
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from friendly_services import Point, honours, merchants, packs, targets
from friendly_services.city import AlreadyClaimed, City, Done
from friendly_services.command_line import main
from friendly_services.errors import Invalid
from friendly_services.ids import MerchantId
from friendly_services.testing import StandingClock
from tests.budget import BUDGET, count
from tests.city.town import all_done
from tests.scenarios.banan import (
    AREAS,
    BUREAU,
    CHIEF,
    CLERK,
    CONDITIONS,
    COURT,
    GROUNDS,
    INSPECTOR,
    LISTED,
    MODELS,
    OFFICES,
    OLDER,
    PACK,
    RECRUITED,
    SECOND,
    SERVICES,
    TAG_TYPES,
    TOWN,
    TOWNSMAN,
    ZONE,
    Shop,
    shops,
)  # fmt: skip

START = datetime(2025, 1, 6, 9, tzinfo=ZONE)
END = date(2025, 12, 31) if BUDGET == "quick" else date(2026, 3, 31)
ACCIDENT = (merchants.Evidence("finding", "消防 2025-17"),)
REVIEW = (merchants.Evidence("review", "复审 2025-3"),)


@attrs.define
class Programme:
    """The district's two years, as they happen, and what somebody noted down on the way."""

    city: City
    clock: StandingClock
    url: str = "memory://"
    every: tuple[Shop, ...] = attrs.field(factory=shops)
    ids: dict[int, MerchantId] = attrs.field(factory=dict)
    target: str = ""
    taken: list[Any] = attrs.field(factory=list)
    taken_again: list[Any] = attrs.field(factory=list)
    planned: list[merchants.AppointReview] = attrs.field(factory=list)
    months: dict[date, tuple[int, Counter[int]]] = attrs.field(factory=dict)
    opened: list[MerchantId] = attrs.field(factory=list)
    reviewed: Counter[str] = attrs.field(factory=Counter)
    revoked: Done | None = None
    refused_title: Exception | None = None
    seen: dict[str, Any] = attrs.field(factory=dict)

    @property
    def today(self) -> date:
        """The city's day."""
        return self.clock.now.date()

    def shop(self, id_: str) -> Shop:
        """What is true of a merchant of the register."""
        return self.every[next(n for n, known in self.ids.items() if known == id_)]

    def send(self, commands: Iterable[Any], by: Any) -> list[Done]:
        """Send what must be done."""
        return all_done(self.city.do_many(commands, by=by))

    def found(self, those: Iterable[Shop], **now: Any) -> None:
        """Registers are asked, and the inspector goes there."""
        those = tuple(those)
        self.send([merchants.RecordFacts(self.ids[s.n], s.registry(self.today)) for s in those], CLERK)
        self.send(
            [merchants.RecordFacts(self.ids[s.n], s.visit(self.today, **now)) for s in those], INSPECTOR
        )

    # -- the letter, the route, the map

    def recruit(self) -> None:
        """Four waves of applications, each on its way from the letter to the map."""
        self.target = self.city.do(
            targets.Set("merchants_on_map", LISTED, date(2025, 12, 31), "建设工作方案"), by=CHIEF
        ).id
        for wave in range(4):
            self.applied(self.every[:RECRUITED][wave::4])

    def applied(self, wave: tuple[Shop, ...]) -> None:
        """One wave: form check, site check, decision, notice, naming, listing."""
        for shop in wave:
            self.ids[shop.n] = MerchantId(
                self.city.do(shop.application, by=shop.owner, once=f"apply-{shop.n}").id
            )
        returned = [shop for shop in wave if shop.corrected or shop.fate == "silent"]
        self.send([merchants.ReturnForCorrection(self.ids[s.n], ("牌照照片不清",)) for s in returned], CLERK)
        self.clock.forward(days=1)
        for shop in returned:
            if shop.fate != "silent":
                self.city.do(merchants.Resubmit(self.ids[shop.n]), by=shop.owner)
        wave = tuple(shop for shop in wave if shop.fate != "silent")
        self.send([merchants.CompleteCheck(self.ids[s.n]) for s in wave], CLERK)
        for shop in wave:
            if shop.fate == "withdraws":
                self.city.do(merchants.Withdraw(self.ids[shop.n]), by=shop.owner)
        wave = tuple(shop for shop in wave if shop.fate != "withdraws")
        self.seen_and_decided(wave)
        objected = [shop for shop in wave if shop.fate == "objected"]
        self.send([merchants.Object(self.ids[s.n], "那里没有这家店") for s in objected], TOWNSMAN)
        answers = [merchants.AnswerObjection(self.ids[s.n], 1, True, "属实，重新核查") for s in objected]
        self.send(answers, BUREAU)
        self.seen_and_decided(objected, second=True, address_matches=False)
        self.clock.forward(days=18)
        self.city.tick()
        good = [self.ids[shop.n] for shop in wave if shop.fate == "good"]
        self.send(map(merchants.List, good), CLERK)

    def seen_and_decided(self, those: Iterable[Shop], second: bool = False, **now: Any) -> None:
        """Two people go there; somebody else decides, as the standard says."""
        those = tuple(those)
        self.found(those, **now)
        beside = ("inspector-2",)
        self.send([merchants.CompleteCheck(self.ids[s.n], beside) for s in those], INSPECTOR)
        verdicts = ((s, self.city.merchants.verdict(self.ids[s.n]).answer == "met") for s in those)
        by = BUREAU if second else CHIEF
        self.send([merchants.Decide(self.ids[s.n], met) for s, met in verdicts], by)

    def honour(self) -> None:
        """Titles for model merchants of the busiest street, and one nomination too many."""
        models = self.city.merchants.find(area=AREAS[0], standing="named", limit=MODELS + 1).items
        for model in models:
            nominate = honours.Nominate("model_merchant", model.id, AREAS[0], score=90, ref="样板")
            title = honours.HonourId(self.city.do(nominate, by=INSPECTOR).id)
            answer = self.city.do_many([honours.Decide(title, approve=True)], by=CHIEF)[0]
            if not isinstance(answer, Done):
                self.refused_title = answer
        self.clock.forward(days=9)
        self.city.tick()

    # -- the older ledger

    def take_over(self) -> None:
        """An older ledger with five rows that cannot be taken, sent twice."""
        rows = [shop.take_over(str(shop.n)) for shop in self.every[RECRUITED:]]
        wrong = [
            attrs.evolve(rows[0], file=merchants.Ref("2024 年台账", "w1"), trade="garage"),
            attrs.evolve(rows[1], file=merchants.Ref("2024 年台账", "w2"), services={"massage"}),
            attrs.evolve(rows[2], file=merchants.Ref("2024 年台账", "w3"), named_on=date(2026, 1, 1)),
            attrs.evolve(
                rows[3],
                file=merchants.Ref("2024 年台账", "w4"),
                premises=attrs.evolve(rows[3].premises, area="江北"),
            ),
            attrs.evolve(rows[4], file=merchants.Ref("2024 年台账", "w5")),  # under another number once more
        ]
        keyed = [(row, f"ledger-{row.file.number}") for row in [*rows, *wrong]]
        self.taken = list(self.city.do_many(keyed, by=CLERK))
        self.taken_again = list(self.city.do_many([*rows, *wrong], by=CHIEF))
        for shop, done in zip(self.every[RECRUITED:], self.taken, strict=False):
            self.ids[shop.n] = MerchantId(done.id)

    # -- the year

    def plan(self, *years: int) -> None:
        """Appointments for everybody who is due in these years."""
        for year in years:
            plan = self.city.merchants.plan_reviews(year)
            self.planned += plan
            self.send(plan, CHIEF)

    def until(self, last: date) -> None:
        """Twice a week somebody goes where an appointment is; at each month's end somebody counts."""
        while self.today < last:
            self.clock.forward(days=1)
            if (self.today + timedelta(days=1)).day == 1 and self.today.month % COUNTED_EVERY == 0:
                self.months[self.today] = self.counted()
            if self.today.weekday() in (1, 4):
                for done in self.city.tick().done:
                    if any(isinstance(event, merchants.ReviewStarted) for event in done.events):
                        self.opened.append(MerchantId(done.id))
                waiting, self.opened = self.opened, []
                for id_ in waiting:
                    self.review(id_)

    def counted(self) -> tuple[int, Counter[int]]:
        """How many are named, and how many of them have so many re-reviews in the inbox."""
        named = [shop.id for shop in pages(self.city.merchants.find, standing="named")]
        lines = Counter(
            todo.id
            for todo in pages(self.city.inbox)
            if todo.kind == "merchant" and (todo.state.naming is not None)
        )
        return len(named), Counter(lines[shop] for shop in named)

    def review(self, id_: MerchantId) -> None:
        """Somebody goes there; the bureau and the town sign, or order what is missing to be mended."""
        merchant, shop = self.city.merchants.get(id_), self.shop(id_)
        if id_ == self.seen.get("refuses"):
            return
        if merchant.standing != "named" or merchant.naming is None:
            self.opened.append(id_)
            return
        review = merchant.naming.review
        officer = (BUREAU, SECOND)[review.number % 2]
        lacking = shop.n % 37 == 5 and review.correction is None
        self.found([shop], free_seats=1 if lacking else 2)
        if lacking:
            self.city.do(merchants.OrderCorrection(id_), by=officer)
            self.opened.append(id_)
            self.reviewed["corrected"] += 1
            return
        self.city.do(merchants.SignReview(id_, "officer"), by=officer)
        self.city.do(merchants.SignReview(id_, "town"), by=TOWN)
        self.city.do(merchants.PassReview(id_), by=officer)
        self.reviewed["passed"] += 1

    def accident(self) -> None:
        """A shop is hidden at once, heard, revoked; it appeals, and is right."""
        shop = self.every[next(s.n for s in self.every if s.fate == "good")]
        id_, near = self.ids[shop.n], shop.point
        self.seen["accused"] = id_
        self.seen["before"] = shown(self.city, id_, near)
        self.city.do(merchants.Hide(id_, "accident", ACCIDENT), by=INSPECTOR)
        self.seen["hidden"] = shown(self.city, id_, near)
        self.until(date(2025, 7, 9))
        opened = merchants.OpenRevocation(id_, "accident", ACCIDENT, "厨房起火")
        self.city.do(opened, by=INSPECTOR)
        case = self.city.merchants.get(id_).revocation
        assert case is not None
        self.city.do(merchants.StateCase(id_, case, "起火的是隔壁"), by=shop.owner)
        self.until(date(2025, 7, 18))
        self.city.do(merchants.Revoke(id_, case, "取消资格"), by=CHIEF)
        self.until(date(2025, 7, 25))
        self.city.do(merchants.Appeal(id_, case, "消防结论写的是隔壁门牌"), by=shop.owner)
        self.until(date(2025, 8, 8))
        judged = merchants.DecideAppeal(id_, case, overturned=True, decision="结论所指非本店")
        self.city.do(judged, by=COURT)
        self.seen["after"] = shown(self.city, id_, near)

    def refusal(self) -> None:
        """A shop whose re-review finds no seats, and which adds none, is struck off."""
        older = (self.city.merchants.get(self.ids[shop.n]) for shop in self.every[RECRUITED:])
        next_one = min((review_of(m).begins, m.id) for m in older if review_of(m).begins > self.today)
        begins, id_ = next_one
        shop = self.shop(id_)
        self.seen["refuses"] = id_
        self.until(begins + timedelta(days=5))
        self.found([shop], free_seats=0)
        self.city.do(merchants.OrderCorrection(id_), by=BUREAU)
        term = review_of(self.city.merchants.get(id_)).term
        assert term is not None
        self.until(term.day + timedelta(days=1))
        self.city.do(merchants.OpenRevocation(id_, "review_failed", REVIEW, "没有座位"), by=BUREAU)
        case = self.city.merchants.get(id_).revocation
        assert case is not None
        self.until(self.today + timedelta(days=15))
        self.seen["struck off before"] = shown(self.city, id_, shop.point)
        self.revoked = self.city.do(merchants.Revoke(id_, case, "复审不合格"), by=CHIEF)
        self.seen["struck off after"] = shown(self.city, id_, shop.point)
        self.clock.forward(hours=2)
        self.city.do(merchants.RecoverPlaque(id_), by=INSPECTOR)


def review_of(merchant: merchants.Merchant) -> merchants.Review:
    """The next re-review of a merchant that was named."""
    assert merchant.naming is not None
    return merchant.naming.review


def pages(ask: Any, **where: Any) -> Iterator[Any]:
    """Everything, page after page."""
    after = None
    while True:
        page = ask(limit=1_000, after=after, **where)
        yield from page
        if (after := page.next) is None:
            return


def shown(city: City, id_: str, near: Point) -> bool:
    """Whether the map shows it to somebody at its door."""
    hits = city.nearby(near, limit=1_000).hits
    assert (id_ in {hit.place.id for hit in hits}) == (city.why_not(id_, near) == ())
    return id_ in {hit.place.id for hit in hits}


STORES = ("sqlite",) if BUDGET == "quick" else ("sqlite", "memory")
COUNTED_EVERY = count(quick=3, ci=1)
"""Months: it is asked at each month's end, or each quarter's where time is short."""
ON_THE_MAP = date(2025, 3, 23)
"""The day on which the last of the first 308 were listed."""


@pytest.fixture(scope="module", params=STORES)
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Programme:
    """The whole story, told once on each store."""
    folder = tmp_path_factory.mktemp("banan")
    (folder / "pack.toml").write_text(PACK, "utf-8")
    clock = StandingClock(START)
    url = "memory://" if request.param == "memory" else f"sqlite:///{folder / 'banan.db'}"
    programme = Programme(City.open(url, city="banan", pack=folder, clock=clock), clock, url)
    programme.recruit()
    programme.honour()
    programme.take_over()
    programme.plan(2025, 2026)
    programme.until(date(2025, 7, 7))
    programme.accident()
    programme.refusal()
    programme.plan(2026)
    programme.until(END)
    return programme


def test_the_pack_has_the_numbers_of_the_source() -> None:
    """Fourteen conditions, nine services under four types of tags, nine grounds, twelve towns and streets."""
    pack = packs.load("merchant-14-9-9")
    rules = pack.rules["merchants"]
    (version,) = rules.standard.versions
    numbers = (len(version.conditions), len(rules.services), len(rules.tags), len(rules.grounds), len(AREAS))
    assert numbers == (CONDITIONS, SERVICES, TAG_TYPES, GROUNDS, OFFICES)


def test_of_382_who_answered_the_letter_308_are_on_the_map(told: Programme) -> None:
    """Asked for a day long past, the funnel has the source's numbers; who is not listed was told why."""
    then = told.city.funnel(on=ON_THE_MAP)
    assert (then.applied.count, then.applied.of, then.applied.unknown) == (RECRUITED, RECRUITED, 0)
    assert (then.named.count, then.on_map.count, then.on_map.of) == (LISTED, LISTED, LISTED)
    assert told.city.targets.progress(told.target, on=ON_THE_MAP).answer == "met"
    letter = [told.city.merchants.get(told.ids[shop.n]) for shop in told.every[:RECRUITED]]
    assert {shop.source for shop in letter} == {"recruited"}
    ends = {
        "good": "named",
        "unmet": "rejected",
        "silent": "lapsed",
        "withdraws": "withdrawn",
        "objected": "rejected",
    }
    assert [shop.standing for shop in letter] == [ends[shop.fate] for shop in told.every[:RECRUITED]]


def test_eight_shops_of_the_busiest_street_are_models_and_no_ninth(told: Programme) -> None:
    """The quota is the source's."""
    assert isinstance(told.refused_title, honours.QuotaFull)
    held = pages(told.city.honours.find, standing="granted")
    assert len({title.subject for title in held}) == MODELS


def test_an_older_ledger_is_taken_over_row_by_row(told: Programme) -> None:
    """A wrong row stops no other and says what to mend; the whole ledger again changes nothing."""
    good, wrong = told.taken[:OLDER], told.taken[OLDER:]
    assert all(isinstance(answer, Done) and answer.events for answer in good)
    fields = [error.problems[0].field for error in wrong if isinstance(error, Invalid)]
    assert fields == ["trade", "services", "named_on", "premises.area"]
    assert isinstance(wrong[-1], AlreadyClaimed)
    again = told.taken_again[:OLDER]
    assert [(answer.id, answer.events) for answer in again] == [(answer.id, ()) for answer in good]
    assert list(map(str, told.taken_again[OLDER:])) == list(map(str, wrong))


def test_every_named_shop_has_one_re_review_at_every_month_s_end(told: Programme) -> None:
    """“每年对友好商户开展一次复审”: scheduled or open, never none and never two."""
    assert max(told.months) == END
    for day, (named, lines) in told.months.items():
        assert lines == {1: named}, day
        assert named in {LISTED + OLDER, LISTED + OLDER - 1}
    assert not told.city.merchants.overdue_reviews()
    everybody = LISTED + OLDER - 2
    assert told.reviewed["passed"] >= (everybody if END.year == 2026 else everybody / 2)
    assert told.reviewed["corrected"] > 2


def test_appointments_are_spread_over_working_days(told: Programme) -> None:
    """Of the 308 that were named on four days, no more than a few are visited on one day."""
    days = Counter(appointed.on for appointed in told.planned)
    calendar = told.city.pack.calendar
    assert {calendar.is_workday(day) for day in days} == {True}
    first, last = min(told.planned, key=lambda a: a.on).on, END
    working = sum(bool(calendar.is_workday(first + timedelta(n))) for n in range((last - first).days))
    assert max(days.values()) <= 4 * math.ceil(len(told.planned) / working)


def test_a_re_review_is_joint(told: Programme) -> None:
    """“联合属地镇街每年对友好商户开展一次复审”: one of the bureau and one of the town signed."""
    older = (shop for shop in told.every[RECRUITED:] if shop.n % 37 != 5)
    shop = next(told.ids[shop.n] for shop in older if told.ids[shop.n] != told.seen["refuses"])
    signed = [
        (line.event.signature.party, line.by)
        for line in told.city.merchants.history(shop)
        if isinstance(line.event, merchants.ReviewSigned)
    ]
    assert signed
    assert [party for party, _ in signed] == ["officer", "town"] * (len(signed) // 2)
    assert not {by for party, by in signed if party == "officer"} & {TOWN.id}


def test_an_accused_shop_leaves_at_once_and_comes_back_when_it_is_right(told: Programme) -> None:
    """What the map showed on a day in between stays as it was; what was lawful that day is another answer."""
    assert [told.seen[when] for when in ("before", "hidden", "after")] == [True, False, True]
    shop, between = told.seen["accused"], datetime(2025, 7, 30, 12, tzinfo=ZONE)
    then = told.city.merchants.get(shop, known=between)
    assert (then.standing, then.listed_on) == ("appealed", None)
    assert told.city.merchants.standing(shop, on=between.date(), known=between) == "appealed"
    assert told.city.merchants.standing(shop, on=between.date()) == "named"
    by = {line.by for line in told.city.merchants.history(shop) if line.at.month in {7, 8}}
    assert len(by) >= 4


def test_who_is_revoked_leaves_map_and_plaque_in_one_commit(told: Programme) -> None:
    """“取消友好商户资格并予以摘牌”, 实时: there is no time between the decision and the map."""
    assert (told.seen["struck off before"], told.seen["struck off after"]) == (True, False)
    assert told.revoked is not None
    shop = told.seen["refuses"]
    decided = next(
        line for line in told.city.merchants.history(shop) if isinstance(line.event, merchants.Revoked)
    )
    before = told.city.merchants.get(shop, known=decided.at - timedelta(microseconds=1))
    after = told.city.merchants.get(shop, known=decided.at)
    assert (before.listed_on is not None, after.listed_on) == (True, None)
    assert before.naming is not None
    assert after.naming is not None
    assert (before.naming.plaque.state, after.naming.plaque.state) == ("issued", "recalled")
    assert told.city.merchants.get(shop).plaques[-1].state == "returned"


def test_the_year_s_ledger_is_exported_and_read_back(told: Programme, tmp_path: Path) -> None:
    """“建立工作台账，并动态维护”: what the files say is what the register says."""
    if told.url == "memory://":
        pytest.skip("the command opens a city on disk")
    year = ["--from", "2025-01-01", "--to", "2025-12-31", "--out", str(tmp_path)]
    assert main(["export", told.url, "--city", "banan", *year]) == 0
    with (tmp_path / "decisions.csv").open(encoding="utf-8-sig", newline="") as file:
        acts = Counter(row["Decision"] for row in csv.DictReader(file))
    decided = acts["taken over from an older register"], acts["put on the map"], acts["revoked"]
    assert decided == (OLDER, LISTED, 2)
    assert acts["re-review passed"] > LISTED / 2
    with (tmp_path / "register.csv").open(encoding="utf-8-sig", newline="") as file:
        read = {row["Id"]: row["Standing"] for row in csv.DictReader(file)}
    every = pages(told.city.merchants.find)
    assert read == {shop.id: merchants.STANDINGS[shop.standing].en for shop in every}


def test_everything_stored_is_as_it_was_written(told: Programme) -> None:
    """After a year and more of a district, the whole journal, records and indexes agree."""
    checked = told.city.verify(full=True)
    assert checked.clean, checked.problems
    assert checked.entries > 6_000
