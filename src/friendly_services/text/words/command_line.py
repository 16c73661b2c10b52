"""Words of `command_line`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    # The demonstration
    "demo.level": ("level {level}", "{level} 级"),
    "demo.no_level": ("no level yet", "未定级"),
    "demo.search": ("needs {needs}, within {within:.0f} m", "需要 {needs}，{within:.0f} 米内"),
    # Files as a whole
    "table.stopped": (
        "more than {limit} rows are wrong, so the file was not read on; mend these first:",
        "错误超过 {limit} 行，已停止读取；请先修正下列各行：",
    ),
    "table.no_file": ("the file cannot be opened: {error}", "无法打开文件：{error}"),
    "table.format": (
        "files ending in {suffix!r} are not read: use one of {known}",
        "不支持 {suffix!r} 格式的文件：请使用 {known}",
    ),
    "table.too_large": (
        "{size} bytes are more than the {limit} that one file may have: split it",
        "文件有 {size} 字节，超过上限 {limit}：请拆分后再导入",
    ),
    "table.too_many_rows": (
        "more than {limit} rows: split the file",
        "超过 {limit} 行：请拆分后再导入",
    ),
    "table.encoding": (
        "the byte {byte} in line {line} is no text in {encoding}: save the file as UTF-8 and try again",
        "第 {line} 行的字节 {byte} 不是有效的 {encoding} 文字：请将文件另存为 UTF-8 后重试",
    ),
    "table.utf16_without_mark": (
        "looks like UTF-16 without a byte order mark: save the file as UTF-8 and try again",
        "疑似缺少字节序标记的 UTF-16 文件：请另存为 UTF-8 后重试",
    ),
    "table.no_header": (
        "line {line} holds no column names: say under [table] which line does",
        "第 {line} 行没有列名：请在 [table] 中注明列名所在的行",
    ),
    # Rows
    "table.fields": (
        "has {found} fields where the header has {expected}",
        "有 {found} 个字段，而表头有 {expected} 个",
    ),
    "table.quote_open": (
        "a quotation mark is opened and not closed as CSV asks: close it, or double it where it belongs to the text",
        "引号未按 CSV 规则闭合：请补上引号；若引号是文字内容，请写成两个",
    ),
    "table.nul": (
        "column {column} holds a NUL character: the file may be damaged",
        "第 {column} 列含有空字符（NUL）：文件可能已损坏",
    ),
    "table.cell_too_long": (
        "{length} characters in one cell are more than {longest}",
        "单元格有 {length} 个字符，超过上限 {longest}",
    ),
    # Excel
    "excel.library": (
        "Excel files need openpyxl: pip install 'friendly-services[excel]', or save the sheet as CSV",
        "读取 Excel 需要 openpyxl：请执行 pip install 'friendly-services[excel]'，或将工作表另存为 CSV",
    ),
    "excel.not_a_workbook": (
        "is not an Excel workbook (.xlsx): save it as one, or as CSV",
        "不是 Excel 工作簿（.xlsx）：请另存为 .xlsx 或 CSV",
    ),
    "excel.unreadable": ("the workbook cannot be read: {error!r}", "无法读取工作簿：{error!r}"),
    "excel.bomb": (
        "{part!r} unpacks to more than {limit} times its size, as attacks do and tables do not",
        "{part!r} 解压后超过原大小的 {limit} 倍，疑似压缩炸弹，已拒绝",
    ),
    "excel.no_sheet": (
        "there is no sheet {sheet!r}: the workbook has {sheets}",
        "没有名为 {sheet!r} 的工作表：该文件有 {sheets}",
    ),
    # GeoJSON
    "geojson.not_json": ("line {line} is not JSON: {error}", "第 {line} 行不是有效的 JSON：{error}"),
    "geojson.not_a_collection": (
        'is not a GeoJSON FeatureCollection: expected {{"type": "FeatureCollection", "features": [...]}}',
        '不是 GeoJSON 要素集合：应为 {{"type": "FeatureCollection", "features": [...]}}',
    ),
    "geojson.too_deep": (
        "line {line} is nested more than {limit} levels deep",
        "第 {line} 行嵌套超过 {limit} 层",
    ),
    "geojson.key_twice": ("the key {key!r} stands twice in one object", "同一对象中键 {key!r} 重复出现"),
    "geojson.not_a_number": ("{value!r} is not a number of JSON", "{value!r} 不是有效的 JSON 数字"),
    "geojson.not_a_feature": ("is not a GeoJSON feature", "不是 GeoJSON 要素"),
    "geojson.not_a_point": (
        "its geometry is not a point: longitude and latitude, two numbers",
        "几何对象不是点：应为经度、纬度两个数字",
    ),
    "geojson.half_character": (
        "its text holds half a character (a lone surrogate): save the file again from its source",
        "文字中有残缺字符（孤立代理项）：请从来源重新导出",
    ),
    # Files written
    "output.encoding": (
        "{value!r} would lose characters: use one of {choices}",
        "{value!r} 会丢失字符：请使用 {choices}",
    ),
    # The map
    "map.colour": (
        "{value!r} is no colour: write it as #0072b2",
        "{value!r} 不是颜色：请写成 #0072b2 的形式",
    ),
    "map.datums": (
        "points of different datums {datums} cannot share a map: convert them first",
        "不同坐标系（{datums}）的点不能画在同一张图上：请先转换",
    ),
    "map.datum": (
        "No base map: this page needs no network. Positions as {datum}; the grid is in metres.",
        "本页无需联网，故无底图。坐标系：{datum}；网格单位为米。",
    ),
    "map.find": ("Find by name", "按名称查找"),
    "map.left_out": ("{count} more are not drawn.", "另有 {count} 个未画出。"),
    "map.more": ("{{n}} more: narrow the search", "还有 {{n}} 个：请缩小查找范围"),
    "map.nothing": ("Nothing here", "没有符合条件的内容"),
    "map.origins": ("Somebody asking", "查询位置"),
    "map.tab.marks": ("Places", "地点"),
    "map.tab.searches": ("Searches", "查询"),
}
