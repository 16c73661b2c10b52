"""Words of this plugin: code, English, Chinese."""
# ruff: noqa: E501 # a Chinese character counts as two columns

from friendly_services.text import add_words

__all__ = ["WORDS"]

WORDS: dict[str, tuple[str, str]] = {
    "valhalla.python": (
        "Valhalla comes for Python 3.12 and newer, and this is {python}: run the city on a newer one, or leave maps= out, and ways are reckoned from straight lines",
        "Valhalla 只提供 Python 3.12 及以上版本，而当前为 {python}：请改用更新的 Python，或省略 maps=，届时路程按直线距离推算",
    ),
    "valhalla.absent": (
        "Valhalla is not installed for this Python {python}: pip install 'pyvalhalla>=3.9.1'",
        "当前的 Python {python} 未安装 Valhalla：请执行 pip install 'pyvalhalla>=3.9.1'",
    ),
    "valhalla.no_tiles": (
        "there are no tiles in {path!r}: build them with python -m friendly_services_valhalla city.osm.pbf {path}",
        "{path!r} 中没有瓦片：请用 python -m friendly_services_valhalla city.osm.pbf {path} 生成",
    ),
    "valhalla.no_file": (
        "there is no file {path!r}: give an extract of OpenStreetMap, such as city.osm.pbf",
        "没有文件 {path!r}：请给出 OpenStreetMap 的摘取文件，例如 city.osm.pbf",
    ),
    "valhalla.not_empty": (
        "there is something in {path!r} already: build into a new folder, and open the city with that",
        "{path!r} 中已有内容：请生成到新的文件夹，再用它打开城市",
    ),
    "valhalla.not_built": (
        "no tiles can be made of {path!r}: {message}",
        "无法用 {path!r} 生成瓦片：{message}",
    ),
}

add_words(WORDS)
