"""Telling the story of an invented city: from 382 applications to a cup of water and a meal voucher."""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any, Final
from zoneinfo import ZoneInfo

import attrs

from ... import merchants, packs, points, proximity, stations
from ...city import Actor, City, Collect, Done, Redeem
from ...errors import FriendlyServicesError
from ...ids import MerchantId, RewardId, StationId
from ...text import Language, Reason, say, show
from ..screen import Screen
from . import _invent
from ._map import write_map

__all__ = ["tell"]

_APPLICATIONS: Final = 382
_STATIONS: Final = 30
_WORKERS: Final = 40
_REQUESTS: Final = 200
_HOURS: Final = (2, 8, 14, 20)
"""Of the day, at which the same riders ask."""
_BEGIN: Final = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
_BATCH: Final = 200

_CLERK: Final = Actor("clerk-1", roles={"officer"})
_INSPECTOR: Final = Actor("inspector-1", roles={"inspector"})
_CHIEF: Final = Actor("chief-1", roles={"officer"})
_KEEPER: Final = Actor("keeper-1", roles={"keeper"})


@attrs.define
class _Clock:
    """A clock that moves when the story does."""

    now: datetime = _BEGIN

    def __call__(self) -> datetime:
        return self.now

    def pass_days(self, days: int) -> None:
        self.now += timedelta(days=days)


@attrs.define(eq=False)
class _Story:
    city: City
    clock: _Clock
    rng: random.Random
    screen: Screen
    language: Language
    sent: int = 0

    def send(self, commands: Iterable[Any], by: Actor) -> list[Done]:
        """All of them, a batch a commit; the ones that were done.

        Each has a key of its own, from which its ids are made: the same story has the same ids.
        """
        waiting = [(command, f"story-{n}") for n, command in enumerate(commands, self.sent)]
        self.sent += len(waiting)
        done: list[Done] = []
        for n in range(0, len(waiting), _BATCH):
            answers = self.city.do_many(waiting[n : n + _BATCH], by=by)
            done += [answer for answer in answers if isinstance(answer, Done)]
        return done

    def heading(self, code: str) -> None:
        """A line that begins a part."""
        self.screen.heading(self.word(code))

    def tell(self, code: str, **values: object) -> None:
        """A sentence of the story."""
        self.screen.say(self.word(code, **values))

    def word(self, code: str, **values: object) -> str:
        """A word or a sentence, in the language of the story."""
        return say(Reason(f"demo.{code}", **values), self.language)

    def items(self, reasons: Iterable[Reason]) -> None:
        """A list of reasons."""
        for reason in reasons:
            self.screen.item(say(reason, self.language))

    def tick(self) -> None:
        """Let everything happen that has come due."""
        while self.city.tick().done:
            pass


def tell(out: Path, *, seed: int = 7, language: Language = "en", screen: Screen | None = None) -> bool:
    """Invent a city, run its programme, print its story and write its pack and its map.

    Args:
        out: a folder, made if need be: `pack/` and `map.html` go there.
        seed: the same seed gives the same city.
        language: of the reasons; the map can show both.
        screen: where to print.

    Returns:
        Whether `verify` found nothing wrong.
    """
    screen = screen or Screen.standard()
    clock = _Clock()
    pack = _pack(out / "pack")
    with City.open("memory://", city="demo", pack=pack, clock=clock) as city:
        story = _Story(city, clock, random.Random(seed), screen, language)  # noqa: S311 # a story, not a secret
        story.tell("invented", seed=seed, pack=str(out / "pack"), extends=city.pack.extends)
        shops = _applications(story)
        _funnel(story, shops)
        _verdicts(story, shops)
        opened = _stations(story)
        answers = _day(story)
        _nearby(story, shops)
        _points(story, opened)
        write_map(city, out / "map.html", shops, answers, language)
        story.heading("again")
        verified = city.verify(full=True)
        story.tell(
            "verified",
            entries=verified.entries,
            records=verified.records,
            index_entries=verified.index_entries,
            problems=len(verified.problems),
        )
        story.items(verified.problems)
        story.tell("map", path=str(out / "map.html"))
        return verified.clean


def _pack(folder: Path) -> Path:
    """The city's own pack, as `new-pack` writes it; one from an earlier run is taken as it is."""
    if not (folder / "pack.toml").exists():
        packs.new_pack(folder, "demo-city", ("merchant-14-9-9", "stations-abc", "points-default"))
    return folder


def _applications(story: _Story) -> tuple[MerchantId, ...]:
    """382 shops apply, are checked, judged, put on notice, named and put on the map."""
    city, clock = story.city, story.clock
    shops = list(_invent.shops(story.rng, _APPLICATIONS, clock().date(), story.language))
    ids = tuple(MerchantId(done.id) for done in story.send((shop.apply for shop in shops), _CLERK))
    clock.pass_days(1)
    forgetful = [id_ for id_, shop in zip(ids, shops, strict=True) if shop.forgets]
    items = ("the photograph of the sign is not readable",)
    story.send((merchants.ReturnForCorrection(id_, items) for id_ in forgetful), _CLERK)
    story.send((merchants.Resubmit(id_) for id_ in forgetful[::2]), _CLERK)
    story.send((merchants.CompleteCheck(id_) for id_ in ids), _CLERK)
    clock.pass_days(4)
    found = (
        merchants.RecordFacts(id_, shop.found) for id_, shop in zip(ids, shops, strict=True) if shop.found
    )
    story.send(found, _INSPECTOR)
    story.send((merchants.CompleteCheck(id_, beside=("inspector-2",)) for id_ in ids), _INSPECTOR)
    clock.pass_days(1)
    rules = city.pack.rules["merchants"]
    decisions = []
    for id_ in ids:
        merchant = city.merchants.get(id_)
        if merchant.standing == "decision":
            answer = merchants.judge(rules.standard, merchant, on=clock().date()).answer
            if answer != "unknown":
                decisions.append(merchants.Decide(id_, approve=answer == "met"))
    story.send(decisions, _CHIEF)
    for days in (9, 9, 5):
        clock.pass_days(days)
        story.tick()
        story.send((merchants.Name(id_) for id_ in ids), _CHIEF)
        story.send((merchants.List(id_) for id_ in ids), _CHIEF)
    return ids


def _funnel(story: _Story, shops: Sequence[MerchantId]) -> None:
    every = [story.city.merchants.get(id_) for id_ in shops]
    checked = [m for m in every if m.standing not in {"form_check", "returned", "site_check", "lapsed"}]
    named = [m for m in every if m.standing == "named"]
    listed = [m for m in named if m.listed_on]
    story.heading("funnel")
    total = len(every)
    stages = (("applied", total), ("checked", len(checked)), ("named", len(named)), ("listed", len(listed)))
    story.screen.table(
        [story.word(code) for code in ("stage", "merchants", "share")],
        [(story.word(stage), n, f"{n / total:.0%}") for stage, n in stages],
    )
    story.screen.say()
    rest = Counter(m.standing for m in every if m.standing != "named")
    story.screen.table(
        (story.word("others"), story.word("merchants")),
        [(show(merchants.STANDINGS[s], story.language), n) for s, n in rest.most_common()],
    )


def _verdicts(story: _Story, shops: Sequence[MerchantId]) -> None:
    rules, on = story.city.pack.rules["merchants"], story.clock().date()
    version = rules.standard.in_force(on)
    story.heading("verdicts")
    story.tell("judged", title=rules.standard.title, version=version.number, on=on)
    told: set[str] = set()
    for merchant in map(story.city.merchants.get, shops):
        verdict = merchants.judge(rules.standard, merchant, on=on)
        if verdict.answer in told or not merchant.facts:
            continue
        told.add(verdict.answer)
        story.screen.say()
        story.tell("verdict", name=merchant.name, answer=Reason(f"standards.answer_{verdict.answer}"))
        story.items(verdict.changes() or [tally.reason for tally in verdict.groups])


def _stations(story: _Story) -> tuple[StationId, ...]:
    """Stations are registered, equipped and graded: each gets the best level whose standard it meets."""
    city, rules = story.city, story.city.pack.rules["stations"]
    stops = list(_invent.stops(story.rng, _STATIONS, story.language))
    ids = tuple(StationId(done.id) for done in story.send((stop.register for stop in stops), _CLERK))
    on = story.clock().date()
    story.send(
        (
            stations.RecordEquipment(
                id_,
                kind,
                quantity,
                on,
                state,
                on.replace(year=on.year + 1) if kind == "medicine_kit" else None,
            )
            for id_, stop in zip(ids, stops, strict=True)
            for kind, quantity, state in stop.equipment
        ),
        _INSPECTOR,
    )
    meals = stations.Fact("serves_meals", True, on, "visit")
    centres = (id_ for id_, stop in zip(ids, stops, strict=True) if stop.register.host == "party_centre")
    story.send((stations.RecordFacts(id_, (meals,)) for id_ in centres), _INSPECTOR)
    for level in rules.scheme.codes:
        ungraded = [id_ for id_ in ids if city.stations.get(id_).level is None]
        story.send((stations.Grade(id_, level) for id_ in ungraded), _CHIEF)
    story.heading("stations")
    every = [city.stations.get(id_) for id_ in ids]
    levels = Counter(s.level.code if s.level else "" for s in every)
    story.screen.table(
        (story.word("level_of"), story.word("stations_count")),
        [
            (code or story.word("no_level"), levels[code])
            for code in (*rules.scheme.codes, "")
            if levels[code]
        ],
    )
    story.screen.say()
    below = next((s for s in every if s.level is None), every[0])
    plans = [
        stations.missing_for(below, rules.scheme, level, on, rules.spans) for level in rules.scheme.codes
    ]
    nearest = min(plans, key=lambda plan: len(plan.changes))
    story.tell("lacks", name=below.name, level=nearest.level)
    story.items(nearest.changes)
    return ids


def _day(story: _Story) -> list[tuple[datetime, proximity.Nearby]]:
    """The same riders ask at four hours: where is the nearest open place that has what I need?"""
    clock = story.clock
    clock.pass_days(1)
    riders = list(_invent.requests(story.rng, _REQUESTS))
    story.heading("day")
    story.tell("same_spots", count=len(riders))
    rows: list[_Hour] = []
    answers: list[tuple[datetime, proximity.Nearby]] = []
    for hour in _HOURS:
        at = clock().replace(hour=hour, minute=0)
        asked = [story.city.nearby(here, services=needs, at=at, limit=5) for here, needs in riders]
        answers += [(at, answer) for answer in asked]
        rows.append(_Hour.of(at, asked))
    headers = ("time", "asked", "answered", "median", "nearest_unknown")
    story.screen.table(
        [story.word(code) for code in headers],
        [(row.time, len(riders), row.answered, f"{row.median:.0f}", row.unknown) for row in rows],
    )
    story.screen.say()
    best, worst = max(rows, key=lambda row: row.answered), min(rows, key=lambda row: row.answered)
    code = "differs" if best.answered > worst.answered else "no_difference"
    story.tell(
        code, best=best.time, most=best.answered, worst=worst.time, fewest=worst.answered, count=len(riders)
    )
    near, far = min(rows, key=lambda row: row.median), max(rows, key=lambda row: row.median)
    if round(near.median) < round(far.median):
        story.tell(
            "nearer_farther",
            near=near.time,
            shortest=round(near.median),
            far=far.time,
            longest=round(far.median),
        )
    if any(row.unknown for row in rows):
        story.tell("hours_unknown")
    return answers


@attrs.frozen
class _Hour:
    """How the riders fared who asked at one hour."""

    time: str
    answered: int
    median: float
    """Metres to the nearest, where there was one."""
    unknown: int
    """Answers whose nearest place has hours that nobody recorded."""

    @classmethod
    def of(cls, at: datetime, asked: Sequence[proximity.Nearby]) -> "_Hour":
        nearest = [answer.hits[0] for answer in asked if answer.hits]
        unknown = sum(hit.openness.answer == "unknown" for hit in nearest)
        return cls(f"{at:%H:%M}", len(nearest), median([hit.metres for hit in nearest] or [0]), unknown)


def _nearby(story: _Story, shops: Sequence[MerchantId]) -> None:
    city = story.city
    at = story.clock().replace(hour=14, minute=0)
    here = _invent.middle()
    answer = city.nearby(here, services={"water"}, at=at, limit=3)
    story.heading("answer")
    water = city.pack.rules["merchants"].services["water"].title
    area = _invent.LANTERN_HILL.label
    story.tell("rider_asks", area=area, time=f"{at:%H:%M}", needs=water, within=answer.within)
    for hit in answer.hits:
        story.tell("rank", rank=hit.rank, name=hit.place.name)
        story.items(hit.reasons)
    for note in answer.notes:
        story.screen.say(say(note, story.language))
    unlisted = next((id_ for id_ in shops if city.merchants.get(id_).standing == "rejected"), shops[0])
    story.screen.say()
    story.tell("why_not", name=city.merchants.get(unlisted).name)
    story.items(city.why_not(unlisted, here, services={"water"}, at=at))


def _points(story: _Story, hosts: Sequence[StationId]) -> None:
    """Riders earn points for what they do, and one spends them."""
    city = story.city
    riders = _invent.workers(_WORKERS)
    actions = ("registration", "hazard", "cleaning", "tidying", "promotion", "hazard")
    earned = story.send(
        (
            points.Earn(rider, action, ref=f"{rider}-{n}")
            for rider in riders
            for n, action in enumerate(story.rng.sample(actions, 4))
        ),
        _CLERK,
    )
    host = next(id_ for id_ in hosts if city.stations.get(id_).level)
    (offer,) = story.send([points.OfferReward("meal_voucher", host, 20)], _CLERK)
    rider = max(riders, key=city.points.balance)
    me = Actor(rider, roles={"worker"})
    held = city.do(Redeem(rider, RewardId(offer.id), host), by=me, once="demo-voucher")
    again = city.do(Redeem(rider, RewardId(offer.id), host), by=me, once="demo-voucher")
    story.clock.pass_days(1)
    redemption = next(e.id for e in held.events if isinstance(e, points.Requested))
    story.send([Collect(redemption, rider, RewardId(offer.id), host)], _KEEPER)
    story.heading("points")
    story.tell("awards", awards=len(earned), riders=len(riders), rider=rider)
    lines = city.points.statement(rider)
    story.screen.table(
        [story.word(code) for code in ("date", "change", "balance", "for")],
        [(line.on, f"{line.points:+}", line.balance, say(line.reason, story.language)) for line in lines],
    )
    story.screen.say()
    if again.replayed:
        story.tell("replayed")
    try:
        city.check(Redeem(rider, RewardId(offer.id), hosts[-1]), by=me)
    except FriendlyServicesError as error:
        names = {id_: city.stations.get(id_).name for id_ in (host, hosts[-1])}
        facts = {name: names.get(value, value) for name, value in error.facts.items()}
        story.tell("elsewhere", why=Reason(error.code, **facts))
