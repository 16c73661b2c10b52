"""Words of `packs`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    "packs.not_found": (
        "there is no pack {name!r}: give the path of a folder or file, or one of {known}",
        "没有规则包 {name!r}：请给出文件夹或文件的路径，或以下名称之一：{known}",
    ),
    "packs.remark": ("warning: {at}: {remark}", "提醒：{at}：{remark}"),
    "packs.unreadable": ("cannot be read: {why}", "无法读取：{why}"),
    "packs.too_large": ("{size} bytes are too many: at most {high}", "共 {size} 字节，过大：至多 {high}"),
    "packs.too_many_files": (
        "{count} files are too many: at most {high}",
        "共 {count} 个文件，过多：至多 {high} 个",
    ),
    "packs.not_a_toml_file": (
        "only .toml files belong here: move it elsewhere",
        "此处只放 .toml 文件：请移到别处",
    ),
    "packs.byte_order_mark": (
        "begins with a byte order mark: save it as UTF-8 without one",
        "文件以字节顺序标记（BOM）开头：请另存为不带 BOM 的 UTF-8",
    ),
    "packs.not_utf8": ("is not UTF-8: save it as UTF-8", "不是 UTF-8 编码：请另存为 UTF-8"),
    "packs.too_many_dots": (
        "more than {high} dots on one line: break it up",
        "一行中的点超过 {high} 个：请拆分",
    ),
    "packs.too_deep": (
        "tables or lists are nested too deep: at most {high} levels",
        "表或列表嵌套过深：至多 {high} 层",
    ),
    "packs.not_toml": ("is not TOML: {why}", "不是有效的 TOML：{why}"),
    "packs.clock_time": (
        "{value!r} is a time: a pack holds dates alone; write a time of day as text",
        "{value!r} 是时刻：规则包中只有日期；时间请写成文本",
    ),
    "packs.not_finite": ("{value!r} is not a number", "{value!r} 不是数"),
    "packs.too_long_a_number": (
        "a whole number of {bits} bits is too long: at most 63",
        "整数长达 {bits} 位二进制，过长：至多 63 位",
    ),
    "packs.not_table": ("{value!r} stands where a table is expected", "此处应为表，而非 {value!r}"),
    "packs.not_content": ("{value!r} is not the content of a pack", "{value!r} 不是规则包的内容"),
    "packs.unknown_zone": (
        "{value!r} is not a time zone: write its IANA name, such as Asia/Shanghai",
        "{value!r} 不是时区：请写 IANA 名称，如 Asia/Shanghai",
    ),
    "packs.unknown_area": (
        "{value!r} is not among the areas: list it under city.areas",
        "{value!r} 不在区域之中：请列入 city.areas",
    ),
    "packs.area_in_itself": ("{value!r} lies within itself", "{value!r} 成了自己的下级"),
    "packs.unknown_calendar": (
        "there is no calendar {value!r}: the library has {known}",
        "没有日历 {value!r}：本库提供 {known}",
    ),
    "packs.unknown_divisions": (
        "there is no table of divisions {value!r}: the library has {known}",
        "没有行政区划代码表 {value!r}：本库提供 {known}",
    ),
    "packs.year_twice": ("the year {value} is in another calendar too", "另一份日历也有 {value} 年"),
    "packs.unknown_pack": (
        "there is no pack {value!r} to extend: the packs are {known}",
        "没有可供扩展的规则包 {value!r}：现有 {known}",
    ),
    "packs.extends_itself": ("a pack cannot extend itself: {chain}", "规则包不能扩展自身：{chain}"),
    "packs.other_name": (
        "the pack found as {folder!r} calls itself {value!r}: the two must be the same",
        "以 {folder!r} 找到的规则包自称 {value!r}：两者须一致",
    ),
    "packs.other_id": (
        "the standard under {name!r} calls itself {value!r}: the file's name and the id must be the same",
        "{name!r} 下的标准自称 {value!r}：文件名与编号须一致",
    ),
    "packs.unknown_table": (
        "nothing reads a table {value!r}: the tables are {known}",
        "没有读取表 {value!r} 之处：可用的表为 {known}",
    ),
    "packs.unknown_table_near": (
        "nothing reads a table {value!r}: did you mean {nearest!r}?",
        "没有读取表 {value!r} 之处：是否指 {nearest!r}？",
    ),
    "packs.unknown_command": (
        "there is no command {value!r}: the commands are {known}",
        "没有命令 {value!r}：现有命令为 {known}",
    ),
    "packs.unknown_command_near": (
        "there is no command {value!r}: did you mean {nearest!r}?",
        "没有命令 {value!r}：是否指 {nearest!r}？",
    ),
    "packs.not_roles": (
        '{value!r} is not a list of roles: write it as ["merchant", "officer"], at least one',
        '{value!r} 不是角色列表：请写成 ["merchant", "officer"]，至少一个',
    ),
    "packs.unknown_standard": (
        "there is no standard {value!r}: the standards are {known}",
        "没有标准 {value!r}：现有标准为 {known}",
    ),
    "packs.unknown_standard_near": (
        "there is no standard {value!r}: did you mean {nearest!r}?",
        "没有标准 {value!r}：是否指 {nearest!r}？",
    ),
    "packs.no_levels": (
        "a scheme needs at least one level: write its code and its standard's id",
        "等级方案至少要有一级：请写明等级代码及其标准编号",
    ),
    # what a pack changes of those it extends
    "packs.version_differs": (
        "{standard} version {number} from {since}: {what}",
        "{standard} 第 {number} 版（自 {since} 起）：{what}",
    ),
    "packs.new_requires": ("{code} requires {now} (was {was})", "{code} 要求 {now}（原为 {was}）"),
    "packs.new_value": ("{code} {key}: {now} (was {was})", "{code} {key}：{now}（原为 {was}）"),
    "packs.new_wording": ("{code}: another {keys}", "{code}：{keys} 有改动"),
    "packs.new_condition": ("{code} is new: requires {now}", "新增 {code}：要求 {now}"),
    "packs.new_group": ("group {code} is new", "新增分组 {code}"),
    "packs.gone": ("{code} is no longer asked", "不再要求 {code}"),
    "packs.same": ("the same as version {before}", "与第 {before} 版相同"),
    "packs.another_decision": ("another {keys}", "{keys} 有改动"),
    "packs.nothing": ("none", "无"),
    "packs.folder_taken": (
        "{value!r} is not an empty folder: choose another, so that nothing is overwritten",
        "{value!r} 不是空文件夹：请另选，以免覆盖已有内容",
    ),
}
