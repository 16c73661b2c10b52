"""Words of `codec`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    "codec.wrong_type": ("{value!r} is not {kind}", "{value!r} 不是{kind}"),
    "codec.too_large": ("has more than 64 bits", "超过 64 位"),
    "codec.undecodable": (
        "what is stored as {what} cannot be read (field {field!r}): {why}",
        "存储的 {what} 无法读取（字段 {field!r}）：{why}",
    ),
    "codec.too_short": ("ends at byte {at}, before it is complete", "在第 {at} 字节处中断，内容不完整"),
    "codec.too_long": ("goes on after its end, at byte {at}", "在第 {at} 字节处结束后仍有多余内容"),
    "codec.too_deep": ("is nested too deeply, within {at} bytes", "在 {at} 字节内嵌套过深"),
    "codec.no_array": ("does not start with an array (byte {at})", "不以数组开头（第 {at} 字节）"),
    "codec.not_shortest": (
        "holds a value in a longer form than it needs, at byte {at}",
        "第 {at} 字节处的值未用最短形式",
    ),
    "codec.not_finite": (
        "holds a number that is not finite, or minus zero, at byte {at}",
        "第 {at} 字节处的数不是有限数，或为负零",
    ),
    "codec.unused_form": (
        "holds a form that is never written, within the first {at} bytes",
        "含有从不写入的形式（前 {at} 字节内）",
    ),
    "codec.broken_text": (
        "holds text that is not UTF-8 (within the first {at} bytes)",
        "含有非 UTF-8 的文字（前 {at} 字节内）",
    ),
    "codec.too_many_fields": (
        "has {given} fields where this release knows {known}: it was written by a later one",
        "有 {given} 个字段，而本版本只认识 {known} 个：由更新的版本写入",
    ),
    "codec.unknown_event": (
        "the event number {number!r} is unknown: this release knows 0 to {last}",
        "未知的事件编号 {number!r}：本版本只认识 0 至 {last}",
    ),
    "codec.lift_goes_back": (
        "the lift of event {number} does not lead to a later number",
        "事件 {number} 的升级未指向更大的编号",
    ),
    "codec.unknown_error": ("no error has the code {value!r}", "没有代码为 {value!r} 的错误"),
    "codec.refused": ("its class refuses it: {why}", "其类型拒绝该值：{why}"),
}
