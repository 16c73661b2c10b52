"""Words of `workdays`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    "workdays.no_data": (
        "the calendar has no holidays for {years}: counted Monday to Friday, so the day may move",
        "工作日历尚无 {years} 年的节假日安排：暂按周一至周五计算，日期可能变动",
    ),
    "workdays.provisional": (
        "the holidays of {years} are not officially published yet: the day may move",
        "{years} 年的节假日安排尚未正式公布：日期可能变动",
    ),
    "workdays.term": (
        "{value!r} is not a number of working days: a whole number from 0 to {high}",
        "{value!r} 不是工作日数：应为 0 至 {high} 的整数",
    ),
    "workdays.backwards": (
        "{day} lies before {start}: give the earlier day first",
        "{day} 早于 {start}：请先填较早的日期",
    ),
    "workdays.wrong_kind": ("{value!r} is not a {kind}", "{value!r} 的类型不对：应为 {kind}"),
    "workdays.unknown_key": (
        "is no key of a calendar: see packs/calendars for the form",
        "不是工作日历的字段：格式见 packs/calendars",
    ),
    "workdays.span": (
        "a holiday from {first} to {last} is not one: the last day comes after the first, within 31 days",
        "{first} 至 {last} 不成假期：末日不早于首日，且不超过 31 天",
    ),
    "workdays.makeup_on_weekday": (
        "{day} is no Saturday or Sunday: a make-up workday is",
        "{day} 不是周六或周日：调休上班日应为周末",
    ),
    "workdays.both": (
        "{day} is listed both as a day off and as a make-up workday",
        "{day} 既列为放假又列为上班",
    ),
    "workdays.other_year": ("{day} does not belong to {year}", "{day} 不属于 {year} 年"),
}
