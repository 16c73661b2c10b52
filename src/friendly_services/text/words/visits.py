"""Words of `visits`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    # what was given cannot be taken
    "visits.no_place": (
        "{value!r} is no place whose use is counted: give the id of a merchant or a station",
        "{value!r} 不是可统计使用情况的地点：请填写商户或驿站的编号",
    ),
    "visits.not_24": (
        "{count} numbers are not a day: give 24, one for each hour from midnight on",
        "{count} 个数不足以表示一天：请从零时起逐小时给出 24 个数",
    ),
    "visits.ahead": ("{value} has not come yet: it is {now}", "{value} 尚未到来：现在是 {now}"),
    "visits.span": (
        "{until} is before {since}: give the earlier day first",
        "{until} 早于 {since}：请先填较早的日期",
    ),
    # whether a place is used
    "visits.used": ("it was last used on {last}", "最近一次使用为 {last}"),
    "visits.dormant": (
        "it was last used on {last}, and {days} days without use make it dormant",
        "最近一次使用为 {last}，连续 {days} 天无人使用即为沉睡",
    ),
    "visits.never_used": (
        "it has been counted since {first}, and nobody has used it",
        "自 {first} 起统计，至今无人使用",
    ),
    "visits.counted_since": (
        "it has been counted since {first} only, fewer than {days} days, and nobody has used it yet",
        "自 {first} 起统计，尚不足 {days} 天，暂无人使用",
    ),
    "visits.not_counted": ("its use was never counted", "从未统计其使用情况"),
}
