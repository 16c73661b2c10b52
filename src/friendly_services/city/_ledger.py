"""The ledger of a period (台账): every decision on merchants and stations, and the register at its end."""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import groupby
from typing import Any, Final
from zoneinfo import ZoneInfo

import attrs

from .. import merchants, stations
from ..decider import fold
from ..errors import Invalid
from ..ids import Key
from ..storage import Entry
from ..text import LANGUAGES, Label, Language, noun, show
from ._acts import act_of, files_in, ground_of, rule_of
from ._executor import SYSTEM
from ._reader import Reader
from ._times import a_day, instant, micros

__all__ = ["Column", "PeriodLedger", "Sheet", "check_asked", "ledger"]

Cell = str | int | date | None
_Row = tuple[Cell, ...]
_Lines = list[tuple[Entry, Any]]

_KINDS: Final = ("merchant", "station")
_KEPT: Final = 10_000
"""States held at most while a journal is read; another is made again from its own history."""


@attrs.frozen
class Column:
    """One column: the name that programs use, and the title that people read."""

    name: str
    title: str


@attrs.frozen(eq=False)
class Sheet:
    """A table that is read each time it is gone through and never held, however long it is.

    Going through it gives a dictionary a row, by the columns' names: `pandas.DataFrame(sheet)` takes it.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    _read: Callable[[], Iterator[_Row]]

    @property
    def rows(self) -> Iterator[_Row]:
        """The rows as tuples, in the order of the columns."""
        return self._read()

    def __iter__(self) -> Iterator[dict[str, Cell]]:
        names = [column.name for column in self.columns]
        return (dict(zip(names, row, strict=True)) for row in self.rows)

    def __repr__(self) -> str:
        return f"Sheet({self.name!r}: {', '.join(column.name for column in self.columns)})"


@attrs.frozen(eq=False)
class PeriodLedger:
    """The ledger of a period; asked again with the same `known`, it is the same to the letter."""

    first: date
    last: date
    known: datetime
    """What was on record then: ask with it to have the same ledger again."""
    decisions: Sheet
    """One row for each decision, or step of a procedure, in the order of the journal."""
    register: Sheet
    """One row for each merchant and station as of the last day, in the order in which they were entered."""


_DECISIONS: Final[Mapping[str, Label]] = {
    "entry": Label(en="Entry", zh="流水号"),
    "on": Label(en="Date", zh="日期"),
    "kind": Label(en="Kind", zh="类别"),
    "id": Label(en="Id", zh="编号"),
    "name": Label(en="Name", zh="名称"),
    "number": Label(en="Licence or code", zh="证照号或站点编码"),
    "area": Label(en="Area", zh="区域"),
    "act": Label(en="Decision", zh="事项"),
    "by": Label(en="Decided by", zh="经办人"),
    "ground": Label(en="Ground", zh="事由"),
    "standard": Label(en="Standard", zh="标准"),
    "version": Label(en="Version", zh="标准版本"),
    "pack": Label(en="Pack", zh="规则包序号"),
    "files": Label(en="File numbers", zh="文号"),
    "before": Label(en="Standing before", zh="办理前状态"),
    "after": Label(en="Standing after", zh="办理后状态"),
    "level": Label(en="Level after", zh="办理后等级"),
    "until": Label(en="Until", zh="期限"),
}
_REGISTER: Final[Mapping[str, Label]] = {
    "kind": Label(en="Kind", zh="类别"),
    "id": Label(en="Id", zh="编号"),
    "name": Label(en="Name", zh="名称"),
    "number": Label(en="Licence or code", zh="证照号或站点编码"),
    "area": Label(en="Area", zh="区域"),
    "address": Label(en="Address", zh="地址"),
    "trade": Label(en="Trade or host", zh="业态或依托单位"),
    "services": Label(en="Services", zh="服务项目"),
    "standing": Label(en="Standing", zh="状态"),
    "level": Label(en="Level", zh="等级"),
    "since": Label(en="Named or graded on", zh="命名或评级日期"),
    "until": Label(en="Next review or end of level", zh="下次复审或等级到期"),
    "plaque": Label(en="Plaque", zh="牌匾号"),
    "standard": Label(en="Standard", zh="标准"),
    "version": Label(en="Version", zh="标准版本"),
    "refs": Label(en="Numbers in other systems", zh="其他系统编号"),
}
_TITLES: Final = {
    "decisions": Label(en="Decisions", zh="办理台账"),
    "register": Label(en="Register", zh="名录"),
}


def check_asked(first: date, last: date, language: Language) -> None:
    """Refuse days that are none, a period that ends before it begins, and a language that there is not."""
    days: tuple[tuple[str, object], ...] = ("first", first), ("last", last)
    for field, day in days:
        a_day(field, day)
    if last < first:
        raise Invalid.at("last", "city.period", first=first, last=last)
    if language not in LANGUAGES:
        raise Invalid.at("language", "value.not_one_of", value=language, choices=LANGUAGES)


def ledger(
    reader: Reader,
    first: date,
    last: date,
    known: datetime,
    *,
    zone: ZoneInfo,
    rules: Mapping[str, Any],
    area: str | None,
    language: Language,
) -> PeriodLedger:
    """The ledger of the days from `first` to `last` in `zone`, with the titles that `rules` hold."""
    areas = None if area is None else reader.areas(area)
    asked = _Asked(reader, first, last, known, zone, rules, areas, language)

    def sheet(name: str, columns: Mapping[str, Label], read: Callable[[_Asked], Iterator[_Row]]) -> Sheet:
        titled = tuple(Column(column, show(title, language)) for column, title in columns.items())
        return Sheet(name, show(_TITLES[name], language), titled, partial(read, asked))

    return PeriodLedger(
        first,
        last,
        known,
        decisions=sheet("decisions", _DECISIONS, _decisions),
        register=sheet("register", _REGISTER, _register),
    )


@attrs.frozen(eq=False)
class _Asked:
    reader: Reader
    first: date
    last: date
    known: datetime
    zone: ZoneInfo
    rules: Mapping[str, Any]
    areas: frozenset[str] | None
    language: Language

    def start(self, day: date) -> int:
        """The first instant of a day."""
        return micros(datetime.combine(day, time(), self.zone))

    @property
    def end(self) -> int:
        """The first instant after the period."""
        return self.start(self.last + timedelta(days=1))

    def wants(self, state: Any) -> bool:
        """Whether it lies in the area that is asked for."""
        return self.areas is None or _area(state) in self.areas

    def titled(self, capability: str, table: str, code: str) -> str:
        """What the pack calls it; the code itself where the pack does not have it any more."""
        found = getattr(self.rules.get(capability), table, {}).get(code, code)
        return show(found if isinstance(found, str | Label) else found.title, self.language)


class _States:
    """The state of each record as far as the journal has been read, the least used forgotten."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._held: OrderedDict[Key, Any] = OrderedDict()

    def before(self, key: Key, position: int) -> Any:
        """The state before this entry of the journal."""
        if key in self._held:
            return self._held[key]
        kind = self._reader.registry.kinds[key[0]]
        earlier = (entry for entry in self._reader.entries(key=key) if entry.position < position)
        return fold(kind, map(self._reader.event, earlier))

    def keep(self, key: Key, state: Any) -> None:
        """Note the state after the entry."""
        self._held[key] = state
        self._held.move_to_end(key)
        if len(self._held) > _KEPT:
            self._held.popitem(last=False)


def _decisions(asked: _Asked) -> Iterator[_Row]:
    reader, states = asked.reader, _States(asked.reader)
    start, end = asked.start(asked.first), asked.end
    for at, commit in groupby(reader.entries(known=asked.known), lambda entry: entry.at):
        if at >= end:
            return
        if at < start:
            continue
        acts: dict[tuple[bytes, Key], _Lines] = {}
        for entry in commit:
            if (about := _about(reader, entry.key)) is not None:
                acts.setdefault((entry.command.token, about), []).append((entry, reader.event(entry)))
        for (_, key), lines in acts.items():
            before = states.before(key, lines[0][0].position)
            own = [event for entry, event in lines if entry.key == key]
            after = fold(reader.registry.kinds[key[0]], own, before)
            states.keep(key, after)
            row = _decision(asked, lines, before, after) if asked.wants(after) else None
            if row is not None:
                yield row


def _about(reader: Reader, key: Key) -> Key | None:
    """The merchant or station that a record is about, if it is about one."""
    kind, id_ = key
    match kind:
        case "merchant" | "station":
            return key
        case "application":
            return "merchant", id_
        case "revocation":
            return "merchant", reader.mended(key).merchant
        case _:
            return None


def _decision(asked: _Asked, lines: _Lines, before: Any, after: Any) -> _Row | None:
    entry, events = lines[0][0], [event for _, event in lines]
    language = asked.language
    acts = [act for event in events if (act := act_of(event)) is not None]
    stood = "" if before is None else _standing(before, language)
    stands = _standing(after, language)
    if not acts and stood == stands:
        return None
    grounds = (ground_of(event, asked.rules, language) for event in events)
    standard, version = next((rule for event in events if (rule := rule_of(event))), ("", None))
    return (
        entry.position,
        instant(entry.at, asked.zone).date(),
        _kind(after, language),
        after.id,
        after.name,
        _number(after),
        _area(after),
        show(tuple(dict.fromkeys(acts)) or type(events[-1]).__name__, language),
        show(_ITSELF, language) if entry.command.by == SYSTEM.id else entry.command.by,
        "; ".join(dict.fromkeys(filter(None, grounds))),
        standard,
        version,
        entry.command.pack,
        "; ".join(dict.fromkeys(filter(None, files_in(tuple(events))))),
        stood,
        stands,
        _level(after),
        _until(after),
    )


def _register(asked: _Asked) -> Iterator[_Row]:
    reader, end = asked.reader, asked.end
    for kind in _KINDS:
        for entered in reader.entries(kind=kind, known=asked.known):
            if entered.at >= end:
                break
            if entered.version > 1:
                continue
            history = [(e.at, reader.event(e)) for e in reader.entries(key=entered.key, known=asked.known)]
            state = fold(reader.registry.kinds[kind], (event for at, event in history if at < end))
            if asked.wants(state):
                yield _registered(asked, state, history)


def _registered(asked: _Asked, state: Any, history: list[tuple[int, Any]]) -> _Row:
    language = asked.language
    common = _kind(state, language), state.id, state.name, _number(state), _area(state)
    if isinstance(state, merchants.Merchant):
        naming = state.naming
        ruling = naming.ruling if naming else None
        days = ((instant(at, asked.zone).date(), event) for at, event in history)
        stood = merchants.standing_on(days, asked.last)
        return (
            *common,
            state.premises.address,
            asked.titled("merchants", "trades", state.trade),
            show((asked.titled("merchants", "services", code) for code in sorted(state.services)), language),
            show(merchants.STANDINGS[stood or state.standing], language),
            "",
            naming.on if naming else None,
            naming.review.on if naming and (stood or state.standing) not in _ENDED else None,
            naming.plaque.number if naming else "",
            ruling.standard if ruling else "",
            ruling.version if ruling else None,
            "; ".join(f"{ref.system} {ref.number}" for ref in state.refs),
        )
    level = state.level
    return (
        *common,
        "",
        asked.titled("stations", "hosts", state.host),
        show((asked.titled("stations", "services", code) for code in sorted(state.services)), language),
        _standing(state, language),
        _level(state),
        level.on if level else None,
        level.until if level else None,
        "",
        level.standard if level else "",
        level.version if level else None,
        "",
    )


_ITSELF: Final = Label(en="by itself", zh="系统")
"""In place of a person, where a term ran out and `tick` entered what follows."""
_ENDED: Final = ("revoked", "withdrawn", "ended")


def _kind(state: Any, language: Language) -> str:
    return show(noun("merchant" if isinstance(state, merchants.Merchant) else "station"), language)


def _standing(state: Any, language: Language) -> str:
    known = merchants.STANDINGS if isinstance(state, merchants.Merchant) else stations.STANDINGS
    return show(known[state.standing], language)


def _number(state: Any) -> str:
    number: str = state.licence.number if isinstance(state, merchants.Merchant) else state.code
    return number


def _area(state: Any) -> str:
    area: str = state.premises.area if isinstance(state, merchants.Merchant) else state.area
    return area


def _level(state: Any) -> str:
    level = getattr(state, "level", None)
    return level.code if level else ""


def _until(state: Any) -> date | None:
    """Until when what now holds does: the merchant's term, the station's level or its announced closure."""
    if isinstance(state, merchants.Merchant):
        term = state.term or state.claimed_until
        return term.day if term else None
    if state.closure is not None:
        until: date | None = state.closure.until
        return until
    return state.level.until if state.level else None
