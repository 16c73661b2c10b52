"""Words of `cases`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    "cases.no_term": ("no term is running", "当前无期限"),
    "cases.term_official": ("until the end of {day}", "至 {day} 止"),
    "cases.term_provisional": (
        "until the end of {day} (by a holiday calendar that is not final yet)",
        "至 {day} 止（节假日安排尚未正式公布，届时可能调整）",
    ),
    "cases.term_no_data": (
        "until the end of {day} (no holiday calendar for that year is loaded: Monday to Friday were counted)",
        "至 {day} 止（缺该年节假日安排，暂按周一至周五计算）",
    ),
    "cases.returned_already": (
        "the post {post} has returned it {times} times and may not again: decide on what is there",
        "“{post}”环节已退回补正 {times} 次，不得再次退回：请就现有材料作出决定",
    ),
}
