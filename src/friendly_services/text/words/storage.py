"""Words of `storage`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    "storage.error": ("the store failed", "存储出错"),
    "storage.conflict": (
        "changed since it was read: {keys}; read again and decide again",
        "读取之后已被修改：{keys}；请重新读取并重新决定",
    ),
    "storage.token_reused": (
        "the token {token!r} was used for another command: send this one under a token of its own",
        "令牌 {token!r} 已用于另一条命令：请为本命令换用新的令牌",
    ),
    "storage.unique": (
        "another record holds {key!r} in the index {index!r}, where each may stand once",
        "索引 {index!r} 中的 {key!r} 已被另一条记录占用，不得重复",
    ),
    "storage.too_large": (
        "{what} has size {size}, and this store takes at most {limit}: send less at once",
        "{what} 的大小为 {size}，本存储至多接受 {limit}：请减小后分批提交",
    ),
    "storage.unavailable": ("nothing was written: {why}", "未写入任何内容：{why}"),
    "storage.indeterminate": (
        "it is unknown whether this was written: {why}; send the same batch again and the token will tell",
        "无法确定是否已写入：{why}；请原样重新提交，系统会凭令牌判断",
    ),
    "storage.command_changed": (
        "the row of the command {token}, sent by {by!r}, is not the one that was written",
        "命令 {token}（提交人 {by!r}）的存储内容与写入时不符",
    ),
    "storage.corrupt": (
        "what is stored is not what was written: {why}; stop, keep the files as they are and call a person",
        "存储内容与写入内容不符：{why}；请停止使用，保留原文件，并通知管理员",
    ),
    "storage.entry_changed": (
        "the entry at position {position}, of {kind} {id}, is not the one that was written",
        "位置 {position} 的条目（{kind} {id}）与写入时不符",
    ),
    "storage.record_changed": (
        "the record {kind} {id} at version {version} is not the one that was written",
        "记录 {kind} {id}（版本 {version}）与写入时不符",
    ),
    "storage.broken_keys": (
        "the index entries kept with the {kind} {id!r} cannot be read: run verify, then rebuild",
        "{kind} {id!r} 所附的索引项无法读取：请先执行 verify，再执行 rebuild",
    ),
    "storage.broken_history": (
        "the history of {kind} {id} is broken at position {position} of the journal",
        "{kind} {id} 的历史记录在日志位置 {position} 处中断",
    ),
    "storage.closed": ("this store was closed: open it again", "存储已关闭：请重新打开"),
    "storage.busy": (
        "another writer held the store until the deadline: try again",
        "截止时间之前存储一直被其他写入者占用：请稍后重试",
    ),
    "storage.engine": ("the database engine says {message!r}", "数据库引擎报告：{message!r}"),
    "storage.system": ("the operating system says {message!r}", "操作系统报告：{message!r}"),
    "storage.is_folder": (
        "{path!r} is a folder: name a file in it",
        "{path!r} 是文件夹：请写明其中的文件名",
    ),
    "storage.no_folder": (
        "the folder {folder!r} does not exist: create it first",
        "文件夹 {folder!r} 不存在：请先创建",
    ),
    "storage.network_file_system": (
        "{path!r} lies on a network file system ({type}), whose locks cannot be relied on: use a local disk",
        "{path!r} 位于网络文件系统（{type}）上，其文件锁不可靠：请改用本地磁盘",
    ),
    "storage.newer_schema": (
        "{path!r} was written by a newer version of this library: its schema has number {found}, and this version knows numbers up to {known}; upgrade the library",
        "{path!r} 由本库的较新版本写入：其结构编号为 {found}，本版本只支持到 {known}；请升级本库",
    ),
    "storage.other_schema": (
        "{path!r} was not written by this store: choose another path",
        "{path!r} 不是由本存储写入的文件：请另选路径",
    ),
    "storage.migration_changed": (
        "step {number} of the schema in {path!r} is not the one this library wrote",
        "{path!r} 中第 {number} 步结构变更与本库所写的不一致",
    ),
    "storage.check_failed": (
        "{path!r} did not pass its check: {message!r}",
        "{path!r} 未通过检查：{message!r}",
    ),
    "storage.no_dump": (
        "was not written by `dump`: choose another file",
        "不是由 `dump` 写出的文件：请另选文件",
    ),
    "storage.damaged_dump": (
        "was cut short or changed since it was written: dump the partition again",
        "文件不完整或写出后被改动：请重新导出该分区",
    ),
    "storage.other_digest": (
        "what was loaded into {partition!r} is not what the file holds: let nobody use it, and load into an empty store",
        "载入 {partition!r} 的内容与文件不一致：请勿使用，并改为载入一个空的存储",
    ),
    "storage.erased_at_once": (
        "gone when the commit returns",
        "提交返回时即已删除",
    ),
    "storage.erased_sqlite": (
        "overwritten in the file when the commit returns, and gone from its write-ahead log then too, or with the next commit or purge after the last reader that was under way; backups keep what they had",
        "提交返回时已在文件中覆写，并同时从预写日志中清除；如有读取正在进行，则在其结束后的下一次提交或 purge 时清除；备份仍保留原有内容",
    ),
    "storage.old_engine": (
        "SQLite {version} has a known fault that can damage a file with several writers (mended in 3.51.3); this store's own lock keeps writers apart, but let no other program write to the file",
        "SQLite {version} 存在已知缺陷：多个写入者同时写入时可能损坏文件（3.51.3 已修复）；本存储自带的锁会使写入者互斥，但请勿让其他程序写入该文件",
    ),
    "storage.no_lock": (
        "this operating system has no file lock that the library knows: keep the file to one process",
        "此操作系统没有本库可用的文件锁：请只由一个进程使用该文件",
    ),
    "storage.token_length": (
        "has {size} bytes: a token has 16 to 64",
        "长度为 {size} 字节：令牌应为 16 至 64 字节",
    ),
    "storage.token_twice": (
        "stands in this batch twice: each command needs a token of its own",
        "在同一批次中重复出现：每条命令须有各自的令牌",
    ),
    "storage.digest_length": (
        "has {size} bytes: a SHA-256 digest has 32",
        "长度为 {size} 字节：SHA-256 摘要应为 32 字节",
    ),
    "storage.actor": (
        "{value!r} cannot be kept: use a reference of at most 256 bytes of UTF-8",
        "{value!r} 无法保存：请使用不超过 256 字节的 UTF-8 标识",
    ),
    "storage.number": ("is not a number from 0 to 2^63 - 1", "不是 0 至 2^63 - 1 之间的整数"),
    "storage.kind": (
        "{value!r} is not a kind of record: use a-z, then up to 31 of a-z 0-9 _",
        "{value!r} 不是有效的记录种类：须以 a-z 开头，其后至多 31 个 a-z 0-9 _ 字符",
    ),
    "storage.key_twice": (
        "the record {key} stands in this batch twice: put it once, with all its events",
        "记录 {key} 在同一批次中重复出现：请合并为一次写入并带上全部事件",
    ),
    "storage.no_such_command": (
        "an event belongs to none of the {commands} commands of the batch",
        "有事件不属于本批次的 {commands} 条命令中的任何一条",
    ),
    "storage.events_order": (
        "the events are not in the order of their commands",
        "事件未按所属命令的先后排列",
    ),
    "storage.private_events": (
        "a private record has no events: they could never be erased",
        "私密记录不得带有事件：事件无法删除",
    ),
    "storage.private_changed": (
        "a record is private for life or public for life: make a new one",
        "记录一经创建，私密或公开即不可更改：请新建记录",
    ),
    "storage.rewrite": (
        "a rewrite replaces the body of a record that exists, and adds no event",
        "重写只能替换已有记录的内容，不得附加事件",
    ),
    "storage.erased_index": ("an erased record stands in no index", "已删除的记录不得列入索引"),
    "storage.index": (
        "each index entry needs a name of 1 to 64 of A-Z a-z 0-9 . _ : - and a key that is not empty, and stands there once",
        "每个索引项须有名称（1 至 64 个 A-Z a-z 0-9 . _ : - 字符）和非空的键，且不得重复",
    ),
    "storage.cursor": (
        "is not a cursor: give the `next` of the page before, unchanged",
        "不是有效的翻页位置：请原样传入上一页的 `next`",
    ),
}
