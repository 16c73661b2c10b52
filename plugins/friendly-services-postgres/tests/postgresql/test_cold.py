"""What is near, asked of a city in PostgreSQL that has not read its map."""

from tests.city.town import MONDAY, small
from tests.cold_laws import Spoilt, cold_equals_warm, inhabited

import friendly_services_postgres
from friendly_services.testing import StandingClock


def test_a_cold_answer_is_the_warm_one(url: str) -> None:
    """Whatever is asked, from wherever, in whichever datum, with records damaged or not: to the letter."""
    with small(StandingClock(MONDAY), url, plugins=(friendly_services_postgres,)) as city:
        ids = inhabited(city, seed=21)
        assert min(cold_equals_warm(city, ids)) > 5
        spoilt = Spoilt(city._store, {("station", id_) for id_ in ids[::4]})
        sound = [id_ for n, id_ in enumerate(ids) if n % 4]
        assert min(cold_equals_warm(city, sound, spoilt, seed=22)) > 5
