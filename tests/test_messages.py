"""Messages: what a pack may say, to whom, and what can never get into a header."""

import json
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendly_services import cases, hours, merchants, packs, points, stations
from friendly_services.cases import Term
from friendly_services.errors import Invalid
from friendly_services.messages import (
    SUBJECTS,
    Accepted,
    Address,
    Message,
    Postponed,
    Recipient,
    Rejected,
    Rules,
    Template,
    cut,
    delivery_id,
    notices,
)
from friendly_services.text import Label
from tests import register
from tests.city import town
from tests.delivery.post import TEMPLATES, telling

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def template(**changed: Any) -> dict[str, Any]:
    """A good template, but for what is changed."""
    return {**TEMPLATES["earned"], **changed}


def problems(**changed: Any) -> list[str]:
    """What is wrong with a pack that has this template."""
    with pytest.raises(Invalid) as refused:
        telling({"earned": template(**changed)})
    return [str(problem) for problem in refused.value.problems]


def message(**changed: Any) -> Message:
    """A good message, but for what is changed."""
    return Message(
        **{
            "id": "m-1",
            "template": "earned",
            "values": {},
            "recipient": Recipient("person", "u1"),
            "address": "u1@example.org",
            "language": "en",
            "title": "t",
            "text": "t",
            "at": NOON,
            "use_by": NOON,
            **changed,
        }
    )


class TestPack:
    """What a pack may hold."""

    @pytest.mark.parametrize(
        "text",
        [
            "{person.__class__.__init__.__globals__}",
            "{x!r:>99999999}",
            "$points {0} %(points)s %s",
            "$$5 and ${points}",
        ],
    )
    def test_only_dollar_names_mean_anything(self, text: str) -> None:
        """Row 56: braces, percent signs and format specs are letters: nothing is looked up or padded."""
        rules = telling({"earned": template(text={"en": text, "zh": text})}).rules
        account = points.Account("rider-1")  # type: ignore[arg-type] # the host's own id
        (notice,) = notices(rules, "account", earned(), account)
        assert notice.text("en") == text.replace("$points", "5").replace("${points}", "5").replace("$$", "$")

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"text": {"en": "$ponts", "zh": "好"}}, "there is no value $ponts: did you mean $points?"),
            ({"text": {"en": "$zzzzz", "zh": "好"}}, "there is no value $zzzzz: this event has action"),
            ({"text": {"en": "$points.real", "zh": "$1"}}, "begins no name: write $$"),
            ({"text": {"en": "5 $", "zh": "好"}}, "begins no name: write $$"),
            ({"title": {"en": "a\nb", "zh": "好"}}, "hidden character, U+000A"),
            ({"title": {"en": "", "zh": "好"}}, "title.en"),
            ({"title": {"en": "x" * 121, "zh": "好"}}, "title.en"),
            ({"text": {"en": "x" * 2_001, "zh": "好"}}, "text.en"),
            ({"on": "account.Earnd"}, "did you mean 'account.Earned'?"),
            ({"on": "zzz"}, "nothing can be told of 'zzz': use one of "),
            ({"on": "pack.Stored"}, "nothing can be told of 'pack.Stored'"),
            ({"to": "workr"}, "did you mean 'worker'?"),
            ({"to": "zzz"}, "'zzz' is nobody who can be told: use one of worker"),
            ({"use_by_hours": 0}, "use_by_hours"),
            ({"use_by_hours": 10_000}, "use_by_hours"),
            ({"use_by": 3}, "use_by"),
        ],
    )
    def test_what_is_wrong_is_said_where_it_stands(self, changed: dict[str, Any], said: str) -> None:
        """Each mistake in a template is named under its path, with what to write instead."""
        found = problems(**changed)
        assert len(found) == 1
        assert found[0].startswith("messages.templates.earned")
        assert said in found[0]

    def test_all_mistakes_are_listed_at_once(self) -> None:
        """Several templates, several problems, one error."""
        bad = {
            "a b": template(),
            "x": template(to="nobody"),
            "y": template(text={"en": "$a", "zh": "$b"}, title={"en": "a\nb", "zh": "好"}, use_by_hours=0),
        }
        with pytest.raises(Invalid) as refused:
            telling(bad)
        assert len(refused.value.problems) == 6

    def test_a_pack_without_messages_tells_nobody(self) -> None:
        """The section may be left out."""
        assert town.pack().rules["messages"] == Rules()
        assert notices(town.pack().rules, "account", earned(), points.Account("r")) == ()  # type: ignore[arg-type] # an id

    def test_the_built_in_packs_say_only_what_there_is(self) -> None:
        """Whatever the packs of the library tell, they tell in both languages."""
        for name in packs.builtin_packs():
            for each in packs.load(name).rules["messages"].templates.values():
                assert each.title.zh
                assert each.text.en


def earned() -> points.Earned:
    """Five points for something."""
    return points.Earned(
        1, NOON.date(), "lead", 1, 5, 0, 24_300, "r", True, False, NOON.date(), points.After(5, 0)
    )


class TestSubjects:
    """What can be said."""

    def test_every_name_of_every_event_can_be_filled(self) -> None:
        """No value that a pack may name fails on a record as small as records can be."""
        rules = town.pack().rules
        for record, kind, happened in samples():
            subject = SUBJECTS[kind]
            names = subject.names(type(happened).__name__)
            values = subject.values(happened, record, rules[subject.capability])
            assert set(values) == names
            assert all(
                value is None or isinstance(value, str | int | float | Label | type(NOON.date()))
                for value in values.values()
            )
            for find in subject.recipients.values():
                found = find(record)
                assert found is None or found.id

    def test_every_event_that_adds_names_was_tried(self) -> None:
        """The samples above hold each event for which a subject offers names of its own."""
        tried = {(kind, type(happened).__name__) for _, kind, happened in samples()}
        offered = {(kind, event) for kind, subject in SUBJECTS.items() for event in subject.also}
        assert offered - tried == set()
        assert {event for kind, event in offered} <= {e for s in SUBJECTS.values() for e in s.events}

    def test_a_code_that_the_pack_lost_is_said_as_it_is(self) -> None:
        """A title is looked up in the pack; a code without one stands for itself."""
        values = SUBJECTS["account"].values(earned(), points.Account("r"), town.pack().rules["points"])  # type: ignore[arg-type] # an id
        assert isinstance(values["action"], Label)
        lost = SUBJECTS["account"].values(attrs.evolve(earned(), action="gone"), points.Account("r"), None)  # type: ignore[arg-type] # an id
        assert lost["action"] == "gone"

    def test_nobody_hears_of_what_has_no_record_or_no_reader(self) -> None:
        """An erased record, a kind nobody is told of, a station without keeper: no notice."""
        rules = telling({"closed": template(on="station.Closed", to="keeper", title=TITLE, text=TITLE)}).rules
        closed = stations.Closed(NOON.date(), "r", None)
        assert notices(rules, "station", closed, None) == ()
        assert notices(rules, "packs", closed, object()) == ()
        assert notices(rules, "station", closed, STATION) == ()
        (notice,) = notices(rules, "station", closed, attrs.evolve(STATION, keeper="k"))
        assert notice.recipient == Recipient("person", "k")
        assert notices(rules, "station", closed, attrs.evolve(STATION, keeper="k"), key="other") == ()


TITLE = {"en": "$name", "zh": "$name"}
STATION = stations.Station("station-1", "S-1", "Station", "shop", town.HERE, "north", {})  # type: ignore[arg-type] # an id


def samples() -> list[tuple[Any, str, Any]]:
    """A record and an event for everything that can be told with names of its own."""
    book = register.Register()
    shop = register.applied(book)
    small, case = book.merchant(shop), book.application(shop)
    day, term = NOON.date(), Term(NOON.date(), NOON)
    evidence = (merchants.Evidence("audit", "file 7"),)
    after = points.After(5, 0)
    account = points.Account("rider-1")  # type: ignore[arg-type] # the host's own id
    redemption = points.Redemption("r-1", "rider-1", "w-1", "voucher", 5, (), day, day)  # type: ignore[arg-type] # ids
    review = merchants.Review(1, day, NOON)
    moved: list[Any] = [
        earned(),
        points.Reversed(1, day, 1, 5, 0, "r", after),
        points.Deducted(1, day, "bad_faith", 5, 0, "r", (), day, after),
        points.Restored(1, day, 1, 5, 0, "r", after),
        points.Held(1, day, "r-1", day, 5, (), after),  # type: ignore[arg-type] # an id
        points.Spent(1, day, "r-1", 5, after),  # type: ignore[arg-type] # an id
        points.Released(1, day, "r-1", 5, 0, False, after),  # type: ignore[arg-type] # an id
        points.Refunded(1, day, "r-1", 5, 0, "r", after),  # type: ignore[arg-type] # an id
        points.Expired(1, day, 5, after),
        points.Purchased(1, day, "voucher", 1, 5, "r", (), day, after),
        points.PurchaseReversed(1, day, 1, 5, 0, "r", after),
        points.Sent(1, day, "t-1", "hechi", 5, (), after),  # type: ignore[arg-type] # an id
        points.Delivered(1, day, "t-1", "hechi", 5, after),  # type: ignore[arg-type] # an id
        points.SentBack(1, day, "t-1", "hechi", 5, 0, "city_unknown", after),  # type: ignore[arg-type] # an id
        points.Received(1, day, "t-1", "hechi", 5, (), 0, 0, after),  # type: ignore[arg-type] # an id
        points.Noticed(day, day, 5, 7, 5),
    ]
    of_shop: list[Any] = [
        merchants.Hidden(merchants.Hiding("fraud", "u", day, evidence, term)),
        merchants.Suspended(merchants.Suspension("closed", "u", day, term)),
        merchants.RevocationOpened("c-1", "fraud", term),  # type: ignore[arg-type] # an id
        merchants.Revoked("c-1", "fraud", "u", day, None),  # type: ignore[arg-type] # an id
        merchants.ReviewAppointed(review),
        merchants.ReviewStarted(review),
        merchants.CorrectionOrdered(merchants.Correction("u", day, (("S", "unmet"),)), term),
        merchants.Reminded(term),
        merchants.Listed(day, "u"),
        merchants.Shown("u", day),
    ]
    cause = stations.Cause("seats", Label("seats", "座位"), 4, 2)
    of_station: list[Any] = [
        stations.Graded(stations.Level("A", "s", "a", 1, day, day, NOON)),
        stations.LevelExpired(day),
        stations.EquipmentExpired("kettle", day),
        stations.ClosedTemporarily(stations.Closure(Label("flood", "水淹"), day)),
        stations.Reopened(day),
        stations.Closed(day, "r", None),
        stations.Flagged(stations.Flag("locked", 2, day, cases.Term(day, NOON))),
        stations.AnswerOverdue(day),
        stations.GraceBegun(stations.Grace((cause,), 1, day, Term(day, NOON))),
        stations.LevelDropped("A", (cause,), day, ()),
        stations.ReturnedForCorrection(("sign",), "i", day, cases.Term(day, NOON)),
        stations.Opened(day, NOON),
        stations.ProjectOverdue(day),
        stations.FellDormant(day, day),
        stations.HoursSet(hours.Hours.always()),
    ]
    return [
        *((account, "account", event) for event in moved),
        *((small, "merchant", event) for event in of_shop),
        *((STATION, "station", event) for event in of_station),
        (case, "application", merchants.ApplicationClosed("lapsed", day, "u")),
        (redemption, "redemption", points.Collected(day)),
    ]


class TestHeaders:
    """What becomes a header, a subject line or a command."""

    @pytest.mark.parametrize("field", ["title", "address"])
    @pytest.mark.parametrize(
        "breaker", ["\r\n", "\n", "\r", "\0", "\x1b", "\x85", "\u2028", "\u2029", "\x0b"]
    )
    def test_no_message_can_be_made_that_breaks_a_header(self, field: str, breaker: str) -> None:
        """Row 57: whatever ends a line anywhere is refused in the title and the address, named by place."""
        with pytest.raises(Invalid, match="place 2: what becomes a header"):
            message(**{field: f"a{breaker}Bcc: everybody@example.org"})

    @pytest.mark.parametrize("field", ["id", "template"])
    def test_ids_are_ids(self, field: str) -> None:
        """The id and the template's key are of the letters that ids are made of."""
        with pytest.raises(Invalid):
            message(**{field: "a b"})

    def test_lengths_are_limited(self) -> None:
        """A title, a text and an address of any length do not reach a channel."""
        for field, length in (("title", 121), ("text", 2_001)):
            with pytest.raises(Invalid, match="at most"):
                message(**{field: "x" * length})
        with pytest.raises(Invalid, match="at most"):
            Address("x" * 2_001)

    @pytest.mark.parametrize("outcome", [Rejected, Postponed])
    @pytest.mark.parametrize("why", ["", "550 <a@b.c> unknown", "no\nway", "x" * 65])
    def test_a_failure_is_a_code(self, outcome: type, why: str) -> None:
        """What is kept and logged of a failure is a code: a server's sentence may hold the address."""
        with pytest.raises(Invalid):
            outcome(why)

    def test_outcomes_are_values(self) -> None:
        """They compare by what they say."""
        assert Accepted("x") == Accepted("x")
        assert Postponed("later", 5) != Postponed("later")

    @given(st.text(min_size=1, max_size=300))
    def test_a_long_name_is_cut_and_not_refused(self, name: str) -> None:
        """Row 57: whatever a name is, title and text of a notice are within what a message takes."""
        rules = {"messages": Rules({"k": Template("station.Closed", "keeper", LABEL, LABEL, 1)})}
        station = attrs.evolve(STATION, name=name, keeper="k")
        (notice,) = notices(rules, "station", stations.Closed(NOON.date(), "r", None), station)
        assert len(notice.title("zh")) <= 120
        assert len(notice.text("en")) <= 2_000


LABEL = Label(en="$name", zh="$name")


class TestCut:
    """Shortening."""

    @pytest.mark.parametrize(
        ("text", "longest", "short"),
        [
            ("plain", 5, "plain"),
            ("plainly", 5, "plai…"),
            ("abc👩‍👩‍👧‍👦d", 8, "abc…"),
            ("ab🇨🇳🇨🇳", 5, "ab🇨🇳…"),
            ("ab🇨🇳🇨🇳c", 6, "ab🇨🇳…"),
            ("👍🏽👍🏽", 3, "👍🏽…"),
            ("👍🏽👍🏽x", 4, "👍🏽…"),
            ("\u1100\u1161\u11a8\u1100\u1161\u11a8", 5, "\u1100\u1161\u11a8…"),
            ("a\r\nb", 3, "a…"),
            ("\u0301\u0301\u0301", 2, "…"),
        ],
    )
    def test_no_grapheme_is_broken(self, text: str, longest: int, short: str) -> None:
        """Row 57: families, flags, skin tones, Hangul, accents and line ends stay whole or go whole."""
        assert cut(text, longest) == short

    @given(st.text(max_size=60), st.integers(1, 60))
    def test_the_result_is_a_beginning_within_the_limit(self, text: str, longest: int) -> None:
        """A cut text is no longer than asked, and begins as the whole one does."""
        short = cut(text, longest)
        assert len(short) <= longest
        assert short == text or text.startswith(short[:-1])


def test_ids_differ_by_everything_they_are_made_of() -> None:
    """City, entry, channel and template: change one and the id is another, and none runs into the next."""
    ids = {
        delivery_id("a", 1, 5, b"t", "b", "c"),
        delivery_id("ab", 1, 5, b"t", "", "c"),
        delivery_id("a", 2, 5, b"t", "b", "c"),
        delivery_id("a", 1, 6, b"t", "b", "c"),
        delivery_id("a", 1, 5, b"u", "b", "c"),
        delivery_id("a", 1, 5, b"t", "c", "c"),
        delivery_id("a", 1, 5, b"t", "b", "d"),
        delivery_id("a", 1, 5, b"t", "bc", ""),
        delivery_id("a", 1, 5, b"", "tb", "c"),
    }
    assert len(ids) == 9
    assert {len(each) for each in ids} == {64}


@pytest.mark.parametrize("outcome", [Rejected, Postponed])
def test_a_code_holds_no_telephone_number(outcome: type[Rejected] | type[Postponed]) -> None:
    """A notifier that would put somebody's number into the reason, which is kept and logged, is refused."""
    assert outcome("smtp.550").why == "smtp.550"
    with pytest.raises(Invalid, match="why"):
        outcome("no-such-user-13800001234")


def test_a_message_goes_to_json_of_the_pack_and_back() -> None:
    """A pack's messages survive publishing: the content read again is the same rules."""
    pack = telling(TEMPLATES)
    assert (
        packs.from_content(json.dumps(json.loads(pack.content))).rules["messages"] == pack.rules["messages"]
    )
