"""Large awards, which one person proposes and another confirms."""

from datetime import date, timedelta

import attrs
import pytest

from friendly_services import points
from friendly_services.cases import Duration
from friendly_services.codec import event_codec
from friendly_services.errors import Invalid, NotFound
from friendly_services.ids import FunderId, ProposalId, WorkerId
from friendly_services.places import Point
from friendly_services.points import Action, Cap, Confirming, Duplicates, Expiry, Funder, Later, Rules
from friendly_services.text import Label, say
from tests.small_city import SmallCity

RIDER = WorkerId("rider-7")
DAY = date(2026, 3, 10)
NAME = Label(en="x", zh="x")

RULES = Rules(
    actions={
        "lead": Action(NAME, 100, Cap(3), funder="city"),
        "hour": Action(NAME, 20, evidence=False, funder="union"),
    },
    rewards={},
    funders={"city": Funder(NAME), "union": Funder(NAME, budgeted=True)},
    confirm=Confirming(200, Duration(5, "natural")),
    expiry=Expiry(12),
    hold_days=14,
    late_days=2,
    reversible_days=90,
)
LARGE = points.Earn(RIDER, "lead", "report-1", quantity=3)


@pytest.fixture
def city() -> SmallCity:
    """A city that has a rule for awards of more than 200 points."""
    return SmallCity(points.CAPABILITY, RULES, DAY)


def proposed(city: SmallCity, earn: points.Earn = LARGE) -> ProposalId:
    """An award that waits for a second person."""
    ((_, event),) = city.do(earn)
    assert isinstance(event, points.Proposed)
    return event.id


def confirm(city: SmallCity, proposal: ProposalId, by: str = "officer-2") -> None:
    """The second person's part."""
    city.do(points.Confirm(proposal, RIDER), by=by)


def proposal(city: SmallCity, id_: ProposalId) -> points.Proposal:
    """A proposal as its events make it."""
    found: points.Proposal = city.states["proposal", id_]
    assert city.folded("proposal", id_) == found
    return found


def test_a_large_award_is_made_by_two_people(city: SmallCity) -> None:
    """Nothing moves before the second has confirmed it; the award then counts for its own day."""
    id_ = proposed(city)
    assert ("account", RIDER) not in city.states
    city.today += timedelta(days=RULES.late_days)
    confirm(city, id_)
    account: points.Account = city.states["account", RIDER]
    assert (account.balance, account.awards[0].on) == (300, DAY)
    assert proposal(city, id_).status == "confirmed"
    _, confirmed = city.events("proposal", id_)
    assert (confirmed.by, confirmed.entry) == ("officer-2", 2)


def test_no_closed_day_is_opened_by_a_confirmation(city: SmallCity) -> None:
    """Its books are closed: whoever confirms later is told the first day that is open."""
    id_ = proposed(city)
    city.today += timedelta(days=RULES.late_days + 1)
    with pytest.raises(points.DayClosed) as refused:
        confirm(city, id_)
    assert (refused.value.on, refused.value.first_open) == (DAY, DAY + timedelta(days=1))
    assert proposal(city, id_).status == "open"


def test_up_to_the_threshold_one_person_is_enough(city: SmallCity) -> None:
    """And in a pack without a threshold always."""
    city.do(attrs.evolve(LARGE, quantity=2))
    city.rules = attrs.evolve(RULES, confirm=None)
    city.today += timedelta(days=1)
    city.do(attrs.evolve(LARGE, ref="report-2"))
    assert city.states["account", RIDER].balance == 500


def test_an_award_is_as_large_as_on_the_day_that_its_moment_says(city: SmallCity) -> None:
    """What was seen before the terms fell is worth what held then, and needs a second person for it."""
    cheaper = attrs.evolve(RULES.actions["lead"], later=(Later(DAY, points=10),))
    city.rules = attrs.evolve(RULES, actions={"lead": cheaper})
    yesterday = city.now - timedelta(days=1)
    city.do(attrs.evolve(LARGE, ref="report-2", seen=city.now))
    assert city.states["account", RIDER].balance == 30
    assert proposal(city, proposed(city, attrs.evolve(LARGE, seen=yesterday))).points == 300


def test_nobody_confirms_what_they_proposed(city: SmallCity) -> None:
    """Nor an award to themselves, nor one to somebody else than it names."""
    id_ = proposed(city)
    with pytest.raises(points.SameHands, match="took part in the proposal of the award"):
        confirm(city, id_, by="officer-1")
    with pytest.raises(points.OwnAccount):
        confirm(city, id_, by=RIDER)
    with pytest.raises(Invalid, match="is no award for 'rider-8'"):
        city.do(points.Confirm(id_, WorkerId("rider-8")), by="officer-2")
    with pytest.raises(NotFound):
        confirm(city, ProposalId("proposal-9"))


def test_what_would_be_refused_is_not_proposed(city: SmallCity) -> None:
    """And what may be refused by the time of the confirmation is: two proposals for the same evidence."""
    with pytest.raises(points.CapReached):
        city.do(attrs.evolve(LARGE, quantity=4))
    first, second = proposed(city), proposed(city)
    confirm(city, first)
    with pytest.raises(points.AlreadyAwarded):
        confirm(city, second)
    with pytest.raises(points.BudgetSpent):
        city.do(points.Earn(RIDER, "hour", quantity=11))


def test_a_confirmed_award_comes_out_of_its_fund(city: SmallCity) -> None:
    """Only then, and if there is still enough."""
    city.do(points.FundProgramme(FunderId("union"), 250, "grant-1"))
    hours = points.Earn(RIDER, "hour", quantity=11)
    first, second = proposed(city, hours), proposed(city, hours)
    assert city.states["fund", "union"].left == 250
    confirm(city, first)
    assert city.states["fund", "union"].left == 30
    with pytest.raises(points.BudgetSpent, match="holds 30 points and 220 are asked"):
        confirm(city, second)


def test_a_confirmed_report_is_of_the_moment_at_which_it_was_proposed(city: SmallCity) -> None:
    """However late somebody confirms it; of two for one place, the second that is confirmed also saw it."""
    litter = Action(
        NAME, 300, funder="city", place=True, duplicates=Duplicates(metres=50, hours=24, points=2)
    )
    city.rules = attrs.evolve(RULES, actions={"litter": litter})
    report = points.Earn(RIDER, "litter", "report-1", place=Point.gcj02(lat=29.4, lon=106.54))
    other = attrs.evolve(report, worker=WorkerId("rider-8"), ref="report-2")
    waiting = [(proposed(city, earn), earn.worker) for earn in (report, other)]
    seen = city.now
    city.forward(days=1)
    for id_, worker in waiting:
        assert proposal(city, id_).earn.seen == seen
        city.do(points.Confirm(id_, worker), by="officer-2")
    accounts = [city.states["account", worker] for _, worker in waiting]
    assert [(account.balance, account.awards[0].on) for account in accounts] == [(300, DAY), (2, DAY)]


def test_a_proposal_ends_once(city: SmallCity) -> None:
    """Confirmed, declined or lapsed: whatever is tried afterwards is told which."""
    ended = {"confirmed": proposed(city), "declined": proposed(city), "lapsed": proposed(city)}
    confirm(city, ended["confirmed"])
    city.do(points.Decline(ended["declined"], "note-1"))
    city.today += timedelta(days=6)
    city.do(points.LapseProposal(ended["lapsed"]))
    for status, id_ in ended.items():
        assert proposal(city, id_).status == status
        told = city.possible("proposal", id_)
        for command in (points.Confirm(id_, RIDER), points.Decline(id_, "n"), points.LapseProposal(id_)):
            with pytest.raises(points.ProposalEnded) as found:
                city.do(command, by="officer-2")
            assert told[type(command).__name__] == found.value.reason
    assert say(points.ProposalEnded(ended["declined"], "declined").reason).endswith("propose the award anew")


def test_a_proposal_lapses_by_its_date_alone(city: SmallCity) -> None:
    """Nobody confirms it after its term, whether or not somebody entered that it lapsed; before, it holds."""
    id_ = proposed(city)
    assert not any(city.possible("proposal", id_).values())
    with pytest.raises(points.TermRunning, match="runs until the end of 2026-03-15"):
        city.do(points.LapseProposal(id_))
    city.today += timedelta(days=6)
    with pytest.raises(points.TooLate, match="the time to confirm the award ran until the end of 2026-03-15"):
        confirm(city, id_)
    (due,) = city.due()
    city.do(due.command)
    assert city.due() == []


def test_a_proposal_is_kept_and_found() -> None:
    """With all that the command said, by where it stands and by whom it is for."""
    kind = next(kind for kind in points.CAPABILITY.kinds if kind.name == "proposal")
    city = SmallCity(points.CAPABILITY, RULES, DAY)
    found = proposal(city, proposed(city))
    assert found.earn == attrs.evolve(LARGE, on=DAY)
    assert dict(kind.keys(found)) == {"by_status": ("open", RIDER), "by_worker": (RIDER,)}
    codec = event_codec("proposal", kind.events)
    (event,) = city.events("proposal", found.id)
    assert codec.decode(codec.encode(event)) == event
