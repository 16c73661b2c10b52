"""The map of the invented city."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final

from ... import merchants
from ...city import City
from ...ids import MerchantId
from ...proximity import Nearby
from ...text import Label, Language, Reason
from ..map_page import Group, Hit, MapPage, Mark, Saying, Search, render

__all__ = ["write_map"]

_NAMED: Final = Group(Label(en="on the map", zh="已上图"), "#0072b2")
_WAITING: Final = Group(Label(en="under way, or facts unknown", zh="办理中或事实未知"), "#e69f00")
_NOT: Final = Group(Label(en="not named", zh="未命名"), "#8c8c8c")
_STATION: Final = Group(Label(en="station", zh="驿站"), "#009e73", square=True)
_SEARCHES: Final = 12


def write_map(
    city: City,
    path: Path,
    shops: Sequence[MerchantId],
    answers: Sequence[tuple[datetime, Nearby]],
    language: Language,
) -> None:
    """Every applicant and station with its standing, and some of the day's searches, one of them in vain."""
    rules, on = city.pack.rules, city.now().date()
    marks = [_shop(city.merchants.get(id_), rules["merchants"], on) for id_ in shops]
    found = city.stations.find(limit=1_000)
    for station in found:
        level = station.level.code if station.level else None
        lines = (Reason("demo.level", level=level),) if level else (Reason("demo.no_level"),)
        marks.append(Mark(station.id, station.name, station.point, _STATION, lines))
    titles = {code: s.title for c in ("stations", "merchants") for code, s in rules[c].services.items()}
    some = answers[:: max(1, len(answers) // _SEARCHES)][:_SEARCHES]
    in_vain = [asked for asked in answers if not asked[1].hits and asked not in some][:1]
    asked = sorted((*some, *in_vain), key=lambda asked: asked[0])
    searches = tuple(_search(at, answer, titles) for at, answer in asked)
    page = MapPage(
        title=Label(en="An invented city", zh="虚构之城"),
        about=Label(
            en="Made from a seed: no place, person or number is real. Pick a search to see its answer.",
            zh="由随机种子生成：地点、人物和数字均属虚构。选择一次查询以查看结果。",
        ),
        marks=tuple(marks),
        searches=searches,
        groups=(_NAMED, _WAITING, _NOT, _STATION),
        figures=(
            (Label(en="applied", zh="申报"), len(shops)),
            (Label(en="on the map", zh="已上图"), sum(1 for m in marks if m.group is _NAMED)),
            (Label(en="stations", zh="驿站"), len(found)),
        ),
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render(page, language), encoding="utf-8", newline="\n")


def _shop(merchant: merchants.Merchant, rules: merchants.Rules, on: date) -> Mark:
    verdict = merchants.judge(rules.standard, merchant, on=on)
    told = verdict.changes() or [tally.reason for tally in verdict.groups]
    lines: tuple[Saying, ...] = (merchants.STANDINGS[merchant.standing], verdict.reasons()[0], *told)
    match merchant.standing:
        case "named":
            group = _NAMED
        case "rejected" | "lapsed" | "withdrawn" | "revoked":
            group = _NOT
        case _:
            group = _WAITING
    return Mark(merchant.id, merchant.name, merchant.premises.point, group, lines)


def _search(at: datetime, answer: Nearby, titles: Mapping[str, Label]) -> Search:
    hits = tuple(Hit(hit.place.id, hit.metres, hit.reasons) for hit in answer.hits)
    needs = tuple(titles[service] for service in sorted(answer.services)) or (Reason("map.anything"),)
    question = Reason("map.search", needs=needs, within=answer.within)
    return Search(f"{at:%H:%M}", answer.origin, hits, answer.notes, question)
