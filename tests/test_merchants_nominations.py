"""Places that others name: who is told what, one record a place, and how each is answered."""

from datetime import date, timedelta
from typing import Any, get_args

import attrs
import pytest

from friendly_services.decider import Actor, Context
from friendly_services.errors import FriendlyServicesError, Invalid, NotFound
from friendly_services.ids import NominationId
from friendly_services.merchants import (
    CAPABILITY,
    NOMINATION,
    DeclineNomination,
    LapseNomination,
    Licence,
    MerchantAlready,
    Nominate,
    Nomination,
    NominationClosed,
    NominationStanding,
    Photo,
    Premises,
    TermRunning,
    Withdraw,
)
from friendly_services.places import Box, Point, convert
from friendly_services.text import LANGUAGES, say
from friendly_services.workdays import Calendar
from tests.register import (
    CLERK,
    CLOCK,
    HERE,
    LICENCE,
    NEIGHBOUR,
    OWNER,
    RULES,
    TODAY,
    Register,
    application,
    applied,
)

RIDER = Actor("rider-7", roles={"worker"})
PLACE = application()
PHOTO = Photo("ab" * 32, TODAY, HERE)


def nomination(**changes: Any) -> Nominate:
    """A nomination of the shop that all tests are about, but for what is changed."""
    return attrs.evolve(Nominate(PLACE.name, PLACE.premises, "a cool room and a kind cook"), **changes)


def nominated(register: Register, by: Actor = NEIGHBOUR, **changes: Any) -> NominationId:
    """A place that somebody has just named."""
    return NominationId(register.do(nomination(**changes), by))


def stands(register: Register, id_: NominationId) -> Nomination:
    """The nomination as it stands."""
    found = register.states["nomination", id_]
    assert isinstance(found, Nomination)
    return found


def told(register: Register, command: Nominate, *found: Any) -> tuple[Any, ...]:
    """The events of a nomination where City found these records of the same name or place."""
    context = Context(register.now, RIDER, register.rules, 1, Calendar({}), register.new, found=found)
    return tuple(event for _, event in CAPABILITY.decide(register.states, command, context))


def test_anybody_names_a_place_and_the_office_has_a_term_to_answer() -> None:
    """Domain 0-5: name, place and why are enough; photographs are digests, a licence may be known."""
    register = Register()
    id_ = nominated(register, photos=(PHOTO,), licence=Licence(LICENCE))
    found = stands(register, id_)
    assert (found.standing, found.by, found.photos) == ("open", ("neighbour",), (PHOTO,))
    assert found.licence == Licence(LICENCE)
    assert found.term.day == date(2026, 3, 23)  # fifteen working days
    due = NOMINATION.due(found)
    assert due is not None
    assert (due.at, due.command, due.area) == (found.term.ends, LapseNomination(id_), "龙洲湾街道")


def test_one_place_is_one_nomination_however_many_name_it() -> None:
    """The second voice, however it writes name and address, is told the first record and counted there."""
    register = Register()
    id_ = nominated(register)
    spelt = Premises("龙洲大道  1 号", "龙洲湾街道", Point.wgs84(lat=29.0, lon=106.0))
    licence = Licence(LICENCE)
    assert nominated(register, RIDER, premises=spelt, photos=(PHOTO,), licence=licence) == id_
    found = stands(register, id_)
    assert (found.by, found.photos, found.licence) == (("neighbour", "rider-7"), (PHOTO,), licence)
    assert found.premises == PLACE.premises
    assert told(register, nomination()) == ()  # the same voice again


def test_a_place_by_another_address_is_taken_and_told_as_alike() -> None:
    """The same name within 30 metres, or another name in the same room: a person looks at both."""
    register = Register()
    first = stands(register, nominated(register))
    beside = convert(Point.wgs84(lat=29.40, lon=106.54), "gcj02")
    near = attrs.evolve(first, id=NominationId("nomination-1"), premises=Premises("x", "y", beside))
    metre = 1 / 111_000
    door = Premises("龙洲大道一号", "龙洲湾街道", Point.wgs84(lat=29.40 + 29 * metre, lon=106.54))
    far = Premises("龙洲大道一号", "龙洲湾街道", Point.wgs84(lat=29.40 + 31 * metre, lon=106.54))
    assert told(register, nomination(premises=door), near)[0].like == ("nomination-1",)
    assert told(register, nomination(premises=far), near)[0].like == ()
    assert told(register, nomination(name="兰姐面馆", premises=door), near)[0].like == ()
    (event,) = told(register, nomination(name="老王饭铺"), first)
    assert event.like == (first.id,)
    closed = attrs.evolve(first, standing="declined")
    assert told(register, nomination(name="老王饭铺"), closed)[0].like == ()


def test_a_place_that_is_a_merchant_is_told_as_one() -> None:
    """Whoever names a shop of the register learns its id; one that left may be named again."""
    register = Register()
    shop = applied(register)
    with pytest.raises(MerchantAlready, match=shop):
        told(register, nomination(), register.merchant(shop))
    away = Premises(PLACE.premises.address, "别的街道", Point.gcj02(lat=29.1, lon=106.1))
    with pytest.raises(MerchantAlready):
        told(register, nomination(premises=away), register.merchant(shop))
    renamed = nomination(name="老王饭铺", licence=Licence(LICENCE))
    assert told(register, renamed, register.merchant(shop))[0].like == (shop,)
    assert told(register, attrs.evolve(renamed, licence=None), register.merchant(shop))[0].like == ()
    register.do(Withdraw(shop), OWNER)
    assert told(register, nomination(), register.merchant(shop))[0].like == ()


def test_an_application_answers_the_nomination_that_it_names() -> None:
    """It is followed, and the merchant says what it goes back to."""
    register = Register()
    id_ = nominated(register)
    register.days(40)
    register.do(LapseNomination(id_), CLOCK)
    shop = applied(register, nomination=id_)
    found = stands(register, id_)
    assert (found.standing, found.merchant, found.closed_on) == ("followed", shop, TODAY + timedelta(days=40))
    assert NOMINATION.due(found) is None
    assert (register.merchant(shop).source, register.merchant(shop).nomination) == ("nominated", id_)
    with pytest.raises(NominationClosed, match=r"Apply is not possible: .* was followed by an application"):
        applied(register, nomination=id_)
    with pytest.raises(NotFound, match="nomination-9"):
        applied(register, nomination=NominationId("nomination-9"))


def test_the_funnel_knows_what_an_application_goes_back_to() -> None:
    """Domain 0-5: of its own accord, by the office's letter, or named by others."""
    register = Register()
    assert register.merchant(applied(register)).source == "self"
    assert register.merchant(applied(register, source="recruited")).source == "recruited"


def test_a_declined_place_is_told_why_and_can_be_named_anew() -> None:
    """An answer has reasons; later on somebody may name the place again, and everything begins anew."""
    register = Register()
    id_ = nominated(register, photos=(PHOTO,))
    register.do(DeclineNomination(id_, "no room to sit"), CLERK)
    found = stands(register, id_)
    assert (found.standing, found.reason, found.closed_on) == ("declined", "no room to sit", TODAY)
    with pytest.raises(NominationClosed, match=r"was declined on 2026-03-02"):
        applied(register, nomination=id_)
    assert nominated(register, RIDER) == id_
    again = stands(register, id_)
    assert (again.standing, again.by, again.photos, again.reason) == ("open", ("rider-7",), (), None)


def test_a_nomination_without_an_answer_lapses_only_after_its_term() -> None:
    """The silence of an office is on record as that."""
    register = Register()
    id_ = nominated(register)
    with pytest.raises(TermRunning, match="2026-03-23"):
        register.do(LapseNomination(id_), CLOCK)
    register.days(22)
    register.do(LapseNomination(id_), CLOCK)
    assert stands(register, id_).standing == "lapsed"


def everywhere() -> dict[str, tuple[Register, NominationId]]:
    """One nomination in each standing, past its term."""
    found = {}
    for standing in get_args(NominationStanding):
        register = Register()
        id_ = nominated(register)
        register.days(40)
        if standing == "followed":
            applied(register, nomination=id_)
        elif standing == "declined":
            register.do(DeclineNomination(id_, "no"), CLERK)
        elif standing == "lapsed":
            register.do(LapseNomination(id_), CLOCK)
        found[standing] = register, id_
    return found


@pytest.mark.parametrize(("standing", "at"), everywhere().items())
def test_every_command_in_every_standing_is_done_or_refused_with_standing_and_day(
    standing: str, at: tuple[Register, NominationId]
) -> None:
    """`possible` and `decide` agree, and a refusal says what the nomination came to and when."""
    register, id_ = at
    answers = NOMINATION.possible(stands(register, id_))
    assert answers.keys() == {"DeclineNomination", "LapseNomination"}
    for command in (DeclineNomination(id_, "no"), LapseNomination(id_)):
        refused: FriendlyServicesError | None = None
        try:
            context = Context(register.now, CLERK, RULES, 1, Calendar({}), register.new)
            CAPABILITY.decide(register.states, command, context)
        except FriendlyServicesError as error:
            refused = error
        assert (refused is None) == (standing == "open")
        assert (refused.reason if refused else None) == answers[type(command).__name__]
        if isinstance(refused, NominationClosed):
            assert refused.on == stands(register, id_).closed_on
            assert all(say(refused.reason, language) for language in LANGUAGES)
    assert nominated(register) == id_


def test_bad_nominations_name_the_field() -> None:
    """No place without area of the city, no photograph of a day to come, no file in place of its digest."""
    box = Box(south=29, west=106, north=30, east=107)
    rules = attrs.evolve(RULES, areas=frozenset({"龙洲湾街道"}), box=box)
    register = Register(rules)
    bad: tuple[tuple[str, dict[str, Any]], ...] = (
        ("premises.area", {"premises": attrs.evolve(PLACE.premises, area="龙洲街道")}),
        ("photos.1.taken_on", {"photos": (PHOTO, attrs.evolve(PHOTO, taken_on=TODAY + timedelta(days=1)))}),
    )
    for field, changes in bad:
        with pytest.raises(Invalid) as error:
            nominated(register, **changes)
        assert error.value.problems[0].field == field
    for digest in ("", "photo.jpg", "ab" * 31, b"ab" * 32, 7):
        with pytest.raises(Invalid, match="SHA-256"):
            Photo(digest, TODAY)  # type: ignore[arg-type] # what a form may send
    assert Photo("AB" * 32, TODAY).digest == "ab" * 32
    with pytest.raises(NotFound, match="nomination-9"):
        register.do(DeclineNomination(NominationId("nomination-9"), "no"))
    with pytest.raises(Invalid, match="why"):
        nomination(why=" ")
