"""An application's whole way through a city in memory."""
# ruff: noqa: S101 # a kit asserts

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ... import merchants
from ...city import Actor, City
from ...errors import Invalid
from ...ids import MerchantId, credit_code
from ...packs import Pack
from ...places import Point
from ...standards import Standard
from .._clock import StandingClock
from ._search import Facts

__all__ = ["merchant_rules", "travelled"]


def merchant_rules(pack: Pack) -> merchants.Rules:
    """The pack's section on merchants; without one the test is skipped."""
    rules = pack.rules.get("merchants")
    if rules is None:
        pytest.skip("not tried: the register of merchants, since the pack has no [merchants]")
    assert isinstance(rules, merchants.Rules)
    return rules


def travelled(pack: Pack, on: date, n: int, trade: str, facts: Facts) -> str:
    """Bring one application through every post, each step by somebody who may take it; where it got."""
    rules, zone = merchant_rules(pack), ZoneInfo(pack.city.zone)
    clock = StandingClock(datetime(on.year, on.month, on.day, 9, tzinfo=zone))
    with City.open("memory://", city="trial", pack=pack, clock=clock) as city:

        def actor(command: str, post: str = "") -> Actor:
            role = rules.route.posts[post].role if post else None
            roles = {role} if role else set(pack.may.get(f"merchants.{command}", ()))
            return Actor(f"{command}-{post}", roles=roles)

        shop = MerchantId(city.do(_application(pack, trade, n), by=actor("Apply")).id)
        found = tuple(_evidence_of(rules.standard, on, facts))
        if "form_check" in rules.route.posts:
            city.do(merchants.CompleteCheck(shop), by=actor("CompleteCheck", "form_check"))
        city.do(merchants.RecordFacts(shop, found), by=actor("RecordFacts"))
        people = tuple(f"person-{k}" for k in range(rules.site_check.people - 1))
        city.do(merchants.CompleteCheck(shop, beside=people), by=actor("CompleteCheck", "site_check"))
        city.do(merchants.Decide(shop, approve=True), by=actor("Decide", "decision"))
        term = city.merchants.get(shop).term
        assert term is not None, "the notice has no end"
        clock.now = term.ends + timedelta(days=1)
        city.tick()
        if city.merchants.get(shop).standing == "notice":
            city.do(merchants.Name(shop), by=actor("Name"))
        city.do(merchants.List(shop), by=actor("List", "listing"))
        return "shown" if city.merchants.get(shop).listed_on else str(city.merchants.get(shop).standing)


def _application(pack: Pack, trade: str, n: int) -> merchants.Apply:
    rules, box = merchant_rules(pack), pack.city.box
    middle = Point(
        lat=round((box.south + box.north) / 2, 6),
        lon=round((box.west + box.east) / 2, 6),
        datum=pack.city.datum,
    )
    area = min(rules.areas, default="north")
    return merchants.Apply(
        name=f"Shop {n}",
        licence=_licence(rules.licences[0], n),
        trade=trade,
        premises=merchants.Premises("1 Long Road", area, middle),
        services=frozenset(rules.services),
    )


def _licence(kind: Any, n: int) -> merchants.Licence:
    if kind == "credit_code":
        return merchants.Licence(_credit_code(n))
    return merchants.Licence(f"{n:015}", kind)


def _credit_code(n: int) -> str:
    """A well-formed credit code that belongs to nobody."""
    for digit in "0123456789ABCDEFGHJKLMNPQRTUWXY":
        try:
            return credit_code(f"92990000MA{n:07}{digit}")
        except Invalid:
            continue
    raise AssertionError(n)


def _evidence_of(standard: Standard, on: date, facts: Facts) -> Iterator[merchants.Fact]:
    """The facts as they are put on record, each by evidence that all conditions which read it take."""
    version = standard.in_force(on)
    for name, value in facts.items():
        asked = [
            set(c.evidence) for c in version.conditions if name in {f.name for f in c.facts()} and c.evidence
        ]
        kinds = set.intersection(*asked) if asked else {"registry"}
        assert kinds, f"{standard.id}: no one kind of evidence proves {name} to every condition that reads it"
        yield merchants.Fact(name, value, on, "trial", merchants.Evidence(min(kinds), "file 1"))
