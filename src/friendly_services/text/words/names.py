"""Words of `names`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    "name.not_text": ("is not text but {kind}", "不是文字，而是 {kind}"),
    "name.empty": ("is empty: write the name", "为空：请填写名称"),
    "name.too_long": (
        "has {length} characters: at most {high} are kept",
        "有 {length} 个字符：至多保留 {high} 个",
    ),
    "name.hidden": (
        "has a hidden character, {character}, at place {place}: type the text anew",
        "第 {place} 个字符 {character} 不可见：请重新输入",
    ),
    "name.lost": (
        "has a character that was lost on the way, {character}, at place {place}: send the text as UTF-8",
        "第 {place} 个字符 {character} 在传输中丢失：请以 UTF-8 编码发送",
    ),
}
