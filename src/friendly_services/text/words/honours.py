"""Words of `honours`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    # what was given cannot be taken
    "honours.subject": (
        "{value!r} is no {kind}, and this title is given to a {kind}: give the id that its registration gave",
        "{value!r} 不属于该荣誉的授予对象（{kind}）：请填写登记时取得的编号",
    ),
    "honours.no_period": (
        "{value!r} is not needed: {title} is not given for a year or month, leave it out",
        "{value!r} 不需要填写：“{title}”不按年度或月度评定，请留空",
    ),
    "honours.period": (
        "{value!r} is no period of this title: write it as {present}",
        "{value!r} 不是该荣誉的评定周期：请按 {present} 的格式填写",
    ),
    "honours.period_ahead": (
        "{value!r} has not begun: the present one is {present}",
        "{value!r} 尚未开始：当前周期为 {present}",
    ),
    # refusals
    "honours.not_now": (
        "{command} is not possible for honour {honour}, which is {standing} ({term})",
        "荣誉 {honour} {standing}（{term}），不能办理 {command}",
    ),
    "honours.not_now_ground": (
        "{command} is not possible for honour {honour}, which is {standing} on the ground {ground} ({term})",
        "荣誉 {honour} {standing}（情形 {ground}，{term}），不能办理 {command}",
    ),
    "honours.quota_full": (
        "all {number} places of {title} in {area} are taken: decline or withdraw another one first",
        "{area}的“{title}”名额（{number} 个）已满：请先有他人未获授予或放弃",
    ),
    "honours.quota_full_until": (
        "all {number} places of {title} in {area} are taken: one is free from {next_free}",
        "{area}的“{title}”名额（{number} 个）已满：{next_free} 起有名额空出",
    ),
    "honours.quota_full_period": (
        "all {number} places of {title} in {area} for {period} are taken: nominate for another period",
        "{area} {period} 的“{title}”名额（{number} 个）已满：请在其他周期推荐",
    ),
    "honours.unfit": ("{subject} can be given no title now: {why}", "{subject} 目前不能授予荣誉：{why}"),
    "honours.bonus_not_due": (
        "{merchant} counts for nothing in {scheme} now: {why}",
        "{merchant} 目前不能在“{scheme}”中加分：{why}",
    ),
    "honours.not_named": ("it is no named merchant", "不是已命名的友好商户"),
    "honours.named_too_short": (
        "named since {since}, and {months} months are asked for: from {due}",
        "{since} 命名，须满 {months} 个月：{due} 起符合",
    ),
    "honours.not_reviewed": (
        "its last review is not passed: pass the one that waits, or hold the first one in this register",
        "最近一次复审尚未通过：请先完成待办复审，或在本系统内完成首次复审",
    ),
    "honours.bonus_named": (
        "named since {since}, for at least {months} months",
        "{since} 起命名，已满 {months} 个月",
    ),
    "honours.bonus_reviewed": ("passed its last review on {on}", "最近一次审查于 {on} 通过"),
    "honours.score_too_low": (
        "{title} needs a score of {needed}, and {score} was reached",
        "“{title}”需达到 {needed} 分，实得 {score} 分",
    ),
    "honours.term_running": ("not before the {what} has passed: it runs {term}", "{what}尚未届满：{term}"),
    "honours.too_late": ("too late: the {what} ran {term}", "已逾期：{what}{term}"),
    "honours.same_hands": (
        "{actor!r} did the {did} and may not do the {duty} too: somebody else must",
        "{actor!r} 已参与{did}，不得再承担{duty}：须由他人办理",
    ),
    "honours.not_yours": (
        "{actor!r} may not speak for the holder: only who holds it may, or one of the roles {roles}",
        "{actor!r} 不能代表荣誉持有人：仅限本人，或具有以下角色者：{roles}",
    ),
    # what is wrong with a lifecycle
    "honours.flaw_no_entry": ("nobody may nominate anybody: give a role", "无人可以推荐：请指定角色"),
    "honours.flaw_no_way_on": (
        "after {trace} it is {standing}, and nobody can bring it any nearer to the title: give a role",
        "经 {trace} 后{standing}，此后无人能使其走向授予：请指定角色",
    ),
    "honours.flaw_unheard": (
        "after {trace} nobody may state the holder's case: give a role",
        "经 {trace} 后无人可以为持有人陈述申辩：请指定角色",
    ),
    "honours.flaw_no_dismissal": (
        "after {trace} nobody may find for the holder: give a role",
        "经 {trace} 后无人可以作出不予撤销的决定：请指定角色",
    ),
    "honours.flaw_no_decision": (
        "after {trace} nobody may ever decide: give a role",
        "经 {trace} 后无人可以作出决定：请指定角色",
    ),
    "honours.flaw_late": (
        "after {trace} the case is overdue before it may be decided: {days} days are no more than those to be heard",
        "经 {trace} 后，案件在可以决定之前即已逾期：{days} 天不长于陈述申辩期",
    ),
    "honours.flaw_no_appeal": (
        "after {trace} the holder cannot appeal: give a role",
        "经 {trace} 后持有人无从申诉：请指定角色",
    ),
    "honours.flaw_no_judge": (
        "after {trace} nobody may judge the appeal: give a role",
        "经 {trace} 后无人可以裁决申诉：请指定角色",
    ),
}
