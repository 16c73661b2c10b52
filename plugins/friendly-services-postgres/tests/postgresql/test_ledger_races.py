"""The last gifts of a city in PostgreSQL: threads that share a City, processes that share a server."""

import os

import pytest
from tests.budget import count
from tests.city.town import MONDAY, small
from tests.ledger_races import check_race, prepared, raced_by_processes, raced_by_threads

import friendly_services_postgres
from friendly_services.city import City
from friendly_services.testing import StandingClock

PATIENCE = 120.0


def opened(url: str) -> City:
    """The small city in this schema."""
    return small(StandingClock(MONDAY), url, plugins=(friendly_services_postgres,), patience=PATIENCE)


def test_threads_race_for_the_last_gifts(url: str) -> None:
    """Row 20: of 64 threads nobody gets what is not there, and whoever loses is told why."""
    with opened(url) as city:
        course = prepared(city)
        race = raced_by_threads(city, course, runners=64, seed=17, calls=count(4, 20, 200))
        check_race(city, course, race, "postgres-threads")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_processes_race_for_the_last_gifts(url: str) -> None:
    """As threads, with nothing shared but the server: every process sees what the others have done."""
    with opened(url) as city:
        course = prepared(city)
    race = raced_by_processes(lambda: opened(url), course, runners=8, seed=17, calls=count(16, 160, 1_600))
    with opened(url) as city:
        check_race(city, course, race, "postgres-processes")
