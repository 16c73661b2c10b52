"""Words of `targets`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    "targets.levels": (
        "name `levels` for the measure stations_of_level, and for no other; this one is {measure}",
        "仅 stations_of_level 须填写 `levels`，其他口径不得填写；本指标为 {measure}",
    ),
    "targets.day_past": ("{value} is past: today is {today}", "{value} 已过：今天是 {today}"),
    "targets.not_now": ("not possible for the target as it stands", "目标当前状态下不能办理"),
    "targets.not_now_open": (
        "{command} is not possible for target {target}: it is open until {day}",
        "目标 {target} 期限至 {day}，尚未届满，不能办理 {command}",
    ),
    "targets.not_now_overdue": (
        "{command} is not possible for target {target}: it was due by {day}, and a reminder is out already",
        "目标 {target} 已于 {day} 到期并已提醒，不能办理 {command}",
    ),
    "targets.not_now_closed": (
        "{command} is not possible for target {target}: it was closed on {day}, set a new one",
        "目标 {target} 已于 {day} 结束，不能办理 {command}：请另设新目标",
    ),
}
