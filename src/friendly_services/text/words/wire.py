"""Words of `wire`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    "wire.broken_private": (
        "has a broken character: send the text as UTF-8",
        "含有损坏的字符：请以 UTF-8 编码发送",
    ),
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
        "there is no field {value!r} here: the fields are {known}",
        "这里没有字段 {value!r}：可用的字段有 {known}",
    ),
    "wire.unknown_field_near": (
        "there is no field {value!r} here: did you mean {nearest!r}?",
        "这里没有字段 {value!r}：是否想写 {nearest!r}？",
    ),
    "wire.unknown_command": (
        "there is no command {value!r}: the commands are {known}",
        "没有命令 {value!r}：可用的命令有 {known}",
    ),
    "wire.unknown_command_near": (
        "there is no command {value!r}: did you mean {nearest!r}?",
        "没有命令 {value!r}：是否想写 {nearest!r}？",
    ),
    "wire.not_hours": (
        "{value!r} is not a week of hours: write '24/7', or a table such as mon = '08:30-12:00, 14:30-18:00'",
        "{value!r} 不是一周的营业时间：请写 '24/7'，或写成表，如 mon = '08:30-12:00, 14:30-18:00'",
    ),
    "wire.not_month_day": (
        "{value!r} is no day of the year: write month and day, such as 07-01",
        "{value!r} 不是一年中的某一天：请写月和日，如 07-01",
    ),
    "wire.not_json": ("is not JSON at column {column}: {why}", "第 {column} 列不是 JSON：{why}"),
    "wire.not_utf8": (
        "is not UTF-8 from byte {at} on: save it as UTF-8",
        "自第 {at} 字节起不是 UTF-8：请另存为 UTF-8",
    ),
    "wire.too_large": ("has {size} bytes: at most {high} are read", "有 {size} 字节：至多读取 {high} 字节"),
    "wire.key_twice": ("is given twice: which one holds?", "给出了两次：以哪一次为准？"),
    "wire.minus_zero": ("-0 is no number here: write 0", "不接受 -0：请写 0"),
    "wire.too_many_digits": (
        "a whole number has {digits} digits: at most {high} are read",
        "有一个整数长达 {digits} 位：至多读取 {high} 位",
    ),
    "wire.too_deep": (
        "is nested too deeply: at most {high} levels are read",
        "嵌套过深：至多读取 {high} 层",
    ),
    "wire.refused": ("is refused: {why}", "不予接受：{why}"),
}
