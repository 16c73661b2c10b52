"""A district's stations, from the plan to the second year's grading: 68 are upgraded, 35 to level B."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import attrs
import pytest

from friendly_services import Actor, merchants, offers, points, stations
from friendly_services.city import City, Done
from friendly_services.ids import MerchantId, StationId, WorkerId
from friendly_services.testing import StandingClock
from tests.budget import BUDGET
from tests.city.town import all_done, code
from tests.scenarios.banan import ZONE
from tests.scenarios.shanyang import (
    ACTS,
    ALLIANCE,
    FIRST,
    IN_CENTRES,
    IN_STREETS,
    KEEPER,
    OFFICER,
    PACK,
    RIDERS,
    SECOND,
    SQUAD,
    TRAINING,
    UPGRADED,
    Place,
    places,
)  # fmt: skip

START = datetime(2025, 3, 3, 9, tzinfo=ZONE)


@attrs.define
class District:
    """What happens in the year, and what somebody noted down on the way."""

    city: City
    clock: StandingClock
    places: tuple[Place, ...] = attrs.field(factory=places)
    ids: dict[int, StationId] = attrs.field(factory=dict)
    broken: dict[tuple[int, str], str] = attrs.field(factory=dict)
    """What is out of order: 'broken', or 'gone'."""
    kits: date = date(2026, 3, 1)
    shops: list[MerchantId] = attrs.field(factory=list)
    deals: list[offers.OfferId] = attrs.field(factory=list)
    ticked: list[Any] = attrs.field(factory=list)
    seen: dict[str, Any] = attrs.field(factory=dict)

    @property
    def today(self) -> date:
        """The city's day."""
        return self.clock.now.date()

    def send(self, commands: Iterable[Any], by: Actor) -> list[Done]:
        """Send what must be done."""
        return all_done(self.city.do_many(commands, by=by))

    def until(self, day: date) -> None:
        """Each day `tick`; every fortnight somebody is there, and as often as its level asks checks it."""
        while self.today < day:
            self.clock.forward(days=1)
            self.ticked += [event for done in self.city.tick().done for event in done.events]
            if self.today.day == 1:
                quarter = self.today.month % 3 == 1
                self.checked(place for place in self.places if quarter or place.level == "A")
            if self.today.day in {1, 15}:
                self.send([stations.RecordVisit(id_, self.today) for id_ in self.ids.values()], KEEPER)

    def checked(self, those: Iterable[Place]) -> None:
        """A keeper's round: what works, and what does not."""
        self.send((self.check(place, kind) for place in those for kind in place.equipment), KEEPER)

    def check(self, place: Place, kind: str) -> stations.RecordEquipment:
        """What is found of one kind."""
        state = self.broken.get((place.n, kind), "working")
        return stations.RecordEquipment(
            self.ids[place.n],
            kind,
            0 if state == "gone" else place.equipment[kind],
            self.today,
            "broken" if state == "broken" else "working",
            self.kits if kind == "medicine_kit" and state == "working" else None,
        )

    # -- from the plan to the level

    def upgrade(self) -> None:
        """68 are planned, fitted out, accepted by two who had no hand in it, equipped and graded."""
        for place in self.places:
            plan = stations.Plan(
                name=place.name,
                host=place.host,
                point=place.point,
                area=place.area,
                services=place.services,
                code=place.code,
                mode="renew",
                level=place.level,
            )
            self.ids[place.n] = StationId(self.city.do(plan, by=OFFICER, once=place.code).id)
        every = list(self.ids.values())
        self.seen["planned on the map"] = self.on_the_map()
        self.send(map(stations.StartFitting, every), OFFICER)
        self.clock.forward(days=30)
        self.send(map(stations.FinishFitting, every), OFFICER)
        self.send(map(stations.Accept, every), FIRST)
        self.send(map(stations.Accept, every), SECOND)
        for place in self.places:
            id_ = self.ids[place.n]
            furnished: list[Any] = [
                stations.AppointKeeper(id_, KEEPER.id),
                stations.Measure(id_, place.area_m2, place.seats),
                stations.SetHours(id_, place.hours),
                stations.SetEntry(id_, {"scan"} if place.round_the_clock else {"open_door"}),
            ]
            if place.level == "B":
                serves = stations.Fact("serves_meals", True, self.today, "visit")
                furnished.append(stations.RecordFacts(id_, (serves,)))
            self.send(furnished, OFFICER)
        self.checked(self.places)
        self.grade(self.places)

    def grade(self, those: Iterable[Place]) -> list[Any]:
        """Each asks for its level."""
        commands = [stations.Grade(self.ids[place.n], place.level) for place in those]
        return list(self.city.do_many(commands, by=OFFICER))

    def on_the_map(self, **asked: Any) -> int:
        """How many stations somebody finds who looks at the whole district."""
        hits = self.city.nearby(
            self.places[0].point, within=20_000, kinds={"station"}, limit=100, closed=True, **asked
        ).hits
        return len(hits)

    def levels(self) -> Counter[str]:
        """How many hold each level."""
        held = (self.city.stations.get(id_).level for id_ in self.ids.values())
        return Counter(level.code for level in held if level is not None)

    def teach(self) -> None:
        """A training point in each community: another kind of the same register, which nobody grades."""
        for n in range(TRAINING):
            point = stations.Register(
                name=f"技能培训服务站点 {n}",
                host="party_centre",
                point=self.places[n].point,
                area=self.places[n].area,
                services=(),
                code=f"PX-{n:03}",
                kind="service_point",
            )
            self.city.do(point, by=OFFICER)

    # -- shops and riders

    def ally(self) -> None:
        """Sixteen shops publish what they take off for riders."""
        for n in range(ALLIANCE):
            place = self.places[n]
            shop = merchants.TakeOver(
                file=merchants.Ref("骑手联盟", str(n)),
                name=f"骑手友好商家 {n}",
                licence=merchants.Licence(code(n)),
                trade="catering" if n % 2 else "retail",
                premises=merchants.Premises(f"新兴社区 {n} 号", "定和街道", place.point),
                services={"meal"},
                named_on=date(2025, 3, 3),
                listed_on=date(2025, 3, 3),
            )
            self.shops.append(MerchantId(self.city.do(shop, by=OFFICER).id))
        half_year = self.today, self.today + timedelta(days=180)
        deals = [
            offers.PublishOffer(shop, offers.Terms("骑手折扣", offers.Rule(percent=15), *half_year))
            for shop in self.shops
        ]
        self.deals = [offers.OfferId(done.id) for done in self.send(deals, OFFICER)]
        till = Actor("till", roles={"merchant"})
        for n, rider in enumerate(RIDERS):
            token = offers.token_for(rider.id, self.today, b"a key of this day alone: 32 bytes")
            which = n % ALLIANCE
            use = offers.UseOffer(self.deals[which], token, self.shops[which], original=2000)
            self.city.do(use, by=till)

    def patrol(self) -> None:
        """The squad of 25, each near a station: all of the five once, and the office sends the list twice."""
        earned = [
            points.Earn(WorkerId(rider.id), act, ref=f"{act}-1", place=place.point)
            for act in ACTS
            for rider, place in zip(RIDERS, self.places, strict=False)
        ]
        self.send(earned, OFFICER)
        self.seen["earned again"] = self.city.do_many(earned, by=OFFICER)

    # -- what breaks, what riders find

    def summer(self) -> None:
        """A toilet breaks and is mended; a fridge is not; medicine runs out of date and is replaced."""
        toilet, fridge = self.places[0], self.places[IN_CENTRES]
        self.until(date(2025, 7, 2))
        self.broken = {(toilet.n, "toilet"): "broken", (fridge.n, "fridge"): "broken"}
        for place, kind in ((toilet, "toilet"), (fridge, "fridge")):
            self.city.do(self.check(place, kind), by=KEEPER)
        self.seen["no toilet"] = self.city.why_not(
            self.ids[toilet.n], toilet.point, services={"toilet"}, at=self.noon
        )
        self.seen["at risk"] = [
            place.n for place in self.places if self.city.stations.get(self.ids[place.n]).grace
        ]
        self.until(date(2025, 7, 12))
        del self.broken[toilet.n, "toilet"]
        self.city.do(self.check(toilet, "toilet"), by=KEEPER)
        self.seen["a toilet"] = self.city.why_not(
            self.ids[toilet.n], toilet.point, services={"toilet"}, at=self.noon
        )
        kit = stations.RecordEquipment(
            self.ids[toilet.n], "medicine_kit", 1, self.today, expires_on=date(2025, 7, 13)
        )
        self.city.do(kit, by=KEEPER)
        for day in (13, 14):
            at = datetime(2025, 7, day, 12, tzinfo=ZONE)
            self.seen[f"medicine on {day}"] = self.city.why_not(
                self.ids[toilet.n], toilet.point, services={"first_aid"}, at=at
            )
        self.until(date(2025, 7, 14))
        self.seen["expired"] = self.city.stations.get(self.ids[toilet.n]).equipment["medicine_kit"].state
        self.city.do(self.check(toilet, "medicine_kit"), by=KEEPER)
        self.until(date(2025, 8, 6))

    @property
    def noon(self) -> datetime:
        """Of today."""
        return self.clock.now.replace(hour=12)

    def reports(self) -> None:
        """Riders find two doors locked: one keeper answers, the other does not."""
        answered, silent = self.ids[3], self.ids[4]
        for id_ in (answered, silent):
            self.city.do(stations.ReportStatus(id_, "locked"), by=RIDERS[0])
            self.clock.forward(hours=1)
            self.city.do(stations.ReportStatus(id_, "locked"), by=RIDERS[1])
        self.seen["flagged"] = {s.id for s in self.city.stations.find(standing="flagged")}
        self.city.do(stations.AnswerReports(answered, "门锁已修好"), by=KEEPER)
        self.until(self.today + timedelta(days=3))
        self.seen["overdue"] = {s.id for s in self.city.stations.find(standing="flagged")}
        self.city.do(stations.AnswerReports(silent, "迟复：已安排值守"), by=OFFICER)

    # -- the second year

    def next_year(self) -> None:
        """Levels end with their term; who meets its level has it again, and a sum goes to the others."""
        self.kits = date(2027, 3, 1)
        self.until(date(2026, 3, 20))
        self.broken |= {
            (5, "nap_place"): "gone",
            (6, "vehicle_charger"): "gone",
            (60, "phone_charger"): "gone",
        }
        self.checked(self.places)
        self.until(date(2026, 4, 6))
        self.seen["after the term"] = self.levels()
        self.seen["graded again"] = self.grade(self.places)
        prices = {
            "fridge": stations.Price(1_500),
            "nap_place": stations.Price(400, each=True),
            "vehicle_charger": stations.Price(1_200, each=True),
            "phone_charger": stations.Price(150, each=True),
        }
        riders: dict[str, int] = {
            self.ids[IN_CENTRES]: 120,
            self.ids[5]: 60,
            self.ids[6]: 45,
            self.ids[60]: 20,
        }
        self.seen["plan"] = self.city.stations.plan_budget(2_000, prices=prices, riders=riders)
        self.seen["one"] = self.city.stations.upgrade(self.ids[IN_CENTRES], "A", prices=prices, riders=120)


STORES = ("memory",) if BUDGET == "quick" else ("memory", "sqlite")


@pytest.fixture(scope="module", params=STORES)
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> District:
    """The whole story, told once on each store."""
    folder = tmp_path_factory.mktemp("shanyang")
    (folder / "pack.toml").write_text(PACK, "utf-8")
    clock = StandingClock(START)
    url = "memory://" if request.param == "memory" else f"sqlite:///{folder / 'shanyang.db'}"
    district = District(City.open(url, city="shanyang", pack=folder, clock=clock), clock)
    district.upgrade()
    district.seen["first levels"] = district.levels()
    district.teach()
    district.ally()
    district.patrol()
    district.summer()
    district.reports()
    district.next_year()
    return district


def test_68_stations_are_upgraded_and_35_of_them_reach_level_b(told: District) -> None:
    """Nothing of a plan is on the map; each level is granted for what was found, none for having asked."""
    assert told.seen["planned on the map"] == 0
    assert told.on_the_map() == len(told.city.stations.find(kind="station", limit=1_000)) == UPGRADED
    others = UPGRADED - IN_CENTRES - IN_STREETS
    assert told.seen["first levels"] == {"A": IN_STREETS, "B": IN_CENTRES, "C": others}


def test_levels_do_not_nest(told: District) -> None:
    """“就餐、午休、如厕、车辆充电”: just what level B has, a station of level A lacks, besides its host."""
    in_a_street = told.ids[IN_CENTRES + 1]
    verdicts = told.city.stations.verdicts(in_a_street)
    assert (verdicts["A"].answer, verdicts["C"].answer) == ("met", "unmet")
    lacks = [finding.title.en for finding in verdicts["B"].findings if finding.answer != "met"]
    assert lacks[1:] == [
        "meals",
        "a place to nap",
        "a toilet",
        "vehicle charging, outdoors",
    ]
    in_a_centre = told.city.stations.verdicts(told.ids[0])
    assert [code for code, verdict in in_a_centre.items() if verdict.answer == "met"] == ["B"]


def test_one_gets_into_the_rider_s_filling_station_at_any_hour(told: District) -> None:
    """“实行24小时全天候服务，外卖小哥只需扫码，即可随时进入”: at three in the morning it is the only one."""
    night = told.clock.now.replace(hour=3)
    filling = next(place for place in told.places if place.round_the_clock)
    (hit,) = told.city.nearby(
        filling.point, within=20_000, kinds={"station"}, entry={"scan"}, at=night, limit=100
    ).hits
    assert (hit.place.name, hit.place.area) == ("小哥加油站", "定和街道")


def test_training_points_are_in_the_register_and_have_no_level(told: District) -> None:
    """Thirty-five of another kind; a plan for a sum leaves them aside."""
    points_ = told.city.stations.find(kind="service_point", limit=1_000)
    assert len(points_) == TRAINING
    with pytest.raises(stations.NotGraded):
        told.city.do(stations.Grade(points_.items[0].id, "B"), by=OFFICER)


def test_sixteen_shops_take_something_off_and_nobody_s_meals_are_followed(told: District) -> None:
    """Each of the squad paid 17 of 20 yuan, once; an offer ends with its last day."""
    assert len(told.deals) == ALLIANCE
    deals = [told.city.offers.get(deal) for deal in told.deals]
    assert {deal.standing for deal in deals} == {"expired"}
    used = [
        line.event for deal in told.deals for line in told.city.offers.history(deal)
        if isinstance(line.event, offers.Used)
    ]  # fmt: skip
    assert [(use.original, use.rider) for use in used] == [(2000, 1700)] * SQUAD
    assert not any(rider.id in repr(use) for use in used for rider in RIDERS)


def test_the_squad_s_five_acts_are_counted_once(told: District) -> None:
    """How many points, the source does not say: the pack does, and the same report earns them once."""
    statements = [told.city.points.statement(WorkerId(rider.id)) for rider in RIDERS]
    assert [len(lines) for lines in statements] == [len(ACTS)] * SQUAD
    assert len({lines[-1].balance for lines in statements}) == 1
    assert {type(answer) for answer in told.seen["earned again"]} == {points.AlreadyAwarded}


def test_what_breaks_leaves_the_map_and_returns_mended(told: District) -> None:
    """The service goes and comes back by itself; so does medicine at the midnight of its last day."""
    assert [reason.code for reason in told.seen["no toilet"]] != []
    assert told.seen["a toilet"] == ()
    assert told.seen["medicine on 13"] == ()
    assert [reason.code for reason in told.seen["medicine on 14"]] != []
    assert told.seen["expired"] == "expired"


def test_a_level_is_lost_for_what_nobody_mended_and_kept_for_what_was(told: District) -> None:
    """Two were at risk: the toilet was mended within the days of grace, the fridge was not."""
    assert told.seen["at risk"] == [0, IN_CENTRES]
    dropped = [event for event in told.ticked if isinstance(event, stations.LevelDropped)]
    assert [event.level for event in dropped] == ["A"]
    mended = [line.event for line in told.city.stations.history(told.ids[0])]
    assert any(isinstance(event, stations.GraceEnded) for event in mended)


def test_riders_reports_flag_a_station_until_somebody_answers(told: District) -> None:
    """Who answers is clear of them; who does not is overdue, and the office is told."""
    assert told.seen["flagged"] == {told.ids[3], told.ids[4]}
    assert told.seen["overdue"] == {told.ids[4]}
    assert sum(isinstance(event, stations.AnswerOverdue) for event in told.ticked) == 1
    assert not told.city.stations.find(standing="flagged")


def test_levels_are_granted_anew_each_year(told: District) -> None:
    """All end with their term and stay as honours; four stations that lack something have none."""
    assert told.seen["after the term"] == {}
    refused = [answer for answer in told.seen["graded again"] if not isinstance(answer, Done)]
    assert {type(answer) for answer in refused} == {stations.LevelNotMet}
    assert len(refused) == 4
    assert sum(told.levels().values()) == UPGRADED - 4
    assert [honour.code for honour in told.city.stations.get(told.ids[0]).honours] == ["B"]


def test_a_sum_goes_to_where_it_serves_most(told: District) -> None:
    """Of the four that lack something, two are worth 1,900 of 2,000 yuan, and no choice serves more."""
    plan = told.seen["plan"]
    assert [(one.station, one.level) for one in plan.chosen] == [
        (told.ids[5], "B"),
        (told.ids[IN_CENTRES], "A"),
    ]
    assert plan.best
    assert {one.upgrade.station for one in plan.left_out} == {told.ids[6], told.ids[60]}
    assert (told.seen["one"].cost, told.seen["one"].riders) == (1_500, 120)


def test_everything_stored_is_as_it_was_written(told: District) -> None:
    """After a year of a district, the whole journal, records and indexes agree."""
    checked = told.city.verify(full=True)
    assert checked.clean, checked.problems
    assert checked.entries > 5_000
