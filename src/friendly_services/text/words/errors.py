"""Words of `errors` and `ids`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    "error": ("something went wrong", "出错了"),
    "refused": ("refused", "不予受理"),
    "invalid": ("the input has problems:", "输入有误："),
    "forbidden": (
        "{actor!r} may not send {command}: it needs one of the roles {roles}",
        "{actor!r} 无权执行 {command}：需要以下角色之一：{roles}",
    ),
    "forbidden_by_host": (
        "{actor!r} may not send {command} here: their role may, but this system does not let them",
        "{actor!r} 在此不得执行 {command}：其角色有权执行，但本系统未予允许",
    ),
    "forbidden_to_all": (
        "the pack in force lets nobody send {command}: let it extend a pack that does, or add it to [may]",
        "现行规则包未允许任何角色执行 {command}：请继承允许该命令的规则包，或在 [may] 中列明",
    ),
    "not_found": ("there is no {kind} {id!r}", "没有此{kind}：{id!r}"),
    "noun.account": ("account", "积分账户"),
    "noun.application": ("application", "申报"),
    "noun.merchant": ("merchant", "商户"),
    "noun.pack": ("pack", "规则包"),
    "noun.place": ("place", "地点"),
    "noun.record": ("record", "记录"),
    "noun.redemption": ("redemption", "兑换单"),
    "noun.revocation": ("case for revocation", "取消资格案件"),
    "noun.reward": ("reward", "奖品"),
    "noun.station": ("station", "驿站"),
    "noun.target": ("target", "工作目标"),
    "noun.use": ("count of use", "使用统计"),
    "noun.visit": ("visit", "到访记录"),
    "id.malformed": (
        "{value!r} is not an id: use 1 to 64 of A-Z a-z 0-9 . _ : -",
        "{value!r} 不是有效编号：限 1 至 64 个 A-Z a-z 0-9 . _ : - 字符",
    ),
    "count.out_of_range": (
        "{value!r} is not a whole number from {low} to {high}",
        "{value!r} 不是 {low} 至 {high} 之间的整数",
    ),
    "number.not_whole": (
        "{value!r} is not a whole number: digits only, no quotes, no decimals",
        "{value!r} 不是整数：只能是数字，不加引号，不带小数",
    ),
    "number.too_small": ("{value} is too small: at least {low}", "{value} 太小：至少为 {low}"),
    "number.too_large": ("{value} is too large: at most {high}", "{value} 太大：至多为 {high}"),
    "value.missing": ("is required", "必填"),
    "value.not_one_of": ("{value!r} is not one of {choices}", "{value!r} 不在可选值 {choices} 之中"),
    "value.not_listed_near": (
        "{value!r} is not on the list: did you mean {nearest!r}?",
        "{value!r} 不在列表之中：是否指 {nearest!r}？",
    ),
    "credit_code.length": (
        "{value!r} has {length} characters: a unified social credit code has 18",
        "{value!r} 有 {length} 个字符：统一社会信用代码应为 18 位",
    ),
    "credit_code.characters": (
        "{value!r} holds {characters}, which a unified social credit code never does: copy it from the licence",
        "{value!r} 含有统一社会信用代码不使用的字符 {characters}：请照执照抄录",
    ),
    "credit_code.mistaken": (
        "{value!r} uses a letter that credit codes do not have: is it {meant!r}?",
        "{value!r} 含有信用代码不用的字母：是否应为 {meant!r}？",
    ),
    "credit_code.check": (
        "{value!r} ends in a wrong check character: compare it with the licence, one character is wrong",
        "{value!r} 校验位不符：请与执照逐位核对，其中有字符抄错",
    ),
}
