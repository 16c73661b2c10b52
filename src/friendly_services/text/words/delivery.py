"""Words of `delivery`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    "delivery.busy": (
        "the last call to {notifier} did not come back in time: it is called again once it has",
        "对 {notifier} 的上一次调用未按时返回：返回之后才会再次调用",
    ),
    "delivery.child_silent": (
        "started in a process of its own it does not say which channels it offers: run it by hand to see why",
        "在独立进程中启动后未说明提供哪些渠道：请手动运行以查明原因",
    ),
    "delivery.fenced": (
        "another worker delivers over {notifier}: this one stops",
        "已有其他进程在通过 {notifier} 投递：本进程停止",
    ),
    "delivery.not_stopped": (
        "a notifier was told to stop, and failed ({failed}): what it holds may be left open",
        "通知插件在被要求停止时出错（{failed}）：其占用的资源可能未释放",
    ),
    "delivery.too_deep": (
        "a notifier answers messages that its own commands caused, {most} times in a row: let it not do so",
        "通知插件连续 {most} 次以命令回应由其自身命令引起的消息：请勿如此",
    ),
}
