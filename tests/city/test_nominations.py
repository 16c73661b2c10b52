"""Places that others name, through the one door: found, told of their like, answered, and counted."""

from collections import Counter
from datetime import timedelta
from typing import Any

import attrs
import pytest

from friendly_services import merchants
from friendly_services.city import Actor, City, Done, NoIndex
from friendly_services.ids import NominationId
from friendly_services.testing import StandingClock
from tests.city.town import CLERK, MONDAY, OWNER, application, applied, at, code, small

RIDER = Actor("rider-1", roles={"worker"})
OTHER = Actor("rider-2", roles={"worker"})


def nomination(n: int = 1, **changes: Any) -> merchants.Nominate:
    """The n-th shop, named by somebody else."""
    place = application(n)
    return attrs.evolve(merchants.Nominate(place.name, place.premises, "a cool corner"), **changes)


def nominated(city: City, n: int = 1, by: Actor = RIDER, **changes: Any) -> NominationId:
    """The id that a nomination was given."""
    return NominationId(city.do(nomination(n, **changes), by=by).id)


def test_a_nomination_is_found_by_area_name_and_room_and_waits_in_the_inbox() -> None:
    """An officer sees what waits in their area, soonest first, until it lapses of itself."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    id_ = nominated(city)
    ways: tuple[dict[str, Any], ...] = (
        {"standing": "open", "area": "north"},
        {"area": "north"},
        {"name": "SHOP  1"},
        {"premises": application(1).premises.claim},
    )
    for where in ways:
        assert [found.id for found in city.nominations.find(**where)] == [id_]
    assert city.nominations.get(id_) == city.get(id_)
    with pytest.raises(NoIndex):
        city.nominations.find(by="rider-1")
    assert [(todo.id, todo.command) for todo in city.inbox(area="north")] == [
        (id_, "merchants.LapseNomination")
    ]
    assert city.options(id_, by=CLERK).possible == ("merchants.DeclineNomination",)
    clock.forward(days=5)
    assert [done.id for done in city.tick().done] == [id_]
    assert city.nominations.get(id_).standing == "lapsed"
    assert city.verify().problems == ()


def test_who_names_a_place_is_told_who_named_it_before() -> None:
    """The same place has one record and both voices; the same name near by is told; a merchant is refused."""
    city = small()
    first = nominated(city)
    done = city.do(nomination(), by=OTHER)
    assert (done.id, [type(event) for event in done.events]) == (first, [merchants.Seconded])
    assert city.nominations.get(first).by == ("rider-1", "rider-2")
    corner = merchants.Premises("the corner", "north", at(1.0001))
    beside = city.nominations.get(nominated(city, premises=corner))
    assert (beside.id != first, beside.like) == (True, (first,))
    shop = applied(city, 2)
    with pytest.raises(merchants.MerchantAlready) as error:
        city.do(nomination(2), by=RIDER)
    assert shop in error.value.say("zh")
    renamed = nomination(2, name="Shop Two", licence=merchants.Licence(code(2)))
    assert city.nominations.get(city.do(renamed, by=RIDER).id).like == (shop,)
    assert city.do(nomination(), by=RIDER).events == ()


def test_a_batch_tells_what_single_nominations_would() -> None:
    """Two that come in one commit know of each other."""
    corner = merchants.Premises("the corner", "north", at(1.0001))
    city = small()
    first, second = city.do_many([nomination(), nomination(premises=corner)], by=RIDER)
    assert isinstance(first, Done)
    assert isinstance(second, Done)
    assert city.nominations.get(second.id).like == (first.id,)


def test_the_funnel_is_counted_by_what_applications_go_back_to() -> None:
    """Domain 0-5: named, of these followed; recruited, and of these on notice."""
    city = small()
    named = [nominated(city, n) for n in (1, 2, 3)]
    city.do(merchants.DeclineNomination(named[2], "no room to sit"), by=CLERK)
    applied(city, 1, nomination=named[0])
    applied(city, 4, source="recruited")
    applied(city, 5)
    assert Counter(found.standing for found in city.nominations.find()) == {
        "open": 1,
        "followed": 1,
        "declined": 1,
    }
    found = Counter((shop.source, shop.standing) for shop in city.merchants.find())
    assert found == {
        ("nominated", "form_check"): 1,
        ("recruited", "form_check"): 1,
        ("self", "form_check"): 1,
    }


def test_a_refused_application_leaves_its_nomination_open() -> None:
    """Both are written in one commit, or neither is."""
    city = small()
    id_ = nominated(city)
    (answer,) = city.do_many([application(1, nomination=id_, trade="bank")], by=OWNER)
    assert isinstance(answer, Exception)
    assert city.nominations.get(id_).standing == "open"
    assert city.now().date() + timedelta(days=4) == city.nominations.get(id_).term.day
