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
    "stations.no_keeper": (
        "{value!r} does not keep this station: its keepers are {keepers}",
        "{value!r} 不是该驿站站长：现任站长为 {keepers}",
    ),
    "stations.own_successor": (
        "a station cannot take its own place: name the station it moves to, or none",
        "驿站不能以自己为迁址后的驿站：请填写新驿站，或留空",
    ),
    # refusals
    "stations.not_now": (
        "{command} is not possible while station {station} is {standing} ({term}); possible now: {possible}",
        "驿站 {station} {standing}（{term}），不能执行 {command}；目前可执行：{possible}",
    ),
    "stations.same_hands": (
        "{actor!r} did the {did} and may not do the {duty} too: somebody else must",
        "{actor!r} 已参与{did}，不得再承担{duty}：须由他人办理",
    ),
    "stations.announced": ("announced until {until}", "公告至 {until}"),
    "stations.not_yours": (
        "{actor!r} may not speak for station {station}: only its keepers may, or one of the roles {roles}",
        "{actor!r} 不能代表驿站 {station}：仅限其站长，或具有以下角色者：{roles}",
    ),
    "stations.not_graded": (
        "{title} has no levels: the scheme is not for the kind {kind!r}",
        "“{title}”不参与评级：评级方案不适用于类型 {kind!r}",
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
    "stations.equipment_unchecked": (
        "nobody has checked whether its equipment works",
        "其设备是否可用尚未检查",
    ),
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
    "stations.not_open_yet": ("not open yet: {standing}", "尚未开放：{standing}"),
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
    # what the map says beside it
    "stations.unconfirmed": ("not confirmed since {since}", "自 {since} 起未经确认"),
    "stations.closed_for_now": ("closed for now: {cause}", "暂停开放：{cause}"),
    "stations.closed_until": (
        "closed until {until}, then to be confirmed: {cause}",
        "暂停开放至 {until}，期满须确认后恢复：{cause}",
    ),
    # what an upgrade takes
    "stations.item": (
        "{fact}: from {now} to {becomes}, {yuan} yuan",
        "{fact}：由 {now} 到 {becomes}，{yuan} 元",
    ),
    "stations.no_price": (
        "{value!r} is no price: write stations.Price({value})",
        "{value!r} 不是价格：请写作 stations.Price({value})",
    ),
    "stations.item_unpriced": (
        "{fact}: from {now} to {becomes}, no price given",
        "{fact}：由 {now} 到 {becomes}，未给出价格",
    ),
    "stations.upgrade": (
        "{station} to level {level}: {yuan} yuan for {riders:rider|riders} a day, {each} yuan each",
        "{station} 升至 {level} 级：{yuan} 元，每日服务 {riders} 人，人均 {each} 元",
    ),
    "stations.upgrade_uncounted": (
        "{station} to level {level}: {yuan} yuan; count its riders, nobody knows how many it serves",
        "{station} 升至 {level} 级：{yuan} 元；每日服务人数未知，请先统计",
    ),
    "stations.upgrade_for_nobody": (
        "{station} to level {level}: {yuan} yuan, and no rider a day",
        "{station} 升至 {level} 级：{yuan} 元，每日服务 0 人",
    ),
    "stations.upgrade_met": (
        "{station} meets level {level} as it is: grant it",
        "{station} 已符合 {level} 级，可直接评定",
    ),
    "stations.upgrade_unknown": (
        "{station} to level {level}: what is missing is not known, find out first: {facts}",
        "{station} 升至 {level} 级：缺项未知，请先查明：{facts}",
    ),
    "stations.upgrade_unpriced": (
        "{station} to level {level}: give a price for {facts}",
        "{station} 升至 {level} 级：请先给出以下各项的价格：{facts}",
    ),
    "stations.upgrade_out_of_reach": (
        "{station} cannot reach level {level}: no change of what can be changed makes it met",
        "{station} 无法升至 {level} 级：可改变的条件怎样改变都不能符合标准",
    ),
    "stations.upgrade_not_found": (
        "{station} to level {level}: no way was found in the time allowed",
        "{station} 升至 {level} 级：在限定的计算量内未找到办法",
    ),
    "stations.upgrade_twice": (
        "{station} is to be brought to level {level} twice: give each upgrade once",
        "{station} 升至 {level} 级列出了两次：每项升级只列一次",
    ),
    # what a sum pays for
    "stations.budget_best": (
        "{count:upgrade|upgrades} for {yuan} of {budget} yuan: {riders:rider|riders} a day, and no plan serves more",
        "{count} 项升级，共 {yuan} 元（预算 {budget} 元）：每日服务 {riders} 人，已证明没有更优的方案",
    ),
    "stations.budget_within": (
        "{count:upgrade|upgrades} for {yuan} of {budget} yuan: {riders:rider|riders} a day; no plan serves more than {bound}, of which {gap} % are missed",
        "{count} 项升级，共 {yuan} 元（预算 {budget} 元）：每日服务 {riders} 人；任何方案都不超过 {bound} 人，差距不超过 {gap}%",
    ),
    "stations.left_out": (
        "{station} is left out: level {level} costs {yuan} yuan, {each} for each rider a day; the dearest chosen costs {dearest}, and {left} yuan are left",
        "{station} 未入选：{level} 级需 {yuan} 元，人均 {each} 元；入选者人均最高 {dearest} 元，预算余 {left} 元",
    ),
    "stations.left_out_dear": (
        "{station} is left out: level {level} costs {yuan} yuan, {each} for each rider a day; its cheapest costs {least}, more than all {budget} yuan",
        "{station} 未入选：{level} 级需 {yuan} 元，人均 {each} 元；其最低一项需 {least} 元，超过全部预算 {budget} 元",
    ),
    # what is wrong with a lifecycle
    "stations.flaw_no_entry": (
        "nobody may enter or plan a station: give a role",
        "无人可以登记或规划驿站：请指定角色",
    ),
    "stations.flaw_no_way_on": (
        "after {trace} it is {standing}, and neither anybody nor time brings it onto the map: give a role",
        "经 {trace} 后驿站{standing}，任何人或时间均无法使其开放：请指定角色",
    ),
    "stations.flaw_no_answer": (
        "after {trace} not even its keeper may answer the reports: give a role",
        "经 {trace} 后连站长也不能答复反映：请指定角色",
    ),
    "stations.flaw_no_level": (
        "after {trace} it can be given no level, or none again: give a role to this, and to what the standards ask",
        "经 {trace} 后无从授予或再次授予等级：请为评定及登记标准所需事实指定角色",
    ),
    "stations.flaw_no_end": (
        "after {trace} nobody may ever close it for good: give a role",
        "经 {trace} 后无人可以永久关闭：请指定角色",
    ),
}
