"""Words that data may use, in both languages: yes and no, unknown and absent, number scales, and names of units.

The same spellings as in policy text. They stand here again because records know nothing of syntax; a test holds both
tables against each other.
"""

from __future__ import annotations

from policycore import types as t
from policycore.core.nodes import Program
from policycore.currencies import CURRENCIES

YES = frozenset({"yes", "y", "true", "是"})
NO = frozenset({"no", "n", "false", "否"})
UNKNOWN = frozenset({"unknown", "未知"})
ABSENT_WORDS = frozenset({"absent", "空"})
NOT_STATED = frozenset({"not stated", "not_stated", "未载明"})

#: What spreadsheets write into a cell whose formula fails, in lower case.
SPREADSHEET_ERRORS = frozenset(
    {"#n/a", "#n/v", "#na", "#div/0!", "#value!", "#wert!", "#ref!", "#bezug!", "#name?", "#num!", "#zahl!", "#null!"}
    | {"#spill!", "#calc!", "#getting_data", "#####"}
)

SCALES = {"万": 10_000, "亿": 100_000_000}

#: Further spellings of the units that the language has by itself.
UNIT_SPELLINGS: dict[str, tuple[str, ...]] = {
    "second": ("seconds", "秒"),
    "minute": ("minutes", "分钟"),
    "hour": ("hours", "小时"),
    "day": ("days", "日", "天"),
    "working day": ("working days", "个工作日"),
    "week": ("weeks", "周"),
    "month": ("months", "个月"),
    "quarter": ("quarters", "个季度"),
    "year": ("years", "年"),
}
POINT_SPELLINGS = ("point", "points", "分")
CURRENCY_SPELLINGS = {"元": "CNY"}


def units_of(program: Program) -> dict[str, t.Unit]:
    """Return every unit that data of this policy may name, by spelling; the policy's own go before the others."""
    units = {code: t.Unit(code, "money", code, places=places) for code, places in CURRENCIES.items()}
    units.update({word: units[code] for word, code in CURRENCY_SPELLINGS.items()})
    units.update(dict.fromkeys(POINT_SPELLINGS, t.POINTS))
    for name, spellings in UNIT_SPELLINGS.items():
        units.update(dict.fromkeys((name, *spellings), t.TIME_UNITS[name]))
    for declaration in program.units:
        unit = declaration.unit
        for label in (f"{unit.name}s", *(text for _, text in declaration.about.labels)):
            units.setdefault(label, unit)
        units[unit.name] = unit
        units.update({word: unit for word, code in CURRENCY_SPELLINGS.items() if code == unit.name})
    return units
