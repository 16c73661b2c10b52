"""Words of `flat_tables`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    "flat_tables.another_city": (
        "these are the tables of {kept!r}, not of {city!r}: give each city a schema or a file of its own",
        "这些表属于 {kept!r}，而非 {city!r}：请为每个城市使用各自的模式或文件",
    ),
    "flat_tables.another_history": (
        "{table} of {city!r}: position {position} of the journal is not the entry that these tables have seen, as after a restored backup; nothing was written: call rebuild",
        "{city!r} 的 {table}：日志位置 {position} 的条目与这些表所依据的条目不同（例如恢复备份之后）；未写入任何内容：请调用 rebuild",
    ),
    "flat_tables.autocommit": (
        "commits every statement by itself, so a crash would leave half a batch: open it without autocommit",
        "该连接会逐条自动提交，崩溃时会留下不完整的批次：请关闭自动提交后再打开",
    ),
    "flat_tables.no_driver": (
        "{kind!r} is not a connection of a DB-API driver: give the driver's own, such as one of sqlite3 or psycopg",
        "{kind!r} 不是 DB-API 驱动的连接：请传入驱动自身的连接，例如 sqlite3 或 psycopg 的连接",
    ),
    "flat_tables.overtaken": (
        "another worker keeps these tables and has gone on from {reached}: run only one",
        "另有进程在维护这些表，并已从 {reached} 继续：请只运行一个",
    ),
    "flat_tables.schema": (
        "{value!r} is no name of a schema: use a-z, then a-z 0-9 _, at most 63 characters",
        "{value!r} 不是有效的模式名：须以 a-z 开头，其后为 a-z 0-9 _ 字符，至多 63 个",
    ),
}
