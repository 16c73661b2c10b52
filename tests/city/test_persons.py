"""Persons in a city: private fields put away, found, read on record, handed over, and erased for good."""

import json
import shutil
from collections.abc import Callable, Collection
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from friendly_services import merchants, persons
from friendly_services.city import Access, AlreadyClaimed, City, Done, ErasureFile, NoIndexKey, NoRules
from friendly_services.city._erasing import erase_again
from friendly_services.city._private import Contact
from friendly_services.decider import Actor
from friendly_services.errors import Forbidden, Invalid, NotFound
from friendly_services.ids import PersonId
from friendly_services.packs import Pack, from_content, load
from friendly_services.storage import (
    Batch,
    Conflict,
    Indeterminate,
    Loaded,
    MemoryStore,
    Put,
    Receipt,
    StoreError,
    Unavailable,
)
from friendly_services.testing import StandingClock
from friendly_services.text import Reason
from tests.city import town

pytest.importorskip("phonenumbers", reason="install the extra `privacy`")

CLERK = Actor("clerk", roles={"officer"})
PRIVACY = Actor("dpo", roles={"privacy_officer"})
AGREED = (persons.Agreement("contact", "v1", "counter"),)
KEY = b"a city's key, 16+"


def pack() -> Pack:
    """The small city's pack with the built-in register of fields."""
    plain, register = json.loads(town.pack().content), json.loads(load("persons-default").content)
    plain["persons"] = register["persons"]
    plain["may"] |= register["may"]
    return from_content(json.dumps(plain))


def opened(url: str = "memory://", **options: Any) -> City:
    """The small city with persons."""
    return town.small(url=url, **{"pack": pack(), "index_key": KEY, **options})


def recorded(city: City, phone: str = "13812345678", **changes: Any) -> PersonId:
    """Somebody with a phone number and a name."""
    said = {"fields": {"phone": phone, "name": "Zhang"}, "consents": AGREED, **changes}
    return PersonId(city.do(persons.Record(**said), by=CLERK).id)


def erase(person: PersonId) -> persons.Erase:
    """The request of Art. 47."""
    return persons.Erase(person, "request", "Art. 47")


def test_a_phone_has_one_form_however_it_is_written() -> None:
    """Rows 45 and 46: wide digits, codes of countries, spaces and dashes make no difference."""
    with opened() as city:
        person = recorded(city, "１３８ 1234—5678")
        assert city.persons.read(person, by=CLERK, why="x")["phone"].text == "+8613812345678"
        for spelling in ("+86 138 1234 5678", "0086-138-1234-5678", "(138)12345678"):
            assert city.persons.lookup("phone", spelling, by=CLERK, why="x") == person
        for wrong in ("1381234567²", "१३८१२३४५६७८", "١٣٨١٢٣٤٥٦٧٨", "138", "", "13812345678 ext"):
            with pytest.raises(Invalid) as refused:
                recorded(city, wrong)
            assert refused.value.problems[0].field == "fields.phone"
        with pytest.raises(Invalid, match=r"has U\+00B2 at place 11: a number has digits"):
            city.persons.lookup("phone", "1381234567²", by=CLERK, why="x")


def test_the_same_person_twice_in_one_batch_is_reported_and_the_first_wins() -> None:
    """Row 50: another spelling is refused with the id of who is there; nothing is merged, others go on."""
    with opened() as city:
        rows = ("13812345678", "+86 138-1234-5678", "13912345678")
        commands = [(persons.Record(fields={"phone": row}, consents=AGREED), f"row {row}") for row in rows]
        first, twin, other = city.do_many(commands, by=CLERK)
        assert isinstance(first, Done)
        assert isinstance(other, Done)
        assert isinstance(twin, AlreadyClaimed)
        assert (twin.kind, twin.what, twin.holder) == ("person", "phone", first.id)
        assert city.persons.get(first.id).kept.keys() == {"phone"}
        again = city.do_many(commands, by=CLERK)
        assert [type(answer) for answer in again] == [Done, AlreadyClaimed, Done]


def test_corrections_in_one_batch_see_each_other() -> None:
    """The second of two lays its field over the first one's, and a number that was given back is free."""
    with opened() as city:
        person = recorded(city)
        answers = city.do_many(
            [
                persons.Correct(person, {"name": "Wang"}),
                persons.Correct(person, {"phone": "13912345678"}),
                persons.Record(fields={"phone": "13812345678"}, consents=AGREED),
            ],
            by=CLERK,
        )
        assert [type(answer) for answer in answers] == [Done, Done, Done]
        read = city.persons.read(person, by=CLERK, why="x")
        assert (read["name"].text, read["phone"].text) == ("Wang", "+8613912345678")
        assert city.verify(full=True).clean


def test_a_number_held_in_the_store_is_refused_to_another_person() -> None:
    """Whether the other was recorded in this batch or long ago; check says so too."""
    with opened() as city:
        person = recorded(city)
        twin = persons.Record(fields={"phone": "0086 13812345678"}, consents=AGREED)
        for ask in (city.check, city.do):
            with pytest.raises(AlreadyClaimed) as refused:
                ask(twin, by=CLERK)
            assert refused.value.holder == person


def test_who_is_not_named_may_read_nothing() -> None:
    """Without a role in the `may` table, or where the host says no, a question is refused."""
    asked: list[Any] = []

    def authorize(_: Actor, what: Any) -> bool:
        asked.append(what)
        return not isinstance(what, persons.Read)

    with opened(authorize=authorize) as city:
        person = recorded(city)
        start, end = town.MONDAY, town.MONDAY + timedelta(days=1)
        questions: list[Callable[[], Any]] = [
            lambda: city.persons.read(person, by=CLERK, why="x"),
            lambda: city.persons.read(person, by=PRIVACY, why="x"),
            lambda: city.persons.lookup("phone", "13812345678", by=PRIVACY, why="x"),
            lambda: city.persons.export_person(person, by=CLERK, why="x"),
            lambda: city.persons.exposure(start, end, by=CLERK),
            lambda: city.persons.accesses(person, by=CLERK),
            lambda: city.persons.overdue(by=CLERK),
            lambda: city.persons.forget_accesses(by=CLERK),
            lambda: city.persons.rekey(by=CLERK),
        ]
        for question in questions:
            with pytest.raises(Forbidden):
                question()
        assert city.persons.accesses(person, by=PRIVACY) == ()
        assert persons.Read(person, (), asked[1].why) in asked


def test_a_read_needs_a_reason_and_a_field_that_may_be_used() -> None:
    """No reason, no such field, no such person, a field that waits for erasure: each has its error."""
    with opened() as city:
        person = recorded(city)
        with pytest.raises(Invalid, match="why"):
            city.persons.read(person, by=CLERK, why=" ")
        with pytest.raises(persons.NotKept):
            city.persons.read(person, by=CLERK, why="x", fields=["health_certificate"])
        with pytest.raises(NotFound):
            city.persons.read("person-nobody", by=CLERK, why="x")
        with pytest.raises(Invalid, match="field"):
            city.persons.lookup("name", "Zhang", by=CLERK, why="x")
        city.do(persons.WithdrawConsent(person, "contact"), by=CLERK)
        with pytest.raises(persons.NotUsable):
            city.persons.read(person, by=CLERK, why="x", fields=["phone"])
        assert city.persons.read(person, by=CLERK, why="x") == {}
        assert city.persons.lookup("phone", "13812345678", by=CLERK, why="x") is None
        assert city.persons.accesses(person, by=PRIVACY) == ()


def test_a_search_in_vain_is_on_record_without_what_was_looked_for() -> None:
    """Who walks through the numbers is seen: who, why, which field, when; a hit among them is a hit."""
    with opened() as city:
        person = recorded(city)
        for n in range(5):
            city.persons.lookup("phone", f"1381234567{n + 4}", by=CLERK, why=f"try {n}")
        seen = city.persons.exposure(town.MONDAY, town.MONDAY + timedelta(days=1), by=PRIVACY)
        told = [(one.person, one.by, one.why, one.fields, one.how) for one in seen]
        assert sorted(told, key=lambda one: one[2]) == [
            (person if n == 4 else None, "clerk", f"try {n}", ("phone",), "found" if n == 4 else "not_found")
            for n in range(5)
        ]
        assert [access.why for access in city.persons.accesses(person, by=PRIVACY)] == ["try 4"]
        stored = city._store.rows("small", None, 1_000)  # type: ignore[attr-defined] # a store in memory
        bodies = [row.record.body for row in stored if row.record.key[0] == "access"]
        assert len(bodies) == 5
        assert not any(b"1381234567" in body for body in bodies)
        assert city.verify(full=True).clean


def test_whoever_is_erased_while_looked_for_is_not_found() -> None:
    """The search is on record as one in vain, since nothing of theirs was told."""
    city, store = meddled()
    with city:
        person = recorded(city)
        store.before = lambda _: (city.do(erase(person), by=PRIVACY), None)[1]
        assert city.persons.lookup("phone", "13812345678", by=CLERK, why="x") is None
        seen = city.persons.exposure(town.MONDAY, town.MONDAY + timedelta(days=1), by=PRIVACY)
        assert [(one.person, one.how) for one in seen] == [(None, "not_found")]


class Meddling(MemoryStore):
    """A store in which something happens just before a commit; a stand-in for another process."""

    def __init__(self) -> None:
        super().__init__()
        self.before: Callable[[Batch], None] | None = None

    def commit(self, batch: Batch, deadline: float) -> Receipt:
        """Let it happen once, then commit."""
        before, self.before = self.before, None
        if before is not None:
            before(batch)
        return super().commit(batch, deadline)


def meddled(**options: Any) -> tuple[City, Meddling]:
    """A city on such a store."""
    store = Meddling()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("friendly_services.plugins.Plugins.open_store", lambda *_: store)
        return opened(**options), store


def test_what_is_erased_while_it_is_read_is_not_told() -> None:
    """The record of the read is committed against the very record that is read; else it is read again."""
    city, store = meddled()
    with city:
        person = recorded(city)
        store.before = lambda _: (city.do(persons.Correct(person, {"name": "Wang"}), by=CLERK), None)[1]
        assert city.persons.read(person, by=CLERK, why="x")["name"].text == "Wang"
        store.before = lambda _: (city.do(erase(person), by=PRIVACY), None)[1]
        assert city.persons.read(person, by=CLERK, why="x") == {}
        assert [access.how for access in city.persons.accesses(person, by=PRIVACY)] == ["read"]


def test_a_read_that_is_always_overtaken_gives_up() -> None:
    """After some tries the conflict is the answer, and nothing was told."""
    city, store = meddled()
    with city:
        person = recorded(city)

        def again(_: Batch) -> None:
            city.do(persons.Consent(person, AGREED[0]), by=CLERK)
            store.before = again

        store.before = again
        with pytest.raises(Conflict):
            city.persons.read(person, by=CLERK, why="x")


def test_an_export_has_everything_about_a_person_and_says_what_it_lacks() -> None:
    """Fields, consents, reads and public records with the reference; sensitive ones for the person alone."""
    with opened() as city:
        consents = (*AGREED, persons.Agreement("health", "v2", "app"))
        fields = {"phone": "13812345678", "health_certificate": "=1+1"}
        person = recorded(city, ref="owner", fields=fields, consents=consents)
        shop = town.applied(city)
        for_bank = json.loads(city.persons.export_person(person, by=PRIVACY, why="bank").json)
        assert (for_bank["fields"].keys(), for_bank["left_out"]) == ({"phone"}, ["health_certificate"])
        own = city.persons.export_person(person, by=PRIVACY, why="the person", sensitive=True)
        told = json.loads(own.json)
        assert told["fields"]["health_certificate"]["text"] == "=1+1"
        assert told["person"]["consents"]["health"]["agreement"]["text"] == "v2"
        assert [access["how"] for access in told["accesses"]] == ["exported", "exported"]
        assert [(record["kind"], record["id"]) for record in told["records"]] == [
            ("merchant", shop),
            ("application", shop),
        ]
        assert set(told["guide"]) == {"en", "zh"}
        assert "fields.health_certificate.text,'=1+1" in own.csv
        assert "13812345678" not in f"{own} {own!r}"
        city.do(erase(person), by=PRIVACY)
        assert json.loads(city.persons.export_person(person, by=PRIVACY, why="x").json)["fields"] == {}


def test_an_erasure_waits_for_an_open_case_and_use_stops_at_once() -> None:
    """Row 73: while the applicant's shop is under revocation nothing is erased, nothing used; then it is."""
    clock = StandingClock(town.MONDAY)
    with opened(clock=clock) as city:
        person = recorded(city, ref="owner")
        shop = town.shown(city, clock)
        rules = city.pack.rules["merchants"]
        ground = next(code for code in rules.grounds if code != rules.review.ground)
        city.do(merchants.OpenRevocation(shop, ground, town.AUDIT, "what was found"), by=town.CLERK)
        done = city.do(erase(person), by=PRIVACY)
        assert [type(event) for event in done.events] == [persons.ErasurePostponed]
        waiting = city.persons.get(person).erasing
        assert waiting is not None
        assert waiting.waits_for == (shop,)
        assert city.persons.read(person, by=CLERK, why="x") == {}
        case = city.get(shop).revocation
        city.do(merchants.Dismiss(shop, case, "file 9"), by=town.CHIEF)
        clock.now = waiting.term.ends
        city.tick()
        assert city.persons.get(person).standing == "erased"
        stranger = recorded(city, "13912345678")
        city.do(erase(stranger), by=PRIVACY)
        with pytest.raises(NotFound):
            city.do(erase(PersonId("person-nobody")), by=PRIVACY)


def test_tick_erases_what_a_withdrawn_consent_has_stopped() -> None:
    """Within the pack's days the private record has lost it; the rest is there and proved."""
    clock = StandingClock(town.MONDAY)
    with opened(clock=clock) as city:
        person = recorded(city)
        city.do(persons.WithdrawConsent(person, "contact"), by=CLERK)
        clock.now += timedelta(days=16)
        assert len(city.tick().done) == 1
        assert city.persons.get(person).kept == {}
        assert city.verify(full=True).clean
        city.do(persons.Consent(person, AGREED[0]), by=CLERK)
        city.do(persons.Correct(person, {"phone": "13812345678"}), by=CLERK)
        city.do(persons.Correct(person, {"name": "Zhang"}), by=CLERK)
        city.do(persons.EraseFields(person, frozenset({"name"}), "request"), by=PRIVACY)
        assert city.persons.read(person, by=CLERK, why="x").keys() == {"phone"}
        assert city.verify(full=True).clean


def test_a_retention_that_ends_is_proposed_and_never_done() -> None:
    """`tick` does nothing about it; a hold is told with it; what is kept longer is proposed later."""
    clock = StandingClock(town.MONDAY)
    with opened(clock=clock) as city:
        person = recorded(city)
        late = date(2028, 3, 3)
        assert city.persons.overdue(by=PRIVACY) == ()
        city.do(persons.HoldBack(person, "file 7", date(2028, 4, 1)), by=PRIVACY)
        (found,) = city.persons.overdue(by=PRIVACY, on=late)
        assert found.fields == {"name": date(2028, 3, 2), "phone": date(2028, 3, 2)}
        assert found.held_until == date(2028, 4, 1)
        city.do(persons.Keep(person, frozenset({"name"}), date(2029, 1, 1), "file 7"), by=PRIVACY)
        clock.now += timedelta(days=10)
        assert city.tick().done == ()
        assert [overdue.fields.keys() for overdue in city.persons.overdue(by=PRIVACY, on=late)] == [{"phone"}]


def test_records_of_reads_are_kept_as_long_as_the_pack_says() -> None:
    """Younger ones stay when the old ones are forgotten; both survive the person."""
    clock = StandingClock(town.MONDAY)
    with opened(clock=clock, trust_clock=True) as city:
        person = recorded(city)
        city.persons.read(person, by=CLERK, why="old")
        clock.now += timedelta(days=1_000)
        city.persons.read(person, by=CLERK, why="young")
        city.do(erase(person), by=PRIVACY)
        assert city.persons.forget_accesses(by=PRIVACY) == 0
        clock.now += timedelta(days=200)
        assert city.persons.forget_accesses(by=PRIVACY) == 1
        assert [access.why for access in city.persons.accesses(person, by=PRIVACY)] == ["young"]


def test_a_new_index_key_finds_people_once_the_index_is_written_anew(tmp_path: Path) -> None:
    """Before it nobody is found, afterwards everybody; the old key finds nobody any more."""
    url = f"sqlite:///{tmp_path}/city.db"
    with opened(url) as city:
        people = [recorded(city, f"1381234{n:04}") for n in range(3)]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("friendly_services.city._persons._AT_ONCE", 2)
            assert city.persons.rekey(by=PRIVACY) == 3
    with opened(url, index_key=lambda: b"another key of the city") as city:
        assert city.persons.lookup("phone", "13812340001", by=CLERK, why="x") is None
        assert city.persons.rekey(by=PRIVACY) == 3
        assert city.persons.lookup("phone", "13812340001", by=CLERK, why="x") == people[1]
        assert city.verify(full=True).clean
    with opened(url) as city:
        assert city.persons.lookup("phone", "13812340001", by=CLERK, why="x") is None


@pytest.mark.parametrize("key", [None, b"short"])
def test_without_an_index_key_nothing_is_kept_that_is_found_by_it(key: bytes | None) -> None:
    """The error says what to give; a reference needs no key."""
    with opened(index_key=key) as city:
        with pytest.raises(NoIndexKey, match="index_key="):
            recorded(city)
        assert recorded(city, fields={}, ref="u17")


def test_a_city_without_a_register_of_fields_knows_no_persons() -> None:
    """No pack section, no persons: the error names the pack."""
    with town.small() as city, pytest.raises(NoRules):
        city.persons._rules()
    with pytest.raises(Forbidden), town.small() as city:
        city.do(persons.Record(ref="u17"), by=CLERK)


def test_a_restored_backup_is_erased_again_before_it_is_used(tmp_path: Path) -> None:
    """Row 74: whoever the register names is gone once the city is open, the number free, the rest there."""
    url, register = f"sqlite:///{tmp_path}/city.db", tmp_path / "elsewhere.txt"
    with opened(url, erasures=register) as city:
        gone, stays = recorded(city), recorded(city, "13912345678")
    shutil.copy(tmp_path / "city.db", tmp_path / "backup.db")
    with opened(url, erasures=register) as city:
        city.do(erase(gone), by=PRIVACY)
        assert city.persons.get(gone).erased_for == "request"
        later = recorded(city, "13712345678")
        city.do(erase(later), by=PRIVACY)
    assert register.read_text().split() == [gone, later]
    with opened(f"sqlite:///{tmp_path}/backup.db", erasures=str(register)) as city:
        assert city.persons.get(gone).erased_for == "restored"
        assert city.persons.read(gone, by=CLERK, why="x") == {}
        assert city.persons.lookup("phone", "13812345678", by=CLERK, why="x") is None
        assert city.persons.read(stays, by=CLERK, why="x")["phone"].text == "+8613912345678"
        assert city.verify(full=True).clean


def test_an_erasure_that_was_not_committed_is_not_in_the_register(tmp_path: Path) -> None:
    """A hold that comes between takes the note back, and so does a store that fails."""
    register = tmp_path / "register.txt"
    city, store = meddled(erasures=register, patience=0.2)
    with city:
        person = recorded(city)

        def hold(batch: Batch) -> None:
            assert batch.puts
            assert register.read_text().split() == [person]
            city.do(persons.HoldBack(person, "file 7", date(2030, 1, 1)), by=PRIVACY)

        store.before = hold
        city.do(erase(person), by=PRIVACY)
        assert ErasureFile(register).ids() == ()
        assert city.persons.get(person).standing == "erasing"

        other = recorded(city, "13912345678")

        def fail(_: Batch) -> None:
            raise Unavailable(Reason("storage.busy"))

        store.before = fail
        with pytest.raises(StoreError):
            city.do(erase(other), by=PRIVACY)
        assert ErasureFile(register).ids() == ()


def test_an_erasure_that_may_be_committed_stays_in_the_register(tmp_path: Path) -> None:
    """Where nobody can tell, the note stays, and the erasure is done when the city opens again."""
    register = tmp_path / "register.txt"
    city, store = meddled(erasures=register, patience=0.1)
    with city:
        person = recorded(city)

        def lose(_: Batch) -> None:
            store.before = lose
            raise Indeterminate(Reason("storage.busy"))

        store.before = lose
        with pytest.raises(Indeterminate):
            city.do(erase(person), by=PRIVACY)
        store.before = None
        assert register.read_text().split() == [person]
        assert city.persons.get(person).standing == "recorded"
        erase_again(city._reader, city._executor)
        assert city.persons.get(person).erased_for == "restored"


def test_a_register_survives_a_line_cut_short(tmp_path: Path) -> None:
    """What a crash left of a line is nobody; ids after it are read, and none is told twice."""
    path = tmp_path / "register.txt"
    register = ErasureFile(path)
    assert register.ids() == ()
    register.note(["person-a", "person-b"])
    path.write_text(path.read_text()[:-3])
    register.note(["person-b", "person-c"])
    assert register.ids() == ("person-a", "person", "person-b", "person-c")
    register.drop(["person-a"])
    register.note(["person-c"])
    assert register.ids() == ("person", "person-b", "person-c")
    register.drop(["person-c"])
    path.write_text(path.read_text()[:-5])
    register.drop(["person-b"])
    assert register.ids() == ("person", "person-c")
    register.close()
    with pytest.raises(Unavailable):
        ErasureFile(tmp_path / "nowhere" / "register.txt").note(["person-a"])


def test_whoever_fails_to_erase_leaves_the_notes_of_others(tmp_path: Path) -> None:
    """Of two that erase one person the slower takes back its own note; the faster one's stays."""
    register = ErasureFile(tmp_path / "register.txt")
    city, store = meddled(erasures=register)
    with city:
        person = recorded(city)
        store.before = lambda _: (city.do(erase(person), by=PRIVACY), None)[1]
        with pytest.raises(persons.NotNow):
            city.do(erase(person), by=PRIVACY)
        assert city.persons.get(person).standing == "erased"
        assert register.ids() == (person,)


def test_a_restored_backup_is_erased_again_however_often_that_fails(tmp_path: Path) -> None:
    """A store that is busy as the city opens does not make the register forget whom it named."""
    register = ErasureFile(tmp_path / "register.txt")
    city, store = meddled(erasures=register, patience=0.1)
    with city:
        person = recorded(city)
        register.note([person])  # by the city of which this is the backup

        def fail(_: Batch) -> None:
            raise Unavailable(Reason("storage.busy"))

        store.before = fail
        with pytest.raises(Unavailable):
            erase_again(city._reader, city._executor)
        assert register.ids() == (person,)
        store.before = None
        erase_again(city._reader, city._executor)
        assert city.persons.get(person).erased_for == "restored"
        assert register.ids() == (person,)


def test_a_register_that_fails_after_the_commit_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """What was committed is told, whatever becomes of a note that was to be taken back."""

    class Stuck:
        """A host's own register, which takes nothing back."""

        def note(self, ids: Collection[str]) -> None:
            """Forget it: this test asks for nobody."""

        def drop(self, ids: Collection[str]) -> None:
            """Fail as a host's code fails."""
            raise RuntimeError(f"no connection to drop {len(ids)}")

        def ids(self) -> tuple[str, ...]:
            """Nobody."""
            return ()

    city, store = meddled(erasures=Stuck())
    with city:
        person = recorded(city)
        held = persons.HoldBack(person, "file 7", date(2030, 1, 1))
        store.before = lambda _: (city.do(held, by=PRIVACY), None)[1]
        assert city.do(erase(person), by=PRIVACY).id == person
        assert city.persons.get(person).standing == "erasing"
    assert "no connection" in caplog.text
    assert person in caplog.text


@attrs.frozen
class Spoilt:
    """A way in which a private record can be wrong."""

    code: str
    body: Callable[[City, Loaded], bytes | None]


def _other(city: City, found: Loaded) -> bytes:
    (record,) = found.records
    assert record
    contact: Contact = city._reader.state(record)
    return city._reader.registry.states["contact"].encode(
        attrs.evolve(contact, fields={**contact.fields, "name": "Li"})
    )


@pytest.mark.parametrize(
    "spoilt",
    [
        Spoilt("verify.private_other", _other),
        Spoilt("verify.private_missing", lambda *_: None),
        Spoilt("verify.record_unreadable", lambda *_: b"\x00"),
    ],
    ids=lambda spoilt: spoilt.code,
)
def test_verify_proves_private_records_by_their_seals(spoilt: Spoilt) -> None:
    """A body that is not the one decided on, none at all, or one that cannot be read is found."""
    with opened() as city:
        person = recorded(city)
        spoil(city, person, spoilt.body)
        assert [problem.code for problem in city.verify().problems] == [spoilt.code]
        assert [problem.code for problem in city.verify(full=True).problems] == [spoilt.code]


def test_verify_finds_what_an_erasure_has_left() -> None:
    """A private record whose erasure is in the journal must not be there."""
    with opened() as city:
        person = recorded(city)
        (record,) = city._store.load("small", (("contact", person),)).records
        assert record
        city.do(erase(person), by=PRIVACY)
        body = city._reader.checksums.body_of(record)
        spoil(city, person, lambda *_: body)
        assert [problem.code for problem in city.verify().problems] == ["verify.private_left"]


def spoil(city: City, person: PersonId, body: Callable[[City, Loaded], bytes | None]) -> None:
    """Write another body behind City's back."""
    key = ("contact", person)
    found = city._store.load("small", (key,))
    (record,) = found.records
    assert record
    put = Put(key, record.version, body(city, found), private=True)
    city.persons._commit("spoil", (put,))


def test_the_record_of_a_read_shows_no_salt() -> None:
    """Two reads alike are equal, and neither shows what keeps its digest from being guessed."""
    with opened() as city:
        person = recorded(city)
        city.persons.read(person, by=CLERK, why="x", fields=["name"])
        (access,) = city.persons.accesses(person, by=PRIVACY)
        assert access == Access(person, "clerk", "x", ("name",), town.MONDAY, "read")
        assert "salt" not in repr(access)


def test_a_rebuild_leaves_private_records_as_they_are() -> None:
    """It makes nothing of what no event holds, and takes none of it for nobody's."""
    with opened() as city:
        person = recorded(city)
        city.persons.read(person, by=CLERK, why="x")
        assert city.rebuild().changed == 0
        assert city.persons.read(person, by=CLERK, why="x")["phone"].text == "+8613812345678"
        assert city.verify(full=True).clean
