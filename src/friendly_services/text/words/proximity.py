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
    "proximity.mode.ride": ("riding", "骑行"),
    "proximity.mode.walk": ("walking", "步行"),
    "proximity.one_word": (
        "{value!r} is one word: give a set of them in braces",
        "{value!r} 是单个词：请给出集合",
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
}
