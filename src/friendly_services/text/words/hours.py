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
    "hours.not_a_time": (
        "{value!r} is no time: give a datetime with its zone, such as datetime(2026, 3, 2, 12, tzinfo=zone)",
        "{value!r} 不是时间：请给出带时区的 datetime，例如 datetime(2026, 3, 2, 12, tzinfo=zone)",
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
    "hours.open_last_entry": (
        "open until {until}, last entry {last}",
        "营业中，至 {until}，{last} 停止入场",
    ),
    "hours.no_more_entry": (
        "still open, but nobody is let in any more; opens {next}",
        "仍在营业，但已停止入场；{next} 开门",
    ),
    "hours.unstated": (
        "its hours do not say whether it is open now: ask before you go",
        "其营业时间未说明此时是否营业：请先询问再前往",
    ),
    "hours.no_such_day": (
        "no year has a day {day} in month {month}",
        "没有任何一年有 {month} 月 {day} 日",
    ),
    "hours.no_such_year": (
        "{value!r} is no year that a calendar has",
        "{value!r} 不是历法中的年份",
    ),
    "hours.last_entry": (
        "{value!r} is no time before closing: a whole number of minutes from 0 to {high}",
        "{value!r} 不是停止入场的提前量：应为 0 至 {high} 的整数（分钟）",
    ),
    "hours.unread_part": ("{text!r} could not be read", "无法识别 {text!r}"),
    "hours.remark": ("{text!r} is a remark that says nothing of hours", "{text!r} 为备注，与营业时间无关"),
    "hours.proviso": (
        "{text!r}: they may change for a while, as anybody's may",
        "{text!r}：营业时间可能临时变动",
    ),
    "hours.usually": ("{text!r}: so it is as a rule, not for certain", "{text!r}：仅为通常情况，并不确定"),
    "hours.as_announced": ("{text!r}: they are announced elsewhere", "{text!r}：以另行公布为准"),
    "hours.times_unstated": (
        "it says on which days it opens, not at what time",
        "只说明哪些日子营业，未说明具体时间",
    ),
    "hours.rest_of_year": (
        "it says nothing of the rest of the year",
        "未说明一年中其余时间的营业时间",
    ),
    "hours.season_undated": (
        "it does not say when its seasons begin: only the hours that they share are sure",
        "未说明各季从何日开始：只有各季共有的时间是确定的",
    ),
    "hours.holidays_differ": (
        "what it says of public holidays differs from day to day: only the hours that those share are sure",
        "节假日的营业时间因日而异：只有共有的时间是确定的",
    ),
    "hours.some_holidays": (
        "{name}: hours of some public holidays alone are not held: on all of them they are unknown",
        "{name}：无法单独记录个别节假日，所有节假日的营业时间均视为未知",
    ),
    "hours.lunar": (
        "{name}: days of the Chinese calendar are not held: around its New Year the hours are unknown",
        "{name}：无法记录农历日期，春节前后的营业时间视为未知",
    ),
    "hours.entries_differ": (
        "the last entry is not always as long before closing: in between nothing is sure",
        "停止入场与关门的间隔不一致：其间是否可入场并不确定",
    ),
    "hours.no_opening_hours": (
        "hours of OpenStreetMap need opening-hours-py: pip install 'friendly-services[osm]'",
        "读取 OpenStreetMap 的营业时间需要 opening-hours-py：请执行 pip install 'friendly-services[osm]'",
    ),
    "hours.osm_syntax": (
        "{text!r} is no opening_hours of OpenStreetMap",
        "{text!r} 不符合 OpenStreetMap 的 opening_hours 写法",
    ),
    "hours.osm_sun": ("{text!r} goes by the sun", "{text!r} 以日出日落为准"),
    "hours.osm_weeks": ("{text!r} goes by numbered weeks", "{text!r} 以周次为准"),
    "hours.osm_nth": ("{text!r} goes by which weekday of the month it is", "{text!r} 以当月第几个星期几为准"),
    "hours.osm_fallback": (
        "{text!r} has a rule for when no other says anything",
        "{text!r} 含有在其他规则均不适用时的备用规则",
    ),
    "hours.osm_easter": ("{text!r} goes by Easter", "{text!r} 以复活节为准"),
    "hours.osm_school": ("{text!r} goes by school holidays", "{text!r} 以学校假期为准"),
    "hours.osm_beside_holidays": (
        "{text!r} goes by the days before or after public holidays",
        "{text!r} 以公众假期前后的日子为准",
    ),
    "hours.osm_comment": ("it remarks: {text}", "另注：{text}"),
    "hours.osm_open_end": (
        "{text!r} does not say when it closes: midnight, at the latest",
        "{text!r} 未说明何时关门：最迟至午夜",
    ),
    "hours.osm_unheld": (
        "{text!r} has more than a week with seasons, holidays and single days can hold",
        "{text!r} 超出了一周时间、季节、节假日与个别日期所能表示的范围",
    ),
    "hours.not_before": (
        "closed until {next} at least: whether it opens then is not known",
        "至少到 {next} 不营业：届时是否营业未知",
    ),
}
