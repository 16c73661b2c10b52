"""Words of `hours`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    "hours.open": ("open until {until}", "营业中，至 {until}"),
    "hours.open_throughout": (
        "open without a break for the next {days} days",
        "未来 {days} 天持续营业",
    ),
    "hours.closed": ("closed, opens {next}", "现未营业，{next} 开门"),
    "hours.closed_throughout": (
        "closed for the next {days} days",
        "未来 {days} 天均不营业",
    ),
    "hours.unknown": (
        "its hours are not recorded: ask before you go",
        "营业时间未登记：请先询问再前往",
    ),
    "hours.holiday_unknown": (
        "its hours depend on the public holidays of {year}, which the calendar lacks",
        "其营业时间取决于 {year} 年的节假日安排，而工作日历中尚无",
    ),
    "hours.naive_time": (
        "{value} has no time zone: give an aware time",
        "{value} 缺少时区：请给出带时区的时间",
    ),
    "hours.opens_range": (
        "{value!r} is no opening minute: a whole number from 0 to 1439",
        "{value!r} 不是开门时刻：应为 0 至 1439 的整数（分钟）",
    ),
    "hours.closes_range": (
        "{value!r} is no closing minute for {opens}: a whole number, later, by at most 24 hours",
        "{value!r} 不是有效的关门时刻（{opens} 开门）：应为其后 24 小时以内的整数（分钟）",
    ),
    "hours.empty_span": (
        "{time}-{time} is no time at all: write 24/7 for round the clock, or closed",
        "{time}-{time} 没有长度：全天营业请写 24/7，不营业请写 closed",
    ),
    "hours.not_a_week": (
        "{value} days are no week: give seven, Monday first",
        "一周应为七天（周一起），而非 {value} 天",
    ),
    "hours.unreadable_day": (
        "{value!r} cannot be read as the hours of a day: write such as 08:30-12:00, 14:30-18:00",
        "无法识别 {value!r} 为一天的营业时间：请写成 08:30-12:00, 14:30-18:00",
    ),
    "hours.unreadable": (
        "{value!r} cannot be read as hours: write such as Mo-Fr 08:30-12:00, 14:30-18:00; Sa 09:00-12:00",
        "无法识别 {value!r} 为营业时间：请写成 周一至周五 8:30-12:00，14:30-18:00；周六 9:00-12:00",
    ),
}
