"""Words of `offers`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    # what was given cannot be taken
    "offers.ends": (
        "{value} is over before the offer begins: {first} at the earliest",
        "{value} 早于开始日期：最早为 {first}",
    ),
    "offers.too_long": ("{value} is too far off: {latest} at the latest", "{value} 过远：最晚为 {latest}"),
    "offers.window_or_hours": (
        "are given beside the window {window}: leave one of them out",
        "与时段 {window} 重复：请只填写其一",
    ),
    "offers.one_rule": (
        "give one of percent, fen and items",
        "percent、fen、items 请填写其中一项",
    ),
    "offers.token": (
        "is no token of {day}: make one with offers.token_for, never give the worker's own id",
        "不是 {day} 的当日凭证：请用 offers.token_for 生成，切勿填写骑手编号",
    ),
    "offers.notice": (
        "{value} is no last day to give notice of: from {first} on, and before {ends}, when it ends by itself",
        "{value} 不能作为退出的最后一日：最早为 {first}，且须早于协议到期日 {ends}",
    ),
    # refusals
    "offers.not_now": (
        "{command} is not possible for offer {offer}, which is {standing} ({term})",
        "优惠 {offer} {standing}（{term}），不能办理 {command}",
    ),
    "offers.not_valid": (
        "offer {offer} holds from {starts} to the end of {ends}",
        "优惠 {offer} 的有效期为 {starts} 至 {ends}",
    ),
    "offers.outside_hours": (
        "offer {offer} does not hold at this hour: {why}",
        "优惠 {offer} 当前时段不可用：{why}",
    ),
    "offers.limit_reached": (
        "offer {offer} can be used {per_day} times a day by one worker: again from {again_on}",
        "优惠 {offer} 每人每日限 {per_day} 次：{again_on} 起可再次使用",
    ),
    "offers.wrong_code": (
        "this is not the code of offer {offer}: scan the one at the counter",
        "不是优惠 {offer} 的验证码：请扫描柜台上的二维码",
    ),
    "offers.host_absent": (
        "no offer is made or used at {host} now, and it joins no alliance: {why}",
        "{host} 目前不能发布或使用优惠，也不能加入联盟：{why}",
    ),
    "offers.not_member": (
        "{host} is no member of {alliance} on {day}: it joins with offers.JoinAlliance",
        "{host} 在 {day} 不是联盟 {alliance} 的成员：请先用 offers.JoinAlliance 加入",
    ),
    "offers.membership_not_now": (
        "{command} is not possible: in {alliance}, {host} is {standing} ({term})",
        "不能办理 {command}：{host} 在联盟 {alliance} 中{standing}（{term}）",
    ),
}
