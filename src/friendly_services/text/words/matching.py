"""Words of `matching`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    # what was given cannot be taken
    "matching.no_words": (
        "names nothing that answers it: list services or tags, and leave no list empty",
        "没有列出对应的服务：请列出服务或标签，且不留空列表",
    ),
    "matching.one_word": (
        "{value!r} is one word: give a list of needs",
        "{value!r} 是单个词：请给出需求列表",
    ),
    "matching.no_needs": (
        "{value!r} is not on the list: the pack in force lists no needs",
        "{value!r} 不在列表中：现行规则包没有列出任何需求",
    ),
    # why a place has what is needed, or not
    "matching.met": ("{need}: {services}", "{need}：{services}"),
    "matching.unknown": (
        "{need}: it offers {service}, but {because}",
        "{need}：提供“{service}”，但{because}",
    ),
    "matching.lapsed": (
        "{need}: {service} is not to be had now, {because}",
        "{need}：“{service}”暂不可用，{because}",
    ),
    "matching.lacks": ("{need}: it does not offer {wanted}", "{need}：不提供{wanted}"),
    "matching.nobody": (
        "{need}: nothing that a {kind} offers in this city answers that",
        "{need}：本市{kind}的服务中没有对应项",
    ),
    "matching.away": ("{metres} m away", "距离 {metres} 米"),
    "matching.cut_short": (
        "only the nearest {count} places were asked: ask within a smaller circle",
        "只查询了最近的 {count} 处：请缩小范围再查",
    ),
}
