"""The register of stations as its documentation tells it: plain records, and an `if` for every sentence.

Nothing here calls what decides in the library. Terms are those of the small city's pack, in days.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from friendly_services import stations as s
from friendly_services.decider import Actor
from tests.models.naive import DAY, No, in_months, method, over, permit, working_days

__all__ = ["Station", "Stations"]

BUILDING: Final = ("planned", "fitting", "acceptance", "correcting")
OPEN: Final = ("open", "flagged", "dormant")
NOT_CLOSED: Final = (*BUILDING, *OPEN, "closed_temporarily")
WHERE: Final = {
    "StartFitting": ("planned",),
    "FinishFitting": ("fitting", "correcting"),
    "ReturnForCorrection": ("acceptance",),
    "Accept": ("acceptance",),
    "Grade": (*OPEN, "closed_temporarily"),
    "ReportStatus": OPEN,
    "ConfirmOpen": ("open", "dormant"),
    "RecordVisit": (*OPEN, "closed_temporarily"),
    "AnswerReports": ("flagged",),
    "CloseTemporarily": OPEN,
    "Reopen": ("closed_temporarily",),
}
"""Whatever is not listed can be done to every station that is not closed for good."""
NEEDS: Final = {"water": ("water",), "rest": ()}
IN_USE: Final = 9 * DAY


@dataclass
class Gear:
    """What a check found of one kind of equipment."""

    quantity: int
    state: str
    checked_on: date
    last: date | None

    def usable(self, today: date) -> int:
        """How many can be used."""
        outdated = self.last is not None and over(self.last, today)
        return 0 if self.state != "working" or outdated else self.quantity


@dataclass
class Flag:
    """What riders found, and by when the keeper answers."""

    seen: str
    term: date
    overdue: bool = False
    again: date | None = None


@dataclass
class Station:
    """All that the model knows of one station."""

    code: str
    services: frozenset[str]
    standing: str
    graded: bool
    keepers: list[str] = field(default_factory=list)
    gear: dict[str, Gear] = field(default_factory=dict)
    refs: set[tuple[str, str]] = field(default_factory=set)
    hands: set[str] = field(default_factory=set)
    accepted: set[str] = field(default_factory=set)
    step_term: date | None = None
    step_late: bool = False
    step_again: date | None = None
    reports: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    flag: Flag | None = None
    confirmed: datetime | None = None
    seen_on: date | None = None
    watch: date | None = None
    unconfirmed: date | None = None
    level: str | None = None
    level_until: date | None = None
    grace: date | None = None
    look_again: date | None = None
    titles: int = 0
    closed_for_now: str | None = None

    def offers(self, today: date) -> frozenset[str]:
        """What it can offer that day: nothing whose equipment was found broken, gone or is out of date."""
        broken = {kind for kind, gear in self.gear.items() if not gear.usable(today)}
        return frozenset(one for one in self.services if not broken.intersection(NEEDS[one]))

    def absent(self) -> str | None:
        """Why the map does not show it."""
        if self.standing in BUILDING:
            return "stations.not_open_yet"
        if self.standing == "closed":
            return "stations.closed"
        if self.flag and self.flag.seen in ("locked", "broken"):
            return "stations.flagged_overdue" if self.flag.overdue else "stations.flagged"
        return self.closed_for_now

    def meets(self, level: str, today: date) -> str:
        """A: water and medicine. B: water, found in the last nine days."""
        counts = {kind: gear.usable(today) for kind, gear in self.gear.items()}
        water, kit = counts.get("water"), counts.get("kit")
        if level == "B":
            if water is None or over(self.gear["water"].checked_on + 9 * DAY, today):
                return "unknown"
            return "met" if water else "unmet"
        if water == 0 or kit == 0:
            return "unmet"
        return "unknown" if water is None or kit is None else "met"

    def last_seen(self, zone: Any) -> date | None:
        """The last day on which somebody was there."""
        days = [gear.checked_on for gear in self.gear.values()]
        days += [self.seen_on] if self.seen_on else []
        days += [self.confirmed.astimezone(zone).date()] if self.confirmed else []
        return max(days, default=None)

    def due(self) -> list[tuple[date, str]]:
        """The first day after each term that runs."""
        if self.standing == "closed":
            return []
        days = [gear.last + DAY for gear in self.gear.values() if gear.state == "working" and gear.last]
        days += [self.level_until + DAY] if self.level_until else []
        days += [(self.flag.again or self.flag.term) + DAY] if self.flag else []
        days += [self.grace + DAY] if self.grace else []
        days += [self.look_again] if self.look_again else []
        if self.standing in BUILDING and self.step_term:
            days.append((self.step_again or self.step_term) + DAY)
        if self.standing == "open" and self.watch:
            days.append(self.watch + DAY)
        return [(day, "MarkExpired") for day in days]


class Stations:
    """The register: stations by the ids that the library gives them."""

    def __init__(self) -> None:
        self.stations: dict[str, Station] = {}

    def do(self, command: Any, actor: Actor | None, now: datetime) -> Station | None:
        """Do it, or raise `No`; a new record is returned, to be put under the id that the library gives."""
        permit("stations", command, actor)
        by, roles = (actor.id, actor.roles) if actor else ("", frozenset[str]())
        if isinstance(command, s.Register | s.Plan):
            return self._enter(command, by, now.date())
        station = self.stations.get(command.station)
        if station is None:
            raise No("NotFound")
        name = type(command).__name__
        if station.standing not in WHERE.get(name, NOT_CLOSED):
            raise No("NotNow")
        getattr(self, method(name))(station, command, by, roles, now)
        self._hold_level(station, now.date())
        self._watch(station, now)
        return None

    def _enter(self, command: Any, by: str, today: date) -> Station:
        if command.host != "shop" or command.kind not in ("station", "cabinet"):
            raise No("Invalid")
        self._check_services(command.services)
        if isinstance(command, s.Plan) and command.level not in (None, "A", "B"):
            raise No("Invalid")
        if any(other.code == command.code for other in self.stations.values()):
            raise No("AlreadyClaimed")
        entered = Station(command.code, command.services, "open", command.kind == "station")
        if isinstance(command, s.Plan):
            entered.standing, entered.hands, entered.step_term = "planned", {by}, today + 5 * DAY
        else:
            entered.keepers = [command.keeper] if command.keeper else []
            entered.seen_on, entered.watch = today, today + IN_USE
        return entered

    def _check_services(self, services: frozenset[str]) -> None:
        if services - NEEDS.keys():
            raise No("Invalid")

    # what every command is followed by

    def _hold_level(self, station: Station, today: date) -> None:
        """A level at risk has days of grace; what is unmet after them loses it, and never an unknown."""
        if station.level is None or station.standing == "closed":
            return
        answer = station.meets(station.level, today)
        if answer == "unmet" and station.grace and over(station.grace, today):
            station.level = station.level_until = station.grace = station.look_again = None
            return
        station.look_again = None
        if station.level == "B" and answer != "unknown":
            stale = station.gear["water"].checked_on + 10 * DAY
            if station.level_until and stale <= station.level_until:
                station.look_again = stale
        if answer != "unmet":
            station.grace = None
        elif station.grace is None:
            station.grace = today + 12 * DAY

    def _watch(self, station: Station, now: datetime) -> None:
        """Nobody there for nine days: dormant, until somebody is."""
        if station.standing not in ("open", "dormant"):
            return
        today = now.date()
        seen = today if station.watch is None else station.last_seen(now.tzinfo) or today
        if over(seen + IN_USE, today):
            if station.standing == "open":
                station.standing, station.unconfirmed = "dormant", seen
        elif station.standing == "dormant":
            station.standing, station.unconfirmed, station.watch = "open", None, seen + IN_USE
        elif station.watch is None or over(station.watch, today):
            station.seen_on, station.watch = seen, seen + IN_USE

    # projects

    def _start_fitting(self, st: Station, _command: Any, by: str, _roles: Any, now: datetime) -> None:
        st.hands.add(by)
        st.standing, st.step_term, st.step_late = "fitting", now.date() + 8 * DAY, False
        st.step_again = None

    def _finish_fitting(self, st: Station, _command: Any, by: str, _roles: Any, now: datetime) -> None:
        st.hands.add(by)
        st.standing, st.step_term, st.step_late = "acceptance", now.date() + 3 * DAY, False
        st.step_again = None

    def _return_for_correction(self, st: Station, command: Any, by: str, _roles: Any, now: datetime) -> None:
        if by in st.hands:
            raise No("SameHands")
        if not command.items:
            raise No("Invalid")
        st.standing, st.step_term, st.step_late = "correcting", now.date() + 4 * DAY, False
        st.step_again = None
        st.accepted = set()

    def _accept(self, st: Station, _command: Any, by: str, _roles: Any, now: datetime) -> None:
        if by in st.hands | st.accepted:
            raise No("SameHands")
        st.accepted.add(by)
        if len(st.accepted) == 2:
            st.standing, st.confirmed = "open", now

    # what is there

    def _record_equipment(self, st: Station, command: Any, _by: str, _roles: Any, now: datetime) -> None:
        before, today = st.gear.get(command.kind), now.date()
        if command.kind not in ("water", "kit") or command.checked_on > today:
            raise No("Invalid")
        if before and command.checked_on < before.checked_on:
            raise No("Invalid")
        if command.kind == "kit" and command.quantity and command.expires_on is None:
            raise No("Invalid")
        outdated = command.expires_on is not None and over(command.expires_on, today)
        state = "expired" if outdated and command.state == "working" else command.state
        st.gear[command.kind] = Gear(command.quantity, state, command.checked_on, command.expires_on)

    def _record_facts(self, _st: Station, command: Any, _by: str, _roles: Any, now: datetime) -> None:
        if not command.facts:
            raise No("Invalid")
        for fact in command.facts:
            if fact.name != "has_shade" or type(fact.value) is not bool or fact.on > now.date():
                raise No("Invalid")

    def _add_ref(self, st: Station, command: Any, _by: str, _roles: Any, _now: datetime) -> None:
        ref = command.ref.system, command.ref.number
        if any(ref in other.refs for other in self.stations.values() if other is not st):
            raise No("AlreadyClaimed")
        st.refs.add(ref)

    def _measure(self, st: Station, command: Any, by: str, roles: Any, now: datetime) -> None:
        """Any size will do."""

    _set_entry = _measure

    def _set_hours(self, st: Station, command: Any, _by: str, _roles: Any, _now: datetime) -> None:
        if set(command.services) - st.services:
            raise No("Invalid")

    def _classify(self, st: Station, command: Any, _by: str, _roles: Any, _now: datetime) -> None:
        if command.kind not in ("station", "cabinet") or command.tier not in (None, "street"):
            raise No("Invalid")
        if st.level and command.kind == "cabinet":
            raise No("NotGraded")
        st.graded = command.kind == "station"

    def _set_services(self, st: Station, command: Any, _by: str, _roles: Any, _now: datetime) -> None:
        self._check_services(command.services)
        st.services = command.services

    def _appoint_keeper(self, st: Station, command: Any, _by: str, _roles: Any, _now: datetime) -> None:
        if command.keeper not in st.keepers:
            st.keepers.append(command.keeper)

    def _end_keeper(self, st: Station, command: Any, _by: str, _roles: Any, _now: datetime) -> None:
        if command.keeper not in st.keepers:
            raise No("Invalid")
        st.keepers.remove(command.keeper)

    def _grade(self, st: Station, command: Any, _by: str, _roles: Any, now: datetime) -> None:
        if not st.graded:
            raise No("NotGraded")
        if command.level not in ("A", "B"):
            raise No("Invalid")
        if st.meets(command.level, now.date()) != "met":
            raise No("LevelNotMet")
        st.level, st.level_until, st.grace = command.level, in_months(now.date(), 1) - DAY, None

    # open or not

    def _keeps(self, st: Station, by: str, roles: Any) -> None:
        if by not in st.keepers and "officer" not in roles:
            raise No("NotYours")

    def _report_status(self, st: Station, command: Any, by: str, _roles: Any, now: datetime) -> None:
        seen, hour = command.seen, now.replace(minute=0)
        before = st.reports.get(by)
        if before and before[0] == seen and before[1].replace(minute=0) == hour:
            return
        since = now - timedelta(hours=72)
        st.reports = {who: one for who, one in st.reports.items() if one[1] >= since} | {by: (seen, now)}
        if seen == "open":
            st.confirmed = now
        if seen == "open" or sum(what == seen for what, _ in st.reports.values()) < 2:
            return
        if st.flag is None:
            st.flag = Flag(seen, now.date() + DAY)
        elif st.flag.seen == "full" and seen != "full":
            st.flag.seen = seen
        else:
            return
        st.standing, st.unconfirmed = "flagged", None

    def _answer_reports(self, st: Station, _command: Any, by: str, roles: Any, now: datetime) -> None:
        self._keeps(st, by, roles)
        st.standing, st.flag, st.reports, st.confirmed = "open", None, {}, now

    def _confirm_open(self, st: Station, _command: Any, by: str, roles: Any, now: datetime) -> None:
        self._keeps(st, by, roles)
        st.confirmed = now

    def _record_visit(self, st: Station, command: Any, _by: str, _roles: Any, now: datetime) -> None:
        if command.on > now.date():
            raise No("Invalid")
        known = st.last_seen(now.tzinfo)
        if known is None or command.on > known:
            st.seen_on = command.on

    def _close_temporarily(self, st: Station, command: Any, _by: str, _roles: Any, now: datetime) -> None:
        if command.cause != "repair" or (command.until and command.until < now.date()):
            raise No("Invalid")
        st.standing, st.flag, st.reports, st.unconfirmed = "closed_temporarily", None, {}, None
        st.closed_for_now = "stations.closed_until" if command.until else "stations.closed_for_now"

    def _reopen(self, st: Station, _command: Any, _by: str, _roles: Any, now: datetime) -> None:
        st.standing, st.confirmed, st.seen_on, st.closed_for_now = "open", now, now.date(), None

    def _close(self, st: Station, _command: Any, _by: str, _roles: Any, _now: datetime) -> None:
        st.standing, st.flag, st.reports, st.unconfirmed = "closed", None, {}, None

    def _mark_expired(self, st: Station, _command: Any, _by: str, _roles: Any, now: datetime) -> None:
        today = now.date()
        for gear in st.gear.values():
            if gear.state == "working" and gear.last and over(gear.last, today):
                gear.state = "expired"
        if st.level_until and over(st.level_until, today):
            st.titles += st.grace is None
            st.level = st.level_until = st.grace = st.look_again = None
        if st.flag and over(st.flag.again or st.flag.term, today):
            st.flag.overdue, st.flag.again = True, working_days(today, 5)
        if st.standing in BUILDING and st.step_term and over(st.step_again or st.step_term, today):
            st.step_late, st.step_again = True, working_days(today, 5)
