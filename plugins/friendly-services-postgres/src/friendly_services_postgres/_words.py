"""Words of this plugin: code, English, Chinese."""
# ruff: noqa: E501 # a Chinese character counts as two columns

from friendly_services.text import add_words

__all__ = ["WORDS"]

WORDS: dict[str, tuple[str, str]] = {
    "postgres.url": (
        "the address cannot be read: {message!r}; write postgresql://user@host/database, with ?schema=, ?create=yes or ?connections= if needed",
        "无法识别该地址：{message!r}；请写作 postgresql://用户@主机/数据库，需要时加上 ?schema=、?create=yes 或 ?connections=",
    ),
    "postgres.engine": ("PostgreSQL says: {message}", "PostgreSQL 报告：{message}"),
    "postgres.lost": (
        "the connection was lost before the server confirmed the commit: {message}",
        "服务器确认提交之前连接中断：{message}",
    ),
    "postgres.warned": (
        "the server warned while committing, so standbys may not have it: {message}",
        "服务器在提交时发出警告，备用服务器可能尚未收到：{message}",
    ),
    "postgres.no_tables": (
        "the schema {schema!r} has the tables of step {found}, and this store needs step {needed}: let a DBA run the SQL that friendly_services_postgres.ddl(after={found}) prints, or open with ?create=yes",
        "模式 {schema!r} 中的表处于第 {found} 步，而本存储需要第 {needed} 步：请由数据库管理员执行 friendly_services_postgres.ddl(after={found}) 输出的 SQL，或在地址后加 ?create=yes 打开",
    ),
    "postgres.old_server": (
        "the server runs PostgreSQL {found}, and this store needs {needed} or newer",
        "服务器版本为 PostgreSQL {found}，本存储需要 {needed} 或更新版本",
    ),
    "postgres.not_synchronous": (
        "synchronous_commit is off for this role or database: a crash of the server loses the last commits",
        "此角色或数据库的 synchronous_commit 为 off：服务器崩溃会丢失最后的若干次提交",
    ),
    "postgres.no_fsync": (
        "fsync or full_page_writes is off on this server: a power cut may damage the database",
        "此服务器的 fsync 或 full_page_writes 为 off：断电可能损坏数据库",
    ),
    "postgres.no_checksums": (
        "this server keeps no data checksums: enable them (pg_checksums) to notice damage of the disk",
        "此服务器未启用数据校验和：建议用 pg_checksums 启用，以便发现磁盘损坏",
    ),
    "postgres.recycles": (
        "wal_recycle is on: the server keeps old log files for reuse, and erased data in them, until it writes over them; set it off, or purge() cannot say that nothing is left",
        "wal_recycle 为 on：服务器会保留旧日志文件以备重用，其中已删除的数据要到覆写后才消失；请设为 off，否则 purge() 无法确认已无残留",
    ),
    "postgres.erasure": (
        "out of every reader's reach when the commit returns; in dead rows and the write-ahead log until purge() has run, which an owner of the tables should do every night, and without it for as long as autovacuum and the log take, which nothing limits; archived logs and backups keep what they had: let them end within 30 days",
        "提交返回时任何读取都已无法取得；死行和预写日志中的字节要到执行 purge() 后才消失，请由表的所有者每晚执行一次，否则取决于 autovacuum 与日志的进度，没有上限；归档日志和备份仍保留原有内容：请在 30 天内使其过期",
    ),
}

add_words(WORDS)
