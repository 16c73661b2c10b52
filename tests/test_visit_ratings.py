"""Both sides rate a proven visit, each once; nobody is on record, and few ratings are not shown."""

import secrets
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendly_services import visits
from friendly_services.errors import Invalid, NotFound
from friendly_services.text import Label
from friendly_services.visits._lifecycle import ALLOWED
from tests.small_city import SmallCity

TODAY = date(2026, 3, 2)
RULES = visits.Rules(
    dormant_days=30,
    token_days=3,
    praise={"kind": Label(en="kind", zh="热情"), "clean": Label(en="clean", zh="整洁")},
)
PLACES = ("station-1", "merchant-1")
TOKEN = "pQ8s0m3yV1xJ7cZkT2dLaw"  # noqa: S105 # made up


def small() -> SmallCity:
    """A city with a station and a merchant, of which no more is known here than that they are there."""
    city = SmallCity(visits.CAPABILITY, RULES, TODAY)
    for place in PLACES:
        city.states[place.partition("-")[0], place] = object()
    return city


def told(city: SmallCity, place: str) -> visits.ShownRating:
    """What is shown of a place."""
    return visits.shown(place, city.states.get(("rating", place)), RULES)


tags = st.frozensets(st.sampled_from(["kind", "clean"]))
ratings = st.tuples(st.integers(0, 9), st.sampled_from(PLACES), st.integers(1, 5), tags)


@given(st.lists(ratings, max_size=30))
def test_a_token_counts_once_and_few_are_not_shown(sent: list[tuple[int, str, int, frozenset[str]]]) -> None:
    """With ten tokens: the first rating of each counts, at its own place, and is shown from five on."""
    city = small()
    scores: dict[str, list[int]] = {place: [] for place in PLACES}
    praise: Counter[tuple[str, str]] = Counter()
    for n in range(10):
        city.do(visits.ProveVisit(PLACES[n // 7], f"{n:022}"))
    rated = set()
    for n, place, score, given_ in sent:
        command = visits.RatePlace(place, f"{n:022}", score, given_)
        if n in rated:
            with pytest.raises(visits.NotNow):
                city.do(command)
        elif place != PLACES[n // 7]:
            with pytest.raises(Invalid, match="place"):
                city.do(command)
        else:
            city.do(command)
            rated.add(n)
            scores[place].append(score)
            praise.update((place, tag) for tag in given_)
    for place in PLACES:
        shown, count = told(city, place), len(scores[place])
        enough = count >= 5
        assert shown.count == (count if enough else None)
        assert shown.mean == (Fraction(sum(scores[place]), count) if enough else None)
        assert shown.praise == {
            tag: praise[place, tag] for tag in ("clean", "kind") if enough and praise[place, tag] >= 5
        }
    for key in {key for key, _ in city.journal}:
        assert city.folded(*key) == city.states[key]


class TestStandings:
    """Every command about a visit, in every standing of one."""

    COMMANDS: ClassVar[Any] = {
        "ProveVisit": visits.ProveVisit("station-1", TOKEN),
        "RatePlace": visits.RatePlace("station-1", TOKEN, 4),
        "RateVisitor": visits.RateVisitor(TOKEN, 5),
    }
    WAYS: ClassVar[Any] = {
        "proved": (),
        "place_rated": ("RatePlace",),
        "visitor_rated": ("RateVisitor",),
        "both_rated": ("RateVisitor", "RatePlace"),
        "over": (),
    }

    def standing(self, standing: str) -> SmallCity:
        """A city with a visit that stands so."""
        city = small()
        city.do(self.COMMANDS["ProveVisit"])
        for command in self.WAYS[standing]:
            city.do(self.COMMANDS[command])
        if standing == "over":
            city.forward(days=4)
        return city

    @pytest.mark.parametrize("command", sorted(ALLOWED))
    @pytest.mark.parametrize("standing", sorted(WAYS))
    def test_every_pair(self, command: str, standing: str) -> None:
        """Either it is done, or refused with the standing and the last day; `possible` says the same."""
        city = self.standing(standing)
        visit: visits.Visit = city.states["visit", visits.visit_of(TOKEN)]
        assert visit.standing == ("proved" if standing == "over" else standing)
        why = visits.possible(visit)[command]
        assert (why is None) == (visit.standing in ALLOWED[command])
        if standing in ALLOWED[command]:
            assert city.do(self.COMMANDS[command])
            return
        with pytest.raises(visits.NotNow) as refused:
            city.do(self.COMMANDS[command])
        until = TODAY + timedelta(days=3)
        expected = "proved" if (command, standing) == ("ProveVisit", "over") else standing
        assert refused.value.facts == {"command": command, "standing": expected, "until": until}
        assert str(until) in refused.value.say("en")
        assert str(until) in refused.value.say("zh")
        assert why is None or why == refused.value.reason

    def test_the_table_names_every_command_about_a_visit(self) -> None:
        """None is forgotten."""
        about = {
            c.__name__ for c in visits.CAPABILITY.commands if any(f.name == "token" for f in attrs.fields(c))
        }
        assert about == set(ALLOWED) == set(self.COMMANDS)

    def test_its_last_day_counts(self) -> None:
        """Three days after the visit it can still be rated."""
        city = self.standing("proved")
        city.forward(days=3)
        assert city.do(self.COMMANDS["RatePlace"])


class TestRefused:
    """What cannot be taken says why."""

    @pytest.mark.parametrize("token", ["", "123456", "x" * 21, "x" * 65, "rider 7 at the north gate", 7])
    def test_what_is_no_token(self, token: Any) -> None:
        """One that could be guessed, or was typed."""
        with pytest.raises(Invalid, match=r"secrets\.token_urlsafe"):
            small().do(visits.ProveVisit("station-1", token))

    def test_a_visit_that_nobody_proved(self) -> None:
        """Without a proof there is nothing to rate, on either side."""
        for command in (visits.RatePlace("station-1", TOKEN, 1), visits.RateVisitor(TOKEN, 1)):
            with pytest.raises(NotFound, match="visit"):
                small().do(command)

    def test_praise_that_the_pack_does_not_list(self) -> None:
        """No text of a visitor's own gets into the journal."""
        city = small()
        city.do(visits.ProveVisit("station-1", TOKEN))
        for rules in (RULES, attrs.evolve(RULES, praise={})):
            city.rules = rules
            with pytest.raises(Invalid, match="praise"):
                city.do(visits.RatePlace("station-1", TOKEN, 5, {"kind", "the girl at the counter"}))

    @pytest.mark.parametrize("score", [0, 6, 4.5, True])
    def test_what_is_no_score(self, score: Any) -> None:
        """Whole numbers from 1 to 5."""
        with pytest.raises(Invalid, match="score"):
            visits.RatePlace("station-1", TOKEN, score)

    def test_a_pack_that_would_show_fewer(self) -> None:
        """Below five, whoever served them knows who they were."""
        with pytest.raises(Invalid, match="shown_from"):
            visits.Rules(dormant_days=30, shown_from=4)


class TestPrivate:
    """Whoever has all that is stored learns of nobody."""

    @given(st.integers(1, 5), st.binary(min_size=16, max_size=16))
    def test_only_the_token_opens_what_a_host_said(self, score: int, drawn: bytes) -> None:
        """With it the score comes back; of what is on record, each score is possible under some token."""
        token = drawn.hex()
        city = small()
        city.do(visits.ProveVisit("station-1", token))
        city.do(visits.RateVisitor(token, score))
        visit: visits.Visit = city.states["visit", visits.visit_of(token)]
        assert visits.of_visitor(token, visit) == score
        assert {visits.sealed(token, each) for each in range(1, 6)} == set(range(5))
        assert token not in repr(city.journal)

    def test_a_seal_says_nothing_by_itself(self) -> None:
        """Over many tokens, the one score 5 is sealed as each of the five numbers about as often."""
        seals = Counter(visits.sealed(f"{n:022}", 5) for n in range(5_000))
        assert all(850 < n < 1150 for n in seals.values())

    def test_no_command_shows_its_token(self) -> None:
        """Not in a log, not in a traceback."""
        for command in TestStandings.COMMANDS.values():
            assert TOKEN not in repr(command)

    def test_no_field_could_hold_a_person(self) -> None:
        """What is written is a place, days, numbers, praise, and what follows from a token."""
        events = [e for kind in visits.CAPABILITY.kinds for e in kind.events]
        written = {field.name for event in events for field in attrs.fields(event)}
        counts = {"place", "on", "hour", "n", "count", "source", "by_hour"}
        assert written == counts | {"id", "until", "sealed", "score", "praise"}
        assert visits.CAPABILITY.unsigned == {visits.CountUse, visits.RatePlace}

    def test_as_docs_say_tokens_are_long_enough(self) -> None:
        """What the how-to draws is taken."""
        assert visits.visit_of(secrets.token_urlsafe(16)).startswith("visit-")
