"""Words of `proximity`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    "proximity.nearest": (
        "the nearest that offers what was asked, {metres} m away",
        "满足查询要求的地点中最近，距离 {metres} 米",
    ),
    "proximity.farther": (
        "{metres} m away, {gap} m farther than {before}",
        "距离 {metres} 米，比 {before} 远 {gap} 米",
    ),
    "proximity.tie": (
        "{metres} m away, exactly as far as {before}: the order of the ids decides",
        "距离 {metres} 米，与 {before} 完全等距：按编号先后排列",
    ),
    "proximity.distorted": (
        "distances are measured in {datum}, which bends lengths: {far} m are truly between {low} and {high} m",
        "距离按 {datum} 坐标量算，该坐标系使长度略有变形：{far} 米实际在 {low} 至 {high} 米之间",
    ),
    "proximity.nothing_within": (
        "no open place within {within} m offers what was asked",
        "{within} 米内没有满足查询要求且在营业的地点",
    ),
    "proximity.nothing_in_reach": (
        "no open place within the {within} m of {mode} offers what was asked",
        "{mode}范围 {within} 米内，没有满足查询要求且在营业的地点",
    ),
    "proximity.offered_nowhere": (
        "no place on the map offers {services}: check the spelling, or leave it out",
        "地图上没有地点提供 {services}：请检查写法，或去掉该项",
    ),
    "proximity.closed_within": (
        "closed places within the circle that offer it: {count}; the first opens {next}",
        "范围内有 {count} 处满足要求但现未营业：最早 {next} 开门",
    ),
    "proximity.closed_throughout": (
        "places within the circle that offer it but stay closed for days: {count}",
        "范围内有 {count} 处满足要求，但近日均不营业",
    ),
    "proximity.nearest_beyond": (
        "the nearest that offers it is {name!r}, {metres} m away: ask for a wider circle",
        "满足要求的地点中最近的是 {name!r}，距离 {metres} 米：可扩大范围再查",
    ),
    "proximity.too_far": (
        "it is {metres} m away, {beyond} m beyond the {within} m asked for: ask within {needed} m",
        "距离 {metres} 米，超出所查的 {within} 米范围 {beyond} 米：请把范围扩大到 {needed} 米",
    ),
    "proximity.out_of_reach": (
        "it is {metres} m away, {beyond} m beyond the {within} m asked for and out of any search's reach ({farthest} m): ask from nearer",
        "距离 {metres} 米，超出所查的 {within} 米范围 {beyond} 米，也超出查询上限（{farthest} 米）：请换一个更近的起点",
    ),
    "proximity.lacks": (
        "it does not offer {services} (it offers: {offered}): leave that out to see it",
        "不提供 {services}（提供：{offered}）：去掉该项即可看到",
    ),
    "proximity.sign": ("its sign says {sign}", "门外挂有“{sign}”标识"),
    "proximity.confirmed": ("last confirmed open at {at}", "最近确认开放：{at}"),
    "proximity.lapsed": (
        "it cannot offer {service}: {because}",
        "暂不能提供 {service}：{because}",
    ),
    "proximity.other_entry": (
        "one gets in by {entry}, not by {asked}: leave that out to see it",
        "进入方式为 {entry}，而非 {asked}：去掉该项即可看到",
    ),
    "proximity.entry_unknown": (
        "how one gets in is not recorded, so not that it is by {asked}: leave that out to see it",
        "进入方式未登记，无法确认为 {asked}：去掉该项即可看到",
    ),
    "proximity.other_kind": (
        "it is a {kind}, and only {kinds} were asked for: ask for that kind too",
        "其类别为{kind}，而只查了{kinds}：请把该类别也列入",
    ),
    "proximity.is_closed": (
        "{because}: ask for a time when it is open, or for closed places too",
        "{because}：请改查其营业时段，或一并列出未营业的地点",
    ),
    "proximity.not_shown": (
        "the map does not show it: {because}",
        "地图暂不展示：{because}",
    ),
    "proximity.unplaced": (
        "it has no position to measure to: {because}",
        "没有可量算的坐标：{because}",
    ),
    "proximity.not_indexed": (
        "it offers what was asked, but {id} is not in this index as given: put it in",
        "满足查询要求，但 {id} 尚未按此内容收入索引：请先收入",
    ),
    "proximity.beyond_limit": (
        "it comes as number {rank}, and {limit} were asked for: ask for {rank}",
        "满足查询要求，排第 {rank} 位，而只查了 {limit} 个：请查 {rank} 个",
    ),
    "proximity.beyond_any_limit": (
        "it comes as number {rank}, beyond the {limit} asked for and any answer: ask from nearer",
        "满足查询要求，排第 {rank} 位，超出所查的 {limit} 个，也超出单次上限：请换一个更近的起点",
    ),
    "proximity.mode.drive": ("driving", "驾车"),
    "proximity.mode.ride": ("riding", "骑行"),
    "proximity.mode.walk": ("walking", "步行"),
    "proximity.one_word": (
        "{value!r} is one word: give a set of words, such as {{{value!r}}}",
        "{value!r} 是单个词：请给出集合，例如 {{{value!r}}}",
    ),
    "proximity.lacks_tags": (
        "it is not marked {lacking} (it is marked: {tags}): leave that out to see it",
        "未标注 {lacking}（已标注：{tags}）：去掉该项即可看到",
    ),
    "proximity.serves_others": (
        "it is for {serves}, not for {worker}: leave the category out to see it",
        "服务对象为 {serves}，不含 {worker}：去掉身份条件即可看到",
    ),
    "proximity.closes_meanwhile": (
        "it closes {closes}, within the stay from {begins} to {leaves}",
        "{closes} 停止开放，而停留时间为 {begins} 至 {leaves}",
    ),
    "proximity.closes_before": (
        "it closes {closes}, and you arrive {comes} by {mode}: ask for an earlier time, or for closed places too",
        "{closes} 停止开放，而{mode}到达时已是 {comes}：请提早出发，或一并列出未营业的地点",
    ),
    "proximity.two_circles": (
        "give either the minutes or the metres ({within}), not both",
        "时间与距离（{within} 米）只能给出一项",
    ),
    "proximity.no_pace": (
        "the rules state no pace for {mode}, so that minutes mean nothing: ask within metres (pace is known of: {choices})",
        "规则未给出{mode}的速度，无法按分钟计算：请按米查询（已知速度：{choices}）",
    ),
    "proximity.circle_too_wide": (
        "{minutes} minutes of {mode} reach beyond any search: ask for {high} at most",
        "{mode} {minutes} 分钟超出查询上限：最多可查 {high} 分钟",
    ),
    "proximity.pace_range": (
        "{value!r} is no pace in metres a minute: between {low} and {high}",
        "{value!r} 不是以米/分钟计的速度：应在 {low} 至 {high} 之间",
    ),
    "proximity.pace_order": (
        "{value} is slower than the usual pace, {pace}: nobody may exceed it",
        "{value} 低于通常速度 {pace}：此值应为无人超过的速度",
    ),
    "proximity.detour_order": (
        "{value!r} is not least, usual and most metres of way for a straight metre: from 1 to {high}, in that order",
        "{value!r} 不是每直线米的最短、通常、最长路程：应从 1 到 {high} 依次递增",
    ),
    "proximity.circle": (
        "within {minutes} minutes of {mode}: {direct} m if the way is direct, {usual} m usually, {winding} m if it winds most",
        "{mode} {minutes} 分钟范围：直线可达时 {direct} 米，通常 {usual} 米，绕行最多时 {winding} 米",
    ),
    "proximity.circle_by_map": (
        "within {minutes} minutes of {mode}, by the ways that the map service knows",
        "{mode} {minutes} 分钟范围，按地图服务给出的路程计算",
    ),
    "proximity.way": ("{minutes} min of {mode}", "{mode} {minutes} 分钟"),
    "proximity.way_about": (
        "about {minutes} min of {mode}, {least} if the way is direct, {most} if it winds most",
        "{mode}约 {minutes} 分钟，直达 {least} 分钟，绕行最多 {most} 分钟",
    ),
    "proximity.surely": (
        "within the {minutes} minutes whatever the way",
        "无论路线如何，均在 {minutes} 分钟内",
    ),
    "proximity.usually": (
        "within the {minutes} minutes unless the way winds more than usual",
        "路线不比通常更绕时，在 {minutes} 分钟内",
    ),
    "proximity.unsure": (
        "not sure to be within the {minutes} minutes: only if the way is direct",
        "不一定在 {minutes} 分钟内：仅当路线较直时可达",
    ),
    "proximity.nothing_in_minutes": (
        "no open place within {minutes} minutes of {mode} offers what was asked",
        "{mode} {minutes} 分钟内没有满足查询要求且在营业的地点",
    ),
    "proximity.too_long": (
        "it is {metres} m away, {needed} min of {mode} at best, and {minutes} were asked for: ask for {needed}",
        "距离 {metres} 米，{mode}至少 {needed} 分钟，而所查为 {minutes} 分钟：请查 {needed} 分钟",
    ),
    "proximity.best": ("costs the least time: {seconds} s in all", "总耗时最少：共 {seconds} 秒"),
    "proximity.costlier": (
        "costs {seconds} s in all, {gap} s more than {before}",
        "总耗时 {seconds} 秒，比 {before} 多 {gap} 秒",
    ),
    "proximity.score_tie": (
        "costs {seconds} s in all, as much as {before}: the distance decides, then the order of the ids",
        "总耗时 {seconds} 秒，与 {before} 相同：按距离、再按编号先后排列",
    ),
    "proximity.term_walk": ("the way: {seconds} s", "路程：{seconds} 秒"),
    "proximity.term_wait": ("waiting until it opens: {seconds} s", "等待开门：{seconds} 秒"),
    "proximity.term_level": ("its level {level}: {seconds} s", "等级 {level}：{seconds} 秒"),
    "proximity.level_unknown": ("its level: 0 s, it holds none", "等级：0 秒，暂无等级"),
    "proximity.term_freshness": (
        "last confirmed open at {at}: {seconds} s",
        "最近确认开放 {at}：{seconds} 秒",
    ),
    "proximity.freshness_unknown": (
        "last confirmed open: 0 s, nobody has said",
        "最近确认开放：0 秒，尚无记录",
    ),
    "proximity.term_occupancy": ("how full riders found it: {seconds} s", "骑手反映的拥挤程度：{seconds} 秒"),
    "proximity.occupancy_unknown": ("how full it is: 0 s, nobody has said", "拥挤程度：0 秒，尚无记录"),
    "proximity.term_rating": ("its rating of {rating}: {seconds} s", "评分 {rating}：{seconds} 秒"),
    "proximity.rating_unknown": ("its rating: 0 s, it is not known", "评分：0 秒，暂无评分"),
    "proximity.off_route": (
        "{off} m off your way at {along} km, {detour} m there and back",
        "沿途 {along} 公里处，偏离路线 {off} 米，往返 {detour} 米",
    ),
    "proximity.route_arrival": ("you come by at {comes}, {mode}", "{mode}，约 {comes} 到达"),
    "proximity.nothing_along": (
        "no open place with a detour of at most {within} m offers what was asked: allow a wider one",
        "绕行往返 {within} 米以内，没有满足查询要求且在营业的地点：可放宽绕行距离",
    ),
    "proximity.off_too_far": (
        "it is {off} m off your way, and {detour} m there and back are more than the {within} m asked for: allow {needed} m",
        "偏离路线 {off} 米，往返 {detour} 米，超出所查的 {within} 米：请放宽到 {needed} 米",
    ),
    "proximity.beyond_stops": (
        "asked for were {limit}, and the last of those takes {last} m there and back: ask for more places",
        "只查 {limit} 处，其中最后一处往返 {last} 米：请增加查询数量",
    ),
    "proximity.route_gap": (
        "this point is {far} km from the one before, and at most {high} km are measured in one go: give points between",
        "该点距前一点 {far} 公里，两点之间最多 {high} 公里：请在其间补充路线点",
    ),
    "proximity.column_length": (
        "{value} values for {rows} rows: give one for each",
        "共 {rows} 行，却有 {value} 个值：应一一对应",
    ),
    "proximity.neither_yes_nor_no": (
        "{value!r} is neither true nor false: write 1 where it is offered, else 0",
        "{value!r} 既非真也非假：提供请写 1，不提供请写 0",
    ),
    "proximity.no_such_schedule": (
        "{value!r} is the number of no hours: they count from 0 to {high}",
        "{value!r} 不是营业时间的序号：应为 0 至 {high}",
    ),
    "proximity.ids_mixed": (
        "strings and numbers have no order among each other: give one or the other",
        "字符串与数字之间没有先后：请统一为其中一种",
    ),
    "proximity.no_numpy": (
        "this engine needs numpy: pip install 'friendly-services[fast]', or leave the engine out",
        "该引擎需要 numpy：请执行 pip install 'friendly-services[fast]'，或不指定引擎",
    ),
    "proximity.route_points": (
        "a route has {low} to {high} points, and this one has {value}",
        "路线应有 {low} 至 {high} 个点，而此路线有 {value} 个",
    ),
    "proximity.one_service": (
        "{value!r} is no service: give one word, or ask `rank` for several",
        "{value!r} 不是服务：请给出单个词，多项服务请用 `rank` 查询",
    ),
    "proximity.id_twice": (
        "{value!r} is there already: give each place an id of its own, or replace it",
        "{value!r} 已存在：请为每个地点使用唯一编号，或改用替换",
    ),
    "proximity.entry_before": (
        "it lets nobody in from {last} on, and you arrive {comes} by {mode}: ask for an earlier time, or for closed places too",
        "{last} 停止入场，而{mode}到达时已是 {comes}：请提早出发，或一并列出未营业的地点",
    ),
    "proximity.came_since": (
        "it fits only since the route was asked about: ask again",
        "查询该路线之后才符合要求：请重新查询",
    ),
    "proximity.marked_nowhere": (
        "no place on the map is marked {tags}: check the spelling, or leave it out",
        "地图上没有地点标注为 {tags}：请检查写法，或去掉该项",
    ),
    "proximity.kind_nowhere": (
        "the map has no place of these kinds ({kinds}): check the spelling, or leave them out",
        "地图上没有这些类别（{kinds}）的地点：请检查写法，或去掉该项",
    ),
    "proximity.entry_nowhere": (
        "the map has no place that one gets into by {entry}: check the spelling, or leave it out",
        "地图上没有以 {entry} 方式进入的地点：请检查写法，或去掉该项",
    ),
}
