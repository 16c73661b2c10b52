"""What holds for a city after any program of commands, right or wrong, in whatever order."""

import random
import sys
from collections import Counter
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings

from friendly_services import merchants, points, stations
from friendly_services.city import City, Done, Redeem
from friendly_services.decider import fold
from friendly_services.errors import Refused
from friendly_services.hours import status
from friendly_services.ids import WorkerId
from friendly_services.places import Place, Point, convert
from tests.budget import ROOT, count
from tests.city.town import HERE, at
from tests.laws.cities import exact
from tests.laws.decisions import AT_DECISIONS
from tests.laws.honours import AT_HONOURS
from tests.laws.offers import VERBS_OF_OFFERS
from tests.laws.programs import (
    ANYBODY,
    AT_APPEALS,
    AT_COUNTERS,
    AT_DOORS,
    AT_STATIONS,
    KEYS,
    TIME,
    VERBS,
    WAYS,
    Run,
    Sent,
    Step,
    indexes,
    journal,
    opened,
    orders,
    plain,
    programs,
    ran,
    records,
)

ELSEWHERE = frozenset(
    {
        points.Accepted,
        points.Delivered,
        points.Received,
        points.SentBack,
        points.Settled,
        points.TurnedAway,
    }
)
"""What comes of points sent once another city answers, and there is none here: `test_transit` has two."""
FEW = settings(max_examples=count(10, 40, 2_000))


@FEW
@given(programs())
def test_a_record_is_the_fold_of_its_journal(program: list[Step]) -> None:
    """Every record can be made anew from its events alone, and `verify` finds nothing."""
    run = ran(program)
    registry = run.city._reader.registry
    told: dict[Any, list[Any]] = {}
    for entry in journal(run.city):
        told.setdefault(entry.key, []).append(run.city._reader.event(entry))
    stored = records(run.city)
    assert stored.keys() == told.keys()
    for key, events in told.items():
        state = fold(registry.kinds[key[0]], events)
        assert run.city._reader.state(stored[key]) == state
        assert stored[key].version == len(events)
    verified = run.city.verify()
    assert verified.problems == ()
    assert verified.entries == len(journal(run.city))


@FEW
@given(programs())
def test_the_ledger_sums_to_zero(program: list[Step]) -> None:
    """All accounts together hold nothing, and each worker's hold what their record says."""
    run = ran(program)
    entries = [
        (WorkerId(entry.key[1]), run.city._reader.event(entry))
        for entry in journal(run.city)
        if entry.key[0] == "account"
    ]
    sums = points.totals(entries)
    assert sum(sums.values()) == 0
    stated: Counter[tuple[str, str]] = Counter()
    for worker in {worker for worker, _ in entries}:
        stated.update(points.holdings(run.city.points.get(worker)))
    assert all(sums[account] == held for account, held in stated.items())


@FEW
@given(programs())
def test_positions_have_no_gap_and_time_does_not_go_back(program: list[Step]) -> None:
    """The journal counts 1, 2, 3 …, and each entry is at or after the one before."""
    entries = journal(ran(program).city)
    assert [entry.position for entry in entries] == list(range(1, len(entries) + 1))
    times = [entry.at for entry in entries]
    assert times == sorted(times)


def filestore() -> ModuleType:
    """The example plugin's store, installed or from the folder beside ours."""
    home = ROOT / "plugins" / "friendly-services-filestore" / "src"
    if find_spec("friendly_services_filestore") is None:
        if not home.is_dir():
            pytest.skip("the example plugin's store is not here")
        sys.path.append(str(home))
    return import_module("friendly_services_filestore")


def everything(run: Run) -> dict[str, Any]:
    """All that a program left behind, and all that it was told."""
    return {
        "answers": [sent.told for sent in run.sent],
        "ticks": run.ticked,
        "journal": journal(run.city),
        "records": records(run.city),
        "indexes": indexes(run.city),
        "verified": run.city.verify(),
        "nearby": run.city.nearby(HERE, within=5_000, closed=True),
    }


@settings(max_examples=count(6, 20, 300))
@given(program=programs())
@pytest.mark.parametrize("scheme", ["sqlite", "file"])
def test_every_store_tells_the_same_story(
    scheme: str, program: list[Step], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A program's answers, refusals, records, indexes and journal are those of the memory store."""
    plugins = [filestore()] if scheme == "file" else []
    path = tmp_path_factory.mktemp("city") / "small"
    run = ran(program, f"{scheme}:{'///' if scheme == 'sqlite' else '//'}{path}", plugins)
    with run.city:
        told = everything(run)
    for name, wanted in everything(ran(program)).items():
        assert told[name] == wanted, name


def is_kept(sent: Sent) -> bool:
    """Whether the answer stands under its key: what was done, and a refusal by a rule of the ledger."""
    room = type(sent.command).__module__.split(".")[1:2]
    of_ledger = room == ["points"] or isinstance(sent.command, Redeem)
    return isinstance(sent.answer, Done) or (isinstance(sent.answer, Refused) and of_ledger)


@FEW
@given(programs())
def test_sent_again_nothing_changes(program: list[Step]) -> None:
    """Every command that has its answer gets it again under its key; journal and records stay as they are."""
    run = ran(program)
    kept = [sent for sent in run.sent if is_kept(sent)]
    before = journal(run.city), records(run.city), indexes(run.city)
    run.clock.forward(days=1)
    for sent in kept:
        (answer,) = run.city.do_many([(sent.command, sent.once)], by=sent.by)
        assert Sent(sent.command, sent.once, sent.by, answer).told == sent.told
        assert not isinstance(answer, Done) or answer.replayed
    for by in {sent.by for sent in kept}:
        mine = [sent for sent in kept if sent.by == by]
        answers = run.city.do_many([(sent.command, sent.once) for sent in mine], by=by)
        assert [Sent(s.command, s.once, by, a).told for s, a in zip(mine, answers, strict=True)] == [
            sent.told for sent in mine
        ]
    assert (journal(run.city), records(run.city), indexes(run.city)) == before


@FEW
@given(programs())
def test_everything_due_happens_and_then_nothing(program: list[Step]) -> None:
    """Ticks come to an end, and once they have nothing due is left that is not refused."""
    run = ran(program)
    run.clock.forward(days=2)
    for _ in range(20):
        ticked = run.city.tick()
        assert not any(done.replayed for done in ticked.done)
        if not ticked.done:
            break
    head = len(journal(run.city))
    ticked = run.city.tick()
    assert ticked.done == ()
    assert len(journal(run.city)) == head
    due = run.city.inbox(due_before=run.city.now() + timedelta(microseconds=1), limit=1_000)
    assert {todo.id for todo in due} == {id_ for id_, _ in ticked.refused}


ORIGINS = (HERE, at(3, 2), Point.wgs84(lat=29.503, lon=106.497))


def by_hand(city: City, origin: Point, services: frozenset[str], within: float) -> list[tuple[float, str]]:
    """The answer by looking at every record: exact distance and id, in order."""
    places: list[Place] = [merchants.place(merchant) for merchant in city.merchants.find(limit=1_000)]
    places += [stations.place(station) for station in city.stations.find(limit=1_000)]
    now = city.now()
    soon = now + timedelta(minutes=15)
    found = []
    for place in places:
        openness = status(place.hours, now)
        opens_soon = openness.next is not None and openness.next <= soon
        far = exact(convert(origin, "gcj02"), convert(place.point, "gcj02"))
        shown = place.absent is None and (openness.answer != "closed" or opens_soon)
        if shown and services <= place.services and far <= within:
            found.append((far, place.id))
    return sorted(found)


@FEW
@given(programs())
def test_nearby_equals_brute_force(program: list[Step]) -> None:
    """The map kept up all the way answers as looking at every record does, and as a map built anew."""
    run = opened()
    for n, step in enumerate(program):
        run.take(step)
        if n % 5 == 0:
            run.city.nearby(HERE)
    for origin in ORIGINS:
        for services in (frozenset[str](), frozenset({"water"})):
            answer = run.city.nearby(origin, services=services, within=900, limit=1_000)
            wanted = by_hand(run.city, origin, services, 900)
            assert [hit.place.id for hit in answer.hits] == [id_ for _, id_ in wanted]
            assert [hit.metres for hit in answer.hits] == pytest.approx([far for far, _ in wanted], abs=1e-3)
    there = {id_ for _, id_ in by_hand(run.city, HERE, frozenset(), 900)}
    for merchant in run.city.merchants.find(limit=1_000):
        absent = run.city.why_not(merchant.id, HERE, within=900)
        assert bool(absent) == (merchant.id not in there)


def comparable(answer: Any) -> tuple[Any, ...]:
    """An answer without its place in the journal, where a batch puts record by record."""
    if isinstance(answer, Done):
        return answer.id, sorted(answer.events, key=lambda event: type(event).__name__)
    return plain(answer)


def histories(city: City) -> list[tuple[Any, ...]]:
    """What happened to each record, in its own order, and by which command."""
    return sorted((e.key, e.version, e.event, e.command.token) for e in journal(city))


@FEW
@given(programs(orders))
def test_a_batch_equals_its_commands_one_by_one(program: list[Step]) -> None:
    """The same commands at one moment give the same answers, records and histories, together or apart."""
    apart = opened()
    batch = []
    for n, step in enumerate(program):
        command = apart.command(step)
        batch.append((command, f"row-{n}"))
        apart.send(command, ANYBODY, f"row-{n}")
    together = opened()
    answers = together.city.do_many(batch, by=ANYBODY)
    single = [sent.answer for sent in apart.sent[-len(batch) :]]
    assert [comparable(answer) for answer in answers] == [comparable(answer) for answer in single]
    assert records(together.city) == records(apart.city)
    assert indexes(together.city) == indexes(apart.city)
    assert histories(together.city) == histories(apart.city)


def test_programs_reach_far() -> None:
    """The programs are no idle talk: a few long ones meet all that can happen, and most refusals."""
    met: set[type] = set()
    refusals: set[str] = set()
    every: set[type] = set()
    most = count(1_250, 2_500, 10_000)
    few = (
        (2, AT_STATIONS, 1_500),
        (8, AT_APPEALS, 400),
        (3, AT_COUNTERS, 600),
        (1, AT_DOORS, 300),
        (3, AT_HONOURS, 600),
        (5, AT_HONOURS, 300),
        (4, VERBS_OF_OFFERS, 600),
        (2, AT_DECISIONS, 300),
    )
    for seed, verbs, steps in (*few, *((seed, VERBS, most) for seed in range(5, 17))):
        rng = random.Random(seed)
        run = opened()
        for _ in range(steps):
            verb = rng.choice((*verbs, *TIME, *KEYS))
            run.take((verb, rng.randrange(WAYS), rng.randrange(WAYS)))
        met |= {type(run.city._reader.event(entry)) for entry in journal(run.city)}
        refusals |= {type(sent.answer).__name__ for sent in run.sent if not isinstance(sent.answer, Done)}
        assert run.city.verify().problems == ()
        kinds = run.city._reader.registry.kinds.values()
        every = {
            event for kind in kinds if kind.name != "person" for event in kind.events
        }  # no such register
        every.discard(points.NoticeDaysSet)  # their pack stays the same
        every -= ELSEWHERE
        if every <= met:
            break
    assert {event.__name__ for event in every - met} == set()
    assert len(refusals) > 20, sorted(refusals)
