"""Which places have what a worker needs (服务标签智能匹配): in three answers, explained and in order.

A worker says what they need, and not under which key a merchant or a station offers it: the pack says which
services and tags answer a need. What nobody knows, such as whether a microwave that nobody has checked works,
is neither yes nor no. It only answers: no records and no commands, but a section in the pack.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final, Literal, Never, assert_never

import attrs

from .decider import Capability, Context, Decision, NewId
from .errors import Invalid
from .fields import check_listed
from .hours import Openness, status
from .ids import Key
from .places import Place
from .text import Label, Reason, noun
from .workdays import Calendar

__all__ = [
    "CAPABILITY",
    "Answer",
    "Catalogue",
    "Match",
    "Need",
    "NeedAnswer",
    "Rules",
    "Service",
    "match",
    "rank",
    "ranked",
]

Answer = Literal["met", "unknown", "unmet"]

_ORDER: Final[tuple[Answer, ...]] = ("met", "unknown", "unmet")
"""The best first."""
_TAG: Final = "tag:"
_OF_HOURS: Final[Mapping[str, Answer]] = {"open": "met", "unknown": "unknown", "closed": "unmet"}


@attrs.frozen
class Need:
    """Something a worker may need, and the services and tags that answer it.

    A word is the key of a service, at merchants or at stations, or `tag:` and the key of a tag: then every
    service under that tag answers.

    >>> Need(Label(en="charge", zh="充电"), any=("charge", "phone_charging", "tag:supply")).lists
    (('charge', 'phone_charging', 'tag:supply'),)
    """

    title: Label
    any: tuple[str, ...] = ()
    """Words of which one is enough."""
    all: tuple[tuple[str, ...], ...] = ()
    """Lists of words: of each list one."""

    def __attrs_post_init__(self) -> None:
        if not self.lists or not min(map(len, self.lists)):
            raise Invalid.at("any", "matching.no_words")

    @property
    def lists(self) -> tuple[tuple[str, ...], ...]:
        """Of each of these lists one word has to be answered."""
        return (self.any, *self.all) if self.any else self.all


@attrs.frozen
class Rules:
    """The `[matching]` section of a pack."""

    needs: Mapping[str, Need] = attrs.field(factory=dict)
    """What a worker can ask for."""


@attrs.frozen
class Service:
    """What a kind of place offers, by its title, and the tag it is found under."""

    title: Label
    tag: str | None = None


@attrs.frozen
class Catalogue:
    """What can be offered at all: the services of each kind of place, and the tags."""

    services: Mapping[str, Mapping[str, Service]]
    """By kind of place, then by key."""
    tags: Mapping[str, Label] = attrs.field(factory=dict)
    kinds: Mapping[str, Label] = attrs.field(factory=dict)
    """What the pack calls kinds of its own."""

    def keys(self, kind: str, word: str) -> tuple[str, ...]:
        """The services of a kind of place that a need's word stands for."""
        if not word.startswith(_TAG):
            return (word,)
        known = self.services.get(kind, {})
        return tuple(key for key, service in known.items() if service.tag == word.removeprefix(_TAG))

    def knows(self, kind: str, word: str) -> bool:
        """Whether a kind of place can offer what a need's word stands for."""
        return not self.services.get(kind, {}).keys().isdisjoint(self.keys(kind, word))

    def title(self, kind: str, key: str) -> Label | str:
        """What a service is called; its key where the pack in force no longer lists it."""
        service = self.services.get(kind, {}).get(key)
        return key if service is None else service.title

    def noun(self, kind: str) -> Label | Reason | str:
        """What a kind of place is called."""
        return self.kinds.get(kind) or noun(kind)

    def called(self, kind: str, word: str) -> Label | str:
        """What a need's word is called at a kind of place."""
        tag = word.removeprefix(_TAG)
        return self.title(kind, word) if tag == word else self.tags.get(tag, tag)


@attrs.frozen
class NeedAnswer:
    """Whether a place has one of the things needed, and why."""

    need: str
    title: Label
    answer: Answer
    by: tuple[str, ...]
    """The services that answer it."""
    reasons: tuple[Reason, ...]
    """Which service answers it, what is not known of it, or why none does."""


@attrs.frozen
class Match:
    """What a place is to a worker with some needs, at an instant."""

    place: Place
    needs: tuple[NeedAnswer, ...]
    openness: Openness

    @property
    def answer(self) -> Answer:
        """Met if it is on the map, open, and has all that is needed; unmet if any of it is not so."""
        if self.place.absent is not None:
            return "unmet"
        return _worst((_OF_HOURS[self.openness.answer], *(one.answer for one in self.needs)))

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why, need by need, and what is known of its hours."""
        absent = self.place.absent
        hidden = () if absent is None else (Reason("proximity.not_shown", because=absent),)
        return (*hidden, *(reason for one in self.needs for reason in one.reasons), self.openness.reason)

    def count(self, answer: Answer) -> int:
        """How many of the needs have this answer."""
        return sum(one.answer == answer for one in self.needs)


def match(
    place: Place,
    needs: Iterable[str],
    *,
    at: datetime,
    rules: Rules,
    catalogue: Catalogue,
    calendar: Calendar | None = None,
) -> Match:
    """Whether a place has what a worker needs at an instant.

    A service that it offers answers; one whose equipment is broken or out of date does not, and one whose
    equipment nobody has checked leaves it open.

    Args:
        place: a merchant or a station, as the map sees it.
        needs: keys of the rules' needs.
        at: when, aware.
        rules: the needs.
        catalogue: the services and their tags.
        calendar: tells holidays, for hours that differ on them.

    Raises:
        Invalid: no needs, or one that the rules do not list.

    >>> from datetime import UTC
    >>> from friendly_services.places import Point
    >>> from friendly_services.text import say
    >>> charge = Label(en="charging", zh="充电")
    >>> rules = Rules({"charge": Need(charge, any=("charge", "phone_charging"))})
    >>> catalogue = Catalogue({"station": {"phone_charging": Service(charge)}})
    >>> here = Point.wgs84(lat=29.4, lon=106.54)
    >>> place = Place("s1", "station", "Riverside", here, {"phone_charging"})
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> found = match(place, ["charge"], at=noon, rules=rules, catalogue=catalogue)
    >>> found.answer, found.needs[0].answer
    ('unknown', 'met')
    >>> print(*map(say, found.reasons), sep=" / ")
    charging: charging / its hours are not recorded: ask before you go
    """
    if isinstance(needs, str):
        raise Invalid.at("needs", "matching.one_word", value=needs)
    asked = tuple(dict.fromkeys(needs))
    if not asked:
        raise Invalid.at("needs", "value.missing")
    for need in asked:
        if not rules.needs:
            raise Invalid.at("needs", "matching.no_needs", value=need)
        check_listed("needs", need, rules.needs)
    desk = _Desk(place, at, catalogue)
    answers = tuple(desk.answer(need, rules.needs[need]) for need in asked)
    return Match(place, answers, status(place.hours, at, calendar))


def ranked(matches: Iterable[Match]) -> tuple[Match, ...]:
    """The same matches: first those with all that is needed, then those of which it is not known.

    Of the others those that lack less come first; equals keep their order.
    """
    return tuple(sorted(matches, key=rank))


def rank(match: Match) -> tuple[int, int, int]:
    """What matches are ordered by: the lower, the better."""
    return _ORDER.index(match.answer), match.count("unmet"), match.count("unknown")


def _worst(answers: Iterable[Answer]) -> Answer:
    return max(answers, key=_ORDER.index)


def _best(answers: Iterable[Answer]) -> Answer:
    return min(answers, key=_ORDER.index, default="unmet")


class _Desk:
    """Where one place's services are asked for."""

    def __init__(self, place: Place, at: datetime, catalogue: Catalogue) -> None:
        self.kind = place.kind
        self.lapsed = place.lapsed(at)
        self.offered = place.services - self.lapsed.keys()
        self.doubts = {doubt.service: doubt.why for doubt in place.doubts}
        self.catalogue = catalogue

    def answer(self, key: str, need: Need) -> NeedAnswer:
        """One need, from its lists."""
        found = [(self.listed(words), words) for words in need.lists]
        answer = _worst(one for (one, _), _ in found)
        by = tuple(service for (one, services), _ in found if one == "met" for service in services)
        telling = [(services, words) for (one, services), words in found if one == answer]
        reasons = [
            reason for services, words in telling for reason in self.told(need, answer, services, words)
        ]
        return NeedAnswer(key, need.title, answer, by, tuple(dict.fromkeys(reasons)))

    def listed(self, words: tuple[str, ...]) -> tuple[Answer, tuple[str, ...]]:
        """The answer of one list, and the services that it rests on."""
        keys = tuple(dict.fromkeys(key for word in words for key in self.catalogue.keys(self.kind, word)))
        stands = {key: self.stand(key) for key in keys}
        answer = _best(stands.values())
        return answer, tuple(key for key, stand in stands.items() if stand == answer)

    def stand(self, service: str) -> Answer:
        """Whether one service is to be had."""
        if service not in self.offered:
            return "unmet"
        return "unknown" if service in self.doubts else "met"

    def told(
        self, need: Need, answer: Answer, services: tuple[str, ...], words: tuple[str, ...]
    ) -> Iterator[Reason]:
        """Why a list has its answer."""
        titles = {service: self.catalogue.title(self.kind, service) for service in services}
        if answer == "met":
            yield Reason("matching.met", need=need.title, services=tuple(titles.values()))
        elif answer == "unknown":
            for service, title in titles.items():
                why = self.doubts[service]
                yield Reason("matching.unknown", need=need.title, service=title, because=why)
        else:
            gone = [service for service in services if service in self.lapsed]
            for service in gone:
                why = self.lapsed[service]
                yield Reason("matching.lapsed", need=need.title, service=titles[service], because=why)
            known = [word for word in words if self.catalogue.knows(self.kind, word)]
            if known and not gone:
                wanted = tuple(self.catalogue.called(self.kind, word) for word in known)
                yield Reason("matching.lacks", need=need.title, wanted=wanted)
            elif not gone:
                yield Reason("matching.nobody", need=need.title, kind=self.catalogue.noun(self.kind))


def _subjects(command: Never, _: NewId) -> tuple[Key, ...]:
    assert_never(command)


def _decide(_: Mapping[Key, object], command: Never, __: Context[Rules]) -> Decision:
    assert_never(command)


CAPABILITY: Final[Capability[Rules]] = Capability(
    name="matching", kinds=(), commands=(), subjects=_subjects, decide=_decide, rules=Rules
)
