"""Words of `places`: code, English, Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    "places.service_shut": ("{service}: {because}", "{service}：{because}"),
    "places.unstaffed": ("nobody is there to help: {because}", "目前无人值守：{because}"),
    "places.not_a_number": (
        "{value!r} is not a number: write degrees such as 29.397",
        "{value!r} 不是数字：请填写度数，例如 29.397",
    ),
    "places.latitude_range": (
        "{value!r} is no latitude: it lies between -90 and 90",
        "{value!r} 不是有效纬度：应在 -90 至 90 之间",
    ),
    "places.longitude_range": (
        "{value!r} is no longitude: it lies between -180 and 180",
        "{value!r} 不是有效经度：应在 -180 至 180 之间",
    ),
    "places.swapped_range": (
        "{lat} is no latitude, but the longitude {lon} would be: swapped?",
        "{lat} 不是有效纬度，而经度 {lon} 倒像纬度：是否填反了？",
    ),
    "places.swapped": (
        "latitude {lat}, longitude {lon} lies outside the city, the other way round inside it: swapped?",
        "纬度 {lat}、经度 {lon} 不在本市范围内，对调后则在：是否填反了？",
    ),
    "places.null_island": (
        "latitude 0, longitude 0 is open sea: the position is missing, leave it out or look it up",
        "纬度 0、经度 0 位于大西洋：实为缺少坐标，请留空或补查",
    ),
    "places.datum_unknown": (
        "{value!r} is no datum: say wgs84 (phone GPS, CGCS2000), gcj02 (AMap, Tencent) or bd09 (Baidu)",
        "{value!r} 不是坐标系：请写 wgs84（手机 GPS、CGCS2000）、gcj02（高德、腾讯）或 bd09（百度）",
    ),
    "places.not_a_point": (
        "{value!r} is no point: give one with its datum, such as Point.gcj02(lat=29.397, lon=106.543)",
        "{value!r} 不是位置：请给出带坐标系的点，例如 Point.gcj02(lat=29.397, lon=106.543)",
    ),
    "places.not_hours": (
        "{value!r} are no hours: have it read first, by hours.read or hours.understand",
        "{value!r} 不是营业时间：请先用 hours.read 或 hours.understand 读取",
    ),
    "places.conversion_refused": (
        "{datum} has no exact way back to {to}: allow the approximate one (approximate=True, half a metre), or work in gcj02",
        "{datum} 无法精确转回 {to}：请允许近似转换（approximate=True，误差约半米），或以 gcj02 为工作坐标系",
    ),
    "places.datums_differ": (
        "one point is in {one}, the other in {other}: convert one of them first",
        "一点为 {one}，另一点为 {other}：请先换算到同一坐标系",
    ),
    "places.radius_not_a_number": (
        "{value!r} is not a number of metres: write one such as 800",
        "{value!r} 不是米数：请填写数字，例如 800",
    ),
    "places.radius_too_small": (
        "{value} m is no radius: ask for more than 0 m",
        "半径 {value} 米无效：须大于 0 米",
    ),
    "places.radius_too_large": (
        "{value} m is too wide: ask for at most {high} m",
        "半径 {value} 米过大：最多 {high} 米",
    ),
    "places.box_upside_down": (
        "the south edge {south} is not below the north edge {north}",
        "南界 {south} 应小于北界 {north}",
    ),
    "places.division_code": (
        "{value!r} is no code of a county or district: six digits as text, such as '370116'",
        "{value!r} 不是县级行政区划代码：应为六位数字的文本，例如 '370116'",
    ),
    "places.division_not_text": (
        "{value!r} is a number or no code at all: write a code as text, or it loses the zeros it begins with",
        "{value!r} 不是文本：行政区划代码请写成文本，否则会丢失开头的零",
    ),
    "places.division_not_in_force": (
        "on {since} the code {value!r} cannot change: it begins once and ends once, and changes in between",
        "代码 {value!r} 不能在 {since} 变更：每个代码只启用一次、停用一次，变更须在其间",
    ),
}
