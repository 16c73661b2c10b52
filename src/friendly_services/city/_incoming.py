"""Facts of other systems, row by row: what can be put on record of whom, and what cannot and why."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

import attrs

from .. import merchants
from ..errors import FriendlyServicesError, Invalid, NotFound, Problem
from ..standards import Fact, Scalar
from ._desk import Desk

__all__ = ["FactsTaken", "facts_from"]

_NUMBER: Final = re.compile(r"-?\d{1,18}(\.\d{1,20})?", re.ASCII)
_YES_OR_NO: Final = {"yes": True, "true": True, "是": True, "no": False, "false": False, "否": False}


@attrs.frozen
class FactsTaken:
    """What rows of another system come to."""

    commands: tuple[merchants.RecordFacts, ...]
    """One for each merchant of which there is something new: send them with `City.do_many`."""
    refused: tuple[Problem, ...]
    """What could not be taken, with the number of its row; the first row is 1."""
    unchanged: int
    """Facts that are on record already, just so."""


def facts_from(
    desk: Desk[merchants.Merchant],
    rows: Iterable[Mapping[str, Any]],
    declared: Mapping[str, Fact],
    evidence: merchants.Evidence,
    source: str,
    today: date,
) -> FactsTaken:
    """What these rows put on record: see `Merchants.facts_from`."""
    told: dict[str, tuple[merchants.Merchant, dict[tuple[str, date], merchants.Fact]]] = {}
    refused: list[Problem] = []
    for number, row in enumerate(rows, 1):
        try:
            fact = _fact(row, declared, evidence, source, today)
            about = list(_about(desk, row))
        except FriendlyServicesError as error:
            found = error.problems if isinstance(error, Invalid) else (Problem("merchant", error.reason),)
            refused += (attrs.evolve(problem, row=number) for problem in found)
            continue
        for merchant in about:
            _, facts = told.setdefault(merchant.id, (merchant, {}))
            facts[fact.name, fact.on] = fact
    commands: list[merchants.RecordFacts] = []
    unchanged = 0
    for merchant, facts in told.values():
        on_record = {attrs.evolve(fact, by="", recorded_by="") for fact in merchant.facts}
        new = tuple(fact for fact in facts.values() if fact not in on_record)
        unchanged += len(facts) - len(new)
        if new:
            commands.append(merchants.RecordFacts(merchant.id, new))
    return FactsTaken(tuple(commands), tuple(refused), unchanged)


def _about(desk: Desk[merchants.Merchant], row: Mapping[str, Any]) -> Iterator[merchants.Merchant]:
    """The merchant with the row's id, or every one under its licence that facts can still be recorded of."""
    if id_ := row.get("merchant"):
        yield desk.get(id_)
        return
    licence = row.get("licence")
    if not isinstance(licence, str) or not licence.strip():
        raise Invalid.at("licence", "value.missing")
    number = licence.strip().upper()
    found, after = False, None
    while True:
        page = desk.find(licence=number, limit=1_000, after=after)
        for merchant in page:
            if merchants.possible(merchant)["RecordFacts"] is None:
                found = True
                yield merchant
        if (after := page.next) is None:
            break
    if not found:
        raise NotFound("merchant", number)


def _fact(
    row: Mapping[str, Any],
    declared: Mapping[str, Fact],
    evidence: merchants.Evidence,
    source: str,
    today: date,
) -> merchants.Fact:
    name = row.get("fact")
    if not isinstance(name, str) or name not in declared:
        raise Invalid.at("fact", "value.not_one_of", value=name, choices=tuple(declared))
    value = _value(row.get("value"), declared[name])
    if (why := declared[name].refuse(value)) is not None:
        raise Invalid((Problem("value", why),))
    return merchants.Fact(name, value, _day(row.get("on"), today), source, evidence)


def _value(given: Any, fact: Fact) -> Scalar:
    """The value; of a text what it says, by the type that the standard declares."""
    if given is None or given == "":
        raise Invalid.at("value", "value.missing")
    text = given.strip() if isinstance(given, str) else ""
    match fact.type:
        case "bool" if text.lower() in _YES_OR_NO:
            return _YES_OR_NO[text.lower()]
        case "int" | "number" if _NUMBER.fullmatch(text):
            return float(text) if "." in text else int(text)
        case "date" if text:
            try:
                return date.fromisoformat(text)
            except ValueError:
                return text
        case _:
            value: Scalar = text or given
            return value


def _day(given: Any, today: date) -> date:
    try:
        day = date.fromisoformat(given.strip()) if isinstance(given, str) else given
    except ValueError:
        day = None
    if not isinstance(day, date) or isinstance(day, datetime):
        raise Invalid.at("on", "city.no_day", value=given)
    if day > today:
        raise Invalid.at("on", "merchants.not_yet", value=day, today=today)
    return day
