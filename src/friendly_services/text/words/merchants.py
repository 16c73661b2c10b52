"""Words of `merchants`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    "merchants.not_now": (
        "{command} is not possible while the merchant is {standing} ({term}); possible now: {possible}",
        "商户{standing}（{term}），不能执行 {command}；目前可执行：{possible}",
    ),
    "merchants.not_now_ground": (
        "{command} is not possible while the merchant is {standing} on the ground {ground} ({term}); possible now: {possible}",
        "商户{standing}（情形 {ground}，{term}），不能执行 {command}；目前可执行：{possible}",
    ),
    "merchants.not_now_because": (
        "{command} is not possible: {why}; possible now: {possible}",
        "不能执行 {command}：{why}；目前可执行：{possible}",
    ),
    "merchants.listed_already": ("it has been on the map since {on}", "自 {on} 起已在地图展示"),
    "merchants.hidden_already": ("it has been hidden since {on}", "自 {on} 起已临时下图"),
    "merchants.not_hidden": ("it is not hidden", "未被临时下图"),
    "merchants.looked_into": (
        "it is hidden {term} while a matter is looked into, and may leave once that is settled",
        "因事项核查临时下图（{term}），核查了结后方可退出",
    ),
    "merchants.request_missing": (
        "name the merchant's signed request: somebody else withdraws it only at its own wish",
        "请填写商户签字申请的编号：代为退出须出于商户本人意愿",
    ),
    "merchants.in_review": ("its re-review is open {term}", "复审已启动，{term}"),
    "merchants.not_in_review": (
        "no re-review is open; the next one opens on {on}",
        "复审尚未启动，下次启动日为 {on}",
    ),
    "merchants.appointment_over": (
        "{value} cannot be appointed: its re-review was due on {due} and opens by tick or StartReview",
        "不能预约 {value}：复审已于 {due} 到期，由 tick 或 StartReview 启动",
    ),
    "merchants.no_appointment": (
        "{value} cannot be appointed: its re-review is due on {due}, so name a day from {first} to {due}",
        "不能预约 {value}：复审到期日为 {due}，请填写 {first} 至 {due} 之间的日期",
    ),
    "merchants.unsigned": (
        "the re-review is passed once each party has signed what the standard says now: {parties} must still sign",
        "各方对现行判定均签字后复审方可通过：{parties} 尚未签字",
    ),
    "merchants.party_twice": ("{value} signs twice: name each party once", "{value} 重复：每一方仅列一次"),
    "merchants.nothing_to_correct": (
        "“{title}”, version {version}, is met: pass the re-review",
        "符合“{title}”第 {version} 版，应通过复审",
    ),
    "merchants.not_corrected": (
        "order a correction first, which gives the merchant time to mend this: {conditions}",
        "请先责令限期整改，整改事项：{conditions}",
    ),
    "merchants.claim_free": (
        "its licence and premises are free already",
        "其证照与场所已可重新申报",
    ),
    "merchants.final": ("its revocation is final", "取消资格决定已生效，不再受理申诉"),
    "merchants.stayed_already": (
        "the revocation has been stayed since {on}",
        "取消资格决定自 {on} 起已停止执行",
    ),
    "merchants.no_plaque": ("it never had a plaque", "未发放过标牌"),
    "merchants.plaque_issued": ("its plaque {number} is not recalled", "标牌 {number} 未被收回"),
    "merchants.plaque_returned": ("its plaque {number} came back on {on}", "标牌 {number} 已于 {on} 交回"),
    "merchants.plaque_void": ("its plaque {number} has been void since {on}", "标牌 {number} 自 {on} 起作废"),
    "merchants.no_hearing": (
        "no hearing can be asked for: the pack that the case was opened under has none, or there has been one",
        "不能申请听证：立案时的规则包未设听证，或已举行过听证",
    ),
    "merchants.nothing_due": ("nothing is due", "没有到期事项"),
    "merchants.term_running": (
        "not before the {what} has passed: it runs {term}",
        "{what}尚未届满：{term}",
    ),
    "merchants.too_late": ("too late: the {what} ran {term}", "已逾期：{what}{term}"),
    "merchants.same_hands": (
        "{actor!r} did the {did} and may not do the {duty} too: somebody else must",
        "{actor!r} 已参与{did}，不得再承担{duty}：须由他人办理",
    ),
    "merchants.not_yours": (
        "{actor!r} may not speak for this merchant: only its applicant may, or one of the roles {roles}",
        "{actor!r} 不能代表该商户：仅限申报人本人，或具有以下角色者：{roles}",
    ),
    "merchants.facts_missing": (
        "“{title}”, version {version}, cannot be answered yet: record {titles}",
        "“{title}”第 {version} 版尚无法判定：请补录{titles}",
    ),
    "merchants.not_qualified": (
        "“{title}”, version {version}, is not met: {why}",
        "不符合“{title}”第 {version} 版：{why}",
    ),
    "merchants.qualified": (
        "“{title}”, version {version}, is met: the application cannot be rejected",
        "符合“{title}”第 {version} 版，不得驳回申请",
    ),
    "merchants.evidence_missing": (
        "some conditions rest on facts without the evidence they ask for: {conditions}",
        "部分条件所依据事实的证据种类不符合要求：{conditions}",
    ),
    "merchants.unproven_unmet": (
        "“{condition}” is found unmet by one of these alone: {kinds}; “{fact}” rests on {kind}",
        "认定“{condition}”不符合须以{kinds}为据（任一即可），而“{fact}”的依据为{kind}",
    ),
    "merchants.unproven": (
        "“{condition}” asks for one of these: {kinds}; “{fact}” rests on {kind}",
        "“{condition}”须以{kinds}为据（任一即可），而“{fact}”的依据为{kind}",
    ),
    "merchants.evidence.document": ("a document", "书面材料"),
    "merchants.evidence.registry": ("a registry query", "登记系统查询"),
    "merchants.evidence.site_check": ("a site check", "实地核查"),
    "merchants.evidence.pledge": ("a pledge", "承诺"),
    "merchants.not_yet_seen": (
        "the premises must be seen by {people} people, or by one with {photos} photographs",
        "实地核查须 {people} 人参加，或 1 人并附现场照片 {photos} 张",
    ),
    "merchants.point_unconfirmed": (
        "the point lies outside the city's outline: complete the site check with `confirms_point`, or have it corrected",
        "点位在城市范围之外：请在实地核查时以 `confirms_point` 确认，或退回补正",
    ),
    "merchants.too_long": (
        "{until} is too late: a suspension for this reason may run {latest}",
        "{until} 超出上限：因此原因暂停最长{latest}",
    ),
    "merchants.not_yet": (
        "{value} is after today, {today}: a fact is recorded once it is so",
        "{value} 晚于今天（{today}）：事实发生后方可登记",
    ),
    "merchants.listed_before_named": (
        "{value} is before the naming on {on}: a map shows a merchant once it is named",
        "{value} 早于命名日（{on}）：命名后方可上图",
    ),
    "merchants.taken_over_already": (
        "file {number} of {system} was taken over on {on} as {merchant}, and stated otherwise: what has changed since is recorded on that merchant",
        "{system} 的档案 {number} 已于 {on} 转入为 {merchant}，且所载内容不同：此后的变化请登记在该商户名下",
    ),
    "merchants.merchant_already": (
        "this place is in the register already, as {merchant}",
        "该场所已在商户名录中：{merchant}",
    ),
    "merchants.nomination_closed": (
        "{command} is not possible: {nomination} was {standing} on {on}; the place can be nominated anew",
        "不能执行 {command}：{nomination} {standing}（{on}）；可重新推荐该场所",
    ),
    "merchants.digest": (
        "{value!r} is not the SHA-256 of a file: 64 hexadecimal digits; the file itself stays with you",
        "{value!r} 不是文件的 SHA-256 摘要：应为 64 位十六进制数；照片文件由贵方自行保存",
    ),
    "merchants.not_taken": (
        "{value} is after today, {today}: give the day on which the photograph was taken",
        "{value} 晚于今天（{today}）：请填写照片的拍摄日期",
    ),
    "merchants.past": (
        "{value} is before today, {today}: name today or a later day",
        "{value} 早于今天（{today}）：请填写今天或以后的日期",
    ),
    "merchants.registration_number": (
        "{value!r} is not an old registration number: it has 15 digits",
        "{value!r} 不是旧版注册号：应为 15 位数字",
    ),
    "merchants.route": (
        "{posts} is not a route that merchants can travel: it is {known}, in this order, and only form_check may be left out",
        "{posts} 不是可用的办理流程：须依次为 {known}，仅 form_check 可省略",
    ),
    # what is wrong with a lifecycle
    "merchants.flaw_no_entry": ("nobody may apply: give a role", "无人可以申报：请指定角色"),
    "merchants.flaw_no_way_on": (
        "after {trace} it is {standing}, and nobody can bring it any nearer to its naming: give those who work there the commands of that post",
        "经 {trace} 后商户{standing}，此后无人能使其走向命名：请为该岗位人员配置相应命令",
    ),
    "merchants.flaw_no_way_out": (
        "after {trace} it is {standing}, and neither anybody nor time brings it back: name who may end that",
        "经 {trace} 后商户{standing}，任何人或时间均无法使其恢复：请指定由谁了结",
    ),
    "merchants.flaw_no_evidence": (
        "no kind of evidence is named for “{ground}”: nothing could be proven",
        "“{ground}”未列证据种类：无从举证",
    ),
    "merchants.flaw_no_answer": (
        "after {trace} nobody may send what was asked for: give a role",
        "经 {trace} 后无人可以补正：请指定角色",
    ),
    "merchants.flaw_no_case": (
        "after {trace} nobody may open the case that must follow: give a role",
        "经 {trace} 后无人可以立案：请指定角色",
    ),
    "merchants.flaw_unheard": (
        "after {trace} nobody may state the merchant's case: give a role",
        "经 {trace} 后无人可以陈述申辩：请指定角色",
    ),
    "merchants.flaw_unasked": (
        "after {trace} nobody may ask for the hearing that the pack has: give a role",
        "经 {trace} 后无人可以申请规则包所设的听证：请指定角色",
    ),
    "merchants.flaw_no_hearing": (
        "after {trace} nobody may hold the hearing: give a role",
        "经 {trace} 后无人可以举行听证：请指定角色",
    ),
    "merchants.flaw_no_dismissal": (
        "after {trace} nobody may find for the merchant: give a role",
        "经 {trace} 后无人可以作出不予取消的决定：请指定角色",
    ),
    "merchants.flaw_no_decision": (
        "after {trace} nobody may ever decide: give a role",
        "经 {trace} 后无人可以作出决定：请指定角色",
    ),
    "merchants.flaw_late": (
        "after {trace} the case on “{ground}” is overdue before it may be decided: {days} days are fewer than those to be heard and to mend",
        "经 {trace} 后，“{ground}”一案在可以决定之前即已逾期：{days} 天短于陈述申辩与整改所需",
    ),
    "merchants.flaw_no_appeal": (
        "after {trace} the merchant cannot appeal: state `merchants.appeal`, and who may send it",
        "经 {trace} 后商户无从申诉：请设置 `merchants.appeal` 及可提出申诉的角色",
    ),
    "merchants.flaw_no_judge": (
        "after {trace} nobody may judge the appeal: give a role",
        "经 {trace} 后无人可以裁决申诉：请指定角色",
    ),
    "merchants.flaw_no_review": (
        "after {trace} nobody may ever pass the re-review: give a role",
        "经 {trace} 后无人可以通过复审：请指定角色",
    ),
    "merchants.ended_before_named": (
        "{value} is before the naming on {on}: give the last day on which the shop was open",
        "{value} 早于命名日（{on}）：请填写最后营业日",
    ),
    "merchants.closing": ("closes for good after {day}", "{day} 后停业"),
    "merchants.absent_standing": (
        "it is {standing}",
        "商户{standing}",
    ),
    "merchants.absent_suspended": ("it is suspended {term}", "暂停中，{term}"),
    "merchants.absent_hidden": (
        "it is hidden since {on} while a matter is looked into",
        "自 {on} 起临时下图，待核查",
    ),
    "merchants.absent_unlisted": (
        "it is named, and about to be listed",
        "已命名，待落图",
    ),
}
