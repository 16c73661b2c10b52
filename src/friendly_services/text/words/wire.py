"""Words of `wire`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    "wire.not_bool": ("{value!r} is not true or false", "{value!r} 不是真假值：请写 true 或 false"),
    "wire.not_int": (
        "{value!r} is not a whole number: write it with the digits 0-9 alone, without quotes",
        "{value!r} 不是整数：只用数字 0-9 书写，不加引号",
    ),
    "wire.not_number": (
        "{value!r} is not a number: write it without quotes, such as 12.5",
        "{value!r} 不是数：请不加引号书写，如 12.5",
    ),
    "wire.not_finite": ("{value!r} is not a finite number", "{value!r} 不是有限的数"),
    "wire.not_text": ("{value!r} is not text: write it in quotes", "{value!r} 不是文字：请加引号书写"),
    "wire.broken_text": (
        "{value!r} holds half a character: send the text as UTF-8",
        "{value!r} 中有不完整的字符：请以 UTF-8 编码发送",
    ),
    "wire.not_base64": ("{value!r} is not base64", "{value!r} 不是 base64 编码"),
    "wire.not_date": (
        "{value!r} is not a date: write YYYY-MM-DD, such as 2026-03-01",
        "{value!r} 不是日期：请写成 YYYY-MM-DD，如 2026-03-01",
    ),
    "wire.no_such_date": ("{value!r} is not in the calendar", "历法中没有 {value!r} 这一天或时刻"),
    "wire.not_instant": (
        "{value!r} is not a time: write date, time and offset, such as 2026-03-01T09:30:00+08:00",
        "{value!r} 不是时刻：请写明日期、时间和时差，如 2026-03-01T09:30:00+08:00",
    ),
    "wire.no_offset": (
        "{value!r} lacks its offset from UTC: add +08:00 for China, or Z for UTC",
        "{value!r} 缺少与 UTC 的时差：中国请加 +08:00，UTC 请加 Z",
    ),
    "wire.not_list": ("{value!r} is not a list", "{value!r} 不是列表"),
    "wire.not_so_many": (
        "{value!r} has {given} parts: exactly {asked} are asked for",
        "{value!r} 有 {given} 项：应恰为 {asked} 项",
    ),
    "wire.twice": ("{value!r} stands here twice: leave one out", "{value!r} 出现了两次：请去掉一个"),
    "wire.not_table": ("{value!r} is not a table of fields", "{value!r} 不是由字段组成的表"),
    "wire.none_of": ("{value!r} is none of: {kinds}", "{value!r} 不属于以下任何一种：{kinds}"),
    "wire.unknown_field": (
        "there is no field {value!r} here: the fields are {fields}",
        "这里没有字段 {value!r}：可用的字段有 {fields}",
    ),
    "wire.unknown_field_near": (
        "there is no field {value!r} here: did you mean {nearest!r}?",
        "这里没有字段 {value!r}：是否想写 {nearest!r}？",
    ),
    "wire.too_deep": (
        "is nested too deeply: at most {high} levels are read",
        "嵌套过深：至多读取 {high} 层",
    ),
    "wire.refused": ("is refused: {why}", "不予接受：{why}"),
}
