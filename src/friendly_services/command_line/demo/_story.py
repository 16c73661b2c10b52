"""Telling the story of an invented city: from 382 applications to a cup of water and a meal voucher."""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import attrs

from ... import merchants, packs, points, proximity, stations
from ...city import Actor, City, Done, Redeem
from ...errors import FriendlyServicesError
from ...ids import MerchantId, RewardId, StationId
from ...text import Language, say, show
from ..screen import Screen
from . import _invent
from ._map import write_map

__all__ = ["tell"]

_APPLICATIONS: Final = 382
_STATIONS: Final = 30
_WORKERS: Final = 40
_REQUESTS: Final = 400
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
        screen.say(
            f"An invented city, from seed {seed}. Its rules are the pack in {out / 'pack'}, which extends "
            f"{', '.join(city.pack.extends)}; nothing in it is an official list."
        )
        shops = _applications(story)
        _funnel(story, shops)
        _verdicts(story, shops)
        opened = _stations(story)
        answers = _day(story)
        _nearby(story, shops)
        _points(story, opened)
        write_map(city, out / "map.html", shops, answers, language)
        screen.heading("Everything read again")
        verified = city.verify()
        screen.say(
            f"verify: {verified.entries} events, {verified.records} records and {verified.index_entries} "
            f"index entries read again, {len(verified.problems)} problems."
        )
        for problem in verified.problems:
            screen.item(say(problem, language))
        screen.say(f"The map: open {out / 'map.html'} in a browser; it needs no network.")
        return verified.clean


def _pack(folder: Path) -> Path:
    """The city's own pack, as `new-pack` writes it; one from an earlier run is taken as it is."""
    if not (folder / "pack.toml").exists():
        packs.new_pack(folder, "demo-city", ("merchant-14-9-9", "stations-abc", "points-default"))
    return folder


def _applications(story: _Story) -> tuple[MerchantId, ...]:
    """382 shops apply, are checked, judged, put on notice, named and put on the map."""
    city, clock = story.city, story.clock
    shops = list(_invent.shops(story.rng, _APPLICATIONS, clock().date()))
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
    story.screen.heading("From application to map")
    total = len(every)
    stages = (
        ("applied", total),
        ("checked on the spot", len(checked)),
        ("named", len(named)),
        ("on the map", len(listed)),
    )
    story.screen.table(("stage", "merchants", "share"), [(s, n, f"{n / total:.0%}") for s, n in stages])
    story.screen.say()
    rest = Counter(m.standing for m in every if m.standing != "named")
    story.screen.table(
        ("of the others", "merchants"),
        [(show(merchants.STANDINGS[s], story.language), n) for s, n in rest.most_common()],
    )


def _verdicts(story: _Story, shops: Sequence[MerchantId]) -> None:
    rules, on = story.city.pack.rules["merchants"], story.clock().date()
    version = rules.standard.in_force(on)
    story.screen.heading("Three verdicts, and what would change them")
    story.screen.say(
        f"By {show(rules.standard.title, story.language)}, version {version.number}, as of {on}. "
        "What nobody has looked up is unknown: it counts neither for a shop nor against it."
    )
    told: set[str] = set()
    for merchant in map(story.city.merchants.get, shops):
        verdict = merchants.judge(rules.standard, merchant, on=on)
        if verdict.answer in told or not merchant.facts:
            continue
        told.add(verdict.answer)
        story.screen.say()
        story.screen.say(f"{merchant.name}: {verdict.answer.upper()}")
        for reason in verdict.changes() or verdict.reasons()[1:4]:
            story.screen.item(say(reason, story.language))


def _stations(story: _Story) -> tuple[StationId, ...]:
    """Stations are registered, equipped and graded: each gets the best level whose standard it meets."""
    city, rules = story.city, story.city.pack.rules["stations"]
    stops = list(_invent.stops(story.rng, _STATIONS))
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
    story.screen.heading("Stations and their levels")
    every = [city.stations.get(id_) for id_ in ids]
    levels = Counter(s.level.code if s.level else "none yet" for s in every)
    story.screen.table(("level", "stations"), sorted(levels.items()))
    story.screen.say()
    below = next((s for s in every if s.level is None), every[0])
    plans = [
        stations.missing_for(below, rules.scheme, level, on, rules.spans) for level in rules.scheme.codes
    ]
    nearest = min(plans, key=lambda plan: len(plan.changes))
    story.screen.say(f"What {below.name} lacks for level {nearest.level}, the one it is closest to:")
    for reason in nearest.changes:
        story.screen.item(say(reason, story.language))
    return ids


def _day(story: _Story) -> list[tuple[datetime, proximity.Nearby]]:
    """A day of questions: where is the nearest open place that has what I need?"""
    clock = story.clock
    clock.pass_days(1)
    midnight = clock().replace(hour=0, minute=0)
    asked = _invent.requests(story.rng, _REQUESTS, midnight)
    answers = [(at, story.city.nearby(here, services=needs, at=at, limit=5)) for at, here, needs in asked]
    story.screen.heading("A day of requests")
    story.screen.say("Who asks at two in the morning finds less than who asks at two in the afternoon:")
    rows = []
    for first in range(0, 24, 4):
        block = [answer for at, answer in answers if first <= at.hour < first + 4]
        found = [answer for answer in block if answer.hits]
        near = sorted(answer.hits[0].metres for answer in found)
        unknown = sum(1 for answer in found if answer.hits[0].openness.answer == "unknown")
        middle = f"{near[len(near) // 2]:.0f}" if near else ""
        rows.append((f"{first:02}:00-{first + 4:02}:00", len(block), len(found), middle, unknown))
    headers = ("hours", "asked", "answered", "metres to the nearest (median)", "of them hours unknown")
    story.screen.table(headers, rows)
    return answers


def _nearby(story: _Story, shops: Sequence[MerchantId]) -> None:
    city = story.city
    at = story.clock().replace(hour=14, minute=0)
    here = _invent.middle()
    needs = {"water"}
    answer = city.nearby(here, services=needs, at=at, limit=3)
    story.screen.heading("One answer, explained")
    story.screen.say(f"A rider in the Old Port at {at:%H:%M}, who needs water, within {answer.within:.0f} m:")
    for hit in answer.hits:
        story.screen.say(f"{hit.rank}. {hit.place.name}")
        for reason in hit.reasons:
            story.screen.item(say(reason, story.language))
    unlisted = next((id_ for id_ in shops if city.merchants.get(id_).standing == "rejected"), shops[0])
    story.screen.say()
    story.screen.say(f"Why is {city.merchants.get(unlisted).name} not among them?")
    for reason in city.why_not(unlisted, here, services=needs, at=at):
        story.screen.item(say(reason, story.language))


def _points(story: _Story, hosts: Sequence[StationId]) -> None:
    """Riders earn points for what they do, and one spends them."""
    city = story.city
    riders = _invent.workers(_WORKERS)
    actions = ("registration", "hazard", "snapshot", "snapshot", "volunteer_hour", "correction")
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
    story.send([points.Collect(redemption, rider, RewardId(offer.id))], _KEEPER)
    story.screen.heading("Points")
    story.screen.say(f"{len(earned)} awards to {len(riders)} riders. The statement of {rider}:")
    lines = city.points.statement(rider)
    rows = [(line.on, f"{line.points:+}", line.balance, say(line.reason, story.language)) for line in lines]
    story.screen.table(("day", "points", "balance", "for"), rows)
    story.screen.say()
    story.screen.say(
        f"The voucher was asked for twice under one key: the second call got the first receipt "
        f"({'replayed' if again.replayed else 'not replayed'}), and nothing was taken twice."
    )
    try:
        city.check(Redeem(rider, RewardId(offer.id), hosts[-1]), by=me)
    except FriendlyServicesError as error:
        story.screen.say(f"And at another station: {error.say(story.language)}.")
