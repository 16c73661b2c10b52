"""Facts as plain values: their types, choices, items and lives, every problem under its path."""

from collections.abc import Mapping
from typing import Final, get_args

from ..text import Label
from ._days import Duration
from ._facts import FACT_NAME, RESERVED, Evidence, Fact, FactType
from ._sheet import Sheet, joined

__all__ = ["NOTHING", "read_facts"]

NOTHING: Final = Label(en="", zh="")
"""Stands for a title that is missing, which has been told."""
_MOST: Final = 1_000
_FIELD_KEYS: Final = "type title unit choices"
_FACT_KEYS: Final = f"{_FIELD_KEYS} immovable item life cost"


def read_facts(sheet: Sheet, key: str = "facts") -> dict[str, Fact]:
    """The facts in a table, or the fields of a list's items, each under its name."""
    facts: dict[str, Fact] = {}
    table = sheet.table(key)
    if len(table) > _MOST:
        sheet.wrong(key, "standards.too_many", length=len(table), high=_MOST)
        return {}
    inner = key != "facts"
    types = [kind for kind in get_args(FactType) if not (inner and kind == "list")]
    for name, plain in table.items():
        where = joined(sheet.where, key, str(name)[:64])
        row = Sheet(plain, where, sheet.problems, _FIELD_KEYS if inner else _FACT_KEYS)
        if not FACT_NAME.fullmatch(str(name)):
            row.wrong("", "standards.bad_fact_name", value=str(name))
        elif name in RESERVED:
            row.wrong("", "standards.reserved", value=name)
        kind: FactType = row.one_of("type", types) or "text"
        choices, labels = _choices(row) if kind == "choice" or "choices" in row.plain else ((), ())
        if choices and kind != "choice":
            row.wrong("choices", "standards.choices_of_no_choice", type=kind)
        if "item" in row.plain and kind != "list":
            row.wrong("item", "standards.items_of_no_list", type=kind)
        cost = row.whole("cost", 0, optional=True)
        facts[name] = Fact(
            name=name,
            type=kind,
            title=row.label("title") or NOTHING,
            unit=_unit(row),
            choices=choices,
            immovable=row.flag("immovable"),
            labels=labels,
            fields=tuple(read_facts(row, "item").values()) if kind == "list" else (),
            life=_life(row),
            cost=1 if cost is None else cost,
        )
    return facts


def _choices(row: Sheet) -> tuple[tuple[str, ...], tuple[Label, ...]]:
    """The values of a choice: in a list, or in a table with a name for each."""
    if isinstance(row.plain.get("choices"), Mapping):
        sheet = row.inside("choices", most=_MOST)
        labels = [sheet.label(key) or NOTHING for key in sheet.plain]
        return tuple(map(str, sheet.plain)), tuple(labels)
    values = row.rows("choices", _MOST)
    for n, value in enumerate(values):
        if not isinstance(value, str) or not value.strip():
            row.wrong(f"choices.{n}", "standards.not_text_line", value=str(value), longest=_MOST)
        elif value in values[:n]:
            row.wrong(f"choices.{n}", "standards.twice", value=value)
    return tuple(value for value in values if isinstance(value, str)), ()


def _life(row: Sheet) -> tuple[tuple[Evidence | None, Duration], ...]:
    """How long a value counts: one duration, or one for each kind of evidence."""
    if not isinstance(row.plain.get("life"), Mapping):
        life = row.duration("life")
        return ((None, life),) if life else ()
    sheet = Sheet(row.plain["life"], joined(row.where, "life"), row.problems, " ".join(get_args(Evidence)))
    kinds = [kind for kind in get_args(Evidence) if kind in sheet.plain]
    return tuple((kind, life) for kind in kinds if (life := sheet.duration(kind)))


def _unit(row: Sheet) -> Label | None:
    """A unit is a sign that both languages share, such as `m`, or a word in each."""
    if isinstance(row.plain.get("unit"), Mapping):
        return row.label("unit")
    text = row.text("unit", optional=True)
    return Label(en=text, zh=text) if text else None
