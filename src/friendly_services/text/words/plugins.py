"""Words of `plugins`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    "plugins.error": ("the plugin {plugin!r} cannot be used: {why}", "插件 {plugin!r} 无法使用：{why}"),
    "plugins.unknown_scheme": (
        "no store is known for {url!r}: known are {known}; another comes with a plugin, which must be installed (such as pip install friendly-services-filestore, for file:) and named when the city is opened",
        "没有可用于 {url!r} 的存储：现有 {known}；其他存储由插件提供，须先安装（例如 pip install friendly-services-filestore 可提供 file:），并在打开城市时指明",
    ),
    "plugins.unknown_scheme_installed": (
        "no store is known for {url!r}: known are {known}; installed but not named when the city was opened: {others}",
        "没有可用于 {url!r} 的存储：现有 {known}；已安装、但打开城市时未指明的插件：{others}",
    ),
    "plugins.memory_url": (
        "{url!r} cannot be read: the store in memory has the URL memory:// and nothing after it",
        "无法识别 {url!r}：内存存储的地址为 memory://，其后不得有其他内容",
    ),
    "plugins.sqlite_url": (
        "{url!r} cannot be read: write sqlite:///city.db for a path from here, sqlite:////srv/city.db for one from the root, memory:// for a store that is not kept",
        "无法识别 {url!r}：相对路径写作 sqlite:///city.db，绝对路径写作 sqlite:////srv/city.db，不需要保存时用 memory://",
    ),
    "plugins.not_url": (
        "a {got} is no URL: write one such as sqlite:///city.db; a store of your own gets a URL from a plugin",
        "{got} 不是地址：请写地址文本，例如 sqlite:///city.db；自编的存储由插件提供地址",
    ),
    "plugins.url": (
        "{url!r} cannot be read: write it like {example}",
        "无法识别 {url!r}：请写成 {example} 的形式",
    ),
    "plugins.hook": (
        "a hook is not as this library declares it: {message!r}; the hooks are listed in friendly_services.hookspecs",
        "钩子与本库的声明不符：{message!r}；全部钩子见 friendly_services.hookspecs",
    ),
    "plugins.raised": ("it raised {message!r} in {hook}", "它在 {hook} 中抛出 {message!r}"),
    "plugins.import": ("loading it raised {message!r}", "加载时抛出 {message!r}"),
    "plugins.not_installed": (
        "it is not installed (pip install it first) and no module of that name can be imported; installed: {others}",
        "尚未安装（请先 pip install），也没有同名模块可导入；已安装的插件：{others}",
    ),
    "plugins.rubbish": (
        "it handed over a {got} where a {wanted} belongs",
        "它提交了 {got}，而此处应为 {wanted}",
    ),
    "plugins.protocol": (
        "it was written for contract {stated}, and this library speaks contract {known}: install versions that match",
        "它按第 {stated} 号约定编写，而本库使用第 {known} 号约定：请安装相匹配的版本",
    ),
    "plugins.scheme": (
        "{scheme!r} is no URL scheme: use a-z, then a-z 0-9 + . -",
        "{scheme!r} 不是有效的地址前缀：须以 a-z 开头，其后为 a-z 0-9 + . - 字符",
    ),
    "plugins.channel": (
        "{name!r} is no name of a channel: use a-z, then a-z 0-9 _ -, at most 32 characters",
        "{name!r} 不是有效的渠道名：须以 a-z 开头，其后为 a-z 0-9 _ - 字符，至多 32 个",
    ),
    "plugins.taken": ("{name!r} is already offered by another plugin", "{name!r} 已由另一插件提供"),
    "plugins.webhook_secret": (
        "is no secret of the scheme: write whsec_ and 24 to 64 random bytes in base64",
        "不是该规范的密钥：请写 whsec_ 加 24 至 64 个随机字节的 base64 编码",
    ),
    "plugins.mail_setting": (
        "{value!r} cannot be used: write {example}",
        "{value!r} 不可用：请写成 {example}",
    ),
    "plugins.not_maps": (
        "a {got} names no map service: write its name or URL, such as valhalla:///srv/tiles; a service of your own comes with a plugin",
        "{got} 不能指明地图服务：请写其名称或地址，例如 valhalla:///srv/tiles；自编的服务由插件提供",
    ),
    "plugins.unknown_maps": (
        "no map service is known for {url!r}: the plugins named when the city was opened offer {known}; another must be installed (such as pip install friendly-services-valhalla) and named in plugins=",
        "没有可用于 {url!r} 的地图服务：打开城市时指明的插件提供 {known}；其他服务须先安装（例如 pip install friendly-services-valhalla）并在 plugins= 中指明",
    ),
}
