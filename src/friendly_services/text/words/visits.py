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
    "visits.no_day_of": (
        "{value} is at the very end of the calendar: give the time at which somebody came",
        "{value} 已到历法的边界：请填写实际到访时间",
    ),
    "visits.span": (
        "{until} is before {since}: give the earlier day first",
        "{until} 早于 {since}：请先填较早的日期",
    ),
    "visits.no_token": (
        "this is no token of a visit: draw 22 to 64 of A-Z a-z 0-9 _ - at random, as secrets.token_urlsafe(16) does",
        "这不是有效的到访凭证：请随机生成 22 至 64 个 A-Z a-z 0-9 _ - 字符，例如 secrets.token_urlsafe(16)",
    ),
    "visits.not_its_place": (
        "the visit was not proved at {value!r}: name the place that gave out the token",
        "该到访并非由 {value!r} 证明：请填写发出凭证的地点",
    ),
    # refusals
    "visits.not_now": ("not possible for the visit as it stands", "该到访当前状态下不能办理"),
    "visits.not_now_taken": (
        "{command} is not possible with this token: it was given out already, for a visit that can be rated until {until}; draw another",
        "该凭证已用于一次到访（可评价至 {until}），不能再办理 {command}：请另行生成",
    ),
    "visits.not_now_proved": (
        "{command} is not possible: the visit is proved, and can be rated until {until}",
        "该到访已证明，可评价至 {until}，不能办理 {command}",
    ),
    "visits.not_now_place_rated": (
        "{command} is not possible: the place was rated for this visit already, which counts once (its last day is {until})",
        "该到访已评价过地点，每次到访只计一次，不能办理 {command}（截止日为 {until}）",
    ),
    "visits.not_now_visitor_rated": (
        "{command} is not possible: the visitor was rated for this visit already, which is done once (its last day is {until})",
        "该到访已评价过来访者，每次到访只评一次，不能办理 {command}（截止日为 {until}）",
    ),
    "visits.not_now_both_rated": (
        "{command} is not possible: both sides have rated this visit, each once (its last day is {until})",
        "双方均已就该到访作出评价，各限一次，不能办理 {command}（截止日为 {until}）",
    ),
    "visits.not_now_over": (
        "{command} is not possible: the visit could be rated until {until}",
        "该到访的评价期至 {until} 已届满，不能办理 {command}",
    ),
    # what is shown of ratings
    "visits.rated": ("{mean} of 5, from {count} ratings", "{mean} 分（满分 5 分），共 {count} 条评价"),
    "visits.too_few": (
        "too few have rated it: ratings are shown from {needed} on",
        "评价过少：满 {needed} 条方予显示",
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
