"""Words of `command_line`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    "command_line.exported": (
        "{file}: {rows:row|rows}",
        "{file}：{rows} 行",
    ),
    "command_line.export_again": (
        "The same files, to the letter, whenever they are asked for: --known {known}",
        "如需日后再次导出内容完全相同的文件，请加 --known {known}",
    ),
    "command_line.no_city": (
        "no city {city!r} in this store; there are {cities}",
        "该库中没有城市 {city!r}；现有：{cities}",
    ),
    "command_line.no_city_yet": (
        "no city {city!r} in this store, nor any other",
        "该库中没有城市 {city!r}，也没有其他城市",
    ),
    "command_line.no_date": (
        "{value!r} is no date or time: write 2026-12-31, a time as 2026-12-31T18:00+08:00",
        "{value!r} 不是日期或时间：日期请写作 2026-12-31，时间请写作 2026-12-31T18:00+08:00",
    ),
    "command_line.no_store": (
        "{url!r} is not there: look at the path",
        "{url!r} 不存在：请核对路径",
    ),
    "command_line.verified": (
        "{entries:event|events}, {records:record|records} and {index_entries:index entry|index entries} read: {problems:problem|problems}.",
        "已读取 {entries} 个事件、{records} 条记录和 {index_entries} 个索引项：发现 {problems} 个问题。",
    ),
    "command_line.digest": (
        "The journal up to position {position} has the SHA-256 {digest}.",
        "截至位置 {position} 的日志，其 SHA-256 为 {digest}。",
    ),
    "command_line.rebuilt": (
        "{records:record|records} made anew from the journal. Replaced because they differed: {changed}.",
        "已由日志重建 {records} 条记录。因与日志不符而替换：{changed} 条。",
    ),
    "command_line.good_pack": (
        "{pack}: good. {standards:standard|standards}, {commands:command|commands} that roles may send, digest {digest}.",
        "{pack}：无误。共 {standards} 项标准，{commands} 条可由各角色执行的命令，摘要 {digest}。",
    ),
    "command_line.new_pack": (
        "Wrote {path}. Change what your city decided, then: check-pack {folder}",
        "已写入 {path}。请改写本市所定之处，然后执行：check-pack {folder}",
    ),
    # The demonstration
    "demo.invented": (
        "An invented city, from seed {seed}. Its rules are the pack in {pack}, which extends {extends}; nothing in it is an official list.",
        "一座虚构的城市，由种子 {seed} 生成。规则见 {pack} 中的规则包，它扩展了 {extends}；其中没有任何官方名单。",
    ),
    "demo.funnel": ("From application to map", "从申报到上图"),
    "demo.stage": ("stage", "阶段"),
    "demo.merchants": ("merchants", "商户数"),
    "demo.share": ("share", "占比"),
    "demo.applied": ("applied", "已申报"),
    "demo.checked": ("checked on the spot", "已实地核查"),
    "demo.named": ("named", "已命名"),
    "demo.listed": ("on the map", "已上图"),
    "demo.others": ("of the others", "其余商户"),
    "demo.verdicts": ("Three verdicts, and what would change them", "三种结论，以及怎样才能改变"),
    "demo.judged": (
        "By {title}, version {version}, as of {on}. What nobody has looked up is unknown: it counts neither for a shop nor against it.",
        "按《{title}》第 {version} 版评定，截至 {on}。无人查明的事项为未知：既不算符合，也不算不符合。",
    ),
    "demo.verdict": ("{name}: {answer}", "{name}：{answer}"),
    "demo.stations": ("Stations and their levels", "驿站及其等级"),
    "demo.level_of": ("level", "等级"),
    "demo.stations_count": ("stations", "驿站数"),
    "demo.level": ("level {level}", "{level} 级"),
    "demo.no_level": ("no level yet", "未定级"),
    "demo.station": ("{area} station {number}", "{area}驿站 {number}"),
    "demo.lacks": (
        "What {name} lacks for level {level}, the one it is closest to:",
        "{name} 距 {level} 级最近，尚缺：",
    ),
    "demo.day": ("A day of requests", "一天的查询"),
    "demo.same_spots": (
        "The same {count} riders ask at four hours of one day where the nearest open place is that has what they need.",
        "同样的 {count} 位小哥在一天的四个时刻查询：最近的、在营业且能满足需要的地点在哪里。",
    ),
    "demo.differs": (
        "Most are answered at {best} ({most} of {count}), fewest at {worst} ({fewest}): what is closed is left out.",
        "{best} 得到答复的最多（{count} 次中有 {most} 次），{worst} 最少（{fewest} 次）：未营业的地点不列入。",
    ),
    "demo.no_difference": (
        "At each of these hours as many are answered: {most} of {count}.",
        "四个时刻得到答复的次数相同：{count} 次中有 {most} 次。",
    ),
    "demo.nearer_farther": (
        "The nearest is {shortest} m away at {near}, {longest} m at {far} (medians).",
        "最近地点的距离（中位数）：{near} 为 {shortest} 米，{far} 为 {longest} 米。",
    ),
    "demo.hours_unknown": (
        "In the last column the nearest place is one whose hours nobody recorded: it stays in the answer, marked, since unknown is not closed.",
        "最后一列：最近的地点无人登记营业时间。未知不等于关门，因此仍列出并注明。",
    ),
    "demo.time": ("asked at", "查询时刻"),
    "demo.asked": ("asked", "查询"),
    "demo.answered": ("answered", "有答复"),
    "demo.median": ("metres to the nearest (median)", "最近地点距离（米，中位数）"),
    "demo.nearest_unknown": ("nearest of unknown hours", "最近者时间未知"),
    "demo.answer": ("One answer, explained", "一次答复及其理由"),
    "demo.rider_asks": (
        "A rider in {area} at {time}, who needs {needs}, within {within:.0f} m:",
        "{time}，一位小哥在{area}需要{needs}，查询 {within:.0f} 米内：",
    ),
    "demo.rank": ("{rank}. {name}", "{rank}. {name}"),
    "demo.why_not": ("Why is {name} not among them?", "为什么没有 {name}？"),
    "demo.points": ("Points", "积分"),
    "demo.awards": (
        "{awards} awards to {riders} riders. The statement of {rider}:",
        "共向 {riders} 位小哥记分 {awards} 次。{rider} 的积分明细：",
    ),
    "demo.date": ("day", "日期"),
    "demo.change": ("points", "积分"),
    "demo.balance": ("balance", "余额"),
    "demo.for": ("for", "事由"),
    "demo.replayed": (
        "The voucher was asked for twice under one key: the second call got the first receipt, and nothing was taken twice.",
        "同一幂等键下兑换了两次餐券：第二次得到的是第一次的回执，积分没有重复扣除。",
    ),
    "demo.elsewhere": ("And at another station: {why}.", "换一个驿站领取：{why}。"),
    "demo.again": ("Everything read again", "全部重新核对"),
    "demo.verified": (
        "verify: {entries} events, {records} records and {index_entries} index entries read again, {problems} problems.",
        "核对：重新读取事件 {entries} 个、档案 {records} 份、索引 {index_entries} 条，发现问题 {problems} 处。",
    ),
    "demo.map": (
        "The map: open {path} in a browser; it needs no network.",
        "地图：用浏览器打开 {path}，无需联网。",
    ),
    "map.search": ("needs {needs}, within {within:.0f} m", "需要{needs}，{within:.0f} 米内"),
    "map.anything": ("any place", "任意地点"),
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
    "excel.not_written": (
        "{file} was not written, which takes openpyxl: pip install 'friendly-services[excel]', or --format csv",
        "未写出 {file}，写 Excel 需要 openpyxl：请执行 pip install 'friendly-services[excel]'，或使用 --format csv",
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
    # Mapping files
    "mapping.column": (
        "there is no column {value!r}: the columns are {known}",
        "没有名为 {value!r} 的列：现有 {known}",
    ),
    "mapping.column_near": (
        "there is no column {value!r}: did you mean {nearest!r}?",
        "没有名为 {value!r} 的列：是否指 {nearest!r}？",
    ),
    "mapping.no_names": (
        "there is no column {value!r}, nor any other of this file: state under [table] in which row the names stand (header)",
        "没有名为 {value!r} 的列，本文件所列的其他列也都没有：请在 [table] 中写明列名所在的行（header）",
    ),
    "mapping.column_twice": (
        "the table has several columns named {value!r}: rename all but one",
        "表中有多列名为 {value!r}：请改名，只保留一列",
    ),
    "mapping.fact": (
        "the standard asks about no fact {value!r}: it asks about {known}",
        "标准没有 {value!r} 这一事实：只有 {known}",
    ),
    "mapping.fact_near": (
        "the standard asks about no fact {value!r}: did you mean {nearest!r}?",
        "标准没有 {value!r} 这一事实：是否指 {nearest!r}？",
    ),
    "mapping.service": (
        "there is no service {value!r}: the services are {known}",
        "没有 {value!r} 这项服务：现有 {known}",
    ),
    "mapping.service_near": (
        "there is no service {value!r}: did you mean {nearest!r}?",
        "没有 {value!r} 这项服务：是否指 {nearest!r}？",
    ),
    "mapping.column_or_constant": (
        "a fact comes from a column or is a constant: state exactly one of the two",
        "事实要么取自列（column），要么为常数（constant）：两者必须且只能写一个",
    ),
    "mapping.timeless_since": (
        "what is timeless holds from no day on: leave out one of the two",
        "timeless 表示不随时间变化，与 since 矛盾：请去掉其一",
    ),
    "mapping.none_and_unknown": (
        "{value!r} cannot mean both that there is none and that nobody knows",
        "{value!r} 不能既表示“没有”又表示“不详”",
    ),
    "mapping.test": (
        "{value!r} is not a comparison: write it as '<= on', '>= 2024-01-01' or '> 30'",
        "{value!r} 不是比较式：请写成 '<= on'、'>= 2024-01-01' 或 '> 30'",
    ),
    "mapping.test_of": (
        "a comparison gives yes or no, but the fact is of type {type}",
        "比较式的结果为是或否，而该事实的类型为 {type}",
    ),
    "mapping.date_of": (
        "a date's format does not suit a fact of type {type}",
        "类型为 {type} 的事实不能用日期格式",
    ),
    "mapping.bool_words": (
        "say under values which words mean true and which false: nothing is guessed",
        "请在 values 中注明哪些词表示 true、哪些表示 false：程序不作猜测",
    ),
    "mapping.date_directive": (
        "{value!r} is no part of a date's format: use {known}",
        "{value!r} 不能用在日期格式中：可用 {known}",
    ),
    "mapping.date_parts": (
        "{value!r} must state year, month and day once each: such as '%Y-%m-%d'",
        "{value!r} 必须各写一次年、月、日：例如 '%Y-%m-%d'",
    ),
    # Cells
    "mapping.not_iso": (
        "{value!r} is not a date as YYYY-MM-DD: state the column's own format in the mapping file",
        "{value!r} 不是 YYYY-MM-DD 形式的日期：请在映射文件中注明该列的日期格式",
    ),
    "mapping.not_number": (
        "{value!r} is not a number: write it with the digits 0-9",
        "{value!r} 不是数字：请用半角数字 0-9 填写",
    ),
    "mapping.not_date": (
        "{value!r} is not a date written as {format!r}",
        "{value!r} 不符合日期格式 {format!r}",
    ),
    "mapping.no_such_day": ("{value!r} is no day of the calendar", "日历上没有 {value!r} 这一天"),
    "mapping.digits_lost": (
        "{value!r} was kept as a number, which loses digits: format the column as text and type it again",
        "{value!r} 被存为数字，末位已失真：请将该列设为文本格式后重新填写",
    ),
    "mapping.none_of_fact": (
        "{value!r} says that there is none, which a fact of type {type} cannot say: give it a meaning under values",
        "{value!r} 表示“没有”，而类型为 {type} 的事实无法表示：请在 values 中注明其含义",
    ),
    "mapping.list_fact": (
        "{fact} is a list, which a cell cannot hold: count it elsewhere and leave the column out",
        "{fact} 是列表，单元格无法表示：请另行统计，并去掉该列",
    ),
    "mapping.no_point": ("the row has no position", "该行没有坐标"),
    "mapping.not_wkt": (
        "{value!r} is no point as text: write such as POINT (106.54 29.40), the longitude first",
        "{value!r} 不是点的文本格式：请写成 POINT (106.54 29.40)，经度在前",
    ),
    # run
    "run.no_datum": (
        "say what the positions of {file} are measured in: wgs84 (GPS), gcj02 (AMap, Tencent) or bd09 (Baidu)",
        "请注明 {file} 的坐标系：wgs84（GPS）、gcj02（高德、腾讯）或 bd09（百度）",
    ),
    "run.not_a_time": ("{value!r} is not a time as HH:MM", "{value!r} 不是 HH:MM 形式的时刻"),
    "run.holds_from": (
        "{fact} is stated from {since} on only, so it is unknown before",
        "{fact} 的记载自 {since} 起有效，此前未知",
    ),
    "run.recorded_on": (
        "{fact} was recorded on {recorded} only, so it was not known then",
        "{fact} 于 {recorded} 才登记，当时尚不知晓",
    ),
    "run.received_later": (
        "had not applied by {on}: received on {received}",
        "截至 {on} 尚未申请：{received} 才收到",
    ),
    "run.recorded_later": (
        "was not known by {known}: received on {received}",
        "截至 {known} 尚不知晓：{received} 才收到",
    ),
    "run.not_applied": ("not applied yet", "尚未申请"),
    "run.outside": (
        "lies outside the city's outline ({lat}, {lon}): confirm it",
        "位于城市范围之外（{lat}, {lon}）：请人工确认",
    ),
    "run.word_unknown": (
        "{value!r} has no stated meaning and was taken as unknown",
        "{value!r} 的含义未注明，按未知处理",
    ),
    "run.id_twice": (
        "{value!r} stands in row {first}, line {line}, already: the first is kept",
        "{value!r} 已见于第 {first} 条（文件第 {line} 行）：保留先出现的一条",
    ),
    "run.licence_twice": (
        "the licence {value!r} at this place stands in row {first}, line {line}, already: the first is kept",
        "同一地点的证照 {value!r} 已见于第 {first} 条（文件第 {line} 行）：保留先出现的一条",
    ),
    "run.name_twice": (
        "{value!r} at this place stands in row {first}, line {line}, already: the first is kept",
        "同一地点的 {value!r} 已见于第 {first} 条（文件第 {line} 行）：保留先出现的一条",
    ),
    "run.name_near": (
        "{value!r} may be the same as row {first}, line {line}, which has that name at this place: look at both",
        "{value!r} 可能与第 {first} 条（文件第 {line} 行，同名同地）重复：请人工核对",
    ),
    "run.file": (
        "{file}: {rows} rows, {kept} taken ({encoding}, positions as {datum}, {empty} empty rows passed over)",
        "{file}：共 {rows} 行，采用 {kept} 行（编码 {encoding}，坐标系 {datum}，略过空行 {empty} 行）",
    ),
    "run.file_excel": (
        "{file}: {rows} rows, {kept} taken (Excel, positions as {datum}, {empty} empty rows passed over)",
        "{file}：共 {rows} 行，采用 {kept} 行（Excel，坐标系 {datum}，略过空行 {empty} 行）",
    ),
    "run.judged": (
        "Judged by {title} ({standard}, version {version}) as of {on}:",
        "按《{title}》（{standard}，第 {version} 版）评定，截至 {on}：",
    ),
    "run.known": ("  counting only what was recorded by {known}", "  仅计入 {known} 之前登记的内容"),
    "run.count": ("  {what}: {count}", "  {what}：{count}"),
    "run.missing": (
        "Facts that nobody stated and that keep verdicts open, most frequent first:",
        "致使结论未知的缺失事实（按频次）：",
    ),
    "run.missing_fact": ("  {count} × {title} ({name})", "  {count} 家缺{title}（{name}）"),
    "run.refused": ("Rows refused: {count}", "未采用的行：{count}"),
    "run.noted": ("Kept, but look at these: {count}", "已采用但请核对：{count}"),
    "run.problem": ("  row {row}, line {line}: {why}", "  第 {row} 条（文件第 {line} 行）：{why}"),
    "run.problems": (
        "  {count} × such as row {row}, line {line}: {why}",
        "  {count} 处，如第 {row} 条（文件第 {line} 行）：{why}",
    ),
    "run.more": ("  and {count} more", "  另有 {count} 项"),
    "run.searched": (
        "Searches: {count}, of which {found} found somebody (distances in {datum})",
        "查询：{count} 次，其中 {found} 次有结果（距离按 {datum} 量算）",
    ),
    "run.written": ("Written to {folder}: {files}", "已写入 {folder}：{files}"),
    "run.undecided": ("not decided yet: {codes}", "尚不能确定：{codes}"),
    "run.to_do": ("{code}: {what}", "{code}：{what}"),
    "run.cannot_change": ("{code}: cannot be changed", "{code}：无法改变"),
    "run.find_out": ("find out: {fact}", "查明：{fact}"),
    "run.in_all": ("and {count} more", "另有 {count} 项"),
    "run.about": (
        "Judged as of {on} by {standard}, version {version}",
        "按 {standard} 第 {version} 版评定，截至 {on}",
    ),
    "run.figure_read": ("merchants", "商户"),
    "run.hours": ("hours: {text}", "营业时间：{text}"),
    "run.hours_unread": (
        "hours that could not be read: {text!r}",
        "营业时间无法识读：{text!r}",
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
    "map.nothing": ("nothing here", "没有符合条件的内容"),
    "map.origins": ("somebody asking", "查询位置"),
    "map.tab.marks": ("Places", "地点"),
    "map.tab.searches": ("Searches", "查询"),
}
