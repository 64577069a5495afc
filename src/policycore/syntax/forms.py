"""The form of each statement on one line, as messages show it, for the order of its clauses is fixed."""

from __future__ import annotations

from policycore.syntax.words import Keywords

_FORMS: dict[str, tuple[str, str]] = {
    "POLICY": (
        'policy name "label" { languages: en, zh  version: "1"  source: "…" }',
        '制度 名称 "标签" { 语言: zh, en  版本: "1"  出处: "…" }',
    ),
    "USE": ('use name, name from "other.policy"', '引用 名称, 名称 自 "other.policy"'),
    "RECORD": (
        'record Name "label" { key id : text  name "label" : whole at least 0 optional }',
        '记录 名称 "标签" { 标识 编号 : 文本  名称 "标签" : 整数 至少 0 可空 }',
    ),
    "CHOICE": ('choice Name { first "label" > second "label" }', '选项 名称 { 甲 "标签" > 乙 "标签" }'),
    "UNIT": ('unit name "label" = 1000 other', '计量单位 名称 "标签" = 1000 另一单位'),
    "CALENDAR": (
        'calendar name "label" @ "source" { weekend: saturday, sunday  holidays: 2024-05-01 .. 2024-05-05 }',
        '日历 名称 "标签" @ "出处" { 周末: 周六, 周日  节假日: 2024-05-01 .. 2024-05-05 }',
    ),
    "ACTOR": ('actor name "label" for Record = field', '主体 名称 "标签" 针对 记录 = 字段'),
    "PARAMETER": (
        'parameter name "label" @ "source" per Choice : whole at least 0 = value',
        '参数 名称 "标签" @ "出处" 按 选项 : 整数 至少 0 = 值',
    ),
    "READING": (
        'reading name @ "source" { chosen one "meaning"  other "meaning" }',
        '口径 名称 @ "出处" { 采用 甲 "含义"  乙 "含义" }',
    ),
    "DEFINE": ('define name "label" for Record @ "source" = value', '定义 名称 "标签" 针对 记录 @ "出处" = 值'),
    "REQUIRE": (
        'require name for Record @ "source" by actor should for each x in list when c : condition',
        '要求 名称 针对 记录 @ "出处" 由 主体 宜 逐个 x 属于 清单 当 条件 : 条件',
    ),
    "SCORE": (
        'score name "label" for Record @ "source" when condition : points 0..100 { … }',
        '评分 名称 "标签" 针对 记录 @ "出处" 当 条件 : 分 0..100 { … }',
    ),
    "FACTOR": ('factor name "label" @ "source" weight 60% = value', '指标 名称 "标签" @ "出处" 权重 60% = 值'),
    "BAND": ('band name "label" @ "source" when condition : value', '档 名称 "标签" @ "出处" 当 条件 : 值'),
    "AWARD": (
        'award name @ "source" for each x in list where c when c : points',
        '加分 名称 @ "出处" 逐个 x 属于 清单 其中 条件 当 条件 : 分数',
    ),
    "DEDUCT": (
        'deduct name @ "source" for each x in list where c when c : points',
        '扣分 名称 @ "出处" 逐个 x 属于 清单 其中 条件 当 条件 : 分数',
    ),
    "GROUP": ('group name "label" @ "source" { cap 30  award … }', '组 名称 "标签" @ "出处" { 封顶 30  加分 … }'),
    "WAIVE": (
        'waive name @ "source" covering deduction by actor when condition',
        '免扣 名称 @ "出处" 用于 扣分项 由 主体 当 条件',
    ),
    "TIERING": (
        'tiering name "label" for Record @ "source" when condition : Choice { … }',
        '分级 名称 "标签" 针对 记录 @ "出处" 当 条件 : 选项 { … }',
    ),
    "TIER": (
        'tier name "label" @ "source" note "…" when condition',
        '等级 名称 "标签" @ "出处" 注 "…" 当 条件',
    ),
    "DESIGNATE": ('designate name @ "source" when condition : tier', '指定 名称 @ "出处" 当 条件 : 等级'),
    "LIMIT": ('limit name @ "source" when condition : at most tier', '限制 名称 @ "出处" 当 条件 : 至多 等级'),
    "MOVEMENT": (
        "movement { every quarter  keep tier when c  up at most 1 tier  up after 6 months  down after 2 reviews }",
        "升降 { 每 个季度  保持 等级 当 条件  上升 至多 1级  上升须满 6个月  下降须满 2次考核 }",
    ),
    "ENTER": ('enter tier @ "source" when condition', '进入 等级 @ "出处" 当 条件'),
    "KEEP": ('keep tier @ "source" when condition', '保持 等级 @ "出处" 当 条件'),
    "PROBATION": ("probation 3 months", "观察期 3个月"),
    "POPULATION": (
        "population name over Record per field where c { ties: behind  gaps: last  define r = rank(field) }",
        "群体 名称 取自 记录 按 字段 其中 条件 { 并列: 靠后  缺项: 居末  定义 排名 = 名次(字段) }",
    ),
    "DUTY": (
        'duty name for R @ "…" by actor must within 3 days after d when c done d over list where c for d',
        '义务 名称 针对 记录 @ "…" 由 主体 应当 限 3日 起算自 日期 当 条件 完成于 日期 取自 清单 其中 条件 针对 期间',
    ),
    "PROCEDURE": (
        'procedure name for Record @ "source" when condition { step … }',
        '程序 名称 针对 记录 @ "出处" 当 条件 { 步骤 … }',
    ),
    "STEP": (
        'step s @ "…" by actor must within 3 days after t follow t when c done d by x not by t stays t',
        '步骤 名称 @ "…" 由 主体 应当 限 3日 起算自 甲 后于 甲 当 条件 完成于 日期 由 字段 不得由 甲 暂停执行 甲',
    ),
    "ENTITLEMENTS": (
        'entitlements name "label" for Record per tiering when condition { … }',
        '权益 名称 "标签" 针对 记录 按 分级 当 条件 { … }',
    ),
    "BENEFIT": (
        'benefit name @ "source" : whole at least 0 higher is better default 0',
        '权益项 名称 @ "出处" : 整数 至少 0 越高越好 默认 0',
    ),
    "GRANT": (
        'grant tier @ "source" same as tier with { benefit: value when condition }',
        '给予 等级 @ "出处" 等同于 等级 另设 { 权益: 值 当 条件 }',
    ),
    "OVERRIDE": (
        'override name @ "source" when condition { benefit: value }',
        '例外 名称 @ "出处" 当 条件 { 权益: 值 }',
    ),
    "ACCOUNTABILITY": (
        'accountability name "label" for Record @ "source" when condition { … }',
        '问责 名称 "标签" 针对 记录 @ "出处" 当 条件 { … }',
    ),
    "MATTER": (
        'matter name "label" @ "source" for each x in list where c when c { … }',
        '情形 名称 "标签" @ "出处" 逐个 x 属于 清单 其中 条件 当 条件 { … }',
    ),
    "ANSWERS": ("answers actor as role 70%, actor 30%", "担责 主体 作为 身份 70%, 主体 30%"),
    "SANCTION": ('sanction name @ "source" against actor : amount', '处理 名称 @ "出处" 对 主体 : 数额'),
    "EXEMPT": (
        'exempt name @ "source" covering matter by actor when condition',
        '免责 名称 @ "出处" 用于 情形 由 主体 当 条件',
    ),
    "ESCALATE": (
        'escalate name @ "source" covering matter up 1 when condition',
        '加重 名称 @ "出处" 用于 情形 上升 1 当 条件',
    ),
    "LAW": ('law name "label" @ "source" : a rises with b', '原则 名称 "标签" @ "出处" : 甲 同向于 乙'),
    "EXAMPLE": (
        "example name { given Record { field: value }  as of 2024-01-01  expect name: value because rule }",
        "示例 名称 { 给定 记录 { 字段: 值 }  截至 2024-01-01  预期 名称: 值 因为 规则 }",
    ),
}


#: When a duty or a step falls due: the form in both languages, and what it says.
DEADLINES: tuple[tuple[str, str, str], ...] = (
    (
        "within 3 days after x until 17:00",
        "限 3日 起算自 甲 至迟 17:00",
        "so long after a date or a step 自某时起多久之内",
    ),
    (
        "until x + 27 days 17:00",
        "至迟 甲 + 27日 17:00",
        "that point is still in time 该时点仍算按时",
    ),
    (
        "before x + 27 days 17:00",
        "早于 甲 + 27日 17:00",
        "that point is too late 该时点已算逾期",
    ),
    (
        "every month until day 5",
        "每 个月 至迟 第5日",
        "again and again, by a day of the period 每期至迟某日",
    ),
    (
        "every 2 weeks before friday 17:00",
        "每 2周 早于 周五 17:00",
        "each second week, before a weekday 每两周，早于星期几",
    ),
    (
        "every quarter until last_day",
        "每 个季度 至迟 最后一日",
        "by the end of each period 每期期末前",
    ),
    (
        "every day before 17:00",
        "每 日 早于 17:00",
        "each day before a time of day 每日早于某时刻",
    ),
    (
        "at least 2 times every year",
        "至少 2 次 每 年",
        "no fewer, or with `at most` no more, in each period 每期至少或至多若干次",
    ),
    (
        "2..3 times every day from x",
        "2..3 次 每 日 自 甲",
        "so many times in each period, from a date on 自某日起每期若干次",
    ),
)


def form(terminal: str, language: Keywords) -> str | None:
    """Return the form of the statement that this leading word opens, or None.

    >>> form("LIMIT", "zh")
    '限制 名称 @ "出处" 当 条件 : 至多 等级'
    """
    forms = _FORMS.get(terminal)
    return None if forms is None else forms[0 if language == "en" else 1]
