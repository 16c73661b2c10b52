"""Random programs of commands for a small city: right and wrong ones, keys given twice, days that pass."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any, Final

import attrs
from hypothesis import strategies as st

from friendly_services import honours, merchants, offers, points, stations, targets, visits
from friendly_services.city import Actor, City, Collect, Done, Redeem
from friendly_services.errors import FriendlyServicesError, NotFound
from friendly_services.hours import Hours
from friendly_services.ids import (
    CaseId,
    MerchantId,
    NominationId,
    RedemptionId,
    RewardId,
    StationId,
    TargetId,
    WorkerId,
)
from friendly_services.places import Point
from friendly_services.storage import EVERY_RECORD, Entry, Record
from friendly_services.testing import StandingClock
from tests.budget import count
from tests.city.town import MONDAY, application, at, facts, pack
from tests.laws.decisions import OF_DECISIONS, VERBS_OF_DECISIONS
from tests.laws.honours import OF_HONOURS, VERBS_OF_HONOURS
from tests.laws.offers import OF_OFFERS, VERBS_OF_OFFERS

WORKERS: Final = tuple(map(WorkerId, ("rider-1", "rider-2")))
ANYBODY: Final = Actor("anybody", roles={"officer", "inspector", "keeper", "worker", "merchant"})
SECOND: Final = Actor("second", roles={"officer", "inspector", "keeper"})
OWNER: Final = Actor("owner", roles={"merchant"})
THIRD: Final = attrs.evolve(SECOND, id="third")
FOURTH: Final = attrs.evolve(SECOND, id="fourth")
RIDERS: Final = tuple(Actor(worker, roles={"worker"}) for worker in WORKERS)
CLEAN: Final = attrs.evolve(SECOND, id="clean")
"""Whoever does what nobody else may, for having had a hand in it."""
_SAME_HANDS: Final = (
    merchants.SameHands,
    stations.SameHands,
    honours.SameHands,
    points.SameHands,
)
ACTORS: Final = (ANYBODY, SECOND, OWNER, THIRD, SECOND, FOURTH)

_HOURS: Final = (None, Hours.always(), Hours.weekly(mon="08:00-12:00", tue="20:00-02:00"))
_EVIDENCE: Final = {
    "fraud": (merchants.Evidence("audit", "file 7"),),
    "refusal": (merchants.Evidence("report", "file 8"),),
    "review_failed": (merchants.Evidence("review", "file 9"),),
}
_SEEN: Final[tuple[stations.Seen, ...]] = ("locked", "locked", "open", "locked", "full", "broken")
_SERVICES: Final = (frozenset({"water"}), frozenset({"rest"}), frozenset({"water", "rest"}))

Step = tuple[str, int, int]
"""A verb, which record it is about, and which of several ways."""

VERBS: Final = (
    *("apply", "take over", *["onward"] * 12, "check", "facts", "decide", "name", "list", "ref"),
    *("return", "resubmit", "object", "answer", "hide", "show", "suspend", "restore"),
    *("invite", "sign", "mend", "review"),
    *(
        "open",
        "state",
        "ask hearing",
        "hold hearing",
        "revoke",
        "dismiss",
        "appeal",
        "stay",
        "judge",
        "withdraw",
        "end",
    ),
    *("bring back", "void", "replace"),
    *("nominate", "nominate", "decline"),
    *("register", "equip", "equip", "hours", "services", "grade"),
    *("close for now", "reopen", "close"),
    *("report", "report", "answer reports"),
    *("plan", "tend", "tend", "return it", "confirm", "visit", "entry", "classify"),
    *("measure", "appoint", "dismiss keeper", "note", "station ref"),
    *("earn", "earn", "earn", "earn", "offer", "stock", "redeem", "ask at host", "ask for it", "ask for it"),
    *("collect", "cancel", "refund", "reverse", "spend", "reverse by reference", "deduct", "expire"),
    *("hand over", "make ready", "count", "withdraw reward"),
    *("set", "revise", "close target"),
    *("use", "day's use", "prove", "rate place", "rate place", "rate visitor"),
    *VERBS_OF_DECISIONS,
    *VERBS_OF_HONOURS,
    *VERBS_OF_OFFERS,
)
AT_STATIONS: Final = (
    *("register", *["equip"] * 6, "hours", "services", "grade", "grade", "close for now", "reopen", "close"),
    *("measure", "appoint", "dismiss keeper", "note", "report", "report", "report", "answer reports"),
    *("plan", *["tend"] * 4, "start", "finish", "accept", "return it", "confirm", "visit"),
    *("entry", "classify"),
)
"""Verbs about stations alone, where what depends on one of them needs several steps in a row."""
AT_APPEALS: Final = (
    *("apply", "open", "open", "ask hearing", "hold hearing", "revoke", *["onward"] * 12),
    *("appeal", "appeal", *["stay"] * 4, "judge"),
)
"""Verbs about merchants that lose their name, and what they can do about it."""
AT_COUNTERS: Final = (
    *(
        *["earn"] * 4,
        "offer",
        "stock",
        "redeem",
        *["ask for it"] * 4,
        *["collect"] * 3,
        "hand over",
        "cancel",
    ),
    *("make ready", "count", "refund", "refund", "spend", "reverse", *["reverse by reference"] * 2, "deduct"),
    *("expire", "withdraw reward"),
)
"""Verbs of the ledger alone, where points are earned, spent and given back."""
AT_DOORS: Final = ("prove", "prove", "rate place", "rate place", "rate visitor", "use", "day's use")
"""Verbs about visits alone."""
TIME: Final = (*["wait"] * 5, *["tick"] * 3)
KEYS: Final = (*["again"] * 4, "reuse")

WAYS: Final = 6
"""How many numbers a step chooses from."""
_numbers = st.integers(0, WAYS - 1)
orders: Final = st.tuples(st.sampled_from(VERBS), _numbers, _numbers)
"""Steps that are commands, each under a key of its own."""
steps: Final = st.tuples(st.sampled_from((*VERBS, *TIME, *KEYS)), _numbers, _numbers)
"""Any step: commands, days that pass, ticks, keys that come again."""


def programs(of: st.SearchStrategy[Step] = steps) -> st.SearchStrategy[list[Step]]:
    """Programs of some length."""
    return st.lists(of, min_size=count(20, 30), max_size=count(50, 90))


@attrs.frozen
class Sent:
    """A command as it was sent, and its answer."""

    command: Any
    once: str
    by: Actor
    answer: Done | FriendlyServicesError

    @property
    def told(self) -> tuple[Any, ...]:
        """The answer as it can be compared: what was done and where, or the whole refusal in words."""
        if isinstance(self.answer, Done):
            receipt = attrs.evolve(self.answer.receipt, replayed=False, results=())
            return self.answer.id, receipt, self.answer.events
        return plain(self.answer)


def plain(error: FriendlyServicesError) -> tuple[Any, ...]:
    """A refusal's type, facts and sentences."""
    return type(error), error.facts, error.say("en"), error.say("zh")


@attrs.define(eq=False)
class Run:
    """A program at work on a city: what it knows of it is what the answers told."""

    city: City
    clock: StandingClock
    sent: list[Sent] = attrs.Factory(list)
    ticked: list[Any] = attrs.Factory(list)
    made: dict[str, list[Any]] = attrs.Factory(dict)
    """The first event of each record, by kind, in the order in which they were told."""
    entries: dict[str, list[int]] = attrs.Factory(dict)
    """Numbers of awards and deductions, by worker."""

    def prepare(self) -> None:
        """Two shops that are named, a station, rewards on offer, riders with points: enough to go on from."""
        shops = [self.send(application(n, point=at(n)), OWNER) for n in (1, 2)]
        ids = [MerchantId(shop.id) for shop in shops if isinstance(shop, Done)]
        for shop in ids:
            self.send(merchants.CompleteCheck(shop), ANYBODY)
            self.send(merchants.RecordFacts(shop, facts()), ANYBODY)
            self.send(merchants.CompleteCheck(shop, beside=("helper",)), ANYBODY)
            self.send(merchants.Decide(shop, approve=True), SECOND)
        self.clock.forward(days=3)
        for shop in ids:
            self.send(merchants.Name(shop), SECOND)
        self.send(merchants.List(ids[0]), SECOND)
        for step in (("register", 0, 1), ("offer", 0, 0), ("offer", 1, 0), ("earn", 0, 1), ("earn", 1, 1)):
            self.take(step)

    def take(self, step: Step) -> None:
        """Do one step."""
        verb, which, how = step
        match verb:
            case "wait":
                self.clock.forward(days=how, hours=which)
            case "tick":
                self.tick()
            case "again":
                if self.sent:
                    before = self.sent[-1 - (which * 6 + how) % len(self.sent)]
                    self.send(before.command, before.by, before.once)
            case "reuse":
                if self.sent:
                    self.send(points.Earn(WORKERS[0], "lead", quantity=2 + how), ANYBODY, self.sent[0].once)
            case _:
                command = self.command(step)
                answer = self.send(command, _sender(verb, how))
                if isinstance(answer, _SAME_HANDS):
                    self.send(command, CLEAN)

    def tick(self) -> None:
        """Let everything happen that is due."""
        ticked = self.city.tick()
        self.ticked.append(
            (
                [(done.id, done.events) for done in ticked.done],
                [(id_, plain(error)) for id_, error in ticked.refused],
            )
        )

    def send(self, command: Any, by: Actor, once: str | None = None) -> Done | FriendlyServicesError:
        """Send a command under a key and remember the answer."""
        key = f"key-{len(self.sent)}" if once is None else once
        (answer,) = self.city.do_many([(command, key)], by=by)
        self.sent.append(Sent(command, key, by, answer))
        if isinstance(answer, Done) and not answer.replayed:
            self.learn(answer)
        return answer

    def learn(self, done: Done) -> None:
        """Remember what an answer told."""
        for event in done.events:
            match event:
                case (
                    merchants.Applied()
                    | merchants.TakenOver()
                    | merchants.RevocationNotified()
                    | merchants.Nominated()
                    | stations.Registered()
                ):
                    self.made.setdefault(event.id.rpartition("-")[0], []).append(event)
                case (
                    points.Offered()
                    | points.Requested()
                    | targets.WasSet()
                    | honours.Nominated()
                    | offers.Published()
                    | offers.Founded()
                ):
                    self.made.setdefault(event.id.rpartition("-")[0], []).append(event)
                case points.Earned() | points.Deducted() | points.Reversed():
                    self.entries.setdefault(done.id, []).append(event.entry)
                case _:
                    pass

    def one(self, kind: str, which: int) -> str:
        """One of the latest ids of a kind; somebody who is not there if none is known."""
        known = self.made.get(kind, [])
        return str(known[-1 - which % len(known)].id) if known else f"{kind}-9"

    def command(self, step: Step) -> Any:
        """The command of a step."""
        verb, which, how = step
        shop, host = MerchantId(self.one("merchant", which)), StationId(self.one("station", which))
        if verb in _OF_MERCHANTS:
            return _OF_MERCHANTS[verb](self, shop, how)
        if verb in _OF_STATIONS:
            return _OF_STATIONS[verb](self, host, how)
        if verb in _OF_TARGETS:
            return _OF_TARGETS[verb](self, TargetId(self.one("target", which)), how)
        if verb in _OF_VISITS:
            return _OF_VISITS[verb](self, shop if how % 2 else host, how)
        if verb in OF_DECISIONS:
            return OF_DECISIONS[verb](self, which, how)
        if verb in OF_HONOURS:
            return OF_HONOURS[verb](self, which, how)
        if verb in OF_OFFERS:
            return OF_OFFERS[verb](self, which, how)
        return self.of_points(verb, which, how)

    def of_points(self, verb: str, which: int, how: int) -> Any:
        """A command to the ledger."""
        worker = WORKERS[which % 2]
        reward = RewardId(self.one("reward", how))
        host = self.one("station" if how % 3 else "merchant", which)
        match verb:
            case "earn":
                if how == 4:
                    place = Point.gcj02(lat=29.4, lon=106.54 + which / 10_000)
                    return points.Earn(worker, "litter", ref=f"r-{which}", place=place)
                action = ("hazard", "lead", "sleeping")[how % 3]
                on = None if how < 3 else self.today - timedelta(days=how - 3)
                return points.Earn(worker, action, ref=f"r-{which}-{how}", on=on, quantity=1 + how % 2)
            case "offer":
                return points.OfferReward(("voucher", "gloves")[how % 2], host, 1 + how)
            case "stock":
                return points.StockReward(reward, 1 + how)
            case "redeem":
                return points.Redeem(worker, reward)
            case "count":
                return points.CountStock(reward, how, "count 6")
            case "withdraw reward":
                return points.WithdrawReward(reward)
            case "ask at host":
                return Redeem(worker, reward, host)
            case "ask for it":
                asked = self.made.get("reward", [points.Offered(RewardId("reward-9"), "voucher", host, 1)])
                offer = asked[-1 - which % len(asked)]
                return Redeem(worker, offer.id, offer.host)
            case "reverse":
                known = self.entries.get(worker, [1])
                return points.Reverse(worker, known[-1 - how % len(known)], "decision 4")
            case "spend":
                return points.Spend(worker, "voucher", f"r-{which}-{how}")
            case "reverse by reference":
                return points.Reverse(worker, None, "decision 4", of=f"r-{which}-{how}")
            case "deduct":
                return points.Deduct(worker, "bad_faith", "decision 5")
            case "expire":
                return points.Expire(worker)
            case _:
                return self.of_redemption(verb, which, how, worker, reward)

    def of_redemption(self, verb: str, which: int, how: int, worker: WorkerId, reward: RewardId) -> Any:
        """A command about a redemption, mostly with its own account and reward."""
        redemption = RedemptionId(self.one("redemption", which))
        for asked in self.made.get("redemption", ()):
            if asked.id == redemption and how:
                worker, reward = asked.account, asked.reward
        match verb:
            case "refund":
                return points.Refund(redemption, worker, "decision 3")
            case "hand over":
                made = {offer.id: offer.host for offer in self.made.get("reward", ())}
                return Collect(redemption, worker, reward, made.get(reward, "station-9"))
            case "make ready":
                return points.MarkReady(redemption, worker, reward)
            case "collect":
                return points.Collect(redemption, worker, reward)
            case _:
                return points.Cancel(redemption, worker, reward)

    @property
    def today(self) -> date:
        """The city's date."""
        return self.city.now().date()


def _sender(verb: str, how: int) -> Actor:
    by_riders = dict.fromkeys(("report", "nominate", "use", "rate place"), RIDERS[how % 2])
    return {"apply": OWNER, **by_riders}.get(verb, ACTORS[how])


def _applies(run: Run, _: MerchantId, how: int) -> Any:
    n = 1 + len(run.made.get("merchant", ())) - (how == 5)  # the last applicant's room, once more
    point = at(n, how) if how % 2 else Point.wgs84(lat=29.5 + n / 1000, lon=106.5)
    trade = "bank" if how == 4 else "catering"
    named = run.made.get("nomination", ())
    return application(
        n,
        point=point,
        trade=trade,
        hours=_HOURS[how % 3],
        services=_SERVICES[how % 3],
        nomination=named[-1].id if named and how == 3 else None,
    )


def _takes_over(run: Run, _: MerchantId, how: int) -> Any:
    applied = _applies(run, MerchantId(""), 0)
    return merchants.TakeOver(
        file=merchants.Ref("ledger", f"{run.today}-{how % 2}"),
        name=applied.name,
        licence=applied.licence,
        trade=applied.trade,
        premises=applied.premises,
        services=applied.services,
        named_on=run.today - timedelta(days=how - 1),
        listed_on=run.today if how < 4 else None,
        facts=facts(2, run.today)[:how],
        applicant=OWNER.id,
    )


def _nominates(run: Run, _: MerchantId, how: int) -> Any:
    place = application(1 + how + len(run.made.get("nomination", ())) // 2)
    licence = place.licence if how % 2 else None
    return merchants.Nominate(place.name, place.premises, "a cool corner", licence=licence)


def _declines(run: Run, _: MerchantId, how: int) -> Any:
    return merchants.DeclineNomination(NominationId(run.one("nomination", how)), "no room to sit")


def _finds(run: Run, shop: MerchantId, how: int) -> Any:
    on = run.today + timedelta(days=how == 5)  # which nobody can know yet
    return merchants.RecordFacts(shop, facts((2, 2, 3, 1, None, 2)[how], on))


def _case(run: Run, shop: MerchantId, how: int) -> CaseId:
    own = [case.id for case in run.made.get("revocation", ()) if case.merchant == shop and how]
    return CaseId(own[-1] if own else run.one("revocation", how))


def _opens(_: Run, shop: MerchantId, how: int) -> Any:
    ground = ("fraud", "refusal", "review_failed")[how % 3]
    return merchants.OpenRevocation(shop, ground, _EVIDENCE[ground if how < 4 else "fraud"], "as found")


def _with_the_named(merchant: merchants.Merchant) -> tuple[str, ...]:
    review = merchant.naming.review if merchant.naming else None
    if merchant.hidden:
        return ("show",)
    if review is None or review.term is None:
        return ("hide", "list", "open", "suspend", "invite")
    if not review.signatures:
        return ("sign", "hide", "list", "sign")
    return ("review", "mend", "facts", "list", "open")


def _onward(run: Run, shop: MerchantId, how: int) -> Any:
    """What brings the shop on from where it stands, one way or another."""
    try:
        merchant = run.city.merchants.get(shop)
    except NotFound:
        return merchants.List(shop)
    seen = any(fact.name == "seats" for fact in merchant.facts)
    ways = {
        "form_check": ("check",),
        "returned": ("resubmit",),
        "site_check": ("check",) if seen else ("facts",),
        "decision": ("decide", "decide", "decide", "return"),
        "notice": ("name", "name", "object"),
        "objected": ("answer",),
        "named": _with_the_named(merchant),
        "suspended": ("restore", "open"),
        "revoking": ("state", "revoke", "revoke", "dismiss", "ask hearing", "revoke"),
        "hearing": ("hold hearing", "hold hearing", "hold hearing", "dismiss"),
        "revoked": ("appeal",),
        "appealed": ("judge", "stay", "judge"),
    }.get(merchant.standing, ("list",))
    return _OF_MERCHANTS[ways[how % len(ways)]](run, shop, 1 + how % 4)


_Make = Callable[[Run, Any, int], Any]
_OF_MERCHANTS: Final[dict[str, _Make]] = {
    "apply": _applies,
    "take over": _takes_over,
    "onward": _onward,
    "check": lambda _, shop, how: merchants.CompleteCheck(shop, beside=("helper",) if how else ()),
    "facts": _finds,
    "decide": lambda _, shop, how: merchants.Decide(shop, approve=how < 4),
    "name": lambda _, shop, __: merchants.Name(shop),
    "list": lambda _, shop, __: merchants.List(shop),
    "ref": lambda _, shop, how: merchants.AddRef(shop, merchants.Ref("12345", f"GD-{how % 3}")),
    "return": lambda _, shop, how: merchants.ReturnForCorrection(shop, ("the sign",) if how else ()),
    "resubmit": lambda _, shop, how: merchants.Resubmit(shop, name=f"Better {how}" if how % 2 else None),
    "object": lambda _, shop, __: merchants.Object(shop, "too loud"),
    "answer": lambda _, shop, how: merchants.AnswerObjection(shop, 1 + how % 2, how < 2, "we looked again"),
    "hide": lambda _, shop, how: merchants.Hide(shop, "fraud", _EVIDENCE["fraud"] if how else ()),
    "show": lambda _, shop, __: merchants.Show(shop),
    "suspend": lambda run, shop, how: merchants.Suspend(
        shop, "closed", None if how < 2 else run.today + timedelta(days=3 * how - 6)
    ),
    "restore": lambda _, shop, __: merchants.Restore(shop),
    "review": lambda _, shop, __: merchants.PassReview(shop),
    "sign": lambda _, shop, how: merchants.SignReview(shop, "officer" if how else "town"),
    "mend": lambda _, shop, __: merchants.OrderCorrection(shop),
    "invite": lambda run, shop, how: merchants.AppointReview(shop, run.today + timedelta(days=8 * how - 4)),
    "open": _opens,
    "state": lambda run, shop, how: merchants.StateCase(
        shop, _case(run, shop, how), "not so", waives_hearing=how % 2 > 0
    ),
    "ask hearing": lambda run, shop, how: merchants.AskHearing(shop, _case(run, shop, how)),
    "hold hearing": lambda run, shop, how: merchants.HoldHearing(
        shop, _case(run, shop, how), "both were heard"
    ),
    "revoke": lambda run, shop, how: merchants.Revoke(shop, _case(run, shop, how), "decision 1"),
    "dismiss": lambda run, shop, how: merchants.Dismiss(shop, _case(run, shop, how), "decision 2"),
    "appeal": lambda run, shop, how: merchants.Appeal(shop, _case(run, shop, how), "not so at all"),
    "stay": lambda run, shop, how: merchants.OrderStay(shop, _case(run, shop, how), "hear it first"),
    "judge": lambda run, shop, how: merchants.DecideAppeal(
        shop, _case(run, shop, how), how % 2 > 0, "decision 3"
    ),
    "end": lambda run, shop, how: merchants.EndBusiness(shop, run.today + timedelta(days=5 * how - 5)),
    "bring back": lambda _, shop, __: merchants.RecoverPlaque(shop),
    "void": lambda _, shop, how: merchants.VoidPlaque(shop, "sold" if how > 2 else ""),
    "replace": lambda _, shop, how: merchants.ReplacePlaque(shop, "lost" if how % 2 else "damaged"),
    "nominate": _nominates,
    "decline": _declines,
    "withdraw": lambda _, shop, how: (
        merchants.Show(shop) if how % 3 else merchants.Withdraw(shop, ref="letter 6")
    ),
}


def _registers(run: Run, _: StationId, how: int) -> Any:
    n = 1 + len(run.made.get("station", ())) - (how == 5)  # the last one's number, once more
    return stations.Register(
        name=f"Station {n}",
        host="shop" if how != 4 else "castle",
        point=at(how, n),
        area="north",
        services=_SERVICES[how % 3],
        code=f"S-{n}",
        hours=_HOURS[how % 3],
    )


def _equips(run: Run, host: StationId, how: int) -> Any:
    kind = ("water", "kit")[how % 2]
    expires = run.today + timedelta(days=how) if kind == "kit" and how < 5 else None
    state = "broken" if how in {2, 4} else "working"
    return stations.RecordEquipment(host, kind, 1, run.today, state, expires)  # type: ignore[arg-type] # one of two


def _plans(run: Run, host: StationId, how: int) -> Any:
    entered = _registers(run, host, how)
    return stations.Plan(
        name=entered.name,
        host=entered.host,
        point=entered.point,
        area=entered.area,
        services=entered.services,
        code=entered.code,
        mode=tuple(stations.MODES)[how % 3],
        level=(None, "A", "Z")[how % 3],
    )


def _tends(run: Run, host: StationId, how: int) -> Any:
    """What brings a station on from where it stands."""
    try:
        standing = run.city.stations.get(host).standing
    except NotFound:
        return stations.Accept(host)
    ways = {
        "planned": "start",
        "fitting": "finish",
        "acceptance": "return it" if how == 1 else "accept",
        "correcting": "finish",
        "flagged": "answer reports",
        "dormant": "confirm" if how % 2 else "visit",
    }
    return _OF_STATIONS[ways.get(standing, "reopen")](run, host, 1)


_OF_STATIONS: Final[dict[str, _Make]] = {
    "register": _registers,
    "plan": _plans,
    "tend": _tends,
    "confirm": lambda _, host, __: stations.ConfirmOpen(host),
    "visit": lambda run, host, how: stations.RecordVisit(host, run.today + timedelta(days=how // 2 - 1)),
    "start": lambda _, host, __: stations.StartFitting(host),
    "finish": lambda _, host, __: stations.FinishFitting(host),
    "accept": lambda _, host, __: stations.Accept(host),
    "return it": lambda _, host, how: stations.ReturnForCorrection(host, ("the sign",) if how else ()),
    "equip": _equips,
    "measure": lambda _, host, how: stations.Measure(host, 4.5 * how or None, how),
    "station ref": lambda _, host, how: stations.AddRef(host, stations.Ref("app", f"{how % 3}")),
    "appoint": lambda _, host, how: stations.AppointKeeper(host, f"keeper-{how}"),
    "dismiss keeper": lambda _, host, how: stations.EndKeeper(host, f"keeper-{how}"),
    "note": lambda run, host, how: stations.RecordFacts(
        host, (stations.Fact("has_shade" if how else "has_roof", how > 1, run.today, "visit"),)
    ),
    "hours": lambda _, host, how: stations.SetHours(
        host, _HOURS[how % 3], services={"rest": Hours.always()} if how == 5 else {}
    ),
    "classify": lambda _, host, how: stations.Classify(
        host, "cabinet" if how == 1 else "station", "street" if how % 2 else None
    ),
    "entry": lambda _, host, how: stations.SetEntry(host, frozenset(tuple(stations.ENTRIES)[:how])),
    "services": lambda _, host, how: stations.SetServices(host, _SERVICES[how % 3]),
    "grade": lambda _, host, how: stations.Grade(host, "AB"[how % 2]),
    "close for now": lambda _, host, how: stations.CloseTemporarily(host, "repair" if how else "war"),
    "reopen": lambda _, host, __: stations.Reopen(host),
    "report": lambda _, host, how: stations.ReportStatus(host, _SEEN[how]),
    "answer reports": lambda _, host, __: stations.AnswerReports(host, "looked"),
    "close": lambda _, host, how: stations.Close(host, "decision 6") if how == 0 else stations.Reopen(host),
}


_OF_TARGETS: Final[dict[str, _Make]] = {
    "set": lambda run, _, how: targets.Set(
        ("stations_open", "merchants_named", "gold")[how % 3],
        1 + how,
        run.today + timedelta(days=how - 1),
        "plan 1",
        area=("north", None)[how % 2],
    ),
    "revise": lambda run, target, how: targets.Revise(
        target, 2 + how, run.today + timedelta(days=how), "plan 2"
    ),
    "close target": lambda _, target, __: targets.Close(target, "decision 9"),
}


def _token(run: Run, back: int) -> str:
    """The token of one of the last visits, or of the next one."""
    proved = sum(isinstance(sent.command, visits.ProveVisit) for sent in run.sent)
    return f"{proved - back:032}"


_OF_VISITS: Final[dict[str, _Make]] = {
    "use": lambda run, place, how: visits.CountUse(
        place, run.city.now() - timedelta(hours=7 * how - 7), 1 + how
    ),
    "day's use": lambda run, place, how: visits.RecordUse(
        place, run.today - timedelta(days=how - 1), [how] * 24, source=f"gate-{how % 2}"
    ),
    "prove": lambda run, place, _: visits.ProveVisit(place, _token(run, 0)),
    "rate place": lambda run, place, how: visits.RatePlace(
        place, _token(run, 1 + how % 2), 1 + how % 5, {"kind"} if how else {"cheap"}
    ),
    "rate visitor": lambda run, _, how: visits.RateVisitor(_token(run, 1 + how % 2), 1 + how % 5),
}


def opened(url: str = "memory://", plugins: Iterable[object] = ()) -> Run:
    """A new city, made ready for a program."""
    clock = StandingClock(MONDAY)
    run = Run(City.open(url, city="small", pack=pack(), clock=clock, plugins=plugins), clock)
    run.prepare()
    return run


def ran(program: Iterable[Step], url: str = "memory://", plugins: Iterable[object] = ()) -> Run:
    """A city after a program."""
    run = opened(url, plugins)
    for step in program:
        run.take(step)
    return run


def journal(city: City) -> list[Entry]:
    """Every entry."""
    return list(city._reader.entries())


def records(city: City) -> dict[tuple[str, str], Record]:
    """Every record with its version, body and time."""
    found: dict[tuple[str, str], Record] = {}
    after: bytes | None = None
    while True:
        page = city._store.scan(city.name, EVERY_RECORD, b"", None, 1_000, False, after)
        found |= {record.key: record for _, record in page.items}
        if page.next is None:
            return found
        after = page.next


def indexes(city: City) -> dict[str, list[tuple[bytes, tuple[str, str]]]]:
    """Every index with its entries in order."""
    kinds = city._reader.registry.kinds.values()
    own = [f"{kind.name}.{index.name}.{index.number}" for kind in kinds for index in kind.indexes]
    return {
        name: [
            (entry.key, record.key)
            for entry, record in city._store.scan(city.name, name, b"", None, 10_000, False, None).items
        ]
        for name in (*own, "due", "inbox", "map.2")
    }
