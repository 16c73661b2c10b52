"""Makes the ledger and the riders of a city that does not exist: `python -m tests.data.linjiang.make`."""

import csv
import io
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).parent
HEADER = (
    "编号", "店名", "统一社会信用代码", "行业", "街道", "经度", "纬度", "营业时间", "服务", "收件日期",
    "固定场所", "执照状态", "开业日期", "到期日", "座位", "插座", "热水",
)  # fmt: skip
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def licence(number: int) -> str:
    """A made-up social credit code with the right check character."""
    body = f"92990199MA{number:07}"
    total = sum(_ALPHABET.index(c) * pow(3, n, 31) for n, c in enumerate(body))
    return body + _ALPHABET[-total % 31]


def merchants() -> str:
    """The ledger as an office keeps it: complete in most rows, and wrong in some."""
    chance = random.Random(20260301)
    rows = [["临江市友好商户申请台账（虚构）", *[""] * (len(HEADER) - 1)], list(HEADER)]
    rows += list(_rows(chance))
    rows[6][5:7] = ["0", "0"]  # nobody looked the position up
    rows[11][5], rows[11][6] = rows[11][6], rows[11][5]  # swapped
    rows[16][2] = rows[16][2][:-1] + ("0" if rows[16][2][-1] != "0" else "1")  # a slip in the licence
    rows[21][9] = "2025.9.3"  # not the form of that column
    rows[26] = rows[26][:-1]  # a cell is missing
    rows[31][7] = "看天气"  # hours that nobody can read
    rows[36][1:3] = [f" {rows[5][1]} ", rows[5][2].lower()]  # row 4 again, in another spelling
    rows[36][5:7] = rows[5][5:7]
    rows[41][15] = "两个"  # not a number
    rows[46][1] = "=HYPERLINK(1)"  # a name that a spreadsheet would run
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _rows(chance: random.Random) -> Iterator[list[str]]:
    surnames, kinds = (
        "赵钱孙李周吴郑王冯陈",
        {"餐饮": ("面馆", "快餐", "小吃"), "便利店": ("便利店", "超市"), "药店": ("药房",)},
    )
    hours = (
        "周一至周日 8:00-22:00",
        "周一至周五 8:30-12:00，14:30-18:00",
        "24小时",
        "每天 17:00-02:00",
        "不详",
        "",
    )
    for number in range(1, 61):
        trade = chance.choice(tuple(kinds))
        opened = date(2020, 1, 1) + timedelta(chance.randrange(2200))
        received = date(2025, 8, 1) + timedelta(chance.randrange(240))
        expires = date(2026, 1, 1) + timedelta(chance.randrange(3000))
        services = chance.sample(("歇脚", "饮水", "充电", "热饭", "如厕"), chance.randrange(5))
        yield [
            f"LJ{number:03}",
            f"{chance.choice(surnames)}记{chance.choice(kinds[trade])}",
            licence(number),
            trade,
            chance.choice(("江北街道", "江南街道", "码头街道")),
            f"{chance.uniform(106.52, 106.56):.6f}",
            f"{chance.uniform(29.38, 29.41):.6f}",
            chance.choice(hours),
            "、".join(services) or chance.choice(("无", "不详")),
            f"{received.year}年{received.month}月{received.day}日",
            chance.choice(("是", "是", "是", "是", "否")),
            chance.choice(("存续",) * 8 + ("注销", "不详")),
            f"{opened.year}.{opened.month}.{opened.day}",
            chance.choice((f"{expires.year}.{expires.month}.{expires.day}",) * 5 + ("不详",)),
            chance.choice(("2", "4", "6", "8", "无", "1", "不详")),
            chance.choice(("2", "3", "无", "不详")),
            chance.choice(("有", "有", "无", "不详", "")),
        ]  # fmt: skip


def riders() -> str:
    """Where riders asked, by the GPS of their telephones, and what for."""
    chance = random.Random(20260302)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("rider", "lat", "lon", "needs"))
    for number in range(1, 13):
        needs = " ".join(sorted(chance.sample(("rest", "water", "charge", "warm_food"), chance.randrange(3))))
        lat, lon = chance.uniform(29.383, 29.412), chance.uniform(106.517, 106.556)
        writer.writerow((f"骑手{number:02}", f"{lat:.6f}", f"{lon:.6f}", needs))
    return text.getvalue()


FILES = {"merchants.csv": merchants().encode("gb18030"), "riders.csv": riders().encode("utf-8-sig")}
"""The ledger as Excel in China saves it, the riders as a telephone's app exports them."""

if __name__ == "__main__":
    for name, content in FILES.items():
        (HERE / name).write_bytes(content)
