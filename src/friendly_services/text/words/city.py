"""Words of `city`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    "city.already_claimed": (
        "another live {kind}, {holder}, already has this {what}: only one may",
        "另一有效的 {kind}（{holder}）已占用该 {what}：不得重复",
    ),
    "city.already_claimed_until": (
        "{kind} {holder} keeps this {what} {until}: nobody else may have it before",
        "{kind}（{holder}）仍占用该 {what}（{until}）：期满前他人不得使用",
    ),
    "city.already_in_force": (
        "this pack is, to the letter, number {number}, which is in force: there is nothing to publish",
        "该规则包与现行第 {number} 号完全相同：无需发布",
    ),
    "city.clock_ahead": (
        "the clock says {clock}, over {days} days after the last commit at {last}: set it, or give trust_clock=True",
        "系统时钟为 {clock}，比最近一次提交（{last}）晚 {days} 天以上：请校准时钟；若时钟无误，请以 trust_clock=True 打开",
    ),
    "city.clock_behind": (
        "the clock says {clock}, but the last commit was at {last}: rules read the later one; set the clock",
        "系统时钟为 {clock}，早于最近一次提交（{last}）：规则按较晚者执行；请校准时钟",
    ),
    "city.indeterminate": (
        "the answer was lost ({why}): the command may be committed; send it again with once={once!r}",
        "未收到提交结果（{why}）：命令可能已生效；请以 once={once!r} 重发",
    ),
    "city.no_index": (
        "a {kind} is not found by {asked}: use any of {filters}; the fastest are the first of {indexes}",
        "{kind} 不能按 {asked} 查找：可用条件为 {filters}；以索引 {indexes} 的前列查找最快",
    ),
    "city.no_actor": (
        "{value!r} is not an Actor: write Actor({id!r}, roles={{…}})",
        "{value!r} 不是 Actor：请写作 Actor({id!r}, roles={{…}})",
    ),
    "city.no_day": (
        "{value!r} is not a day: give a date, such as date(2026, 12, 31)",
        "{value!r} 不是日期：请给出 date，例如 date(2026, 12, 31)",
    ),
    "city.no_pack": (
        "the city {city!r} is new and has no rules: open it with pack=, a folder or a built-in pack's name",
        "城市 {city!r} 为新建，尚无规则：请在打开时以 pack= 指定规则包文件夹或内置规则包名称",
    ),
    "city.no_range": (
        "{value!r} is not a range: give a pair (low, high) for low <= value < high, None for no bound",
        "{value!r} 不是区间：请给出 (下限, 上限)，含下限、不含上限；不限者为 None",
    ),
    "city.no_rules": (
        "the pack {pack!r} has no rules for {capability}: let it extend a pack that does, and publish it",
        "规则包 {pack!r} 没有 {capability} 的规则：请继承含有该部分的规则包并发布",
    ),
    "city.not_sealed": (
        "the journal was not sealed: {why}; run verify(full=True) if this comes again",
        "未能封存日志：{why}；若反复出现，请运行 verify(full=True)",
    ),
    "city.note_left": (
        "the register of erasures still names {persons}, whom this command has not erased, because it failed ({why}): they are erased when the city opens again",
        "删除登记簿出错（{why}），其中仍有本命令未删除的 {persons}：该城市下次打开时会将其删除",
    ),
    "city.period": (
        "{last} is before {first}: give the first and the last day of the period in this order",
        "{last} 早于 {first}：请按先后给出期间的首日与末日",
    ),
    "city.pack_name": (
        "{value!r} is not the name of this pack, which calls itself {name!r}: let City.publish send it",
        "{value!r} 不是该规则包的名称（包内名称为 {name!r}）：请使用 City.publish 发布",
    ),
    "city.once_reused": (
        "once={once!r} was used for another command, which stands: send this one under a key of its own",
        "once={once!r} 已用于另一条命令（该命令仍有效）：请为本命令换用新的键",
    ),
    "city.once": (
        "once={value!r} is not a key: use 1 to {high} characters",
        "once={value!r} 不是有效的幂等键：限 1 至 {high} 个字符",
    ),
    "city.todo": (
        "{what} is due by the end of {day}, of {roles}",
        "{what}：须于 {day} 前完成（含当日），由 {roles} 办理",
    ),
    "city.todo_overdue": (
        "{what} has been overdue since the end of {day}, of {roles}",
        "{what}：已于 {day} 期满，逾期未办，由 {roles} 办理",
    ),
    "city.not_from_here": (
        "{value!r} was sent from {origin!r} and not from {here!r}: carry it from there",
        "{value!r} 由 {origin!r} 转出，而非 {here!r}：请从该城市转送",
    ),
    "city.not_sent_there": (
        "{value!r} is not the city it was sent to: open {to!r} and carry it there",
        "{value!r} 不是转入城市：请打开 {to!r} 并转送至该城市",
    ),
    "city.todo_by_itself": (
        "{what}: on {day}, by itself",
        "{what}：{day} 自动办理",
    ),
    "city.todo_or_else": (
        "{first}; if nobody does it, {otherwise} by itself",
        "{first}；无人办理的，{otherwise}（自动办理）",
    ),
    "city.todo_also": ("{first}; also: {others}", "{first}；另有：{others}"),
    "nearby.damaged": (
        "left out are {places} places whose records are damaged: whoever runs the city can rebuild them",
        "有 {places} 处地点因记录损坏而未列出：请由系统管理人员重建",
    ),
    "nearby.no_place": ("{id} is not a place with a point", "{id} 不是有坐标的地点"),
    "progress.no_metric": (
        "the pack in force has no metric {metric!r} any more: close the target, or bring the metric back",
        "现行规则包已无指标 {metric!r}：请结束该目标，或恢复该指标",
    ),
    "progress.nothing": (
        "{metric}: there is nothing to measure yet ({unknown} not known)",
        "{metric}：尚无可统计的对象（{unknown} 个情况不明）",
    ),
    "progress.value": (
        "{metric}: {value} of the {goal} wanted by {due}, from {count} of {of}, {unknown} not known",
        "{metric}：目标 {goal}（{due} 前），现为 {value}，依据 {of} 中的 {count}，{unknown} 个情况不明",
    ),
    "progress.share": (
        "{count} of {of}; of {unknown} it is not known",
        "{of} 个中有 {count} 个；{unknown} 个情况不明",
    ),
    "progress.share_of_none": (
        "there are none, so there is no share",
        "总数为零，比率无意义",
    ),
    "time.naive": (
        "{value!r} does not say its time zone: give an aware datetime, such as 2026-11-21T08:00+08:00",
        "{value!r} 未注明时区：请提供带时区的时间，例如 2026-11-21T08:00+08:00",
    ),
    "together.host_closed": (
        "{host} does not hand out rewards now: {why}",
        "{host} 目前不提供兑换：{why}",
    ),
    "together.no_host": (
        "{value!r} is not the id of a merchant or a station",
        "{value!r} 不是商户或驿站的编号",
    ),
    "together.other_area": (
        "{value!r} is not where {subject} lies: nominate it for {areas}",
        "{subject} 不在 {value!r}：请按其所在区域（{areas}）提名",
    ),
    "together.other_host": (
        "this reward is handed out by {host}, not by {asked}",
        "该奖品由 {host} 发放，而非 {asked}",
    ),
    "rebuild.left": (
        "the record {kind} {key} is not at the version and time of its last event, which cannot be rewritten: load the city into a new store from a dump, or restore a backup",
        "记录 {kind} {key} 的版本或时间与其最后一个事件不符，无法改写：请由转储载入新的存储，或恢复备份",
    ),
    "verify.beyond": (
        "corruption: the journal goes on to position {found}, and only {head} were written",
        "损坏：日志延续到位置 {found}，而只写入了 {head} 条",
    ),
    "verify.command": (
        "corruption: the command {token} cannot be read: {why}",
        "损坏：命令 {token} 无法读取：{why}",
    ),
    "verify.command_lost": (
        "corruption: the command behind position {position} is not among the commits",
        "损坏：位置 {position} 所属的命令不在提交记录中",
    ),
    "verify.cut": (
        "corruption: the journal ends at position {found}, and {head} were written",
        "损坏：日志止于位置 {found}，而已写入 {head} 条",
    ),
    "verify.differs": (
        "asked for alone it is another than in the list of all records",
        "单独读取的结果与全部记录清单中的不一致",
    ),
    "verify.drift": (
        "drift: the record {kind} {key} is not the fold of its events",
        "漂移：记录 {kind} {key} 与其事件重放结果不一致",
    ),
    "verify.gap": (
        "corruption: the journal has position {found} where {expected} belongs",
        "损坏：日志在应为 {expected} 处出现位置 {found}",
    ),
    "verify.history": (
        "corruption: the history of {kind} {key} leaves out entries of the journal, or has others",
        "损坏：{kind} {key} 的历史与日志中的条目不一致",
    ),
    "verify.imbalance": (
        "imbalance: {account} holds {stated} by its record, and {summed} by the sum of its transfers",
        "失衡：{account} 的记录为 {stated}，而各笔转账合计为 {summed}",
    ),
    "verify.index_missing": (
        "stale index: {key} is missing from {index}",
        "索引失效：{index} 中缺少 {key}",
    ),
    "verify.index_stale": (
        "stale index: {key} is still in {index}",
        "索引失效：{index} 中仍有 {key}",
    ),
    "verify.receipt": (
        "corruption: the commit of positions {first} to {last} is not told as it was",
        "损坏：位置 {first} 至 {last} 的提交记录与事实不符",
    ),
    "verify.record_missing": (
        "drift: the record {kind} {key} is gone, its events are not",
        "漂移：记录 {kind} {key} 缺失，但其事件仍在",
    ),
    "verify.record_time": (
        "corruption: the record {kind} {key} does not bear the time of its last event",
        "损坏：记录 {kind} {key} 的时间与其最后一个事件不符",
    ),
    "verify.private_left": (
        "privacy: the private fields of {key} are still there, though their erasure is on record: erase them again",
        "隐私：{key} 的删除已记录在案，其私密字段却仍存在：请再次删除",
    ),
    "verify.private_missing": (
        "corruption: the private fields of {key} are gone, and no erasure of them is on record",
        "损坏：{key} 的私密字段已丢失，却没有删除记录",
    ),
    "verify.private_other": (
        "corruption: the private fields of {key} are not those that were decided on",
        "损坏：{key} 的私密字段与登记时不一致",
    ),
    "verify.record_unfounded": (
        "drift: the record {kind} {key} is there, but no event that made it",
        "漂移：记录 {kind} {key} 存在，却没有产生它的事件",
    ),
    "verify.record_unreadable": (
        "corruption: the record {kind} {key} cannot be read: {why}",
        "损坏：记录 {kind} {key} 无法读取：{why}",
    ),
    "verify.seal": (
        "corruption: the journal up to position {position} is not what was sealed",
        "损坏：截至位置 {position} 的日志与封存时不符",
    ),
    "verify.silent": (
        "corruption: the first {stated} commands without entries are not those sealed at position {position}",
        "损坏：前 {stated} 条无条目命令与位置 {position} 处封存的不符",
    ),
    "verify.step_lost": (
        "corruption: nothing tells how {kind} {key} came to version {version}",
        "损坏：没有任何内容说明 {kind} {key} 如何到达版本 {version}",
    ),
    "verify.store": (
        "corruption: the store fails in the middle of it: {message}",
        "损坏：读取过程中存储出错：{message}",
    ),
    "verify.time": (
        "corruption: the time at position {position} does not follow from the commands and what stands before",
        "损坏：位置 {position} 的时间与命令及此前内容不相符",
    ),
    "verify.token": (
        "corruption: asked for by its token, the command {token} of {by!r} is another",
        "损坏：按令牌 {token}（提交人 {by!r}）查得的命令与提交记录不符",
    ),
    "verify.unfounded": (
        "corruption: {event} at position {position} does not follow from what stands before it",
        "损坏：位置 {position} 的 {event} 与此前的事件不相衔接",
    ),
    "verify.unknown_kind": (
        "corruption: position {position} belongs to {kind!r}, which no capability knows",
        "损坏：位置 {position} 属于未知类别 {kind!r}",
    ),
    "verify.unread": (
        "not read again: positions 1 to {entries}, records that nothing after them touched, commands without entries; verify in full reads them",
        "未重新读取：位置 1 至 {entries}、其后未再涉及的记录以及无条目的命令；完整核验（full）会全部读取",
    ),
    "verify.unread_commands": (
        "not read: commands without entries, which the store {store!r} does not list",
        "未读取：无条目的命令（存储 {store!r} 不提供其清单）",
    ),
    "verify.unread_records": (
        "not read again: records without events, stale index entries, commands without entries; verify in full reads them",
        "未重新读取：无事件的记录、失效的索引项以及无条目的命令；完整核验（full）会全部读取",
    ),
    "verify.unreadable": (
        "corruption: position {position} cannot be read: {why}",
        "损坏：位置 {position} 无法读取：{why}",
    ),
    "verify.version": (
        "corruption: position {position} brings version {version} after version {after}",
        "损坏：位置 {position} 的版本 {version} 接在版本 {after} 之后",
    ),
}
