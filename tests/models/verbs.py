"""Random commands for a few shops and stations: right and wrong ones, by right and wrong people."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from friendly_services import merchants as m
from friendly_services import stations as s
from friendly_services.decider import Actor
from friendly_services.hours import Hours
from friendly_services.ids import CaseId, MerchantId, StationId
from tests.city.town import application, at, code
from tests.models.merchant_model import Merchants, Shop
from tests.models.naive import DAY
from tests.models.station_model import Station, Stations

__all__ = ["AT_SHOPS", "AT_STATIONS", "ONWARD", "WAYS", "World", "command"]

WAYS: Final = 24
"""Each number of a step is one of so many."""
_ALL: Final = {"officer", "inspector", "keeper"}
_EVERY: Final = tuple(Actor(f"person-{n}", roles=_ALL) for n in range(9))
OWNERS: Final = tuple(Actor(f"owner-{n}", roles={"merchant"}) for n in (1, 2))
RIDERS: Final = tuple(Actor(f"rider-{n}", roles={"worker"}) for n in (1, 2, 3))
PEOPLE: Final = (
    *_EVERY,
    *OWNERS,
    *RIDERS,
    Actor("clerk", roles={"officer"}),
    Actor("seer", roles={"inspector"}),
    Actor("keeper", roles={"keeper"}),
    Actor("nobody"),
    Actor("owner-1", roles={"merchant", "officer", "inspector"}),
    Actor("rider-1", roles={"worker", "officer"}),
)
"""Two of them are somebody whom the city also employs."""
EVIDENCE: Final = {
    "fraud": (m.Evidence("audit", "file 7"),),
    "refusal": (m.Evidence("report", "file 8"),),
    "review_failed": (m.Evidence("review", "file 9"),),
}
GROUNDS: Final = ("fraud", "refusal", "review_failed", "refusal", "fraud", "review_failed", "rumour")


class World:
    """What a step can look at to choose its command: the models, and the time."""

    def __init__(self) -> None:
        self.shops = Merchants()
        self.stations = Stations()
        self.now: Any = None

    @property
    def today(self) -> Any:
        """The day."""
        return self.now.date()


def _facts(world: World, how: int, kind: str) -> tuple[m.Fact, ...]:
    on = world.today - (how % 5 - 1 if how == 7 else how % 3) * DAY
    seats, licensed = (2, 3, 2, 1, None, 2, 4, 2)[how % 8], (True, True, True, False, True, None)[how % 6]
    by = "person-8" if how % 7 == 3 else ""
    both = (
        m.Fact("seats", seats, on, "visit", m.Evidence(kind, "visit 1"), by),
        m.Fact("licensed", licensed, on, "registry", m.Evidence("registry", "query 1")),
    )
    return both[:1] if how % 11 == 5 else both


def _premises(n: int, *, outside: bool = False) -> m.Premises:
    return m.Premises(f"{n} Long Road", "north", at(510 if outside else n))


def _apply(world: World, _id: str, _shop: Shop | None, how: int) -> Any:
    changes: dict[str, Any] = {}
    if how % 5 == 1:
        changes["applicant"] = "owner-2"
    if how % 11 == 2:
        changes["trade"] = "circus"
    if how % 6 == 3:
        changes["facts"] = _facts(world, how, ("pledge", "site_check")[how % 2])[:1]
    if how % 9 == 4:
        changes["point"] = at(510)
    return application(1 + how % 4, **changes)


def _take_over(world: World, _id: str, _shop: Shop | None, how: int) -> Any:
    n = 1 + how % 4
    return m.TakeOver(
        file=m.Ref("ledger", str(how % 7)),
        name=f"Shop {n}",
        licence=m.Licence(code(n)),
        trade="catering",
        premises=_premises(n),
        services=frozenset({"water"}),
        named_on=world.today - 400 * DAY if how != 5 else world.today + DAY,
        listed_on=world.today - 390 * DAY if how % 2 else None,
        plaque=f"OLD-{how % 7}",
        applicant=("owner-1", "owner-2", "person-1")[how % 3],
    )


def _resubmit(world: World, id_: MerchantId, _shop: Shop | None, how: int) -> Any:
    return m.Resubmit(
        id_,
        name="Shop anew" if how % 2 else None,
        premises=_premises(1 + how % 4, outside=how % 8 == 0) if how % 4 == 0 else None,
        services=frozenset({"rest", "sauna"}) if how % 9 == 5 else None,
        facts=_facts(world, how, "document")[:1] if how % 3 == 0 else (),
    )


def _check(_world: World, id_: MerchantId, _shop: Shop | None, how: int) -> Any:
    beside = ("helper",) if how % 3 else (f"person-{how % 9}",) if how % 4 else ()
    photos = tuple(f"digest {n}" for n in range(how % 5))
    return m.CompleteCheck(id_, beside=beside, photos=photos, confirms_point=how % 3 != 1)


def _answer(_world: World, id_: MerchantId, shop: Shop | None, how: int) -> Any:
    waiting = [n for n, (_, upheld) in enumerate(shop.objections, 1) if upheld is None] if shop else []
    number = waiting[how % len(waiting)] if waiting and how % 8 else how % 3
    return m.AnswerObjection(id_, number, how % 3 == 0, "we looked")


def _case(shop: Shop | None, how: int) -> CaseId:
    known = (shop.case or (shop.lost.case if shop.lost else None)) if shop else None
    return CaseId(known if known and how % 12 != 7 else "revocation-9")


def _appoint(world: World, id_: MerchantId, shop: Shop | None, how: int) -> Any:
    due = shop.review.due if shop and shop.review else world.today
    return m.AppointReview(id_, (due, due - 3 * DAY, world.today + 2 * DAY, due + DAY, world.today)[how % 5])


def _approve(world: World, id_: MerchantId, shop: Shop | None, how: int) -> Any:
    unmet = shop is not None and "unmet" in shop.answers(world.today)
    return m.Decide(id_, approve=unmet == (how % 6 == 0))


def _hide(_world: World, id_: MerchantId, _shop: Shop | None, how: int) -> Any:
    return m.Hide(id_, GROUNDS[how % 7], EVIDENCE["fraud" if how % 7 in (0, 4) else "refusal"])


def _open(_world: World, id_: MerchantId, _shop: Shop | None, how: int) -> Any:
    ground = GROUNDS[how % 7]
    evidence = EVIDENCE.get(ground, EVIDENCE["fraud"]) if how % 10 else EVIDENCE["refusal"]
    return m.OpenRevocation(id_, ground, evidence, "what was found")


_MakeShop = Callable[[World, MerchantId, Shop | None, int], Any]
AT_SHOPS: Final[Mapping[str, _MakeShop]] = {
    "apply": _apply,
    "take_over": _take_over,
    "return_for_correction": lambda _w, id_, _shop, how: m.ReturnForCorrection(
        id_, ("sign",) if how % 9 else ()
    ),
    "resubmit": _resubmit,
    "see": lambda w, id_, _shop, how: m.RecordFacts(id_, _facts(w, how, "site_check")),
    "find_out": lambda w, id_, _shop, how: m.RecordFacts(
        id_, _facts(w, how, ("registry", "document", "site_check")[how % 3])[: how % 4]
    ),
    "shop_ref": lambda _w, id_, _shop, how: m.AddRef(id_, m.Ref("12345", f"GD-{how % 6}")),
    "check": _check,
    "decide": _approve,
    "object": lambda _w, id_, _shop, _how: m.Object(id_, "no toilet"),
    "answer": _answer,
    "name": lambda _w, id_, _shop, _how: m.Name(id_),
    "list": lambda _w, id_, _shop, _how: m.List(id_),
    "hide": _hide,
    "show": lambda _w, id_, _shop, _how: m.Show(id_),
    "suspend": lambda w, id_, _shop, how: m.Suspend(
        id_,
        "closed" if how % 9 else "bored",
        until=(None, w.today + 4 * DAY, w.today + 7 * DAY, w.today - DAY, w.today)[how % 5],
    ),
    "restore": lambda _w, id_, _shop, _how: m.Restore(id_),
    "appoint_review": _appoint,
    "start_review": lambda _w, id_, _shop, _how: m.StartReview(id_),
    "sign": lambda _w, id_, _shop, how: m.SignReview(
        id_, ("officer", "inspector", "officer", "inspector", "worker")[how % 5]
    ),
    "order_correction": lambda _w, id_, _shop, _how: m.OrderCorrection(id_),
    "pass_review": lambda _w, id_, _shop, _how: m.PassReview(id_),
    "open_case": _open,
    "state_case": lambda _w, id_, shop, how: m.StateCase(
        id_, _case(shop, how), "we are open", waives_hearing=how % 3 == 0
    ),
    "ask_hearing": lambda _w, id_, shop, how: m.AskHearing(id_, _case(shop, how)),
    "hold_hearing": lambda _w, id_, shop, how: m.HoldHearing(id_, _case(shop, how), "both were heard"),
    "revoke": lambda _w, id_, shop, how: m.Revoke(id_, _case(shop, how), "reasons"),
    "dismiss": lambda _w, id_, shop, how: m.Dismiss(id_, _case(shop, how), "reasons"),
    "appeal": lambda _w, id_, shop, how: m.Appeal(id_, _case(shop, how), "it was not so"),
    "stay": lambda _w, id_, shop, how: m.OrderStay(id_, _case(shop, how), "it can wait"),
    "judge": lambda _w, id_, shop, how: m.DecideAppeal(id_, _case(shop, how), how % 2 == 0, "reasons"),
    "withdraw": lambda _w, id_, _shop, how: m.Withdraw(id_, "letter 1" if how % 3 else ""),
    "end_business": lambda w, id_, _shop, how: m.EndBusiness(
        id_, w.today + (3, 0, -1, 1, 5, -500)[how % 6] * DAY, "letter 2" if how % 3 else ""
    ),
    "recover_plaque": lambda _w, id_, _shop, _how: m.RecoverPlaque(id_),
    "void_plaque": lambda _w, id_, _shop, how: m.VoidPlaque(id_, "it is gone" if how % 3 == 0 else ""),
    "replace_plaque": lambda _w, id_, _shop, _how: m.ReplacePlaque(id_, "lost"),
    "lapse": lambda _w, id_, _shop, _how: m.Lapse(id_),
    "end_cool_off": lambda _w, id_, _shop, _how: m.EndCoolOff(id_),
    "remind": lambda _w, id_, _shop, _how: m.Remind(id_),
}


def _register(_world: World, _id: str, _station: Station | None, how: int) -> Any:
    return s.Register(
        name="Station",
        host="shop" if how % 12 else "palace",
        point=at(0, how % 5),
        area="north",
        services=frozenset(({"water", "rest"}, {"water"}, {"rest"})[how % 3]),
        code=f"S-{how % 7}",
        keeper="keeper" if how % 2 else None,
        kind="cabinet" if how % 11 == 4 else "station",
    )


def _plan(_world: World, _id: str, _station: Station | None, how: int) -> Any:
    return s.Plan(
        name="Planned",
        host="shop",
        point=at(1, how % 5),
        area="north",
        services=frozenset({"water"}),
        code=f"S-{how % 7}",
        mode="new",
        level=(None, "A", "B", "Z")[how % 4],
    )


def _equip(world: World, id_: StationId, _station: Station | None, how: int) -> Any:
    kind = ("water", "kit")[how % 2]
    last = world.today + (5, 20, 60, -1, 0)[how % 5] * DAY if how % 2 or how % 3 == 0 else None
    return s.RecordEquipment(
        id_,
        kind if how != 13 else "sauna",
        0 if how % 9 == 4 else 1,
        world.today - (0, 0, 0, 1, 8, -1)[how % 6] * DAY,
        "broken" if how % 7 == 2 else "working",
        last if how % 10 != 9 else None,
    )


_MakeStation = Callable[[World, StationId, Station | None, int], Any]
AT_STATIONS: Final[Mapping[str, _MakeStation]] = {
    "register": _register,
    "plan": _plan,
    "start_fitting": lambda _w, id_, _st, _how: s.StartFitting(id_),
    "finish_fitting": lambda _w, id_, _st, _how: s.FinishFitting(id_),
    "accept": lambda _w, id_, _st, _how: s.Accept(id_),
    "return_it": lambda _w, id_, _st, how: s.ReturnForCorrection(id_, ("the sign",) if how % 6 else ()),
    "equip": _equip,
    "note": lambda w, id_, _st, how: s.RecordFacts(
        id_,
        (s.Fact(("has_shade", "water")[how % 5 == 0], (True, 3)[how % 7 == 0], w.today, "visit"),)[: how % 9],
    ),
    "station_ref": lambda _w, id_, _st, how: s.AddRef(id_, s.Ref("12345", f"ST-{how % 5}")),
    "measure": lambda _w, id_, _st, how: s.Measure(id_, area_m2=20.0, seats=how),
    "set_hours": lambda _w, id_, _st, how: s.SetHours(
        id_, Hours.always() if how % 2 else None, services={"water": Hours.always()} if how % 3 == 0 else {}
    ),
    "set_entry": lambda _w, id_, _st, _how: s.SetEntry(id_, frozenset({"scan"})),
    "classify": lambda _w, id_, _st, how: s.Classify(
        id_, ("station", "cabinet", "station", "tower")[how % 4], tier="street" if how % 3 else None
    ),
    "set_services": lambda _w, id_, _st, how: s.SetServices(
        id_, frozenset(({"water", "rest"}, {"water"}, {"rest"}, {"sauna"})[how % 4])
    ),
    "appoint_keeper": lambda _w, id_, _st, how: s.AppointKeeper(
        id_, ("keeper", "person-1", "rider-1")[how % 3]
    ),
    "end_keeper": lambda _w, id_, _st, how: s.EndKeeper(id_, ("keeper", "person-1", "rider-1")[how % 3]),
    "grade": lambda _w, id_, _st, how: s.Grade(id_, ("A", "B", "B", "A", "Z")[how % 5]),
    "report": lambda _w, id_, _st, how: s.ReportStatus(
        id_, ("locked", "locked", "open", "full", "broken", "full")[how % 6]
    ),
    "answer_reports": lambda _w, id_, _st, _how: s.AnswerReports(id_, "looked"),
    "confirm_open": lambda _w, id_, _st, _how: s.ConfirmOpen(id_),
    "visit": lambda w, id_, _st, how: s.RecordVisit(id_, w.today - (how % 4 - 1) * DAY),
    "close_for_now": lambda w, id_, _st, how: s.CloseTemporarily(
        id_, "repair" if how % 7 else "mood", until=(None, w.today, w.today - DAY)[how % 3]
    ),
    "reopen": lambda _w, id_, _st, _how: s.Reopen(id_),
    "close": lambda _w, id_, _st, _how: s.Close(id_, "decision 1"),
    "mark_expired": lambda _w, id_, _st, _how: s.MarkExpired(id_),
}

ONWARD: Final[Mapping[str, tuple[str, ...]]] = {
    "form_check": ("check", "check", "check", "return_for_correction"),
    "site_check": ("see", "check", "check", "return_for_correction"),
    "decision": ("decide", "decide", "decide", "see", "return_for_correction"),
    "returned": ("resubmit",),
    "notice": ("name", "name", "object"),
    "objected": ("answer", "answer", "answer", "object"),
    "named": (
        *("list", "list", "see", "see", "sign", "sign", "sign", "pass_review", "pass_review"),
        *(
            "order_correction",
            "order_correction",
            "open_case",
            "open_case",
            "hide",
            "show",
            "suspend",
            "appoint_review",
        ),
    ),
    "suspended": ("restore", "open_case"),
    "revoking": ("state_case", "revoke", "revoke", "revoke", "dismiss", "hide", "ask_hearing"),
    "hearing": ("hold_hearing", "hold_hearing", "hold_hearing", "state_case", "dismiss"),
    "revoked": ("appeal", "appeal", "recover_plaque", "void_plaque", "apply"),
    "appealed": ("stay", "judge", "judge", "void_plaque"),
    "withdrawn": ("apply", "recover_plaque"),
    "ended": ("apply", "void_plaque"),
    "rejected": ("apply",),
    "lapsed": ("apply",),
    "planned": ("start_fitting",),
    "fitting": ("finish_fitting",),
    "acceptance": ("accept", "accept", "accept", "return_it"),
    "correcting": ("finish_fitting",),
    "open": ("equip", "equip", "grade", "report", "report", "confirm_open"),
    "flagged": ("answer_reports", "report", "close_for_now"),
    "dormant": ("confirm_open", "visit", "equip"),
    "closed_temporarily": ("reopen",),
    "closed": ("register", "plan"),
}
"""What comes next where something stands, so that programs get somewhere."""
_BY_OWNERS: Final = frozenset(
    {"apply", "resubmit", "withdraw", "end_business", "state_case", "ask_hearing", "appeal"}
)
_BY_RIDERS: Final = frozenset({"report", "object"})


def person(verb: str, who: int, how: int, shop: Shop | None) -> Actor:
    """Mostly somebody who may; now and then anybody at all."""
    if who % 6 == 5:
        return PEOPLE[(who + how) % len(PEOPLE)]
    if verb in _BY_OWNERS and who % 3:
        return next((one for one in OWNERS if shop and one.id == shop.applicant), OWNERS[who % 2])
    if verb in _BY_RIDERS:
        return RIDERS[who % 3]
    return _EVERY[who % len(_EVERY)]


def command(world: World, verb: str, who: int, which: int, how: int) -> tuple[Any, Actor]:
    """The command of a step, and who sends it; `onward` is whatever may come next."""
    shops, stations = list(world.shops.shops.items())[-6:], list(world.stations.stations.items())[-5:]
    nobody: tuple[str, None] = ("", None)
    if verb == "onward":
        known: list[tuple[str, Shop | Station]] = [*shops, *stations]
        one = known[which % len(known)][1] if known else None
        verb = ONWARD[one.standing][how % len(ONWARD[one.standing])] if one else "apply"
        which = which % len(known) if known else 0
        if isinstance(one, Station):
            which -= len(shops)
    id_: str
    if verb in AT_SHOPS:
        id_, shop = shops[which % len(shops)] if shops and which < WAYS - 1 else nobody
        made = AT_SHOPS[verb](world, MerchantId(id_ or "merchant-9"), shop, how)
        return made, person(verb, who, how, shop)
    id_, station = stations[which % len(stations)] if stations and which < WAYS - 1 else nobody
    return AT_STATIONS[verb](world, StationId(id_ or "station-9"), station, how), person(verb, who, how, None)
