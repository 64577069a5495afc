"""Messages about duties and procedures, PC460 to PC473."""

from __future__ import annotations

from policycore.diagnostics.entry import Entry, Texts

PHRASES: dict[str, Texts] = {}

ENTRIES: tuple[Entry, ...] = (
    Entry(
        code="PC460",
        name="duty-that-forbids",
        severity="error",
        headline={
            "en": "`{name}` forbids something, and what must not be done has no time by which to do it",
            "zh": "`{name}` 写的是禁止，而禁止之事没有办理期限",
        },
        cause={
            "en": "duties and steps say what must, should or may be done; what `must not` be is a `require`",
            "zh": "义务和步骤写应当、宜或可以办理之事；`不得` 写在 `要求` 之中",
        },
        help={
            "en": "write `require … must not : …` with the condition that is forbidden",
            "zh": "请写成 `要求 … 不得 : …`，冒号后写所禁止的条件",
        },
        bad="""policy sample {}
record Case { key id : text  found_on : date  closed_on : date optional }
duty close must not within 3 days after found_on done closed_on
""",
        good="""policy sample {}
record Case { key id : text  found_on : date  closed_on : date optional }
require close must not when closed_on is present : closed_on within 3 days after found_on
""",
    ),
    Entry(
        code="PC461",
        name="duty-without-time-and-deed",
        severity="error",
        headline={
            "en": "`{name}` says neither until when, nor which fact shows that it was done",
            "zh": "`{name}` 既未写期限，也未写以何事实为办结",
        },
        cause={
            "en": "what came of a duty is found by comparing the day it was done with the day it was due",
            "zh": "义务履行与否，由办结之日与期限相比得出",
        },
        help={
            "en": "add a deadline, as in `within 3 days after found_on`, or the deed, as in `done closed_on`",
            "zh": "请补写期限，如 `限 3 日 起算自 发现日`，或办结，如 `完成于 结案日`",
        },
        bad="""policy sample {}
record Case { key id : text  found_on : date  closed_on : date optional }
duty close must
""",
        good="""policy sample {}
record Case { key id : text  found_on : date  closed_on : date optional }
duty close must within 3 days after found_on done closed_on
""",
    ),
    Entry(
        code="PC462",
        name="step-without-deed",
        severity="error",
        headline={
            "en": "nothing shows whether the step `{name}` was done",
            "zh": "没有事实表明步骤 `{name}` 是否已办",
        },
        cause={
            "en": "each step of a procedure names the fact that holds its date, so that later steps can wait for it",
            "zh": "程序的每一步骤都写明记载其日期的事实，后面的步骤据此等候",
        },
        help={"en": "add it at the end, as in `done decided_on`", "zh": "请在末尾补写，如 `完成于 决定日`"},
        bad="""policy sample {}
record Case { key id : text  heard_on : date optional  decided_on : date optional }
procedure handling {
  step hear must done heard_on
  step decide must follow hear
}
""",
        good="""policy sample {}
record Case { key id : text  heard_on : date optional  decided_on : date optional }
procedure handling {
  step hear must done heard_on
  step decide must follow hear done decided_on
}
""",
    ),
    Entry(
        code="PC463",
        name="unknown-step",
        severity="error",
        headline={"en": "the procedure has no step `{name}`", "zh": "本程序没有步骤 `{name}`"},
        cause={
            "en": "`follow`, `not by` and `stays` name other steps of the same procedure",
            "zh": "`后于`、`不得由` 和 `暂停执行` 所写的，是同一程序的其他步骤",
        },
        help={"en": "name a step of this procedure", "zh": "请写本程序的步骤"},
        bad="""policy sample {}
record Case { key id : text  heard_on : date optional  decided_on : date optional }
procedure handling {
  step hear must done heard_on
  step decide must follow hearing done decided_on
}
""",
        good="""policy sample {}
record Case { key id : text  heard_on : date optional  decided_on : date optional }
procedure handling {
  step hear must done heard_on
  step decide must follow hear done decided_on
}
""",
    ),
    Entry(
        code="PC464",
        name="steps-in-a-circle",
        severity="error",
        headline={
            "en": "the step `{name}` comes after itself",
            "zh": "步骤 `{name}` 排在它自己之后",
        },
        cause={
            "en": "a step comes after those it follows, and after the one from which its deadline counts",
            "zh": "步骤排在其 `后于` 的步骤之后，也排在其期限起算的步骤之后",
        },
        help={"en": "put the order right", "zh": "请更正先后次序"},
        bad="""policy sample {}
record Case { key id : text  heard_on : date optional }
procedure handling {
  step hear must follow hear done heard_on
}
""",
        good="""policy sample {}
record Case { key id : text  heard_on : date optional }
procedure handling {
  step hear must done heard_on
}
""",
    ),
    Entry(
        code="PC465",
        name="nobody-says-who",
        severity="error",
        headline={
            "en": "nothing says who did the step `{name}`",
            "zh": "没有写明步骤 `{name}` 由何人办理",
        },
        cause={
            "en": "`not by` compares who did the one step with who did the other",
            "zh": "`不得由` 比较两个步骤的经办人",
        },
        help={
            "en": "add the fact that names the person, as in `done decided_on by decided_by`",
            "zh": "请补写记载经办人的事实，如 `完成于 决定日 由 决定人`",
        },
        bad="""policy sample {}
record Case {
  key id : text  decided_on : date optional  decided_by : text optional
  reviewed_on : date optional  reviewed_by : text optional
}
procedure handling {
  step decide must done decided_on
  step review must follow decide done reviewed_on by reviewed_by not by decide
}
""",
        good="""policy sample {}
record Case {
  key id : text  decided_on : date optional  decided_by : text optional
  reviewed_on : date optional  reviewed_by : text optional
}
procedure handling {
  step decide must done decided_on by decided_by
  step review must follow decide done reviewed_on by reviewed_by not by decide
}
""",
    ),
    Entry(
        code="PC466",
        name="day-against-time-of-day",
        severity="warning",
        headline={
            "en": "the deadline has a time of day, what was done only a day",
            "zh": "期限精确到时刻，而办结只记到日",
        },
        cause={
            "en": "days are compared then: whatever is done on the day of the deadline counts as in time",
            "zh": "此时按日比较：期限当日办结的，一律算作按时",
        },
        help={
            "en": "record the deed as a moment, or leave the time of day out of the deadline",
            "zh": "请将办结记为时刻，或从期限中删去时刻",
        },
        bad="""policy sample {}
record Case { key id : text  found_on : date  closed_on : date optional }
duty close must within 3 days after found_on until 17:00 done closed_on
""",
        good="""policy sample {}
record Case { key id : text  found_on : date  closed_at : moment optional }
duty close must within 3 days after found_on until 17:00 done closed_at
""",
    ),
    Entry(
        code="PC467",
        name="period-shorter-than-a-day",
        severity="error",
        headline={
            "en": "a duty does not recur within the day",
            "zh": "义务不能在一日之内重复",
        },
        cause={
            "en": "what recurs has a period: a day, a week, a month, a quarter or a year, or several of them",
            "zh": "重复的义务以日、周、个月、个季度、年或其若干为一期",
        },
        help={
            "en": "say how many times a day, as in `12 times every day`, or compare two moments in a `require`",
            "zh": "请写每日次数，如 `12 次 每 日`，或以 `要求` 比较相邻两个时刻",
        },
        bad="""policy sample {}
record Turn { at_ : moment }
record Patient { key id : text  turns : list of Turn }
duty turn must every 2 hours done at_ over turns
""",
        good="""policy sample {}
record Turn { at_ : moment }
record Patient { key id : text  turns : list of Turn }
duty turn must 12..24 times every day done at_ over turns
""",
    ),
    Entry(
        code="PC468",
        name="no-such-day-in-the-period",
        severity="error",
        headline={
            "en": "periods of this length do not have that day, or have it several times",
            "zh": "这样长的一期没有这一日，或者有好几个",
        },
        cause={
            "en": "a weekday is a day of one week; `day 5` is the fifth day of a month, quarter or year",
            "zh": "星期几是一周中的一日；`第5日` 是月、季或年的第五日",
        },
        help={
            "en": "name a day that the period has once, or `last_day`",
            "zh": "请写该期中仅有的一日，或 `最后一日`",
        },
        bad="""policy sample {}
record Department { key id : text  reported_on : date optional }
duty report must every month until friday done reported_on
""",
        good="""policy sample {}
record Department { key id : text  reported_on : date optional }
duty report must every week until friday done reported_on
""",
    ),
    Entry(
        code="PC469",
        name="period-of-a-single-deed",
        severity="error",
        headline={
            "en": "`{name}` is to be done once, so a deed belongs to no period",
            "zh": "`{name}` 只须办理一次，办结不属于任何一期",
        },
        cause={
            "en": "`for` says to which period of a repeated duty a deed belongs",
            "zh": "`针对` 说明办结属于重复义务的哪一期",
        },
        help={
            "en": "leave `for` out, or say how often, as in `every month`",
            "zh": "请删去 `针对`，或写明周期，如 `每 个月`",
        },
        bad="""policy sample {}
record Department { key id : text  reported_on : date optional  month_from : date }
duty report must until month_from done reported_on for month_from
""",
        good="""policy sample {}
record Department { key id : text  reported_on : date optional  month_from : date }
duty report must every month until day 5 done reported_on for month_from
""",
    ),
    Entry(
        code="PC470",
        name="two-times-of-day",
        severity="error",
        headline={
            "en": "the deadline has a time of day already, so `{time}` cannot be one as well",
            "zh": "期限本身已有时刻，不能再写 `{time}`",
        },
        cause={
            "en": "hours count to the second, and a moment has its own time; a time of day may end a deadline in days",
            "zh": "小时按秒计算，时刻自带钟点；只有按日计算的期限可以另写钟点",
        },
        help={"en": "leave the time of day out", "zh": "请删去钟点"},
        bad="""policy sample {}
record Case { key id : text  found_at : moment  closed_at : moment optional }
duty close must within 24 hours after found_at until 17:00 done closed_at
""",
        good="""policy sample {}
record Case { key id : text  found_at : moment  closed_at : moment optional }
duty close must within 24 hours after found_at done closed_at
""",
    ),
    Entry(
        code="PC471",
        name="duty-of-many-periods",
        severity="error",
        headline={
            "en": "`{name}` has a status for each period, not one that could be read",
            "zh": "`{name}` 每期各有状态，没有可供读取的单一状态",
        },
        cause={
            "en": "a repeated duty is read through its periods, each with `start`, `end`, `due`, `at` and `status`",
            "zh": "重复的义务经其各期读取，每期有 `期初`、`期末`、`期限`、`何时` 和 `状态`",
        },
        help={
            "en": "ask its periods, as in `some(p.status = overdue over {name}.periods as p)`",
            "zh": "请逐期判断，如 `存在(p.状态 = 逾期未办 取自 {name}.各期 作为 p)`",
        },
        bad="""policy sample {}
record Department { key id : text  reported_on : date optional }
duty report must every month until day 5 done reported_on
define behind = report = overdue
""",
        good="""policy sample {}
record Department { key id : text  reported_on : date optional }
duty report must every month until day 5 done reported_on
define behind = some(p.status = overdue over report.periods as p)
""",
    ),
    Entry(
        code="PC473",
        name="procedure-without-steps",
        severity="error",
        headline={"en": "`{name}` has no steps", "zh": "`{name}` 没有步骤"},
        cause={
            "en": "a procedure is the order of its steps",
            "zh": "程序由先后有序的步骤构成",
        },
        help={
            "en": "add its steps, as in `step hear must done heard_on`, or leave the statement out",
            "zh": "请补写步骤，如 `步骤 听取 应当 完成于 听取日`，或者删去该语句",
        },
        bad="""policy sample {}
record Case { key id : text  heard_on : date optional }
procedure handling {}
""",
        good="""policy sample {}
record Case { key id : text  heard_on : date optional }
procedure handling {
  step hear must done heard_on
}
""",
    ),
)
