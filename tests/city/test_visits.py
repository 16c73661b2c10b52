"""The use of places in a city: counted by many at once, asked by place and span, followed to its end."""

import threading
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from friendly_services import merchants, stations, visits
from friendly_services.city import Actor, City, NoRules, Share
from friendly_services.errors import Invalid, NotFound
from friendly_services.ids import StationId
from friendly_services.testing import StandingClock
from tests.city.town import (
    CHIEF,
    CLERK,
    KEEPER,
    MONDAY,
    RIDER,
    TODAY,
    all_done,
    application,
    applied,
    at_decision,
    on_notice,
    shown,
    small,
    station,
)

NOBODY = (0,) * 24


@pytest.fixture(name="clock")
def the_clock() -> StandingClock:
    """Nine on a Monday."""
    return StandingClock(MONDAY)


@pytest.fixture(name="city")
def the_city(clock: StandingClock) -> City:
    """The small city, where a week without use makes a place dormant."""
    return small(clock)


def test_sums_by_hour_and_of_how_many_days(city: City, clock: StandingClock) -> None:
    """A span has its hours, its total, and the days of which nothing is known."""
    host = station(city)
    city.do(visits.CountUse(host, clock.now), by=RIDER)
    city.do(visits.CountUse(host, clock.now - timedelta(days=2), 3), by=RIDER)
    week = city.visits.use(host, TODAY - timedelta(days=6), TODAY)
    assert (week.total, week.by_hour[9], week.days, week.unknown) == (4, 4, 2, 5)
    assert city.visits.by_hour(host, TODAY, TODAY)[9] == 1
    assert city.visits.last_used(host, on=TODAY - timedelta(days=1)) == TODAY - timedelta(days=2)
    with pytest.raises(Invalid, match="until"):
        city.visits.use(host, TODAY, TODAY - timedelta(days=1))


def test_a_bulk_is_row_by_row_and_can_be_sent_again(city: City) -> None:
    """Each row has its own answer under its own key; sent again, nothing is counted twice."""
    host = station(city)
    rows = [
        (visits.RecordUse(place, TODAY, [1] * 24, source="gate-7"), f"gate-7:{place}:{TODAY}")
        for place in (host, "station-9")
    ]
    first = city.do_many(rows, by=CLERK)
    again = city.do_many(rows, by=CLERK)
    assert [type(answer).__name__ for answer in first] == ["Done", "NotFound"]
    assert [type(answer).__name__ for answer in again] == ["Done", "NotFound"]
    assert city.visits.use(host, TODAY, TODAY).total == 24


def test_many_at_one_door_are_all_counted(tmp_path: Path) -> None:
    """Threads that count at once, each under its keys and each twice, make the sum of what they counted."""
    with small(url=f"sqlite:///{tmp_path / 'small.db'}") as city:
        host = station(city)
        count = visits.CountUse(host, MONDAY)

        def scan(n: int) -> None:
            for _ in range(2):
                all_done(city.do_many([(count, f"{n}-{k}") for k in range(5)], by=RIDER))

        threads = [threading.Thread(target=scan, args=(n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert city.visits.use(host, TODAY, TODAY).total == 20


def test_nobody_is_on_record_beside_a_count(tmp_path: Path) -> None:
    """Not the journal, not a command's row, not a byte of the database says who came or who sent it."""
    database = tmp_path / "small.db"
    somebody = Actor("rider-90210", roles={"worker"})
    with small(url=f"sqlite:///{database}") as city:
        host = station(city)
        done = city.do(visits.CountUse(host, MONDAY), by=somebody, once="a random key")
        city.do(stations.ReportStatus(host, "open"), by=RIDER)
        lines = city._reader.history(("use", done.id))
        assert [line.by for line in lines] == [""]
        assert b"rider-90210" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
        assert b"rider-1" in b"".join(
            path.read_bytes() for path in tmp_path.iterdir()
        )  # what is found, is found
        assert city.verify(full=True).problems == ()


def test_a_token_counts_once_however_many_send_it(tmp_path: Path) -> None:
    """Of many threads with one token and different scores, one rating counts; the rest are refused."""
    with small(url=f"sqlite:///{tmp_path / 'small.db'}") as city:
        host = station(city)
        tokens = [f"{n:022}" for n in range(6)]
        for token in tokens:
            city.do(visits.ProveVisit(host, token), by=KEEPER)
        answers: list[object] = []

        def rate(score: int) -> None:
            for token in tokens:
                answers.extend(city.do_many([visits.RatePlace(host, token, score)], by=RIDER))

        threads = [threading.Thread(target=rate, args=(score,)) for score in (1, 2, 3, 4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(isinstance(answer, visits.NotNow) for answer in answers) == 18
        assert city.visits.rating(host).count == 6


def test_both_sides_of_a_visit(city: City) -> None:
    """The place's rating is shown from five on, the visitor's to whoever holds the token."""
    host = station(city)
    for n in range(5):
        assert city.visits.rating(host).mean is None
        city.do(visits.ProveVisit(host, f"{n:022}"), by=KEEPER)
        city.do(visits.RatePlace(host, f"{n:022}", 4 + n % 2, {"kind"}), by=RIDER)
    city.do(visits.RateVisitor("0" * 22, 5), by=KEEPER)
    told = city.visits.rating(host)
    assert (told.count, told.mean, told.praise) == (5, Fraction(22, 5), {"kind": 5})
    assert city.visits.of_visitor("0" * 22) == 5
    assert city.visits.of_visitor(f"{1:022}") is None
    assert city.visits.visit("0" * 22).until == TODAY + timedelta(days=3)
    with pytest.raises(NotFound, match="visit"):
        city.visits.of_visitor("9" * 22)


def test_a_proven_visit_leads_to_nobody(tmp_path: Path) -> None:
    """Neither the rider who rated nor a token is in the files; two visits have nothing in common."""
    rider = Actor("rider-90210", roles={"worker"})
    with small(url=f"sqlite:///{tmp_path / 'small.db'}") as city:
        host = station(city)
        tokens = ["pQ8s0m3yV1xJ7cZkT2dLaw", "hT5w2nB8rE0uK6mYqC4oVg"]
        for token in tokens:
            city.do(visits.ProveVisit(host, token), by=KEEPER)
            city.do(visits.RatePlace(host, token, 5, {"kind"}), by=rider)
            city.do(visits.RateVisitor(token, 3), by=KEEPER)
        files = b"".join(path.read_bytes() for path in tmp_path.iterdir())
        assert [secret for secret in ("rider-90210", *tokens) if secret.encode() in files] == []
        ids = [visits.visit_of(token) for token in tokens]
        assert all(id_.encode() in files for id_ in ids)
        one, other = (city.history(id_) for id_ in ids)
        assert [line.by for line in one] == ["keeper", "", "keeper"]
        assert {line.event.id for line in one[:1]}.isdisjoint(line.event.id for line in other[:1])
        assert city.verify(full=True).problems == ()


def test_what_can_be_done_with_a_visit(city: City) -> None:
    """`options` tells each side what is left to it."""
    host = station(city)
    city.do(visits.ProveVisit(host, "0" * 22), by=KEEPER)
    id_ = visits.visit_of("0" * 22)
    assert city.options(id_, by=RIDER).possible == ("visits.RatePlace",)
    assert city.options(id_, by=KEEPER).possible == ("visits.RateVisitor",)


def test_a_closed_place_keeps_its_counts(city: City, clock: StandingClock) -> None:
    """What was counted stays, and what is told late is still taken."""
    host = station(city)
    city.do(visits.CountUse(host, clock.now), by=RIDER)
    city.do(stations.Close(host, ref="decision 7"), by=CLERK)
    city.do(visits.RecordUse(host, TODAY, [1] * 24, source="gate-7"), by=CLERK)
    assert city.visits.use(host, TODAY, TODAY).total == 25
    assert city.visits.dormant() == ()


def test_dormant_places_are_listed_with_why(city: City, clock: StandingClock) -> None:
    """Of those on the map: who was counted and not used for a week; who was never counted is not known."""
    old, busy, empty = (station(city, n, area="north" if n < 3 else "south") for n in (1, 2, 3))
    station(city, 4)
    for host in (old, busy):
        city.do(visits.CountUse(host, clock.now), by=RIDER)
    city.do(visits.RecordUse(empty, TODAY, NOBODY, source="gate-7"), by=CLERK)
    clock.forward(days=6)
    assert [place.place for place in city.visits.dormant()] == [empty]
    clock.forward(days=1)
    city.do(visits.CountUse(busy, clock.now), by=RIDER)
    assert {place.place for place in city.visits.dormant()} == {old, empty}
    assert [place.place for place in city.visits.dormant(area="south")] == [empty]
    assert city.visits.dormant(on=TODAY) == ()
    (why,) = city.visits.dormant(area="north")
    assert why.why.values == {"last": TODAY, "days": 7}
    total = city.visits.total(TODAY, clock.now.date(), area="north")
    assert (total.count, total.places) == (3, Share(2, of=3, unknown=1))


def programme(city: City, clock: StandingClock) -> dict[str, str]:
    """A merchant at each step, from applied to used, one of them hidden."""
    used, hidden, unused, uncounted = (shown(city, clock, n) for n in (1, 2, 3, 4))
    city.do(visits.CountUse(used, clock.now), by=RIDER)
    city.do(visits.RecordUse(unused, TODAY - timedelta(days=9), NOBODY, source="gate-7"), by=CLERK)
    city.do(merchants.Hide(hidden, "fraud", (merchants.Evidence("audit", "file 7"),)), by=CLERK)
    applied(city, 5)
    at_decision(city, 6, area="south")
    on_notice(city, 7)
    return {"used": used, "hidden": hidden, "unused": unused, "uncounted": uncounted}


def taken_over(city: City, n: int, listed: date | None) -> None:
    """A merchant that an older register named."""
    there = application(n)
    file = merchants.Ref("ledger", f"no. {n}")
    city.do(
        merchants.TakeOver(
            file=file,
            name=there.name,
            licence=there.licence,
            trade=there.trade,
            premises=there.premises,
            services=there.services,
            named_on=TODAY,
            listed_on=listed,
        ),
        by=CHIEF,
    )


def test_the_funnel_counts_each_step_of_the_one_before(city: City, clock: StandingClock) -> None:
    """Five shares, each with its denominator and with how many are not known."""
    programme(city, clock)
    taken_over(city, 8, TODAY)
    assert dict(city.funnel().steps) == {
        "applied": Share(7, of=8, unknown=1),
        "checked": Share(6, of=8, unknown=1),
        "named": Share(5, of=7),
        "on_map": Share(4, of=5),
        "used": Share(1, of=4, unknown=2),
    }
    assert city.funnel().used.rate == Fraction(1, 4)
    assert city.funnel().used.at_most == Fraction(3, 4)
    assert city.funnel(area="south").checked == Share(1, of=1)
    assert city.funnel(area="south").used.rate is None
    assert city.funnel(area="east").applied.rate is None


def test_an_earlier_day_is_answered_as_it_was_known(city: City, clock: StandingClock) -> None:
    """What came later changes nothing about it."""
    host = applied(city, 1)
    clock.forward(days=1)
    before = city.funnel()
    clock.forward(days=1)
    city.do(merchants.CompleteCheck(host), by=CLERK)
    applied(city, 2, area="south")
    assert city.funnel(on=clock.now.date() - timedelta(days=1)) == before
    assert city.funnel(on=TODAY - timedelta(days=1)).applied == Share(0, of=0)
    assert city.funnel(on=TODAY, area="south").applied == Share(0, of=0)


def test_without_rules_there_is_no_answer(clock: StandingClock) -> None:
    """A city whose pack says nothing of visits is told what to extend."""
    with City.open("memory://", city="x", pack="stations-abc", clock=clock) as city, pytest.raises(NoRules):
        city.funnel()


def test_the_shipped_pack_lets_a_rider_scan() -> None:
    """Three lines: open, count, ask."""
    with (
        City.open("memory://", city="x", pack="visits-default") as city,
        pytest.raises(Exception, match="no station"),
    ):
        city.do(visits.CountUse(StationId("station-1"), city.now()), by=RIDER)
