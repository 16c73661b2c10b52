"""Words of `maps`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    "maps.failed": ("the map service {service!r} failed: {why}", "地图服务 {service!r} 出错：{why}"),
    "maps.none": (
        "no map service of this city offers {ability} (it has: {services}): name one in City.open(maps=...), and its plugin in plugins=",
        "本城市的地图服务均不提供 {ability}（现有：{services}）：请在 City.open(maps=...) 中指明一个，并在 plugins= 中指明其插件",
    ),
    "maps.none_for_mode": (
        "no map service of this city offers {ability} for {mode!r} (it has: {services}): ask for another mode, or name a service in City.open(maps=...)",
        "本城市的地图服务均不为 {mode!r} 提供 {ability}（现有：{services}）：请换一种出行方式，或在 City.open(maps=...) 中指明服务",
    ),
    "maps.rubbish": ("it answered a {got} where a {wanted} belongs", "它给出了 {got}，而此处应为 {wanted}"),
    "maps.too_few": (
        "it answered {count} things where at least {fewest} belong",
        "它只给出 {count} 项，而此处至少应有 {fewest} 项",
    ),
    "maps.too_many": (
        "it answered more than {most} things where at most {most} belong",
        "它给出的超过 {most} 项，而此处至多 {most} 项",
    ),
    "maps.no_time": ("{seconds} is no number of seconds", "{seconds} 不是有效的秒数"),
    "maps.open_ring": (
        "a ring of its area does not end where it began",
        "其区域的边界没有回到起点",
    ),
    "maps.other_datum": (
        "it said that it works in {stated} and answered a point in {got}",
        "它声明使用 {stated}，却给出了 {got} 的坐标",
    ),
    "maps.busy": (
        "an earlier question is still without an answer: it is asked again once that has come",
        "先前的提问尚未得到答复：答复之后才会再次提问",
    ),
    "maps.late": ("it gave no answer within {seconds} seconds", "它在 {seconds} 秒内没有答复"),
    "maps.raised": ("it raised {error}", "它抛出了 {error}"),
    "maps.ways": (
        "the times of ways are those of the map service {service}",
        "路程时间由地图服务 {service} 给出",
    ),
    "maps.straight": (
        "the times of ways are reckoned from straight lines",
        "路程时间按直线距离推算",
    ),
    "maps.unplaced": (
        "places of which {service} was not asked: {count}; their points cannot be brought into its datum ({because})",
        "未向 {service} 询问的地点：{count} 处；其坐标无法转换到该服务的坐标系（{because}）",
    ),
    "maps.no_way": (
        "places to which {service} knows no way: {count}; their times are reckoned from straight lines",
        "{service} 不知道路线的地点：{count} 处；其路程时间按直线距离推算",
    ),
    "maps.no_mode": (
        "no map service knows ways by the mode {mode!r}",
        "没有地图服务了解 {mode!r} 方式的路线",
    ),
    "maps.approximate": (
        "points were brought into the datum of {service} by a way that is not exact, as it asks for: within half a metre",
        "应 {service} 的要求，坐标以非精确方法转换到其坐标系：误差在半米以内",
    ),
}
