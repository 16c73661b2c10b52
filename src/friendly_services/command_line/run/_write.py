"""The files that a run leaves behind."""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import attrs

from ...errors import Problem
from ...places import Place
from ...proximity import Nearby
from ...text import LANGUAGES, Label, Language, Reason, say
from ..map_page import Group, Hit, MapPage, Mark, Search, render
from ..mapping import MerchantRow, RiderRow
from ..output import Feature, write_csv, write_geojson, write_text
from ._judge import Judged, RunAnswer
from ._report import ANSWERS, RunReport, answer_label

__all__ = ["FILES", "Asked", "Results", "write", "write_errors"]

FILES: Final = (
    "verdicts.csv",
    "nearby.csv",
    "missing.csv",
    "errors.csv",
    "merchants.geojson",
    "nearby.geojson",
    "map.html",
)
"""Everything a run may write; what an earlier run left under these names is removed first."""

_COLOURS: Final[dict[RunAnswer, str]] = {
    "met": "#009e73",
    "unmet": "#d55e00",
    "unknown": "#b8860b",
    "not_applicable": "#7a7f87",
    "not_applied": "#a9b0b8",
}
_ON_MAP: Final = 5
"""Answers of a search that the map draws; the tables hold all."""


@attrs.frozen
class Asked:
    """A rider's question and its answer."""

    rider: RiderRow
    nearby: Nearby


@attrs.frozen
class Results:
    """What is to be written."""

    judged: tuple[Judged, ...]
    places: tuple[Place, ...]
    """Of the same merchants, in the same order, in the working datum."""
    asked: tuple[Asked, ...]
    report: RunReport
    language: Language


def write(out: Path, results: Results) -> None:
    """Write every result into the folder."""
    report, language = results.report, results.language
    by_id = {one.row.id: one for one in results.judged}
    write_csv(out / "verdicts.csv", _VERDICTS, (_verdict(one, results) for one in results.judged))
    write_csv(
        out / "missing.csv",
        ("fact", "title_en", "title_zh", "verdicts_open"),
        ((name, title.en, title.zh, count) for name, title, count in report.missing),
    )
    write_errors(out, report.refused, report.noted)
    write_geojson(
        out / "merchants.geojson",
        (
            Feature(place.point, _properties(one, language))
            for one, place in zip(results.judged, results.places, strict=True)
        ),
        datum=report.working,
    )
    if results.asked:
        write_csv(out / "nearby.csv", _NEARBY, _answers(results.asked, by_id, language))
        write_geojson(
            out / "nearby.geojson",
            (Feature(asked.nearby.origin, _found(asked, by_id, language)) for asked in results.asked),
            datum=report.working,
        )
    write_text(out / "map.html", render(_page(results), language))


def write_errors(out: Path, refused: Iterable[Problem], noted: Iterable[Problem]) -> None:
    """Write what was refused, and what was kept but should be looked at."""
    rows = [("refused", problem) for problem in refused] + [("kept", problem) for problem in noted]
    rows.sort(key=lambda pair: (pair[1].file or "", pair[1].row or 0))
    write_csv(
        out / "errors.csv",
        ("file", "row", "line", "field", "outcome", "code", "message_en", "message_zh"),
        (
            (p.file, p.row, p.line, p.field, outcome, p.reason.code, *(say(p.reason, x) for x in LANGUAGES))
            for outcome, p in rows
        ),
    )


_VERDICTS: Final = (
    "row",
    "line",
    "id",
    "name",
    "trade",
    "area",
    "lat",
    "lon",
    "datum",
    "outside_city",
    "answer",
    "against",
    "unknown",
    "to_do",
    "not_yet_then",
    "hours",
    "hours_known",
    "services",
    "standard",
    "version",
    "on",
    "known",
)


def _verdict(one: Judged, results: Results) -> tuple[object, ...]:
    row, language = one.row, results.language
    return (
        row.number,
        row.line,
        row.id,
        row.name,
        row.trade,
        row.area,
        row.point.lat,
        row.point.lon,
        row.point.datum,
        row.outside,
        one.answer,
        _joined(one.against, language),
        " ".join(one.missing),
        _joined(one.to_do, language),
        _joined(one.withheld, language),
        row.hours_text,
        row.hours is not None,
        "" if row.services is None else " ".join(sorted(row.services)),
        results.report.standard_id,
        results.report.version,
        results.report.on,
        results.report.known,
    )


_NEARBY: Final = (
    "rider_row",
    "rider",
    "rank",
    "merchant_row",
    "merchant",
    "name",
    "metres",
    "open",
    "hours",
    "verdict",
    "rank_why",
    "note",
)


def _answers(
    asked: Iterable[Asked], by_id: dict[str, Judged], language: Language
) -> Iterable[tuple[object, ...]]:
    """One row for each answer; a search without one has a row that says why."""
    for one in asked:
        rider, nearby = one.rider, one.nearby
        note = _joined(nearby.notes, language)
        if not nearby.hits:
            yield (rider.number, rider.id, *(None,) * (len(_NEARBY) - 3), note)
        for hit in nearby.hits:
            judged = by_id[hit.place.id]
            yield (
                rider.number,
                rider.id,
                hit.rank,
                judged.row.number,
                judged.row.id,
                judged.row.name,
                round(hit.metres, 1),
                hit.openness.answer,
                say(hit.openness.reason, language),
                judged.answer,
                say(hit.reasons[0], language),
                note,
            )


def _properties(one: Judged, language: Language) -> dict[str, Any]:
    row = one.row
    return {
        "row": row.number,
        "id": row.id,
        "name": row.name,
        "trade": row.trade,
        "area": row.area,
        "answer": one.answer,
        "why": [_said(reason, language) for reason in one.why],
        "missing": list(one.missing),
        "hours": row.hours_text or None,
        "hours_known": row.hours is not None,
        "services": None if row.services is None else sorted(row.services),
        "outside_city": row.outside,
    }


def _found(asked: Asked, by_id: dict[str, Judged], language: Language) -> dict[str, Any]:
    return {
        "row": asked.rider.number,
        "rider": asked.rider.id,
        "needs": sorted(asked.rider.needs),
        "notes": [say(note, language) for note in asked.nearby.notes],
        "found": [
            {
                "rank": hit.rank,
                "id": hit.place.id,
                "name": hit.place.name,
                "metres": round(hit.metres, 1),
                "open": hit.openness.answer,
                "verdict": by_id[hit.place.id].answer,
            }
            for hit in asked.nearby.hits
        ],
    }


@lru_cache(maxsize=4096)
def _said(reason: Reason, language: Language) -> str:
    """A sentence; merchants by the thousand lack the same few facts."""
    return say(reason, language)


def _joined(reasons: Iterable[Reason], language: Language) -> str:
    return {"en": "; ", "zh": "；"}[language].join(_said(reason, language) for reason in reasons)


def _label(reason: Reason) -> Label:
    return Label(*(say(reason, language) for language in LANGUAGES))


def _page(results: Results) -> MapPage:
    report = results.report
    groups = {answer: Group(_label(answer_label(answer)), _COLOURS[answer]) for answer in ANSWERS}
    counts = Counter(one.answer for one in results.judged)
    marks = tuple(
        Mark(
            one.row.id,
            one.row.name,
            place.point,
            groups[one.answer],
            _verdict_line(one) + one.why + one.withheld + _hours(one.row),
        )
        for one, place in zip(results.judged, results.places, strict=True)
    )
    searches = tuple(
        Search(
            asked.rider.id,
            asked.nearby.origin,
            tuple(Hit(hit.place.id, hit.metres, hit.reasons) for hit in asked.nearby.hits[:_ON_MAP]),
            asked.nearby.notes,
            _question(asked.nearby),
        )
        for asked in results.asked
    )
    about = Reason("run.about", standard=report.standard_id, version=report.version, on=report.on)
    return MapPage(
        title=report.standard,
        about=_label(about),
        marks=marks,
        searches=searches,
        groups=tuple(group for answer, group in groups.items() if counts[answer]),
        figures=(
            (_label(Reason("run.figure_read")), len(results.judged)),
            *((groups[answer].label, counts[answer]) for answer in ANSWERS if counts[answer]),
        ),
    )


def _verdict_line(one: Judged) -> tuple[Reason, ...]:
    return () if isinstance(one.verdict, Reason) else one.verdict.reasons()[:1]


def _question(nearby: Nearby) -> Reason:
    return Reason(
        "map.search", needs=tuple(sorted(nearby.services)) or (Reason("map.anything"),), within=nearby.within
    )


def _hours(row: MerchantRow) -> tuple[Reason, ...]:
    if row.hours is None and not row.hours_text:
        return (Reason("hours.unknown"),)
    code = "run.hours" if row.hours is not None else "run.hours_unread"
    return (Reason(code, text=row.hours_text),)
