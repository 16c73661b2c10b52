"""Words of `standards`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    # answers
    "standards.answer_met": ("met", "符合"),
    "standards.answer_unmet": ("not met", "不符合"),
    "standards.answer_unknown": ("unknown", "未知"),
    "standards.answer_not_applicable": ("not applicable", "不适用"),
    "standards.verdict": (
        "{title} ({standard}, version {version}) on {on}: {answer}",
        "{title}（{standard}，第 {version} 版）截至 {on}：{answer}",
    ),
    "standards.tally": (
        "{title}: {answer} – {needed} of {applicable} needed: {met} met, {unmet} not met, {unknown} unknown",
        "{title}：{answer}——适用 {applicable} 项，须符合 {needed} 项；符合 {met} 项，不符合 {unmet} 项，未知 {unknown} 项",
    ),
    "standards.tally_score": (
        "{title}: {answer} – {score}: {met} met, {unmet} not met, {unknown} unknown",
        "{title}：{answer}——{score}；符合 {met} 项，不符合 {unmet} 项，未知 {unknown} 项",
    ),
    "standards.tally_weight": (
        "{title}: counts in the score – {met} met, {unmet} not met, {unknown} unknown",
        "{title}：计入总分——符合 {met} 项，不符合 {unmet} 项，未知 {unknown} 项",
    ),
    "standards.score": ("score {score} of at least {needed}", "得分 {score}，须达到 {needed}"),
    "standards.score_between": (
        "score between {low} and {high}, at least {needed} needed",
        "得分在 {low} 与 {high} 之间，须达到 {needed}",
    ),
    "standards.short_score": ("{score}", "{score}"),
    "standards.short_group_score": ("{title}: {score}", "{title}：{score}"),
    "standards.tally_required": (
        "{tally}; each required by itself and not met so far: {codes}",
        "{tally}；其中必备而尚未符合：{codes}",
    ),
    "standards.required": ("{title} (required by itself)", "{title}（必备项）"),
    "standards.short": (
        "{title}: {short} more needed ({met} of {needed} met)",
        "{title}：还差 {short} 项（须符合 {needed} 项，已符合 {met} 项）",
    ),
    "standards.met": ("{code} {title}: met – {facts}", "{code} {title}：符合——{facts}"),
    "standards.unmet": ("{code} {title}: not met – {lacks}", "{code} {title}：不符合——{lacks}"),
    "standards.unknown": ("{code} {title}: unknown – {lacks}", "{code} {title}：未知——{lacks}"),
    "standards.exit_met": (
        "{code} {title}: a ground that excludes, whatever else is met – {lacks}",
        "{code} {title}：属于一票否决情形——{lacks}",
    ),
    "standards.exit_unmet": (
        "{code} {title}: no such ground – {facts}",
        "{code} {title}：不存在此情形——{facts}",
    ),
    "standards.stale": (
        "{fact}: established on {on}, counted until {last}, to be checked again",
        "{fact}：{on} 认定，有效至 {last}，须重新核实",
    ),
    "standards.not_applicable": (
        "{code} {title}: not applicable – {facts}",
        "{code} {title}：不适用——{facts}",
    ),
    "standards.may_apply": (
        "{code} {title}: whether it applies is unknown – {facts}",
        "{code} {title}：是否适用未知——{facts}",
    ),
    # what would change an answer
    "standards.change": ("{code} {title}: {lacks}", "{code} {title}：{lacks}"),
    "standards.change_hint": ("{code} {title}: {lacks}. {repair}", "{code} {title}：{lacks}。{repair}"),
    "standards.change_if": (
        "{code} {title}: say first whether it applies ({facts}); if it does: {lacks}",
        "{code} {title}：先确定是否适用（{facts}）；若适用：{lacks}",
    ),
    "standards.cannot_change": (
        "{code} {title}: cannot be changed – {lacks}",
        "{code} {title}：无法改变——{lacks}",
    ),
    "standards.way": ("{n}. {way}", "{n}. {way}"),
    "standards.repair": ("{wanted} [cost {cost}]", "{wanted}［代价 {cost}］"),
    "standards.repair_hint": ("{wanted} [cost {cost}]. {hints}", "{wanted}［代价 {cost}］。{hints}"),
    "standards.more_repairs": ("There are other ways, or there may be.", "还有或可能还有其他办法。"),
    "standards.repairs_not_found": (
        "No way was found in the time allowed; there may be some.",
        "在限定的计算量内未找到办法；可能仍有办法。",
    ),
    "standards.no_repair": (
        "No change of what can be changed makes it met.",
        "改变任何可以改变的事实，都不能使其符合。",
    ),
    "standards.no_repair_needed": ("It is met as it is.", "已经符合，无须改变。"),
    # remarks on a standard
    "standards.never_met": (
        "{code} {title}: nothing that the facts can be meets it",
        "{code} {title}：无论事实如何，都不可能符合",
    ),
    "standards.exit_never_met": (
        "{code} {title}: this ground always exists, so nobody is ever met",
        "{code} {title}：此情形总是存在，因此永远无人符合",
    ),
    "standards.never_applies": (
        "{code} {title}: it never applies",
        "{code} {title}：永远不适用",
    ),
    "standards.asks_nothing": (
        "{code} {title}: it is always met, so it asks nothing",
        "{code} {title}：总是符合，等于没有要求",
    ),
    "standards.exit_asks_nothing": (
        "{code} {title}: this ground can never exist",
        "{code} {title}：此情形永远不会出现",
    ),
    "standards.implied": (
        "{code} {title}: it asks nothing beyond {other} {other_title}",
        "{code} {title}：其要求已全部包含在 {other} {other_title} 中",
    ),
    "standards.group_never_met": (
        "{code} {title}: nothing that the facts can be meets this group",
        "{code} {title}：无论事实如何，此组都不可能符合",
    ),
    "standards.whole_never_met": (
        "version {number}: nothing that the facts can be meets it",
        "第 {number} 版：无论事实如何，都不可能符合",
    ),
    "standards.not_nested": (
        "level {level} claims to include {below}, but it can be met without {below}: {facts}",
        "{level} 级自称包含 {below} 级，但符合 {level} 级未必符合 {below} 级：{facts}",
    ),
    "standards.gap_known": (
        "from {since} to {until} no version was in force that was known: version {number} was announced too late",
        "{since} 至 {until} 没有已公布的有效版本：第 {number} 版公布过晚",
    ),
    # what a check lacks
    "standards.lacks": ("{subject}: {value} (needed: {wanted})", "{subject}：{value}（要求：{wanted}）"),
    "standards.all_of": ("{parts}", "{parts}"),
    "standards.any_of": ("one of these: {parts}", "以下任一：{parts}"),
    "standards.fact": ("{fact}: {value}", "{fact}：{value}"),
    "standards.amount": ("{value} {unit}", "{value} {unit}"),
    "standards.items": ("{n} on record", "记录 {n} 条"),
    "standards.count": ("number of {list}", "{list}的数量"),
    "standards.count_where": ("number of {list} with {where}", "{list}中满足 {where} 的数量"),
    "standards.times": ("{factor} × {base}", "{factor} × {base}"),
    "standards.quoted": ("{text!r}", "{text!r}"),
    "standards.of": ("{of} ({value})", "{of}（{value}）"),
    "standards.equal": ("{value}", "{value}"),
    "standards.other_than": ("other than {value}", "不是 {value}"),
    "standards.below": ("below {value}", "低于 {value}"),
    "standards.at_most": ("at most {value}", "不超过 {value}"),
    "standards.above": ("above {value}", "高于 {value}"),
    "standards.at_least": ("at least {value}", "不少于 {value}"),
    "standards.day_equal": ("{value}", "{value}"),
    "standards.day_other_than": ("other than {value}", "不是 {value}"),
    "standards.day_below": ("before {value}", "早于 {value}"),
    "standards.day_at_most": ("no later than {value}", "不晚于 {value}"),
    "standards.day_above": ("after {value}", "晚于 {value}"),
    "standards.day_at_least": ("no earlier than {value}", "不早于 {value}"),
    "standards.one_of": ("one of {values}", "{values} 之一"),
    "standards.none_of": ("none of {values}", "不属于 {values}"),
    "standards.today": ("today", "当日"),
    "standards.fixed_value": ("{value}", "{value}"),
    "standards.day_before": ("{n} day before {anchor}", "{anchor}前 {n} 天"),
    "standards.days_before": ("{n} days before {anchor}", "{anchor}前 {n} 天"),
    "standards.month_before": ("{n} month before {anchor}", "{anchor}前 {n} 个月"),
    "standards.months_before": ("{n} months before {anchor}", "{anchor}前 {n} 个月"),
    "standards.year_before": ("{n} year before {anchor}", "{anchor}前 {n} 年"),
    "standards.years_before": ("{n} years before {anchor}", "{anchor}前 {n} 年"),
    "standards.day_after": ("{n} day after {anchor}", "{anchor}后 {n} 天"),
    "standards.days_after": ("{n} days after {anchor}", "{anchor}后 {n} 天"),
    "standards.month_after": ("{n} month after {anchor}", "{anchor}后 {n} 个月"),
    "standards.months_after": ("{n} months after {anchor}", "{anchor}后 {n} 个月"),
    "standards.year_after": ("{n} year after {anchor}", "{anchor}后 {n} 年"),
    "standards.years_after": ("{n} years after {anchor}", "{anchor}后 {n} 年"),
    # questions that cannot be answered
    "standards.not_in_force": (
        "{standard} was not in force on {on}: its first version came on {since}, the last ended on {until}",
        "{standard} 在 {on} 未施行：首版自 {since} 起施行，末版终止日为 {until}",
    ),
    "standards.not_in_force_yet": (
        "{standard} was not yet in force on {on}: its first version comes into force on {since}",
        "{standard} 在 {on} 尚未施行：首版自 {since} 起施行",
    ),
    "standards.not_announced": (
        "no version of {standard} was known on {known}: the first is in force from {since}",
        "{known} 时 {standard} 尚无已公布的版本：首版自 {since} 起施行",
    ),
    "standards.altered": (
        "{field} is not what follows from the facts and rules recorded with it: the verdict was altered",
        "{field} 与所记录的事实和规则不符：结论已被改动",
    ),
    "standards.undeclared": (
        "{standard} declares no fact of this name: leave it out",
        "{standard} 未声明此事实：请去掉",
    ),
    "standards.undeclared_near": (
        "{standard} declares no fact of this name: did you mean {nearest!r}?",
        "{standard} 未声明此事实：是否指 {nearest!r}？",
    ),
    "standards.not_bool": ("{value!r} is not true or false", "{value!r} 应为 true 或 false"),
    "standards.not_int": ("{value!r} is not a whole number", "{value!r} 不是整数"),
    "standards.not_number": ("{value!r} is not a number", "{value!r} 不是数字"),
    "standards.not_text": ("{value!r} is not text", "{value!r} 不是文本"),
    "standards.not_date": (
        "{value!r} is not a date: write YYYY-MM-DD",
        "{value!r} 不是日期：请写成 YYYY-MM-DD",
    ),
    "standards.not_items": (
        "{value!r} is not a list of items: give a list, each item a table of {fields}",
        "{value!r} 不是列表：请给出列表，每项为含 {fields} 的表",
    ),
    "standards.bad_item": (
        "item {n}, {value!r}, does not have the fields {fields}",
        "第 {n} 项 {value!r} 不具备字段 {fields}",
    ),
    "standards.bad_field": ("item {n}, {field}: {reason}", "第 {n} 项 {field}：{reason}"),
    "standards.other_length": (
        "has {length} values where another column has {size}: give each row one, None where it is not known",
        "有 {length} 个值，而另一列有 {size} 个：请为每一行给出一个值，未知者为 None",
    ),
    "standards.other_population": (
        "this population was not made for version {number} of {standard}, which declares this fact in another way: make one",
        "该群体数据不是为 {standard} 第 {number} 版建立的，该版对此事实的声明不同：请另行建立",
    ),
    "standards.many": (
        "{title} on {on}: {met} met, {unmet} not met, {unknown} unknown, {not_applicable} not applicable",
        "{title}，截至 {on}：符合 {met}，不符合 {unmet}，未知 {unknown}，不适用 {not_applicable}",
    ),
    "standards.many_row": (
        "{code} {title}: {met} met, {unmet} not met, {unknown} unknown, {not_applicable} not applicable",
        "{code} {title}：符合 {met}，不符合 {unmet}，未知 {unknown}，不适用 {not_applicable}",
    ),
    "standards.impact": (
        "{title}, version {new} instead of {old} on {on}: {stay} stay met, {gain} gain, {lose} lose",
        "{title}，{on} 以第 {new} 版代替第 {old} 版：{stay} 家仍符合，{gain} 家变为符合，{lose} 家不再符合",
    ),
    "standards.lost_by": (
        "{count} lose by {code} {title}, {alone} of them by nothing else",
        "{count} 家因 {code} {title} 不再符合，其中 {alone} 家仅因此项",
    ),
    "standards.gained_by": (
        "{count} gain who were kept out by {code} {title}, {alone} of them by nothing else",
        "{count} 家此前因 {code} {title} 不符合，现已符合，其中 {alone} 家仅因此项",
    ),
    # a standard's form
    "standards.not_duration": (
        "{value!r} is not a duration: write 30 days, 12 months or 2 years",
        "{value!r} 不是时长：请写成 30 days、12 months 或 2 years",
    ),
    "standards.not_fixed": (
        "{value!r} is not a value that conditions can name: give a number of at most 15 digits, a text, a date, true or false",
        "{value!r} 不能作为命名的取值：请给出至多 15 位的数字、文本、日期、true 或 false",
    ),
    "standards.items_of_no_list": (
        "a fact of type {type} has no items: make it a list, or leave item out",
        "{type} 类型的事实没有列表项：请改为 list 类型或去掉 item",
    ),
    "standards.two_thresholds": (
        "a group asks for so many or for a score, not for both: leave one out",
        "分组只能要求项数或得分之一：请去掉其一",
    ),
    "standards.nothing_weighed": (
        "no group has a weight that this score could count: give groups a weight",
        "没有分组带权重，无从计分：请为分组设置 weight",
    ),
    "standards.weighs_nothing": (
        "no score counts this weight: ask for at_least_score, or leave the weight out",
        "没有得分会用到此权重：请设置 at_least_score 或去掉 weight",
    ),
    "standards.not_table": ("{value!r} stands where a table is expected", "此处应为表，而非 {value!r}"),
    "standards.not_list": (
        "{value!r} stands where a list with at least one item is expected",
        "此处应为至少一项的列表，而非 {value!r}",
    ),
    "standards.not_text_line": (
        "{value!r} is not a text of 1 to {longest} characters",
        "{value!r} 应为 1 至 {longest} 个字的文本",
    ),
    "standards.too_many": (
        "{length} items are too many: at most {high}",
        "共 {length} 项，过多：至多 {high} 项",
    ),
    "standards.unknown_key": (
        "there is no key {key!r} here: the keys are {keys}",
        "此处没有 {key!r} 这一项：可用项为 {keys}",
    ),
    "standards.unknown_key_near": (
        "there is no key {key!r} here: did you mean {nearest!r}?",
        "此处没有 {key!r} 这一项：是否指 {nearest!r}？",
    ),
    "standards.bad_id": (
        "{value!r} is not a standard's id: use 1 to 64 of a-z 0-9 -",
        "{value!r} 不能作为标准编号：限 1 至 64 个 a-z 0-9 - 字符",
    ),
    "standards.bad_code": (
        "{value!r} is not a code: use 1 to 32 of A-Z a-z 0-9 _ -",
        "{value!r} 不能作为代码：限 1 至 32 个 A-Z a-z 0-9 _ - 字符",
    ),
    "standards.bad_fact_name": (
        "{value!r} is not a fact's name: begin with a-z and use a-z 0-9 _, at most 64",
        "{value!r} 不能作为事实名：以 a-z 开头，限 a-z 0-9 _，至多 64 个字符",
    ),
    "standards.reserved": (
        "{value!r} is a word of the language of conditions: choose another name",
        "{value!r} 是条件语言的保留字：请另取名称",
    ),
    "standards.choices_of_no_choice": (
        "a fact of type {type} has no choices: make it a choice, or leave them out",
        "{type} 类型的事实没有可选值：请改为 choice 类型或去掉可选值",
    ),
    "standards.no_base": (
        "there is no version {value!r} to be based on: the versions are {known}",
        "没有可作为基础的第 {value!r} 版：现有版本为 {known}",
    ),
    "standards.based_on_later": (
        "version {value} does not come before this one: a version is based on one with a lower number, never in a circle",
        "第 {value} 版不早于本版：只能以版本号较小的一版为基础，不得循环",
    ),
    "standards.without_base": (
        "only a version that is based on another can be without some of its conditions: write based_on",
        "只有以另一版为基础的版本才可去掉其中的条件：请写明 based_on",
    ),
    "standards.not_codes": (
        "{value!r} is not a list of codes of that version: its codes are {known}",
        "{value!r} 不是该版的代码列表：其代码为 {known}",
    ),
    "standards.leaves_out": (
        (
            "version {number} leaves out {codes}, which version {before} of the extended standard has: write based_on = {before} to keep them, "
            "and under without those that are no longer asked"
        ),
        "第 {number} 版略去了所扩展标准第 {before} 版的 {codes}：如要保留，请写 based_on = {before}；不再要求的列入 without",
    ),
    "standards.twice": ("{value!r} stands here twice", "{value!r} 重复出现"),
    "standards.unknown_group": (
        "there is no group {value!r} in this version: declare it under groups",
        "本版没有分组 {value!r}：请在 groups 中声明",
    ),
    "standards.unknown_group_near": (
        "there is no group {value!r} in this version: did you mean {nearest!r}?",
        "本版没有分组 {value!r}：是否指 {nearest!r}？",
    ),
    "standards.empty_group": (
        "has no conditions: give it some, or leave the group out",
        "没有条件：请添加条件或去掉该分组",
    ),
    "standards.asks_too_many": (
        "asks for {at_least} of {members} conditions: lower it, or add conditions",
        "共 {members} 项条件却要求 {at_least} 项：请降低要求或增加条件",
    ),
    "standards.ends_before_it_starts": (
        "{until} is not after the first day {in_force}: until is the first day no longer in force",
        "{until} 不晚于施行首日 {in_force}：until 是不再施行的首日",
    ),
    "standards.numbers_out_of_order": (
        "number {number} comes into force after number {before}: number versions in the order of their first days",
        "第 {number} 版晚于第 {before} 版施行：版本号应按施行日先后递增",
    ),
    "standards.gap": (
        "no version is in force from {since} to {until}: let them meet",
        "{since} 至 {until} 没有施行中的版本：请使前后衔接",
    ),
    "standards.overlap": (
        "version {number} is still in force on {since}: end it on that day, or leave its end out",
        "{since} 当日第 {number} 版仍在施行：请将其终止日改为该日，或不写终止日",
    ),
    # a condition's text
    "standards.too_deep": (
        "too many brackets or nots inside one another at character {at}: at most {high}",
        "第 {at} 个字符处括号或 not 嵌套过深：至多 {high} 层",
    ),
    "standards.unreadable": (
        "character {at}, {seen!r}, is not part of the language of conditions",
        "第 {at} 个字符 {seen!r} 不属于条件语言",
    ),
    "standards.write_instead": (
        "at character {at}: write {instead} instead of {seen!r}",
        "第 {at} 个字符处：{seen!r} 应写成 {instead}",
    ),
    "standards.no_such_operator": (
        "character {at}, {seen!r}: conditions only compare; calculate the value beforehand and give it as a fact",
        "第 {at} 个字符 {seen!r}：条件只作比较；请先算好并作为事实提供",
    ),
    "standards.open_quote": (
        "the quote that opens at character {at} is not closed on its line",
        "第 {at} 个字符处的引号未在本行闭合",
    ),
    "standards.bad_number": (
        "{seen!r} at character {at} is not a number: write 7, 0.5 or a date such as 2026-01-31",
        "第 {at} 个字符处的 {seen!r} 不是数字：请写成 7、0.5 或 2026-01-31 这样的日期",
    ),
    "standards.no_such_day": (
        "{seen!r} at character {at} is not a day of the calendar",
        "第 {at} 个字符处的 {seen!r} 不是历法中的日期",
    ),
    "standards.ends_early": (
        "ends at character {at} where a value or a closing bracket is expected",
        "在第 {at} 个字符处结束，此处应有取值或右括号",
    ),
    "standards.expected": (
        "{seen!r} at character {at}: expected {expected!r}",
        "第 {at} 个字符处为 {seen!r}：应为 {expected!r}",
    ),
    "standards.expected_end": (
        "{seen!r} at character {at}: expected and, or, or the end",
        "第 {at} 个字符处为 {seen!r}：应为 and、or 或结束",
    ),
    "standards.expected_value": (
        "{seen!r} at character {at}: expected a fact or a value such as 7, 'text', true or 2026-01-31",
        "第 {at} 个字符处为 {seen!r}：应为事实名或取值，如 7、'文本'、true、2026-01-31",
    ),
    "standards.expected_duration": (
        "{seen!r} at character {at}: only days(n), months(n) or years(n) can be added or subtracted",
        "第 {at} 个字符处为 {seen!r}：只能加减 days(n)、months(n) 或 years(n)",
    ),
    "standards.bad_duration": (
        "at character {at}: {unit} takes a whole number from 0 to {high}",
        "第 {at} 个字符处：{unit} 的参数应为 0 至 {high} 的整数",
    ),
    "standards.chained": (
        "{seen!r} at character {at}: a comparison has two sides; join two of them by and",
        "第 {at} 个字符处为 {seen!r}：一次比较只有两边；请用 and 连接两个比较",
    ),
    "standards.no_calls": (
        "{seen!r} at character {at} is called: only days(n), months(n) and years(n) can be, after + or -, and count(list)",
        "第 {at} 个字符处调用了 {seen!r}：只可在 + 或 - 之后使用 days(n)、months(n)、years(n)，以及 count(列表)",
    ),
    "standards.expected_list": (
        "{seen!r} at character {at}: expected the name of a list to count",
        "第 {at} 个字符处为 {seen!r}：应为要计数的列表名",
    ),
    "standards.factor_first": (
        "at character {at}: only a fixed number above 0 can multiply a fact: write it first, as in 0.05 * orders",
        "第 {at} 个字符处：只能用大于 0 的固定数乘以事实：请把数写在前面，如 0.05 * orders",
    ),
    "standards.not_a_list": (
        "{name!r} at character {at} is not a list, so it cannot be counted: compare it with a value",
        "第 {at} 个字符处的 {name!r} 不是列表，不能计数：请与某个值比较",
    ),
    "standards.list_compared": (
        "a list at character {at} cannot be compared: count it, as in count(complaints) <= 2",
        "第 {at} 个字符处的列表不能比较：请计数，如 count(complaints) <= 2",
    ),
    "standards.today_twice": (
        "at character {at}: today stands on both sides: compare it with a fact or a date",
        "第 {at} 个字符处：两边都是 today：请与事实或日期比较",
    ),
    "standards.unknown_fact": (
        "{name!r} at character {at} is not a declared fact: declare it under facts; texts stand in quotes",
        "第 {at} 个字符处的 {name!r} 不是已声明的事实：请在 facts 中声明；文本请加引号",
    ),
    "standards.unknown_fact_near": (
        "{name!r} at character {at} is not a declared fact: did you mean {nearest!r}?",
        "第 {at} 个字符处的 {name!r} 不是已声明的事实：是否指 {nearest!r}？",
    ),
    "standards.not_yes_or_no": (
        "{name!r} at character {at} is not a yes or no: compare it with a value",
        "第 {at} 个字符处的 {name!r} 不是“是/否”：请与某个值比较",
    ),
    "standards.not_a_condition": (
        "a value alone at character {at} is no condition: compare a fact with it",
        "第 {at} 个字符处只有取值，不成条件：请与某个事实比较",
    ),
    "standards.condition_compared": (
        "a condition at character {at} stands where a value is expected: join conditions by and, or, not",
        "第 {at} 个字符处应为取值而非条件：条件之间请用 and、or、not 连接",
    ),
    "standards.only_dates_move": (
        "at character {at}: {unit} can be added to a date only",
        "第 {at} 个字符处：{unit} 只能与日期相加减",
    ),
    "standards.cannot_compare": (
        "at character {at}: {left} cannot be compared with {right}",
        "第 {at} 个字符处：{left}不能与{right}比较",
    ),
    "standards.no_order": (
        "at character {at}: {type} has no order, so {sign} means nothing: use == or in",
        "第 {at} 个字符处：{type}没有大小，不能用 {sign}：请用 == 或 in",
    ),
    "standards.always_the_same": (
        "at character {at}: two fixed values are compared, so the answer is always the same",
        "第 {at} 个字符处：比较的是两个固定值，结果恒定不变",
    ),
    "standards.not_a_choice": (
        "{value!r} at character {at} is never the value of {fact}: its choices are {choices}",
        "第 {at} 个字符处的 {value!r} 不是 {fact} 的可选值：可选值为 {choices}",
    ),
    "standards.not_a_choice_near": (
        "{value!r} at character {at} is never the value of {fact}: did you mean {nearest!r}?",
        "第 {at} 个字符处的 {value!r} 不是 {fact} 的可选值：是否指 {nearest!r}？",
    ),
    "standards.type_bool": ("a yes or no", "“是/否”"),
    "standards.type_number": ("a number", "数字"),
    "standards.type_text": ("a text", "文本"),
    "standards.type_list": ("a list", "列表"),
    "standards.type_date": ("a date", "日期"),
}
