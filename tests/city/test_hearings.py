"""A hearing through the one door: it waits in the office's inbox, and nobody is revoked for its delay."""

import pytest

from friendly_services import merchants
from friendly_services.city import Actor, City
from friendly_services.ids import CaseId, MerchantId
from friendly_services.testing import StandingClock
from friendly_services.text import say
from tests.city.town import AUDIT, CHIEF, CLERK, MONDAY, OWNER, shown, small

CHAIR = Actor("chair", roles={"officer"})


def asked(city: City, clock: StandingClock) -> tuple[MerchantId, CaseId]:
    """A shop that has asked for its hearing, and the case."""
    shop = shown(city, clock)
    city.do(merchants.OpenRevocation(shop, "fraud", AUDIT, "as found"), by=CLERK)
    case = city.merchants.get(shop).revocation
    assert case is not None
    city.do(merchants.AskHearing(shop, case), by=OWNER)
    return shop, case


def test_a_hearing_that_nobody_holds_stands_overdue_in_the_inbox() -> None:
    """The line names the hearing, its last day and who holds it; the shop is on the map meanwhile."""
    clock = StandingClock(MONDAY)
    city = small(clock)
    shop, case = asked(city, clock)
    term = city.merchants.get(shop).term
    assert term is not None
    clock.forward(days=4)
    city.tick()
    (line,) = [todo for todo in city.inbox(area="north") if todo.id == shop]
    assert (line.overdue, line.roles, line.last) == (True, ("officer",), term.day)
    assert "the hearing" in say(line.reason)
    assert "听证" in say(line.reason, "zh")
    with pytest.raises(merchants.NotNow, match="waiting for its hearing"):
        city.do(merchants.Revoke(shop, case, "decision 1"), by=CHIEF)
    city.do(merchants.HoldHearing(shop, case, "both were heard"), by=CHAIR)
    (line,) = [todo for todo in city.inbox(area="north") if todo.id == shop]
    assert (line.overdue, "the decision on the revocation" in say(line.reason)) == (False, True)
