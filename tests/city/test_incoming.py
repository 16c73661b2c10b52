"""Facts of other systems: each row is taken, known already, or refused with its number and why."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest

from friendly_services import merchants
from friendly_services.city import City
from friendly_services.text import LANGUAGES
from tests.city.town import INSPECTOR, MONDAY, OWNER, TODAY, all_done, applied, at, code, small


@pytest.fixture(name="city")
def the_city() -> City:
    """Three shops, two of them under one licence."""
    city = small()
    applied(city, 1)
    applied(city, 2)
    applied(city, 3, licence=merchants.Licence(code(2)), point=at(9))
    return city


def row(**changes: Any) -> dict[str, Any]:
    """A row about the first shop's seats."""
    return {"licence": code(1), "fact": "seats", "value": "2", "on": "2026-03-01"} | changes


def test_a_csv_of_another_office_is_put_on_record(city: City) -> None:
    """Texts become values of the declared type, with day and source; a licence means all its shops."""
    text = f"licence,fact,value,on\n{code(1)},seats,2,2026-03-01\n{code(2).lower()},licensed,是,2026-03-02\n"
    taken = city.merchants.facts_from(csv.DictReader(io.StringIO(text)), source="market office")
    assert (len(taken.commands), taken.refused, taken.unchanged) == (3, (), 0)
    all_done(city.do_many(taken.commands, by=INSPECTOR))
    (first,) = city.merchants.find(licence=code(1)).items[0].facts
    registry = merchants.Evidence("registry")
    assert first == merchants.Fact(
        "seats", 2, date(2026, 3, 1), "market office", registry, INSPECTOR.id, INSPECTOR.id
    )
    assert [shop.facts[0].value for shop in city.merchants.find(licence=code(2))] == [True, True]


def test_the_same_rows_again_change_nothing(city: City) -> None:
    """Also where two of them are about one day: the later one counts, and is on record."""
    rows = [row(value=1), row(value=2), row(value=2), row(fact="licensed", value=True, on=TODAY)]
    taken = city.merchants.facts_from(rows, source="office")
    all_done(city.do_many(taken.commands, by=INSPECTOR))
    again = city.merchants.facts_from(rows, source="office")
    assert (again.commands, again.refused, again.unchanged) == ((), (), 2)
    (other,) = city.merchants.facts_from(rows[:1], source="office").commands
    assert [fact.value for fact in other.facts] == [1]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"licence": code(9)}, "merchant"),
        ({"licence": ""}, "licence"),
        ({"merchant": "merchant-9"}, "merchant"),
        ({"merchant": 7}, "id"),
        ({"fact": "colour"}, "fact"),
        ({"fact": None}, "fact"),
        ({"value": "two"}, "value"),
        ({"value": "2.5"}, "value"),
        ({"value": ""}, "value"),
        ({"value": True}, "value"),
        ({"fact": "licensed", "value": "perhaps"}, "value"),
        ({"on": TODAY + timedelta(days=1)}, "on"),
        ({"on": "1 March"}, "on"),
        ({"on": None}, "on"),
        ({"on": MONDAY}, "on"),
    ],
)
def test_a_row_that_cannot_be_taken_is_told_by_its_number(
    city: City, changes: dict[str, Any], field: str
) -> None:
    """Its neighbours are taken, and the reason can be said in both languages."""
    taken = city.merchants.facts_from([row(), row(**changes)], source="office")
    assert len(taken.commands) == 1
    (problem,) = taken.refused
    assert (problem.row, problem.field) == (2, field)
    assert all(problem.say(language) for language in LANGUAGES)


def test_who_has_left_takes_no_facts(city: City) -> None:
    """A licence all of whose merchants have withdrawn is as good as unknown."""
    shop = city.merchants.find(licence=code(1)).items[0]
    city.do(merchants.Withdraw(shop.id), by=OWNER)
    taken = city.merchants.facts_from([row()], source="office")
    assert [problem.reason.code for problem in taken.refused] == ["not_found"]
