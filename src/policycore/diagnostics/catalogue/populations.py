"""Messages about populations and the facts of groups, PC48n, and about saved snapshots of them, PC86n."""

from __future__ import annotations

from policycore.diagnostics.entry import Entry, Texts


def _population(inside: str, settings: str = "", sales: str = "money(CNY)") -> str:
    """Return a policy with these settings and definitions in its population."""
    return f"""policy sample {{}}
record Client {{ key id : text  region : text  sales : {sales}  name : text }}
population base over Client per region {{
{settings}  {inside}
}}
"""


ENTRIES: tuple[Entry, ...] = (
    Entry(
        code="PC480",
        name="record-said-in-population",
        severity="error",
        headline={
            "en": "`{name}` stands in `{population}` and says for which record it is",
            "zh": "`{name}` 在群体 `{population}` 中，不再写针对哪个记录",
        },
        cause={
            "en": "what a population defines or requires is about its members",
            "zh": "群体中的定义和要求都针对群体的成员",
        },
        help={"en": "take `for` out", "zh": "请删去 `针对`"},
        bad=_population("define place for Client = rank(sales)"),
        good=_population("define place = rank(sales)"),
    ),
    Entry(
        code="PC481",
        name="group-fact-outside-population",
        severity="error",
        headline={
            "en": "`{name}` compares a record with others, and here is no population",
            "zh": "`{name}` 是与其他记录相比得出的，此处不在群体之中",
        },
        cause={
            "en": "which records are compared, by which group, and how equals count is said once by a `population`",
            "zh": "与哪些记录相比、如何分组、并列如何计，都由 `群体` 一次写明",
        },
        help={
            "en": "put the definition into a `population`; its name can be read everywhere",
            "zh": "请把该定义放进 `群体`；其名称随处可用",
        },
        bad="""policy sample {}
record Client { key id : text  sales : money(CNY) }
define place = rank(sales)
""",
        good="""policy sample {}
record Client { key id : text  sales : money(CNY) }
population base over Client { define place = rank(sales) }
""",
    ),
    Entry(
        code="PC482",
        name="group-fact-of-what",
        severity="error",
        headline={"en": "`{name}` is not called like this", "zh": "`{name}` 不是这样写的"},
        cause={
            "en": "the form is {form}; a condition on the members may follow after `where`",
            "zh": "写法是{form}；其后可用 `其中` 写明成员须满足的条件",
        },
        help={"en": "give it just that", "zh": "请照此书写"},
        bad=_population("define best = top_sum(sales)"),
        good=_population("define best = top_sum(sales, 3)"),
    ),
    Entry(
        code="PC483",
        name="not-a-part-of-the-members",
        severity="error",
        headline={"en": "a quantile is between 0 % and 100 %", "zh": "分位须在 0% 至 100% 之间"},
        cause={
            "en": "it is the least value that this part of the members does not exceed",
            "zh": "分位值是：有这一比例的成员不超过它的最小的值",
        },
        help={"en": "write a per cent, such as `90%`", "zh": "请写百分比，如 `90%`"},
        bad=_population("define border = quantile(sales, 90)"),
        good=_population("define border = quantile(sales, 90%)"),
    ),
    Entry(
        code="PC484",
        name="no-worst-value",
        severity="error",
        headline={
            "en": "who has an unknown value stands last, and {type} has no worst value",
            "zh": "缺值者居末，而{type}没有最差的值",
        },
        cause={
            "en": "`gaps: last` puts an unknown member at the worst that the bounds of its fact allow",
            "zh": "`缺项: 居末` 把缺值的成员放在其事实的界限所允许的最差处",
        },
        help={
            "en": "give the field a bound (`at least 0`; for a day `at most`), or choose `uncertain` or `left_out`",
            "zh": "请给字段加上界限（`至少 0`；日期用 `至多`），或者选 `存疑`、`剔除`",
        },
        bad="""policy sample {}
record Client { key id : text  sales : money(CNY) }
population base over Client {
  gaps: last  # policycore: ignore[PC486] the notice says so
  define place = rank(sales)
}
""",
        good="""policy sample {}
record Client { key id : text  sales : money(CNY) at least 0 }
population base over Client {
  gaps: last  # policycore: ignore[PC486] the notice says so
  define place = rank(sales)
}
""",
    ),
    Entry(
        code="PC485",
        name="minimum-not-a-count",
        severity="error",
        headline={"en": "the least size of a group is a whole number", "zh": "组的最小人数须为整数"},
        cause={
            "en": "in a group of fewer members the facts of the population are no value",
            "zh": "成员少于此数的组，群体的各项事实均无值",
        },
        help={"en": "write `minimum: 5`", "zh": "请写 `最少数: 5`"},
        bad=_population("define place = rank(sales)", "  minimum: few\n"),
        good=_population("define place = rank(sales)", "  minimum: 5\n"),
    ),
    Entry(
        code="PC486",
        name="places-before-all-is-known",
        severity="warning",
        headline={
            "en": "with {setting} a fact learnt later may turn decided places round",
            "zh": "设为{setting}时，日后得知的事实可能改变已定的名次",
        },
        cause={
            "en": "everywhere else a decided outcome stays as it is when more becomes known;"
            " this setting breaks the rule",
            "zh": "在别处，得知更多事实不会改变已定的结果；这一设置打破了这条规则",
        },
        help={
            "en": "choose `uncertain`, or say behind it why it is meant: `# policycore: ignore[PC486] reason`",
            "zh": "请选 `存疑`，或在其后写明用意：`# policycore: ignore[PC486] 理由`",
        },
        bad=_population("define place = rank(sales)", "  gaps: left_out\n"),
        good=_population("define place = rank(sales)", "  gaps: uncertain\n"),
    ),
)

PHRASES: dict[str, Texts] = {
    "kind_population": {"en": "a population", "zh": "群体"},
    "gaps-last": {"en": "`gaps: last`", "zh": " `缺项: 居末` "},
    "gaps-left_out": {"en": "`gaps: left_out`", "zh": " `缺项: 剔除` "},
    "group-rank": {"en": "`rank(value)`", "zh": " `名次(值)`"},
    "group-share": {"en": "`share(value)`", "zh": " `占比(值)`"},
    "group-cumulative": {"en": "`cumulative(value)`", "zh": " `累计占比(值)`"},
    "group-size": {"en": "`size()`", "zh": " `总数()`"},
    "group-count": {"en": "`count(condition)`", "zh": " `计数(条件)`"},
    "group-sum": {"en": "`sum(value)`", "zh": " `求和(值)`"},
    "group-average": {"en": "`average(value)`", "zh": " `平均(值)`"},
    "group-highest": {"en": "`highest(value)`", "zh": " `最高(值)`"},
    "group-lowest": {"en": "`lowest(value)`", "zh": " `最低(值)`"},
    "group-top_sum": {"en": "`top_sum(value, how many)`", "zh": " `前列求和(值, 个数)`"},
    "group-quantile": {"en": "`quantile(value, part)`", "zh": " `分位(值, 比例)`"},
}
