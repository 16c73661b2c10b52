"""What hosts are sent, what they are told to send, and that both agree."""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any, Literal

import attrs
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendly_services import merchants, points, stations, wire
from friendly_services.errors import Forbidden, Invalid, Problem
from friendly_services.hours import Hours, Season
from friendly_services.ids import MerchantId
from friendly_services.places import Point
from friendly_services.standards import evaluate, read_standard
from friendly_services.text import Label, Reason, say
from tests.samples import Branch, Colour, Scalar, Spot

CHINA = timezone(timedelta(hours=8))
ROOT = Branch("root", (Branch("leaf"),))
TITLE = Label("Seats", "座位")


@attrs.frozen
class Sample:
    """One field of each type that a command may hold."""

    code: str
    count: int = 1
    weight: float = 1.5
    paid: bool = True
    mark: bytes = b"hi"
    day: date = date(2026, 3, 1)
    at: datetime = datetime(2026, 3, 1, 9, 30, tzinfo=CHINA)
    level: Literal["A", "B", 3] = 3
    colour: Colour = Colour.RED
    spot: Point | None = None
    where: Spot | Branch | None = None
    either: tuple[Spot | Branch, ...] = ()
    tree: Branch = ROOT
    services: frozenset[str] = frozenset({"b", "a"})
    kinds: frozenset[date | str] | None = None
    pair: tuple[int, date] = (1, date(2026, 3, 1))
    facts: Mapping[str, Scalar] | None = None
    by_day: Mapping[date, tuple[int, ...]] = attrs.field(factory=dict)
    hours: Hours | None = None
    title: Label = TITLE
    names: list[str] = attrs.field(factory=list)
    anything: Any = None


FULL = Sample(
    code="c",
    spot=Point.gcj02(lat=29.5, lon=106.5),
    where=Branch("x"),
    either=(Spot(1.0, 2.0), Branch("y", (Branch("z"),))),
    kinds=frozenset({"2026-03-01", date(2026, 3, 1)}),
    facts={"a": date(2026, 3, 1), "b": "2026-03-01", "c": None, "d": 1.0, "e": 1, "f": True},
    by_day={date(2026, 3, 1): (1, 2)},
    hours=Hours.weekly(
        mon="08:30-12:00, 14:30-18:00",
        sat="20:00-02:00",
        exceptions={date(2026, 10, 1): "closed", date(2026, 10, 2): "10:00-12:00"},
        follow_workdays=True,
    ),
    names=["n"],
    anything={"x": [1, None]},
)


def test_what_is_written_is_read_as_the_same() -> None:
    """Reading undoes writing, through JSON, for every type that a command may hold."""
    for value in (FULL, Sample("c"), Sample("c", hours=Hours.always()), Sample("c", hours=Hours.weekly())):
        assert wire.read_json(Sample, json.dumps(wire.write(value))) == value


def test_the_written_form_is_the_one_people_write() -> None:
    """Dates, times, hours, sets and choices stand as a person would write them."""
    plain = wire.write(FULL)
    assert (plain["day"], plain["at"]) == ("2026-03-01", "2026-03-01T09:30:00+08:00")
    assert (plain["mark"], plain["colour"], plain["services"]) == ("aGk=", "red", ["a", "b"])
    assert plain["spot"] == {"lat": 29.5, "lon": 106.5, "datum": "gcj02"}
    assert plain["where"] == {"type": "Branch", "name": "x", "under": []}
    assert plain["facts"]["a"] == {"date": "2026-03-01"}
    assert plain["by_day"] == {"2026-03-01": [1, 2]}
    assert plain["hours"] == {
        "mon": "08:30-12:00, 14:30-18:00",
        "sat": "20:00-02:00",
        "exceptions": {"2026-10-01": "closed", "2026-10-02": "10:00-12:00"},
        "follow_workdays": True,
    }
    assert wire.write(Hours.always()) == "24/7"
    assert wire.write({1: "x", Colour.RED: None}) == {"1": "x", "red": None}


def test_hours_with_all_that_they_hold_are_written_and_read() -> None:
    """Seasons, holidays, last entry and what nobody knows: as people write them, and back."""
    hours = Hours.weekly(
        mon="09:00-17:00, 17:00-18:00?",
        seasons=[
            Season((7, 1), (8, 31), Hours.weekly(mon="09:00-20:00").week),
            Season((12, 20), (1, 5), Hours.weekly().week, 2026),
        ],
        holidays="closed",
        last_entry=30,
    )
    plain = wire.write(hours)
    assert plain == {
        "mon": "09:00-17:00, 17:00-18:00?",
        "seasons": [
            {"first": "12-20", "last": "01-05", "year": 2026},
            {"first": "07-01", "last": "08-31", "mon": "09:00-20:00"},
        ],
        "holidays": "closed",
        "last_entry": 30,
    }
    read = wire.read_json(Sample, json.dumps({"code": "c", "hours": plain}))
    assert read == Sample("c", hours=hours)


def test_everything_wrong_with_a_season_is_told_at_its_place() -> None:
    """Ends that are no days of the year, days that cannot be read, and the week beside them."""
    plain = {
        "mon": "morning",
        "seasons": [
            {"first": "July", "last": "08-31"},
            {"first": "02-30", "last": "08-31"},
            {"first": "07-01", "last": "08-31", "sun": "evening"},
        ],
    }
    with pytest.raises(Invalid) as caught:
        wire.read(Sample, {"code": "c", "hours": plain})
    assert {problem.field: problem.reason.code for problem in caught.value.problems} == {
        "hours.seasons.0.first": "wire.not_month_day",
        "hours.seasons.1.first": "hours.no_such_day",
        "hours.seasons.2.sun": "hours.unreadable_day",
        "hours.mon": "hours.unreadable_day",
    }


def test_a_reason_carries_its_sentence_in_both_languages() -> None:
    """A host need not know the catalogue."""
    why = Reason("number.too_small", value=0, low=1)
    assert wire.write(why)["text"] == "0 is too small: at least 1"
    assert wire.write({"why": [why]}, "zh")["why"][0] == {
        "code": "number.too_small",
        "values": {"low": 1, "value": 0},
        "text": "0 太小：至少为 1",
    }


def test_an_error_carries_its_facts_or_its_problems() -> None:
    """A form can show each message at its field; a program can read code and facts."""
    error = Forbidden(actor="u17", command="points.Earn", roles=("officer",))
    assert wire.write(error) == {
        "code": "forbidden",
        "message": "'u17' may not send points.Earn: it needs one of the roles officer",
        "facts": {"actor": "u17", "command": "points.Earn", "roles": ["officer"], "by_host": False},
    }
    invalid = Invalid(
        (Problem("at.lat", Reason("value.missing"), file="a.csv", row=3), Problem("x", Reason("name.empty")))
    )
    plain = wire.write(invalid, "zh")
    assert plain["code"] == "invalid"
    assert plain["message"].startswith("输入有误")
    assert plain["problems"] == [
        {"field": "at.lat", "code": "value.missing", "values": {}, "text": "必填", "file": "a.csv", "row": 3},
        {"field": "x", "code": "name.empty", "values": {}, "text": "为空：请填写名称"},
    ]
    json.dumps(plain)


STANDARD = {
    "id": "seats",
    "title": {"en": "Seats", "zh": "座位"},
    "source": "a test",
    "facts": {"seats": {"type": "int", "title": {"en": "seats", "zh": "座位数"}}},
    "versions": [
        {
            "number": 1,
            "in_force": date(2025, 1, 1),
            "open_cases": "submission",
            "source": "a test",
            "conditions": [
                {
                    "code": "S1",
                    "title": {"en": "enough seats", "zh": "座位足够"},
                    "requires": "seats >= 4",
                    "evidence": ["site_check"],
                    "source": "a test",
                    "status": "proposed",
                }
            ],
        }
    ],
}


def test_an_answer_carries_its_reasons() -> None:
    """A verdict tells what it rests on and what would change it; so does any value with reasons."""
    on = date(2026, 3, 1)
    verdict = evaluate(read_standard(STANDARD).in_force(on), {"seats": 2}, on)
    plain = wire.write(verdict, "zh")
    assert (plain["answer"], plain["standard"], plain["version"], plain["on"]) == (
        "unmet",
        "seats",
        1,
        "2026-03-01",
    )
    assert plain["findings"][0]["code"] == "S1"
    assert [part["text"] for part in plain["why_not"]] == [say(reason, "zh") for reason in verdict.why_not()]
    assert [part["code"] for part in plain["reasons"]] == [reason.code for reason in verdict.reasons()]
    json.dumps(plain)

    @attrs.frozen
    class Ranked:
        rank: int
        _secret: int = 0

        @property
        def reasons(self) -> tuple[Reason, ...]:
            return (Reason("value.missing"),)

    assert wire.write(Ranked(1)) == {
        "rank": 1,
        "reasons": [{"code": "value.missing", "values": {}, "text": "is required"}],
    }


@pytest.mark.parametrize("value", [object(), float("nan"), [float("inf")], 1j, {"x": print}, Colour])
def test_what_json_cannot_hold_is_not_written(value: object) -> None:
    """A fault of the program, never a text that a parser would refuse."""
    with pytest.raises(TypeError, match="no plain form"):
        wire.write(value)


@pytest.mark.parametrize(
    ("plain", "field", "code"),
    [
        ("always", "hours", "wire.not_hours"),
        (["08:00-12:00"], "hours", "wire.not_hours"),
        ({"mon": "nine to five"}, "hours.mon", "hours.unreadable_day"),
        ({"monday": "08:00-12:00"}, "hours.monday", "wire.unknown_field_near"),
        ({"exceptions": {"2026-13-01": "closed"}}, "hours.exceptions.2026-13-01", "wire.no_such_date"),
        ({"mon": None, "tue": 8}, "hours.tue", None),
    ],
)
def test_hours_that_cannot_be_read_are_refused(plain: Any, field: str, code: str | None) -> None:
    """Under the path of the day that is wrong."""
    with pytest.raises(Invalid) as caught:
        wire.read(Sample, {"code": "c", "hours": plain})
    [problem] = caught.value.problems
    assert problem.field == field
    assert code is None or problem.reason.code == code


def test_a_point_without_its_datum_is_refused() -> None:
    """Row 35: and the same table with it is a point."""
    spot = {"lat": 29.5, "lon": 106.5}
    with pytest.raises(Invalid, match=r"spot\.datum: is required"):
        wire.read(Sample, {"code": "c", "spot": spot})
    taken = wire.read(Sample, {"code": "c", "spot": {**spot, "datum": "wgs84"}})
    assert taken.spot == Point.wgs84(lat=29.5, lon=106.5)


VALID = jsonschema.Draft202012Validator


def valid(schema: Mapping[str, Any], plain: Any) -> bool:
    """What a host's own checker says before it sends anything."""
    VALID.check_schema(schema)
    return VALID(schema).is_valid(plain)


@pytest.mark.parametrize("value", [FULL, Sample("c"), Sample("c", hours=Hours.always())])
def test_what_is_written_is_valid_by_the_schema(value: Sample) -> None:
    """Every form that `read` takes, the schema takes."""
    assert valid(wire.schema(Sample), json.loads(json.dumps(wire.write(value))))


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"code": 7},
        {"code": "c", "count": 1.5},
        {"code": "c", "count": True},
        {"code": "c", "count": 2**63},
        {"code": "c", "paid": "no"},
        {"code": "c", "day": "1 March"},
        {"code": "c", "at": "2026-03-01T09:30:00"},
        {"code": "c", "level": "C"},
        {"code": "c", "colour": "green"},
        {"code": "c", "spot": {"lat": 1.0, "lon": 2.0}},
        {"code": "c", "where": {"name": "x"}},
        {"code": "c", "where": {"type": "Nothing"}},
        {"code": "c", "either": [{"type": "Spot", "lat": 1.0}]},
        {"code": "c", "services": ["a", "a"]},
        {"code": "c", "services": "a"},
        {"code": "c", "pair": [1]},
        {"code": "c", "pair": [1, "2026-03-01", 2]},
        {"code": "c", "facts": {"x": []}},
        {"code": "c", "facts": {"x": {"date": "1"}}},
        {"code": "c", "by_day": {"x": []}},
        {"code": "c", "hours": "always"},
        {"code": "c", "hours": {"monday": "08:00-12:00"}},
        {"code": "c", "title": "Seats"},
        {"code": "c", "codes": 1},
        {"code": None},
        [],
    ],
)
def test_what_the_schema_refuses_read_refuses_too(wrong: Any) -> None:
    """The two never contradict each other on what a form may look like."""
    assert not valid(wire.schema(Sample), wrong)
    with pytest.raises(Invalid):
        wire.read(Sample, wrong)


MUTANTS = st.sampled_from(
    [None, True, -1, 1.5, "", "x", "2026-03-01", [], {}, [1], {"x": 1}, {"date": "2026-03-01"}]
)


@given(st.dictionaries(st.sampled_from([field.name for field in attrs.fields(Sample)]), MUTANTS, max_size=4))
def test_what_read_takes_the_schema_takes(changed: dict[str, Any]) -> None:
    """No host is told by the schema that it may not send what would have been taken."""
    plain = {**wire.write(FULL), **changed}
    try:
        wire.read(Sample, plain)
    except Invalid:
        return
    assert valid(wire.schema(Sample), plain)


def test_a_schema_describes_and_names_defaults() -> None:
    """A generated form has a title, a sentence and what happens if a field is left out."""
    drawn = wire.schema(Sample)["$defs"]["Sample"]
    assert (drawn["title"], drawn["required"]) == ("Sample", ["code"])
    assert drawn["description"] == "One field of each type that a command may hold."
    assert drawn["properties"]["day"]["default"] == "2026-03-01"
    assert "default" not in drawn["properties"]["names"]


@pytest.mark.parametrize("kind", [complex, set[int], type])
def test_a_type_without_a_plain_form_has_no_schema(kind: Any) -> None:
    """As with `read`, a fault of the program."""
    cls = attrs.make_class("Odd", {"x": attrs.field(type=kind)}, frozen=True)
    with pytest.raises(TypeError, match="no plain form"):
        wire.schema(cls)


def test_classes_of_one_name_are_told_apart_in_a_schema() -> None:
    """Two rooms may call different things by the same name."""
    inner = attrs.make_class("Evidence", {"x": attrs.field(type=int)})
    other = attrs.make_class("Evidence", {"y": attrs.field(type=str)})
    outer = attrs.make_class("Outer", {"a": attrs.field(type=inner), "b": attrs.field(type=other)})
    defs = wire.schema(outer)["$defs"]
    assert set(defs) == {"Outer", "Evidence", "Evidence2"}
    assert list(defs["Evidence2"]["properties"]) == ["y"]


COMMANDS = {
    f"{capability.name}.{cls.__name__}": cls
    for capability in (merchants.CAPABILITY, stations.CAPABILITY, points.CAPABILITY)
    for cls in capability.commands
}
WIRE = wire.Wire(COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_a_schema_and_can_be_refused(name: str) -> None:
    """No command has a field that cannot be read, and each says what it lacks."""
    drawn = WIRE.schema(name)
    assert drawn["properties"]["command"] == {"const": name}
    assert not valid(drawn, {"command": name, "no such field": 1})
    with pytest.raises(Invalid) as caught:
        WIRE.read_command({"command": name, "no such field": 1})
    assert ("no such field", "wire.unknown_field") in [
        (p.field, p.reason.code) for p in caught.value.problems
    ]
    missing = {p.field for p in caught.value.problems if p.reason.code == "value.missing"}
    assert missing == set(drawn["required"]) - {"command"}


def test_a_command_is_read_by_its_name_and_written_back() -> None:
    """One endpoint serves every command."""
    plain = {"command": "merchants.Decide", "merchant": "m-1", "approve": True, "note": "seen"}
    command = WIRE.read_command_json(json.dumps(plain))
    assert command == merchants.Decide(merchant=MerchantId("m-1"), approve=True, note="seen")
    assert WIRE.write_command(command) == plain
    assert valid(WIRE.schema("merchants.Decide"), plain)
    with pytest.raises(TypeError, match="is no command here"):
        WIRE.write_command(Label("a", "b"))


@pytest.mark.parametrize(
    ("plain", "field", "code"),
    [
        ([], "", "wire.not_table"),
        ({}, "command", "value.missing"),
        ({"command": "merchants.Aply"}, "command", "wire.unknown_command_near"),
        ({"command": "zzz"}, "command", "wire.unknown_command"),
        ({"command": ["merchants.Apply"]}, "command", "wire.unknown_command_near"),
    ],
)
def test_an_unknown_command_is_refused(plain: Any, field: str, code: str) -> None:
    """With the nearest name, as for fields."""
    with pytest.raises(Invalid) as caught:
        WIRE.read_command(plain)
    assert [(problem.field, problem.reason.code) for problem in caught.value.problems] == [(field, code)]


@pytest.mark.parametrize(
    ("name", "code"), [("merchants.Aply", "wire.unknown_command_near"), ("zzz", "wire.unknown_command")]
)
def test_a_schema_of_no_command_is_refused_alike(name: str, code: str) -> None:
    """A stranger's name in an address is bad input and no fault of the host."""
    with pytest.raises(Invalid) as caught:
        WIRE.schema(name)
    assert [(problem.field, problem.reason.code) for problem in caught.value.problems] == [("command", code)]


def test_a_deep_command_is_refused_before_its_name_is_read() -> None:
    """Row 6 for hosts that parse JSON themselves."""
    plain: Any = {}
    for _ in range(10_000):
        plain = {"command": plain}
    with pytest.raises(Invalid, match="nested too deeply"):
        WIRE.read_command(plain)


def test_a_command_may_not_have_a_field_named_command() -> None:
    """It would hide the name; found when the registry is made."""
    with pytest.raises(TypeError, match="has a field 'command'"):
        wire.Wire({"x.Do": attrs.make_class("Do", {"command": attrs.field(type=str)})})
