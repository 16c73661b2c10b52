"""Words of `points`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    # what was given cannot be taken
    "points.balance_too_large": (
        "the balance would pass {high}, the largest number that every system keeps exactly",
        "余额将超过 {high}，即各系统都能精确保存的最大数",
    ),
    "points.not_its_account": (
        "redemption {redemption!r} was not asked for by {value!r}: name the worker who did",
        "兑换单 {redemption!r} 不是 {value!r} 申请的：请填写申请人",
    ),
    "points.not_its_reward": (
        "redemption {redemption!r} is not for reward {value!r}: name the one it was asked from",
        "兑换单 {redemption!r} 兑换的不是 {value!r}：请填写所申请的奖品",
    ),
    "points.entry_or_reference": (
        "name what is to be reversed by its number (`entry`) or by its reference (`of`)",
        "请用笔号（`entry`）或凭据编号（`of`）指明要冲正的一笔",
    ),
    "points.no_month": (
        "{value!r} is no month: give year and number, such as (2026, 3)",
        "{value!r} 不是月份：请给出年和月，如 (2026, 3)",
    ),
    "points.seen_ahead": (
        "{value} has not come yet: it is {now}",
        "{value} 尚未到来：现在是 {now}",
    ),
    "points.seen_another_day": (
        "{value} is not on {on}: leave `on` out, `seen` says the day too",
        "{value} 不在 {on} 当天：请不填 `on`，`seen` 已说明日期",
    ),
    "points.seen_missing": (
        "say when it was seen: the day {on} alone does not tell whether another award was for the same",
        "请填写发现时间：仅凭日期 {on} 无法判断是否重复上报",
    ),
    "points.one_a_place": (
        "{value} at one place: enter each with a place of its own",
        "同一地点填写了 {value} 次：请逐项填写各自的地点",
    ),
    "points.confirmed_by_self": (
        "{value!r} is the worker that is awarded: nobody confirms what they said themselves",
        "{value!r} 即被计分人：不能由本人确认",
    ),
    "points.confirmed_twice": (
        "{value!r} stands there twice: each counts once",
        "{value!r} 重复填写：每人只计一次",
    ),
    # what a pack says of points cannot be
    "points.terms_out_of_order": (
        "{value} is not after {before}: put later terms in the order of their days",
        "{value} 不晚于 {before}：请按生效日期先后排列",
    ),
    "points.duplicates_by_reference": (
        "has to be true where there are duplicates: the second award names the first by its reference",
        "设有重复上报规则时须为 true：后一笔须注明前一笔的凭据编号",
    ),
    "points.awarded_by_nobody": (
        "none of these roles may send `points.Earn` ({may}), so nobody could award it: name one of them, or let these in [may]",
        "这些角色均无权发送 `points.Earn`（{may}），该项将无人计分：请改用其中的角色，或在 [may] 中准许",
    ),
    "points.later_ever": (
        "a cap that counts for ever must hold from the beginning: awards from before {since} are not all remembered",
        "累计上限须自始即有：{since} 以前的计分并未全部保留",
    ),
    # refusals of awards
    "points.evidence_missing": (
        "{action} earns points only with evidence ({needs}): give its reference as `ref`",
        "“{action}”须有凭据（{needs}）方可计分：请在 `ref` 填写凭据编号",
    ),
    "points.reference_missing": (
        "{action} earns points only with evidence: give its reference as `ref`",
        "“{action}”须有凭据方可计分：请在 `ref` 填写凭据编号",
    ),
    "points.already_purchased": (
        "{ref!r} was exchanged for {item} before: entry {entry} of {on}; what is exchanged anew has a reference of its own",
        "{ref!r} 已兑换过“{item}”：见 {on} 第 {entry} 笔；再次兑换请使用新的凭据编号",
    ),
    "points.already_awarded": (
        "{ref!r} has earned its points for {action}: entry {entry} of {on}",
        "{ref!r} 已就“{action}”计过分：见 {on} 第 {entry} 笔",
    ),
    "points.cap_reached": ("this action has earned as often as it may", "该项计分已达上限"),
    "points.cap_reached_day": (
        "{action} counts at most {cap} times a day: {used} are counted, so {left} more fit, not {asked}; a new day begins with {again_on}",
        "“{action}”每天最多计 {cap} 次：当天已计 {used} 次，还可计 {left} 次，不能再计 {asked} 次；{again_on} 起重新计数",
    ),
    "points.cap_reached_month": (
        "{action} counts at most {cap} times a month: {used} are counted, so {left} more fit, not {asked}; a new month begins with {again_on}",
        "“{action}”每月最多计 {cap} 次：当月已计 {used} 次，还可计 {left} 次，不能再计 {asked} 次；{again_on} 起重新计数",
    ),
    "points.never_again": (
        "{action} counts at most {cap} times ever: {used} counted, {asked} more would be too many",
        "“{action}”累计最多计 {cap} 次：已计 {used} 次，不能再计 {asked} 次",
    ),
    "points.total_reached": ("all actions together have earned as much as they may", "各项合计得分已达上限"),
    "points.total_reached_day": (
        "all actions together earn at most {cap} points a day: {used} are earned, so {left} more fit, not {asked}; a new day begins with {again_on}",
        "各项合计每天最多得 {cap} 分：当天已得 {used} 分，还可得 {left} 分，不能再得 {asked} 分；{again_on} 起重新累计",
    ),
    "points.total_reached_month": (
        "all actions together earn at most {cap} points a month: {used} are earned, so {left} more fit, not {asked}; a new month begins with {again_on}",
        "各项合计每月最多得 {cap} 分：当月已得 {used} 分，还可得 {left} 分，不能再得 {asked} 分；{again_on} 起重新累计",
    ),
    "points.already_seen": (
        "{action} has been awarded for this: {ref!r}, seen {seen}, within {metres} m and {hours} h",
        "该处已就“{action}”计过分：{ref!r}，发现于 {seen}，相距 {metres} 米、{hours} 小时以内",
    ),
    "points.already_seen_by_self": (
        "{action} has been awarded to the same worker for this: {ref!r}, seen {seen}, within {metres} m and {hours} h",
        "该处已就“{action}”给同一人计过分：{ref!r}，发现于 {seen}，相距 {metres} 米、{hours} 小时以内",
    ),
    "points.place_missing": (
        "{action} earns points only with its place: give it as `place`, with its datum",
        "“{action}”须有地点方可计分：请在 `place` 填写坐标及其坐标系",
    ),
    "points.unconfirmed": (
        "{action} earns points once {asked} others say the same: {given} are named in `confirmed_by`",
        "“{action}”须有另外 {asked} 人确认方可计分：`confirmed_by` 中有 {given} 人",
    ),
    "points.unconfirmed_or": (
        "{action} earns points once {asked} others say the same, or one of {enough_from}: {given} are named in `confirmed_by`",
        "“{action}”须有另外 {asked} 人确认，或由以下之一确认，方可计分：{enough_from}；`confirmed_by` 中有 {given} 个",
    ),
    "points.day_closed": (
        "{on} is closed: points can still be entered for {first_open} and later",
        "{on} 已关账：只能补记 {first_open} 及以后的积分",
    ),
    "points.day_ahead": (
        "{on} has not come yet: today is {today}",
        "{on} 尚未到来：今天是 {today}",
    ),
    "points.own_account": (
        "{worker!r} may not credit or correct an account of their own: somebody else has to",
        "{worker!r} 不能给自己的账户计分、冲正或退分：须由他人办理",
    ),
    "points.awarded_by_others": (
        "{actor!r} may not award {action}: the rules leave it to {roles}",
        "{actor!r} 不能为“{action}”计分：按规则由以下角色计分：{roles}",
    ),
    "points.not_yours": (
        "{actor!r} may not spend the points of {worker!r}: only they may, or one of the roles {roles}",
        "{actor!r} 不能动用 {worker!r} 的积分：仅限本人，或具有以下角色者：{roles}",
    ),
    "points.not_yours_alone": (
        "{actor!r} may not spend the points of {worker!r}: only they may",
        "{actor!r} 不能动用 {worker!r} 的积分：仅限本人",
    ),
    # refusals of corrections
    "points.already_reversed": (
        "entry {entry} was reversed before, by entry {by}",
        "第 {entry} 笔已被第 {by} 笔冲正",
    ),
    "points.reversal_is_final": (
        "entry {entry} is itself the reversal of entry {of}, and a reversal is not reversed: enter the award or the deduction anew",
        "第 {entry} 笔是对第 {of} 笔的冲正，冲正不能再冲正：请重新计分或扣分",
    ),
    "points.not_reversible": (
        "entry {entry!r} cannot be reversed: it is no award, deduction or purchase of the last {days} days, or its points have expired; a redemption is cancelled or refunded instead",
        "{entry!r} 不能冲正：它不是最近 {days} 天内的计分、扣分或当场兑换，或其积分已到期；预留的兑换请改用取消或退分",
    ),
    "points.nothing_entered": (
        "nothing is entered under {entry!r}: no award, deduction or purchase of the last {days} days has this reference",
        "{entry!r} 名下没有记录：最近 {days} 天内的计分、扣分和当场兑换均无此凭据编号",
    ),
    # refusals of redemptions
    "points.insufficient": (
        "{asked} points are needed, and {balance} can be spent",
        "需要 {asked} 分，可用 {balance} 分",
    ),
    "points.reward_unknown": (
        "{item!r} is not in the catalogue of rewards: it holds {items}",
        "奖品目录中没有 {item!r}：现有 {items}",
    ),
    "points.out_of_stock": (
        "every {item} at {host} is set aside: the first may be free again on {free_on}",
        "{host} 的“{item}”均已预留：最早可能于 {free_on} 释放",
    ),
    "points.sold_out": (
        "no {item} is left at {host}: wait for new stock, or ask at another place",
        "{host} 的“{item}”已兑完：请等待补货，或到其他地点兑换",
    ),
    "points.reward_withdrawn": (
        "{item} at {host} is on offer no more since {since}: ask for another reward, or at another place",
        "{host} 的“{item}”自 {since} 起不再提供兑换：请选择其他奖品或其他地点",
    ),
    "points.set_aside": (
        "{counted} were counted, and {held} are set aside for workers who may still come, first for {redemptions}; hand these over or cancel them first, or count again",
        "清点数为 {counted}，而已为兑换人预留 {held} 件，最先预留的为 {redemptions}；请先发放或取消预留，或重新清点",
    ),
    "points.hold_lapsed": (
        "redemption {redemption} had to be collected by {until}: its points are back in the account, ask again",
        "兑换单 {redemption} 的领取期限至 {until} 止，现已过期：积分已退回账户，请重新申请",
    ),
    "points.hold_running": (
        "redemption {redemption} can be collected until {until}: it has not lapsed",
        "兑换单 {redemption} 的领取期限至 {until} 止，尚未过期",
    ),
    "points.redemption_ended": ("not possible for the redemption as it stands", "兑换单当前状态下不能办理"),
    "points.redemption_held": (
        "redemption {redemption} waits to be collected: cancel it instead of refunding it",
        "兑换单 {redemption} 待领取：请取消，而不是退分",
    ),
    "points.redemption_ready": (
        "redemption {redemption} lies ready to be collected: hand it over, or cancel it",
        "兑换单 {redemption} 已备好待领取：请发放，或取消",
    ),
    "points.redemption_collected": (
        "redemption {redemption} was collected: a refund is all that can still be done",
        "兑换单 {redemption} 已领取：只能办理退分",
    ),
    "points.redemption_cancelled": (
        "redemption {redemption} was cancelled and its points are back: ask again",
        "兑换单 {redemption} 已取消，积分已退回：请重新申请",
    ),
    "points.redemption_lapsed": (
        "redemption {redemption} lapsed and its points are back: ask again",
        "兑换单 {redemption} 已过期，积分已退回：请重新申请",
    ),
    "points.redemption_refunded": (
        "redemption {redemption} was refunded before",
        "兑换单 {redemption} 此前已退分",
    ),
    # refusals of what an account that is stopped does not do
    "points.account_frozen": (
        "since {on} nothing is spent from the account of {worker!r}: {ground} (decision {ref!r}); points come in and count, and the worker can appeal",
        "{worker!r} 的账户自 {on} 起冻结，暂停支用：{ground}（决定 {ref!r}）；积分照常计入，本人可以申诉",
    ),
    "points.account_closed": (
        "the account of {worker!r} was closed on {on} ({ref!r}) and nothing moves in it any more",
        "{worker!r} 的账户已于 {on} 销户（{ref!r}），不再办理任何收支",
    ),
    "points.not_frozen": (
        "the account of {worker!r} is not frozen: there is nothing to lift",
        "{worker!r} 的账户未被冻结：无需解冻",
    ),
    "points.not_empty": (
        "the account of {worker!r} can be closed once nothing is left in it",
        "{worker!r} 的账户结清后方可销户",
    ),
    "points.not_empty_yet": (
        "the account of {worker!r} can be closed once nothing is left in it: {rest}",
        "{worker!r} 的账户结清后方可销户：现有{rest}",
    ),
    "points.not_empty_balance": (
        "{points:point|points} to spend (exchange them or wait until they expire)",
        "余额 {points} 分（请先兑换或待其到期）",
    ),
    "points.not_empty_held": (
        "{points:point|points} set aside (collect what they are for or give it up)",
        "预留 {points} 分（请先领取或取消）",
    ),
    "points.not_empty_debt": (
        "{points:point|points} owed (the next points settle them)",
        "欠分 {points} 分（由以后所得积分抵扣）",
    ),
    # refusals of what nobody pays for
    "points.no_budget": (
        "{value!r} has no budget: set `budgeted = true` in points.funders.{value}",
        "{value!r} 未设额度：请在 points.funders.{value} 中设 `budgeted = true`",
    ),
    "points.already_granted": (
        "grant {ref!r} to the fund of {funder} was entered before, on {on}: another grant has a reference of its own",
        "“{funder}”的额度 {ref!r} 已于 {on} 入账：另一笔额度请使用新的凭据编号",
    ),
    "points.budget_spent": (
        "the fund of {funder} holds {left:point|points} and {asked} are asked: grant more with FundProgramme({fund!r}, …)",
        "“{funder}”的专项积分余 {left} 分，本次需 {asked} 分：请用 FundProgramme({fund!r}, …) 追加额度",
    ),
    # refusals of what a second person confirms
    "points.not_its_worker": (
        "proposal {proposal!r} is no award for {value!r}: name the worker it is for",
        "提议 {proposal!r} 不是为 {value!r} 计分：请填写该提议的对象",
    ),
    "points.proposal_ended": ("not possible for the proposal as it stands", "提议当前状态下不能办理"),
    "points.proposal_open": ("proposal {proposal} waits to be confirmed", "提议 {proposal} 待确认"),
    "points.proposal_confirmed": (
        "proposal {proposal} was confirmed and its award is made: reverse the award if it was wrong",
        "提议 {proposal} 已确认并计分：如有误请冲正",
    ),
    "points.proposal_declined": (
        "proposal {proposal} was declined: propose the award anew",
        "提议 {proposal} 已被否决：请重新提议",
    ),
    "points.proposal_lapsed": (
        "proposal {proposal} was not confirmed in time: propose the award anew",
        "提议 {proposal} 逾期未确认：请重新提议",
    ),
    # refusals of appeals
    "points.not_appealable": (
        "entry {entry} of {worker!r} is no deduction that can be appealed against, or the decision on it is final",
        "{worker!r} 的第 {entry} 笔不是可以申诉的扣分，或其处理决定已生效",
    ),
    "points.not_appealable_freeze": (
        "the account of {worker!r} is not frozen by a decision that can still be appealed against; name the entry of a deduction to appeal against that",
        "{worker!r} 的账户没有可以申诉的冻结决定；对扣分申诉请填写该笔编号",
    ),
    "points.too_late": ("too late: the {what} ran {term}", "已逾期：{what}{term}"),
    "points.term_running": ("too early: the {what} runs {term}", "为时尚早：{what}{term}"),
    "points.appeal_open": (
        "the appeal of {worker!r} ({ref!r}) waits for its decision {term}",
        "{worker!r} 的申诉（{ref!r}）正在处理，办理期限{term}",
    ),
    "points.no_appeal": (
        "no appeal of {worker!r} waits for a decision there",
        "{worker!r} 没有待决定的该项申诉",
    ),
    "points.same_hands": (
        "{actor!r} took part in the {did} and may not do the {duty} too: somebody else must",
        "{actor!r} 已参与{did}，不得再承担{duty}：须由他人办理",
    ),
    # what is wrong with a pack
    "points.no_way_to_appeal": (
        "points can be deducted or accounts frozen, and nothing says how a worker appeals: give `within`, `decided` and `reminder`",
        "规则规定了扣分或冻结，却没有规定如何申诉：请填写 `within`、`decided` 和 `reminder`",
    ),
    "points.unfunded": (
        "{value!r} is none of the funders: {choices}; say who pays, since a rule that nobody funds cannot pay",
        "{value!r} 不在出资方之列：{choices}；须写明由谁出资，无人出资的规则不能兑现",
    ),
    # why a command is not possible now
    "points.nothing_to_appeal": (
        "there is no deduction or freeze left that could be appealed against",
        "没有可以申诉的扣分或冻结",
    ),
    "points.nothing_to_spend": (
        "there are no points to spend; points owed: {debt}",
        "没有可用积分；欠分：{debt}",
    ),
    "points.nothing_to_reverse": (
        "no award, deduction or purchase is left that could be reversed",
        "没有可以冲正的计分、扣分或当场兑换",
    ),
    "points.nothing_to_expire": ("the account holds no points", "账户中没有积分"),
    "points.stock_empty": (
        "nothing is in stock at {host}: stock the reward first",
        "{host} 已无库存：请先补货",
    ),
    # lines of a statement
    "points.line.purchased": ("{item} × {times} ({ref!r})", "{item} × {times}（{ref!r}）"),
    "points.line.purchase_reversed": ("entry {of} given back ({ref!r})", "第 {of} 笔兑换退回（{ref!r}）"),
    "points.line.earned": ("{action}, {ref!r}", "{action}，{ref!r}"),
    "points.line.earned_alone": ("{action}", "{action}"),
    "points.line.hours": ("{action}, {hours:hour|hours}", "{action} {hours} 小时"),
    "points.line.times": ("{action} × {times}", "{action} × {times}"),
    "points.line.also_seen": (
        "{action}, {ref!r}, also seen after {first!r}",
        "{action}，{ref!r}，重复发现（首报 {first!r}）",
    ),
    "points.line.reversed": ("entry {of} reversed ({ref!r})", "冲正第 {of} 笔（{ref!r}）"),
    "points.line.deducted": ("deducted: {ground} ({ref!r})", "扣分：{ground}（{ref!r}）"),
    "points.line.restored": ("deduction {of} lifted ({ref!r})", "撤销第 {of} 笔扣分（{ref!r}）"),
    "points.line.held": (
        "{points} points set aside for a reward, to be collected by {until}",
        "为兑换预留 {points} 分，领取期限至 {until} 止",
    ),
    "points.line.spent": (
        "reward collected, {points} points set aside are spent",
        "奖品已领取，预留的 {points} 分已支用",
    ),
    "points.line.cancelled": (
        "request given up, {points} points back in their lots",
        "取消兑换，{points} 分退回原批次",
    ),
    "points.line.lapsed": (
        "reward not collected in time, {points} points back in their lots",
        "逾期未领取，{points} 分退回原批次",
    ),
    "points.line.refunded": (
        "{points} points refunded ({ref!r})",
        "退还 {points} 分（{ref!r}）",
    ),
    "points.line.expired": ("{points} points expired", "{points} 分到期失效"),
    # why a balance is what it is
    "points.why.balance": (
        "{worker!r} can spend {points:point|points} on {on}",
        "{worker!r} 于 {on} 可用 {points} 分",
    ),
    "points.why.debt": (
        "{worker!r} can spend {points:point|points} on {on} and owes {debt}: what is earned next settles it first",
        "{worker!r} 于 {on} 可用 {points} 分，欠 {debt} 分：此后所得先抵欠分",
    ),
    "points.why.share": (
        "{points} of {brought:point|points} for {reason}: entry {entry} of {day}, by pack {pack}, counting to {expires}",
        "{reason}：所得 {brought} 分中的 {points} 分；{day} 第 {entry} 笔，依据第 {pack} 号规则包，有效至 {expires}",
    ),
    "points.why.reversed": (
        "the award was reversed by entry {by} after they had been spent, and other points were taken for them",
        "该笔计分在支用后被第 {by} 笔冲正，已以其他积分抵扣",
    ),
    "points.why.since": ("by terms since {since}", "按 {since} 起的标准"),
    "points.why.cap_day": ("with it the {cap} a day were reached", "至此已达每天 {cap} 次上限"),
    "points.why.cap_month": ("with it the {cap} a month were reached", "至此已达每月 {cap} 次上限"),
    "points.why.cap_ever": (
        "with it the {cap} that there ever are were reached",
        "至此已达累计 {cap} 次上限",
    ),
    "points.why.total_day": (
        "with it no more of the same fitted the {cap} points a day of all actions",
        "至此各项合计每天 {cap} 分上限已容不下同类计分",
    ),
    "points.why.total_month": (
        "with it no more of the same fitted the {cap} points a month of all actions",
        "至此各项合计每月 {cap} 分上限已容不下同类计分",
    ),
    # the statement of a month
    "points.statement": (
        "Points of {worker!r} from {first} to {last}",
        "{worker!r} 积分对账单：{first} 至 {last}",
    ),
    "points.statement.opening": ("opening balance: {balance}", "期初余额：{balance}"),
    "points.statement.line": (
        "{on}  {points}  {reason}  balance {balance}",
        "{on}  {points}  {reason}  余额 {balance}",
    ),
    "points.statement.closing": ("closing balance: {balance}", "期末余额：{balance}"),
    "points.statement.owing": ("{balance}, owed {debt}", "{balance}，欠 {debt}"),
    "points.statement.open": (
        "not final: awards for days of this month can be entered until {until}",
        "尚未定稿：{until} 前（含当日）仍可补记本月的积分",
    ),
    # columns of tables
    "points.column.entry": ("entry", "序号"),
    "points.column.on": ("day", "日期"),
    "points.column.reason": ("for", "事由"),
    "points.column.points": ("points", "积分"),
    "points.column.balance": ("balance", "余额"),
    "points.column.debt": ("owed", "欠分"),
    "points.column.expires": ("last day", "到期日"),
    "points.column.unit": ("unit", "单位"),
    "points.column.account": ("account", "科目"),
    "points.column.debits": ("debits", "借方"),
    "points.column.credits": ("credits", "贷方"),
    # what the programme owes
    "points.liability": (
        "{points:point|points} of {workers:worker|workers} can be spent on {on}; {held} more are set aside for rewards",
        "{on}，{workers} 人共有可用积分 {points} 分，另有 {held} 分已为兑换预留",
    ),
    "points.liability.month": ("{points} expire after {expires}", "{points} 分于 {expires} 后失效"),
    # the reconciliation
    "points.reconciled": (
        "{entries:entry|entries} and {accounts:account|accounts} compared, {problems:difference|differences} found",
        "共核对 {entries} 笔、{accounts} 个账户，{problems} 处不符",
    ),
    "points.reconciled.lots": (
        "account {account} has a balance of {balance}, and its lots hold {lots}",
        "账户 {account} 余额为 {balance}，而各批积分合计为 {lots}",
    ),
    "points.reconciled.unit": (
        "all accounts in {unit} together hold {sum}, and must hold 0",
        "以 {unit} 计的全部账户合计为 {sum}，应为 0",
    ),
    "points.reconciled.no_account": (
        "{account} holds {summed} by its entries, and there is no such account on record",
        "按各笔合计 {account} 应有 {summed}，但没有该账户的记录",
    ),
    # the trial balance
    "points.trial.closed": (
        "trial balance of {on}: the day is closed",
        "{on} 试算平衡表：该日已关账",
    ),
    "points.trial.open": (
        "trial balance of {on}: awards for that day can be entered until {until}",
        "{on} 试算平衡表：{until} 前（含当日）仍可补记当日积分",
    ),
    "points.trial.line": (
        "{title}: debits {debits}, credits {credits}, balance {balance}",
        "{title}：借方 {debits}，贷方 {credits}，余额 {balance}",
    ),
    "points.account.points": ("points of workers{of}", "可用积分{of}"),
    "points.account.held": ("set aside for rewards{of}", "兑换预留{of}"),
    "points.account.debt": ("owed by workers{of}", "欠分{of}"),
    "points.account.issued": ("issued{of}", "发放{of}"),
    "points.account.reversed": ("reversed{of}", "冲正{of}"),
    "points.account.deducted": ("deducted{of}", "扣分{of}"),
    "points.account.redeemed": ("redeemed{of}", "兑换{of}"),
    "points.account.expired": ("expired{of}", "到期失效{of}"),
    "points.account.hours": ("volunteer hours of workers{of}", "志愿时长{of}"),
    "points.account.served": ("volunteer hours served{of}", "已服务时长{of}"),
    "points.account.transit": ("on the way to or from{of}", "在途{of}"),
    "points.account.fund": ("fund{of}", "专项积分{of}"),
    "points.account.granted": ("granted to funds{of}", "专项拨付{of}"),
    # a rehearsal of rules
    "points.rehearsal": (
        "from {since} to {until} under these rules: of {workers:worker|workers} {gain} would have more, {lose} less; {missed} would have missed something, {capped} would have met a cap",
        "{since} 至 {until} 按此规则推演：{workers} 人中 {gain} 人增加、{lose} 人减少；{missed} 人有事项无法办理，{capped} 人触及上限",
    ),
    "points.rehearsal.liability": (
        "points that can be spent at the end: {before} as it is, {after} as it would be",
        "期末可用积分：实际 {before} 分，推演 {after} 分",
    ),
    "points.rehearsal.change": (
        "{worker!r}: earned {earned_before} as it is, {earned_after} as it would be; balance {balance_before} and {balance_after}; awards over a cap: {capped}; missed: {missed}",
        "{worker!r}：实际所得 {earned_before} 分，推演 {earned_after} 分；余额 {balance_before} 与 {balance_after}；超上限计分 {capped} 笔；无法办理：{missed}",
    ),
    "points.rehearsal.no_rule": ("no rule for {action!r} of {on}", "{on} 的 {action!r} 无计分规则"),
    "points.rehearsal.second": (
        "nothing for who also saw {action!r} of {on}",
        "{on} 的 {action!r} 系重复发现，不计分",
    ),
    "points.rehearsal.no_reward": ("no reward {item!r} on {on}", "{on} 无奖品 {item!r}"),
    "points.rehearsal.not_had": ("{item!r} on {on}: {why}", "{on} 的 {item!r}：{why}"),
    "points.rehearsal.not_sent": ("points sent to {to!r} on {on}: {why}", "{on} 转往 {to!r}：{why}"),
    "points.rehearsal.no_callable": (
        "{value!r} cannot be called: give what goes through the workers, such as tqdm, or leave it out",
        "{value!r} 不可调用：请给出逐一返回人员的函数，如 tqdm，或不填",
    ),
    "points.column.worker": ("worker", "人员"),
    "points.column.earned_before": ("earned as it is", "实际所得"),
    "points.column.earned_after": ("earned as it would be", "推演所得"),
    "points.column.balance_before": ("balance as it is", "实际余额"),
    "points.column.balance_after": ("balance as it would be", "推演余额"),
    "points.column.capped": ("awards over a cap", "超上限笔数"),
    "points.column.missed": ("missed", "无法办理"),
    # between cities
    "points.not_a_city": (
        "{value!r} is no other city that the pack names under `points.cities`: it names {choices}",
        "规则包 `points.cities` 所列的其他城市中没有 {value!r}：现有 {choices}",
    ),
    "points.not_its_receiver": (
        "transfer {transit!r} was not sent to {value!r}: name the worker it was sent to",
        "转分单 {transit!r} 不是转给 {value!r} 的：请填写转入人",
    ),
    "points.not_its_sender": (
        "transfer {transit!r} was not sent by {value!r}: name the worker who sent it",
        "转分单 {transit!r} 不是 {value!r} 转出的：请填写转出人",
    ),
    "points.not_carried": (
        "what the other city has on record of transfer {transit} is not at hand: call `City.carry`, which reads it there",
        "尚未取得对方城市关于转分单 {transit} 的记录：请调用 `City.carry`，由其读取",
    ),
    "points.transit_ended": ("nothing is on its way any more", "已无在途积分"),
    "points.transit_delivered": (
        "transfer {transit} is settled: the other city has credited the points",
        "转分单 {transit} 已办结：对方城市已入账",
    ),
    "points.transit_returned": (
        "transfer {transit} is settled: the other city has refused the points, and they are back",
        "转分单 {transit} 已办结：对方城市未接收，积分已退回",
    ),
    "points.transit_received": (
        "transfer {transit} was credited here before, and is credited once",
        "转分单 {transit} 此前已入账，只入账一次",
    ),
    "points.transit_refused": (
        "transfer {transit} was refused here, for good: send the points again under a new transfer",
        "转分单 {transit} 已被本城市拒收且不可更改：请另行转分",
    ),
    "points.line.sent": (
        "{points} points on their way to {to}",
        "{points} 分转往{to}（在途）",
    ),
    "points.line.delivered": (
        "{points} points have reached {to}",
        "{points} 分已转入{to}",
    ),
    "points.line.sent_back_city_unknown": (
        "{points} points back from {to}, whose pack does not name this city",
        "{points} 分由{to}退回：其规则包未列本城市",
    ),
    "points.line.sent_back_balance_too_large": (
        "{points} points back from {to}, where the balance would be too large",
        "{points} 分由{to}退回：该地余额将超过上限",
    ),
    "points.line.sent_back_account_closed": (
        "{points} points back from {to}, where the account was closed",
        "{points} 分由{to}退回：该地账户已注销",
    ),
    "points.line.received": (
        "{points} points from {origin}",
        "由{origin}转入 {points} 分",
    ),
    "points.line.received_cut": (
        "{points} points from {origin}; {cut} of them counted longer there, and count here as long as points do",
        "由{origin}转入 {points} 分；其中 {cut} 分原有效期较长，按本地最长有效期计",
    ),
}
