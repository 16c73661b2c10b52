"""The register of persons, command by command, with no store anywhere."""

from datetime import date, timedelta
from typing import Any

import attrs
import pytest

from friendly_services import persons
from friendly_services.errors import Invalid, NotFound
from friendly_services.fields import LARGEST_COUNT
from friendly_services.ids import PersonId
from friendly_services.private import Private
from friendly_services.text import Label
from tests.small_city import SmallCity

TODAY = date(2026, 3, 2)
AGREED = persons.Agreement("contact", "v1", "counter")
TITLE = Label("a title", "名称")


def rule(**changes: Any) -> persons.FieldRule:
    """A field that rests on consent, but for what is changed."""
    said = {"title": TITLE, "purpose": "contact", "basis": "consent", "retention_months": 12}
    return persons.FieldRule(**{**said, **changes})


RULES = persons.Rules(
    purposes={"contact": TITLE, "duty": TITLE},
    erasure_days=15,
    access_months=36,
    region="CN",
    fields={"phone": rule(), "file": rule(purpose="duty", basis="legal_duty", retention_months=120)},
)


def city(rules: persons.Rules = RULES) -> SmallCity:
    """A register without anybody."""
    return SmallCity(persons.CAPABILITY, rules, TODAY)


def recorded(small: SmallCity, **changes: Any) -> PersonId:
    """Somebody with a phone number and a file."""
    said = {"fields": {"phone": "1", "file": "2"}, "consents": (AGREED,), **changes}
    (key, _), *_ = small.do(persons.Record(**said))
    return PersonId(key[1])


def state(small: SmallCity, person: PersonId) -> persons.Person:
    """The record, which is also what its history makes."""
    found: persons.Person = small.states["person", person]
    assert found == small.folded("person", person)
    return found


def test_fields_of_an_extended_register_can_be_left_out() -> None:
    """What a pack names under `without` is not kept; a name that the register lacks is refused as a slip."""
    rules = attrs.evolve(RULES, without=("phone",))
    assert rules.fields == {"file": RULES.fields["file"]}
    assert attrs.evolve(rules, region="HK").fields == rules.fields
    with pytest.raises(Invalid, match=r"without\.0: 'phnoe' is not one of phone, file"):
        attrs.evolve(RULES, without=("phnoe",))


def test_a_person_is_a_reference_or_fields_that_the_pack_lists() -> None:
    """A record holds the reference, the names of the fields and their last days, and no text."""
    small = city()
    person = state(small, recorded(small, ref="u17"))
    assert person.ref == "u17"
    assert {name: kept.until for name, kept in person.kept.items()} == {
        "phone": date(2027, 3, 2),
        "file": date(2036, 3, 2),
    }
    assert person.usable == {"phone", "file"}
    assert state(small, recorded(small, ref="u18", fields={}, consents=())).kept == {}
    with pytest.raises(Invalid, match="give one"):
        small.do(persons.Record())


def test_an_unknown_field_is_refused_with_the_nearest_name() -> None:
    """A misspelt name is told; what looks like no name may be private, and is not repeated."""
    small = city()
    with pytest.raises(Invalid, match="did you mean 'phone'"):
        recorded(small, fields={"phome": "1"})
    with pytest.raises(Invalid) as refused:
        recorded(small, fields={"13812345678": "phone"})
    assert "138" not in str(refused.value)
    with pytest.raises(Invalid, match="lists no private fields"):
        SmallCity(persons.CAPABILITY, persons.Rules({"contact": TITLE}, 15, 36, "CN"), TODAY).do(
            persons.Record(fields={"phone": "1"})
        )


def test_a_field_that_rests_on_consent_needs_one() -> None:
    """Without it the field is refused, at first and later; a legal duty needs none."""
    small = city()
    with pytest.raises(persons.NoConsent):
        recorded(small, consents=())
    person = recorded(small, fields={"file": "2"}, consents=())
    with pytest.raises(persons.NoConsent):
        small.do(persons.Correct(person, {"phone": "1"}))
    small.do(persons.Consent(person, AGREED))
    small.do(persons.Correct(person, {"phone": "1"}))
    assert state(small, person).usable == {"phone", "file"}
    with pytest.raises(Invalid, match="purpose"):
        small.do(persons.Consent(person, persons.Agreement("dutyy", "v1", "app")))


def test_a_withdrawn_consent_stops_use_at_once_and_erases_in_time() -> None:
    """What rested on it is not usable from that moment, and is due to be erased; the rest stays."""
    small = city()
    person = recorded(small)
    small.do(persons.WithdrawConsent(person, "contact"))
    assert state(small, person).usable == {"file"}
    with pytest.raises(Invalid, match="purpose"):
        small.do(persons.WithdrawConsent(person, "contact"))
    with pytest.raises(persons.NoConsent):
        small.do(persons.Correct(person, {"phone": "1"}))
    small.today += timedelta(days=15)
    assert small.due() == []
    small.today += timedelta(days=1)
    (due,) = small.due()
    small.do(due.command)
    assert list(state(small, person).kept) == ["file"]
    assert small.due() == []


def test_a_consent_given_again_lets_the_field_be_given_again() -> None:
    """A field that was given anew after a new consent waits for no erasure any more."""
    small = city()
    person = recorded(small)
    small.do(persons.WithdrawConsent(person, "contact"))
    small.do(persons.Consent(person, AGREED))
    small.do(persons.Correct(person, {"phone": "3"}))
    assert state(small, person).usable == {"phone", "file"}
    assert small.due() == []


def test_a_hold_forbids_erasure_until_it_ends() -> None:
    """Single fields are refused; a person is not used any more, and erased once the last hold is over."""
    small = city()
    person = recorded(small)
    small.do(persons.HoldBack(person, "court order 7", TODAY + timedelta(days=9)))
    small.do(persons.HoldBack(person, "tax file", TODAY + timedelta(days=3)))
    with pytest.raises(persons.HeldNow, match="court order 7"):
        small.do(persons.EraseFields(person, frozenset({"phone"}), "request"))
    small.do(persons.Erase(person, "request", "Art. 47"))
    waiting = state(small, person)
    assert waiting.erasing is not None
    assert (waiting.standing, waiting.usable) == ("erasing", frozenset())
    assert waiting.erasing.waits_for == ("hold-1", "hold-2")
    assert waiting.erasing.term.day == TODAY + timedelta(days=9)
    with pytest.raises(persons.NotNow):
        small.do(persons.Correct(person, {"phone": "1"}))
    small.today += timedelta(days=10)
    (due,) = small.due()
    small.do(due.command)
    erased = state(small, person)
    assert (erased.standing, erased.kept, erased.seal, erased.ref) == ("erased", {}, b"", None)
    assert erased.erased_for == "request"


def test_a_released_hold_holds_nothing() -> None:
    """After its release the erasure goes through; a hold that is not there cannot be released."""
    small = city()
    person = recorded(small)
    small.do(persons.HoldBack(person, "file 7", TODAY))
    with pytest.raises(Invalid, match="hold"):
        small.do(persons.Release(person, 2))
    small.do(persons.Release(person, 1))
    small.do(persons.Erase(person, "request", "Art. 47"))
    assert state(small, person).standing == "erased"
    with pytest.raises(Invalid, match="is past"):
        small.do(persons.HoldBack(recorded(small), "file 8", TODAY - timedelta(days=1)))


def test_only_whole_fields_that_are_there_can_be_erased_or_kept() -> None:
    """The seal goes with the last field; a field that is not kept is named."""
    small = city()
    person = recorded(small)
    with pytest.raises(persons.NotKept, match="plate"):
        small.do(persons.EraseFields(person, frozenset({"plate"}), "request"))
    small.do(persons.EraseFields(person, frozenset({"phone", "file"}), "retention"))
    assert (state(small, person).kept, state(small, person).seal) == ({}, b"")
    assert list(persons.CAPABILITY.kinds[0].keys(state(small, person))) == []


def test_a_retention_is_extended_by_a_person_and_never_shortened() -> None:
    """The index of retention has the earliest day, and moves with it; nothing falls due by itself."""
    small = city()
    person = recorded(small)
    keys = persons.CAPABILITY.kinds[0].keys
    assert list(keys(state(small, person))) == [("by_retention", (date(2027, 3, 2),))]
    small.do(persons.Keep(person, frozenset({"phone"}), date(2028, 1, 1), "lawsuit 9"))
    assert list(keys(state(small, person))) == [("by_retention", (date(2028, 1, 1),))]
    with pytest.raises(Invalid, match="later day"):
        small.do(persons.Keep(person, frozenset({"phone"}), date(2027, 6, 1), "lawsuit 9"))
    small.today = date(2040, 1, 1)
    assert small.due() == []


def test_an_erased_person_stays_erased() -> None:
    """No command goes through, and each is told as impossible with its reason."""
    small = city()
    person = recorded(small)
    assert set(small.possible("person", person).values()) == {None}
    small.do(persons.EraseAgain(person))
    assert state(small, person).erased_for == "restored"
    assert None not in small.possible("person", person).values()
    with pytest.raises(persons.NotNow, match="record the person anew"):
        small.do(persons.Erase(person, "request", "Art. 47"))
    with pytest.raises(NotFound):
        small.do(persons.EraseAgain(PersonId("person-nobody")))


def test_an_open_case_postpones_an_erasure_and_is_named() -> None:
    """Until the case's last day, or a while where it has none or that is past."""
    for until, tried_again in (
        (TODAY + timedelta(days=4), TODAY + timedelta(days=4)),
        (TODAY - timedelta(days=1), TODAY + timedelta(days=15)),
        (None, TODAY + timedelta(days=15)),
    ):
        small = city()
        person = recorded(small)
        small.found = (persons.OpenCase("merchant-7", until),)
        small.do(persons.Erase(person, "request", "Art. 47"))
        erasing = state(small, person).erasing
        assert erasing is not None
        assert erasing.waits_for == ("merchant-7",)
        assert erasing.term.day == tried_again


def test_a_register_of_fields_is_checked_as_a_whole() -> None:
    """An unknown purpose and a name that no index could have are both told."""
    with pytest.raises(Invalid) as refused:
        persons.Rules({"contact": TITLE}, 15, 36, "CN", {"a b": rule(purpose="contcat")})
    assert [problem.field for problem in refused.value.problems] == ["fields.a b.purpose", "fields.a b"]
    with pytest.raises(Invalid):
        rule(retention_months=LARGEST_COUNT)


def test_the_private_record_follows_the_commands_that_touch_it() -> None:
    """Added and replaced fields, fields taken away, nothing left; other commands leave it alone."""
    small = city()
    person = recorded(small)
    before = {"phone": "1", "file": "2"}
    after = persons.contact_after
    assert after(persons.Correct(person, {"phone": "3"}), before) == {"phone": "3", "file": "2"}
    assert after(persons.EraseFields(person, frozenset({"phone"}), "request"), before) == {"file": "2"}
    assert after(persons.Erase(person, "request", "Art. 47"), before) == {}
    assert after(persons.HoldBack(person, "file 7", TODAY), before) is None


def test_a_private_text_shows_itself_nowhere() -> None:
    """Not in a command, a format or an error about it; a value that is no text is refused unseen."""
    command = persons.Record(fields={"phone": "13812345678"})
    assert "138" not in f"{command} {command!r} {command.fields['phone']}"
    with pytest.raises(Invalid) as refused:
        persons.Record(fields={"phone": 13812345678})  # type: ignore[dict-item]
    assert "138" not in str(refused.value)
    assert refused.value.problems[0].field == "fields.phone"
    assert Private("a") == Private("a")
    with pytest.raises(Invalid, match="fields: is required"):
        persons.Correct(PersonId("person-1"), {})
