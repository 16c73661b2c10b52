"""What messages can be about: of each kind of record its events, who can be told, and what can be said."""

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any, Final, cast, get_args

import attrs

from .. import merchants, points, stations
from ..standards import Scalar
from ..text import Label, say
from ._values import Recipient

__all__ = ["SUBJECTS", "Subject"]

Value = Scalar | Label
Getter = Callable[[Any, Any, Any], Value]
"""Takes the record, the event and the capability's rules."""
Finder = Callable[[Any], Recipient | None]


@attrs.frozen(eq=False)
class Subject:
    """One kind of record, as messages speak of it."""

    kind: str
    capability: str
    """The capability whose rules give codes their titles."""
    events: Mapping[str, type]
    """What can be told of, by name."""
    recipients: Mapping[str, Finder]
    """Who can be told."""
    always: Mapping[str, Getter]
    """What a message can say of the record, whatever happened."""
    also: Mapping[str, Mapping[str, Getter]]
    """By event: what it can say besides."""

    def names(self, event: str) -> frozenset[str]:
        """Everything that a message about this event can say."""
        return frozenset(self.always) | frozenset(self.also.get(event, ()))

    def values(self, event: Any, record: Any, rules: Any) -> Mapping[str, Value]:
        """What can be said now; what is not known is None."""
        getters = {**self.always, **self.also.get(type(event).__name__, {})}
        return {name: getter(record, event, rules) for name, getter in getters.items()}


def _step(value: Any, name: str) -> Any:
    return None if value is None else getattr(value, name)


def _of(path: str) -> Getter:
    """What the record holds under this path, None where it ends early."""
    return lambda record, _event, _rules: reduce(_step, path.split("."), record)


def _by(path: str) -> Getter:
    """What the event holds under this path."""
    return lambda _record, event, _rules: reduce(_step, path.split("."), event)


def _title(table: str, path: str, *, of_record: bool = False) -> Getter:
    """The title that the pack gives a code; the code itself if the pack has lost it."""
    code_of = _of(path) if of_record else _by(path)

    def title(record: Any, event: Any, rules: Any) -> Value:
        code = code_of(record, event, rules)
        entry = getattr(rules, table, {}).get(code)
        return entry if isinstance(entry, Label) else getattr(entry, "title", code)

    return title


def _causes(path: str) -> Getter:
    """Why a level is lost, in one text of each language."""
    causes_of = _by(path)

    def told(record: Any, event: Any, rules: Any) -> Value:
        reasons = [cause.reason for cause in cast("Any", causes_of(record, event, rules))]
        return Label(en="; ".join(say(r, "en") for r in reasons), zh="；".join(say(r, "zh") for r in reasons))

    return told


def _conditions(_: Any, event: Any, rules: Any) -> Value:
    """The titles of the conditions that a correction names, in one text of each language."""
    versions = rules.standard.versions if rules else ()
    titles = {condition.code: condition.title for version in versions for condition in version.conditions}
    named = [titles.get(code, Label(en=code, zh=code)) for code, _ in event.correction.conditions]
    return Label(en="; ".join(title.en for title in named), zh="；".join(title.zh for title in named))


def _person(path: str) -> Finder:
    def find(record: Any) -> Recipient | None:
        id_ = _of(path)(record, None, None)
        return Recipient("person", str(id_)) if id_ else None

    return find


def _area(path: str) -> Finder:
    return lambda record: Recipient("area", str(_of(path)(record, None, None)))


def _events(kind: Any) -> Mapping[str, type]:
    return {event.__name__: event for event in kind.events}


def _kind(capability: Any, name: str) -> Any:
    return next(kind for kind in capability.kinds if kind.name == name)


_MERCHANT: Final = Subject(
    kind="merchant",
    capability="merchants",
    events=_events(_kind(merchants.CAPABILITY, "merchant")),
    recipients={"applicant": _person("applicant"), "area": _area("premises.area")},
    always={
        "id": _of("id"),
        "name": _of("name"),
        "area": _of("premises.area"),
        "trade": _title("trades", "trade", of_record=True),
        "standing": _of("standing"),
        "term": _of("term.day"),
        "plaque": _of("naming.plaque.number"),
        "review": _of("naming.review.on"),
    },
    also={
        "Hidden": {"ground": _title("grounds", "hiding.ground"), "until": _by("hiding.term.day")},
        "Suspended": {
            "why": _title("suspensions", "suspension.why"),
            "until": _by("suspension.term.day"),
        },
        "RevocationOpened": {"ground": _title("grounds", "ground"), "until": _by("term.day")},
        "Revoked": {"ground": _title("grounds", "ground"), "on": _by("on")},
        "ReviewAppointed": {"on": _by("review.appointed")},
        "CorrectionOrdered": {"until": _by("term.day"), "conditions": _conditions},
        "ReviewStarted": {"until": _by("review.term.day")},
        "Reminded": {"next": _by("next.day")},
        "Listed": {"on": _by("on")},
    },
)

_APPLICATION: Final = Subject(
    kind="application",
    capability="merchants",
    events=_events(_kind(merchants.CAPABILITY, "application")),
    recipients={"applicant": _person("applicant")},
    always={"id": _of("id"), "term": _of("case.term.day")},
    also={"ApplicationClosed": {"outcome": _by("outcome"), "on": _by("on")}},
)

_STATION: Final = Subject(
    kind="station",
    capability="stations",
    events=_events(_kind(stations.CAPABILITY, "station")),
    recipients={"keeper": _person("keeper"), "area": _area("area")},
    always={
        "id": _of("id"),
        "code": _of("code"),
        "name": _of("name"),
        "area": _of("area"),
        "host": _title("hosts", "host", of_record=True),
        "standing": _of("standing"),
    },
    also={
        "Graded": {"level": _by("level.code"), "until": _by("level.until")},
        "LevelExpired": {"on": _by("on")},
        "GraceBegun": {"until": _by("grace.term.day"), "causes": _causes("grace.causes")},
        "LevelDropped": {"level": _by("level"), "on": _by("on"), "causes": _causes("causes")},
        "EquipmentExpired": {"equipment": _title("equipment", "kind"), "on": _by("on")},
        "ClosedTemporarily": {"cause": _by("closure.cause"), "until": _by("closure.until")},
        "Reopened": {"on": _by("on")},
        "Flagged": {
            "seen": lambda _record, event, _rules: stations.SEEN[event.flag.seen],
            "until": _by("flag.term.day"),
        },
        "AnswerOverdue": {"on": _by("on")},
        "ReturnedForCorrection": {"until": _by("term.day")},
        "Opened": {"on": _by("on")},
        "ProjectOverdue": {"on": _by("on")},
        "FellDormant": {"on": _by("on"), "since": _by("since")},
        "Closed": {"on": _by("on")},
    },
)

_MOVED: Final = {"points": _by("points"), "on": _by("on"), "balance": _by("after.balance")}

_ACCOUNT: Final = Subject(
    kind="account",
    capability="points",
    events=_events(_kind(points.CAPABILITY, "account")),
    recipients={"worker": _person("id")},
    always={"worker": _of("id")},
    also={
        **{event.__name__: _MOVED for event in get_args(points.Entry)},
        "Earned": {**_MOVED, "action": _title("actions", "action")},
        "Deducted": {**_MOVED, "ground": _title("deductions", "ground")},
        "Held": {**_MOVED, "until": _by("until")},
        **{name: {**_MOVED, "city": _title("cities", "to")} for name in ("Sent", "Delivered", "SentBack")},
        "Received": {**_MOVED, "city": _title("cities", "origin")},
        "Noticed": {name: _by(name) for name in ("points", "on", "expires", "days", "balance")},
    },
)

_REDEMPTION: Final = Subject(
    kind="redemption",
    capability="points",
    events=_events(_kind(points.CAPABILITY, "redemption")),
    recipients={"worker": _person("account")},
    always={
        "id": _of("id"),
        "worker": _of("account"),
        "item": _title("rewards", "item", of_record=True),
        "points": _of("points"),
        "until": _of("until"),
    },
    also={},
)

SUBJECTS: Final[Mapping[str, Subject]] = {
    subject.kind: subject for subject in (_MERCHANT, _APPLICATION, _STATION, _ACCOUNT, _REDEMPTION)
}
"""By kind of record."""
