"""Words of `messages`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    "messages.break": (
        "has {character} at place {place}: what becomes a header must stand on one line",
        "第 {place} 个字符为 {character}：用作消息头的内容须为单行",
    ),
    "messages.dollar": (
        "{value!r} has a $ that begins no name: write $$ for a dollar sign, $name for a value",
        "{value!r} 中有不成变量名的 $：美元符号请写成 $$，取值请写成 $name",
    ),
    "messages.number_in_code": (
        "has a number of six digits or more: a code says what went wrong, never where or for whom",
        "含有六位以上的数字：代码只说明出了什么问题，不得说明地址或对象",
    ),
    "messages.unknown_event": (
        "nothing can be told of {value!r}: use one of {known}",
        "没有可通知的事件 {value!r}：可用 {known}",
    ),
    "messages.unknown_event_near": (
        "nothing can be told of {value!r}: did you mean {nearest!r}?",
        "没有可通知的事件 {value!r}：是否指 {nearest!r}？",
    ),
    "messages.unknown_name": (
        "there is no value ${value}: this event has {known}",
        "没有取值 ${value}：该事件可用 {known}",
    ),
    "messages.unknown_name_near": (
        "there is no value ${value}: did you mean ${nearest}?",
        "没有取值 ${value}：是否指 ${nearest}？",
    ),
    "messages.unknown_recipient": (
        "{value!r} is nobody who can be told: use one of {known}",
        "没有通知对象 {value!r}：可用 {known}",
    ),
    "messages.unknown_recipient_near": (
        "{value!r} is nobody who can be told: did you mean {nearest!r}?",
        "没有通知对象 {value!r}：是否指 {nearest!r}？",
    ),
}
