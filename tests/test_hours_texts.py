"""Hours as shops, offices and museums write them: read as meant, or said what could not be read."""

import csv
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from friendly_services.errors import Invalid
from friendly_services.hours import Hours, read, status, understand, write
from friendly_services.text import LANGUAGES, say
from friendly_services.workdays import Calendar, Year
from tests.budget import data

FORMS = tomllib.loads((Path(__file__).parent / "data" / "hours_zh.toml").read_text(encoding="utf-8"))["form"]
CHINA = ZoneInfo("Asia/Shanghai")
CALENDAR = Calendar(
    [Year(2026, [date(2026, 10, day) for day in range(1, 8)], [date(2026, 10, 10)], "official", "x")]
)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form["text"][:40])
def test_each_form_is_read_as_a_person_reads_it(form: dict[str, Any]) -> None:
    """The hours are those written by hand beside it, and what is said of it is what was expected."""
    found = understand(form["text"])
    assert (found.hours and write(found.hours)) == form.get("reading")
    assert [reason.code.removeprefix("hours.") for reason in found.unread] == form.get("unread", [])
    assert all(say(reason, language) for reason in found.unread for language in LANGUAGES)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form["text"][:40])
def test_the_strict_door_takes_what_leaves_nothing_to_say(form: dict[str, Any]) -> None:
    """`read` refuses whatever `understand` has a remark on, and agrees with it on the rest."""
    found = understand(form["text"])
    if found.hours is not None and not found.unread:
        assert read(form["text"]) == read(form["reading"]) == found.hours
    else:
        with pytest.raises(Invalid, match="cannot be read as hours"):
            read(form["text"])


def test_there_are_many_forms() -> None:
    """Those that the library was made for and more than 60 others, from all the kinds of places."""
    asked = [form for form in FORMS if form["origin"] == "asked"]
    assert len(asked) == 9
    assert len({form["text"] for form in FORMS}) == len(FORMS) >= len(asked) + 60
    assert {form["origin"] for form in FORMS} > {"shop", "office", "library", "museum", "sight"}


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """That time of 2026 in China."""
    return datetime(2026, month, day, hour, minute, tzinfo=CHINA)


def test_what_is_read_answers_at_the_hour() -> None:
    """A museum: closed on Mondays but for holidays, nobody let in for its last half hour."""
    museum = understand("周二至周日 9:00-17:00（16:30停止入馆），周一闭馆（法定节假日除外）").hours
    answers = {
        when: status(museum, when, CALENDAR).answer
        for when in (at(9, 28, 10), at(10, 5, 10), at(9, 29, 16, 29), at(9, 29, 16, 30))
    }
    assert list(answers.values()) == ["closed", "open", "open", "closed"]


def test_what_is_not_sure_is_unknown_at_its_hour_alone() -> None:
    """Summer and winter without dates: the hours that both have are sure, what one has is not."""
    library = understand("夏季 9:00-18:00；冬季 9:00-17:00").hours
    assert [status(library, at(3, 2, hour)).answer for hour in (8, 16, 17, 18)] == [
        "closed",
        "open",
        "unknown",
        "closed",
    ]


REFUSED = [
    "周二 4月 9:00-17:00",
    "13月 9:00-17:00",
    "77月 9:00-17:00",
    "7月 7-8月 9:00-17:00",
    "2月30日闭馆；9:00-17:00",
    "2026-02-30 closed; 9:00-17:00",
    "周一至周五9:00-17:00 18:00-20:00周六",
    "9:00-17:00 周一至周五 10:00-16:00 周六",
    "周一至周六 9:00-17:00，全年无休",
    "9:00-17:00（18:00停止入馆）",
    "9:00-11:30,14:00-17:00（12:00停止入馆）",
    "16:30停止入馆",
    "9:00-17:00（闭馆前30分钟停止入馆，16:30停止入馆）",
    "9:00-17:00（闭馆前900分钟停止入馆）",
    "9:00-17:00 照常营业",
    "周末照常营业",
    "5-9月 9:00-17:00；7-8月 9:00-20:00",
    "5-9月 周一至周五 9:00-17:00；9:00-16:00",
    "9:00-17:00；7-8月 周一至周五 9:00-20:00",
    "夏季 9:00-18:00",
    "9:00-17:00；夏季 9:00-18:00；1-2月 10:00-16:00",
    "5月国庆节 9:00-17:00",
    "节假日 9:00-17:00；周一至周五 9:00-18:00（节假日除外）",
    "9:00-17:00；节假日照常；节假日除外",
    "除夕 9:00-12:00；2-9月 9:00-17:00；10-1月 9:00-16:00",
    "10:00-19:00（午休 9:00-9:30）",
    "电话",
    "9:00-12:00，1:00-5:00",
    "12:00-13:00休息；9:00-17:00",
    "闭馆 周一 9:00-17:00",
    "夏季 9:00-18:00 10月-4月 9:00-17:00",
    "Mo-Fr 10:00-12:00 unknown",
    "夏季 8:30-17:30，7-8月",
    "7-8月",
    "(",
    "?",
]


@pytest.mark.parametrize("text", REFUSED)
def test_what_can_be_meant_in_two_ways_is_not_read(text: str) -> None:
    """Days of which rule, two weeks for one day, a last entry after closing: nothing of it is sure."""
    found = understand(text)
    assert found.hours is None
    assert found.unread


READ = {
    "9:00-17:00（11:30-13:00休息）": "Mo-Su 09:00-11:30, 13:00-17:00",
    "周二至周日 9:00-17:00；周一闭馆，法定节假日正常开放": "Tu-Su 09:00-17:00; PH 09:00-17:00?",
    "周一至周五：上午9:00-12:00，下午1:00-5:00": "Mo-Fr 09:00-12:00, 13:00-17:00",
    "夏季9:00-18:00冬季9:00-17:00": "Mo-Su 09:00-17:00, 17:00-18:00?",
    "每周二、四、六 9:00-11:30": "Tu 09:00-11:30; Th 09:00-11:30; Sa 09:00-11:30",
    "每月最后一个周五闭馆，9:00-17:00": None,
    "24小时自助，人工 9:00-17:00": None,
    "周五18:00至周日22:00": None,
    "5月开始试营业": None,
    "10:00-18:00 除夕休息；节假日休息": "Mo-Su 10:00-18:00; Jan 20-Mar 10 Mo-Su 10:00-18:00?; PH closed",
    "10:00-18:00；春节 10:00-12:00": "Mo-Su 10:00-18:00; Jan 20-Mar 10 Mo-Su 00:00-24:00?",
    "10:00-18:00，春节照常": "Mo-Su 10:00-18:00",
    "10:00-18:00，国庆照常": "Mo-Su 10:00-18:00",
    "10:00-18:00，节假日休息，国庆休息": "Mo-Su 10:00-18:00; PH closed",
    "夏季 9:00-18:00；10-4月 9:00-17:00": "Mo-Su 09:00-18:00; Oct 1-Apr 30 Mo-Su 09:00-17:00",
    "夏季周二至周五 9:00-18:00；周末 9:00-20:00；冬季周二至周日 9:00-17:00": (
        "Tu-Fr 09:00-17:00, 17:00-18:00?; Sa-Su 09:00-17:00, 17:00-20:00?"
    ),
    "旺季 9:00-17:00；淡季 9:00-17:00": "Mo-Su 09:00-17:00",
    "周一至周五 9:00-17:00（节假日除外）；周六 9:00-12:00": (
        "Mo-Fr 09:00-17:00; Sa 09:00-12:00; PH 09:00-12:00?"
    ),
    "周一至周五 9:00-17:00；周六 9:00-12:00；节假日除外": "Mo-Fr 09:00-17:00; Sa 09:00-12:00; PH closed",
    "周一至周五 9:00-17:00；周六开放": "Mo-Fr 09:00-17:00; Sa 00:00-24:00?",
    "9:00-17:00，周一至周五": "Mo-Fr 09:00-17:00",
    "全年无休": "unknown",
    "闭馆前半小时停止入馆，9:00-17:00": "Mo-Su 09:00-17:00; last entry 30 min before closing",
    "9:00-17:00，闭馆前1小时停止入场": "Mo-Su 09:00-17:00; last entry 60 min before closing",
    "18:00-次日2:00（1:30停止入场）": "Mo-Su 18:00-02:00; last entry 30 min before closing",
    "9:00-17:00（下午4:30停止入馆）": "Mo-Su 09:00-17:00; last entry 30 min before closing",
    "停止入场时间：16:30，9:00-17:00": "Mo-Su 09:00-17:00; last entry 30 min before closing",
    "9:00-17:00，停止入场时间：16:30": "Mo-Su 09:00-17:00; last entry 30 min before closing",
    "工作日 9:00-17:00，按调休安排": "Mo-Fr 09:00-17:00; by the calendar of workdays",
    "unknown": "unknown",
    "Mo unknown; Tu 9:00-10:00": "Mo 00:00-24:00?; Tu 09:00-10:00",
    "7月 9:00-18:00；其他时间闭馆": "unknown; Jul 1-Jul 31 Mo-Su 09:00-18:00",
    "2026年7月1日至2026年8月31日 9:00-20:00；": "unknown; 2026 Jul 1-Aug 31 Mo-Su 09:00-20:00",
    "星期天 9:00-10:00": "Su 09:00-10:00",
    "周7 9:00-10:00": "Su 09:00-10:00",
}


@pytest.mark.parametrize(("text", "reading"), READ.items(), ids=lambda value: str(value)[:40])
def test_less_usual_forms(text: str, reading: str | None) -> None:
    """Holidays apart, seasons without dates, pauses: each as it would be explained at the counter."""
    found = understand(text).hours
    assert (found and write(found)) == reading


def test_a_text_that_is_none_is_not_read() -> None:
    """A number, nothing, an impossible span: no hours, and the reason."""
    for nothing in (None, 9, "x" * 3_000):
        assert understand(nothing).hours is None  # type: ignore[arg-type] # as a careless caller would
    (reason,) = understand("00:00-00:00").unread
    assert reason.code == "hours.empty_span"


def test_hours_of_a_register_are_understood_as_they_were_read() -> None:
    """All 92 texts of the San Francisco permits, and the two of the cafés: nothing is left unread."""
    with (data("sf_food_permits") / "Mobile_Food_Facility_Permit.csv").open(encoding="utf-8-sig") as file:
        texts = [row["dayshours"] for row in csv.DictReader(file) if row["dayshours"]]
    with (data("cafes_cn_ccby") / "all_cafes.csv").open(encoding="utf-8-sig") as file:
        texts += [row["营业时间"] for row in csv.DictReader(file) if row["营业时间"]]
    assert len(texts) == 94
    for text in texts:
        found = understand(text)
        assert isinstance(found.hours, Hours)
        assert not found.unread
