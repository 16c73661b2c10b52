"""Words of `stations`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    # what was given cannot be taken
    "stations.area_not_positive": (
        "{value!r} is not an area: give square metres above 0",
        "{value!r} 不是有效面积：请填写大于 0 的平方米数",
    ),
    "stations.expiry_missing": (
        "{equipment} bears an expiry date: give the last day on which it may be used",
        "“{equipment}”有有效期：请填写可使用的最后日期",
    ),
    "stations.fact_is_derived": (
        "{value!r} follows from the station's own record: record its equipment, hours, size or keeper instead",
        "{value!r} 由驿站档案推得：请改为登记设备、开放时间、面积、座位或站长",
    ),
    "stations.day_ahead": ("{value} has not come yet: today is {today}", "{value} 尚未到来：今天是 {today}"),
    "stations.day_past": ("{value} is past: today is {today}", "{value} 已过：今天是 {today}"),
    "stations.check_superseded": (
        "a check of {newer} is on record, and one of {value} is older: record what was found last",
        "已有 {newer} 的检查记录，{value} 的检查更早：请登记最近一次检查的结果",
    ),
    "stations.own_successor": (
        "a station cannot take its own place: name the station it moves to, or none",
        "驿站不能以自己为迁址后的驿站：请填写新驿站，或留空",
    ),
    # refusals
    "stations.not_now": ("not possible for the station as it stands", "驿站当前状态下不能办理"),
    "stations.not_now_open": (
        "{command} is not possible for station {station}: it is open",
        "驿站 {station} 正在开放，不能办理 {command}",
    ),
    "stations.not_now_flagged": (
        "{command} is not possible for station {station}: riders' reports of it wait for an answer",
        "驿站 {station} 有小哥反映待答复，不能办理 {command}",
    ),
    "stations.not_now_closed_temporarily": (
        "{command} is not possible for station {station}: it is closed for a while, reopen it first",
        "驿站 {station} 暂停开放，不能办理 {command}：请先恢复开放",
    ),
    "stations.not_now_closed": (
        "{command} is not possible for station {station}: it is closed for good, register a new one",
        "驿站 {station} 已永久关闭，不能办理 {command}：请登记新驿站",
    ),
    "stations.level_not_met": (
        "level {level} ({title}) cannot be granted: {why}",
        "不能评为 {level} 级（{title}）：{why}",
    ),
    # why a level is lost
    "stations.cause": (
        "{fact}: {before} when the level was granted, {after} now",
        "{fact}：评定时为 {before}，现为 {after}",
    ),
    "stations.cause_standard": (
        "{fact}: {after}, which its standard no longer allows",
        "{fact}：{after}，不再符合标准",
    ),
    # why it does not offer what it has
    "stations.equipment_none": ("no {equipment} was found on {on}", "{on} 检查时没有“{equipment}”"),
    "stations.equipment_broken": (
        "{equipment} was found broken on {on}",
        "“{equipment}”于 {on} 检查时已损坏",
    ),
    "stations.equipment_expired": (
        "{equipment} is out of date: {last} was its last day",
        "“{equipment}”已过期：可使用至 {last}",
    ),
    # why the map does not show it
    "stations.closed": ("closed for good", "已永久关闭"),
    "stations.moved": ("moved: see station {successor}", "已迁址：见驿站 {successor}"),
    "stations.flagged": (
        "{riders} riders found it {seen}, last on {on}; its keeper has to answer by {day}",
        "{riders} 名小哥反映“{seen}”（{on}），站长须于 {day} 前答复",
    ),
    "stations.flagged_overdue": (
        "{riders} riders found it {seen}, last on {on}; an answer was due by {day}, and there is none",
        "{riders} 名小哥反映“{seen}”（{on}），应于 {day} 前答复，尚未答复",
    ),
    "stations.closed_for_now": ("closed for now: {cause}", "暂停开放：{cause}"),
    "stations.closed_until": (
        "closed until {until}, then to be confirmed: {cause}",
        "暂停开放至 {until}，期满须确认后恢复：{cause}",
    ),
}
